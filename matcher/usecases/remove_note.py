"""Take a note's text away: that it was written, when and by whom stays."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from matcher.access import Action, Actor, reach
from matcher.errors import NotFoundError
from matcher.store import tables
from matcher.store.unit import Unit
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where the note stands: the vacancy's reference, and the entry where it is about one person's way."""

    reference: str
    entry_id: int | None = None


def remove_note(work: Work, actor: Actor, note_id: int) -> NotePlace:
    """Nobody reads the text any more; for its author and the coordinator. Twice is once.

    Raises:
        NotFoundError: there is no such note, or it is somebody else's.

    """
    with work.unit(actor) as unit:
        note = unit.session.get(tables.Note, note_id, with_for_update=True)
        if note is None or not (note.written_by == actor.id or reach(actor, Action.ASSIGN_MENTOR)):
            raise NotFoundError("Diese Notiz gibt es hier nicht.", "There is no such note here.")
        place = _place(unit, note)
        if note.text is not None:
            note.text = None
            unit.session.flush()
            unit.record("remove_note", "note", note.id)
        return place


def _place(unit: Unit, note: tables.Note) -> NotePlace:
    vacancy, entry = tables.Vacancy, tables.ShortlistEntry
    if note.vacancy_id is not None:
        return NotePlace(unit.session.get_one(vacancy, note.vacancy_id).reference)
    of_placement = (
        select(tables.Proposal.entry_id)
        .join(tables.Placement, tables.Placement.proposal_id == tables.Proposal.id)
        .where(tables.Placement.id == note.placement_id)
    )
    entry_id = note.entry_id or unit.session.scalars(of_placement).one()
    reference = select(vacancy.reference).join(entry, entry.vacancy_id == vacancy.id).where(entry.id == entry_id)
    return NotePlace(unit.session.scalars(reference).one(), entry_id)
