"""One vacancy's page: the employer service's, or its mentor's and the coordinator's."""

from __future__ import annotations

from flask import render_template

from matcher.access import Action, reach
from matcher.errors import NotFoundError
from matcher.store.fits import count_proposals, standing_of
from matcher.store.notes import keeps, notes_of_vacancy
from matcher.store.vacancies import VacancyPage, find_vacancy
from matcher.store.vacancy_reviews import decisions_on
from webapp.accounts import actor, work
from webapp.forms.notes import NoteForm
from webapp.forms.reviews import ReturnForm
from webapp.forms.vacancies import CloseForm, occupation_words


def vacancy_page(
    seen: VacancyPage,
    *,
    inbox: bool | None = None,
    giving_back: ReturnForm | None = None,
    closing: CloseForm | None = None,
    note: NoteForm | None = None,
    alert: str = "",
) -> str:
    """The page, with whichever form was sent and did not pass; `inbox` None: the one that the visitor works with."""
    asking = actor()
    with work().reading() as session:
        notes = notes_of_vacancy(session, asking, seen.id, seen.acquired_by)
        decisions = decisions_on(session, seen.id)
    common = {
        "vacancy": seen,
        "notes_here": notes,
        "inside": keeps(asking, seen.acquired_by),
        "decisions": decisions,
        "note_form": note or NoteForm(formdata=None),
        "close_form": closing or CloseForm(formdata=None),
        "alert": alert,
        "occupation_words": occupation_words,
    }
    if reach(asking, Action.ENTER_VACANCY) is None if inbox is None else inbox:
        return render_template("inbox/vacancy.html", form=giving_back or ReturnForm(formdata=None), **common)
    with work().reading() as session:
        standing = standing_of(session, asking, seen.id)
        proposals = count_proposals(session, seen.id)
    return render_template("vacancies/vacancy.html", standing=standing, proposals=proposals, **common)


def seen_vacancy(reference: str) -> VacancyPage:
    """The vacancy under this reference, if the visitor may see it."""
    with work().reading() as session:
        seen = find_vacancy(session, actor(), reference, work().clock.today())
    if seen is None:
        raise NotFoundError(
            "Diese Stelle gibt es hier nicht. Bitte die Kennung prüfen.",
            "There is no such vacancy here. Please check the reference.",
        )
    return seen
