"""Close a mentorship with its checklist (8(1)): what is settled, and who looks after the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Role
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.mentorship_ends import ClosingItem, ClosingReason, ClosingState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.check_identity import require_length
from matcher.usecases.current_mentorship import current_mentorship
from matcher.usecases.once import once
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The checklist as somebody filled it in."""

    reason: ClosingReason
    answers: Mapping[ClosingItem, ClosingState]
    note: str | None = None


def close_mentorship(work: Work, actor: Actor, participant_id: int, closing: Closing, *, submission: str) -> None:
    """It ends today; whoever closed it sees the person no longer, unless they steer the project.

    Raises:
        InvalidInputError: names the first item that nobody answered, or a hand-over without a word to whom.
        ConflictError: there is nothing to close (any more).

    """
    note = clean(closing.note or "") or None
    require_length("note", note, 500)
    _check(closing, note)
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        if not once(unit, submission, actor.id):
            return
        mentorship = current_mentorship(unit, participant_id)
        if mentorship is None:
            raise ConflictError("Diese Patenschaft ist schon beendet.", "This mentorship has ended already.")
        mentorship.ended_on = unit.today
        mentorship.end_reason = str(closing.reason)
        unit.session.add(
            tables.MentorshipClosing(
                mentorship_id=mentorship.id,
                reason=closing.reason,
                answers={str(item): str(state) for item, state in closing.answers.items()},
                note=note,
                closed_at=unit.at,
                closed_by=actor.id,
            )
        )
        unit.session.flush()
        unit.record("close_mentorship", "participant", participant_id, mentorship=mentorship.id)
        if Role.COORDINATOR not in actor.roles:
            subject = ("participant", participant_id)
            unit.notify(NotificationKind.MENTORSHIP_ENDING, subject, role=Role.COORDINATOR)


def _check(closing: Closing, note: str | None) -> None:
    open_item = next((item for item in ClosingItem if item not in closing.answers), None)
    if open_item is not None:
        raise InvalidInputError(
            str(open_item),
            "Bitte wählen: erledigt, nicht nötig oder übergeben.",
            "Please choose: done, not needed or handed over.",
        )
    if note is None and ClosingState.HANDED_OVER in closing.answers.values():
        raise InvalidInputError(
            "note", "Bitte schreiben, wer das Übergebene übernimmt.", "Please say who takes over what is handed over."
        )
