"""Accept or dismiss a suggestion of sharing out; it releases nobody and asks nobody."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.store.tables.surveys import SharingReason, SharingVerdict
from matcher.store.unit import Unit
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def decide_sharing(
    work: Work,
    actor: Actor,
    survey_id: int,
    reference: str,
    code: str,
    verdict: SharingVerdict,
    *,
    reason: SharingReason | None = None,
) -> None:
    """One more row says what was decided; saying the same again adds none.

    Raises:
        NotFoundError: the survey suggests no such pair.
        InvalidInputError: a dismissal without a reason.

    """
    with work.unit(actor) as unit:
        require(actor, Action.SHARE_OUT)
        if verdict is SharingVerdict.DISMISSED and reason is None:
            raise InvalidInputError("reason", "Bitte sagen, warum nicht.", "Please say why not.")
        reason = reason if verdict is SharingVerdict.DISMISSED else None
        vacancy_id, participant_id = _pair(unit, survey_id, reference, code)
        unit.lock_participant(participant_id)
        decision = tables.SharingDecision
        last = unit.session.scalars(
            select(decision)
            .where(decision.vacancy_id == vacancy_id, decision.participant_id == participant_id)
            .order_by(decision.id.desc())
            .limit(1)
        ).one_or_none()
        if last is not None and (last.verdict, last.reason) == (verdict, reason):
            return
        unit.session.add(
            decision(
                survey_id=survey_id,
                vacancy_id=vacancy_id,
                participant_id=participant_id,
                verdict=verdict,
                reason=reason,
                decided_at=unit.at,
                decided_by=actor.id,
            )
        )
        unit.record(
            "decide_sharing",
            "participant",
            participant_id,
            vacancy=vacancy_id,
            survey=survey_id,
            verdict=str(verdict),
            reason=str(reason) if reason else None,
        )


def _pair(unit: Unit, survey_id: int, reference: str, code: str) -> tuple[int, int]:
    """Row ids of a vacancy and a person whom the survey has brought together."""
    survey = unit.session.get(tables.Survey, survey_id)
    pairs = (survey.result or {}).get("pairs", []) if survey else []
    if any((pair["reference"], pair["code"]) == (reference, code) for pair in pairs):
        vacancy = unit.session.scalar(select(tables.Vacancy.id).where(tables.Vacancy.reference == reference))
        person = unit.session.scalar(select(tables.Participant.id).where(tables.Participant.code == code))
        if vacancy is not None and person is not None:
            return vacancy, person
    raise NotFoundError(
        "Diesen Vorschlag gibt es nicht mehr. Bitte die Verteilung neu laden.",
        "This suggestion is no longer there. Please reload the page.",
    )
