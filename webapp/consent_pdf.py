"""The consent sheet as PDF: German beside the person's language, boxes to tick, a line to sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from matcher.consents import OFFERED, TOGETHER, DataCategory
from matcher.model import Recipient
from webapp.consent_texts import SheetText
from webapp.typesetting import typeset

Pair = tuple[str, str | None]
"""German, and the other language where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFilled:
    """What is known of the sheet already: whose it is, and where it was signed what was ticked."""

    name: str = ""
    code: str = ""
    ticked: frozenset[tuple[Recipient, DataCategory]] = frozenset()
    signed_on: date | None = None
    signature: str | None = None
    """SVG of a signature on the screen."""


def consent_pdf(german: SheetText, foreign: SheetText | None, filled: SheetFilled) -> bytes:
    """One or two pages; `foreign` None sets German alone."""
    return typeset("consent.typ", sheet=_content(german, foreign, filled))


def _content(german: SheetText, foreign: SheetText | None, filled: SheetFilled) -> dict[str, Any]:
    def both(say: Callable[[SheetText], str]) -> Pair:
        return say(german), say(foreign) if foreign else None

    return {
        "lang": foreign.language if foreign else None,
        "rtl": bool(foreign and foreign.right_to_left),
        "version": german.version,
        "title": both(lambda text: text.title),
        "intro": list(zip_longest(german.intro, foreign.intro if foreign else ())),
        "rights": list(zip_longest(german.rights, foreign.rights if foreign else ())),
        "confirm": both(lambda text: text.confirm),
        "binding": foreign.binding if foreign else None,
        "columns": [both(lambda text, item=item: text.categories[item]) for item in DataCategory],  # type: ignore[misc]  # bound at once
        "rows": [_row(recipient, both, filled) for recipient in Recipient],
        "fields": {key: both(lambda text, key=key: text.fields[key]) for key in german.fields},  # type: ignore[misc]  # bound at once
        "name": filled.name,
        "code": filled.code,
        "signed_on": f"{filled.signed_on:%d.%m.%Y}" if filled.signed_on else None,
        "signature": filled.signature,
    }


def _row(
    recipient: Recipient, both: Callable[[Callable[[SheetText], str]], Pair], filled: SheetFilled
) -> dict[str, Any]:
    """What goes together has one box over all its columns; what is never asked has none."""
    whole = TOGETHER.get(recipient, frozenset())
    cells: list[dict[str, Any]] = []
    for category in DataCategory:
        if category in whole and category is not DataCategory.PROFILE:
            cells[0]["span"] += 1
            continue
        cells.append(
            {
                "offered": category in OFFERED[recipient],
                "ticked": (recipient, category) in filled.ticked,
                "span": 1,
                "words": both(lambda text: text.whole) if category in whole else None,
            }
        )
    return {
        "name": both(lambda text: text.recipients[recipient]),
        "purpose": both(lambda text: text.purposes[recipient]),
        "cells": cells,
    }
