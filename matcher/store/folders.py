"""A person's case folder (7(1)), as it may be read by its recipient at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.consents import DataCategory
from matcher.folder import (
    Event,
    FiledPaper,
    Matter,
    NamedContact,
    NextDate,
    Process,
    Responsible,
    about,
    matters_for,
)
from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.disclosures import disclosed, disclosed_to_all
from matcher.store.folder_events import events_of
from matcher.store.folder_processes import coordinators, standing_of
from matcher.store.portraits import EVERYTHING, Portrait, portrait_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What the recipient may read; what they may not is not in here."""

    participant_id: int
    code: str
    recipient: Recipient | None
    matters: frozenset[Matter]
    portrait: Portrait
    mentor: Responsible | None
    coordinators: tuple[Responsible, ...]
    contacts: tuple[NamedContact, ...]
    processes: tuple[Process, ...]
    dates: tuple[NextDate, ...]
    papers: tuple[FiledPaper, ...]
    consents: tuple[tuple[Recipient, tuple[DataCategory, ...]], ...]
    """Who may know what now; in the person's own folder alone."""
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The newest printing for one recipient."""

    id: int
    at: datetime
    salt: str
    lines: dict[str, frozenset[str]]


def folder_of(session: Session, participant_id: int, on: date, *, recipient: Recipient | None = None) -> Folder | None:
    """The folder for this recipient; None where they may not know that there is one.

    Args:
        session: a reading session.
        participant_id: whose folder.
        on: today.
        recipient: a partner, or None for the person's own folder with everything in it.

    """
    known = EVERYTHING if recipient is None else disclosed(session, participant_id, recipient)
    matters = matters_for(recipient, known)
    if not matters:
        return None
    portrait = portrait_of(session, participant_id, known=known)
    if portrait is None:
        return None
    standing = standing_of(session, participant_id, on)
    accompanied = portrait.mentorship
    return Folder(
        participant_id=participant_id,
        code=portrait.code,
        recipient=recipient,
        matters=matters,
        portrait=portrait,
        mentor=Responsible(place=Role.MENTOR, name=accompanied.mentor) if accompanied else None,
        coordinators=coordinators(session),
        contacts=standing.contacts,
        processes=about(standing.processes, matters),
        dates=about(standing.dates, matters),
        papers=filed_papers(session, participant_id) if Matter.PAPERS in matters else (),
        consents=_consents(session, participant_id) if Matter.CONSENTS in matters else (),
        events=about(events_of(session, participant_id), matters),
    )


def _consents(session: Session, participant_id: int) -> tuple[tuple[Recipient, tuple[DataCategory, ...]], ...]:
    known = disclosed_to_all(session, participant_id)
    return tuple(
        (recipient, tuple(category for category in DataCategory if category in known[recipient]))
        for recipient in Recipient
        if recipient in known
    )


def filed_papers(session: Session, participant_id: int) -> tuple[FiledPaper, ...]:
    """Files that were not removed, the newest first."""
    paper, account = tables.Paper, tables.Account
    rows = session.execute(
        select(paper, account.name)
        .join(account, account.id == paper.uploaded_by)
        .where(paper.participant_id == participant_id, paper.removed_at.is_(None))
        .order_by(paper.id.desc())
    )
    return tuple(
        FiledPaper(
            id=row.id,
            key=row.key,
            kind=row.kind,
            title=row.title,
            media=row.media,
            size=row.size,
            pages=row.pages,
            uploaded_at=row.uploaded_at,
            uploaded_by=name,
        )
        for row, name in rows
    )


def knows_papers(session: Session, participant_id: int, recipient: Recipient) -> bool:
    """Whether the partner may read copies of the person's papers now."""
    known = disclosed(session, participant_id, recipient)
    return DataCategory.DOCUMENTS in known and Matter.PAPERS in matters_for(recipient, known)


def last_print(session: Session, participant_id: int, recipient: Recipient | None) -> Printed | None:
    """When the folder was printed for this recipient last, and digests of what stood there."""
    row = tables.FolderPrint
    whom = row.recipient.is_(None) if recipient is None else row.recipient == recipient
    found = session.scalars(
        select(row).where(row.participant_id == participant_id, whom).order_by(row.id.desc()).limit(1)
    ).one_or_none()
    if found is None:
        return None
    lines = {section: frozenset(map(str, digests)) for section, digests in found.lines.items()}
    return Printed(id=found.id, at=found.printed_at, salt=found.salt, lines=lines)
