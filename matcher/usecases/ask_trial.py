"""Ask for a draft of the criteria to be tried on all open vacancies; a worker does it."""

from __future__ import annotations

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.store.tables.drafts import TrialState
from matcher.store.tables.vacancies import VacancyState
from matcher.usecases.permission import require
from matcher.usecases.save_draft import lock_draft
from matcher.usecases.versions import active_version
from matcher.usecases.work import Work


def ask_trial(work: Work, actor: Actor, draft_id: int, *, revision: int) -> int:
    """The trial's id; asking again while the same one waits gives that one."""
    with work.unit(actor) as unit:
        require(actor, Action.TUNE_CRITERIA)
        draft = lock_draft(unit, draft_id, revision)
        active = active_version(unit)
        trial = tables.CriteriaTrial
        waiting = unit.session.scalar(
            select(trial.id).where(
                trial.draft_id == draft.id,
                trial.revision == draft.revision,
                trial.against == active.number,
                trial.state == TrialState.WAITING,
            )
        )
        if waiting is not None:
            return waiting
        open_now = select(func.count()).where(tables.Vacancy.state == VacancyState.OPEN)
        row = trial(
            draft_id=draft.id,
            revision=draft.revision,
            against=active.number,
            content=draft.content,
            state=TrialState.WAITING,
            total=unit.session.scalar(open_now) or 0,
            asked_at=unit.at,
            asked_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("ask_trial", "criteria_draft", draft.id, trial=row.id)
    work.ring(frozenset())
    return row.id
