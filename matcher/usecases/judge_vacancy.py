"""The employer service accepts a vacancy, or gives it back with a reason; both can be taken back."""

from __future__ import annotations

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import ReturnReason, VacancyState, VacancyVerdict
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.edit_vacancy import lock_vacancy
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def accept_vacancy(work: Work, actor: Actor, vacancy_id: int) -> None:
    """The vacancy is open; workers rank for it from the commit on. Accepting twice changes nothing."""
    judge_vacancy(work, actor, vacancy_id, VacancyVerdict.ACCEPTED)


def return_vacancy(work: Work, actor: Actor, vacancy_id: int, reason: ReturnReason, *, note: str | None = None) -> None:
    """The mentor gets the vacancy back with the reason, to mend it and hand it in again."""
    judge_vacancy(work, actor, vacancy_id, VacancyVerdict.RETURNED, reason=reason, note=note)


def judge_vacancy(
    work: Work,
    actor: Actor,
    vacancy_id: int,
    verdict: VacancyVerdict,
    *,
    reason: ReturnReason | None = None,
    note: str | None = None,
) -> None:
    """The decision stands as a row of its own.

    Raises:
        InvalidInputError: giving back needs a reason.
        ConflictError: somebody else has decided meanwhile.

    """
    check_verdict(verdict, reason, note)
    with work.unit(actor) as unit:
        require(actor, Action.JUDGE_VACANCY)
        judge(unit, actor, vacancy_id, verdict, reason=reason, note=note)


def check_verdict(verdict: VacancyVerdict, reason: ReturnReason | None, note: str | None) -> None:
    """Pass where the decision can stand as it is."""
    if verdict is VacancyVerdict.RETURNED and reason is None:
        raise InvalidInputError("reason", "Bitte einen Grund wählen.", "Please choose a reason.")
    require_length("note", note, 500)


def judge(
    unit: Unit,
    actor: Actor,
    vacancy_id: int,
    verdict: VacancyVerdict,
    *,
    reason: ReturnReason | None = None,
    note: str | None = None,
) -> None:
    """One decision, within a unit of work."""
    row = lock_vacancy(unit, vacancy_id)
    accepts = verdict is VacancyVerdict.ACCEPTED
    if accepts and row.state is VacancyState.OPEN:
        return
    if row.state is not VacancyState.SUBMITTED:
        raise ConflictError(
            "Über diese Stelle ist schon entschieden. Bitte die Liste neu laden.",
            "This vacancy has been decided already. Please reload the list.",
        )
    row.state = VacancyState.OPEN if accepts else VacancyState.RETURNED
    row.return_reason, row.return_note = (None, None) if accepts else (reason, note)
    row.changed_at = unit.at
    review = tables.VacancyReview(
        vacancy_id=row.id,
        verdict=verdict,
        reason=None if accepts else reason,
        note=note,
        reviewed_at=unit.at,
        reviewed_by=actor.id,
    )
    unit.session.add(review)
    unit.session.flush()
    if accepts:
        unit.mark_vacancies([row.id])
        unit.record("accept_vacancy", "vacancy", row.id, review=review.id)
    else:
        unit.record("return_vacancy", "vacancy", row.id, review=review.id, reason=str(reason))
    tell_winner(unit, row, NotificationKind.VACANCY_ACCEPTED if accepts else NotificationKind.VACANCY_RETURNED)


def undo_judgement(work: Work, actor: Actor, vacancy_id: int) -> None:
    """The vacancy waits for the employer service's answer again; the decision stays on record, undone. Twice is once.

    Raises:
        ConflictError: the mentor has handed it in anew, or somebody has worked with it meanwhile.

    """
    with work.unit(actor) as unit:
        require(actor, Action.JUDGE_VACANCY)
        row = lock_vacancy(unit, vacancy_id)
        review = standing_judgement(unit, vacancy_id)
        if review is None:
            return
        made = VacancyState.OPEN if review.verdict is VacancyVerdict.ACCEPTED else VacancyState.RETURNED
        if row.state is not made or _is_worked_with(unit, vacancy_id):
            raise ConflictError(
                "Mit dieser Stelle geht es schon weiter. Die Entscheidung lässt sich nicht mehr zurücknehmen.",
                "This vacancy has moved on already. The decision cannot be taken back any more.",
            )
        review.undone_at, review.undone_by = unit.at, actor.id
        row.state, row.changed_at = VacancyState.SUBMITTED, unit.at
        row.return_reason = row.return_note = None
        unit.session.flush()
        unit.record("undo_judgement", "vacancy", row.id, review=review.id)
        tell_winner(unit, row, NotificationKind.VACANCY_UNDECIDED)


def standing_judgement(unit: Unit, vacancy_id: int) -> tables.VacancyReview | None:
    """The newest decision that nobody has undone."""
    review = tables.VacancyReview
    query = select(review).where(review.vacancy_id == vacancy_id, review.undone_at.is_(None))
    return unit.session.scalars(query.order_by(review.id.desc()).limit(1)).one_or_none()


def _is_worked_with(unit: Unit, vacancy_id: int) -> bool:
    """Whether anybody was proposed, or the authority asked, for this vacancy."""
    entry, request = tables.ShortlistEntry, tables.ClearanceRequest
    found = unit.session.scalar(select(entry.id).where(entry.vacancy_id == vacancy_id).limit(1))
    asked = unit.session.scalar(select(request.id).where(request.vacancy_id == vacancy_id).limit(1))
    return found is not None or asked is not None


def tell_winner(unit: Unit, row: tables.Vacancy, kind: NotificationKind) -> None:
    if row.acquired_by is not None:
        unit.notify(kind, ("vacancy", row.id), account=row.acquired_by)
