"""Pages go over the wire compressed: a county's mentors read them on phones."""

from __future__ import annotations

import gzip
import secrets
from io import BytesIO
from typing import Final

from flask import Flask, Response, request

_LEAST: Final = 1000
"""Bytes under which compression gains nothing."""
_LEVEL: Final = 5
_ZIPPED: Final = frozenset({"text/html", "application/json", "text/csv", "text/calendar"})
_LONGEST_NAME: Final = 100


def init_compression(app: Flask) -> None:
    """Answers whose browser takes gzip are sent so."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _ZIPPED or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and len(content := response.get_data()) >= _LEAST:
        response.set_data(_zipped(content))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _zipped(content: bytes) -> bytes:
    """With a name of random length, so that how well a page is compressed tells nobody a form's token (BREACH)."""
    target = BytesIO()
    name = "x" * (1 + secrets.randbelow(_LONGEST_NAME))
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=_LEVEL, fileobj=target, mtime=0) as zipped:
        zipped.write(content)
    return target.getvalue()
