"""Passwords are kept as Argon2id hashes only."""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher


@cache
def _hasher() -> PasswordHash:
    # 19 MiB and two passes: the smaller of the settings that OWASP recommends; sign-in stays quick on a small machine.
    return PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _hasher().hash(password)


def is_password(password: str, kept: str) -> bool:
    """Return whether this is the password; takes some tens of milliseconds on purpose."""
    return _hasher().verify(password, kept)
