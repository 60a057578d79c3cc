"""A person's reasons for a place in the list, in words at level B1."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from matcher.model import Mobility, Profile, Vacancy
from matcher.ranking.distance import ASSUMED, is_known, kilometres, minutes

_BY: Final = MappingProxyType(
    {
        Mobility.CAR: ("mit dem Auto", "by car"),
        Mobility.BICYCLE: ("mit dem Rad", "by bicycle"),
        Mobility.TRANSIT: ("mit Bus und Bahn", "by public transport"),
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    german: tuple[str, ...]
    english: tuple[str, ...]


def words_for(profile: Profile, vacancy: Vacancy) -> Words:
    """What speaks about the person for this vacancy, most important first; facts, no judgement."""
    pairs = [*_work(profile), *_german(profile, vacancy), *_way(profile, vacancy), *_papers(profile)]
    return Words(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def _work(profile: Profile) -> list[tuple[str, str]]:
    found = []
    for item in sorted(profile.experiences, key=lambda item: -(item.years or 0))[:2]:
        if item.years is None:
            found.append((item.title, item.title))
        else:
            years = f"{item.years:g}".replace(".", ",")
            unit, unit_english = ("Jahr", "year") if item.years == 1 else ("Jahre", "years")
            found.append((f"{years} {unit} {item.title}", f"{item.years:g} {unit_english} as {item.title}"))
    return found


def _german(profile: Profile, vacancy: Vacancy) -> list[tuple[str, str]]:
    if profile.german is None:
        return []
    if vacancy.german_min is None:
        return [(f"Deutsch {profile.german}", f"German {profile.german}")]
    return [
        (
            f"Deutsch {profile.german} (nötig {vacancy.german_min})",
            f"German {profile.german} (needed {vacancy.german_min})",
        )
    ]


def _way(profile: Profile, vacancy: Vacancy) -> list[tuple[str, str]]:
    if vacancy.postcode is None or not is_known(vacancy.postcode) or not is_known(profile.postcode):
        return []
    km = kilometres(vacancy.postcode, [profile.postcode])
    taken = int(round(float(minutes(km, [profile.mobility])[0]) / 5) * 5) or 5
    by, by_english = _BY[profile.mobility or ASSUMED]
    return [(f"etwa {km[0]:.0f} km, {taken} min {by}", f"about {km[0]:.0f} km, {taken} min {by_english}")]


def _papers(profile: Profile) -> list[tuple[str, str]]:
    found = []
    for item in profile.qualifications[:1]:
        recognised = f" (Anerkennung: {item.recognition.german})" if item.recognition else ""
        recognised_english = f" (recognition: {item.recognition.english})" if item.recognition else ""
        found.append((f"{item.title}{recognised}", f"{item.title}{recognised_english}"))
    if profile.licences:
        held = ", ".join(sorted(profile.licences))
        found.append((f"Führerscheine {held}", f"licences {held}"))
    return found
