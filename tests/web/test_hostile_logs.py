"""A data protection officer reads the logs: what went wrong and where, never whom it was about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from matcher.model import Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.usecases.work import Work
from tests.web.conftest import Visitor
from tests.web.people_scene import Scene
from webapp.app import create_app
from webapp.settings import Settings

NAME = "Hosseini-Geheim"


def test_defect_is_logged_by_class_and_place_without_what_was_typed(
    app: Flask,
    work: Work,
    visitor: Callable[..., Visitor],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A database's complaint quotes the row: of a defect the log keeps its class and where it arose."""
    scene = Scene(work, visitor)

    def enter_twice() -> str:
        with work.unit(None) as unit:
            unit.session.add(tables.Identity(participant_id=scene.person, given_name=NAME, family_name=NAME))
        return "never"

    app.add_url_rule("/defect", "defect", enter_twice)
    app.testing = False

    with capture_logs() as logs:
        answer = visitor(Role.COORDINATOR).client.get("/defect")

    written = f"{logs}{caplog.text}{capfd.readouterr()}"
    assert answer.status_code == 500
    assert "IntegrityError" in str(logs)
    assert "enter_twice" in str(logs)
    for text in (written, answer.text):
        assert NAME not in text
    assert "Traceback" not in answer.text
    assert "IntegrityError" not in answer.text


def test_database_errors_quote_no_values(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Whoever prints a database's error prints no parameters with it."""
    scene = Scene(work, visitor)

    with pytest.raises(Exception, match="hidden") as caught, work.unit(None) as unit:
        unit.session.add(tables.Identity(participant_id=scene.person, given_name=NAME, family_name=NAME))

    assert NAME not in str(caught.value)


def test_page_says_what_to_do_while_the_database_is_away(tmp_path: Path) -> None:
    """Even the error page needs a database for its header: without one a plain sentence answers."""
    address = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    settings = Settings(data_dir=tmp_path, database_url=address, broker_url="filesystem://", secret_key="test")
    app = create_app(settings, Work(Database(address)))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "somebody"

    with capture_logs() as logs:
        answer = client.get("/people")

    assert answer.status_code == 500
    assert "noch einmal" in answer.text
    assert "OperationalError" in str(logs)
    assert "nobody" not in f"{answer.text}{logs}"
