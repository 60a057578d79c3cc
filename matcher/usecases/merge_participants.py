"""Two records are one person: a coordinator says so, both codes lead to one of them, and it can be taken back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select, update

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.store.clearances import standing_decisions
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.courses import EnrolmentOutcome
from matcher.store.tables.people import ParticipantState
from matcher.store.tables.placements import PlacementState, ProposalOutcome
from matcher.store.unit import Unit
from matcher.usecases.course_places import leave_courses
from matcher.usecases.leave_project import close_proposals
from matcher.usecases.merge_belongings import carry_mentor, move_belongings
from matcher.usecases.merge_documents import carry_document, document_id
from matcher.usecases.merge_restrictions import carry_bars, carry_refusals, carry_stop, carry_withdrawals
from matcher.usecases.merge_sections import SECTIONS, fill_sections
from matcher.usecases.permission import require
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

DOCUMENT: Final = "document"
CHOICES: Final = (*SECTIONS, DOCUMENT)
"""Sections in which the absorbed record may be preferred."""
CAUSE: Final = "merged"


def merge_participants(
    work: Work, actor: Actor, kept: int, absorbed: int, *, taken: Collection[str] = frozenset()
) -> int:
    """Both codes lead to one record, which holds the best of both; nothing is opened by it. Returns the merge's id.

    Releases and questions to the authority under the absorbed code are taken back, and everything that rests on
    the kept record is decided anew in the same transaction. A stop, an objection, a bar or a withdrawal of either
    counts for both; answers of the authority do not pass from one to the other.

    Args:
        work: the door's means.
        actor: a coordinator.
        kept: under whose code the person goes on.
        absorbed: whose code leads there from now on.
        taken: sections in which the absorbed record is right.

    Raises:
        NotFoundError: there is no such person.
        ConflictError: one of them has left, is merged already, or is at work under the absorbed code.

    """
    require(actor, Action.MERGE_PARTICIPANTS)
    if not set(taken) <= set(CHOICES):
        raise InvalidInputError("taken", "Bitte neu wählen.", "Please choose again.")
    with work.unit(actor) as unit:
        mine, theirs = lock_two(unit, kept, absorbed)
        _require_mergeable(unit, mine, theirs)
        moved: dict[str, Any] = {"sections": fill_sections(unit, kept, absorbed, taken)}
        moved["document"], voids = carry_document(unit, kept, absorbed, take=DOCUMENT in taken)
        moved["stood_on"] = document_id(unit, kept)
        moved |= move_belongings(unit, kept, absorbed)
        moved["mentorship"] = carry_mentor(unit, kept, absorbed)
        moved["stop"] = carry_stop(unit, kept, absorbed)
        moved["statement"] = carry_bars(unit, kept, absorbed)
        moved["consents"] = carry_withdrawals(unit, kept, absorbed)
        _close(unit, theirs, kept)
        redecide_person(unit, absorbed, CAUSE)
        mine.version += 1
        before = _standing(unit, kept)
        redecide_person(unit, kept, CAUSE, voids=voids)
        moved["voided"] = sorted(before - _standing(unit, kept))
        moved["decisions"] = carry_refusals(unit, kept, absorbed)
        redecide_person(unit, kept, CAUSE)
        row = tables.ParticipantMerge(
            kept_id=kept, absorbed_id=absorbed, moved=moved, merged_at=unit.at, merged_by=actor.id
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("merge_participants", "participant", kept, absorbed=absorbed, merge=row.id)
        return row.id


def lock_two(unit: Unit, first: int, second: int) -> tuple[tables.Participant, tables.Participant]:
    """Both rows, locked in one order whoever asks."""
    if first == second:
        raise InvalidInputError(
            "other",
            "Das ist dasselbe Kürzel. Bitte das andere wählen.",
            "This is the same code. Please choose the other.",
        )
    found = {participant_id: unit.lock_participant(participant_id) for participant_id in sorted((first, second))}
    one, other = found[first], found[second]
    if one is None or other is None:
        raise NotFoundError(
            "Diese Person gibt es hier nicht. Bitte das Kürzel prüfen.",
            "There is no such person here. Please check the code.",
        )
    return one, other


def _require_mergeable(unit: Unit, mine: tables.Participant, theirs: tables.Participant) -> None:
    for row in (mine, theirs):
        if row.state is not ParticipantState.ACTIVE:
            raise ConflictError(
                f"{row.code} nimmt nicht mehr teil oder ist schon zusammengeführt. Bitte das Kürzel prüfen.",
                f"{row.code} no longer takes part or is merged already. Please check the code.",
            )
    placement = tables.Placement
    at_work = select(placement.id).where(
        placement.participant_id == theirs.id, placement.state.in_((PlacementState.PLANNED, PlacementState.STARTED))
    )
    if unit.session.scalar(at_work.limit(1)) is not None:
        raise ConflictError(
            f"Unter {theirs.code} ist Arbeit geplant oder begonnen. Bitte dieses Kürzel behalten: die Seiten tauschen.",
            f"Work is planned or has begun under {theirs.code}. Please keep this code: swap the two.",
        )


def _close(unit: Unit, theirs: tables.Participant, kept: int) -> None:
    """The absorbed record takes part in nothing any more; its code leads to the kept one."""
    theirs.state = ParticipantState.LEFT
    theirs.merged_into = kept
    theirs.version += 1
    unit.session.flush()
    close_proposals(unit, theirs.id, ProposalOutcome.WITHDRAWN)
    leave_courses(unit, theirs.id, EnrolmentOutcome.LEFT)
    request = tables.ClearanceRequest
    unit.session.execute(
        update(request)
        .where(request.participant_id == theirs.id, request.state == RequestState.PENDING)
        .values(state=RequestState.WITHDRAWN)
    )


def _standing(unit: Unit, kept: int) -> frozenset[int]:
    """Answers that count for the record now."""
    return frozenset(row.id for row in unit.session.scalars(standing_decisions(kept)))
