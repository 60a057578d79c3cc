"""How the system is, for the administration; and one address for whoever watches from outside."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.access import Action, Allowed, may
from matcher.store.accounts import list_accounts
from matcher.store.health import health_of, is_reachable
from matcher.usecases.retry_mails import retry_mails
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.guard import guarded

health = guarded(Blueprint("health", __name__), Action.SEE_SYSTEM_HEALTH)
probe = Blueprint("probe", __name__)
"""Without login: a watchdog has none, and the answer says nothing but whether the system answers."""


@health.get("/health")
def index() -> ResponseReturnValue:
    manages = isinstance(may(actor(), Action.MANAGE_USERS), Allowed)
    accounts = None
    if manages:
        with work().reading() as session:
            accounts = list_accounts(session)
    return render_template(
        "health/index.html", health=health_of(work().database, work().clock.today()), accounts=accounts
    )


@health.post("/health/mails")
def retry() -> ResponseReturnValue:
    """Try a mail again that failed, or all of them."""
    many = retry_mails(work(), actor(), mail_id=request.form.get("mail", type=row_number))
    if many:
        done = ngettext(
            "%(num)d Mail geht gleich noch einmal raus.", "%(num)d Mails gehen gleich noch einmal raus.", many
        )
        flash(done, "success")
    else:
        flash(_("Hier ist nichts mehr zu senden."), "info")
    return redirect(url_for("health.index", _anchor="mails"), 303)


@probe.get("/healthz")
def healthz() -> Response:
    if is_reachable(work().database):
        return Response("ok\n", mimetype="text/plain")
    return Response("database\n", status=503, mimetype="text/plain")
