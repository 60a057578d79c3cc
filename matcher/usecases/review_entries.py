"""The employer service decides on several entries of one list at once; each gets a decision of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store.tables.shortlists import Verdict, VerdictReason
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.review_entry import check_review, decide
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries that stay as they are, and why."""

    german: str
    english: str
    count: int

    def message(self, language: str) -> str:
        return self.english if language == "en" else self.german


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many were decided on, how many had been withdrawn meanwhile, and which cannot be decided so."""

    done: int = 0
    gone: int = 0
    kept: tuple[Kept, ...] = ()


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
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return _as_before(earlier_result(unit, submission, actor.id))
        done = gone = 0
        why: Counter[tuple[str, str]] = Counter()
        for entry_id in sorted(set(entry_ids)):
            try:
                with unit.session.begin_nested():
                    decide(unit, actor, entry_id, verdict, reference=reference, reason=reason, note=note)
                done += 1
            except NotFoundError:
                gone += 1
            except ConflictError as error:
                why[error.german, error.english] += 1
        result = Reviewed(done, gone, tuple(Kept(*words, count) for words, count in why.items()))
        remember(unit, submission, actor.id, **asdict(result))
        return result


def _as_before(result: dict[str, Any]) -> Reviewed:
    """What came of it when the form was carried out."""
    kept = tuple(Kept(**item) for item in result.get("kept", ()))
    return Reviewed(int(result.get("done", 0)), int(result.get("gone", 0)), kept)
