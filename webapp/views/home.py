"""The first page: what is next, for whoever is asking."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matcher.model import Role
from webapp.accounts import actor
from webapp.guard import guarded

home = guarded(Blueprint("home", __name__))
_STARTS: Final = MappingProxyType(
    {
        Role.COORDINATOR: "overview.index",
        Role.MENTOR: "day.index",
        Role.AGS: "inbox.index",
        Role.ABH: "worklist.index",
        Role.COUNSELLOR: "people.index",
        Role.COUNTY: "county.index",
        Role.ADMIN: "health.index",
    }
)
"""Each role's first page; who holds several starts at the first named here."""


@home.get("/", endpoint="home")
def start() -> ResponseReturnValue:
    roles = actor().roles
    endpoint = next((_STARTS[role] for role in _STARTS if role in roles), None)
    if endpoint is None:
        return render_template("home.html")
    return redirect(url_for(endpoint))
