"""Take in a file of vacancies, to be looked at before anything of it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import update

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.imports import ImportState
from matcher.usecases.permission import require
from matcher.usecases.plan_import import plan_import
from matcher.usecases.work import Work

KEPT: Final = timedelta(days=1)
"""How long an undecided file is kept."""
MOST_BYTES: Final = 10_000_000


def upload_vacancies(work: Work, actor: Actor, content: bytes, file_name: str) -> int:
    """The file waits for a decision; returns the import's id. An earlier undecided file of the account is let go.

    Raises:
        InvalidInputError: no file, or one that is too large.
        UnreadableFileError: nothing of the file can be used; nothing is kept.

    """
    require(actor, Action.ENTER_VACANCY)
    name = clean(file_name.replace("\\", "/").rsplit("/", 1)[-1])[-200:]
    if not name:
        raise InvalidInputError("file", "Bitte eine Datei wählen.", "Please choose a file.")
    if len(content) > MOST_BYTES:
        raise InvalidInputError("file", "Bitte eine Datei bis 10 MB wählen.", "Please choose a file of up to 10 MB.")
    with work.reading() as session:
        plan_import(session, actor, content, name, today=work.clock.today())
    with work.unit(actor) as unit:
        unit.session.execute(
            update(tables.VacancyImport)
            .where(tables.VacancyImport.account_id == actor.id, tables.VacancyImport.state == ImportState.PREVIEWED)
            .values(state=ImportState.DISCARDED, content=None, decided_at=unit.at)
        )
        row = tables.VacancyImport(
            account_id=actor.id,
            state=ImportState.PREVIEWED,
            file_name=name,
            content=content,
            uploaded_at=unit.at,
            expires_at=unit.at + KEPT,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.record("upload_vacancies", "vacancy_import", row.id)
        return row.id
