"""What keeps a person back under either code keeps them back after a merge: nothing is opened by it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from matcher.consents import falling_with
from matcher.model import AbhBar, Answer
from matcher.store import tables
from matcher.store.clearances import standing_decisions
from matcher.store.unit import Unit
from matcher.usecases.withdraw_consent import withdraw_cells

_NO: Final = (Answer.OBJECTION, Answer.REFUSED)
_COPIED: Final = (
    "level",
    "kind",
    "vacancy_id",
    "mode",
    "answer",
    "answered_on",
    "sent_on",
    "deadline",
    "valid_from",
    "valid_until",
    "hours_max",
    "employer_only",
    "pack",
    "rule",
    "facts",
    "fingerprint",
    "paper_reference",
)


def carry_stop(unit: Unit, kept: int, absorbed: int) -> int | None:
    """A stop of the one stands for both; its id on the kept record, if it is new there."""
    stop = tables.PlacementStop
    query = select(stop).where(stop.lifted_at.is_(None))
    theirs = unit.session.scalars(query.where(stop.participant_id == absorbed)).one_or_none()
    if theirs is None or unit.session.scalar(query.where(stop.participant_id == kept)) is not None:
        return None
    row = stop(participant_id=kept, reason=theirs.reason, set_at=unit.at, set_by=theirs.set_by)
    unit.session.add(row)
    unit.session.flush()
    unit.record("set_stop", "participant", kept, reason=str(row.reason))
    return row.id


def carry_refusals(unit: Unit, kept: int, absorbed: int) -> list[list[int | None]]:
    """An objection stops the person in any mode; a refusal closes its pair, where it was about the same facts.

    Returns:
        Pairs of the decision that stands now and the one that it replaced.

    """
    carried: list[list[int | None]] = []
    document = document_facts(unit, kept)
    for theirs in unit.session.scalars(standing_decisions(absorbed)).all():
        about_same = facts_named(theirs) == document
        if theirs.answer not in _NO or (theirs.answer is Answer.REFUSED and not about_same):
            continue
        mine = _same_question(unit, kept, theirs)
        if mine is not None and mine.answer is Answer.OBJECTION:
            continue
        if mine is not None:
            mine.superseded_at, mine.superseded_why = unit.at, "merged"
            unit.session.flush()
        row = tables.ClearanceDecision(
            participant_id=kept,
            decided_at=unit.at,
            decided_by=theirs.decided_by,
            **{name: getattr(theirs, name) for name in _COPIED},
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("decide_clearance", "participant", kept, decision=row.id, answer=str(row.answer))
        carried.append([row.id, mine.id if mine is not None else None])
    return carried


def carry_bars(unit: Unit, kept: int, absorbed: int) -> list[int | None] | None:
    """What the authority stated against either counts; the new statement and the one before, if anything changed."""
    theirs, mine = (_statement(unit, participant_id) for participant_id in (absorbed, kept))
    bars = {AbhBar(bar) for row in (theirs, mine) if row is not None for bar in row.bars}
    if theirs is None or (mine is not None and bars == {AbhBar(bar) for bar in mine.bars}):
        return None
    if mine is not None:
        mine.superseded_at = unit.at
        unit.session.flush()
    row = tables.AuthorityStatement(
        participant_id=kept,
        procedure=(mine or theirs).procedure,
        bars=sorted(str(bar) for bar in bars),
        recorded_at=unit.at,
        recorded_by=theirs.recorded_by,
    )
    unit.session.add(row)
    unit.session.flush()
    return [row.id, mine.id if mine is not None else None]


def carry_withdrawals(unit: Unit, kept: int, absorbed: int) -> list[int]:
    """What the person took back under the other code later than they gave it here, they took back."""
    consent = tables.DataConsent
    fallen: list[int] = []
    standing = unit.session.scalars(
        select(consent).where(consent.participant_id == kept, consent.withdrawn_at.is_(None)).order_by(consent.id)
    ).all()
    for given in standing:
        same = (consent.recipient == given.recipient, consent.category == given.category)
        newest = select(func.max(consent.id)).where(consent.participant_id == absorbed, *same).scalar_subquery()
        withdrawn = unit.session.scalar(select(consent.withdrawn_at).where(consent.id == newest))
        if withdrawn is not None and withdrawn > given.recorded_at:
            fallen += [
                consent_id
                for consent_id, _ in withdraw_cells(
                    unit, kept, given.recipient, falling_with(given.recipient, given.category)
                )
            ]
    return sorted(fallen)


def _same_question(unit: Unit, kept: int, theirs: tables.ClearanceDecision) -> tables.ClearanceDecision | None:
    decision = tables.ClearanceDecision
    about = decision.kind == theirs.kind if theirs.vacancy_id is None else decision.vacancy_id == theirs.vacancy_id
    return unit.session.scalars(standing_decisions(kept).where(decision.level == theirs.level, about)).one_or_none()


def _statement(unit: Unit, participant_id: int) -> Any:
    statement = tables.AuthorityStatement
    query = select(statement).where(statement.participant_id == participant_id, statement.superseded_at.is_(None))
    return unit.session.scalars(query).one_or_none()


def facts_named(decision: tables.ClearanceDecision) -> tuple[str | None, str | None]:
    """Status and nationality that an answer was given about."""
    return decision.facts.get("status"), decision.facts.get("nationality")


def document_facts(unit: Unit, participant_id: int) -> tuple[str | None, str | None]:
    """Status and nationality of the document that counts: what an answer names."""
    document = tables.ResidenceDocument
    row = unit.session.execute(
        select(document.status, document.nationality).where(
            document.participant_id == participant_id, document.superseded_at.is_(None)
        )
    ).one_or_none()
    return (row.status, row.nationality) if row is not None else (None, None)
