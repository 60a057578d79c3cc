"""A whole house of real processes (web server, worker) over seeded data, and a real Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update
from sqlalchemy.orm import Session

from fixtures.logins import DOMAIN, PASSWORD
from fixtures.seed import seed
from matcher.model import Role
from matcher.store import tables
from matcher.store.migrate import upgrade
from matcher.store.session import Database
from tests.conftest import require_service
from webapp.passwords import hash_password

WIDTHS = {"desk": 1280, "phone": 390}
SHOTS = os.environ.get("PASSGENAU_SCREENSHOTS")
"""Folder to keep screenshots in; none are kept without it."""


@dataclass(frozen=True)
class House:
    address: str
    data_dir: Path

    def database(self) -> Database:
        return Database(f"sqlite:///{self.data_dir / 'passgenau.db'}")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Web server and worker as an installation runs them, over the small synthetic county."""
    data_dir = tmp_path_factory.mktemp("house")
    database = Database(f"sqlite:///{data_dir / 'passgenau.db'}")
    upgrade(database)
    seed(database, "small", password_hash=hash_password(PASSWORD))
    database.dispose()
    port = _free_port()
    environment = {**os.environ, "PASSGENAU_DATA_DIR": str(data_dir), "PASSGENAU_SECRET_KEY": "tests only"}
    commands = (["serve", "--port", str(port)], ["worker"])
    with (data_dir / "processes.log").open("wb") as log:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", "from webapp.cli import main; main()", *command],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            for command in commands
        ]
        try:
            _wait_for(f"http://127.0.0.1:{port}/login", data_dir / "processes.log")
            yield House(f"http://127.0.0.1:{port}", data_dir)
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=40)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the web server does not answer:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    require_service("Chromium", path is not None, "install it, for instance Debian's package chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield opened
        opened.close()


@dataclass
class Seat:
    """Somebody who sits before a browser window, logged in; notes what must never happen."""

    page: Page
    address: str
    role: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def log_in(self) -> None:
        """By the login page that stands in the window."""
        self.page.get_by_label("E-Mail-Adresse").fill(f"{self.role}@{DOMAIN}")
        self.page.get_by_label("Passwort").fill(PASSWORD)
        self.page.get_by_role("button", name="Anmelden").click()

    def shoot(self, name: str) -> None:
        """A picture at desk and phone width, if pictures are kept."""
        if SHOTS is None:
            return
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        for width_name, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=folder / f"{self.role}-{name}-{width_name}.png", full_page=True)

    def inspect(self) -> list[str]:
        """What is wrong with the page as it stands, at both widths: axe's findings, sideways scrolling, headings."""
        found = []
        for width_name, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 900})
            where = f"{self.page.url} ({width_name})"
            for violation in Axe().run(self.page).response["violations"]:
                targets = [node["target"] for node in violation["nodes"]][:3]
                found.append(f"{where}: axe {violation['id']}: {violation['help']} {targets}")
            if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                found.append(f"{where}: scrolls sideways")
        if self.page.locator("h1").count() != 1:
            found.append(f"{self.page.url}: {self.page.locator('h1').count()} headings of level 1")
        return found


@pytest.fixture
def sit(house: House, browser: Browser) -> Iterator[Callable[[str], Seat]]:
    """Logs somebody in by the login page; every console error and outside request is a fault."""
    contexts = []

    def down(login: str, *, phone: bool = False) -> Seat:
        width = WIDTHS["phone" if phone else "desk"]
        context = browser.new_context(locale="de-DE", viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        seat = Seat(page, house.address, login)
        page.on("console", lambda message: message.type == "error" and seat.faults.append(message.text))
        page.on("pageerror", lambda error: seat.faults.append(str(error)))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((house.address, "data:", "chrome-extension:"))  # the last: Chromium's PDF viewer
                or seat.faults.append(f"outside request: {request.url}")
            ),
        )
        page.goto(house.address + "/login")
        seat.log_in()
        return seat

    yield down
    for context in contexts:
        context.close()


@contextmanager
def second_account(house: House, role: Role) -> Iterator[str]:
    """Login of another account with this role; closed afterwards, so that others find the house as it was."""
    login = f"second-{role}"
    database = house.database()
    known = update(tables.Account).where(tables.Account.email == f"{login}@{DOMAIN}")
    with database.writing() as session:
        if not session.execute(known.values(active=True)).rowcount:
            _open_account(session, login, role, database.clock.now())
        session.commit()
    yield login
    with database.writing() as session:
        session.execute(known.values(active=False))
        session.commit()
    database.dispose()


def _open_account(session: Session, login: str, role: Role, at: datetime) -> None:
    row = tables.Account(
        email=f"{login}@{DOMAIN}",
        name={Role.COORDINATOR: "Zweite Koordination", Role.AGS: "Zweiter Arbeitgeberservice"}[role],
        password=hash_password(PASSWORD),
        active=True,
        fs_uniquifier=login,
        language="de",
        created_at=at,
    )
    session.add(row)
    session.flush()
    session.add(tables.AccountRole(account_id=row.id, role=role))
