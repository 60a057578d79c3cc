"""The employer service decides on several entries of one list at once; each gets a decision of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.review_entry import check_review, decide
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many were decided on, how many had been withdrawn meanwhile, on how many the firm has answered already."""

    done: int = 0
    gone: int = 0
    answered: int = 0


def review_entries(
    work: Work,
    actor: Actor,
    entry_ids: Collection[int],
    verdict: Verdict,
    *,
    reference: str,
    submission: str,
    reason: VerdictReason | None = None,
    note: str | None = None,
) -> Reviewed:
    """Every entry that can be decided on is, in one commit; the others stay as they are. Sent twice, decided once.

    Raises:
        InvalidInputError: nobody is chosen, or "not suitable" has no reason.
        DeniedError: the actor does not review shortlists.

    """
    require(actor, Action.REVIEW_SHORTLIST)
    if not entry_ids:
        raise InvalidInputError(
            "entries", "Bitte zuerst Vorschläge ankreuzen.", "Please tick some of the proposals first."
        )
    check_review(verdict, reason, note)
    counts = {"done": 0, "gone": 0, "answered": 0}
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return Reviewed(**{name: int(earlier_result(unit, submission, actor.id).get(name, 0)) for name in counts})
        for entry_id in sorted(set(entry_ids)):
            try:
                with unit.session.begin_nested():
                    decide(unit, actor, entry_id, verdict, reference=reference, reason=reason, note=note)
                counts["done"] += 1
            except NotFoundError:
                counts["gone"] += 1
            except ConflictError:
                counts["answered"] += 1
        result = Reviewed(**counts)
        remember(unit, submission, actor.id, **asdict(result))
        return result
