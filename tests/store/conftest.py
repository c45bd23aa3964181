"""The ledgers of these tests."""

from tests.store.ledgers import databases, empty, guarded, pattern, scratch

__all__ = ["databases", "empty", "guarded", "pattern", "scratch"]
