"""The employer service decides on one entry of its shortlist; the newest decision counts, all stay."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.store.entry_ends import end_of
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.permission import require
from matcher.usecases.proposal_course import follow_verdict
from matcher.usecases.work import Work


def review_entry(
    work: Work,
    actor: Actor,
    entry_id: int,
    verdict: Verdict,
    *,
    reference: str | None = None,
    reason: VerdictReason | None = None,
    note: str | None = None,
) -> int:
    """The decision stands; returns the vacancy's id. The same decision twice is one.

    Args:
        work: the door's means.
        actor: of the employer service.
        entry_id: what is decided on.
        verdict: the decision.
        reference: of the vacancy on whose list the actor sees the entry; None: on any.
        reason: why it is not suitable.
        note: what the actor adds.

    Raises:
        InvalidInputError: "not suitable" needs a reason.
        NotFoundError: the entry is not (or no longer) before the employer service.
        ConflictError: the firm has answered to the proposal already.

    """
    check_review(verdict, reason, note)
    with work.unit(actor) as unit:
        require(actor, Action.REVIEW_SHORTLIST)
        return decide(unit, actor, entry_id, verdict, reference=reference, reason=reason, note=note)


def check_review(verdict: Verdict, reason: VerdictReason | None, note: str | None) -> None:
    """Pass where the decision can stand as it is."""
    if verdict is Verdict.NOT_SUITABLE and reason is None:
        raise InvalidInputError("reason", "Bitte einen Grund wählen.", "Please choose a reason.")
    require_length("note", note, 500)


def decide(
    unit: Unit,
    actor: Actor,
    entry_id: int,
    verdict: Verdict,
    *,
    reference: str | None = None,
    reason: VerdictReason | None = None,
    note: str | None = None,
) -> int:
    """One decision, within a unit of work; returns the vacancy's id."""
    vacancy_id = _visible_vacancy(unit, entry_id, reference)
    standing = standing_review(unit, entry_id)
    if standing is not None:
        if (standing.verdict, standing.reason, standing.note) == (verdict, reason, note):
            return vacancy_id
        standing.superseded_at = unit.at
        unit.session.flush()
    review = tables.Review(
        entry_id=entry_id, verdict=verdict, reason=reason, note=note, reviewed_at=unit.at, reviewed_by=actor.id
    )
    unit.session.add(review)
    unit.session.flush()
    follow_verdict(unit, entry_id, verdict)
    unit.record("review_entry", "shortlist_entry", entry_id, review=review.id, verdict=str(verdict))
    return vacancy_id


def undo_review(work: Work, actor: Actor, entry_id: int, *, reference: str | None = None) -> int:
    """The standing decision no longer counts, the entry is undecided again; returns the vacancy's id."""
    with work.unit(actor) as unit:
        require(actor, Action.REVIEW_SHORTLIST)
        vacancy_id = _visible_vacancy(unit, entry_id, reference)
        standing = standing_review(unit, entry_id)
        if standing is None:
            return vacancy_id
        standing.superseded_at = unit.at
        unit.session.flush()
        follow_verdict(unit, entry_id, None)
        unit.record("undo_review", "shortlist_entry", entry_id, review=standing.id)
        return vacancy_id


def standing_review(unit: Unit, entry_id: int) -> tables.Review | None:
    query = select(tables.Review).where(tables.Review.entry_id == entry_id, tables.Review.superseded_at.is_(None))
    return unit.session.scalars(query).one_or_none()


def _visible_vacancy(unit: Unit, entry_id: int, reference: str | None) -> int:
    """The entry's vacancy, asked of the view that the employer service reads through."""
    locked = unit.session.get(tables.ShortlistEntry, entry_id, with_for_update=True)
    visible = unit.session.execute(
        select(AGS_ENTRY.c.vacancy_id, tables.Vacancy.reference)
        .join(tables.Vacancy, tables.Vacancy.id == AGS_ENTRY.c.vacancy_id)
        .where(AGS_ENTRY.c.id == entry_id)
    ).one_or_none()
    if locked is None or visible is None or reference not in {None, visible.reference}:
        raise NotFoundError(*_OVER[end_of(unit.session, entry_id)])
    return int(visible.vacancy_id)


_OVER: Final = {
    NotificationKind.ENTRY_FILLED: (
        "Die Stelle ist besetzt. Dieser Vorschlag ist damit beendet.",
        "The vacancy is filled. This proposal has ended with it.",
    ),
    NotificationKind.ENTRY_PLACED: (
        "Diese Person ist anderweitig vermittelt. Der Vorschlag ist damit beendet.",
        "This person was placed elsewhere. The proposal has ended with it.",
    ),
    NotificationKind.ENTRY_WITHDRAWN: (
        "Dieser Vorschlag wurde zurückgezogen. Bitte die Liste neu laden.",
        "This proposal has been withdrawn. Please reload the list.",
    ),
}
