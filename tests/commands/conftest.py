"""The ledgers of these tests, and how settings name them."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from messages.settings import Settings
from tests.store.ledgers import databases, empty, pattern, scratch

__all__ = ["databases", "empty", "pattern", "scratch"]


@pytest.fixture
def settings(scratch: Engine, tmp_path: Path) -> Settings:
    address = scratch.url.render_as_string(hide_password=False)
    return Settings(database_url=address, temporal_address="unused", data_dir=tmp_path)
