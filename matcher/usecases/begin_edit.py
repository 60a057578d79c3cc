"""How every edit of a person begins: may they, was it sent before, has somebody else saved since?"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.errors import ConflictError
from matcher.store.unit import Unit
from matcher.usecases.once import once
from matcher.usecases.permission import require_for_person


@dataclass(frozen=True, slots=True)
class Revision:
    """The person's version that the editor saw, and the form's key against double clicks."""

    version: int
    submission: str


def begin_edit(unit: Unit, actor: Actor, participant_id: int, revision: Revision | None) -> bool:
    """Lock the person and raise their version; False where this very form was carried out before.

    Raises:
        NotFoundError: there is no such person.
        DeniedError: the actor may not edit them.
        ConflictError: somebody else has saved since the editor opened the page.

    """
    participant = require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
    if revision is not None:
        if not once(unit, revision.submission, actor.id):
            return False
        if participant.version != revision.version:
            raise ConflictError(
                "Jemand anders hat diese Person inzwischen geändert. Ihre Eingaben stehen noch im Formular: "
                "bitte mit dem neuen Stand vergleichen und noch einmal speichern.",
                "Somebody else has changed this person meanwhile. What you typed is still in the form: "
                "please compare it with the new state and save again.",
            )
    participant.version += 1
    return True
