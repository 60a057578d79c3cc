"""Meetings: the list, planning one, its agenda, what was decided about each item."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.access import Action, reach
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.model import Role
from matcher.store.actors import accounts_with
from matcher.store.conference_list import ConferencePage, conference_of, list_conferences, possible_owners
from matcher.store.tables.conferences import ConferenceState
from matcher.usecases.end_conference import cancel_conference, end_conference
from matcher.usecases.fill_agenda import add_item, fill_agenda, remove_item
from matcher.usecases.minute_item import minute_item
from matcher.usecases.permission import require
from matcher.usecases.plan_conference import INVITED, plan_conference
from matcher.usecases.view_conference import view_conference
from webapp.accounts import actor, work
from webapp.forms.conferences import ConferenceForm, DecisionForm, ItemForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.language import language

conferences = guarded(Blueprint("conferences", __name__, url_prefix="/conferences"), Action.EXCHANGE)


@conferences.get("")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        coming, past = list_conferences(session, actor())
    return render_template("conferences/index.html", coming=coming, past=past, holds=_holds())


@conferences.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(actor(), Action.HOLD_CONFERENCE)
    form = ConferenceForm()
    with work().reading() as session:
        partners = accounts_with(session, [role for role in INVITED if role is not Role.MENTOR])
        form.offer(partners | accounts_with(session, [Role.MENTOR]))
    if form.validate_on_submit():
        try:
            conference_id = plan_conference(work(), actor(), form.entry(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Die Besprechung ist geplant. Die Gäste wissen Bescheid."), "success")
            return redirect(url_for("conferences.conference", conference_id=conference_id), 303)
    return render_template("conferences/new.html", form=form), 422 if form.errors or form.form_errors else 200


@conferences.get("/<int:conference_id>")
def conference(conference_id: int) -> ResponseReturnValue:
    return _page(view_conference(work(), actor(), conference_id), ItemForm(formdata=None))


def _page(seen: ConferencePage, form: ItemForm, refused: str | None = None) -> ResponseReturnValue:
    now = work().clock.now()
    page = render_template(
        "conferences/conference.html",
        seen=seen,
        form=form,
        refused=refused,
        edits=_holds() and seen.state is ConferenceState.PLANNED,
        may_end=seen.starts_at <= now,
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


@conferences.post("/<int:conference_id>/fill")
def fill(conference_id: int) -> ResponseReturnValue:
    many = fill_agenda(work(), actor(), conference_id, submission=request.form.get("submission", ""))
    flash(
        ngettext("%(num)d Punkt ist neu.", "%(num)d Punkte sind neu.", many)
        if many
        else _("Nichts weiter ist fällig."),
        "success" if many else "info",
    )
    return _back(conference_id)


@conferences.post("/<int:conference_id>/items")
def add(conference_id: int) -> ResponseReturnValue:
    form = ItemForm()
    seen = _found(conference_id)
    if not form.validate():
        return _page(seen, form)
    detail, key = form.detail.data or "", form.submission.data or ""
    try:
        add_item(work(), actor(), conference_id, code=form.code.data, detail=detail, submission=key)
    except InvalidInputError as error:
        show_refusal(form, error)
        return _page(seen, form)
    except ConflictError as error:
        return _page(seen, form, error.message(language()))
    return _back(conference_id)


@conferences.post("/<int:conference_id>/items/<int:item_id>/remove")
def remove(conference_id: int, item_id: int) -> ResponseReturnValue:
    remove_item(work(), actor(), conference_id, item_id)
    return _back(conference_id)


@conferences.route("/<int:conference_id>/items/<int:item_id>", methods=["GET", "POST"])
def item(conference_id: int, item_id: int) -> ResponseReturnValue:
    """What was decided, and who has to do what by when."""
    require(actor(), Action.HOLD_CONFERENCE)
    seen = _found(conference_id)
    one = next((found for found in seen.items if found.id == item_id), None)
    if one is None:
        raise NotFoundError("Diesen Punkt gibt es hier nicht.", "There is no such item here.")
    form = DecisionForm(data={"minute": one.minute})
    with work().reading() as session:
        form.offer(possible_owners(session, conference_id, one.participant_id))
    refused = None
    if form.validate_on_submit():
        key = form.submission.data or ""
        try:
            minute_item(work(), actor(), conference_id, item_id, form.decision(), submission=key)
        except InvalidInputError as error:
            show_refusal(form, error)
        except ConflictError as error:
            refused = error.message(language())
        else:
            flash(_("Festgehalten."), "success")
            return redirect(url_for("conferences.conference", conference_id=conference_id, _anchor=f"i{item_id}"), 303)
    status = 409 if refused else 422 if form.errors or form.form_errors else 200
    return render_template("conferences/item.html", seen=seen, item=one, form=form, refused=refused), status


@conferences.post("/<int:conference_id>/end")
def end(conference_id: int) -> ResponseReturnValue:
    end_conference(work(), actor(), conference_id)
    flash(_("Die Besprechung ist abgeschlossen. Die Aufgaben laufen weiter."), "success")
    return _back(conference_id)


@conferences.post("/<int:conference_id>/cancel")
def cancel(conference_id: int) -> ResponseReturnValue:
    cancel_conference(work(), actor(), conference_id)
    flash(_("Die Besprechung ist abgesagt. Die Gäste wissen Bescheid."), "success")
    return redirect(url_for("conferences.index"), 303)


def _holds() -> bool:
    return reach(actor(), Action.HOLD_CONFERENCE) is not None


def _found(conference_id: int) -> ConferencePage:
    with work().reading() as session:
        seen = conference_of(session, actor(), conference_id)
    if seen is None:
        raise NotFoundError("Diese Besprechung gibt es hier nicht.", "There is no such meeting here.")
    return seen


def _back(conference_id: int) -> ResponseReturnValue:
    return redirect(url_for("conferences.conference", conference_id=conference_id), 303)
