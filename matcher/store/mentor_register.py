"""The register of mentors (3): room, languages, place, trainings; and who of them fits a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.mentoring import Candidate, Suggestion, suggestions
from matcher.ranking.distance import is_known, kilometres
from matcher.store import tables
from matcher.store.covers import covers_from
from matcher.store.mentorships import MentorChoice, mentors

GERMAN = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    id: int
    title: str
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the register knows of one mentor, beside their room."""

    account_id: int
    languages: tuple[str, ...] = ()
    postcode: str | None = None
    area: str | None = None
    trainings: tuple[Training, ...] = ()


def registered(session: Session, account_ids: Sequence[int]) -> dict[int, Registered]:
    """Entries of these accounts; who has none has an empty one."""
    profile, training = tables.MentorProfile, tables.MentorTraining
    trainings: defaultdict[int, list[Training]] = defaultdict(list)
    rows = session.scalars(
        select(training)
        .where(training.account_id.in_(account_ids), training.removed_at.is_(None))
        .order_by(training.held_on.desc(), training.id.desc())
    )
    for row in rows:
        trainings[row.account_id].append(Training(id=row.id, title=row.title, held_on=row.held_on))
    known = {row.account_id: row for row in session.scalars(select(profile).where(profile.account_id.in_(account_ids)))}
    return {
        account_id: Registered(
            account_id=account_id,
            languages=tuple(map(str, known[account_id].languages)) if account_id in known else (),
            postcode=known[account_id].postcode if account_id in known else None,
            area=known[account_id].area if account_id in known else None,
            trainings=tuple(trainings[account_id]),
        )
        for account_id in account_ids
    }


def languages_of(session: Session, participant_id: int) -> frozenset[str]:
    """In which languages one can talk with the person, German aside; the ranking never reads them."""
    skill = tables.LanguageSkill
    query = select(skill.language).where(skill.participant_id == participant_id, skill.language != GERMAN)
    return frozenset(session.scalars(query))


def suggested_mentors(session: Session, participant_id: int, on: date) -> tuple[Suggestion, ...]:
    """All active mentors, the best fitting first, in a fixed number of queries."""
    choices = mentors(session)
    known = registered(session, [choice.id for choice in choices])
    away = {cover.mentor_id for cover in covers_from(session, on) if cover.runs(on)}
    found = [_candidate(choice, known[choice.id], away=choice.id in away) for choice in choices]
    home = session.scalar(select(tables.WorkWish.postcode).where(tables.WorkWish.participant_id == participant_id))
    return suggestions(found, languages=languages_of(session, participant_id), kilometres=_ways(home, found))


def _candidate(choice: MentorChoice, known: Registered, *, away: bool) -> Candidate:
    return Candidate(
        id=choice.id,
        name=choice.name,
        people=choice.people,
        most=choice.most,
        languages=frozenset(known.languages),
        postcode=known.postcode,
        away=away,
    )


def _ways(home: str | None, found: Sequence[Candidate]) -> dict[int, float]:
    if home is None or not is_known(home):
        return {}
    ways = kilometres(home, [candidate.postcode for candidate in found])
    return {candidate.id: float(km) for candidate, km in zip(found, ways, strict=True) if not isnan(km)}
