"""Who accompanies whom at this moment: the mentor, and whoever stands in for them until the cover's last day.

The one place that says so. Lists ask `accompanied_by`, whoever decides asks `mentors_of`; both end by the clock.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Date, Select, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from matcher.store import tables

Id = ColumnElement[int] | InstrumentedAttribute[int]


def covered_now() -> ColumnElement[bool]:
    """Condition on `mentor_cover`: it runs today."""
    cover = tables.MentorCover
    today: ColumnElement[date] = func.app_today(type_=Date)
    return cover.cancelled_at.is_(None) & (cover.begins_on <= today) & (today < cover.until)


def mentors_covered_by(account_id: int) -> Select[int]:
    """Accounts of the mentors for whom this account stands in now."""
    cover = tables.MentorCover
    return select(cover.mentor_id).where(cover.cover_id == account_id, covered_now())


def accompanied_by(account_id: int, person: Id) -> ColumnElement[bool]:
    """Condition on a column of participants' ids: those whom the account accompanies now, its own or as a cover."""
    mentorship = aliased(tables.Mentorship)  # so that a query over mentorships can ask this too
    return exists().where(
        mentorship.participant_id == person,
        mentorship.ended_on.is_(None),
        or_(mentorship.mentor_id == account_id, mentorship.mentor_id.in_(mentors_covered_by(account_id))),
    )


def mentors_of(session: Session, participant_id: int) -> frozenset[int]:
    """Accounts that may act as the person's mentor now."""
    mentorship, cover = tables.Mentorship, tables.MentorCover
    standing = (mentorship.participant_id == participant_id, mentorship.ended_on.is_(None))
    own = select(mentorship.mentor_id).where(*standing)
    covers = select(cover.cover_id).join(mentorship, mentorship.mentor_id == cover.mentor_id)
    return frozenset(session.scalars(union(own, covers.where(*standing, covered_now()))))


def mentor_on(session: Session, participant_id: int, day: date) -> int | None:
    """Who will be there on that day: the person's own mentor, or who stands in."""
    mentorship, cover = tables.Mentorship, tables.MentorCover
    away = (cover.mentor_id == mentorship.mentor_id) & cover.cancelled_at.is_(None)
    away = away & (cover.begins_on <= day) & (day < cover.until)
    query = select(func.coalesce(cover.cover_id, mentorship.mentor_id)).select_from(mentorship).outerjoin(cover, away)
    return session.scalar(query.where(mentorship.participant_id == participant_id, mentorship.ended_on.is_(None)))


def covered_people(session: Session, account_id: int) -> dict[int, str]:
    """By participant's id, for whom the account stands in now: the name of the mentor who is away."""
    mentorship, mentor = tables.Mentorship, tables.Account
    rows = session.execute(
        select(mentorship.participant_id, mentor.name)
        .join(mentor, mentor.id == mentorship.mentor_id)
        .where(mentorship.ended_on.is_(None), mentorship.mentor_id.in_(mentors_covered_by(account_id)))
    )
    return dict(rows.all())
