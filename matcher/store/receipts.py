"""Who has already received what of a person: read from entries, requests, prints and the trace of looks.

After a withdrawal this is the list of those who are to be told that what they hold is no longer theirs to use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from matcher.clock import BERLIN
from matcher.model import Kind, Labelled, Recipient, Role
from matcher.store import tables

_LISTS: Final = ("list_participants", "view_members")
"""Looks at several people at once; their trace holds nothing but the ids of whom they showed."""


class ReceiptKind(Labelled):
    SHOWN = "shown", "Vorschlag ohne Namen", "proposal without name"
    NAMED = "named", "Name und Kontakt", "name and contact"
    FIRM = "firm", "Profil beim Betrieb", "profile at the employer"
    ASKED = "asked", "Anfrage mit Name und Dokument", "request with name and document"
    SEEN = "seen", "Seite der Person angesehen", "looked at the person's page"
    LISTED = "listed", "in einer Liste gesehen", "seen in a list"
    PRINTED = "printed", "Patenmappe gedruckt", "case folder printed"
    ACCOMPANIED = "accompanied", "Patenschaft", "mentorship"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Something that reached a recipient."""

    kind: ReceiptKind
    at: datetime
    who: str
    """The vacancy, firm, account or file that it reached."""
    employment: Kind | None = None
    times: int = 1


def receipts_of(session: Session, participant_id: int) -> dict[Recipient, tuple[Receipt, ...]]:
    """By recipient, the newest first; whoever received nothing is missing."""
    found: defaultdict[Recipient, list[Receipt]] = defaultdict(list)
    for recipient, receipt in _all(session, participant_id):
        found[recipient].append(receipt)
    return {key: tuple(sorted(items, key=lambda item: item.at, reverse=True)) for key, items in found.items()}


def _all(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    yield from _proposals(session, participant_id)
    yield from _firms(session, participant_id)
    yield from _requests(session, participant_id)
    yield from _looks(session, participant_id)
    yield from _lists(session, participant_id)
    yield from _prints(session, participant_id)
    yield from _mentors(session, participant_id)


def _proposals(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    entry, vacancy, agreement = tables.ShortlistEntry, tables.Vacancy, tables.Agreement
    about = select(entry.released_at, vacancy.reference, vacancy.title).join(vacancy, vacancy.id == entry.vacancy_id)
    for row in session.execute(about.where(entry.participant_id == participant_id)):
        shown = Receipt(kind=ReceiptKind.SHOWN, at=row.released_at, who=f"{row.reference} {row.title}")
        yield Recipient.AGS, shown
    agreed = (
        select(agreement.recorded_at, vacancy.reference, vacancy.title)
        .join(entry, entry.id == agreement.entry_id)
        .join(vacancy, vacancy.id == entry.vacancy_id)
        .where(entry.participant_id == participant_id, agreement.agreed)
    )
    for row in session.execute(agreed):
        named = Receipt(kind=ReceiptKind.NAMED, at=row.recorded_at, who=f"{row.reference} {row.title}")
        yield Recipient.AGS, named


def _firms(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    """The first step of a proposal is the moment at which the firm learned of the person."""
    entry, proposal, step = tables.ShortlistEntry, tables.Proposal, tables.ProposalStep
    rows = session.execute(
        select(tables.Employer.name, func.min(step.at).label("at"))
        .select_from(proposal)
        .join(entry, entry.id == proposal.entry_id)
        .join(step, step.proposal_id == proposal.id)
        .join(tables.Vacancy, tables.Vacancy.id == entry.vacancy_id)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(entry.participant_id == participant_id)
        .group_by(proposal.id, tables.Employer.name)
    )
    for row in rows:
        yield Recipient.EMPLOYER, Receipt(kind=ReceiptKind.FIRM, at=row.at, who=row.name)


def _requests(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    request = tables.ClearanceRequest
    rows = session.execute(
        select(request.asked_at, request.kind, tables.Vacancy.reference)
        .outerjoin(tables.Vacancy, tables.Vacancy.id == request.vacancy_id)
        .where(request.participant_id == participant_id)
    )
    for row in rows:
        receipt = Receipt(kind=ReceiptKind.ASKED, at=row.asked_at, who=row.reference or "", employment=row.kind)
        yield Recipient.ABH, receipt


def _counselling() -> Select[int, str, str | None]:
    account, role = tables.Account, tables.AccountRole
    query = select(account.id, account.name, account.organisation).join(role, role.account_id == account.id)
    return query.where(role.role == Role.COUNSELLOR, account.organisation.in_(("jobcenter", "agency")))


def _looks(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    audit, account = tables.AuditRow, _counselling().subquery()
    rows = session.execute(
        select(account.c.name, account.c.organisation, func.max(audit.at).label("at"), func.count().label("times"))
        .join(account, account.c.id == audit.actor_id)
        .where(audit.subject_kind == "participant", audit.subject_id == participant_id)
        .group_by(account.c.id, account.c.name, account.c.organisation)
    )
    for row in rows:
        receipt = Receipt(kind=ReceiptKind.SEEN, at=row.at, who=row.name, times=row.times)
        yield Recipient(row.organisation), receipt


def _lists(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    """The latest look at a list with this person in it, per account."""
    audit, account = tables.AuditRow, _counselling().subquery()
    written = cast(audit.detail, Text)
    holds = or_(*(written.like(f"%{before}{participant_id}{after}%") for before in "[ " for after in ",]"))
    rows = session.execute(
        select(account.c.name, account.c.organisation, func.max(audit.at).label("at"))
        .join(account, account.c.id == audit.actor_id)
        .where(audit.action.in_(_LISTS), holds)
        .group_by(account.c.id, account.c.name, account.c.organisation)
    )
    for row in rows:
        yield Recipient(row.organisation), Receipt(kind=ReceiptKind.LISTED, at=row.at, who=row.name)


def _prints(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    printed = tables.FolderPrint
    rows = session.execute(
        select(printed.recipient, printed.printed_at, tables.Account.name)
        .join(tables.Account, tables.Account.id == printed.printed_by)
        .where(printed.participant_id == participant_id, printed.recipient.is_not(None))
    )
    for row in rows:
        yield row.recipient, Receipt(kind=ReceiptKind.PRINTED, at=row.printed_at, who=row.name)


def _mentors(session: Session, participant_id: int) -> Iterator[tuple[Recipient, Receipt]]:
    mentorship = tables.Mentorship
    rows = session.execute(
        select(tables.Account.name, mentorship.begins_on)
        .join(tables.Account, tables.Account.id == mentorship.mentor_id)
        .where(mentorship.participant_id == participant_id)
    )
    for row in rows:
        begun = datetime.combine(row.begins_on, time(), BERLIN)
        yield Recipient.MENTOR, Receipt(kind=ReceiptKind.ACCOMPANIED, at=begun, who=row.name)
