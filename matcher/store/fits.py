"""How a mentor's own people stand in a vacancy's ranking: code, fit, and whether they may be proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.model import Reason
from matcher.store import tables
from matcher.store.participants import accompanied
from matcher.store.runs import current_run, exclusions_of, rest_of
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.shortlists import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One person of the mentor's own; a score of None says that the person is kept back."""

    participant_id: int
    code: str
    rank: int | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    may_be_proposed: bool = False
    is_proposed: bool = False
    reason: Reason | None = None
    next_german: str = ""
    next_english: str = ""

    def next_step(self, language: str) -> str:
        return self.next_english if language == "en" else self.next_german


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a ranking says in numbers, and of one's own people."""

    pool: int
    ranked: int
    excluded: int
    fits: tuple[Fit, ...]
    """One's own people, the best fit first, those kept back at the end."""


@dataclass(frozen=True, slots=True)
class ProposalCounts:
    """What came of the proposals that the employer service can see now."""

    proposals: int
    suitable: int
    undecided: int


def standing_of(session: Session, actor: Actor, vacancy_id: int) -> Standing | None:
    """The newest ranking with the people whom the actor accompanies; None before the first one."""
    run = current_run(session, vacancy_id)
    if run is None:
        return None
    own = accompanied(session, actor.id)
    return Standing(
        pool=run.pool,
        ranked=run.ranked,
        excluded=run.excluded,
        fits=tuple(sorted(_fits(session, run, own), key=_order)) if own else (),
    )


def count_proposals(session: Session, vacancy_id: int) -> ProposalCounts:
    """How many the employer service sees, and what it decided."""
    rows = session.execute(
        select(tables.Review.verdict, func.count())
        .select_from(AGS_ENTRY)
        .outerjoin(tables.Review, (tables.Review.entry_id == AGS_ENTRY.c.id) & tables.Review.superseded_at.is_(None))
        .where(AGS_ENTRY.c.vacancy_id == vacancy_id)
        .group_by(tables.Review.verdict)
    )
    counts: dict[Verdict | None, int] = dict(rows.all())
    suitable = counts.get(Verdict.SUITABLE, 0) + counts.get(Verdict.PROPOSED, 0)
    return ProposalCounts(sum(counts.values()), suitable, counts.get(None, 0))


def _fits(session: Session, run: tables.Run, own: tuple[int, ...]) -> Iterable[Fit]:
    people = select(tables.Participant.id, tables.Participant.code).where(tables.Participant.id.in_(own))
    codes: dict[int, str] = dict(session.execute(people).all())
    seen = select(AGS_ENTRY.c.participant_id).where(AGS_ENTRY.c.vacancy_id == run.vacancy_id)
    proposed = set(session.scalars(seen.where(AGS_ENTRY.c.participant_id.in_(own))))
    rows = session.scalars(
        select(tables.RankingRow).where(tables.RankingRow.run_id == run.id, tables.RankingRow.participant_id.in_(own))
    )
    for row in rows:
        step = row.words.get("next") or {}
        yield Fit(
            participant_id=row.participant_id,
            code=codes[row.participant_id],
            rank=row.rank,
            score=row.score,
            low=row.score_low,
            high=row.score_high,
            may_be_proposed=row.blocked_by is None,
            is_proposed=row.participant_id in proposed,
            next_german=step.get("de") or "",
            next_english=step.get("en") or "",
        )
    yield from _behind(run, codes)
    for reason, members in exclusions_of(run).items():
        for member in members:
            if member.participant_id in codes:
                yield Fit(participant_id=member.participant_id, code=codes[member.participant_id], reason=reason)


def _behind(run: tables.Run, codes: dict[int, str]) -> Iterable[Fit]:
    """Those behind the places that a run keeps with reasons."""
    rest = rest_of(run)
    first = run.ranked - len(rest) + 1
    for rank, (participant_id, score) in enumerate(rest, first):
        if participant_id in codes:
            yield Fit(
                participant_id=participant_id,
                code=codes[participant_id],
                rank=rank,
                score=score,
                low=score,
                high=score,
            )


def _order(fit: Fit) -> tuple[bool, int, str]:
    return fit.rank is None, fit.rank or 0, fit.code
