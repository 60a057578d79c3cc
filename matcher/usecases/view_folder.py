"""Open a person's case folder, or one of its papers; every look by a partner leaves an audit row (I11)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.access import Action, Actor, Allowed, may
from matcher.errors import NotFoundError
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.disclosures import recipient_of
from matcher.store.folders import Folder, folder_of, knows_papers
from matcher.store.participants import find_visible
from matcher.store.tables.papers import Media
from matcher.store.vault import Vault
from matcher.usecases.view_participant import is_cover
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPaper:
    """A file on its way to whoever may read it."""

    content: bytes
    media: Media
    title: str


def view_folder(work: Work, actor: Actor, code: str, *, recipient: Recipient | None = None) -> Folder:
    """The folder as a partner's organisation may read it; for mentor and coordinator the whole, or a partner's copy.

    Args:
        work: store and clock.
        actor: who looks.
        code: of the person.
        recipient: for whom the project makes the folder; a partner always gets their own.

    Raises:
        NotFoundError: there is no such person here, or that partner may not know of them.

    """
    with work.reading() as session:
        participant_id = _found(session, actor, code)
        keeps = keeps_folder(session, actor, participant_id)
        whom = recipient if keeps else recipient_of(actor)
        folder = folder_of(session, participant_id, work.clock.today(), recipient=whom) if keeps or whom else None
    if folder is None:
        raise no_folder()
    if not keeps or is_cover(actor, folder.portrait):
        with work.unit(actor) as unit:
            unit.record("view_folder", "participant", folder.participant_id)
    return folder


def keeps_folder(session: Session, actor: Actor, participant_id: int) -> bool:
    """Whether the folder is in the actor's own hands: the person's mentor, who stands in, or the coordinator."""
    owners = mentors_of(session, participant_id)
    return isinstance(may(actor, Action.EDIT_PARTICIPANT, owner_ids=owners), Allowed)


def no_folder() -> NotFoundError:
    return NotFoundError(
        "Für diese Stelle gibt es keine Mappe: Es fehlt das Einverständnis der Person.",
        "There is no folder for this partner: the person's consent is missing.",
    )


def view_paper(work: Work, vault: Vault, actor: Actor, code: str, key: str) -> OpenedPaper:
    """One file of the folder, whole and unchanged since it was kept.

    Raises:
        NotFoundError: there is no such file, or it is not the actor's to read.

    """
    paper = tables.Paper
    with work.reading() as session:
        participant_id = _found(session, actor, code)
        row = session.scalars(
            select(paper).where(paper.key == key, paper.participant_id == participant_id, paper.removed_at.is_(None))
        ).one_or_none()
        recipient = recipient_of(actor)
        keeps = keeps_folder(session, actor, participant_id)
        allowed = keeps or (recipient is not None and knows_papers(session, participant_id, recipient))
    content = vault.read(row.key) if row is not None and allowed else None
    if row is None or content is None or hashlib.sha256(content).hexdigest() != row.digest:
        raise NotFoundError(
            "Diese Unterlage gibt es hier nicht (mehr). Bitte die Mappe neu laden.",
            "There is no such paper here (any more). Please load the folder again.",
        )
    with work.unit(actor) as unit:
        unit.record("view_paper", "participant", participant_id, paper=row.id)
    return OpenedPaper(content=content, media=row.media, title=row.title)


def _found(session: Session, actor: Actor, code: str) -> int:
    participant_id = find_visible(session, actor, code)
    if participant_id is None:
        raise NotFoundError(
            "Diese Person gibt es hier nicht. Bitte das Kürzel prüfen.",
            "There is no such person here. Please check the code.",
        )
    return participant_id
