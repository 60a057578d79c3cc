"""Numbers and codes in addresses and forms: what no row can have is not there, before any database is asked."""

from __future__ import annotations

from typing import Final

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

_LARGEST: Final = 2**31 - 1


class RowNumber(IntegerConverter):
    """`<int:…>` in an address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=_LARGEST)


class Word(UnicodeConverter):
    """`<…>` in an address: a code, a reference, a section; control characters are in none of them."""

    def to_python(self, value: str) -> str:
        if not value.isprintable():
            raise ValidationError
        return super().to_python(value)


def init_addresses(app: Flask) -> None:
    """From here on these are what the rules' arguments are read by."""
    app.url_map.converters.update({"default": Word, "string": Word, "int": RowNumber})


def row_number(typed: str) -> int:
    """A row's number out of a form; raises ValueError where no row can have it."""
    number = int(typed)
    if not 0 <= number <= _LARGEST:
        raise ValueError(typed)
    return number
