"""The numbers of a pool's columns in one file that every worker process of a machine maps, instead of a copy each.

The file holds, for each trait and person, which distinct value is theirs: numbers that say nothing without the values.
A process uses it only where it equals, bit by bit, what the process computed itself.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.index import Index
from matcher.ranking.traits import Column, Trait

_PREFIX: Final = "columns-"
_Numbers = NDArray[np.int32]


def share(index: Index, folder: Path, generation: int) -> bool:
    """The index reads its columns from the folder's file for this generation, which it writes where there is none.

    Args:
        index: fresh, or with rows overwritten.
        folder: readable by this account only; made where it is missing.
        generation: number of the newest change that the people cover.

    Returns:
        False where another process's file differs, or the folder cannot be used: the index keeps its own numbers.

    """
    path = folder / f"{_PREFIX}{generation}.npy"
    try:
        mapped = _mapped(path)
        if mapped is None:
            _write(index, path)
            mapped = _mapped(path)
    except OSError:
        return False
    if mapped is None or not _equal(index, mapped):
        return False
    for row, trait in enumerate(Trait):
        index.columns[trait] = Column(index.columns[trait].values, mapped[row])
    return True


def _mapped(path: Path) -> _Numbers | None:
    """The file's numbers, read from disk only as they are looked at; shape (traits, people)."""
    try:
        mapped: _Numbers = np.load(path, mmap_mode="r", allow_pickle=False)
    except (FileNotFoundError, ValueError, EOFError):
        return None
    return mapped


def _equal(index: Index, mapped: _Numbers) -> bool:
    if mapped.shape != (len(Trait), len(index)) or mapped.dtype != np.int32:
        return False
    return all(np.array_equal(mapped[row], index.columns[trait].numbers) for row, trait in enumerate(Trait))


def _write(index: Index, path: Path) -> None:
    """Whole or not at all; older generations go, and whoever maps one keeps it until done."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        np.save(file, np.stack([index.columns[trait].numbers for trait in Trait]), allow_pickle=False)
    Path(file.name).replace(path)
    for old in (*path.parent.glob(f"{_PREFIX}*.npy"), *path.parent.glob("*.part")):
        if old != path:
            with suppress(OSError):
                old.unlink()
