"""Where the bytes of people's papers lie: files in the data directory, outside database and web root."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_KEY: Final = re.compile(r"[0-9a-f]{32}")


class Vault:
    """A directory of files under random names, readable by its owner alone.

    Args:
        directory: made when the first file is kept.

    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def keeping(self, content: bytes) -> Iterator[str]:
        """Keep the bytes under the key that the block gets; where the block fails they are gone again."""
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
            yield key
        except BaseException:
            unfinished.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise

    def read(self, key: str) -> bytes | None:
        """The bytes under this key; None where there are none (any more)."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, key: str) -> None:
        """The bytes are gone; what is gone already stays so."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        return self._directory / key[:2] / key
