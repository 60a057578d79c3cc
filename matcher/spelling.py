"""Text that people type: made storable, and made comparable across scripts and habits of spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_KEPT_FORMAT: Final = frozenset("\u200c\u200d")
"""Joiners that Persian and Indic spelling needs; every other invisible character goes."""


def _sounds(letters: str, sounds: str) -> dict[str, str]:
    """Letter → sound; a dash stands for none."""
    return dict(zip(letters, (sound.strip("-") for sound in sounds.split()), strict=True))


_CYRILLIC: Final = _sounds(
    "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя",
    "a b v g g d e e ie zh z i i i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia",
)
_ARABIC: Final = _sounds(
    "ابپتثجچحخدذرزژسشصضطظعغفقكکگلمنوهةيیىئؤءأإآ",
    "a b p t th j ch h kh d dh r z zh s sh s d t z - gh f q k k g l m n w h a y y a y w - a i a",
)
_SINGLE: Final = {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
_LETTERS: Final = _CYRILLIC | _ARABIC | _SINGLE
_SOUNDS: Final = (
    (re.compile(r"dsch|dzh|dj"), "j"),
    (re.compile(r"tsch|tch|sch|sh|ch"), "c"),
    (re.compile(r"kh|gh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"q|ck"), "k"),
    (re.compile(r"zh|z"), "s"),
)
_VOWELS: Final = re.compile(r"[aeiouyw]")
_DOUBLE: Final = re.compile(r"(.)\1+")


def clean(text: str | None) -> str:
    """The text in composed form, without control or direction characters, blanks made single."""
    composed = unicodedata.normalize("NFC", text or "")
    visible = (" " if char.isspace() else char for char in composed)
    kept = "".join(char for char in visible if char in _KEPT_FORMAT or unicodedata.category(char) not in {"Cc", "Cf"})
    return re.sub(r" {2,}", " ", kept).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case Latin letters that sound about like the text, whatever script it is written in."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    latin = "".join(_latin(char) for char in lowered)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", latin).split())


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """Consonants of the folded text: what stays when short vowels are left out or guessed."""
    return " ".join(filter(None, (_consonants(word) for word in fold(text).split())))


def _latin(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if char.isascii():
        return char if char.isalnum() else " "
    name = unicodedata.name(char, "")
    if name.startswith("ETHIOPIC SYLLABLE"):
        return name.rsplit(" ", 1)[1].lower()
    decomposed = unicodedata.normalize("NFKD", char)
    if decomposed == char:
        return "" if unicodedata.combining(char) or char in _KEPT_FORMAT else " "
    return "".join(_latin(part) for part in decomposed)


def _consonants(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", word))
