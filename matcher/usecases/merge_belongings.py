"""What goes along with a person when two records become one: mentor, courses, measures, papers, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select, update

from matcher.model import Recipient
from matcher.store import tables
from matcher.store.disclosures import has_refused
from matcher.store.tables.conferences import TaskState
from matcher.store.tables.courses import EnrolmentState
from matcher.store.unit import Unit
from matcher.usecases.course_places import CAUSE

_MOVED: Final[MappingProxyType[str, tuple[Any, Any]]] = MappingProxyType(
    {
        "measures": (tables.Measure, tables.Measure.withdrawn_at.is_(None)),
        "papers": (tables.Paper, tables.Paper.removed_at.is_(None)),
        "activities": (tables.Activity, tables.Activity.undone_at.is_(None)),
        "tasks": (tables.Task, tables.Task.state == TaskState.OPEN),
    }
)


def move_belongings(unit: Unit, kept: int, absorbed: int) -> dict[str, list[int]]:
    """Rows that stand under the kept code from now on, by kind."""
    moved = {}
    for name, (table, standing) in _MOVED.items():
        ids = unit.session.scalars(
            update(table)
            .where(table.participant_id == absorbed, standing)
            .values(participant_id=kept)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        ).all()
        moved[name] = sorted(ids)
    return moved | {"enrolments": _move_courses(unit, kept, absorbed)}


def give_back(unit: Unit, kept: int, absorbed: int, moved: dict[str, Any]) -> None:
    """The same rows under the other code again, as far as they still stand here."""
    tables_by_name = {name: table for name, (table, _) in _MOVED.items()} | {"enrolments": tables.Enrolment}
    for name, table in tables_by_name.items():
        for row_id in _still_free(unit, absorbed, name, moved.get(name, ())):
            unit.session.execute(
                update(table)
                .where(table.id == row_id, table.participant_id == kept)
                .values(participant_id=absorbed)
                .execution_options(synchronize_session=False)
            )
    unit.session.flush()
    if moved.get("enrolments"):
        unit.mark_person(kept, CAUSE)


def carry_mentor(unit: Unit, kept: int, absorbed: int) -> dict[str, int | None]:
    """Whoever accompanied the absorbed record goes on under the kept one, where nobody does and nobody refused."""
    mine, theirs = _mentorship(unit, kept), _mentorship(unit, absorbed)
    if theirs is None:
        return {"ended": None, "begun": None}
    theirs.ended_on, theirs.end_reason = unit.today, "merged"
    unit.session.flush()
    begun = None
    may_go_on = theirs.planned_end > unit.today and not has_refused(unit.session, kept, Recipient.MENTOR)
    if mine is None and may_go_on:
        begun = begin_again(unit, kept, theirs)
    return {"ended": theirs.id, "begun": begun}


def begin_again(unit: Unit, participant_id: int, earlier: tables.Mentorship) -> int:
    """The same mentor until the same planned end."""
    row = tables.Mentorship(
        participant_id=participant_id,
        mentor_id=earlier.mentor_id,
        begins_on=unit.today,
        planned_end=earlier.planned_end,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("assign_mentor", "participant", participant_id, mentor=row.mentor_id)
    return row.id


def _move_courses(unit: Unit, kept: int, absorbed: int) -> list[int]:
    """Places and waits, except in courses where the kept record has one already: those are given up."""
    enrolment = tables.Enrolment
    own = select(enrolment.course_id).where(enrolment.participant_id == kept, enrolment.state != EnrolmentState.ENDED)
    ids = unit.session.scalars(
        update(enrolment)
        .where(
            enrolment.participant_id == absorbed,
            enrolment.state != EnrolmentState.ENDED,
            enrolment.course_id.not_in(own),
        )
        .values(participant_id=kept)
        .returning(enrolment.id)
        .execution_options(synchronize_session=False)
    ).all()
    return sorted(ids)


def _still_free(unit: Unit, absorbed: int, name: str, ids: Iterable[int]) -> list[int]:
    """An enrolment goes back only where the other code is not in that course by now."""
    if name != "enrolments":
        return list(ids)
    enrolment = tables.Enrolment
    taken = select(enrolment.course_id).where(
        enrolment.participant_id == absorbed, enrolment.state != EnrolmentState.ENDED
    )
    query = select(enrolment.id).where(enrolment.id.in_(list(ids)), enrolment.course_id.not_in(taken))
    return list(unit.session.scalars(query.order_by(enrolment.id)))


def _mentorship(unit: Unit, participant_id: int) -> tables.Mentorship | None:
    mentorship = tables.Mentorship
    query = select(mentorship).where(mentorship.participant_id == participant_id, mentorship.ended_on.is_(None))
    return unit.session.scalars(query).one_or_none()
