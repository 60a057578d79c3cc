"""Residence statuses: their codes, their labels, and the families that a rule may name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

ANY: Final = "any"
ANY_TITLE: Final = "ae_*"

_NAMED: Final = {
    "ankunftsnachweis": ("Ankunftsnachweis", "proof of arrival"),
    "gestattung": ("Aufenthaltsgestattung", "permission to stay during the asylum procedure"),
    "duldung_60a": ("Duldung (§ 60a AufenthG)", "toleration (section 60a)"),
    "duldung_60b": (
        "Duldung für Personen mit ungeklärter Identität (§ 60b AufenthG)",
        "toleration with unclear identity (section 60b)",
    ),
    "duldung_ausbildung": ("Ausbildungsduldung", "toleration for vocational training"),
    "duldung_60d": ("Beschäftigungsduldung (§ 60d AufenthG)", "toleration for employment (section 60d)"),
    "ausreisepflichtig_ohne_duldung": ("ausreisepflichtig ohne Duldung", "obliged to leave, without toleration"),
    "ne": ("Niederlassungserlaubnis", "settlement permit"),
    "fiktion_81_3_1": (
        "Fiktionsbescheinigung (§ 81 Abs. 3 Satz 1)",
        "fictional certificate (81(3) sentence 1)",
    ),
    "fiktion_81_3_2": (
        "Fiktionsbescheinigung (§ 81 Abs. 3 Satz 2)",
        "fictional certificate (81(3) sentence 2)",
    ),
    "fiktion_81_4": ("Fiktionsbescheinigung (§ 81 Abs. 4)", "fictional certificate (81(4))"),
    "anerkannt_karte_offen": ("anerkannt, Karte noch nicht da", "recognised, card pending"),
    "eu": ("EU-Bürger/in", "EU citizen"),
    "de": ("deutsche Staatsangehörigkeit", "German citizen"),
}
_SECTIONS: Final = re.compile(
    r"7|16[a-g]?|17[ab]?|18[a-g]?|19[a-f]?|20[a-c]?|21|22|23a?|24|25[ab]?|26|27|28|29|30|31|32|33|34|35|36a?|37|38a?|104[a-c]"
)
"""Sections of the residence act under which a permit is or was issued."""
_MUST_NAME_PARAGRAPH: Final = {
    "23": frozenset({"1", "2", "4"}),
    "25": frozenset({"1", "2", "3", "4", "4a", "4b", "5"}),
}
_COMMON: Final = (
    "ae_16a ae_16b ae_16d ae_16g ae_16g_8 ae_18a ae_18b ae_18g ae_19c ae_19d ae_20a ae_22 ae_23_1 ae_23_2 ae_23_4 "
    "ae_23a ae_24 ae_25_1 ae_25_2 ae_25_3 ae_25_4 ae_25_4a ae_25_4b ae_25_5 ae_25a ae_25b ae_28 ae_30 ae_32 ae_36a "
    "ae_104c"
)
_TITLE: Final = re.compile(r"ae_(?P<section>\d{1,3}[a-z]?)(?:_(?P<paragraph>\d[a-z]?))?")

STATUSES: Final[tuple[str, ...]] = (*_NAMED, *_COMMON.split())
"""Codes to choose from, the frequent residence titles included; `is_status` knows the rarer ones too."""

ASYLUM_GROUPS: Final = frozenset(
    {
        "ankunftsnachweis",
        "gestattung",
        "duldung_60a",
        "duldung_60b",
        "duldung_ausbildung",
        "duldung_60d",
        "ausreisepflichtig_ohne_duldung",
    }
)
"""Groups 1 to 3 of the agreement, clause 4: the authority is involved before every measure."""
OUTSIDE: Final = frozenset({"de", "eu", "ne"})
"""Outside the agreement's groups: any work is allowed for good."""


@lru_cache(maxsize=1024)
def is_status(code: str | None) -> bool:
    """True for a code that says enough; section 23 or 25 without its paragraph does not."""
    if code is None:
        return False
    if code in _NAMED:
        return True
    title = _TITLE.fullmatch(code)
    if title is None or _SECTIONS.fullmatch(title["section"]) is None:
        return False
    paragraphs = _MUST_NAME_PARAGRAPH.get(title["section"])
    return paragraphs is None or title["paragraph"] in paragraphs


def is_title(code: str) -> bool:
    """True for a residence permit (Aufenthaltserlaubnis)."""
    return code.startswith("ae_")


@lru_cache(maxsize=1024)
def families(code: str) -> frozenset[str]:
    """Names under which a rule may mean this status: itself, its section, every title, any."""
    names = {code, ANY}
    if is_title(code):
        section = "_".join(code.split("_")[:2])
        names |= {section, ANY_TITLE}
    return frozenset(names)


def is_status_name(name: str) -> bool:
    """True for what a rule may write: a status, a whole section, `ae_*` or `any`."""
    title = _TITLE.fullmatch(name)
    return (
        name in {ANY, ANY_TITLE}
        or is_status(name)
        or (title is not None and _SECTIONS.fullmatch(title["section"]) is not None)
    )


def status_label(code: str | None, language: str = "de") -> str:
    """What the status is called on a page, in German unless English is asked for."""
    english = language == "en"
    if code in _NAMED:
        return _NAMED[code][english]
    title = _TITLE.fullmatch(code or "")
    if title is None:
        return "unknown" if english else "unbekannt"
    if english:
        paragraph = f"({title['paragraph']})" if title["paragraph"] else ""
        return f"residence permit (section {title['section']}{paragraph})"
    paragraph = f" Abs. {title['paragraph']}" if title["paragraph"] else ""
    return f"Aufenthaltserlaubnis (§ {title['section']}{paragraph} AufenthG)"
