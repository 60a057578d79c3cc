"""A note on a proposal, a vacancy or a placement."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from webapp.forms.people import SentOnce


class NoteForm(SentOnce):
    text = TextAreaField(_l("Neue Notiz"))

    def __init__(self, *, key: str = "", **options: Any) -> None:
        """`key` tells the fields of several such forms on one page apart."""
        super().__init__(**options)
        self.text.id = f"new-note{key}"
