"""A mentor's entry in the register: languages and place, and the trainings they took part in."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError
from matcher.usecases.describe_mentor import describe_mentor
from matcher.usecases.record_training import record_training, remove_training
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.forms.mentorships import RegisterForm, TrainingForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded
from webapp.views.mentoring import back_to_mentor, mentor_page

mentor_register = guarded(Blueprint("mentor_register", __name__, url_prefix="/mentoring"), Action.ARRANGE_MENTORING)


@mentor_register.post("/<int:account_id>/entry")
def entry(account_id: int) -> ResponseReturnValue:
    form = RegisterForm()
    if form.validate():
        try:
            describe_mentor(work(), actor(), account_id, form.entry())
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Gespeichert."), "success")
            return back_to_mentor(account_id)
    return mentor_page(account_id, register=form), 422


@mentor_register.post("/<int:account_id>/trainings")
def training(account_id: int) -> ResponseReturnValue:
    form = TrainingForm()
    if form.validate() and form.held_on.data is not None:
        key = form.submission.data or ""
        try:
            record_training(work(), actor(), account_id, form.title.data or "", form.held_on.data, submission=key)
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Schulung eingetragen."), "success")
            return back_to_mentor(account_id)
    return mentor_page(account_id, training=form), 422


@mentor_register.post("/<int:account_id>/trainings/remove")
def remove(account_id: int) -> ResponseReturnValue:
    remove_training(work(), actor(), account_id, request.form.get("training", 0, type=row_number))
    flash(_("Die Schulung ist entfernt."), "success")
    return back_to_mentor(account_id)
