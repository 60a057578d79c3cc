"""Password hashes: Argon2id with the library's current parameters."""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher

LEAST_LENGTH: Final = 10
_HASHER: Final = PasswordHasher()


def hash_password(password: str) -> str:
    return _HASHER.hash(password)
