"""Append a clearance decision; the one that stood for the same question is superseded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from matcher.clearance import clearance_for
from matcher.model import Answer, Clearance, Kind, Level, Mode, Participant, Vacancy, VacancyRef
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.redecide import redecide_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was answered (or checked), about which kind of employment, on which ground."""

    kind: Kind
    mode: Mode
    answer: Answer
    pack: str
    rule: str
    facts: dict[str, Any] = field(default_factory=dict)
    request_id: int | None = None
    sent_on: date | None = None
    deadline: date | None = None
    valid_until: date | None = None
    hours_max: float | None = None
    employer_only: str | None = None


def record_decision(unit: Unit, participant_id: int, person: Participant, given: Given) -> tables.ClearanceDecision:
    """The decision stands from now on; openings that it no longer carries are closed."""
    superseded = unit.session.scalars(
        select(tables.ClearanceDecision).where(
            tables.ClearanceDecision.participant_id == participant_id,
            tables.ClearanceDecision.level == Level.PLACEMENT,
            tables.ClearanceDecision.kind == given.kind,
            tables.ClearanceDecision.superseded_at.is_(None),
        )
    ).one_or_none()
    if superseded is not None:
        superseded.superseded_at = unit.at
        superseded.superseded_why = "answered_again"
        unit.session.flush()
    window = carrying_window(person, given, unit.today)
    row = tables.ClearanceDecision(
        participant_id=participant_id,
        level=Level.PLACEMENT,
        kind=given.kind,
        mode=given.mode,
        answer=given.answer,
        answered_on=unit.today,
        sent_on=given.sent_on,
        deadline=given.deadline,
        valid_from=unit.today,
        valid_until=given.valid_until,
        hours_max=given.hours_max,
        employer_only=given.employer_only,
        pack=given.pack,
        rule=given.rule,
        facts=given.facts,
        request_id=given.request_id,
        open_from=window[0] if window else None,
        open_until=window[1] if window else None,
        decided_at=unit.at,
        decided_by=unit.actor_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("decide_clearance", "participant", participant_id, decision=row.id, answer=str(given.answer))
    redecide_person(unit, participant_id, "clearance")
    return row


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
