"""Name who stands in for a mentor who is away; it begins and ends by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.store.mentorships import is_mentor
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.usecases.mentor_room import lock_mentor
from matcher.usecases.once import once
from matcher.usecases.permission import require
from matcher.usecases.work import Work

LONGEST: Final = timedelta(days=92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which the mentor is away, the last one included, and who stands in."""

    cover_id: int
    begins_on: date
    last_day: date


def name_cover(work: Work, actor: Actor, mentor_id: int, absence: Absence, *, submission: str | None = None) -> None:
    """On those days the cover sees the mentor's people and may act for them; before and after they may not.

    Raises:
        InvalidInputError: names the field: the days cannot be, or somebody is away in them already.
        NotFoundError: there is no such mentor.

    """
    require(actor, Action.ARRANGE_MENTORING, owners=frozenset({mentor_id}))
    _check_days(absence, work.clock.today())
    with work.unit(actor) as unit:
        if mentor_id == absence.cover_id or not is_mentor(unit.session, absence.cover_id):
            raise InvalidInputError(
                "cover",
                "Bitte eine andere Patin oder einen anderen Paten aus der Liste wählen.",
                "Please choose another mentor from the list.",
            )
        for account_id in sorted({mentor_id, absence.cover_id}):
            lock_mentor(unit, account_id)
        if submission is not None and not once(unit, submission, actor.id):
            return
        _require_unnamed(unit, mentor_id, absence)
        _require_there(unit, absence)
        row = tables.MentorCover(
            mentor_id=mentor_id,
            cover_id=absence.cover_id,
            begins_on=absence.begins_on,
            until=absence.last_day + timedelta(days=1),
            named_at=unit.at,
            named_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("name_cover", "account", mentor_id, cover=absence.cover_id, mentor_cover=row.id)
        for account_id in sorted({mentor_id, absence.cover_id} - {actor.id}):
            unit.notify(NotificationKind.COVER_NAMED, ("mentor_cover", row.id), account=account_id)


def cancel_cover(work: Work, actor: Actor, cover_id: int) -> None:
    """From the commit on the cover has no more rights than before; one that is over stays as it was."""
    with work.unit(actor) as unit:
        row = unit.session.get(tables.MentorCover, cover_id, with_for_update=True)
        if row is None:
            raise NotFoundError("Diese Vertretung gibt es nicht.", "There is no such cover.")
        require(actor, Action.ARRANGE_MENTORING, owners=frozenset({row.mentor_id}))
        if row.cancelled_at is not None or row.until <= unit.today:
            return
        row.cancelled_at, row.cancelled_by = unit.at, actor.id
        unit.session.flush()
        unit.record("cancel_cover", "account", row.mentor_id, cover=row.cover_id, mentor_cover=row.id)


def _check_days(absence: Absence, today: date) -> None:
    if absence.begins_on < today:
        raise InvalidInputError(
            "begins_on", "Dieser Tag ist vorbei. Bitte prüfen.", "This day is over. Please check the date."
        )
    if absence.last_day < absence.begins_on:
        raise InvalidInputError(
            "last_day", "Der letzte Tag liegt vor dem ersten.", "The last day lies before the first one."
        )
    if absence.last_day - absence.begins_on >= LONGEST:
        raise InvalidInputError(
            "last_day",
            "Eine Vertretung dauert höchstens drei Monate. Für länger bitte die Patenschaften neu zuteilen.",
            "A cover lasts three months at most. For longer, please have the mentorships assigned anew.",
        )


def _running(unit: Unit, mentor_id: int, absence: Absence) -> tables.MentorCover | None:
    """A cover of that mentor which shares a day with the absence."""
    cover = tables.MentorCover
    query = select(cover).where(
        cover.mentor_id == mentor_id,
        cover.cancelled_at.is_(None),
        cover.begins_on <= absence.last_day,
        cover.until > absence.begins_on,
    )
    return unit.session.scalars(query.limit(1)).one_or_none()


def _require_unnamed(unit: Unit, mentor_id: int, absence: Absence) -> None:
    if _running(unit, mentor_id, absence) is not None:
        raise InvalidInputError(
            "begins_on",
            "Für einen Teil dieser Tage steht die Vertretung schon fest. Bitte zuerst absagen.",
            "For some of these days a cover is named already. Please cancel it first.",
        )


def _require_there(unit: Unit, absence: Absence) -> None:
    if _running(unit, absence.cover_id, absence) is not None:
        raise InvalidInputError(
            "cover",
            "Diese Person ist in der Zeit selbst vertreten. Bitte jemand anders wählen.",
            "This person is covered themselves in that time. Please choose somebody else.",
        )
