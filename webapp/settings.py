"""The settings, read once from the environment into a frozen object; nobody else reads it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from platformdirs import user_data_path

_KEY_FILE: Final = "secret_key"
_NEARBY: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are kept, and how the outside is reached."""

    data_dir: Path
    database_url: str
    broker_url: str
    secret_key: str
    https: bool = False
    """True behind HTTPS: secure cookies and strict transport security."""
    proxy: str = ""
    """Address of the proxy that speaks HTTPS; only what it says of visitor and protocol is believed."""
    smtp_url: str = ""
    """The mail server; where none is named, messages stand in the application only."""
    mail_from: str = ""
    home_url: str = ""
    """Address of the first page as its users type it; mails lead there."""
    demo: bool = False
    """True where everybody on the pages is synthetic; every page says so."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Settings of this process; what is not set is the embedded default in the user's data directory."""
        given = os.environ if environment is None else environment
        data_dir = Path(given.get("PASSGENAU_DATA_DIR") or user_data_path("passgenau", appauthor=False))
        return cls(
            data_dir=data_dir,
            database_url=given.get("PASSGENAU_DATABASE_URL") or _embedded(data_dir),
            broker_url=given.get("PASSGENAU_BROKER_URL") or "filesystem://",
            secret_key=given.get("PASSGENAU_SECRET_KEY") or "",
            https=_yes(given.get("PASSGENAU_HTTPS")),
            smtp_url=given.get("PASSGENAU_SMTP_URL") or "",
            mail_from=given.get("PASSGENAU_MAIL_FROM") or "passgenau@localhost",
            home_url=(given.get("PASSGENAU_HOME_URL") or "http://127.0.0.1:8000").rstrip("/"),
            proxy=given.get("PASSGENAU_PROXY") or (_NEARBY if _yes(given.get("PASSGENAU_HTTPS")) else ""),
            demo=_yes(given.get("PASSGENAU_DEMO")),
        )

    def within(self, data_dir: Path) -> Self:
        """The embedded default in another directory."""
        return replace(self, data_dir=data_dir, database_url=_embedded(data_dir), broker_url="filesystem://")

    def as_environment(self) -> dict[str, str]:
        """What a child process reads to have the same settings."""
        return {
            "PASSGENAU_DATA_DIR": str(self.data_dir),
            "PASSGENAU_DATABASE_URL": self.database_url,
            "PASSGENAU_BROKER_URL": self.broker_url,
            "PASSGENAU_HTTPS": "true" if self.https else "false",
            "PASSGENAU_SMTP_URL": self.smtp_url,
            "PASSGENAU_MAIL_FROM": self.mail_from,
            "PASSGENAU_HOME_URL": self.home_url,
            "PASSGENAU_PROXY": self.proxy,
            "PASSGENAU_DEMO": "true" if self.demo else "false",
        }

    def prepared(self) -> Self:
        """The settings with their directory made and a secret key at hand; the key outlives a restart.

        Whatever this process writes from now on is its owner's alone, also where the directory is open to others.
        """
        os.umask(0o077)
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self if self.secret_key else replace(self, secret_key=_kept_key(self.data_dir / _KEY_FILE))


def process_environment() -> dict[str, str]:
    """The environment to hand to child processes."""
    return dict(os.environ)


def _yes(written: str | None) -> bool:
    return (written or "").lower() in {"1", "true", "yes"}


def _embedded(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / 'passgenau.db'}"


def _kept_key(path: Path) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text("ascii").strip()
