"""Begin work: only where the gate opens the start on that day (I1, start gate).

What a start ends is stated here and in the triggers, and judges nobody: other proposals of a vacancy
whose last place is taken end as "filled", other proposals of a person who found lasting work as "found work".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, select

from matcher.access import Action, Actor
from matcher.clearance import Passage, clearance_for
from matcher.clearance.periods import add_months
from matcher.errors import ConflictError, GateClosedError
from matcher.model import Answer, Kind, Level, Mode, Participant, Vacancy
from matcher.store import tables
from matcher.store.clearances import standing_decisions
from matcher.store.loading import load_person, load_vacancy
from matcher.store.tables.consents import StopReason
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import (
    FollowUpSide,
    FollowUpStep,
    PlacementState,
    ProposalOutcome,
    ProposalState,
)
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.store.unit import Unit
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.plan_placement import placement_of
from matcher.usecases.proposal_course import lock_entry, proposal_of, take_step
from matcher.usecases.record_decision import Given, record_decision
from matcher.usecases.record_firm_answer import cancel_interview_of, cancel_placement_of
from matcher.usecases.redecide import redecide_person
from matcher.usecases.send_request import snapshot
from matcher.usecases.vacancy_keeping import RUNNING, end_vacancy, tell_others
from matcher.usecases.work import Work

LASTING: Final = frozenset(
    {Kind.JOB, Kind.TEMP_WORK, Kind.TRAINING, Kind.ENTRY_QUALIFICATION, Kind.HIGHLY_QUALIFIED, Kind.FAMILY_BUSINESS}
)
"""Who begins one of these looks for nothing else now; an internship or mini-job leaves the other lists alone."""
MONTHS: Final = MappingProxyType({FollowUpStep.MONTH_1: 1, FollowUpStep.MONTHS_3: 3, FollowUpStep.MONTHS_6: 6})


def start_placement(work: Work, actor: Actor, entry_id: int) -> None:
    """The person is at work; a start that stands already is kept.

    Raises:
        ConflictError: no start is planned, or the first day lies ahead.
        GateClosedError: law, agreement or a missing answer keeps the start back; the message says which.

    """
    with work.unit(actor) as unit:
        known = unit.session.get(tables.ShortlistEntry, entry_id)
        vacancy_row = lock_vacancy(unit, known.vacancy_id) if known is not None else None
        entry = lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        proposal = proposal_of(unit, entry_id)
        placement = placement_of(unit, proposal) if proposal is not None else None
        if placement is not None and placement.state is PlacementState.STARTED:
            return
        if proposal is None or placement is None or placement.state is not PlacementState.PLANNED:
            raise ConflictError("Es ist kein Beginn geplant. Bitte zuerst planen.", "No start is planned. Plan first.")
        if placement.starts_on > unit.today:
            raise ConflictError(
                "Der erste Arbeitstag liegt noch vor uns. Bitte an dem Tag noch einmal.",
                "The first day lies ahead. Please come back on that day.",
            )
        placement.mode, placement.decision_id = rests_on(unit, entry, placement.starts_on, unit.today)
        placement.state, placement.started_at, placement.started_by = PlacementState.STARTED, unit.at, actor.id
        unit.session.flush()
        unit.record(
            "start_placement", "shortlist_entry", entry_id, placement=placement.id, decision=placement.decision_id
        )
        take_step(unit, proposal, ProposalState.CLOSED, ProposalOutcome.HIRED)
        cancel_interview_of(unit, proposal)
        plan_follow_ups(unit, placement)
        assert vacancy_row is not None, "the entry was found, so its vacancy was"  # noqa: S101 - states why, for the type checker
        placement.took_place = _fill(unit, actor, vacancy_row)
        if vacancy_row.kind in LASTING:
            found_work(unit, actor, placement)


def rests_on(
    unit: Unit, entry: tables.ShortlistEntry, starts_on: date, *days: date, own_stop: int | None = None
) -> tuple[Mode, int]:
    """Mode and decision that carry work with this first day; asked of the gate for that day and each of `days`.

    Args:
        unit: the running transaction; the person's row is locked in it.
        entry: whose work it is, and where.
        starts_on: the first day.
        days: further days, such as today.
        own_stop: the stop that this very work has set does not speak against it.

    Raises:
        GateClosedError: on one of them the person may not work; the message says what is missing.

    """
    person = load_person(unit.session, entry.participant_id)
    vacancy = load_vacancy(unit.session, entry.vacancy_id)
    assert person is not None, "the row is locked, so it exists"  # noqa: S101 - states why, for the type checker
    assert vacancy is not None, "an entry names a vacancy"  # noqa: S101 - states why, for the type checker
    if own_stop is not None and own_stop == _standing_stop(unit, entry.participant_id):
        person = replace(person, stopped=False)
    job = replace(vacancy, start=starts_on)
    passages = [clearance_for(person, job, day) for day in sorted({starts_on, *days})]
    passage = passages[-1]
    if not passage.start_open:
        raise GateClosedError(
            f"Die Person darf noch nicht anfangen. Nötig ist: {passage.next_german}.",
            f"The person may not begin yet. Needed: {passage.next_english}.",
        )
    if not passages[0].start_open:
        raise GateClosedError(
            "Am geplanten ersten Tag durfte die Person noch nicht arbeiten. Bitte den Beginn ändern.",
            "On the planned first day the person was not yet allowed to work. Please change the start.",
        )
    return passage.decision.mode, _decision(unit, entry, person, job, passage)


def _standing_stop(unit: Unit, participant_id: int) -> int | None:
    stop = tables.PlacementStop
    return unit.session.scalar(select(stop.id).where(stop.participant_id == participant_id, stop.lifted_at.is_(None)))


def _decision(unit: Unit, entry: tables.ShortlistEntry, person: Participant, vacancy: Vacancy, passage: Passage) -> int:
    standing = unit.session.scalars(standing_decisions(entry.participant_id)).all()
    if passage.decision.mode is not Mode.NONE:
        return next(row.id for row in standing if row.level is Level.JOB and row.vacancy_id == entry.vacancy_id)
    for row in standing:
        until = row.open_until
        alike = row.level is Level.PLACEMENT and row.mode is Mode.NONE and row.kind is vacancy.kind
        if (
            alike
            and row.open_from is not None
            and row.open_from <= unit.today
            and (until is None or unit.today < until)
        ):
            return row.id
    return _title_check(unit, entry.participant_id, person, vacancy, passage)


def _title_check(unit: Unit, participant_id: int, person: Participant, vacancy: Vacancy, passage: Passage) -> int:
    """Where the law asks no authority, looking at the title is the check, and it is recorded."""
    assert vacancy.kind is not None, "the gate holds a vacancy without a kind"  # noqa: S101 - states why
    given = Given(
        participant_id=participant_id,
        kind=vacancy.kind,
        mode=Mode.NONE,
        answer=Answer.TITLE_CHECKED,
        pack=passage.decision.pack,
        rule=passage.decision.rule,
        facts=snapshot(person.facts),
    )
    return record_decision(unit, person, given, job=vacancy).id


def plan_follow_ups(unit: Unit, placement: tables.Placement) -> None:
    """Every question that has no standing row gets one, dated from the first day."""
    begin = placement.starts_on
    asked = tables.FollowUp
    standing = unit.session.execute(
        select(asked.step, asked.side).where(asked.placement_id == placement.id, asked.superseded_at.is_(None))
    ).all()
    known = {(row.step, row.side) for row in standing}
    for step in FollowUpStep:
        due = begin + timedelta(weeks=2) if step is FollowUpStep.WEEKS_2 else add_months(begin, MONTHS[step])
        for side in FollowUpSide:
            if (step, side) not in known:
                unit.session.add(tables.FollowUp(placement_id=placement.id, step=step, side=side, due_on=due))
    unit.session.flush()


def _fill(unit: Unit, actor: Actor, row: tables.Vacancy) -> bool:
    """One more place is taken; with the last one the vacancy closes, and whoever else was to begin there is told.

    False where the vacancy runs no more, so that no place of it was counted.
    """
    if row.state not in RUNNING or row.filled >= row.places:
        return False
    row.filled += 1
    row.confirmed_at = unit.at
    unit.session.flush()
    unit.record("fill_place", "vacancy", row.id, filled=row.filled)
    if row.filled == row.places:
        _close_promised(unit, tables.ShortlistEntry.vacancy_id == row.id, ProposalOutcome.FILLED)
        end_vacancy(unit, row, VacancyOutcome.FILLED)
        tell_others(unit, row, NotificationKind.VACANCY_CLOSED, by=actor)
    return True


def found_work(unit: Unit, actor: Actor, placement: tables.Placement) -> None:
    """The person is proposed to nobody else while they work; the stop goes when the work does."""
    mine = tables.ShortlistEntry.participant_id == placement.participant_id
    _close_promised(unit, mine, ProposalOutcome.FOUND_WORK)
    stop = tables.PlacementStop(
        participant_id=placement.participant_id, reason=StopReason.FOUND_WORK, set_at=unit.at, set_by=actor.id
    )
    unit.session.add(stop)
    unit.session.flush()
    placement.stop_id = stop.id
    unit.record("set_stop", "participant", placement.participant_id, reason=str(StopReason.FOUND_WORK))
    redecide_person(unit, placement.participant_id, "stop")


def _close_promised(unit: Unit, which: ColumnElement[bool], outcome: ProposalOutcome) -> None:
    """Promises of work that no place is left for; what was only on its way is ended by the triggers.

    Entries are locked before their proposals, as everywhere, so that two sessions never wait for each other.
    """
    entry = tables.ShortlistEntry
    unit.session.scalars(
        select(entry.id).where(which, entry.state == EntryState.RELEASED).order_by(entry.id).with_for_update()
    ).all()
    query = (
        select(tables.Proposal)
        .join(tables.ShortlistEntry, tables.ShortlistEntry.id == tables.Proposal.entry_id)
        .where(which, tables.Proposal.state == ProposalState.HIRING)
        .order_by(tables.Proposal.id)
        .with_for_update(of=tables.Proposal)
    )
    for proposal in unit.session.scalars(query).all():
        take_step(unit, proposal, ProposalState.CLOSED, outcome)
        cancel_placement_of(unit, proposal)
        cancel_interview_of(unit, proposal)
