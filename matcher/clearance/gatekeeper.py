"""The gate for many pairs of one day: people in equal situations before equal jobs share one answer.

Of a job, an answer looks at little: its kind (and not even that, where the same rules hear two kinds),
whether it starts before or after one of the person's own dates, and what the person's papers limit.
Whoever has a permit, a condition or an answer for one firm or one job is asked anew there, and only there.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from matcher.clearance.books import default_packs
from matcher.clearance.expressions import words_of
from matcher.clearance.gate import clearance_for
from matcher.clearance.papers import TWO_YEARS, squeezed
from matcher.clearance.passage import Passage
from matcher.clearance.periods import day_after, first_day_after
from matcher.clearance.rules import Pack, PackSet
from matcher.model import Kind, Level, Participant, Vacancy, VacancyRef

_MONTHS_OF: Final = ("ba_free_after_months", "priority_until_months")
JobClass = tuple[Kind | None, bool, str | None, bool, int, bool]
"""Kind, skilled, district, named in the title, class of hours, whether level 2 is needed before release."""


@dataclass(frozen=True, slots=True)
class Passages:
    """A whole pool before one vacancy: per person the number of an answer among the distinct ones."""

    codes: array[int]
    distinct: Sequence[Passage]
    """Grows with the gatekeeper's work; numbers keep their meaning."""
    _open: bytearray

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Passage:
        return self.distinct[self.codes[row]]

    def __iter__(self) -> Iterator[Passage]:
        return map(self.distinct.__getitem__, self.codes)

    def placement_mask(self) -> bytes:
        """One byte per person: 1 where placement is open."""
        return bytes(map(self._open.__getitem__, self.codes))


class Gatekeeper:
    """Answers `clearance_for` for many pairs of one day; every answer equals the one that it would give."""

    def __init__(self, on: date, packs: PackSet | None = None) -> None:
        self.on = on
        self.packs = packs or default_packs()
        self._law = _Law(self.packs.for_date(on))
        self._distinct: list[Passage] = []
        self._open = bytearray()
        self._numbers: dict[Passage, int] = {}
        self._dossiers: dict[int, _Dossier] = {}
        self._pool: _Pool | None = None

    def passage(self, person: Participant, vacancy: Vacancy, *, l2_before_release: bool = False) -> Passage:
        """What the gate says of this pair."""
        dossier = self._dossier(person)
        if dossier.asks_anew(vacancy):
            return self._ask(person, vacancy, l2_before_release=l2_before_release)
        job = self._law.job_class(vacancy, _hours_class(dossier.hours, vacancy.hours), l2=l2_before_release)
        return self._distinct[self._code(dossier, job, self._start(vacancy), vacancy)]

    def passages(self, people: Sequence[Participant], vacancy: Vacancy, *, l2_before_release: bool = False) -> Passages:
        """What the gate says of everybody, in their order; fastest where `people` stays the same sequence."""
        pool = self._pool
        if pool is None or pool.people is not people:
            pool = self._pool = _Pool(people, [self._dossier(person) for person in people])
        job = self._law.job_class(vacancy, _hours_class(pool.hours, vacancy.hours), l2=l2_before_release)
        codes = self._codes(pool, job, self._start(vacancy), vacancy)
        anew = pool.rows_to_ask_anew(vacancy)
        if anew:
            codes = codes[:]
            for row in anew:
                codes[row] = self._number(self._ask(people[row], vacancy, l2_before_release=l2_before_release))
        return Passages(codes, self._distinct, self._open)

    def _start(self, vacancy: Vacancy) -> date:
        return self.on if vacancy.start is None else max(self.on, vacancy.start)

    def _ask(self, person: Participant, vacancy: Vacancy, *, l2_before_release: bool) -> Passage:
        return clearance_for(person, vacancy, self.on, packs=self.packs, l2_before_release=l2_before_release)

    def _codes(self, pool: _Pool, job: JobClass, start: date, vacancy: Vacancy) -> array[int]:
        """Everybody's answer for this class of job.

        From the nearest earlier start that is known, only those change who have a date of their own between.
        """
        known = pool.starts[job]
        if start in known.codes:
            return known.codes[start]
        place = bisect_left(known.order, start)
        if place == 0:
            codes = array("I", [self._code(dossier, job, start, vacancy) for dossier in pool.dossiers])
        else:
            earlier = known.order[place - 1]
            codes = known.codes[earlier][:]
            for row in pool.rows_between(earlier, start):
                codes[row] = self._code(pool.dossiers[row], job, start, vacancy)
        insort(known.order, start)
        known.codes[start] = codes
        return codes

    def _code(self, dossier: _Dossier, job: JobClass, start: date, vacancy: Vacancy) -> int:
        kind, skilled, district, named, _, l2 = job
        heard = dossier.kinds.get(kind)
        if heard is None:
            heard = dossier.kinds[kind] = self._law.heard_as(dossier, kind)
        hours = _hours_class(dossier.hours, vacancy.hours) if dossier.hours else 0
        key = (heard, bisect_right(dossier.days, start), skilled, district, named, hours, l2)
        number = dossier.known.get(key)
        if number is None:
            anonymous = replace(vacancy, id=VacancyRef(""), employer=None)
            number = dossier.known[key] = self._number(self._ask(dossier.person, anonymous, l2_before_release=l2))
        return number

    def _number(self, passage: Passage) -> int:
        number = self._numbers.get(passage)
        if number is None:
            number = self._numbers[passage] = len(self._distinct)
            self._distinct.append(passage)
            self._open.append(passage.placement_open)
        return number

    def _dossier(self, person: Participant) -> _Dossier:
        known = self._dossiers.get(id(person))
        if known is None:
            known = self._dossiers[id(person)] = _Dossier(person, self._law, self.on)
        return known


class _Law:
    """What the day's pack can look at."""

    def __init__(self, pack: Pack | None) -> None:
        self.pack = pack
        self.months: frozenset[int] = frozenset()
        self.districts_count = False
        self.side_job_hours: float | None = None
        self.carried_until: date | None = None
        self._classes: dict[tuple[object, ...], int] = {}
        if pack is None:
            return
        words = frozenset().union(*(words_of(rule.tree) for rule in pack.rules))
        waits = {wait.months for rule in pack.rules for wait in rule.waits}
        self.months = frozenset(waits | {TWO_YEARS} | {pack.params[key] for key in _MONTHS_OF})
        self.districts_count = pack.params["ba_priority"] or bool(words & {"district_listed", "skilled"})
        self.side_job_hours = pack.params.get("side_job_hours")
        self.carried_until = pack.params.get("carried_until")

    def job_class(self, vacancy: Vacancy, hours: int, *, l2: bool) -> JobClass:
        skilled = vacancy.skilled is True and self.districts_count
        district = vacancy.agency_district if self.districts_count else None
        return vacancy.kind, skilled, district, vacancy.named_in_title is True, hours, l2

    def heard_as(self, dossier: _Dossier, kind: Kind | None) -> int:
        """Number of the class of kinds that the same rules and the same clearances hear alike."""
        key = self._hearing(dossier, kind)
        return self._classes.setdefault(key, len(self._classes))

    def _hearing(self, dossier: _Dossier, kind: Kind | None) -> tuple[object, ...]:
        if kind is None or self.pack is None:
            return (kind,)
        facts = dossier.person.facts
        heard = tuple(self.pack.rules_for(status or "", kind) for status in (facts.status, facts.old_title))
        ids = tuple(tuple(rule.id for rule in rules) for rules in heard)
        exempt = kind in self.pack.params["ba_exempt_kinds"]
        answered = kind if kind in dossier.answered_kinds else None
        return ids, exempt, kind is Kind.SELF_EMPLOYMENT, kind is Kind.TRAINING, answered


class _Dossier:
    """Of one person what tells jobs apart: own dates from today on, limits of hours, single firms and jobs."""

    __slots__ = ("answered_kinds", "days", "firms", "hours", "jobs", "kinds", "known", "person")

    def __init__(self, person: Participant, law: _Law, on: date) -> None:
        self.person = person
        self.days = sorted({day for day in _days_of(person, law) if day > on})
        self.hours = sorted(set(_hours_of(person, law)))
        self.answered_kinds = frozenset(item.kind for item in person.clearances if item.kind is not None)
        self.firms = frozenset(_firms_of(person))
        self.jobs = frozenset(item.vacancy for item in person.clearances if item.level is Level.JOB)
        self.kinds: dict[Kind | None, int] = {}
        self.known: dict[tuple[object, ...], int] = {}

    def asks_anew(self, vacancy: Vacancy) -> bool:
        """The person's papers name this firm or this job."""
        if vacancy.id in self.jobs:
            return True
        return bool(self.firms) and vacancy.employer is not None and squeezed(vacancy.employer) in self.firms


def _days_of(person: Participant, law: _Law) -> Iterator[date]:
    """First days on which the person's situation may differ from the day before."""
    facts = person.facts
    if facts.document_valid_until is not None:
        yield day_after(facts.document_valid_until)
    if law.carried_until is not None:
        yield day_after(law.carried_until)
    for since in (facts.status_since, facts.stay_since, facts.registered_on, facts.applied_on):
        if since is not None:
            yield from (first_day_after(since, months) for months in law.months)


def _hours_of(person: Participant, law: _Law) -> Iterator[float]:
    statuses = (person.facts.status or "", person.facts.old_title or "")
    if law.side_job_hours is not None and any(status.startswith("ae_16g") for status in statuses):
        yield law.side_job_hours
    for clearance in person.clearances:
        if clearance.hours_max is not None:
            yield clearance.hours_max


def _firms_of(person: Participant) -> Iterator[str]:
    if person.facts.permit is not None:
        yield squeezed(person.facts.permit.employer)
    for clearance in person.clearances:
        if clearance.employer_only is not None:
            yield squeezed(clearance.employer_only)


def _hours_class(limits: Sequence[float], hours: float | None) -> int:
    """Which limits the hours keep; hours that nobody stated keep none that is looked at, so they stand apart."""
    return -1 if hours is None else bisect_left(limits, hours)


class _Starts:
    """Answers of a whole pool for one class of job, by start."""

    __slots__ = ("codes", "order")

    def __init__(self) -> None:
        self.order: list[date] = []
        self.codes: dict[date, array[int]] = {}


class _Pool:
    """A fixed sequence of people, indexed by whatever makes single ones differ."""

    def __init__(self, people: Sequence[Participant], dossiers: list[_Dossier]) -> None:
        self.people = people
        self.dossiers = dossiers
        self.hours = sorted({limit for dossier in dossiers for limit in dossier.hours})
        self.starts: defaultdict[JobClass, _Starts] = defaultdict(_Starts)
        self._days = sorted((day, row) for row, dossier in enumerate(dossiers) for day in dossier.days)
        self._by_firm = _rows_by(dossier.firms for dossier in dossiers)
        self._by_job = _rows_by(dossier.jobs for dossier in dossiers)

    def rows_between(self, earlier: date, later: date) -> set[int]:
        """People who have a date of their own after the earlier day, up to the later one."""
        begin = bisect_right(self._days, (earlier, len(self.dossiers)))
        end = bisect_right(self._days, (later, len(self.dossiers)))
        return {row for _, row in self._days[begin:end]}

    def rows_to_ask_anew(self, vacancy: Vacancy) -> list[int]:
        firm = squeezed(vacancy.employer) if vacancy.employer is not None else ""
        return [*self._by_firm.get(firm, ()), *self._by_job.get(vacancy.id, ())]


def _rows_by(named: Iterable[frozenset[str | VacancyRef | None]]) -> dict[str | None, list[int]]:
    rows: defaultdict[str | None, list[int]] = defaultdict(list)
    for row, names in enumerate(named):
        for name in names:
            rows[name].append(row)
    return dict(rows)
