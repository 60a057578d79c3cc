"""A signature as the screen sends it: strokes of points, redrawn here, so that nothing foreign is ever stored."""

from __future__ import annotations

import json
from typing import Any, Final

from matcher.errors import InvalidInputError

WIDTH: Final = 600
HEIGHT: Final = 200
_FEWEST: Final = 8
"""Points below which nobody has signed: a slip of the finger."""
_MOST: Final = 6000
Stroke = list[tuple[int, int]]


def signature_svg(sent: str) -> bytes:
    """The drawing as SVG.

    Raises:
        InvalidInputError: at `strokes`: this is no drawing, or hardly one.

    """
    strokes = _strokes(sent)
    points = sum(len(stroke) for stroke in strokes)
    if not _FEWEST <= points <= _MOST:
        raise _refused()
    paths = " ".join(_path(stroke) for stroke in strokes if stroke)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<path d="{paths}" fill="none" stroke="#000" stroke-width="3" stroke-linecap="round"/></svg>'
    )
    return drawing.encode("ascii")


def _strokes(sent: str) -> list[Stroke]:
    try:
        found = json.loads(sent)
        return [[_point(pair) for pair in stroke] for stroke in found]
    except (ValueError, TypeError, RecursionError) as error:
        raise _refused() from error


def _point(pair: Any) -> tuple[int, int]:
    x, y = pair
    return min(max(int(x), 0), WIDTH), min(max(int(y), 0), HEIGHT)


def _path(stroke: Stroke) -> str:
    (x, y), *others = stroke
    return f"M{x} {y}" + "".join(f"L{right} {down}" for right, down in others or [(x, y)])


def _refused() -> InvalidInputError:
    return InvalidInputError(
        "strokes",
        "Die Unterschrift ist nicht lesbar angekommen. Bitte noch einmal unterschreiben, oder auf Papier.",
        "The signature did not arrive legibly. Please sign again, or on paper.",
    )
