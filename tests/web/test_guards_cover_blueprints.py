"""The web door as a whole: every page is guarded, nothing changes by looking, every form carries its token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from werkzeug.routing import Rule

from matcher.access import reach
from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from webapp.accounts import User
from webapp.guard import GUARDED

OPEN_TO_ALL = {
    "assets": "style, fonts and scripts are the same for everybody and are kept by caches",
    "security": "who logs in is not logged in yet",
    "settings": "the language is chosen before the login too; it shows nothing",
    "probe": "a watchdog has no login, and learns nothing but that the system answers",
}
LOOKS = ("view_", "list_", "see_", "read_")
"""Beginnings of the actions that an audit row of a mere look may have."""
MINE = (
    "overview",
    "rankings",
    "worklist",
    "letters",
    "horizon",
    "law",
    "criteria",
    "judging",
    "oversight",
    "county",
    "health",
)
PAGES = {
    "/overview": {Role.COORDINATOR},
    "/rankings": {Role.COORDINATOR},
    "/criteria": {Role.COORDINATOR},
    "/judging": {Role.COORDINATOR},
    "/oversight": {Role.COORDINATOR},
    "/worklist": {Role.ABH},
    "/letters": {Role.COORDINATOR},
    "/horizon": {Role.MENTOR, Role.COORDINATOR},
    "/law": {Role.COORDINATOR},
    "/county": {Role.COUNTY, Role.COORDINATOR},
    "/health": {Role.ADMIN, Role.COORDINATOR},
}


@pytest.fixture
def house(work: Work) -> dict[str, object]:
    """One of everything that an address can name."""
    with work.database.writing() as session:
        stage = builders.stage(session)
        entry = builders.entry(session, stage)
        builders.consent(session, stage.participant, stage.coordinator, builders.Recipient.ABH)
        vacancy = session.get(tables.Vacancy, stage.vacancy)
        vacancy.acquired_by = stage.mentor
        code = session.get(tables.Participant, stage.participant).code
        session.commit()
        return {
            "reference": vacancy.reference,
            "code": code,
            "entry_id": entry.id,
            "number": 1,
            "draft_id": 1,
            "request_id": 1,
            "notification_id": 1,
            "import_id": 1,
            "account_id": stage.mentor,
            "note_id": 1,
            "page": "inbox",
            "conference_id": 1,
            "organisation_id": 1,
            "contact_id": 1,
            "news_id": 1,
            "inquiry_id": 1,
            "item_id": 1,
            "task_id": 1,
            "course_id": 1,
            "enrolment_id": 1,
            "measure_id": 1,
            "sheet_id": 1,
            "merge_id": 1,
            "key": "0" * 32,
            "recipient": "ags",
            "section": "german",
            "stamp": "000000000000",
            "name": "kern.css",
            "coordinator": stage.coordinator,
            "mentor": stage.mentor,
        }


def test_every_blueprint_is_guarded_or_open_for_a_reason(app: Flask) -> None:
    """A blueprint that nobody guards would show its pages to the street."""
    unguarded = set(app.blueprints) - set(GUARDED)

    assert unguarded == set(OPEN_TO_ALL)


def test_guards_name_an_action_wherever_a_page_is_not_for_everybody(app: Flask) -> None:
    """Only the first page is for any login; every other blueprint names what its visitors must be allowed."""
    for_any_login = {name for name, actions in GUARDED.items() if name in app.blueprints and not actions}

    assert for_any_login <= {"home", "notifications", "preferences"}


def test_nobody_sees_a_page_without_login(app: Flask, house: dict[str, object]) -> None:
    """Every guarded address leads to the login first, whatever it names."""
    client = app.test_client()

    for rule in _rules(app, "GET"):
        if rule.endpoint.split(".")[0] not in OPEN_TO_ALL and rule.endpoint != "static":
            answer = client.get(_path(app, rule, house))
            assert answer.status_code == 302, rule.rule
            assert answer.headers["Location"].startswith("/login"), rule.rule


def test_state_changes_are_posts_that_need_their_token(
    app: Flask, house: dict[str, object], visitor: Callable[..., Visitor]
) -> None:
    """No address accepts another method, and none carries anything out without the form's token."""
    clients = [visitor(role).client for role in (Role.COORDINATOR, Role.ABH, Role.AGS)]

    for rule in app.url_map.iter_rules():
        assert rule.methods - {"GET", "HEAD", "OPTIONS"} <= {"POST"}, rule.rule
    for rule in _rules(app, "POST"):
        for client in clients:
            assert client.post(_path(app, rule, house)).status_code == 400, rule.rule


def test_looking_changes_nothing_but_the_trace(
    app: Flask, work: Work, house: dict[str, object], visitor: Callable[..., Visitor]
) -> None:
    """Every page opened by every role leaves all tables as they were, audit rows of looks apart (I12)."""
    known = {Role.COORDINATOR: house["coordinator"], Role.MENTOR: house["mentor"]}
    visitors = [visitor(role, account_id=known.get(role)) for role in Role]
    before = dict(_contents(work))

    for person in visitors:
        for rule in _rules(app, "GET"):
            answer = person.client.get(_path(app, rule, house))
            assert answer.status_code < 500, (rule.rule, answer.text[:500])

    assert dict(_contents(work)) == before
    with work.reading() as session:
        actions = set(session.scalars(select(tables.AuditRow.action)))
    assert {action for action in actions if not action.startswith(LOOKS)} == set()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("house")
def test_page_opens_only_for_its_roles(visitor: Callable[..., Visitor], path: str, role: Role) -> None:
    """Each role against each page of authority, coordinator, county and administration."""
    visitor(role).get(path, status=200 if role in PAGES[path] else 403)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_ranking_opens_only_for_the_coordinator(
    visitor: Callable[..., Visitor], house: dict[str, object], role: Role
) -> None:
    """One vacancy's list, its state and its release are closed to everybody else."""
    person = visitor(role)
    path = f"/rankings/{house['reference']}"

    person.get(path, status=403)
    person.get(f"{path}/state", status=403)
    for step in ("release", "job-clearance", "renew"):
        person.post(f"{path}/{step}", {"participant": str(house["code"])}, status=403)


def test_forms_of_these_pages_are_refused_to_other_roles(
    app: Flask, work: Work, house: dict[str, object], visitor: Callable[..., Visitor]
) -> None:
    """A form sent to an address that the role may not open is refused before it is read."""
    for role in Role:
        person = visitor(role)
        with work.reading() as session:
            asking = session.get(User, person.account_id).as_actor()
        for rule in _rules(app, "POST"):
            needed = GUARDED.get(rule.endpoint.split(".")[0])
            if rule.endpoint.split(".")[0] in MINE and not any(reach(asking, action) for action in needed):
                person.post(_path(app, rule, house), status=403)


def _rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]


def _path(app: Flask, rule: Rule, house: dict[str, object]) -> str:
    """The rule's address with an example for each of its parts."""

    def example(part: re.Match[str]) -> str:
        name = part[1].split(":")[-1]
        assert name in house or name == "filename", f"{rule.rule}: give an example of “{name}” in `house`"
        return str(house.get(name, "none"))

    return re.sub(r"<([^>]+)>", example, rule.rule)


def _contents(work: Work) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """All rows of all tables but the audit trace."""
    names = [name for name in inspect(work.database.engine).get_table_names() if name != "audit_row"]
    with work.database.engine.connect() as connection:
        for name in names:
            yield name, sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
