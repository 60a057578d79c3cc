"""Klassifikation der Berufe 2010: our own compact table, how close two occupations are, which are regulated.

Digits: 1 occupational area, 2 main group, 3 group, 4 sub-group, 5 requirement level (1 helper,
2 skilled, 3 specialist, 4 expert).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import permutations
from types import MappingProxyType
from typing import Final

_SHARED: Final = (0.0, 0.1, 0.45, 0.75, 0.9, 1.0)
"""Closeness by number of shared leading digits; the fifth is the level, judged apart."""
_LEVEL_STEP: Final = 0.15
"""Taken off for each requirement level that a person's occupation stays below the vacancy's."""

REGULATED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "8130": "Gesundheits- und Krankenpflege",
        "8131": "Fachkrankenpflege",
        "8133": "Operations- und medizintechnische Assistenz",
        "8134": "Rettungsdienst",
        "8135": "Geburtshilfe",
        "812": "Medizinisches Laboratorium",
        "814": "Human- und Zahnmedizin",
        "815": "Tiermedizin",
        "816": "Psychotherapie",
        "8171": "Physiotherapie",
        "8172": "Ergotherapie",
        "8173": "Sprachtherapie",
        "818": "Pharmazie",
        "8210": "Altenpflege",
        "8311": "Erziehung",
        "8313": "Heilerziehungspflege",
        "841": "Lehrtätigkeit an allgemeinbildenden Schulen",
        "731": "Rechtsberatung",
        "7230": "Steuerberatung",
        "8451": "Fahrunterricht",
    }
)
"""Occupations whose access or title is bound by law to a qualification, by leading digits."""
_HELPER: Final = "1"


@cache
def table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Rows of the shipped table: code, name of the group (empty for five digits), titles."""
    text = (resources.files("matcher.occupations") / "kldb.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:] if line)
    return tuple((code, name, tuple(filter(None, titles.split("|")))) for code, name, titles in rows)


@cache
def _names() -> Mapping[str, str]:
    return MappingProxyType({code: name for code, name, _ in table() if name})


def name_of(code: str) -> str | None:
    """Name of the group that the code belongs to, the narrowest that the table knows."""
    names = _names()
    return next((names[code[:length]] for length in range(len(code), 0, -1) if code[:length] in names), None)


_RELATED: Final[Mapping[frozenset[str], float]] = MappingProxyType(
    {
        frozenset({"813", "821"}): 0.7,  # nursing and care of the old share tasks, and since 2020 their training
        frozenset({"541", "632"}): 0.6,  # cleaning, and rooms in hotels
        frozenset({"541", "832"}): 0.6,  # cleaning, and housekeeping
        frozenset({"293", "633"}): 0.5,  # kitchen and service
        frozenset({"292", "293"}): 0.5,  # making and preparing food
        frozenset({"292", "623"}): 0.45,  # bakery or butchery, and its shop
        frozenset({"621", "623"}): 0.7,  # shops of all kinds
        frozenset({"621", "622"}): 0.7,
        frozenset({"513", "525"}): 0.6,  # warehouse and forklift
        frozenset({"513", "521"}): 0.4,  # parcels and delivery
        frozenset({"513", "251"}): 0.4,  # packing in warehouse and factory
        frozenset({"511", "513"}): 0.5,  # loading at airport and warehouse
        frozenset({"321", "322"}): 0.6,  # building above and below ground
        frozenset({"321", "333"}): 0.6,
        frozenset({"331", "332"}): 0.5,  # finishing trades
        frozenset({"223", "333"}): 0.6,  # joinery in workshop and building
        frozenset({"244", "251"}): 0.5,  # metal and machines
        frozenset({"242", "251"}): 0.5,
        frozenset({"262", "263"}): 0.7,  # electricity
        frozenset({"261", "262"}): 0.6,
        frozenset({"251", "252"}): 0.5,  # machines and vehicles
        frozenset({"111", "121"}): 0.5,  # fields and gardens
        frozenset({"831", "841"}): 0.5,  # upbringing and teaching
        frozenset({"433", "434"}): 0.6,  # computing
        frozenset({"431", "434"}): 0.75,
    }
)
"""Groups whose work is close though their codes are far apart."""
_RELATED_TO: Final[Mapping[tuple[str, str], float]] = MappingProxyType(
    {pair: near for groups, near in _RELATED.items() for pair in permutations(sorted(groups), 2)}
)


@cache
def closeness(person: str, vacancy: str) -> float:
    """How near the person's occupation is to the vacancy's, in [0, 1].

    Shared leading digits count 0.1, 0.45, 0.75, 0.9, related groups what their table says; a person one
    requirement level below the vacancy loses 0.15, above it nothing. Codes that end at the same digit are the same.
    """
    related = _RELATED_TO.get((person[:3], vacancy[:3]), 0.0)
    if not person or not vacancy or person[0] != vacancy[0]:
        return max(0.0, related - _LEVEL_STEP * _levels_short(person, vacancy)) if related else 0.0
    shared = 0
    for left, right in zip(person[:4], vacancy[:4], strict=False):
        if left != right:
            break
        shared += 1
    if shared == min(len(person), len(vacancy), 4):
        value = 1.0 if shared >= 4 or person == vacancy else max(_SHARED[shared], 0.85 if shared == 3 else 0.0)
    else:
        value = max(_SHARED[shared], related)
    return max(0.0, value - _LEVEL_STEP * _levels_short(person, vacancy))


def _levels_short(person: str, vacancy: str) -> int:
    if len(person) != 5 or len(vacancy) != 5:
        return 0
    return max(0, int(vacancy[4]) - int(person[4]))


@cache
def is_regulated(code: str | None) -> bool:
    """Whether working in this occupation needs recognition; its helpers do not, an unknown level does."""
    if code is None or (len(code) == 5 and code[4] == _HELPER):
        return False
    return any(code.startswith(prefix) for prefix in REGULATED)
