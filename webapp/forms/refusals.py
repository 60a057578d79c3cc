"""Puts a use case's refusal at the field that it names, so that the form can be shown again as typed."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from wtforms import FieldList

from matcher.errors import InvalidInputError
from webapp.language import language


def show_refusal(form: Any, error: InvalidInputError) -> None:
    """The message stands at its field; where the form has no such field, at the form's top.

    A form whose key was used up gets a fresh one, so that it can be sent again.
    """
    named = getattr(form, "field_named", None)
    field = named(error.field) if named else None
    field = field or next((item for item in form if item.short_name == error.field), None)
    message = error.message(language())
    if field is None:
        form.form_errors.append(message)
    else:
        field.errors = [*field.errors, message]
        for rows in (item for item in form if isinstance(item, FieldList)):
            rows.errors = [row.errors for row in rows if row.errors]
    if error.field == "submission" and field is not None:
        field.raw_data, field.data = None, token_urlsafe(18)
