"""Expected errors as pages: one table from exception to status, one template, in the user's language."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import MappingProxyType, TracebackType
from typing import Any, Final

import structlog
from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from matcher.errors import (
    ConflictError,
    DeniedError,
    GateClosedError,
    InvalidInputError,
    NotFoundError,
    PassgenauError,
)
from webapp.language import language

STATUS: Final = MappingProxyType(
    {
        NotFoundError: 404,
        DeniedError: 403,
        ConflictError: 409,
        GateClosedError: 409,
        InvalidInputError: 422,
    }
)


_DEEPEST: Final = 80
_UNSTYLED: Final = (
    "Das System ist gerade nicht erreichbar, es wurde nichts gespeichert. Bitte gleich noch einmal versuchen.\n"
    "The system cannot be reached at the moment, nothing was saved. Please try again soon.\n"
)
log = structlog.get_logger()


class Application(Flask):
    """Flask whose log says of a defect what it is and where it arose, never what it was about."""

    def log_exception(self, exc_info: Any) -> None:
        """Classes and places only: messages of a database quote rows, and forms hold names."""
        chain = list(_chain(exc_info[1]))
        log.error(
            "defect",
            endpoint=request.endpoint,
            errors=[type(error).__name__ for error in chain],
            places=[place for error in chain for place in _places(error.__traceback__)],
        )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace, limit=-_DEEPEST)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def status_of(error: PassgenauError) -> int:
    """The HTTP status of an expected error; the nearest class in the table decides."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def init_errors(app: Flask) -> None:
    """Every error becomes a page that says what to do next."""
    app.register_error_handler(PassgenauError, _expected)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _defect)


def _expected(error: PassgenauError) -> ResponseReturnValue:
    return _page(status_of(error), _title(status_of(error)), error.message(language()))


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    message = _(
        "Diese Seite war zu lange offen. Gehen Sie im Browser zurück, laden Sie die Seite neu und senden Sie noch "
        "einmal ab."
    )
    return _page(400, _("Bitte noch einmal absenden"), message)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    return _page(error.code or 500, _title(error.code or 500), _advice(error.code or 500))


def _defect(_error: Exception) -> ResponseReturnValue:
    try:
        return _page(500, _title(500), _advice(500))
    except Exception as error:  # noqa: BLE001 - the page's header asks the database, which may be what is away
        log.error("defect_without_page", error=type(error).__name__)  # noqa: TRY400 - a traceback could carry data
        return Response(_UNSTYLED, status=500, mimetype="text/plain")


def _page(status: int, title: str, message: str) -> ResponseReturnValue:
    template = "errors/fragment.html" if "HX-Request" in request.headers else "errors/page.html"
    return render_template(template, status=status, title=title, message=message), status


def _title(status: int) -> str:
    return {
        403: _("Das ist hier nicht möglich"),
        404: _("Nicht gefunden"),
        409: _("Das geht gerade nicht"),
        413: _("Die Datei ist zu groß"),
        422: _("Bitte die Angaben prüfen"),
        429: _("Zu viele Versuche"),
    }.get(status, _("Etwas ist schiefgegangen"))


def _advice(status: int) -> str:
    return {
        403: _("Ihr Konto darf diese Seite nicht sehen. Bitte bei der Koordination nachfragen."),
        404: _("Diese Seite gibt es nicht, oder sie ist nicht für Sie. Bitte die Adresse prüfen."),
        405: _("Diese Adresse öffnet keine Seite. Bitte zurückgehen."),
        413: _("Bitte eine Datei bis 10 MB wählen."),
        429: _("Bitte eine Minute warten und dann noch einmal versuchen."),
    }.get(status, _("Es wurde nichts gespeichert. Bitte noch einmal versuchen."))
