"""Enter a partner organisation, or change what stands of one (5)."""

from __future__ import annotations

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.store import tables
from matcher.store.tables.partners import PartnerEvent
from matcher.store.unit import Unit
from matcher.usecases.begin_edit import Revision
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.partner_entry import OrganisationEntry, checked, differences, keep_change
from matcher.usecases.permission import require
from matcher.usecases.tell_concerned import tell_concerned
from matcher.usecases.work import Work


def add_organisation(work: Work, actor: Actor, entry: OrganisationEntry, *, submission: str) -> int:
    """Its id; a form that is sent twice enters one.

    Raises:
        InvalidInputError: names the field; there is one of that name already.

    """
    require(actor, Action.EDIT_PARTNERS)
    values = checked(entry)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["organisation"])
        _require_new_name(unit, values["name"], None)
        row = tables.Organisation(**values, created_at=unit.at, created_by=actor.id)
        unit.session.add(row)
        unit.session.flush()
        keep_change(unit, row.id, None, PartnerEvent.ADDED, differences(None, values))
        remember(unit, submission, actor.id, organisation=row.id)
        unit.record("add_organisation", "organisation", row.id)
        return row.id


def edit_organisation(
    work: Work, actor: Actor, organisation_id: int, entry: OrganisationEntry, *, revision: Revision
) -> None:
    """What changed is kept with what stood before, and whom it concerns is told.

    Raises:
        InvalidInputError: names the field.
        ConflictError: somebody else has saved meanwhile.

    """
    require(actor, Action.EDIT_PARTNERS)
    values = checked(entry)
    with work.unit(actor) as unit:
        row = unit.session.get(tables.Organisation, organisation_id, with_for_update=True)
        if row is None:
            raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such organisation.")
        if not once(unit, revision.submission, actor.id):
            return
        require_version(row, revision)
        _require_new_name(unit, values["name"], organisation_id)
        changed = differences(row, values)
        if not changed:
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        unit.session.flush()
        keep_change(unit, row.id, None, PartnerEvent.CHANGED, changed)
        unit.record("edit_organisation", "organisation", row.id, fields=sorted(changed))
        tell_concerned(unit, row, None)


def require_version(row: tables.Organisation | tables.Contact, revision: Revision) -> None:
    if row.version != revision.version:
        raise ConflictError(
            "Jemand anders hat das inzwischen geändert. Ihre Eingaben stehen noch im Formular: bitte vergleichen und "
            "noch einmal speichern.",
            "Somebody else has changed this meanwhile. What you typed is still in the form: please compare and save "
            "again.",
        )


def _require_new_name(unit: Unit, name: str, organisation_id: int | None) -> None:
    place = tables.Organisation
    query = select(place.id).where(func.lower(place.name) == name.lower())
    if organisation_id is not None:
        query = query.where(place.id != organisation_id)
    if unit.session.scalar(query.limit(1)) is not None:
        raise InvalidInputError(
            "name",
            "Diese Stelle steht schon im Verzeichnis. Bitte dort ändern, oder den Namen genauer schreiben.",
            "This organisation is in the register already. Please change it there, or write a more exact name.",
        )
