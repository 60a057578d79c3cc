"""See before a rule pack is adopted who changes, and which releases would fall; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.access import Action, Actor
from matcher.clearance import Gatekeeper, Pack, default_packs
from matcher.law_changes import Comparison, alone, compare
from matcher.model import Participant
from matcher.store.loading import load_people
from matcher.store.released_pairs import ReleasedPair, released_pairs
from matcher.usecases.permission import require
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """A vacancy, and who would no longer stand before the employer service for it."""

    reference: str
    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPreview:
    now: Pack
    then: Pack
    comparison: Comparison
    falling: tuple[Falling, ...]

    @property
    def entries_falling(self) -> int:
        return sum(len(item.codes) for item in self.falling)


def preview_law(work: Work, actor: Actor, day: date) -> LawPreview:
    """Today's pack against that of another day, on today's facts.

    Raises:
        InvalidPackError: no pack answers on that day.

    """
    require(actor, Action.SEE_LAW)
    today = work.clock.today()
    now, then = default_packs().in_force(today), default_packs().in_force(day)
    with work.reading() as session:
        people = load_people(session)
        pairs = released_pairs(session)
    return LawPreview(
        now=now,
        then=then,
        comparison=compare(people, now, then, today),
        falling=() if now.id == then.id else _falling(people, pairs, now, then, today),
    )


def _falling(
    people: Mapping[int, Participant], pairs: tuple[ReleasedPair, ...], now: Pack, then: Pack, on: date
) -> tuple[Falling, ...]:
    """Entries that the gate carries today and would not carry under the other pack."""
    before, after = Gatekeeper(on, alone(now)), Gatekeeper(on, alone(then))
    found: dict[str, tuple[str, list[str]]] = {}
    for pair in pairs:
        person, vacancy, early = people[pair.participant_id], pair.vacancy, pair.l2_before_release
        if not before.passage(person, vacancy, l2_before_release=early).release_open:
            continue
        if not after.passage(person, vacancy, l2_before_release=early).release_open:
            found.setdefault(vacancy.id, (vacancy.title, []))[1].append(person.code)
    return tuple(
        Falling(reference=reference, title=title, codes=tuple(codes)) for reference, (title, codes) in found.items()
    )
