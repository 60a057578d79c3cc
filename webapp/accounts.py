"""Login: Flask-Security over the store's account table. The one place in the web door that speaks SQLAlchemy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import LoginForm, RoleMixin, Security, SQLAlchemySessionUserDatastore, UserMixin
from sqlalchemy.orm import DeclarativeBase, Mapped, foreign, relationship, scoped_session, sessionmaker
from wtforms.validators import Length

from matcher.access import Actor
from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from webapp.sessions import Sessions

_LONGEST_PASSWORD: Final = 1000


class _Base(DeclarativeBase):
    metadata = tables.Account.metadata


class HeldRole(_Base, RoleMixin):
    """One role of one account, as Flask-Security wants to see it."""

    __table__ = tables.AccountRole.__table__
    role: Mapped[Role]
    permissions = None

    @property
    def name(self) -> str:  # type: ignore[override]  # RoleMixin declares an attribute that nobody writes
        return str(self.role)


class User(_Base, UserMixin):
    """An account, as Flask-Security wants to see it."""

    __table__ = tables.Account.__table__
    id: Mapped[int]
    organisation: Mapped[str | None]
    roles = relationship(
        HeldRole,
        primaryjoin=tables.Account.__table__.c.id == foreign(tables.AccountRole.__table__.c.account_id),
        viewonly=True,
        lazy="selectin",
    )

    def as_actor(self) -> Actor:
        return Actor(
            id=self.id, roles=frozenset(Role(held.role) for held in self.roles), organisation=self.organisation
        )


class _GermanLoginForm(LoginForm):
    """The login in our words; which of address and password is wrong stays unsaid."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email.label.text = _l("E-Mail-Adresse")
        self.password.label.text = _l("Passwort")
        self.password.validators = [*self.password.validators, Length(max=_LONGEST_PASSWORD)]
        del self.remember


def init_accounts(app: Flask, work: Work) -> None:
    """Logging in and out works on `app`, through its form alone."""
    session = scoped_session(sessionmaker(work.database.engine, expire_on_commit=False))
    app.config.update(
        SECURITY_AUTO_LOAD_CURRENT_USER=True,
        SECURITY_FRESHNESS=timedelta(seconds=-1),
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a scheme
        SECURITY_PASSWORD_SALT="not used: Argon2id hashes carry their own",  # noqa: S106 - says so itself
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_LOGIN_URL="/login",
        SECURITY_LOGOUT_URL="/logout",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/login",
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(
            _l("E-Mail-Adresse oder Passwort stimmt nicht. Bitte beides prüfen und noch einmal versuchen."),
            "error",
        ),
        SECURITY_MSG_UNAUTHENTICATED=(_l("Bitte anmelden, um weiterzuarbeiten."), "info"),
    )
    Sessions(app, work)
    datastore = SQLAlchemySessionUserDatastore(session, User, HeldRole)
    security = Security(app, datastore, login_form=_GermanLoginForm)
    # A session is the only key: the library's tokens would work in an address, for ever.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # Flask-Login adds it
    security.want_json(lambda _request: False)

    @app.teardown_appcontext
    def release(_error: BaseException | None) -> None:
        session.remove()


def actor() -> Actor:
    """Who is asking; only views that require a login may call it."""
    user = current_user._get_current_object()  # noqa: SLF001 - Flask-Login's own way to the object behind the proxy
    assert isinstance(user, User), "views are guarded by their blueprint"  # noqa: S101 - states why
    return user.as_actor()


def work() -> Work:
    """The process's means, as the factory was handed them."""
    means = current_app.extensions["passgenau.work"]
    assert isinstance(means, Work), "the factory put it there"  # noqa: S101 - states why, for the type checker
    return means
