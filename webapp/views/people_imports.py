"""Import of many people: upload a file, look at its rows, take them in, take all of it back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError, UnreadableFileError
from matcher.interchange.people import PEOPLE
from matcher.interchange.templates import explanation_of, header_of
from matcher.interchange.writing import workbook
from matcher.store.people_imports import find_people_import, imported_people, list_people_imports
from matcher.store.tables.imports import ImportState
from matcher.usecases.import_people import import_people, upload_people
from matcher.usecases.plan_people_import import PeoplePlan, plan_people_import
from matcher.usecases.undo_people_import import discard_people_import, undo_people_import
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.errors import status_of
from webapp.guard import guarded
from webapp.language import language

people_imports = guarded(Blueprint("people_imports", __name__, url_prefix="/people-imports"), Action.IMPORT_PEOPLE)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PeopleFileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    file = FileField(_l("Datei"), description=_l("CSV oder Excel (.xlsx), bis 10 MB"))


@people_imports.get("")
def index() -> ResponseReturnValue:
    return _index_page(PeopleFileForm(formdata=None))


@people_imports.post("")
def upload() -> ResponseReturnValue:
    """The file is read at once: whoever chose the wrong one learns it here."""
    form = PeopleFileForm()
    file = request.files.get("file")
    try:
        import_id = upload_people(work(), actor(), file.read() if file else b"", (file.filename or "") if file else "")
    except (UnreadableFileError, InvalidInputError) as error:
        form.file.errors = [error.message(language())]
        return _index_page(form), 422
    return redirect(url_for("people_imports.preview", import_id=import_id), 303)


@people_imports.get("/template.xlsx")
def template() -> ResponseReturnValue:
    """An empty table with every column, and a sheet that explains them."""
    spoken = language()
    names = ("Daten", "Erklärung") if spoken == "de" else ("data", "explanation")
    head = (_("Spalte"), _("andere Sprache"), _("Pflicht"), _("Beispiel"), _("Bedeutung"))
    content = workbook(
        {
            names[0]: (header_of(PEOPLE, spoken), ()),
            names[1]: (head, list(explanation_of(PEOPLE, spoken))),
        }
    )
    return Response(
        content, mimetype=_XLSX, headers={"Content-Disposition": 'attachment; filename="passgenau-people.xlsx"'}
    )


@people_imports.get("/<int:import_id>")
def preview(import_id: int) -> ResponseReturnValue:
    """What would be taken over, or what was."""
    row = _found(import_id)
    if row.state is not ImportState.PREVIEWED:
        with work().reading() as session:
            people = imported_people(session, import_id)
        return render_template("people_imports/result.html", imported=row, people=people)
    plan = _plan(row)
    chosen = frozenset(item.place for item in plan.rows if item.taken_by_default)
    return _preview_page(row, plan, chosen)


@people_imports.post("/<int:import_id>/confirm")
def confirm(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    chosen = frozenset(request.form.getlist("row", type=row_number))
    try:
        many = import_people(work(), actor(), import_id, places=chosen)
    except InvalidInputError as error:
        return _preview_page(row, _plan(row), chosen, error), status_of(error)
    flash(ngettext("%(num)d Person ist aufgenommen.", "%(num)d Menschen sind aufgenommen.", many), "success")
    return redirect(url_for("people_imports.preview", import_id=import_id), 303)


@people_imports.post("/<int:import_id>/discard")
def discard(import_id: int) -> ResponseReturnValue:
    discard_people_import(work(), actor(), _found(import_id).id)
    flash(_("Die Datei ist verworfen, nichts wurde übernommen."), "success")
    return redirect(url_for("people_imports.index"), 303)


@people_imports.post("/<int:import_id>/undo")
def undo(import_id: int) -> ResponseReturnValue:
    try:
        many = undo_people_import(work(), actor(), _found(import_id).id)
    except ConflictError as error:
        flash(error.message(language()), "warning")
    else:
        flash(ngettext("%(num)d Person ist gelöscht.", "%(num)d Menschen sind gelöscht.", many), "success")
    return redirect(url_for("people_imports.preview", import_id=import_id), 303)


def _index_page(form: PeopleFileForm) -> str:
    with work().reading() as session:
        listed = list_people_imports(session, actor())
    return render_template("people_imports/index.html", form=form, imports=listed)


def _preview_page(row: Any, plan: PeoplePlan, chosen: frozenset[int], error: InvalidInputError | None = None) -> str:
    ready = [item for item in plan.rows if item.taken_by_default and not item.notices]
    look = [item for item in plan.rows if item.may_be_taken and (item.is_double or item.notices)]
    return render_template(
        "people_imports/preview.html",
        imported=row,
        plan=plan,
        ready=ready,
        look=look,
        stopped=[item for item in plan.rows if not item.may_be_taken],
        chosen=chosen,
        error=error,
        field_words=_field_words,
    )


def _field_words(name: str) -> str:
    """What the template calls the column; a header of the file's own keeps its name."""
    column = next((column for column in PEOPLE.all if column.key == name), None)
    return column.german if column is not None and language() == "de" else name


def _plan(row: Any) -> PeoplePlan:
    with work().reading() as session:
        return plan_people_import(session, row.content, row.file_name, today=work().clock.today())


def _found(import_id: int) -> Any:
    with work().reading() as session:
        row = find_people_import(session, actor(), import_id)
    if row is None:
        raise NotFoundError("Diesen Import gibt es hier nicht.", "There is no such import here.")
    return row
