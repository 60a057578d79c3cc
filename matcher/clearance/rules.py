"""Rules, packs, and the one pack that answers for a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from matcher.clearance.expressions import Expression, Tree, settled_words, value_of, words_of
from matcher.clearance.statuses import families
from matcher.clearance.vocabulary import Case
from matcher.errors import InvalidPackError
from matcher.model import Facts, Job, Kind, Mode


@dataclass(frozen=True, slots=True)
class Wait:
    """A waiting period: `months` after the fact `since`; it applies where `condition` holds."""

    months: int
    since: str
    text: str
    condition: Expression


@dataclass(frozen=True, slots=True)
class Instead:
    """Other flags and another reason, where `condition` holds."""

    flags: tuple[str, ...]
    condition: Expression
    german: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a pack; the first that hits decides."""

    id: str
    statuses: tuple[str, ...]
    kinds: frozenset[Kind]
    when: str
    tree: Tree
    holds: Expression
    waits: tuple[Wait, ...]
    mode: Mode
    flags: tuple[str, ...]
    instead: Instead | None
    ba: str | None
    floor: bool
    """Only the agreement asks for it: without the agreement the mode is none."""
    yields_to_bans: bool
    """A later ban that holds as well contradicts this rule: then nobody may tell (hold)."""
    as_old_title: bool
    names: tuple[str, ...]
    """Facts that a hold asks for."""
    basis: str
    evidence: str
    valid_from: date
    valid_until: date | None
    """Half-open: the first day on which the norm no longer says this."""
    german: str
    english: str
    line: int

    def on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The law and the agreement between two days."""

    id: str
    valid_from: date
    valid_until: date | None
    """Half-open: the first day that another pack answers."""
    law_as_of: date
    review_due: date | None
    consult_deadline_days: int
    agency_fiction_days: int
    agreement_in_force: bool
    hold_rule: str
    params: Mapping[str, Any]
    rules: tuple[Rule, ...]
    _index: dict[tuple[str, Kind], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def rules_for(self, status: str, kind: Kind) -> tuple[Rule, ...]:
        """Rules that can speak of this status and kind, in the pack's order."""
        key = (status, kind)
        known = self._index.get(key)
        if known is None:
            known = self._index[key] = tuple(self._hearing(status, kind))
        return known

    def _hearing(self, status: str, kind: Kind) -> Iterator[Rule]:
        """Rules for both, without those whose condition status and kind alone refute."""
        names = families(status)
        case = Case(Facts(), Job(kind=kind), self.valid_from, self.valid_from, status, self.params)
        for rule in self.rules:
            if kind not in rule.kinds or names.isdisjoint(rule.statuses):
                continue
            if value_of(rule.tree, settled_words(words_of(rule.tree), case)) is not False:
                yield rule

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class PackSet:
    """Packs that follow each other without gap or overlap, oldest first."""

    packs: tuple[Pack, ...]

    def in_force(self, day: date) -> Pack:
        """The pack of this day, where one must exist.

        Raises:
            InvalidPackError: no pack answers on this day.

        """
        pack = self.for_date(day)
        if pack is None:
            raise InvalidPackError(
                f"Für den {day:%d.%m.%Y} gibt es kein Regelwerk.", f"There is no rule pack for {day.isoformat()}."
            )
        return pack

    def for_date(self, day: date) -> Pack | None:
        """The one pack that answers on this day; None where no pack speaks."""
        place = bisect_right(self.packs, day, key=lambda pack: pack.valid_from)
        pack = self.packs[place - 1] if place else None
        return pack if pack is not None and pack.covers(day) else None


def pack_set(packs: Iterable[Pack]) -> PackSet:
    """Order packs by date.

    Raises:
        InvalidPackError: two packs answer for one day, or none between two packs does.

    """
    ordered = sorted(packs, key=lambda pack: pack.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_until is None or earlier.valid_until > later.valid_from:
            raise InvalidPackError(
                f"Die Regelwerke {earlier.id} und {later.id} gelten beide am {later.valid_from:%d.%m.%Y}.",
                f"Packs {earlier.id} and {later.id} both answer on {later.valid_from}.",
            )
        if earlier.valid_until < later.valid_from:
            raise InvalidPackError(
                f"Ab dem {earlier.valid_until:%d.%m.%Y} gilt kein Regelwerk, erst {later.id} antwortet wieder.",
                f"No pack answers from {earlier.valid_until} until {later.id} does.",
            )
    return PackSet(tuple(ordered))
