"""Put a draft of the criteria in force: by a second person, with a comment."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.errors import ConflictError, DeniedError, InvalidInputError
from matcher.store import tables
from matcher.store.criteria import steering
from matcher.store.tables.drafts import DraftState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.permission import require
from matcher.usecases.save_draft import lock_draft
from matcher.usecases.versions import active_version, put_in_force
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Activated:
    number: int
    alone: bool
    """Nobody else could have done it, and the version says so."""


def activate_criteria(
    work: Work, actor: Actor, draft_id: int, *, revision: int, against: int, comment: str | None
) -> Activated:
    """The draft's content is in force and every open vacancy is ranked again.

    Args:
        work: store, clock and doorbell.
        actor: not whoever changed the draft last, unless there is nobody else.
        draft_id: which draft.
        revision: of the draft that the actor saw.
        against: number of the version in force that the actor saw.
        comment: why, in a few words.

    Raises:
        InvalidInputError: the comment is missing or too long.
        ConflictError: draft or criteria have changed since, or nobody has submitted the draft.
        DeniedError: a second person has to do it; the message names who can.

    """
    with work.unit(actor) as unit:
        require(actor, Action.STEER_CRITERIA)
        reason = _reason(comment)
        draft = lock_draft(unit, draft_id, revision)
        active = active_version(unit)
        if active.number != against:
            raise ConflictError(
                f"Inzwischen gilt Version {active.number}. Bitte den Entwurf noch einmal damit vergleichen.",
                f"Version {active.number} is in force meanwhile. Please compare the draft with it once more.",
            )
        alone = _is_alone(unit, actor, draft)
        version = put_in_force(unit, active, draft.content, author=draft.changed_by, comment=reason, alone=alone)
        draft.state, draft.version_id = DraftState.ACTIVATED, version.id
        return Activated(version.number, alone)


def _is_alone(unit: Unit, actor: Actor, draft: tables.CriteriaDraft) -> bool:
    """Whether the author acts because there is nobody else; anybody else needs a submitted draft."""
    others = [person for person in steering(unit.session) if person.account_id != draft.changed_by]
    if actor.id == draft.changed_by:
        if others:
            names = ", ".join(person.name for person in others)
            raise DeniedError(
                f"Eine zweite Person setzt den Entwurf in Kraft: {names}. Bitte zur Freigabe vorlegen.",
                f"A second person puts the draft in force: {names}. Please submit it for approval.",
            )
        return True
    if draft.state is not DraftState.PROPOSED:
        raise ConflictError(
            "Der Entwurf ist noch in Arbeit. Bitte warten, bis er zur Freigabe vorgelegt ist.",
            "The draft is still in progress. Please wait until it is submitted for approval.",
        )
    return False


def _reason(comment: str | None) -> str:
    if not comment:
        raise InvalidInputError(
            "comment",
            "Bitte in einem Satz sagen, warum diese Kriterien gelten sollen.",
            "Please say in a sentence why these criteria shall be in force.",
        )
    require_length("comment", comment, 500)
    return comment
