"""What of a person can tell two jobs apart: own dates, limits of hours, single firms and jobs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from matcher.clearance.expressions import words_of
from matcher.clearance.papers import TWO_YEARS, squeezed
from matcher.clearance.periods import day_after, first_day_after
from matcher.clearance.rules import Pack, Rule
from matcher.model import Kind, Level, Participant, Vacancy, VacancyRef


class JobClass(NamedTuple):
    """Jobs that nobody tells apart but by their start, their firm, or papers for this very job."""

    kind: Kind | None
    skilled: bool
    district: str | None
    named: bool
    hours: int
    l2: bool

    def any_hours(self) -> JobClass:
        return self._replace(hours=0)


def anonymous(vacancy: Vacancy, start: date) -> Vacancy:
    """The job as it looks to whoever has no paper for its firm or for itself, starting on this day."""
    return replace(vacancy, id=VacancyRef(""), employer=None, start=start)


class Law:
    """What the day's pack can look at."""

    def __init__(self, pack: Pack | None) -> None:
        self.pack = pack
        self.districts_count = False
        self.side_job_hours: float | None = None
        self.carried_until: date | None = None
        self._training_counts: frozenset[str] = frozenset()
        self._classes: dict[tuple[object, ...], int] = {}
        self._spans: dict[tuple[str, ...], frozenset[tuple[str, int]]] = {}
        if pack is None:
            return
        words = frozenset().union(*(words_of(rule.tree) for rule in pack.rules))
        self.districts_count = pack.params["ba_priority"] or bool(words & {"district_listed", "skilled"})
        self._training_counts = frozenset(
            rule.id for rule in pack.rules if rule.instead or "training" in words_of(rule.tree)
        )
        self.side_job_hours = pack.params.get("side_job_hours")
        self.carried_until = pack.params.get("carried_until")

    def job_class(self, vacancy: Vacancy, hours: int, *, l2: bool) -> JobClass:
        skilled = vacancy.skilled is True and self.districts_count
        district = vacancy.agency_district if self.districts_count else None
        return JobClass(vacancy.kind, skilled, district, vacancy.named_in_title is True, hours, l2)

    def spans(self, statuses: tuple[str, ...]) -> frozenset[tuple[str, int]]:
        """Waiting periods and the like that somebody of these statuses may live through."""
        known = self._spans.get(statuses)
        if known is None:
            heard = [self.pack.rules_for(status, kind) for status in statuses for kind in Kind] if self.pack else []
            rules = [rule for found in heard for rule in found]
            known = self._spans[statuses] = frozenset(_spans(self.pack, rules)) if self.pack else frozenset()
        return known

    def heard_as(self, dossier: Dossier, kind: Kind | None) -> int:
        """Number of the class of kinds that the same rules and the same clearances hear alike."""
        key = self._hearing(dossier, kind)
        return self._classes.setdefault(key, len(self._classes))

    def _hearing(self, dossier: Dossier, kind: Kind | None) -> tuple[object, ...]:
        if kind is None or self.pack is None:
            return (kind,)
        facts = dossier.person.facts
        rules = [rule for status in (facts.status, facts.old_title) for rule in self.pack.rules_for(status or "", kind)]
        exempt = kind in self.pack.params["ba_exempt_kinds"] and any(rule.ba not in {None, "none"} for rule in rules)
        training = kind is Kind.TRAINING and any(rule.id in self._training_counts for rule in rules)
        answered = kind if kind in dossier.answered_kinds else None
        return tuple(rule.id for rule in rules), exempt, training, kind is Kind.SELF_EMPLOYMENT, answered


def _spans(pack: Pack, rules: Sequence[Rule]) -> Iterator[tuple[str, int]]:
    """Facts and months whose passing may change what these rules answer."""
    words = frozenset().union(*(words_of(rule.tree) for rule in rules))
    yield from ((wait.since, wait.months) for rule in rules for wait in rule.waits)
    if "title_two_years_old" in words:
        yield "status_since", TWO_YEARS
    if any(rule.ba == "asylum" for rule in rules):
        yield "stay_since", pack.params["ba_free_after_months"]
        if pack.params["ba_priority"]:
            yield "stay_since", pack.params["priority_until_months"]


class Dossier:
    """Of one person what tells jobs apart: own dates from today on, limits of hours, single firms and jobs."""

    __slots__ = ("answered_kinds", "days", "firms", "hours", "jobs", "kinds", "known", "person")

    def __init__(self, person: Participant, law: Law, on: date) -> None:
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


def _days_of(person: Participant, law: Law) -> Iterator[date]:
    """First days on which the person's situation may differ from the day before."""
    facts = person.facts
    if facts.document_valid_until is not None:
        yield day_after(facts.document_valid_until)
    if law.carried_until is not None and facts.status in {"ae_24", "fiktion_81_4"}:
        yield day_after(law.carried_until)
    for name, months in law.spans((facts.status or "", facts.old_title or "")):
        since = getattr(facts, name)
        if since is None and name == "stay_since":
            since = facts.status_since
        if since is not None:
            yield first_day_after(since, months)


def _hours_of(person: Participant, law: Law) -> Iterator[float]:
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


def hours_class(limits: Sequence[float], hours: float | None) -> int:
    """Which limits the hours keep; hours that nobody stated keep none that is looked at, so they stand apart."""
    return -1 if hours is None else bisect_left(limits, hours)
