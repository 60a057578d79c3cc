"""An account chooses the language of its pages."""

from __future__ import annotations

from matcher.access import Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.usecases.work import Work

LANGUAGES = ("de", "en")


def choose_language(work: Work, actor: Actor, language: str) -> None:
    """Pages and messages for this account are in the language from now on."""
    if language not in LANGUAGES:
        raise InvalidInputError("language", "Bitte Deutsch oder Englisch wählen.", "Please choose German or English.")
    with work.unit(actor) as unit:
        account = unit.session.get(tables.Account, actor.id)
        if account is None:
            raise NotFoundError("Dieses Konto gibt es nicht.", "There is no such account.")
        account.language = language
