"""What was recorded of a start or an end was wrong: undo it, or put the days right. Every correction says why.

A trigger lets no start and no end change without such a row, and none that is on record changes again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import update

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.placements import CorrectionKind, EndReason, PlacementState, ProposalState
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.end_placement import lift_stop_of, require_last_day
from matcher.usecases.once import once
from matcher.usecases.plan_placement import placement_of
from matcher.usecases.proposal_course import lock_entry, proposal_of, take_step
from matcher.usecases.redecide import redecide_person
from matcher.usecases.start_placement import LASTING, found_work, plan_follow_ups, rests_on
from matcher.usecases.vacancy_keeping import tell_others
from matcher.usecases.work import Work

_FARTHEST: Final = timedelta(days=31)
_FIELDS: Final = ("starts_on", "started_at", "started_by", "mode", "decision_id", "ended_on", "end_reason", "learned")


class _Case:
    """The placement that came of an entry, with everything locked in the order in which a start locks it."""

    def __init__(self, unit: Unit, actor: Actor, entry_id: int, *states: PlacementState) -> None:
        known = unit.session.get(tables.ShortlistEntry, entry_id)
        vacancy = lock_vacancy(unit, known.vacancy_id) if known is not None else None
        self.entry = lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        proposal = proposal_of(unit, entry_id)
        placement = placement_of(unit, proposal) if proposal is not None else None
        if vacancy is None or proposal is None or placement is None or placement.state not in states:
            raise ConflictError(
                "Das passt nicht mehr zum Stand dieser Arbeit. Bitte die Seite neu laden.",
                "This does not fit how this work stands any more. Please reload the page.",
            )
        self.vacancy, self.proposal, self.placement = vacancy, proposal, placement


def undo_start(work: Work, actor: Actor, entry_id: int, why: str, *, submission: str) -> None:
    """The start is only planned again; its place, its stop and its open questions go with it.

    Other people's proposals that had ended with the start stay ended: whoever fits is released anew.

    Raises:
        InvalidInputError: nobody says why.
        ConflictError: nobody is at work there.

    """
    why = _reason(why)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return
        case = _Case(unit, actor, entry_id, PlacementState.STARTED)
        placement = case.placement
        _keep(unit, actor, placement, CorrectionKind.START_UNDONE, why)
        placement.corrections += 1
        placement.state, placement.started_at, placement.started_by = PlacementState.PLANNED, None, None
        placement.mode, placement.decision_id = None, None
        took_place, placement.took_place = placement.took_place, False
        unit.session.flush()
        _supersede_questions(unit, placement, only_open=False)
        take_step(unit, case.proposal, ProposalState.HIRING)
        unit.record("undo_start", "shortlist_entry", entry_id, placement=placement.id)
        if took_place:
            _free_place(unit, actor, case.vacancy)
        lift_stop_of(unit, actor, placement)
        placement.stop_id = None
        unit.session.flush()
        redecide_person(unit, placement.participant_id, "start_undone")


def change_start(work: Work, actor: Actor, entry_id: int, starts_on: date, why: str, *, submission: str) -> None:
    """The first day was another one; questions that nobody has answered move with it.

    Raises:
        InvalidInputError: the day lies ahead or after the last one, or nobody says why.
        GateClosedError: on that day the person was not allowed to work.

    """
    why = _reason(why)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return
        case = _Case(unit, actor, entry_id, PlacementState.STARTED, PlacementState.ENDED)
        placement = case.placement
        if starts_on == placement.starts_on:
            return
        _require_first_day(unit, placement, starts_on)
        mode, decision = rests_on(unit, case.entry, starts_on, own_stop=placement.stop_id)
        _keep(unit, actor, placement, CorrectionKind.START_CHANGED, why)
        placement.corrections += 1
        placement.starts_on, placement.mode, placement.decision_id = starts_on, mode, decision
        unit.session.flush()
        _supersede_questions(unit, placement, only_open=True)
        plan_follow_ups(unit, placement)
        unit.record("change_start", "shortlist_entry", entry_id, placement=placement.id)


def undo_end(work: Work, actor: Actor, entry_id: int, why: str, *, submission: str) -> None:
    """The work goes on after all; the gate is asked as for a start.

    Raises:
        InvalidInputError: nobody says why.
        GateClosedError: the person may not work there today.
        ConflictError: the work is not recorded as ended.

    """
    why = _reason(why)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return
        case = _Case(unit, actor, entry_id, PlacementState.ENDED)
        placement = case.placement
        mode, decision = rests_on(unit, case.entry, placement.starts_on, unit.today)
        _keep(unit, actor, placement, CorrectionKind.END_UNDONE, why)
        placement.corrections += 1
        placement.mode, placement.decision_id = mode, decision
        placement.state, placement.ended_on = PlacementState.STARTED, None
        placement.end_reason, placement.learned = None, None
        unit.session.flush()
        unit.record("undo_end", "shortlist_entry", entry_id, placement=placement.id)
        if case.vacancy.kind in LASTING:
            found_work(unit, actor, placement)
        else:
            redecide_person(unit, placement.participant_id, "end_undone")


def change_end(
    work: Work,
    actor: Actor,
    entry_id: int,
    ended_on: date,
    reason: EndReason,
    why: str,
    *,
    learned: str | None = None,
    submission: str,
) -> None:
    """Last day, reason or what was learned were recorded wrongly.

    Raises:
        InvalidInputError: the last day lies ahead or before the first, or nobody says why.
        ConflictError: the work is not recorded as ended.

    """
    why = _reason(why)
    require_length("learned", learned, 500)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return
        placement = _Case(unit, actor, entry_id, PlacementState.ENDED).placement
        require_last_day(unit, placement, ended_on)
        _keep(unit, actor, placement, CorrectionKind.END_CHANGED, why)
        placement.corrections += 1
        placement.ended_on, placement.end_reason, placement.learned = ended_on, reason, learned
        unit.session.flush()
        unit.record("change_end", "shortlist_entry", entry_id, placement=placement.id, reason=str(reason))
        redecide_person(unit, placement.participant_id, "placement_ended")


def _require_first_day(unit: Unit, placement: tables.Placement, starts_on: date) -> None:
    if starts_on > (placement.ended_on or unit.today):
        raise InvalidInputError(
            "new_start",
            "Der erste Tag liegt nicht nach heute und nicht nach dem letzten. Bitte das Datum prüfen.",
            "The first day is not after today and not after the last one. Please check the date.",
        )
    if abs(starts_on - placement.starts_on) > _FARTHEST:
        raise InvalidInputError(
            "new_start",
            "Das ist mehr als ein Monat Unterschied. Bitte das Datum prüfen.",
            "This differs by more than a month. Please check the date.",
        )


def _reason(why: str) -> str:
    why = clean(why)
    if not why:
        raise InvalidInputError("why", "Bitte einen Grund eintragen.", "Please enter a reason.")
    require_length("why", why, 200)
    return why


def _keep(unit: Unit, actor: Actor, placement: tables.Placement, kind: CorrectionKind, why: str) -> None:
    """What stood until now, and why it changes; on record before the change, which a trigger holds against it."""
    before: dict[str, Any] = {name: getattr(placement, name) for name in _FIELDS}
    unit.session.add(
        tables.PlacementCorrection(
            placement_id=placement.id,
            number=placement.corrections + 1,
            kind=kind,
            why=why,
            before={name: value if isinstance(value, int) else str(value) for name, value in before.items() if value},
            at=unit.at,
            by=actor.id,
        )
    )
    unit.session.flush()


def _supersede_questions(unit: Unit, placement: tables.Placement, *, only_open: bool) -> None:
    """They no longer count; what was answered stays on record."""
    asked = tables.FollowUp
    which = [asked.placement_id == placement.id, asked.superseded_at.is_(None)]
    if only_open:
        which.append(asked.done_at.is_(None))
    unit.session.execute(update(asked).where(*which).values(superseded_at=unit.at))


def _free_place(unit: Unit, actor: Actor, row: tables.Vacancy) -> None:
    """The place is free again; a vacancy that this start had closed as filled is open again."""
    row.filled = max(0, row.filled - 1)
    if row.outcome is not VacancyOutcome.FILLED:
        unit.session.flush()
        unit.record("free_place", "vacancy", row.id, filled=row.filled)
        return
    row.state, row.outcome = VacancyState.OPEN, None
    row.changed_at = row.confirmed_at = unit.at
    unit.session.flush()
    unit.mark_vacancies([row.id])
    unit.record("reopen_vacancy", "vacancy", row.id, filled=row.filled)
    tell_others(unit, row, NotificationKind.VACANCY_REOPENED, by=actor)
