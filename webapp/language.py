"""German or English: the account's choice, else the session's, else the browser's, else German."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale
from flask_login import current_user

LANGUAGES: Final = ("de", "en")
CHOSEN: Final = "language"
_LOCALES: Final = MappingProxyType({"de": "de", "en": "en_GB"})
"""English with the day before the month, as everybody here writes it."""


def init_language(app: Flask) -> None:
    """Pages speak the user's language and Berlin's time."""
    app.config["BABEL_DEFAULT_LOCALE"] = "de"
    Babel(app, locale_selector=_selected, default_timezone="Europe/Berlin")


def language() -> str:
    """`de` or `en`, as the user reads the page."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "de"


def _selected() -> str:
    if not has_request_context():
        return "de"
    chosen = session.get(CHOSEN) or getattr(current_user, "language", None)
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES, default="de")
    return _LOCALES[chosen]
