"""Counts for the county: whole numbers by state and branch, never a person, a code or a day.

Tables about people all count the same people, and tables about vacancies the same vacancies: otherwise
the difference of two totals would tell what one of them hides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Subquery, case, exists, func, select
from sqlalchemy.orm import Session

from matcher.store import tables
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.shortlists import EntryState, Verdict
from matcher.store.tables.vacancies import VacancyState

UNKNOWN_BRANCH: Final = ""


class PersonState(StrEnum):
    """Where a participant stands; everybody is in exactly one of these."""

    ACCOMPANIED = "accompanied"
    UNACCOMPANIED = "unaccompanied"
    STOPPED = "stopped"
    LEFT = "left"


class Proposal(StrEnum):
    """How far a person who was ever proposed has come; the farthest counts."""

    OPEN = "open"
    SUITABLE = "suitable"
    PROPOSED = "proposed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Exact counts; whoever shows them has to suppress the small ones first."""

    people: dict[PersonState, int]
    vacancies: dict[VacancyState, int]
    vacancy_branches: dict[str, int]
    """All vacancies by occupational area, the first digit of the KldB code."""
    people_branches: dict[str, int]
    """All participants by the area of their longest experience."""
    proposals: dict[Proposal, int]


def count_everything(session: Session) -> Counts:
    return Counts(
        people=_people(session),
        vacancies=_vacancies(session),
        vacancy_branches=_vacancy_branches(session),
        people_branches=_people_branches(session),
        proposals=_proposals(session),
    )


def _people(session: Session) -> dict[PersonState, int]:
    person = tables.Participant
    stopped = exists().where(tables.PlacementStop.participant_id == person.id, tables.PlacementStop.lifted_at.is_(None))
    accompanied = exists().where(tables.Mentorship.participant_id == person.id, tables.Mentorship.ended_on.is_(None))
    state = case(
        (person.state == ParticipantState.LEFT, PersonState.LEFT),
        (stopped, PersonState.STOPPED),
        (accompanied, PersonState.ACCOMPANIED),
        else_=PersonState.UNACCOMPANIED,
    ).label("standing")
    each = select(state).subquery()
    rows = session.execute(select(each.c.standing, func.count()).group_by(each.c.standing))
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    return {item: found.get(item, 0) for item in PersonState}


def _vacancies(session: Session) -> dict[VacancyState, int]:
    rows = session.execute(select(tables.Vacancy.state, func.count()).group_by(tables.Vacancy.state))
    found: dict[VacancyState, int] = {row[0]: row[1] for row in rows}
    return {item: found.get(item, 0) for item in VacancyState}


def _vacancy_branches(session: Session) -> dict[str, int]:
    area = func.coalesce(func.substr(tables.Vacancy.occupation, 1, 1), UNKNOWN_BRANCH).label("area")
    return _by_area(session, select(area).subquery())


def _people_branches(session: Session) -> dict[str, int]:
    """One area a person, so that nobody is counted twice."""
    person, experience = tables.Participant, tables.Experience
    longest = (
        select(func.substr(experience.occupation, 1, 1))
        .where(experience.participant_id == person.id, experience.occupation.is_not(None))
        .order_by(func.coalesce(experience.years, 0).desc(), experience.id)
        .limit(1)
        .scalar_subquery()
    )
    area = func.coalesce(longest, UNKNOWN_BRANCH).label("area")
    return _by_area(session, select(area).select_from(person).subquery())


def _by_area(session: Session, each: Subquery) -> dict[str, int]:
    """Areas in order of their code, the unknown one last."""
    rows = session.execute(
        select(each.c.area, func.count()).group_by(each.c.area).order_by(each.c.area == UNKNOWN_BRANCH, each.c.area)
    )
    return {row[0]: row[1] for row in rows}


def _proposals(session: Session) -> dict[Proposal, int]:
    """People, not proposals: whoever was proposed for five vacancies counts once."""
    entry, review = tables.ShortlistEntry, tables.Review
    standing = case(
        (entry.state == EntryState.WITHDRAWN, 0),
        (review.verdict == Verdict.PROPOSED, 3),
        (review.verdict == Verdict.SUITABLE, 2),
        (review.verdict == Verdict.NOT_SUITABLE, 0),
        else_=1,
    )
    each = (
        select(func.max(standing).label("farthest"))
        .select_from(entry)
        .outerjoin(review, (review.entry_id == entry.id) & review.superseded_at.is_(None))
        .group_by(entry.participant_id)
        .subquery()
    )
    rows = session.execute(select(each.c.farthest, func.count()).group_by(each.c.farthest))
    found: dict[int, int] = {row[0]: row[1] for row in rows}
    places = {Proposal.ENDED: 0, Proposal.OPEN: 1, Proposal.SUITABLE: 2, Proposal.PROPOSED: 3}
    return {item: found.get(places[item], 0) for item in Proposal}
