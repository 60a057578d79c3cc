"""Change a vacancy; whatever rests on its facts is decided anew in the same transaction (7(3))."""

from __future__ import annotations

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.once import once
from matcher.usecases.permission import require
from matcher.usecases.redecide import redecide_vacancy
from matcher.usecases.submit_vacancy import VacancyEntry, check_entry, employer_named, write_entry
from matcher.usecases.work import Work


def edit_vacancy(
    work: Work, actor: Actor, vacancy_id: int, entry: VacancyEntry, *, version: int, submission: str
) -> None:
    """The vacancy reads as entered; a returned one goes back to the employer service.

    Raises:
        ConflictError: somebody else has saved since, or the vacancy is closed.
        InvalidInputError: names the field.

    """
    with work.unit(actor) as unit:
        row = lock_vacancy(unit, vacancy_id)
        require(actor, Action.EDIT_VACANCY, owners=frozenset({row.acquired_by} - {None}))  # type: ignore[arg-type]
        checked = check_entry(entry, unit.today)
        if not once(unit, submission, actor.id):
            return
        if row.state is VacancyState.CLOSED:
            raise ConflictError(
                "Diese Stelle ist geschlossen und bleibt, wie sie ist.",
                "This vacancy is closed and stays as it is.",
            )
        if row.version != version:
            raise ConflictError(
                "Jemand anders hat diese Stelle inzwischen geändert. Ihre Eingaben stehen noch im Formular: "
                "bitte vergleichen und noch einmal speichern.",
                "Somebody else has changed this vacancy meanwhile. What you typed is still in the form: "
                "please compare and save again.",
            )
        _require_room(row, checked)
        row.employer_id = employer_named(unit, checked)
        write_entry(row, checked)
        row.version += 1
        row.changed_at = unit.at
        row.asked_at = None
        if row.state is VacancyState.RETURNED:
            row.state = VacancyState.SUBMITTED
            row.return_reason = None
            row.return_note = None
            unit.notify(NotificationKind.VACANCY_SUBMITTED, ("vacancy", row.id), role=Role.AGS)
        unit.session.flush()
        unit.record("edit_vacancy", "vacancy", row.id)
        redecide_vacancy(unit, row.id)


def _require_room(row: tables.Vacancy, entry: VacancyEntry) -> None:
    if entry.places <= row.filled:
        raise InvalidInputError(
            "places",
            f"Davon sind {row.filled} schon besetzt. Bitte mehr Plätze eintragen oder die Stelle schließen.",
            f"{row.filled} of them are taken already. Please enter more places or close the vacancy.",
        )


def lock_vacancy(unit: Unit, vacancy_id: int) -> tables.Vacancy:
    """The vacancy's row, locked until the commit."""
    row = unit.session.get(tables.Vacancy, vacancy_id, with_for_update=True)
    if row is None:
        raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such vacancy.")
    return row
