"""A file that waits for its account's decision, whatever it holds: taken in, locked, let go in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypeVar

from sqlalchemy import select, update

from matcher.access import Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.imports import ImportState
from matcher.store.unit import Unit
from matcher.usecases.work import Work

Import = TypeVar("Import", tables.VacancyImport, tables.PeopleImport)

KEPT: Final = timedelta(days=1)
"""How long an undecided file is kept."""
MOST_BYTES: Final = 10_000_000


def name_of_file(content: bytes, file_name: str) -> str:
    """The file's name without its folders.

    Raises:
        InvalidInputError: no file, or one that is too large.

    """
    name = clean(file_name.replace("\\", "/").rsplit("/", 1)[-1])[-200:]
    if not name:
        raise InvalidInputError("file", "Bitte eine Datei wählen.", "Please choose a file.")
    if len(content) > MOST_BYTES:
        raise InvalidInputError("file", "Bitte eine Datei bis 10 MB wählen.", "Please choose a file of up to 10 MB.")
    return name


def await_decision(unit: Unit, actor: Actor, table: type[Import], content: bytes, name: str) -> Import:
    """The file waits; an earlier undecided one of the account is let go."""
    unit.session.execute(
        update(table)
        .where(table.account_id == actor.id, table.state == ImportState.PREVIEWED)
        .values(state=ImportState.DISCARDED, content=None, decided_at=unit.at)
    )
    row = table(
        account_id=actor.id,
        state=ImportState.PREVIEWED,
        file_name=name,
        content=content,
        uploaded_at=unit.at,
        expires_at=unit.at + KEPT,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def lock_import(unit: Unit, actor: Actor, table: type[Import], import_id: int) -> Import:
    """The actor's own import, locked until the commit."""
    row = unit.session.get(table, import_id, with_for_update=True)
    if row is None or row.account_id != actor.id:
        raise NotFoundError("Diesen Import gibt es hier nicht.", "There is no such import here.")
    return row


def waiting_content(row: tables.VacancyImport | tables.PeopleImport) -> bytes:
    """What the file holds, while nobody has decided on it.

    Raises:
        ConflictError: the file is not waiting any more.

    """
    if row.state is not ImportState.PREVIEWED or row.content is None:
        raise ConflictError(
            "Diese Datei wartet nicht mehr. Bitte noch einmal hochladen.",
            "This file is not waiting any more. Please upload it again.",
        )
    return row.content


def decide(unit: Unit, row: tables.VacancyImport | tables.PeopleImport, state: ImportState) -> None:
    """The file's content is not kept after the decision."""
    row.state, row.content, row.decided_at = state, None, unit.at


def let_go_expired(work: Work, table: type[Import]) -> int:
    """Files on which nobody decided in time are let go; how many were."""
    waiting = (table.state == ImportState.PREVIEWED, table.expires_at <= work.clock.now())
    with work.reading() as session:
        if session.scalar(select(table.id).where(*waiting).limit(1)) is None:
            return 0
    with work.unit(None) as unit:
        done = unit.session.scalars(
            update(table)
            .where(*waiting)
            .values(state=ImportState.DISCARDED, content=None, decided_at=unit.at)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        ).all()
        return len(done)
