"""Whether a text gives a person away, and the text without codes that its reader must not see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from matcher.spelling import fold, skeleton

_CODE: Final = re.compile(r"\bLDS-[0-9A-Z]{4}\b", re.IGNORECASE)
_SHORTEST: Final = 3
"""A part of a name with fewer letters is found only where the other part stands in the text, too."""
_DIGITS: Final = 6
HIDDEN: Final = "LDS-…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What somebody is called and reached by."""

    given_name: str
    family_name: str
    phone: str | None = None
    email: str | None = None


def gives_away(text: str, person: Named) -> bool:
    """True where the text holds a part of the person's name in any script, their phone number or mail address."""
    parts = f"{person.given_name} {person.family_name}"
    if any(len(part) >= _SHORTEST for part in _words(parts) & _words(text)):
        return True
    return bool(_bones(parts, text)) or is_named(text, person) or _holds_contact(text, person)


def is_named(text: str, person: Named) -> bool:
    """True where given and family name both stand in the text."""
    words = _words(text)
    return bool(_words(person.given_name) & words) and bool(_words(person.family_name) & words)


def hide_codes(text: str, shown: Collection[str]) -> str:
    """The text, every code of a person but those shown made unreadable."""
    return _CODE.sub(lambda code: code[0] if code[0].upper() in shown else HIDDEN, text)


def _words(text: str) -> set[str]:
    """Folded words, each also without a genitive's s."""
    words = set(fold(text).split())
    return words | {word[:-1] for word in words if word.endswith("s")}


def _bones(name: str, text: str) -> set[str]:
    """Words of both whose consonants agree, where one of them is written in a script without short vowels."""
    foreign, other = _foreign(name), _foreign(text)
    known, said = skeleton(name).split(), skeleton(text).split()
    return {bone for bone in other if bone in known} | {bone for bone in foreign if len(bone) > 2 and bone in said}


def _foreign(text: str) -> set[str]:
    """Consonants of the words that are not in Latin letters."""
    words = (word for word in text.split() if any(char.isalpha() and not _is_latin(char) for char in word))
    return {bone for word in words for bone in skeleton(word).split()}


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


def _holds_contact(text: str, person: Named) -> bool:
    if person.email and person.email.casefold() in text.casefold():
        return True
    digits = re.sub(r"\D", "", person.phone or "")
    return len(digits) >= _DIGITS and digits.lstrip("0") in re.sub(r"\D", "", text)
