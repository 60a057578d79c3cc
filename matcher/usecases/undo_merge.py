"""Take a merge back: two records again, each with what was its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, NotFoundError
from matcher.model import Recipient
from matcher.store import tables
from matcher.store.clearances import standing_decisions
from matcher.store.disclosures import has_refused
from matcher.store.mentorships import is_mentor
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.merge_belongings import begin_again, give_back
from matcher.usecases.merge_documents import put_document_back
from matcher.usecases.merge_participants import lock_two
from matcher.usecases.merge_restrictions import document_facts, facts_named
from matcher.usecases.merge_sections import put_back
from matcher.usecases.permission import require
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

CAUSE = "unmerged"


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What came of it: sections of the kept record that somebody has changed since stay as they are."""

    code: str
    left: tuple[str, ...]


def undo_merge(work: Work, actor: Actor, merge_id: int) -> Unmerged:
    """Both codes stand for themselves again. Releases and questions that ended do not come back by themselves.

    Answers of the authority that ended with the merge stand again where the document they were given about does.

    Raises:
        NotFoundError: there is no such merge.
        ConflictError: the kept record has left or was merged further.

    """
    require(actor, Action.MERGE_PARTICIPANTS)
    with work.unit(actor) as unit:
        merge = unit.session.get(tables.ParticipantMerge, merge_id, with_for_update=True)
        if merge is None:
            raise NotFoundError("Diese Zusammenführung gibt es nicht.", "There is no such merge.")
        kept, absorbed = lock_two(unit, merge.kept_id, merge.absorbed_id)
        if merge.undone_at is not None:
            return Unmerged(absorbed.code, ())
        if kept.state is not ParticipantState.ACTIVE:
            raise ConflictError(
                f"{kept.code} nimmt nicht mehr teil oder ist weiter zusammengeführt. Bitte das zuerst zurücknehmen.",
                f"{kept.code} no longer takes part or was merged further. Please undo that first.",
            )
        merge.undone_at, merge.undone_by = unit.at, actor.id
        left = _part(unit, kept, absorbed, merge.moved)
        unit.record("undo_merge", "participant", kept.id, absorbed=absorbed.id, merge=merge.id, left=left)
        merge.moved = {"left": left}
        return Unmerged(absorbed.code, tuple(left))


def _part(unit: Unit, kept: tables.Participant, absorbed: tables.Participant, moved: dict[str, Any]) -> list[str]:
    absorbed.state, absorbed.merged_into = ParticipantState.ACTIVE, None
    for row in (kept, absorbed):
        row.version += 1
    unit.session.flush()
    left = put_back(unit, kept.id, moved["sections"])
    same_document = put_document_back(unit, kept.id, moved["document"], moved["stood_on"])
    left += [] if same_document or moved["document"] is None else ["document"]
    redecide_person(unit, kept.id, CAUSE, voids=moved["document"] is not None)
    give_back(unit, kept.id, absorbed.id, moved)
    _lift(unit, moved["stop"])
    _restore_statement(unit, kept.id, moved["statement"])
    _restore_decisions(unit, kept.id, moved, same_document=same_document)
    _restore_consents(unit, moved["consents"])
    _restore_mentors(unit, absorbed.id, moved["mentorship"])
    for row in (kept, absorbed):
        redecide_person(unit, row.id, CAUSE)
    return left


def _lift(unit: Unit, stop_id: int | None) -> None:
    stop = unit.session.get(tables.PlacementStop, stop_id) if stop_id is not None else None
    if stop is not None and stop.lifted_at is None:
        stop.lifted_at, stop.lifted_by = unit.at, unit.actor_id
        unit.session.flush()
        unit.record("lift_stop", "participant", stop.participant_id)


def _restore_statement(unit: Unit, kept: int, pair: list[int | None] | None) -> None:
    if pair is None:
        return
    new = unit.session.get_one(tables.AuthorityStatement, pair[0])
    if new.superseded_at is not None:
        return
    new.superseded_at = unit.at
    unit.session.flush()
    if pair[1] is not None:
        old = unit.session.get_one(tables.AuthorityStatement, pair[1])
        unit.session.add(
            tables.AuthorityStatement(
                participant_id=kept,
                procedure=old.procedure,
                bars=list(old.bars),
                recorded_at=unit.at,
                recorded_by=old.recorded_by,
            )
        )
        unit.session.flush()


def _restore_decisions(unit: Unit, kept: int, moved: dict[str, Any], *, same_document: bool) -> None:
    """What was carried here ends; what ended for it stands again, unless something newer answers the question."""
    decision = tables.ClearanceDecision
    for new, _ in moved["decisions"]:
        row = unit.session.get_one(decision, new)
        if row.superseded_at is None:
            row.superseded_at, row.superseded_why = unit.at, CAUSE
    unit.session.flush()
    replaced = [before for _, before in moved["decisions"] if before is not None]
    for decision_id in sorted({*replaced, *moved["voided"]}) if same_document else ():
        row = unit.session.get_one(decision, decision_id)
        about = decision.kind == row.kind if row.vacancy_id is None else decision.vacancy_id == row.vacancy_id
        newer = standing_decisions(kept).where(decision.level == row.level, about)
        same_facts = not row.facts or facts_named(row) == document_facts(unit, kept)
        if same_facts and unit.session.scalars(newer).first() is None:
            row.superseded_at, row.superseded_why = None, None
            unit.session.flush()
            unit.record("restore_decision", "participant", kept, decision=row.id)


def _restore_consents(unit: Unit, ids: list[int]) -> None:
    """Consents that ended because of the other record are appended again as they were given."""
    consent = tables.DataConsent
    for old in unit.session.scalars(select(consent).where(consent.id.in_(ids)).order_by(consent.id)).all():
        same = (
            consent.participant_id == old.participant_id,
            consent.recipient == old.recipient,
            consent.category == old.category,
        )
        newer = select(consent.id).where(*same, (consent.id > old.id) | consent.withdrawn_at.is_(None))
        if unit.session.scalar(newer.limit(1)) is not None:
            continue
        unit.session.add(
            consent(
                participant_id=old.participant_id,
                recipient=old.recipient,
                category=old.category,
                text_version=old.text_version,
                language=old.language,
                given_on=old.given_on,
                recorded_at=unit.at,
                recorded_by=unit.actor_id,
                sheet_id=old.sheet_id,
            )
        )
    unit.session.flush()


def _restore_mentors(unit: Unit, absorbed: int, moved: dict[str, int | None]) -> None:
    mentorship = tables.Mentorship
    begun = unit.session.get(mentorship, moved["begun"]) if moved["begun"] is not None else None
    if begun is not None and begun.ended_on is None:
        begun.ended_on, begun.end_reason = unit.today, CAUSE
        unit.session.flush()
    ended = unit.session.get(mentorship, moved["ended"]) if moved["ended"] is not None else None
    may_go_on = (
        ended is not None
        and ended.planned_end > unit.today
        and is_mentor(unit.session, ended.mentor_id)
        and not has_refused(unit.session, absorbed, Recipient.MENTOR)
    )
    if ended is not None and may_go_on:
        begin_again(unit, absorbed, ended)
