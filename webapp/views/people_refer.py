"""A job counsellor refers a person to the project, and sees whom they referred."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import InvalidInputError
from matcher.store.counselled import referrals_of
from matcher.usecases.permission import require
from matcher.usecases.refer_participant import refer_participant
from webapp.accounts import actor, work
from webapp.forms.people import ReferralForm
from webapp.forms.refusals import show_refusal


def refer() -> ResponseReturnValue:
    """Ask for the name and the person's word; whom the project knows already is not told here."""
    require(actor(), Action.REFER_PARTICIPANT)
    form = ReferralForm()
    if form.validate_on_submit():
        try:
            code = refer_participant(
                work(),
                actor(),
                form.identity(),
                agreed=bool(form.agreed.data),
                submission=form.submission.data or "",
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(
                _("Vermittelt unter dem Kürzel %(code)s. Die Koordination meldet sich bei der Person.", code=code),
                "success",
            )
            return redirect(url_for("people.refer"), 303)
    with work().reading() as reading:
        referred = referrals_of(reading, actor())
    status = 422 if form.errors or form.form_errors else 200
    return render_template("people/refer.html", form=form, referred=referred), status
