"""What changed in a folder since it was printed: told by salted digests, so that no print keeps data. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Lines = Mapping[str, Sequence[str]]
"""Section → its lines, as they stand on paper."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines that were not on the paper, and how many of its lines no longer hold, by section."""

    new: dict[str, tuple[str, ...]]
    gone: dict[str, int]

    @property
    def sections(self) -> frozenset[str]:
        return frozenset(self.new) | frozenset(self.gone)


def digests(lines: Lines, salt: str) -> dict[str, list[str]]:
    """What a print keeps of its lines."""
    return {section: [_digest(salt, line) for line in found] for section, found in lines.items()}


def changed(lines: Lines, printed: Mapping[str, frozenset[str]], salt: str) -> Changes:
    """The difference between the folder now and a print."""
    now = {section: {_digest(salt, line): line for line in found} for section, found in lines.items()}
    new = {
        section: tuple(line for key, line in found.items() if key not in printed.get(section, frozenset()))
        for section, found in now.items()
    }
    gone = {section: len(old - now.get(section, {}).keys()) for section, old in printed.items()}
    return Changes(
        new={section: found for section, found in new.items() if found},
        gone={section: many for section, many in gone.items() if many},
    )


def _digest(salt: str, line: str) -> str:
    return hashlib.blake2b(line.encode(), key=salt.encode(), digest_size=12).hexdigest()
