"""Tell whom a change of a partner concerns (7(7)): mentors of the people looked after there, and the other partners."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.store.actors import accounts_with
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.partners import OrganisationKind
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit

_EVERYBODYS: Final = frozenset(
    {
        OrganisationKind.COUNTY,
        OrganisationKind.ABH,
        OrganisationKind.JOBCENTER,
        OrganisationKind.AGENCY,
        OrganisationKind.AGS,
        OrganisationKind.PROJECT,
    }
)
"""Organisations with which all partners work."""
_PARTNERS: Final = (Role.AGS, Role.ABH, Role.COUNSELLOR)


def tell_concerned(unit: Unit, organisation: tables.Organisation, contact_id: int | None) -> None:
    """Each account once; whoever made the change knows of it."""
    told = set(_mentors(unit, organisation.id, contact_id))
    if organisation.kind in _EVERYBODYS:
        told |= set(accounts_with(unit.session, _PARTNERS))
    subject = ("organisation", organisation.id)
    for account_id in sorted(told - {unit.actor_id}):
        unit.notify(NotificationKind.PARTNER_CHANGED, subject, account=account_id)
    unit.notify(NotificationKind.PARTNER_CHANGED, subject, role=Role.COORDINATOR)


def _mentors(unit: Unit, organisation_id: int, contact_id: int | None) -> list[int]:
    """Mentors of people for whom somebody there is responsible."""
    named, contact, mentorship, person = (
        tables.PersonContact,
        tables.Contact,
        tables.Mentorship,
        tables.Participant,
    )
    query = (
        select(mentorship.mentor_id)
        .join(named, named.participant_id == mentorship.participant_id)
        .join(contact, contact.id == named.contact_id)
        .join(person, person.id == mentorship.participant_id)
        .where(
            mentorship.ended_on.is_(None),
            named.ended_at.is_(None),
            contact.organisation_id == organisation_id,
            person.state == ParticipantState.ACTIVE,
        )
        .distinct()
    )
    if contact_id is not None:
        query = query.where(contact.id == contact_id)
    return list(unit.session.scalars(query))
