"""Brings German job titles to one form: without (m/w/d), gender endings, brackets and abbreviations."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_GENDER_TAG: Final = re.compile(
    r"\(?\b[mwdfxi]\s*[/|,]\s*[mwdfxi](?:\s*[/|,]\s*[mwdfxi])*\b\)?|\(gn\)|\(all genders\)", re.IGNORECASE
)
_INNER: Final = re.compile(r"(?<=\w)(?:[/*:_]-?in(?:nen)?|\(in\)|/-in|Innen)\b")
_FRAU: Final = re.compile(r"(?<=\w)(?:mann|männin)\s*/\s*-?(?:frau)\b", re.IGNORECASE)
_NOT_WORDS: Final = re.compile(r"[^\w\s+#]")
_SPACES: Final = re.compile(r"\s+")
_SHORT: Final[dict[str, str]] = {
    "f": "für",
    "f.": "für",
    "u": "und",
    "u.": "und",
    "ma": "mitarbeiter",
    "kfm": "kaufmännisch",
    "techn": "technisch",
    "kfz": "kfz kraftfahrzeug",
    "lkw": "lkw lastkraftwagen",
    "fk": "fachkraft",
    "mfa": "medizinische fachangestellte",
    "shk": "sanitär heizung klima",
    "gwh": "gas wasser heizung",
    "pkw": "pkw personenkraftwagen",
    "az": "",
    "tz": "",
    "vz": "",
    "minijob": "",
    "teilzeit": "",
    "vollzeit": "",
    "aushilfe": "helfer aushilfe",
    "driver": "fahrer",
    "warehouse": "lager",
    "cleaner": "reinigungskraft",
    "cook": "koch",
    "waiter": "kellner",
    "worker": "arbeiter",
    "nurse": "krankenpfleger",
    "cooking": "koch",
    "kochen": "koch",
    "putzen": "reinigungskraft putzkraft",
    "nähen": "näher schneider",
    "schweißen": "schweißer",
    "kitchen": "küche",
    "cleaning": "reinigung",
    "delivery": "liefer",
    "sales": "verkauf",
    "assistant": "assistent",
    "teacher": "lehrer",
    "engineer": "ingenieur",
    "security": "security sicherheit",
}
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FILLERS: Final = frozenset(
    {"für", "im", "in", "der", "die", "das", "und", "als", "mit", "oder", "bei", "zur", "zum", "am", "ab"}
)


@lru_cache(maxsize=65536)
def spell(title: str) -> str:
    """Lower-case words in ASCII spelling, without (m/w/d), abbreviations written out; gender forms stay."""
    plain = _NOT_WORDS.sub(" ", _GENDER_TAG.sub(" ", title).casefold())
    words = [_SHORT.get(word, word).translate(_UMLAUTS) for word in plain.split()]
    return _SPACES.sub(" ", " ".join(words)).strip()


@lru_cache(maxsize=65536)
def normalise(title: str) -> str:
    """Lower-case words of the title in ASCII spelling, gender forms folded into the male one."""
    text = _GENDER_TAG.sub(" ", title)
    text = _FRAU.sub("mann", _INNER.sub("", text)).casefold()
    words: list[str] = []
    for word in _NOT_WORDS.sub(" ", text).split():
        parts = _SHORT.get(word, word).split()
        words.extend(_male(part).translate(_UMLAUTS) for part in parts if part not in _FILLERS)
    return _SPACES.sub(" ", " ".join(words)).strip()


def _male(word: str) -> str:
    """`verkäuferin` → `verkäufer`, `fachfrau` → `fachmann`; short words stay as they are."""
    if word.endswith("erin") and len(word) > 6:
        return word[:-2]
    if word.endswith("frau") and len(word) > 6:
        return word[:-4] + "mann"
    if word.endswith(("istin", "entin", "antin", "euerin", "ogin")) and len(word) > 7:
        return word[:-2]
    return word
