"""How the system is, for the administration; and one address for whoever watches from outside."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from matcher.access import Action, Allowed, may
from matcher.store.accounts import list_accounts
from matcher.store.health import health_of, is_reachable
from webapp.accounts import actor, work
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


@probe.get("/healthz")
def healthz() -> Response:
    if is_reachable(work().database):
        return Response("ok\n", mimetype="text/plain")
    return Response("database\n", status=503, mimetype="text/plain")
