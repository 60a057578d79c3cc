"""What another rule pack would change: pure, so that a change of law can be looked at before it is adopted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.agenda import DEFAULT_KINDS
from matcher.clearance import Gatekeeper, Pack, PackSet, Passage
from matcher.model import BaCheck, Kind, Level, Mode, Participant, Vacancy, VacancyRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What matters of the gate's word when two packs are compared."""

    mode: Mode
    ba_check: BaCheck
    placement_open: bool
    rule: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One person and the kinds of employment about which the two packs differ in the same way."""

    code: str
    kinds: tuple[Kind, ...]
    now: Verdict
    then: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    people: int
    """Everybody who takes part and was looked at."""
    changed: tuple[Changed, ...]

    @property
    def people_changed(self) -> int:
        return len({item.code for item in self.changed})

    @property
    def closing(self) -> int:
        """Placements that are open now and would not be."""
        return sum(len(item.kinds) for item in self.changed if item.now.placement_open and not item.then.placement_open)

    @property
    def opening(self) -> int:
        return sum(len(item.kinds) for item in self.changed if item.then.placement_open and not item.now.placement_open)


def alone(pack: Pack) -> PackSet:
    """The pack as if it answered on every day, so that nothing but the law differs."""
    return PackSet((replace(pack, valid_from=date.min, valid_until=None, _index={}),))


def compare(people: Mapping[int, Participant], now: Pack, then: Pack, on: date) -> Comparison:
    """The same facts on the same day under both packs, for every kind that matters to a person."""
    taking_part = [person for person in people.values() if person.participates]
    changed = [] if now.id == then.id else list(_changes(taking_part, now, then, on))
    return Comparison(people=len(taking_part), changed=tuple(sorted(changed, key=lambda item: (item.code, item.kinds))))


def _changes(people: Sequence[Participant], now: Pack, then: Pack, on: date) -> Iterator[Changed]:
    before, after = Gatekeeper(on, alone(now)), Gatekeeper(on, alone(then))
    for person in people:
        if person.facts.status is None:
            continue
        alike: defaultdict[tuple[Verdict, Verdict], list[Kind]] = defaultdict(list)
        for kind in kinds_of(person):
            job = Vacancy(id=VacancyRef(""), title="", kind=kind)
            one, two = _verdict(before.passage(person, job)), _verdict(after.passage(person, job))
            if (one.mode, one.ba_check, one.placement_open) != (two.mode, two.ba_check, two.placement_open):
                alike[one, two].append(kind)
        for (one, two), kinds in alike.items():
            yield Changed(code=person.code, kinds=tuple(kinds), now=one, then=two)


def kinds_of(person: Participant) -> list[Kind]:
    """Kinds that the person wishes (or the usual ones), and those that the authority answered for."""
    answered: Iterable[Kind] = (
        item.kind for item in person.clearances if item.level is Level.PLACEMENT and item.kind is not None
    )
    return sorted({*(person.profile.kinds or DEFAULT_KINDS), *answered})


def _verdict(passage: Passage) -> Verdict:
    """Where only the authority can tell, the way in which it would be asked is what a reader compares."""
    return Verdict(
        mode=passage.asks if passage.decision.mode is Mode.HOLD else passage.decision.mode,
        ba_check=passage.decision.ba_check,
        placement_open=passage.placement_open,
        rule=passage.decision.rule,
        basis=passage.decision.basis,
    )
