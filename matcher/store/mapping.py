"""Rows to the values that gate and ranking read; nothing is guessed, NULL stays unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.attendance import Attendance
from matcher.model import (
    AbhBar,
    Clearance,
    Experience,
    Facts,
    Kind,
    Participant,
    ParticipantCode,
    Permit,
    Profile,
    Qualification,
    Shift,
    Vacancy,
    VacancyRef,
)
from matcher.store import tables
from matcher.store.tables.people import ParticipantState


def facts_of(
    document: tables.ResidenceDocument | None,
    statement: tables.AuthorityStatement | None,
    permit: tables.WorkPermit | None,
) -> Facts:
    """What the gate knows of a person; without a document it knows nothing."""
    if document is None:
        return Facts()
    further = document.further
    return Facts(
        status=document.status,
        nationality=document.nationality,
        document_valid_until=document.valid_until,
        document_expiry_known=document.expiry_known,
        work_note=document.note,
        permit=_permit(permit),
        status_since=document.status_since,
        stay_since=document.stay_since,
        registered_on=document.registered_on,
        applied_on=document.applied_on,
        application=document.application,
        in_reception_centre=document.in_reception_centre,
        procedure=statement.procedure if statement else None,
        abh_bars=frozenset(AbhBar(bar) for bar in statement.bars) if statement else None,
        identity_by_passport=document.identity_by_passport,
        tolerated_on=_dates(further.get("tolerated_on")),
        permit_on=_dates(further.get("permit_on")),
        permit_during_procedure=further.get("permit_during_procedure"),
        unaccompanied_minor=further.get("unaccompanied_minor"),
        child_welfare=further.get("child_welfare"),
        recognised_status=further.get("recognised_status"),
        title_valid_on=_dates(further.get("title_valid_on")),
        applied_for=_words(further.get("applied_for")),
        old_title=further.get("old_title"),
        card_ordered=further.get("card_ordered"),
        identity_measures_met=further.get("identity_measures_met"),
    )


def _permit(row: tables.WorkPermit | None) -> Permit | None:
    if row is None:
        return None
    return Permit(
        employer=row.employer,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        weekly_hours=row.weekly_hours,
    )


def _dates(values: list[str] | None) -> frozenset[date] | None:
    return None if values is None else frozenset(date.fromisoformat(value) for value in values)


def _words(values: list[Any] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(str(value) for value in values)


def clearance_of(row: tables.ClearanceDecision, vacancy_ref: str | None) -> Clearance:
    """A standing decision as the gate reads it."""
    return Clearance(
        level=row.level,
        ref=row.id,
        mode=row.mode,
        kind=row.kind,
        vacancy=VacancyRef(vacancy_ref) if vacancy_ref else None,
        sent_on=row.sent_on,
        deadline=row.deadline,
        answer=row.answer,
        answered_on=row.answered_on,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        hours_max=row.hours_max,
        employer_only=row.employer_only,
        fingerprint=row.fingerprint,
        ba_sent_on=row.ba_sent_on,
        ba_answer=row.ba_answer,
    )


def profile_of(
    wish: tables.WorkWish | None,
    german: tables.LanguageSkill | None,
    experiences: Iterable[tables.Experience],
    qualifications: Iterable[tables.Qualification],
    courses: tuple[Attendance, ...] = (),
) -> Profile:
    """What ranking may know; where speaking and writing differ, the lower one counts."""
    levels = [level for level in (german.speaking, german.writing) if level] if german else []
    skills = Profile(
        german=min(levels, key=lambda level: level.steps) if levels else None,
        experiences=tuple(
            Experience(title=row.title, years=row.years, last_year=row.last_year, occupation=row.occupation)
            for row in experiences
        ),
        qualifications=tuple(
            Qualification(title=row.title, level=row.level, recognition=row.recognition, occupation=row.occupation)
            for row in qualifications
        ),
        courses=courses,
    )
    if wish is None:
        return skills
    return replace(
        skills,
        wishes=tuple(wish.wishes),
        licences=_words(wish.licences),
        skills=_words(wish.skills),
        postcode=wish.postcode,
        reach_km=wish.reach_km,
        mobility=wish.mobility,
        available_from=wish.available_from,
        hours_min=wish.hours_min,
        hours_max=wish.hours_max,
        shifts=None if wish.shifts is None else frozenset(Shift(value) for value in wish.shifts),
        kinds=None if wish.kinds is None else frozenset(Kind(value) for value in wish.kinds),
    )


def participant_of(
    row: tables.Participant,
    *,
    profile: Profile,
    facts: Facts,
    clearances: tuple[Clearance, ...],
    consent_ags: bool,
    stopped: bool,
    birth_year: int | None,
) -> Participant:
    return Participant(
        code=ParticipantCode(row.code),
        profile=profile,
        facts=facts,
        clearances=clearances,
        consent_ags=consent_ags,
        participates=row.state is ParticipantState.ACTIVE,
        stopped=stopped,
        birth_year=birth_year,
    )


def vacancy_of(row: tables.Vacancy, employer: str | None) -> Vacancy:
    return Vacancy(
        id=VacancyRef(row.reference),
        title=row.title,
        employer=employer,
        kind=row.kind,
        description=row.description,
        occupation=row.occupation,
        postcode=row.postcode,
        start=row.starts_on,
        until=row.ends_on,
        hours=row.hours,
        shift=row.shift,
        german_min=row.german_min,
        qualification_needed=row.qualification_needed,
        licences_needed=_words(row.licences_needed),
        skills_needed=_words(row.skills_needed),
        pay_hourly=row.pay_hourly,
        pay_monthly=row.pay_monthly,
        places=max(1, row.places - row.filled),
    )
