"""How long a login lasts and what its cookie holds: one working day, no names, nothing left after logging out."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, g, session
from flask_login import user_logged_in, user_logged_out

from matcher.usecases.end_sessions import end_sessions
from matcher.usecases.work import Work
from webapp.language import CHOSEN

SESSION_HOURS: Final = 9
_SINCE: Final = "since"
_TOKEN: Final = "csrf_token"  # noqa: S105 - the name of a form field


class Sessions:
    """Sessions end nine hours after the login, however busy they are, and everywhere with the logout.

    The cookie is sent when it changes, not with every answer: styles and fonts, which caches keep, carry none.
    """

    def __init__(self, app: Flask, work: Work) -> None:
        self._work = work
        app.config.update(
            PERMANENT_SESSION_LIFETIME=SESSION_HOURS * 3600,
            REMEMBER_COOKIE_DURATION=0,
            SESSION_REFRESH_EACH_REQUEST=False,
        )
        app.extensions["passgenau.sessions"] = self  # signals hold their receivers weakly
        app.before_request(self._end_when_due)
        user_logged_in.connect(self._begin, app)
        user_logged_out.connect(self._end, app)

    def _begin(self, _app: Flask, **_sent: Any) -> None:
        """A form's token from before the login is worth nothing after it."""
        session.pop(_TOKEN, None)
        g.pop(_TOKEN, None)
        session.permanent = True
        session[_SINCE] = self._now()

    def _end_when_due(self) -> None:
        since = session.get(_SINCE)
        if since is not None and self._now() - since >= SESSION_HOURS * 3600:
            _forget()

    def _end(self, _app: Flask, user: Any, **_sent: Any) -> None:
        if user.is_authenticated:
            end_sessions(self._work, user.id)
        _forget()

    def _now(self) -> int:
        return int(self._work.clock.now().timestamp())


def _forget() -> None:
    """Nothing of one user's is left in the browser for the next one, but the language."""
    chosen = session.get(CHOSEN)
    session.clear()
    if chosen:
        session[CHOSEN] = chosen
