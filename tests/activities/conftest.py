"""The ledgers of these tests."""

from tests.store.ledgers import databases, pattern, scratch

__all__ = ["databases", "pattern", "scratch"]
