"""Folders for servers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder of our own, not pytest's, whose rights another run of pytest may reset while we use it."""
    with tempfile.TemporaryDirectory(prefix="onething-test-") as path:
        yield Path(path)
