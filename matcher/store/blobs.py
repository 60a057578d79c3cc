"""What a run says of many people at once, as bytes: an order with scores, and whoever is kept back, and why.

The first byte names the form, so that a later one can stand beside it. Equal contents give equal bytes.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.model import Reason
from matcher.results import Ground

Ids = NDArray[np.uint32]
_FORM: Final = b"\x01"
_FAST: Final = 1
"""zlib's quickest level: half a percent larger here than its default, in a quarter of the time."""
_WIDTHS: Final = ("<u1", "<u2", "<u4")
_HEAD: Final = struct.Struct("<II")
"""Number of people, bytes of the text that follows."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who are kept back: ids ascending, and for each the number of their ground."""

    ids: Ids
    numbers: NDArray[np.int64]
    grounds: tuple[Ground, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def members(self, stretch: slice) -> Iterator[tuple[int, Ground]]:
        """These people with what keeps each of them back."""
        for who, number in zip(self.ids[stretch].tolist(), self.numbers[stretch].tolist(), strict=True):
            yield who, self.grounds[number]

    def led_by(self, *reasons: Reason) -> Group:
        """Those whose first reason is one of these."""
        led = np.array([ground.reasons[0] in reasons for ground in self.grounds], np.bool_)[self.numbers]
        return Group(self.ids[led], self.numbers[led], self.grounds)


def pack_order(ids: Ids, scores: NDArray[np.float64]) -> bytes:
    """Ids in order with their scores; empty for nobody."""
    return _packed(len(ids), [], _numbers(ids), scores.astype("<f8").tobytes()) if len(ids) else b""


def unpack_order(blob: bytes) -> tuple[tuple[int, float], ...]:
    """Ids and scores in order."""
    if not blob:
        return ()
    count, _, body = _unpacked(blob)
    ids, behind = _read(body, count)
    return tuple(zip(ids.tolist(), np.frombuffer(behind, "<f8", count).tolist(), strict=True))


def pack_ids(ids: Ids) -> bytes:
    """Ids ascending, plain: read for one person out of a thousand lists at once; empty for nobody."""
    return _FORM + np.sort(ids).astype("<u4").tobytes() if len(ids) else b""


def unpack_ids(blob: bytes) -> Ids:
    """The ids, ascending."""
    if not blob:
        return np.zeros(0, np.uint32)
    _require_form(blob)
    return np.frombuffer(blob, "<u4", offset=1)


def pack_group(ids: Ids, numbers: NDArray[np.integer[Any]], grounds: Sequence[Ground]) -> bytes:
    """Whoever is kept back; empty for nobody.

    Args:
        ids: theirs, in any order.
        numbers: for each of them, which of `grounds`.
        grounds: the distinct ones; those that nobody has are left out.

    """
    if not len(ids):
        return b""
    used = sorted(np.unique(numbers).tolist(), key=lambda number: _told(grounds[number]))
    places = np.zeros(len(grounds), np.int64)
    places[used] = np.arange(len(used))
    order = np.argsort(ids, kind="stable")
    steps = np.diff(ids[order].astype(np.int64), prepend=0)
    return _packed(len(ids), [_told(grounds[one]) for one in used], _numbers(steps), _numbers(places[numbers][order]))


def unpack_group(blob: bytes) -> Group:
    """The people and their grounds."""
    if not blob:
        return Group(np.zeros(0, np.uint32), np.zeros(0, np.int64), ())
    count, told, body = _unpacked(blob)
    steps, behind = _read(body, count)
    numbers, _ = _read(behind, count)
    grounds = tuple(
        Ground(tuple(Reason(code) for code in codes), date.fromisoformat(lifts_on) if lifts_on else None)
        for codes, lifts_on in told
    )
    return Group(np.cumsum(steps).astype(np.uint32), numbers, grounds)


def _told(ground: Ground) -> list[Any]:
    return [[str(reason) for reason in ground.reasons], ground.lifts_on.isoformat() if ground.lifts_on else ""]


def _packed(count: int, told: list[Any], *parts: bytes) -> bytes:
    text = json.dumps(told, separators=(",", ":")).encode()
    return _FORM + zlib.compress(b"".join((_HEAD.pack(count, len(text)), text, *parts)), _FAST)


def _unpacked(blob: bytes) -> tuple[int, list[Any], bytes]:
    _require_form(blob)
    whole = zlib.decompress(blob[1:])
    count, length = _HEAD.unpack_from(whole)
    begin = _HEAD.size + length
    return count, json.loads(whole[_HEAD.size : begin]), whole[begin:]


def _require_form(blob: bytes) -> None:
    if blob[:1] != _FORM:
        message = f"a run's blob begins with {blob[:1]!r}, which this version cannot read: bring passgenau up to date"
        raise ValueError(message)


def _numbers(values: NDArray[Any]) -> bytes:
    """Whole numbers as narrow as the largest of them allows; the first byte says how narrow."""
    width = int(np.searchsorted([1 << 8, 1 << 16], int(values.max(initial=0)), side="right"))
    return bytes([width]) + values.astype(_WIDTHS[width]).tobytes()


def _read(body: bytes, count: int) -> tuple[NDArray[np.int64], bytes]:
    """So many numbers, and what stands behind them."""
    kind = np.dtype(_WIDTHS[body[0]])
    end = 1 + count * kind.itemsize
    return np.frombuffer(body[1:end], kind).astype(np.int64), body[end:]
