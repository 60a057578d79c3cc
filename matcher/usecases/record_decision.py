"""Append a clearance decision; the one that stood for the same question is superseded."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from matcher.clearance import clearance_for
from matcher.model import Answer, Clearance, Kind, Level, Mode, Participant, Vacancy, VacancyRef
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.redecide import redecide_person


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


def record_decision(unit: Unit, person: Participant, given: Given) -> tables.ClearanceDecision:
    """The decision stands from now on; openings that it no longer carries are closed."""
    superseded = unit.session.scalars(_standing(given)).one_or_none()
    if superseded is not None:
        superseded.superseded_at = unit.at
        superseded.superseded_why = "answered_again"
        unit.session.flush()
    window = carrying_window(person, given, unit.today) if given.level is Level.PLACEMENT else None
    row = tables.ClearanceDecision(
        **{item.name: getattr(given, item.name) for item in fields(Given)},
        answered_on=unit.today,
        valid_from=unit.today,
        open_from=window[0] if window else None,
        open_until=window[1] if window else None,
        decided_at=unit.at,
        decided_by=unit.actor_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("decide_clearance", "participant", given.participant_id, decision=row.id, answer=str(given.answer))
    redecide_person(unit, given.participant_id, "clearance")
    return row


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


def carrying_window(person: Participant, given: Given, on: date) -> tuple[date, date | None] | None:
    """The days on which the gate lets this decision alone carry a placement; None: on none.

    Asked of the gate itself, for a willing person and a job that meets every condition of the
    answer, so that no list of answers stands beside the gate's.
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
    passage = clearance_for(willing, fitting, on)
    if not passage.release_open:
        return None
    return on, passage.open_until
