"""The shortlist as the employer service may read it: through `ags_entry` alone, with the decisions on it.

Nothing here reads a person by another way than the view; what the view no longer shows is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Date, Float, Integer, String, column, select, table
from sqlalchemy.orm import Session, aliased

from matcher.clearance.passage import BEFORE_START
from matcher.model import Labelled, Mode
from matcher.ranking import Feature
from matcher.store import tables
from matcher.store.base import Instant, Json
from matcher.store.tables.shortlists import Verdict, VerdictReason

AGS_ENTRY: Final = table(
    "ags_entry",
    column("id", Integer),
    column("vacancy_id", Integer),
    column("participant_id", Integer),
    column("code", String),
    column("rank", Integer),
    column("score", Float),
    column("score_low", Float),
    column("score_high", Float),
    column("contributions", Json),
    column("words", Json),
    column("released_at", Instant),
    column("run_id", Integer),
    column("criteria_id", Integer),
    column("hours_max", Float),
    column("employer_only", String),
    column("valid_until", Date),
)


class BeforeStart(Labelled):
    """What a firm has to see to before the first day, and no more than that."""

    TITLE = "title", "Aufenthaltstitel zeigen lassen", "ask to be shown the residence title"
    PERMIT = "permit", "Arbeitserlaubnis (Antrag über die Koordination)", "work permit (the coordinator applies)"
    GO_AHEAD = "go_ahead", "Startfreigabe (kommt über die Koordination)", "go-ahead (comes through the coordinator)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision on an entry; replaced or undone where `ended_at` is set."""

    id: int
    verdict: Verdict
    reason: VerdictReason | None
    note: str | None
    at: datetime
    by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person on the list, known by a code."""

    id: int
    participant_id: int
    code: str
    score: float
    score_low: float
    score_high: float
    contributions: tuple[tuple[Feature, float], ...]
    """What counted, in the fixed order of the features; nothing that added nothing."""
    reasons_german: tuple[str, ...]
    reasons_english: tuple[str, ...]
    question_german: str | None
    question_english: str | None
    before_start: BeforeStart
    hours_max: float | None
    employer_only: str | None
    last_day: date | None
    """The end that the authority set for its answer, this day included; a document's end is nobody's business here."""
    released_at: datetime
    history: tuple[Decision, ...]
    """The newest first."""

    @property
    def standing(self) -> Decision | None:
        return next((decision for decision in self.history if decision.ended_at is None), None)

    def reasons(self, language: str) -> tuple[str, ...]:
        return self.reasons_english if language == "en" else self.reasons_german

    def question(self, language: str) -> str | None:
        return self.question_english if language == "en" else self.question_german


class ShowEntries(StrEnum):
    """Which entries a list shows."""

    ALL = "all"
    OPEN = "open"
    SUITABLE = "suitable"
    PROPOSED = "proposed"
    NOT_SUITABLE = "not_suitable"

    def takes(self, entry: Entry) -> bool:
        if self is ShowEntries.ALL:
            return True
        standing = entry.standing
        return str(self) == (str(ShowEntries.OPEN) if standing is None else str(standing.verdict))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On which criteria the list rests, and of when it is."""

    criteria_number: int
    weights: tuple[tuple[Feature, float], ...]
    """Shares of attention that are not zero, the largest first."""
    ranked_at: datetime


def entries_of(session: Session, vacancy_id: int, entry_id: int | None = None) -> tuple[Entry, ...]:
    """Whoever may be seen for this vacancy at this moment, best first; `entry_id` asks for one alone."""
    query = select(AGS_ENTRY).where(AGS_ENTRY.c.vacancy_id == vacancy_id)
    if entry_id is not None:
        query = query.where(AGS_ENTRY.c.id == entry_id)
    rows = session.execute(query.order_by(AGS_ENTRY.c.score.desc(), AGS_ENTRY.c.rank, AGS_ENTRY.c.id)).all()
    histories = _histories(session, [row.id for row in rows])
    return tuple(_entry(row, tuple(histories[row.id])) for row in rows)


def basis_of(session: Session, vacancy_id: int) -> Basis | None:
    """What the newest release rests on; None before the first one."""
    row = session.execute(
        select(tables.CriteriaVersion.number, tables.CriteriaVersion.content, tables.Run.finished_at)
        .select_from(tables.Shortlist)
        .join(tables.CriteriaVersion, tables.CriteriaVersion.id == tables.Shortlist.criteria_id)
        .join(tables.Run, tables.Run.id == tables.Shortlist.run_id)
        .where(tables.Shortlist.vacancy_id == vacancy_id)
        .order_by(tables.Shortlist.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    weights = dict(row.content.get("weights", {}))
    shares = [(feature, float(weights.get(feature, 0))) for feature in Feature]
    return Basis(
        criteria_number=row.number,
        weights=tuple(sorted(((name, share) for name, share in shares if share), key=lambda pair: -pair[1])),
        ranked_at=row.finished_at,
    )


def _histories(session: Session, entry_ids: Sequence[int]) -> defaultdict[int, list[Decision]]:
    author = aliased(tables.Account)
    rows = session.execute(
        select(tables.Review, author.name)
        .join(author, author.id == tables.Review.reviewed_by)
        .where(tables.Review.entry_id.in_(entry_ids))
        .order_by(tables.Review.id.desc())
    )
    found: defaultdict[int, list[Decision]] = defaultdict(list)
    for review, name in rows:
        found[review.entry_id].append(
            Decision(
                id=review.id,
                verdict=review.verdict,
                reason=review.reason,
                note=review.note,
                at=review.reviewed_at,
                by=name,
                ended_at=review.superseded_at,
            )
        )
    return found


def _entry(row: Any, history: tuple[Decision, ...]) -> Entry:
    words = row.words or {}
    question = words.get("question") or {}
    return Entry(
        id=row.id,
        participant_id=row.participant_id,
        code=row.code,
        score=row.score,
        score_low=row.score_low,
        score_high=row.score_high,
        contributions=_contributions(row.contributions or {}),
        reasons_german=tuple(words.get("de") or ()),
        reasons_english=tuple(words.get("en") or ()),
        question_german=question.get("de"),
        question_english=question.get("en"),
        before_start=_before_start((words.get("next") or {}).get("de") or ""),
        hours_max=row.hours_max,
        employer_only=row.employer_only,
        last_day=row.valid_until - timedelta(days=1) if row.valid_until else None,
        released_at=row.released_at,
        history=history,
    )


def _contributions(parts: dict[str, float]) -> tuple[tuple[Feature, float], ...]:
    return tuple((feature, float(parts[feature])) for feature in Feature if parts.get(feature, 0) > 0)


def _before_start(step: str) -> BeforeStart:
    """What the pinned next step means for a firm; how the authority is involved stays unsaid."""
    if step == BEFORE_START[Mode.CONSENT][0]:
        return BeforeStart.PERMIT
    return BeforeStart.TITLE if step == BEFORE_START[Mode.NONE][0] else BeforeStart.GO_AHEAD
