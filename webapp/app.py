"""The web door: builds the Flask application out of settings and the means that it is handed."""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import Any, Final

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_talisman import Talisman
from flask_wtf import CSRFProtect

from matcher.access import Action
from matcher.store.vault import Vault
from matcher.usecases.work import Work
from webapp.accounts import actor, init_accounts
from webapp.addresses import init_addresses
from webapp.assets import asset_url, assets
from webapp.compression import init_compression
from webapp.errors import Application, init_errors
from webapp.language import LANGUAGES, init_language, language
from webapp.navigation import is_allowed, links_for
from webapp.settings import Settings
from webapp.views import register_views
from webapp.words import init_words

_POLICY: Final = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
)
_LARGEST_REQUEST: Final = 10 * 1024 * 1024


def create_app(settings: Settings, work: Work) -> Flask:
    """An application over this store, ready to serve.

    Args:
        settings: what this process was started with.
        work: database, clock and doorbell.

    """
    app = Application(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=_LARGEST_REQUEST,
        SESSION_COOKIE_NAME="passgenau",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    app.extensions["passgenau.work"] = work
    app.extensions["passgenau.vault"] = Vault(settings.data_dir / "papers")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    init_addresses(app)
    init_language(app)
    CSRFProtect(app)
    init_accounts(app, work)
    init_errors(app)
    init_words(app)
    _init_headers(app, settings)
    init_compression(app)
    app.register_blueprint(assets)
    register_views(app)
    _init_limits(app)
    _init_templates(app, settings, work)
    return app


def _init_headers(app: Flask, settings: Settings) -> None:
    Talisman(
        app,
        content_security_policy=dict(_POLICY),
        force_https=settings.https,
        strict_transport_security=settings.https,
        session_cookie_secure=settings.https,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()"},
    )

    @app.after_request
    def keep_private(response: Any) -> Any:
        """Pages about people are kept by no cache, nor are errors, which stand on such pages."""
        if request.endpoint != "assets.asset" or response.status_code >= 400:
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _init_limits(app: Flask) -> None:
    """Guessing passwords is slowed per address, and per account however many addresses guess."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    per_address: Any = limiter.limit("20 per minute", methods=["POST"])
    per_account: Any = limiter.limit(
        "10 per minute; 60 per hour",
        methods=["POST"],
        key_func=_account_typed,
        deduct_when=lambda answer: answer.status_code != 302,
    )
    app.view_functions["security.login"] = per_address(per_account(app.view_functions["security.login"]))


def _account_typed() -> str:
    """Whose password is being tried, known or not; a digest, so that no address stands in a log."""
    return hashlib.sha256(request.form.get("email", "").strip().lower().encode()).hexdigest()


def _init_templates(app: Flask, settings: Settings, work: Work) -> None:
    endpoints = frozenset(app.view_functions)

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        known = actor() if current_user.is_authenticated else None
        return {
            "Action": Action,
            "actor": known,
            "asset_url": asset_url,
            "demo": settings.demo,
            "language": language(),
            "languages": LANGUAGES,
            "links": links_for(known, request.endpoint, endpoints) if known else (),
            "may": lambda action, *owners: known is not None and is_allowed(known, action, frozenset(owners)),
            "today": work.clock.today(),
        }
