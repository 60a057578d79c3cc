"""Rows for tests, with defaults that make a person ready to be released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from matcher.consents import DataCategory, needed_by
from matcher.model import Answer, Application, Cefr, Kind, Level, Mode, Recipient, Role, WorkNote
from matcher.store import tables
from matcher.store.tables.matching import CriteriaState
from matcher.store.tables.vacancies import VacancyState

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Stage:
    """Ids of one participant who may be released for one vacancy."""

    participant: int
    vacancy: int
    decision: int
    consent: int
    opening: int
    shortlist: int
    coordinator: int
    mentor: int


def account(session: Session, role: Role, **fields: Any) -> tables.Account:
    number = next(_numbers)
    row = tables.Account(
        **{
            "email": f"{role}{number}@example.org",
            "name": f"Konto {number}",
            "active": True,
            "fs_uniquifier": f"u{number}",
            "language": "de",
            "created_at": AT,
            **fields,
        }
    )
    session.add(row)
    session.flush()
    session.add(tables.AccountRole(account_id=row.id, role=role))
    session.flush()
    return row


def participant(session: Session, *, mentor: int | None = None, **document: Any) -> tables.Participant:
    """A person with German B1 and a residence permit that allows any work, unless told otherwise."""
    number = next(_numbers)
    row = tables.Participant(code=f"LDS-{number:04d}", created_at=AT)
    session.add(row)
    session.flush()
    session.add(
        tables.Identity(
            participant_id=row.id, given_name="Vor", family_name=f"Nach{number}", birth_date=date(1990, 5, 2)
        )
    )
    session.add(tables.WorkWish(participant_id=row.id, wishes=[], postcode="15711", reach_km=40))
    session.add(tables.LanguageSkill(participant_id=row.id, language="de", speaking=Cefr.B1, writing=Cefr.B1))
    session.add(
        tables.ResidenceDocument(
            **{
                "participant_id": row.id,
                "status": "ae_25_2",
                "note": WorkNote.ERWERBSTAETIGKEIT_GESTATTET,
                "valid_until": date(2028, 1, 1),
                "expiry_known": True,
                "further": {},
                "recorded_at": AT,
                **document,
            }
        )
    )
    if mentor is not None:
        session.add(
            tables.Mentorship(
                participant_id=row.id, mentor_id=mentor, begins_on=date(2026, 9, 1), planned_end=date(2027, 9, 1)
            )
        )
    session.flush()
    return row


def gestattung(**changes: Any) -> dict[str, Any]:
    """Document fields of an asylum applicant outside a reception centre who waits for the authority's consent."""
    since = date(2025, 12, 15)
    return {
        "status": "gestattung",
        "note": WorkNote.NUR_MIT_ERLAUBNIS,
        "valid_until": date(2027, 6, 1),
        "nationality": "SOM",
        "status_since": since,
        "stay_since": since,
        "registered_on": since,
        "applied_on": since,
        "application": Application.PENDING,
        "in_reception_centre": False,
        "identity_by_passport": False,
        "further": {"unaccompanied_minor": False, "recognised_status": False, "permit_during_procedure": False},
        **changes,
    }


def employer(session: Session, name: str = "Musterlager") -> tables.Employer:
    row = tables.Employer(name=name, postcode="15711", city="Königs Wusterhausen", created_at=AT)
    session.add(row)
    session.flush()
    return row


def vacancy(session: Session, *, acquired_by: int | None = None, **fields: Any) -> tables.Vacancy:
    number = next(_numbers)
    row = tables.Vacancy(
        **{
            "reference": f"V-{number:04d}",
            "employer_id": employer(session).id,
            "title": "Fachkraft Lagerlogistik",
            "kind": Kind.JOB,
            "postcode": "15711",
            "state": VacancyState.OPEN,
            "acquired_by": acquired_by,
            "created_at": AT,
            "changed_at": AT,
            **fields,
        }
    )
    session.add(row)
    session.flush()
    return row


def consent(session: Session, participant_id: int, by: int, recipient: Recipient = Recipient.AGS) -> tables.DataConsent:
    """What the recipient needs to do anything; the consent to the profile is returned."""
    rows = {category: _consent(participant_id, by, recipient, category) for category in needed_by(recipient)}
    session.add_all(rows.values())
    session.flush()
    return rows[DataCategory.PROFILE]


def further_consent(
    session: Session, participant_id: int, by: int, recipient: Recipient, category: DataCategory
) -> tables.DataConsent:
    """Consent to one category more, beside what stands."""
    row = _consent(participant_id, by, recipient, category)
    session.add(row)
    session.flush()
    return row


def _consent(participant_id: int, by: int, recipient: Recipient, category: DataCategory) -> tables.DataConsent:
    return tables.DataConsent(
        participant_id=participant_id,
        recipient=recipient,
        category=category,
        text_version="2026-11",
        language="de",
        given_on=TODAY,
        recorded_at=AT,
        recorded_by=by,
    )


def decision(session: Session, participant_id: int, **fields: Any) -> tables.ClearanceDecision:
    row = tables.ClearanceDecision(
        **{
            "participant_id": participant_id,
            "level": Level.PLACEMENT,
            "kind": Kind.JOB,
            "mode": Mode.NONE,
            "answer": Answer.TITLE_CHECKED,
            "answered_on": TODAY,
            "pack": "de-lds-2026",
            "rule": "R26-42",
            "facts": {},
            "open_from": TODAY,
            "open_until": date(2028, 1, 2),
            "decided_at": AT,
            **fields,
        }
    )
    session.add(row)
    session.flush()
    return row


def criteria(session: Session) -> tables.CriteriaVersion:
    row = session.query(tables.CriteriaVersion).filter_by(state=CriteriaState.ACTIVE).one_or_none()
    if row is None:
        row = tables.CriteriaVersion(number=1, content={}, state=CriteriaState.ACTIVE, created_at=AT)
        session.add(row)
        session.flush()
    return row


def run(session: Session, vacancy_id: int, participants: list[int]) -> tables.Run:
    """A published run that ranks exactly these people, in this order."""
    row = tables.Run(
        vacancy_id=vacancy_id,
        generation=1,
        change_number=0,
        criteria_id=criteria(session).id,
        pack="de-lds-2026",
        on_date=TODAY,
        pool=len(participants),
        ranked=len(participants),
        excluded=0,
        digest="0" * 64,
        rest=b"",
        kept_back=b"",
        reason_counts={},
        free=len(participants),
        waits=b"",
        started_at=AT,
        finished_at=AT,
    )
    session.add(row)
    session.flush()
    for place, participant_id in enumerate(participants, 1):
        session.add(
            tables.RankingRow(
                run_id=row.id,
                participant_id=participant_id,
                rank=place,
                score=0.8,
                score_low=0.7,
                score_high=0.9,
                contributions={"german": 0.8},
                words={"de": ["B1"], "en": ["B1"]},
                mode=Mode.NONE,
            )
        )
    session.flush()
    return row


def stage(session: Session, **vacancy_fields: Any) -> Stage:
    """A person with everything that a release needs, and the rows it rests on."""
    coordinator = account(session, Role.COORDINATOR)
    mentor = account(session, Role.MENTOR)
    person = participant(session, mentor=mentor.id)
    job = vacancy(session, **vacancy_fields)
    decided = decision(session, person.id)
    agreed = consent(session, person.id, coordinator.id)
    consent(session, person.id, coordinator.id, Recipient.EMPLOYER)
    opening = tables.Opening(
        participant_id=person.id,
        vacancy_id=job.id,
        decision_id=decided.id,
        open_from=TODAY,
        open_until=date(2028, 1, 2),
        pack="de-lds-2026",
        rule="R26-42",
        opened_at=AT,
    )
    session.add(opening)
    session.flush()
    published = run(session, job.id, [person.id])
    shortlist = tables.Shortlist(
        vacancy_id=job.id,
        run_id=published.id,
        criteria_id=published.criteria_id,
        released_at=AT,
        released_by=coordinator.id,
    )
    session.add(shortlist)
    session.flush()
    return Stage(
        participant=person.id,
        vacancy=job.id,
        decision=decided.id,
        consent=agreed.id,
        opening=opening.id,
        shortlist=shortlist.id,
        coordinator=coordinator.id,
        mentor=mentor.id,
    )


def entry(session: Session, on: Stage, **fields: Any) -> tables.ShortlistEntry:
    row = tables.ShortlistEntry(
        **{
            "shortlist_id": on.shortlist,
            "vacancy_id": on.vacancy,
            "participant_id": on.participant,
            "opening_id": on.opening,
            "consent_id": on.consent,
            "rank": 1,
            "score": 0.8,
            "score_low": 0.7,
            "score_high": 0.9,
            "contributions": {},
            "words": {},
            "released_at": AT,
            "released_by": on.coordinator,
            **fields,
        }
    )
    session.add(row)
    session.flush()
    return row
