"""What an import would do: every row of the file with what stops it, what is doubtful, and its likely doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.errors import InvalidInputError, UnreadableFileError
from matcher.firms import find_alike
from matcher.interchange.reading import Problem, Reading
from matcher.interchange.vacancies import read_vacancy_content
from matcher.model import Kind, Vacancy
from matcher.occupations.titles import normalise
from matcher.spelling import clean
from matcher.store.imports import Known, known_firms, known_vacancies
from matcher.usecases.submit_vacancy import VacancyEntry, check_entry

T = TypeVar("T")
MOST: Final = 300
"""Vacancies of one file: more cannot be looked through on one page."""
_SAME_TITLE: Final = 90.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing about a row, at the field that it concerns."""

    field: str | None
    german: str
    english: str

    def message(self, language: str) -> str:
        return self.english if language == "en" else self.german


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One vacancy of the file."""

    place: int
    """Row or entry of the file."""
    entry: VacancyEntry
    skills: tuple[str, ...] | None = None
    stops: tuple[Trouble, ...] = ()
    notices: tuple[Trouble, ...] = ()
    needs_kind: bool = False
    """Only the kind of job is missing, which one choice for all such rows can say."""
    double: Known | None = None
    double_place: int | None = None
    """An earlier row of the file that seems to be the same vacancy."""

    @property
    def may_be_taken(self) -> bool:
        return not self.stops

    @property
    def is_double(self) -> bool:
        return self.double is not None or self.double_place is not None

    @property
    def taken_by_default(self) -> bool:
        return self.may_be_taken and not self.is_double


@dataclass(frozen=True, slots=True)
class Twin:
    """A firm of the file that a known firm, or another one of the file, may be under another spelling."""

    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    rows: tuple[PlannedRow, ...]
    refused: tuple[Problem, ...]
    """Rows that cannot be read."""
    ignored: tuple[str, ...]
    twins: tuple[Twin, ...]
    entries: bool
    """The file counts entries, not rows of a table."""

    @property
    def lacks_kind(self) -> bool:
        return any(row.needs_kind for row in self.rows)


def plan_import(
    session: Session, actor: Actor, content: bytes, name: str, *, today: date, kind: Kind | None = None
) -> ImportPlan:
    """The plan; nothing is written.

    Args:
        session: reads what stands already.
        actor: whose own vacancies may be named.
        content: the file.
        name: the file's name, for messages.
        today: the day that „sofort“ means.
        kind: for the rows that name none.

    Raises:
        UnreadableFileError: nothing of the file can be used, or it holds too many vacancies.

    """
    reading = read_vacancy_content(content, name, on=today)
    if len(reading.rows) > MOST:
        raise UnreadableFileError(
            f"{name} hat {len(reading.rows)} Stellen, auf einmal gehen {MOST}. Bitte die Datei aufteilen.",
            f"{name} holds {len(reading.rows)} vacancies; {MOST} are possible at once. Please split the file.",
        )
    told = _told(reading)
    rows = [
        _planned(place, vacancy, told[place], today=today, kind=kind)
        for place, vacancy in zip(reading.places, reading.rows, strict=True)
    ]
    return ImportPlan(
        rows=tuple(_with_doubles(rows, known_vacancies(session, actor))),
        refused=reading.refusals,
        ignored=reading.ignored,
        twins=_twins([row for row in rows if row.may_be_taken], known_firms(session)),
        entries=any(problem.entry for problem in reading.problems),
    )


def _told(reading: Reading[Vacancy]) -> defaultdict[int, list[Trouble]]:
    """What the reading notes about the rows that count."""
    found: defaultdict[int, list[Trouble]] = defaultdict(list)
    for problem in reading.problems:
        if not problem.refused and problem.row is not None:
            found[problem.row].append(Trouble(problem.field, problem.german, problem.english))
    return found


def _planned(place: int, vacancy: Vacancy, notices: list[Trouble], *, today: date, kind: Kind | None) -> PlannedRow:
    entry = _entry(vacancy, today)
    needs_kind = entry.kind is None
    entry = replace(entry, kind=entry.kind or kind)
    stops: tuple[Trouble, ...] = ()
    try:
        # A row without kind is held against everything else that stops it; Kind.SCHOOL has no floor of pay.
        check_entry(replace(entry, kind=entry.kind or Kind.SCHOOL), today)
    except InvalidInputError as error:
        stops = (Trouble(error.field, error.german, error.english),)
    said = {trouble.german for trouble in stops}
    return PlannedRow(
        place=place,
        entry=entry,
        skills=None if vacancy.skills_needed is None else tuple(sorted(vacancy.skills_needed)),
        stops=stops,
        notices=tuple(trouble for trouble in notices if trouble.german not in said),
        needs_kind=needs_kind and not stops,
    )


def _entry(vacancy: Vacancy, today: date) -> VacancyEntry:
    start = vacancy.start
    until = None if vacancy.until is not None and vacancy.until <= (start or today) else vacancy.until
    return VacancyEntry(
        employer=clean(vacancy.employer or ""),
        title=clean(vacancy.title),
        kind=vacancy.kind,
        description=vacancy.description,
        occupation=vacancy.occupation,
        postcode=vacancy.postcode,
        starts_on=start,
        ends_on=until,
        hours=vacancy.hours,
        shift=vacancy.shift,
        german_min=vacancy.german_min,
        qualification_needed=vacancy.qualification_needed,
        licences_needed=None if vacancy.licences_needed is None else tuple(sorted(vacancy.licences_needed)),
        pay_hourly=vacancy.pay_hourly,
        pay_monthly=vacancy.pay_monthly,
        places=vacancy.places,
    )


def _with_doubles(rows: Sequence[PlannedRow], known: Iterable[Known]) -> list[PlannedRow]:
    """The rows, each with the known vacancy and the earlier row that it seems to repeat."""
    standing: defaultdict[str, list[tuple[str, Known]]] = defaultdict(list)
    for vacancy in known:
        standing[_same(vacancy.employer)].append((normalise(vacancy.title), vacancy))
    earlier: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    found = []
    for row in rows:
        firm, title = _same(row.entry.employer), normalise(row.entry.title)
        found.append(replace(row, double=_alike(title, standing[firm]), double_place=_alike(title, earlier[firm])))
        earlier[firm].append((title, row.place))
    return found


def _alike(title: str, candidates: Iterable[tuple[str, T]]) -> T | None:
    return next((item for other, item in candidates if fuzz.token_sort_ratio(title, other) >= _SAME_TITLE), None)


def _twins(rows: Iterable[PlannedRow], known: Sequence[str]) -> tuple[Twin, ...]:
    """Firms of the file that want a person's word, in the order of the file."""
    standing = {_same(name) for name in known}
    names = list({_same(row.entry.employer): row.entry.employer for row in rows}.values())
    twins = []
    for place, name in enumerate(names):
        if _same(name) not in standing:
            like = find_alike(name, [*known, *names[:place]])
            twins += [Twin(name, like)] if like else []
    return tuple(twins)


def _same(name: str) -> str:
    return " ".join(name.split()).lower()
