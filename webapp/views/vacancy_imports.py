"""Import of many vacancies: upload a file, look at its rows, take them over, take all of it back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError, UnreadableFileError
from matcher.model import Kind
from matcher.store import imports as store
from matcher.store.tables.imports import ImportState
from matcher.usecases.import_vacancies import import_vacancies
from matcher.usecases.plan_import import ImportPlan, plan_import
from matcher.usecases.undo_import import discard_import, undo_import
from matcher.usecases.upload_vacancies import upload_vacancies
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.imports import NEW_FIRM, Confirmation, UploadForm
from webapp.forms.vacancies import VacancyForm
from webapp.guard import guarded
from webapp.language import language

imports = guarded(Blueprint("imports", __name__, url_prefix="/imports"), Action.ENTER_VACANCY)


@imports.get("")
def index() -> ResponseReturnValue:
    return _index_page(UploadForm(formdata=None))


@imports.post("")
def upload() -> ResponseReturnValue:
    """The file is read at once: whoever chose the wrong one learns it here."""
    form = UploadForm()
    file = request.files.get("file")
    try:
        import_id = upload_vacancies(
            work(), actor(), file.read() if file else b"", (file.filename or "") if file else ""
        )
    except (UnreadableFileError, InvalidInputError) as error:
        form.file.errors = [error.message(language())]
        return _index_page(form), 422
    return redirect(url_for("imports.preview", import_id=import_id), 303)


@imports.get("/<int:import_id>")
def preview(import_id: int) -> ResponseReturnValue:
    """What would be taken over, or what was."""
    row = _found(import_id)
    if row.state is not ImportState.PREVIEWED:
        with work().reading() as session:
            lines = store.imported_lines(session, import_id)
        return render_template("imports/result.html", imported=row, lines=lines)
    plan = _plan(row)
    return _preview_page(row, plan, Confirmation.fresh(plan))


@imports.post("/<int:import_id>/confirm")
def confirm(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    typed = Confirmation.typed(request.form)
    try:
        many = import_vacancies(
            work(), actor(), import_id, places=typed.places, firms=typed.named_firms(), kind=typed.kind
        )
    except InvalidInputError as error:
        return _preview_page(row, _plan(row, typed.kind), typed, error), status_of(error)
    flash(
        ngettext("%(num)d Stelle ist beim Arbeitgeberservice.", "%(num)d Stellen sind beim Arbeitgeberservice.", many),
        "success",
    )
    return redirect(url_for("imports.preview", import_id=import_id), 303)


@imports.post("/<int:import_id>/discard")
def discard(import_id: int) -> ResponseReturnValue:
    discard_import(work(), actor(), _found(import_id).id)
    flash(_("Die Datei ist verworfen, nichts wurde übernommen."), "success")
    return redirect(url_for("imports.index"), 303)


@imports.post("/<int:import_id>/undo")
def undo(import_id: int) -> ResponseReturnValue:
    try:
        many = undo_import(work(), actor(), _found(import_id).id)
    except ConflictError as error:
        flash(error.message(language()), "warning")
    else:
        flash(ngettext("%(num)d Stelle ist zurückgezogen.", "%(num)d Stellen sind zurückgezogen.", many), "success")
    return redirect(url_for("imports.preview", import_id=import_id), 303)


def _index_page(form: UploadForm) -> str:
    with work().reading() as session:
        listed = store.list_imports(session, actor())
    return render_template("imports/index.html", form=form, imports=listed)


def _preview_page(row: Any, plan: ImportPlan, typed: Confirmation, error: InvalidInputError | None = None) -> str:
    return render_template(
        "imports/preview.html",
        imported=row,
        plan=plan,
        typed=typed,
        error=error,
        kinds=Kind,
        new_firm=NEW_FIRM,
        groups=_groups(plan),
        field_words=_field_words,
    )


def _field_words(name: str) -> str:
    """What the form calls the field; a column of the file keeps its own name."""
    field = VacancyForm().field_named(name)
    return name if field is None else str(field.label.text)


def _groups(plan: ImportPlan) -> dict[str, list[Any]]:
    """Rows by what is to do with them: nothing, look again, mend in the file."""
    ready = [row for row in plan.rows if row.taken_by_default and not row.notices]
    look = [row for row in plan.rows if row.may_be_taken and (row.is_double or row.notices)]
    return {"ready": ready, "look": look, "stopped": [row for row in plan.rows if not row.may_be_taken]}


def _plan(row: Any, kind: Kind | None = None) -> ImportPlan:
    with work().reading() as session:
        return plan_import(session, actor(), row.content, row.file_name, today=work().clock.today(), kind=kind)


def _found(import_id: int) -> Any:
    with work().reading() as session:
        row = store.find_import(session, actor(), import_id)
    if row is None:
        raise NotFoundError("Diesen Import gibt es hier nicht.", "There is no such import here.")
    return row
