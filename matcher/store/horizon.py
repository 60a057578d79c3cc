"""What ends within the next weeks, and what was to start by then: papers and answers against planned first days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from matcher.model import Kind, Labelled, Level
from matcher.store import tables
from matcher.store.accompaniment import accompanied_by
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyState

AHEAD: Final = timedelta(days=90)
_DAY: Final = timedelta(days=1)


class Ends(Labelled):
    """What can run out."""

    DOCUMENT = "document", "Aufenthaltsdokument", "residence document"
    PRECHECK = "precheck", "Vorprüfung", "pre-check"
    JOB_CLEARANCE = "job_clearance", "Freigabe für die Stelle", "clearance for the job"
    PERMIT = "permit", "Arbeitserlaubnis", "work permit"
    MENTORSHIP = "mentorship", "Patenschaft", "mentorship"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A planned first day that the person is proposed for, or the authority was asked about."""

    vacancy_id: int
    reference: str
    title: str
    kind: Kind | None
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Something of a person's that ends within the horizon."""

    code: str
    what: Ends
    last_day: date
    """The last day on which it still counts."""
    kinds: tuple[Kind, ...]
    """Kinds of employment for which an answer or a permit ends on one day; empty where it is not about kinds."""
    reference: str | None
    """The vacancy, where the clearance is about one."""
    before: tuple[Start, ...]
    """Planned starts that it would no longer carry, the soonest first."""

    def days_left(self, on: date) -> int:
        return (self.last_day - on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    participant_id: int
    code: str
    what: Ends
    last_day: date
    kind: Kind | None = None
    vacancy_id: int | None = None
    reference: str | None = None


def horizon(session: Session, on: date, *, mentor_id: int | None = None) -> tuple[Ending, ...]:
    """What ends from this day on within 90 days, the soonest first; of one mentor's people, or of everybody."""
    whose = _accompanied_by(mentor_id)
    found = [*_documents(session, on, whose), *_clearances(session, on, whose), *_permits(session, on, whose)]
    found += _mentorships(session, on, whose)
    starts = _starts(session, on, whose)
    alike: defaultdict[tuple[Any, ...], list[_Found]] = defaultdict(list)
    for item in found:
        alike[item.participant_id, item.what, item.last_day, item.vacancy_id].append(item)
    endings = (_ending(items, starts[items[0].participant_id]) for items in alike.values())
    return tuple(sorted(endings, key=lambda item: (item.last_day, not item.before, item.code, item.what)))


def _ending(items: Sequence[_Found], starts: Iterable[Start]) -> Ending:
    """One ending of what runs out together."""
    first = items[0]
    return Ending(
        code=first.code,
        what=first.what,
        last_day=first.last_day,
        kinds=tuple(sorted(item.kind for item in items if item.kind is not None)),
        reference=first.reference,
        before=tuple(
            start
            for start in starts
            if start.starts_on > first.last_day and any(_is_about(item, start) for item in items)
        ),
    )


def _is_about(item: _Found, start: Start) -> bool:
    """Whether this start rests on what ends: an answer about a kind or a job carries no other."""
    if item.vacancy_id is not None:
        return start.vacancy_id == item.vacancy_id
    return item.kind is None or start.kind is item.kind


def _accompanied_by(mentor_id: int | None) -> ColumnElement[bool]:
    taking_part = tables.Participant.state == ParticipantState.ACTIVE
    return taking_part if mentor_id is None else taking_part & accompanied_by(mentor_id, tables.Participant.id)


def _people(table: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    person = tables.Participant
    return select(table.participant_id, person.code, *columns).join(person, person.id == table.participant_id)


def _documents(session: Session, on: date, whose: ColumnElement[bool]) -> Iterator[_Found]:
    document = tables.ResidenceDocument
    query = _people(document, document.valid_until).where(
        whose, document.superseded_at.is_(None), document.valid_until.between(on, on + AHEAD)
    )
    for row in session.execute(query):
        yield _Found(participant_id=row[0], code=row.code, what=Ends.DOCUMENT, last_day=row.valid_until)


def _clearances(session: Session, on: date, whose: ColumnElement[bool]) -> Iterator[_Found]:
    """An answer's end is the first day on which it no longer counts."""
    decision = tables.ClearanceDecision
    query = (
        _people(
            decision, decision.valid_until, decision.level, decision.kind, decision.vacancy_id, tables.Vacancy.reference
        )
        .outerjoin(tables.Vacancy, tables.Vacancy.id == decision.vacancy_id)
        .where(
            whose,
            decision.superseded_at.is_(None),
            decision.valid_until.between(on + _DAY, on + AHEAD + _DAY),
        )
    )
    for row in session.execute(query):
        yield _Found(
            participant_id=row[0],
            code=row.code,
            what=Ends.PRECHECK if row.level is Level.PLACEMENT else Ends.JOB_CLEARANCE,
            last_day=row.valid_until - _DAY,
            kind=row.kind,
            vacancy_id=row.vacancy_id,
            reference=row.reference,
        )


def _permits(session: Session, on: date, whose: ColumnElement[bool]) -> Iterator[_Found]:
    """Of several permits the newest counts."""
    permit, newer = tables.WorkPermit, tables.WorkPermit.__table__.alias("newer")
    renewed = exists().where(
        newer.c.participant_id == permit.participant_id, newer.c.id > permit.id, newer.c.revoked_at.is_(None)
    )
    query = _people(permit, permit.valid_until, permit.kind).where(
        whose, permit.revoked_at.is_(None), ~renewed, permit.valid_until.between(on, on + AHEAD)
    )
    for row in session.execute(query):
        yield _Found(participant_id=row[0], code=row.code, what=Ends.PERMIT, last_day=row.valid_until, kind=row.kind)


def _mentorships(session: Session, on: date, whose: ColumnElement[bool]) -> Iterator[_Found]:
    mentorship = tables.Mentorship
    query = _people(mentorship, mentorship.planned_end).where(
        whose, mentorship.ended_on.is_(None), mentorship.planned_end.between(on, on + AHEAD)
    )
    for row in session.execute(query):
        yield _Found(participant_id=row[0], code=row.code, what=Ends.MENTORSHIP, last_day=row.planned_end)


def _starts(session: Session, on: date, whose: ColumnElement[bool]) -> defaultdict[int, list[Start]]:
    """Planned first days per person, the soonest first."""
    person, vacancy = tables.Participant, tables.Vacancy
    entry, request = tables.ShortlistEntry, tables.ClearanceRequest
    released = select(entry.participant_id, entry.vacancy_id).where(entry.state == EntryState.RELEASED)
    asked = select(request.participant_id, request.vacancy_id).where(
        request.vacancy_id.is_not(None), request.state != RequestState.WITHDRAWN
    )
    pair = released.union(asked).subquery()
    rows = session.execute(
        select(person.id, pair.c.vacancy_id, vacancy.reference, vacancy.title, vacancy.kind, vacancy.starts_on)
        .join(pair, pair.c.participant_id == person.id)
        .join(vacancy, vacancy.id == pair.c.vacancy_id)
        .where(whose, vacancy.state.in_((VacancyState.OPEN, VacancyState.PAUSED)), vacancy.starts_on >= on)
        .order_by(vacancy.starts_on, vacancy.id)
    )
    found: defaultdict[int, list[Start]] = defaultdict(list)
    for row in rows:
        found[row.id].append(
            Start(
                vacancy_id=row.vacancy_id,
                reference=row.reference,
                title=row.title,
                kind=row.kind,
                starts_on=row.starts_on,
            )
        )
    return found
