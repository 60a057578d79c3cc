"""What a firm may read of a person who is proposed to it: the profile in its terms, and a name only after a yes.

Read through the employer service's views at this moment, and only what the firm may know: the rest is on no sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.consents import DataCategory
from matcher.funding import Funding, funding_hints
from matcher.model import Cefr, Experience, Mobility, Qualification, Shift
from matcher.store import tables
from matcher.store.firm_view import known_to_firm
from matcher.store.loading import load_person
from matcher.store.proposals import AGS_CONTACT, Contact, contact_of
from matcher.store.shortlists import AGS_ENTRY, BeforeStart, entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    entry_id: int
    code: str
    contact: Contact | None
    title: str
    employer: str
    german: Cefr | None
    experiences: tuple[Experience, ...]
    qualifications: tuple[Qualification, ...]
    licences: tuple[str, ...] | None
    """Empty: has none; None: not known."""
    skills: tuple[str, ...]
    available_from: date | None
    hours_min: float | None
    hours_max: float | None
    shifts: tuple[Shift, ...]
    mobility: Mobility | None
    before_start: BeforeStart
    funding: tuple[Funding, ...]


def sheet_of(session: Session, entry_id: int) -> Sheet | None:
    """The sheet, if the employer service may see the entry now."""
    seen = session.execute(
        select(AGS_ENTRY.c.vacancy_id, tables.Vacancy.title, tables.Vacancy.kind, tables.Employer.name)
        .join(tables.Vacancy, tables.Vacancy.id == AGS_ENTRY.c.vacancy_id)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(AGS_ENTRY.c.id == entry_id)
    ).one_or_none()
    entry = next(iter(entries_of(session, seen.vacancy_id, entry_id)), None) if seen else None
    person = load_person(session, entry.participant_id) if entry else None
    known = known_to_firm(session, entry_id)
    if seen is None or entry is None or person is None or DataCategory.PROFILE not in known:
        return None
    contact = session.execute(select(AGS_CONTACT).where(AGS_CONTACT.c.id == entry_id)).one_or_none()
    profile = person.profile
    most = [hours for hours in (profile.hours_max, entry.hours_max) if hours is not None]
    return Sheet(
        entry_id=entry_id,
        code=entry.code,
        contact=contact_of(contact) if contact and DataCategory.IDENTITY in known else None,
        title=seen.title,
        employer=seen.name,
        german=profile.german,
        experiences=profile.experiences,
        qualifications=profile.qualifications,
        licences=None if profile.licences is None else tuple(sorted(profile.licences)),
        skills=tuple(sorted(profile.skills or ())),
        available_from=profile.available_from,
        hours_min=profile.hours_min,
        hours_max=min(most, default=None),
        shifts=tuple(shift for shift in Shift if shift in (profile.shifts or ())),
        mobility=profile.mobility,
        before_start=entry.before_start,
        funding=funding_hints(seen.kind),
    )
