"""Plan a later end of a mentorship, with the coordinator's reason (8)."""

from __future__ import annotations

from datetime import date

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.mentoring import LONGEST_EXTENSION, longest_extension
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.check_identity import require_length
from matcher.usecases.current_mentorship import current_mentorship
from matcher.usecases.once import once
from matcher.usecases.permission import require, require_for_person
from matcher.usecases.work import Work


def extend_mentorship(work: Work, actor: Actor, participant_id: int, until: date, why: str, *, submission: str) -> None:
    """The mentor is told; warnings begin anew before the new end.

    Raises:
        InvalidInputError: names the field: no reason, or a day that is no later one, or one too far off.
        ConflictError: nobody accompanies the person (any more).

    """
    reason = clean(why)
    require_length("why", reason, 500)
    if not reason:
        raise InvalidInputError(
            "why", "Bitte schreiben, warum die Begleitung länger nötig ist.", "Please say why it has to go on longer."
        )
    with work.unit(actor) as unit:
        require(actor, Action.ASSIGN_MENTOR)
        require_for_person(unit, actor, Action.ASSIGN_MENTOR, participant_id)
        mentorship = current_mentorship(unit, participant_id)
        if mentorship is None:
            raise ConflictError(
                "Zurzeit begleitet niemand diese Person. Eine neue Patenschaft beginnt mit dem Zuteilen.",
                "Nobody accompanies this person at the moment. A new mentorship begins by assigning somebody.",
            )
        if not once(unit, submission, actor.id):
            return
        _check(mentorship.planned_end, until, unit.today)
        unit.session.add(
            tables.MentorshipExtension(
                mentorship_id=mentorship.id,
                planned_before=mentorship.planned_end,
                planned_after=until,
                why=reason,
                extended_at=unit.at,
                extended_by=actor.id,
            )
        )
        mentorship.planned_end = until
        unit.session.flush()
        unit.record("extend_mentorship", "participant", participant_id, mentorship=mentorship.id)
        unit.notify(NotificationKind.MENTORSHIP_EXTENDED, ("participant", participant_id), account=mentorship.mentor_id)


def _check(planned_end: date, until: date, today: date) -> None:
    if until <= planned_end or until <= today:
        raise InvalidInputError(
            "until",
            f"Bitte einen Tag nach dem {max(planned_end, today):%d.%m.%Y} eintragen.",
            f"Please enter a day after {max(planned_end, today):%d.%m.%Y}.",
        )
    latest = longest_extension(max(planned_end, today))
    if until > latest:
        raise InvalidInputError(
            "until",
            f"Auf einmal sind höchstens {LONGEST_EXTENSION} Monate möglich, also bis {latest:%d.%m.%Y}.",
            f"At most {LONGEST_EXTENSION} months are possible at once, that is until {latest:%d.%m.%Y}.",
        )
