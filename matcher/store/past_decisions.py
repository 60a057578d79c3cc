"""Everything that was decided about a person, with the rule and norm that it was decided under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.clearance import default_packs
from matcher.model import Answer, Kind, Level, Mode
from matcher.store import tables

_MOST: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecision:
    """One decision; it stays explained by its own pack, whatever the law says today."""

    level: Level
    kind: Kind
    mode: Mode
    answer: Answer
    answered_on: date
    stands: bool
    vacancy: str | None
    paper_reference: str | None
    pack: str
    rule: str
    basis: str
    """The norm as the pack cites it; empty where the pack is no longer shipped."""


def past_decisions(session: Session, participant_id: int) -> tuple[PastDecision, ...]:
    """The newest first."""
    decision = tables.ClearanceDecision
    rows = session.execute(
        select(decision, tables.Vacancy.title)
        .outerjoin(tables.Vacancy, tables.Vacancy.id == decision.vacancy_id)
        .where(decision.participant_id == participant_id)
        .order_by(decision.id.desc())
        .limit(_MOST)
    )
    return tuple(
        PastDecision(
            level=row.level,
            kind=row.kind,
            mode=row.mode,
            answer=row.answer,
            answered_on=row.answered_on,
            stands=row.superseded_at is None,
            vacancy=title,
            paper_reference=row.paper_reference,
            pack=row.pack,
            rule=row.rule,
            basis=basis_of(row.pack, row.rule),
        )
        for row, title in rows
    )


def basis_of(pack_id: str, rule_id: str) -> str:
    """The norm that a rule of a pack cites."""
    pack = next((pack for pack in default_packs().packs if pack.id == pack_id), None)
    rule = next((rule for rule in pack.rules if rule.id == rule_id), None) if pack else None
    return rule.basis if rule else ""
