"""Residence statuses as people and documents write them, read as the codes of the clearance cases.

Section numbers as in the residence act (AufenthG). What names too little, such as „§ 25“ without its
paragraph, stays unknown: the gate then holds and says what to clear up.
"""

from __future__ import annotations

import re
from typing import Any, Final

from matcher.interchange.reading import CellError, Unclear
from matcher.interchange.values import Cell, said, shown
from matcher.interchange.words import squash

_NAMED: Final = frozenset(
    {
        "ankunftsnachweis",
        "gestattung",
        "duldung_60a",
        "duldung_60b",
        "duldung_ausbildung",
        "duldung_60d",
        "ausreisepflichtig_ohne_duldung",
        "ne",
        "fiktion_81_3_1",
        "fiktion_81_3_2",
        "fiktion_81_4",
        "anerkannt_karte_offen",
        "eu",
        "de",
    }
)
_CODE: Final = re.compile(r"ae_(\d{1,3}[a-z]?)(?:_(\d[a-z]?))?")
_SECTIONS: Final = frozenset(
    [
        "7",
        "16",
        "16a",
        "16b",
        "16c",
        "16d",
        "16e",
        "16f",
        "16g",
        "17",
        "17a",
        "17b",
        "18",
        "18a",
        "18b",
        "18c",
        "18d",
        "18e",
        "18f",
        "18g",
        "19",
        "19a",
        "19b",
        "19c",
        "19d",
        "19e",
        "19f",
        "20",
        "20a",
        "20b",
        "20c",
        "21",
        "22",
        "23",
        "23a",
        "24",
        "25",
        "25a",
        "25b",
        "26",
        "27",
        "28",
        "29",
        "30",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "36a",
        "37",
        "38",
        "38a",
        "104a",
        "104b",
        "104c",
    ]
)
_PARAGRAPHS: Final = {"23": frozenset(["1", "2", "4"]), "25": frozenset(["1", "2", "3", "4", "4a", "4b", "5"])}
_SECTION: Final = re.compile(
    r"(?:§§?|section|paragra(?:f|ph)|\bae|aufenthaltserlaubnis|aufenthaltstitel|permit|^)"
    r"\W*(?:nach|gemäß|gem\.|according to)?\W*(?:§|section)?\s*(\d{1,3})\s?([a-g])?(?![a-z])",
    re.IGNORECASE,
)
_PARAGRAPH: Final = re.compile(r"(?:\babs(?:atz)?\.?\s*|\(\s*|paragraph\s*)(\d)([a-z])?(?![a-z0-9])", re.IGNORECASE)
_ROMAN: Final = re.compile(r"\d[a-z]?\s+(i{1,3}|iv|v)\b", re.IGNORECASE)
_ROMAN_VALUES: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_SENTENCE: Final = re.compile(r"(?:\bs(?:atz)?\.?|sentence)\s*(\d)", re.IGNORECASE)
_WORDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"ankunftsnachweis|bescheinigunguberdiemeldung|buma|proofofarrival", "ankunftsnachweis"),
        (r"ohneduldung|withouttoleration|grenzubertrittsbescheinigung|^gub$", "ausreisepflichtig_ohne_duldung"),
        (r"(duld|toleration).*60d|beschaftigungsduldung|tolerationforemployment", "duldung_60d"),
        (r"(duld|toleration).*60c|ausbildungsduldung|tolerationforvocational", "duldung_ausbildung"),
        (r"(duld|toleration).*(60b|ungeklarteridentitat|unclearidentity|light)", "duldung_60b"),
        (
            r"^(duldung|geduldet|duldungsbescheinigung|toleration|tolerated)(nach|gem)?(section)?(60a)?(abs\w*|aufenthg)*$",
            "duldung_60a",
        ),
        (r"karte(nochnichtda|offen|beantragt)|cardpending", "anerkannt_karte_offen"),
        (r"^(aufenthalts)?gestattung|permissiontostayduring|^gestattet", "gestattung"),
        (r"niederlassungserlaubnis|settlementpermit|daueraufenthalt", "ne"),
        (r"^(eu|ewr)$|^eu(burger|staatsangehorig|citizen)|unionsburger|freizugig", "eu"),
        (r"^(deutsch|deutscher?|german)$|deutschestaatsangehorigkeit|germancitizen", "de"),
        (r"chancenaufenthalt", "ae_104c"),
        (r"blauekarte|bluecard", "ae_18g"),
        (r"^vorubergehenderschutz|temporaryprotection", "ae_24"),
    )
)
_FICTION: Final = re.compile(r"fiktion|fictional", re.IGNORECASE)


def status(cell: Cell) -> Any:
    """The status' code; None for an empty cell, `Unclear` for what names no section or paragraph.

    Raises:
        CellError: the words mean no status.

    """
    text = said(cell)
    if text is None:
        return None
    lowered = text.casefold().strip()
    if lowered in _NAMED:
        return lowered
    code = _CODE.fullmatch(lowered)
    if code is not None:
        return _title(code[1], code[2], cell)
    if _FICTION.search(text):
        return _fiction(text)
    word = squash(text)
    for pattern, found in _WORDS:
        if pattern.search(word):
            return found
    return _permit(text, cell)


def _fiction(text: str) -> Any:
    paragraph, sentence = _paragraph(text), _SENTENCE.search(text)
    if paragraph == "4":
        return "fiktion_81_4"
    if paragraph == "3" and sentence is not None and sentence[1] in {"1", "2"}:
        return f"fiktion_81_3_{sentence[1]}"
    return Unclear(
        "Bei der Fiktionsbescheinigung fehlt, welche es ist. Der Status gilt als unbekannt; bitte ergänzen: "
        "§ 81 Abs. 3 Satz 1, § 81 Abs. 3 Satz 2 oder § 81 Abs. 4.",
        "The fictional certificate does not say which it is. The status counts as unknown; please add section 81(3) "
        "sentence 1, 81(3) sentence 2, or 81(4).",
    )


def _permit(text: str, cell: Cell) -> Any:
    found = _SECTION.search(text)
    if found is not None:
        return _title(f"{found[1]}{found[2] or ''}".casefold(), _paragraph(text[found.start() :]), cell)
    word = squash(text)
    if word in {"aufenthaltserlaubnis", "aufenthaltstitel", "ae", "residencepermit", "ausreisepflichtig"}:
        return _incomplete(cell)
    raise _unknown(cell)


def _paragraph(text: str) -> str | None:
    found = _PARAGRAPH.search(text)
    if found is not None:
        return f"{found[1]}{found[2] or ''}".casefold()
    roman = _ROMAN.search(text)
    return _ROMAN_VALUES[roman[1].casefold()] if roman is not None else None


def _title(section: str, paragraph: str | None, cell: Cell) -> Any:
    if section not in _SECTIONS:
        raise _unknown(cell)
    known = _PARAGRAPHS.get(section)
    if known is not None and paragraph is None:
        return _incomplete(cell)
    if known is not None and paragraph not in known:
        raise _unknown(cell)
    return f"ae_{section}_{paragraph}" if paragraph else f"ae_{section}"


def _incomplete(cell: Cell) -> Unclear:
    return Unclear(
        f"„{shown(cell)}“ nennt Paragraf oder Absatz nicht. Der Status gilt als unbekannt; bitte vom Dokument "
        "abschreiben, zum Beispiel Aufenthaltserlaubnis § 25 Abs. 2.",
        f"“{shown(cell)}” does not name the section or paragraph. The status counts as unknown; please copy it from "
        "the document, for example Aufenthaltserlaubnis § 25 Abs. 2.",
    )


def _unknown(cell: Cell) -> CellError:
    return CellError(
        f"„{shown(cell)}“ ist kein bekannter Aufenthaltsstatus. Beispiele: Aufenthaltsgestattung, Duldung, "
        "Aufenthaltserlaubnis § 25 Abs. 2, Niederlassungserlaubnis, EU.",
        f"“{shown(cell)}” is no known residence status. Examples: Aufenthaltsgestattung, Duldung, "
        "Aufenthaltserlaubnis § 25 Abs. 2, Niederlassungserlaubnis, EU.",
    )
