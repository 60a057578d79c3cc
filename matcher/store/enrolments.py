"""Who is in which course or waits for it, and a person's measures; names only of whom the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from matcher.access import Actor
from matcher.consents import DataCategory
from matcher.courses import Course
from matcher.store import tables
from matcher.store.course_list import courses_by_id
from matcher.store.disclosures import may_know
from matcher.store.participants import visible_to
from matcher.store.tables.courses import Body, EnrolmentOutcome, EnrolmentState, MeasureKind

_ORDER: Final = (EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """One person's enrolment; `position` on the waiting list counts from 1."""

    id: int
    course: Course
    state: EnrolmentState
    outcome: EnrolmentOutcome | None
    begins_on: date | None
    ended_on: date | None
    asked_at: datetime
    position: int | None

    def is_over(self, on: date) -> bool:
        return self.state is EnrolmentState.ENDED or self.course.is_over(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a course or on its waiting list, whom the reader may see."""

    enrolment_id: int
    participant_id: int
    code: str
    name: str
    state: EnrolmentState
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    id: int
    kind: MeasureKind
    body: Body
    employer: str | None
    begins_on: date
    until: date | None
    recorded_by: str


def enrolments_of(session: Session, participant_id: int) -> tuple[Enrolled, ...]:
    """Where the person is, then where they wait, then what is over, the newest first."""
    enrolment = tables.Enrolment
    rows = session.scalars(select(enrolment).where(enrolment.participant_id == participant_id)).all()
    courses = courses_by_id(session, {row.course_id for row in rows})
    positions = _positions(session, [row.course_id for row in rows if row.state is EnrolmentState.WAITING])
    found = [
        Enrolled(
            id=row.id,
            course=courses[row.course_id],
            state=row.state,
            outcome=row.outcome,
            begins_on=row.begins_on,
            ended_on=row.ended_on,
            asked_at=row.asked_at,
            position=positions.get(row.id),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.state), -one.asked_at.timestamp(), one.id)))


def current_enrolments(session: Session, participant_id: int) -> tuple[Enrolled, ...]:
    """Where the person is or waits today."""
    enrolment = tables.Enrolment
    standing = select(enrolment.id).where(
        enrolment.participant_id == participant_id, enrolment.state != EnrolmentState.ENDED
    )
    if session.scalar(standing.limit(1)) is None:
        return ()
    today = session.scalar(select(func.app_today()))
    on = today if isinstance(today, date) else date.fromisoformat(str(today))
    return tuple(one for one in enrolments_of(session, participant_id) if not one.is_over(on))


def members_of(session: Session, actor: Actor, course_id: int) -> tuple[Member, ...]:
    """Those in the course, then those who wait in their order; of whom the reader may not see, nothing."""
    enrolment, person, identity = tables.Enrolment, tables.Participant, tables.Identity
    rows = session.execute(
        select(enrolment, person.code, identity.given_name, identity.family_name)
        .join(person, person.id == enrolment.participant_id)
        .outerjoin(
            identity,
            and_(identity.participant_id == person.id, may_know(person.id, actor, DataCategory.IDENTITY)),
        )
        .where(
            enrolment.course_id == course_id,
            enrolment.state != EnrolmentState.ENDED,
            visible_to(actor),
        )
        .order_by(enrolment.state, enrolment.asked_at, enrolment.id)
    )
    positions = _positions(session, [course_id])
    return tuple(
        Member(
            enrolment_id=row.id,
            participant_id=row.participant_id,
            code=code,
            name=f"{given or ''} {family or ''}".strip(),
            state=row.state,
            position=positions.get(row.id),
        )
        for row, code, given, family in rows
    )


def measures_of(session: Session, participant_id: int) -> tuple[Measure, ...]:
    """Measures that were not taken back, the newest first."""
    measure, account = tables.Measure, tables.Account
    rows = session.execute(
        select(measure, account.name)
        .join(account, account.id == measure.recorded_by)
        .where(measure.participant_id == participant_id, measure.withdrawn_at.is_(None))
        .order_by(measure.begins_on.desc(), measure.id.desc())
    )
    return tuple(
        Measure(
            id=row.id,
            kind=row.kind,
            body=row.body,
            employer=row.employer,
            begins_on=row.begins_on,
            until=row.until,
            recorded_by=name,
        )
        for row, name in rows
    )


def _positions(session: Session, course_ids: Sequence[int]) -> dict[int, int]:
    """By enrolment, the place on the waiting list: one more than those who asked before."""
    own, before = tables.Enrolment, aliased(tables.Enrolment)
    earlier = and_(
        before.course_id == own.course_id,
        before.state == EnrolmentState.WAITING,
        (before.asked_at < own.asked_at) | ((before.asked_at == own.asked_at) & (before.id <= own.id)),
    )
    rows = session.execute(
        select(own.id, func.count(before.id))
        .join(before, earlier)
        .where(own.course_id.in_(course_ids), own.state == EnrolmentState.WAITING)
        .group_by(own.id)
    )
    return dict(rows.all())
