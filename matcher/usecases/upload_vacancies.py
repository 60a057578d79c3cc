"""Take in a file of vacancies, to be looked at before anything of it counts."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.store import tables
from matcher.usecases.file_import import await_decision, name_of_file
from matcher.usecases.permission import require
from matcher.usecases.plan_import import plan_import
from matcher.usecases.work import Work


def upload_vacancies(work: Work, actor: Actor, content: bytes, file_name: str) -> int:
    """The file waits for a decision; returns the import's id. An earlier undecided file of the account is let go.

    Raises:
        InvalidInputError: no file, or one that is too large.
        UnreadableFileError: nothing of the file can be used; nothing is kept.

    """
    require(actor, Action.ENTER_VACANCY)
    name = name_of_file(content, file_name)
    with work.reading() as session:
        plan_import(session, actor, content, name, today=work.clock.today())
    with work.unit(actor) as unit:
        row = await_decision(unit, actor, tables.VacancyImport, content, name)
        unit.record("upload_vacancies", "vacancy_import", row.id)
        return row.id
