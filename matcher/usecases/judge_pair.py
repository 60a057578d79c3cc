"""Grade a pair of a vacancy and a person by hand; the newest word counts, all stay. No ranking reads them."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.judging import Grade
from matcher.store import tables
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def judge_pair(work: Work, actor: Actor, reference: str, code: str, grade: Grade) -> None:
    """The grade stands; the same grade twice is one.

    Raises:
        NotFoundError: there is no such vacancy, or the person does not take part any more.

    """
    with work.unit(actor) as unit:
        require(actor, Action.GRADE_PAIRS)
        vacancy_id, participant_id = _pair(unit, reference, code)
        standing = _standing(unit, actor.id, vacancy_id, participant_id)
        if standing is not None and standing.grade == grade.points:
            return
        _append(unit, actor.id, vacancy_id, participant_id, grade.points)


def take_back_judgement(work: Work, actor: Actor, judgement_id: int) -> None:
    """The grade no longer counts and the pair waits again; nothing happens where a newer word stands.

    Raises:
        NotFoundError: the actor has given no such grade.

    """
    with work.unit(actor) as unit:
        require(actor, Action.GRADE_PAIRS)
        given = unit.session.get(tables.Judgement, judgement_id)
        if given is None or given.judged_by != actor.id:
            raise NotFoundError(
                "Dieses Urteil gibt es nicht. Bitte die Seite neu laden.",
                "There is no such grade. Please reload the page.",
            )
        standing = _standing(unit, actor.id, given.vacancy_id, given.participant_id)
        if standing is not None and standing.id == given.id and given.grade is not None:
            _append(unit, actor.id, given.vacancy_id, given.participant_id, None)


def _pair(unit: Unit, reference: str, code: str) -> tuple[int, int]:
    person, vacancy = tables.Participant, tables.Vacancy
    vacancy_id = unit.session.scalar(select(vacancy.id).where(vacancy.reference == reference))
    participant_id = unit.session.scalar(
        select(person.id).where(person.code == code, person.state == ParticipantState.ACTIVE)
    )
    if vacancy_id is None or participant_id is None:
        raise NotFoundError(
            "Dieses Paar steht nicht mehr zur Wahl. Bitte mit dem nächsten weitermachen.",
            "This pair is not offered any more. Please go on with the next one.",
        )
    return vacancy_id, participant_id


def _standing(unit: Unit, judge: int, vacancy_id: int, participant_id: int) -> tables.Judgement | None:
    judgement = tables.Judgement
    query = select(judgement).where(
        judgement.judged_by == judge, judgement.vacancy_id == vacancy_id, judgement.participant_id == participant_id
    )
    return unit.session.scalars(query.order_by(judgement.id.desc()).limit(1)).one_or_none()


def _append(unit: Unit, judge: int, vacancy_id: int, participant_id: int, grade: int | None) -> None:
    row = tables.Judgement(
        vacancy_id=vacancy_id, participant_id=participant_id, grade=grade, judged_at=unit.at, judged_by=judge
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("judge_pair", "participant", participant_id, vacancy=vacancy_id, judgement=row.id)
