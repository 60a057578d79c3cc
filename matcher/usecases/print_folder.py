"""Record that a person's case folder was printed, so that the next print can say what changed since."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.model import Recipient
from matcher.printed import Lines, digests
from matcher.store import tables
from matcher.store.folders import folder_of
from matcher.usecases.once import once
from matcher.usecases.permission import require_for_person
from matcher.usecases.view_folder import no_folder
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What is printed for whom; `lines` as they stand on the paper."""

    recipient: Recipient | None
    changes_only: bool
    lines: Lines


def print_folder(work: Work, actor: Actor, participant_id: int, printed: Print, *, submission: str) -> None:
    """One row for one sheet of paper, however often the button was pressed.

    Raises:
        NotFoundError: the recipient may know nothing of the person (any more).

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        if folder_of(unit.session, participant_id, unit.today, recipient=printed.recipient) is None:
            raise no_folder()
        if not once(unit, submission, actor.id):
            return
        salt = secrets.token_hex(16)
        row = tables.FolderPrint(
            participant_id=participant_id,
            recipient=printed.recipient,
            changes_only=printed.changes_only,
            salt=salt,
            lines=digests(printed.lines, salt),
            printed_at=unit.at,
            printed_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("print_folder", "participant", participant_id, print=row.id, recipient=_code(printed.recipient))


def _code(recipient: Recipient | None) -> str | None:
    return None if recipient is None else str(recipient)
