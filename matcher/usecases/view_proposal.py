"""Open one proposal, or its sheet for the firm; the employer service's look leaves an audit row (I11)."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import NotFoundError
from matcher.store.proposal_pages import ProposalPage, proposal_page
from matcher.store.proposal_sheets import Sheet, sheet_of
from matcher.usecases.permission import require
from matcher.usecases.work import Work


def view_proposal(work: Work, actor: Actor, entry_id: int) -> ProposalPage:
    """The entry's course, for its mentor, the coordinator, or the employer service while it may see the entry.

    Raises:
        NotFoundError: there is no such proposal, or the actor may not know that there is.

    """
    with work.reading() as session:
        page = proposal_page(session, actor, entry_id)
    if page is None:
        raise _gone()
    if not page.accompanies:
        with work.unit(actor) as unit:
            unit.record("view_proposal", "shortlist_entry", entry_id, named=page.contact is not None)
    return page


def view_sheet(work: Work, actor: Actor, entry_id: int) -> Sheet:
    """What the firm may read, as of this moment; every print leaves an audit row.

    Raises:
        NotFoundError: the entry is not (or no longer) before the employer service.

    """
    with work.reading() as session:
        page = proposal_page(session, actor, entry_id)
        sheet = sheet_of(session, entry_id) if page is not None else None
    if sheet is None:
        raise _gone()
    require(actor, Action.REPORT_ANSWER, owners=frozenset({actor.id}))
    with work.unit(actor) as unit:
        unit.record("view_sheet", "shortlist_entry", entry_id, named=sheet.contact is not None)
    return sheet


def _gone() -> NotFoundError:
    return NotFoundError(
        "Diesen Vorschlag gibt es hier nicht (mehr). Bitte die Liste neu laden.",
        "This proposal is not here (any more). Please reload the list.",
    )
