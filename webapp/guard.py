"""Every blueprint names what its visitors must at least be allowed to do somewhere; the use cases decide the rest."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user

from matcher.access import Action, reach
from matcher.errors import DeniedError
from webapp.accounts import actor

GUARDED: Final[dict[str, frozenset[Action]]] = {}
"""Blueprint name → actions of which a visitor needs one; empty: any login."""


def guarded(blueprint: Blueprint, *actions: Action) -> Blueprint:
    """Let in only whoever is logged in and may do one of these for anybody at all."""
    GUARDED[blueprint.name] = frozenset(actions)
    blueprint.before_request(lambda: _check(frozenset(actions)))
    return blueprint


def _check(actions: frozenset[Action]) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        answer: ResponseReturnValue = current_app.extensions["security"]._unauthn_handler(["session"])  # noqa: SLF001 - the login redirect that its decorators use
        return answer
    if actions and not any(reach(actor(), action) for action in actions):
        raise DeniedError(
            "Ihr Konto darf diese Seite nicht sehen. Bitte bei der Koordination nachfragen.",
            "Your account may not see this page. Please ask the coordinator.",
        )
    return None
