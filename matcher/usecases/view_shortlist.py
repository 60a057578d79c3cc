"""Open a vacancy's shortlist; whom the employer service saw leaves an audit row (I11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.funding import Funding, funding_hints
from matcher.store.notes import NoteView, notes_for_ags
from matcher.store.proposals import Contact, Line, contacts_of_vacancy, lines_of_vacancy
from matcher.store.shortlists import Basis, Entry, basis_of, entries_of
from matcher.store.vacancies import VacancyPage, find_vacancy
from matcher.usecases.permission import require
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistView:
    vacancy: VacancyPage
    entries: tuple[Entry, ...]
    basis: Basis | None
    progress: Mapping[int, Line]
    """By entry: how far it has come with the firm."""
    contacts: Mapping[int, Contact]
    """By entry: name and contact of those who agreed to this proposal."""
    funding: tuple[Funding, ...]
    notes: Mapping[int, tuple[NoteView, ...]]
    """By entry: notes that the employer service may read, the newest first."""


def view_shortlist(work: Work, actor: Actor, reference: str, *, entry_id: int | None = None) -> ShortlistView:
    """Whoever may be shown for this vacancy at this moment; `entry_id` asks for one entry alone.

    Raises:
        DeniedError: the actor does not review shortlists.
        NotFoundError: there is no such vacancy, or the one entry asked for is not there any more.

    """
    require(actor, Action.REVIEW_SHORTLIST)
    with work.reading() as session:
        vacancy = find_vacancy(session, actor, reference, work.clock.today())
        if vacancy is None:
            raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such vacancy.")
        entries = entries_of(session, vacancy.id, entry_id)
        basis = basis_of(session, vacancy.id)
        progress = lines_of_vacancy(session, vacancy.id)
        contacts = contacts_of_vacancy(session, vacancy.id)
        notes = notes_for_ags(session, actor, [entry.id for entry in entries])
    if entry_id is not None and not entries:
        raise NotFoundError(
            "Dieser Vorschlag wurde zurückgezogen. Bitte die Liste neu laden.",
            "This proposal has been withdrawn. Please reload the list.",
        )
    if entries:
        with work.unit(actor) as unit:
            shown = [entry.participant_id for entry in entries]
            unit.record("view_shortlist", "vacancy", vacancy.id, participants=shown)
    return ShortlistView(
        vacancy=vacancy,
        entries=entries,
        basis=basis,
        progress=progress,
        contacts=contacts,
        funding=funding_hints(vacancy.kind),
        notes=notes,
    )
