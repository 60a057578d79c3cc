"""What the partners tell each other: where its pages are, for the row of links on each of them."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

_PLACES: Final = (
    ("news.index", _l("Neues")),
    ("partners.index", _l("Partner")),
    ("inquiries.index", _l("Fragen")),
    ("conferences.index", _l("Besprechungen")),
    ("tasks.index", _l("Aufgaben")),
)


def init_exchange(app: Flask) -> None:
    """`exchange_places()` in templates."""
    app.context_processor(lambda: {"exchange_places": exchange_places})


def exchange_places() -> list[tuple[str, Any]]:
    return [(endpoint, text) for endpoint, text in _PLACES if endpoint in current_app.view_functions]
