"""What a user sets for themselves: the language of the pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from matcher.usecases.choose_language import choose_language
from webapp.accounts import actor, work
from webapp.language import CHOSEN, LANGUAGES

settings = Blueprint("settings", __name__)


@settings.post("/language")
def language() -> ResponseReturnValue:
    """Pages speak the chosen language from now on, also before the login."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session[CHOSEN] = chosen
        if current_user.is_authenticated:
            choose_language(work(), actor(), chosen)
    return redirect(_same_page())


def _same_page() -> str:
    """The page that the form stood on, never another site."""
    came_from = urlsplit(request.form.get("here", ""))
    local = came_from.path.startswith("/") and not came_from.path.startswith("//")
    if came_from.netloc or came_from.scheme or not local or "\\" in came_from.path:
        return url_for("home.home")
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
