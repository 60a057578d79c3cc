"""Append a clearance decision; the one that stood for the same question is superseded."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select, update

from matcher.clearance import clearance_for
from matcher.model import Answer, Clearance, Kind, Level, Mode, Participant, Vacancy, VacancyRef
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.redecide import redecide_person

_UNCONCERNED = frozenset({Answer.NO_CONCERNS, Answer.CONSENT, Answer.TITLE_CHECKED})
"""Answers of somebody who looked; a notice or silence is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was answered (or checked), about which kind of employment or job, on which ground."""

    participant_id: int
    kind: Kind
    mode: Mode
    answer: Answer
    pack: str
    rule: str
    level: Level = Level.PLACEMENT
    vacancy_id: int | None = None
    fingerprint: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    request_id: int | None = None
    sent_on: date | None = None
    deadline: date | None = None
    valid_until: date | None = None
    hours_max: float | None = None
    employer_only: str | None = None
    ba_sent_on: date | None = None
    ba_answer: Answer | None = None
    answered_on: date | None = None
    """The day of the authority's letter; None: it answers today."""
    paper_reference: str | None = None


def record_decision(
    unit: Unit, person: Participant, given: Given, *, job: Vacancy | None = None
) -> tables.ClearanceDecision:
    """The decision stands from now on; openings that it no longer carries are closed.

    Args:
        unit: the running transaction.
        person: whom it is about, as the gate reads them.
        given: what was answered or checked.
        job: the job on whose occasion somebody looked at the title; its facts count where the law asks for them.

    """
    before = unit.session.scalars(_standing(given)).one_or_none()
    window = carrying_window(person, given, unit.today, job) if given.level is Level.PLACEMENT else None
    row = tables.ClearanceDecision(
        **{item.name: getattr(given, item.name) for item in fields(Given)}
        | {"answered_on": given.answered_on or unit.today},
        valid_from=unit.today,
        open_from=window[0] if window else None,
        open_until=window[1] if window else None,
        decided_at=unit.at,
        decided_by=unit.actor_id,
        superseded_at=unit.at if before is not None else None,
    )
    unit.session.add(row)
    unit.session.flush()
    if before is not None:
        _succeed(unit, before, row)
    _lift_objections(unit, given)
    unit.record("decide_clearance", "participant", given.participant_id, decision=row.id, answer=str(given.answer))
    redecide_person(unit, given.participant_id, "clearance")
    return row


def _succeed(unit: Unit, before: tables.ClearanceDecision, row: tables.ClearanceDecision) -> None:
    """The new decision takes the place of the old one, and its openings where it carries any.

    At no moment do two decisions stand for one question, nor does an opening rest on one that ended:
    a trigger would take its release back for good. Openings that the gate no longer lets through
    under the new decision are closed when everything is decided again.
    """
    if row.open_from is not None:
        unit.session.execute(
            update(tables.Opening)
            .where(tables.Opening.decision_id == before.id, tables.Opening.closed_at.is_(None))
            .values(decision_id=row.id)
        )
    before.superseded_at = unit.at
    before.superseded_why = "answered_again"
    unit.session.flush()
    row.superseded_at = None
    unit.session.flush()


def _lift_objections(unit: Unit, given: Given) -> None:
    """A new check of placement without concerns ends earlier objections to single jobs of that kind (7(2))."""
    if given.level is not Level.PLACEMENT or given.answer not in _UNCONCERNED:
        return
    decision = tables.ClearanceDecision
    unit.session.execute(
        update(decision)
        .where(
            decision.participant_id == given.participant_id,
            decision.level == Level.JOB,
            decision.kind == given.kind,
            decision.answer == Answer.OBJECTION,
            decision.superseded_at.is_(None),
        )
        .values(superseded_at=unit.at, superseded_why="checked_anew")
    )


def stands_already(unit: Unit, given: Given) -> bool:
    """Whether the same was recorded today of the same facts: a button was pressed twice."""
    standing = unit.session.scalars(_standing(given)).one_or_none()
    same = ("mode", "answer", "pack", "rule", "fingerprint", "facts")
    return (
        standing is not None
        and standing.answered_on == unit.today
        and all(getattr(standing, name) == getattr(given, name) for name in same)
    )


def _standing(given: Given) -> Select[tables.ClearanceDecision]:
    """The decision that stands for the same question, if any."""
    decision = tables.ClearanceDecision
    about = decision.kind == given.kind if given.vacancy_id is None else decision.vacancy_id == given.vacancy_id
    return select(decision).where(
        decision.participant_id == given.participant_id,
        decision.level == given.level,
        about,
        decision.superseded_at.is_(None),
    )


def carrying_window(
    person: Participant, given: Given, on: date, job: Vacancy | None = None
) -> tuple[date, date | None] | None:
    """The days on which the gate lets this decision alone carry a placement; None: on none.

    Asked of the gate itself, for a willing person and a job that meets every condition of the
    answer, so that no list of answers stands beside the gate's. Some titles allow a side job of so
    many hours alone: there only a real job can tell.
    """
    clearance = Clearance(
        level=Level.PLACEMENT,
        mode=given.mode,
        kind=given.kind,
        sent_on=given.sent_on,
        deadline=given.deadline,
        answer=given.answer,
        answered_on=on,
        valid_from=on,
        valid_until=given.valid_until,
        hours_max=given.hours_max,
        employer_only=given.employer_only,
    )
    willing = replace(person, clearances=(clearance,), consent_ags=True, participates=True, stopped=False)
    fitting = Vacancy(id=VacancyRef(""), title="", kind=given.kind, employer=given.employer_only, hours=given.hours_max)
    passages = (clearance_for(willing, asked, on) for asked in (fitting, job) if asked is not None)
    return next(((on, passage.open_until) for passage in passages if passage.release_open), None)
