"""The gate for many pairs of one day: people in equal situations before equal jobs share one answer.

Of a job, an answer looks at little: its kind (and not even that, where the same rules hear two kinds),
whether it starts before or after one of the person's own dates, and what the person's papers limit.
Whoever has a permit, a condition or an answer for one firm or one job is asked anew there, and only there.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.clearance.books import default_packs
from matcher.clearance.dossiers import Dossier, JobClass, Law, anonymous, hours_class
from matcher.clearance.gate import clearance_for
from matcher.clearance.papers import squeezed
from matcher.clearance.passage import Passage
from matcher.clearance.rules import PackSet
from matcher.model import Participant, Vacancy, VacancyRef


@dataclass(frozen=True, slots=True)
class Passages:
    """A whole pool before one vacancy: per person the number of an answer among the distinct ones."""

    codes: array[int]
    mask: bytearray
    """One byte per person: 1 where placement is open."""
    distinct: Sequence[Passage]
    """Grows with the gatekeeper's work; numbers keep their meaning."""

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Passage:
        return self.distinct[self.codes[row]]

    def __iter__(self) -> Iterator[Passage]:
        return map(self.distinct.__getitem__, self.codes)


class Gatekeeper:
    """Answers `clearance_for` for many pairs of one day; every answer equals the one that it would give."""

    def __init__(self, on: date, packs: PackSet | None = None) -> None:
        self.on = on
        self.packs = packs or default_packs()
        self._law = Law(self.packs.for_date(on))
        self._distinct: list[Passage] = []
        self._numbers: dict[Passage, int] = {}
        self._dossiers: dict[int, Dossier] = {}
        self._pool: _Pool | None = None

    def passage(self, person: Participant, vacancy: Vacancy, *, l2_before_release: bool = False) -> Passage:
        """What the gate says of this pair."""
        dossier = self._dossier(person)
        if dossier.asks_anew(vacancy):
            return self._ask(person, vacancy, l2_before_release=l2_before_release)
        job = self._law.job_class(vacancy, hours_class(dossier.hours, vacancy.hours), l2=l2_before_release)
        start = self._start(vacancy)
        return self._distinct[self._code(dossier, job, start, anonymous(vacancy, start))]

    def passages(self, people: Sequence[Participant], vacancy: Vacancy, *, l2_before_release: bool = False) -> Passages:
        """What the gate says of everybody, in their order; fastest where `people` stays the same sequence."""
        pool = self._pool
        if pool is None or pool.people is not people:
            pool = self._pool = _Pool(people, [self._dossier(person) for person in people])
        job = self._law.job_class(vacancy, hours_class(pool.hours, vacancy.hours), l2=l2_before_release)
        found = self._answers(pool, job, vacancy)
        anew = pool.rows_to_ask_anew(vacancy)
        if anew:
            found = found.copy()
            for row in anew:
                self._put(
                    found, row, self._number(self._ask(people[row], vacancy, l2_before_release=l2_before_release))
                )
        return Passages(found.codes, found.mask, self._distinct)

    def overwrite(self, people: MutableSequence[Participant], row: int, person: Participant) -> None:
        """Put a changed person into their row of a pool; everybody else's answers are kept."""
        before = people[row]
        people[row] = person
        self._dossiers.pop(id(before), None)
        pool = self._pool
        if pool is not None and pool.people is people and not pool.overwrite(row, self._dossier(person)):
            self._pool = None

    def _start(self, vacancy: Vacancy) -> date:
        return self.on if vacancy.start is None else max(self.on, vacancy.start)

    def _ask(self, person: Participant, vacancy: Vacancy, *, l2_before_release: bool) -> Passage:
        return clearance_for(person, vacancy, self.on, packs=self.packs, l2_before_release=l2_before_release)

    def _answers(self, pool: _Pool, job: JobClass, vacancy: Vacancy) -> _Answers:
        """Everybody's answer for this class of job.

        From the nearest start that is known, only those change who have a date of their own between.
        """
        known, start = pool.starts[job], self._start(vacancy)
        if start in known.answers:
            found = known.answers[start]
            self._fill(pool, found, pool.overwritten[found.covers :], job, anonymous(vacancy, start))
            found.covers = len(pool.overwritten)
            return found
        if known.answers:
            nearest = known.nearest(start)
            found = known.answers[nearest].copy()
            rows: Iterable[int] = pool.rows_between(*sorted((nearest, start)))
        else:
            found, rows = self._first_answers(pool, job)
            start = self.on
        self._fill(pool, found, rows, job, anonymous(vacancy, start))
        known.add(start, found)
        return self._answers(pool, job, vacancy)

    def _fill(self, pool: _Pool, answers: _Answers, rows: Iterable[int], job: JobClass, vacancy: Vacancy) -> None:
        """Find these people's answers to a job that names no firm."""
        start = self._start(vacancy)
        for row in rows:
            self._put(answers, row, self._code(pool.dossiers[row], job, start, vacancy))

    def _first_answers(self, pool: _Pool, job: JobClass) -> tuple[_Answers, Iterable[int]]:
        """Answers to begin with, and whose are still to be found: hours matter only to whom they are limited."""
        alike = pool.whatever_hours.get(job.any_hours())
        if alike is not None:
            return alike.copy(), pool.limited
        size = len(pool.dossiers)
        empty = _Answers(array("I", bytes(4 * size)), bytearray(size), covers=len(pool.overwritten))
        pool.whatever_hours[job.any_hours()] = empty
        return empty, range(len(pool.dossiers))

    def _put(self, answers: _Answers, row: int, code: int) -> None:
        answers.codes[row] = code
        answers.mask[row] = self._distinct[code].placement_open

    def _code(self, dossier: Dossier, job: JobClass, start: date, vacancy: Vacancy) -> int:
        """The number of the answer to a job that names no firm."""
        heard = dossier.kinds.get(job.kind)
        if heard is None:
            heard = dossier.kinds[job.kind] = self._law.heard_as(dossier, job.kind)
        hours = hours_class(dossier.hours, vacancy.hours) if dossier.hours else 0
        key = (heard, bisect_right(dossier.days, start), job.skilled, job.district, job.named, hours, job.l2)
        number = dossier.known.get(key)
        if number is None:
            number = dossier.known[key] = self._number(self._ask(dossier.person, vacancy, l2_before_release=job.l2))
        return number

    def _number(self, passage: Passage) -> int:
        number = self._numbers.get(passage)
        if number is None:
            number = self._numbers[passage] = len(self._distinct)
            self._distinct.append(passage)
        return number

    def _dossier(self, person: Participant) -> Dossier:
        known = self._dossiers.get(id(person))
        if known is None:
            known = self._dossiers[id(person)] = Dossier(person, self._law, self.on)
        return known


class _Answers:
    """Everybody's answer to one class of job, as numbers, and whether placement is open."""

    __slots__ = ("codes", "covers", "mask")

    def __init__(self, codes: array[int], mask: bytearray, *, covers: int) -> None:
        self.codes = codes
        self.mask = mask
        self.covers = covers
        """How many of the pool's overwritten rows are in it."""

    def copy(self) -> _Answers:
        return _Answers(self.codes[:], self.mask[:], covers=self.covers)


class _Starts:
    """Answers of a whole pool for one class of job, by start."""

    __slots__ = ("answers", "order")

    def __init__(self) -> None:
        self.order: list[date] = []
        self.answers: dict[date, _Answers] = {}

    def add(self, start: date, answers: _Answers) -> None:
        insort(self.order, start)
        self.answers[start] = answers

    def nearest(self, start: date) -> date:
        place = bisect_left(self.order, start)
        return min(self.order[max(place - 1, 0) : place + 1], key=lambda known: abs(known - start))


class _Pool:
    """A fixed sequence of people, indexed by whatever makes single ones differ."""

    def __init__(self, people: Sequence[Participant], dossiers: list[Dossier]) -> None:
        self.people = people
        self.dossiers = dossiers
        self.overwritten: list[int] = []
        """Rows in the order in which somebody else came into them; answers found earlier lack those behind."""
        self.limited = {row for row, dossier in enumerate(dossiers) if dossier.hours}
        self.whatever_hours: dict[JobClass, _Answers] = {}
        self.hours = sorted({limit for dossier in dossiers for limit in dossier.hours})
        self.starts: defaultdict[JobClass, _Starts] = defaultdict(_Starts)
        self._days = sorted((day, row) for row, dossier in enumerate(dossiers) for day in dossier.days)
        self._by_firm = _rows_by(dossier.firms for dossier in dossiers)
        self._by_job = _rows_by(dossier.jobs for dossier in dossiers)

    def overwrite(self, row: int, dossier: Dossier) -> bool:
        """Put another dossier into a row; False where its hours tell jobs apart that nobody's did before."""
        if not set(dossier.hours).issubset(self.hours):
            return False
        before = self.dossiers[row]
        self.dossiers[row] = dossier
        self.overwritten.append(row)
        self.limited.discard(row)
        if dossier.hours:
            self.limited.add(row)
        for day in before.days:
            self._days.remove((day, row))
        for day in dossier.days:
            insort(self._days, (day, row))
        for rows, own, others in (
            (self._by_firm, before.firms, dossier.firms),
            (self._by_job, before.jobs, dossier.jobs),
        ):
            for name in own:
                rows[name].remove(row)
            for name in others:
                rows.setdefault(name, []).append(row)
        return True

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
