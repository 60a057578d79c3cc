"""Ask for a computation over all people and all open vacancies; a worker makes it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from matcher.access import Action, Actor
from matcher.clock import BERLIN
from matcher.store import tables
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.surveys import SurveyKind
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def ask_survey(work: Work, actor: Actor, kind: SurveyKind) -> int:
    """Its id; asking again while one waits gives that one."""
    with work.unit(actor) as unit:
        require(actor, Action.SHARE_OUT)
        survey_id, new = _waiting(unit, kind)
        if new:
            unit.record("ask_survey", "survey", survey_id, kind=str(kind))
    work.ring(frozenset())
    return survey_id


def ask_daily_surveys(work: Work) -> int:
    """Ask for each kind that nobody has asked for today; how many that were."""
    begun = work.clock.today()
    with work.unit(None) as unit:
        newest = {
            kind: unit.session.scalar(select(func.max(tables.Survey.asked_at)).where(tables.Survey.kind == kind))
            for kind in SurveyKind
        }
        old = [kind for kind, at in newest.items() if at is None or at.astimezone(BERLIN).date() < begun]
        for kind in old:
            _waiting(unit, kind)
    return len(old)


def _waiting(unit: Unit, kind: SurveyKind) -> tuple[int, bool]:
    """The one that waits, or a new one; one kind waits once at most, also in a race."""
    survey = tables.Survey
    query = select(survey.id).where(survey.kind == kind, survey.state == TrialState.WAITING)
    known = unit.session.scalar(query)
    if known is not None:
        return known, False
    open_now = select(func.count()).where(tables.Vacancy.state == VacancyState.OPEN)
    row = survey(
        kind=kind,
        state=TrialState.WAITING,
        total=unit.session.scalar(open_now) or 0,
        asked_at=unit.at,
        asked_by=unit.actor_id,
    )
    try:
        with unit.session.begin_nested():
            unit.session.add(row)
    except IntegrityError:
        return unit.session.scalars(query).one(), False
    return row.id, True
