"""Every address of the pages, tried by everybody: nothing leaks, nothing changes, nothing breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select, update

from matcher.model import Role
from matcher.store import tables
from matcher.store.base import Base
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from tests.web.vacancy_scene import Shown, shown

Enter = Callable[..., Visitor]
NAME = "Hosseini-Geheim"
FILE_NUMBER = "MUSTER-77/26"
HUGE = "99999999999999999999999"
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
TRACES = {"audit_row", "notification"}
TAMPERED = {
    "answer": "no_concerns",
    "verdict": "suitable",
    "reason": "other",
    "recipients": "ags",
    "mentor": "1",
    "participant": "1",
    "given_name": "X",
    "family_name": "Y",
    "version": "0",
    "submission": "a-key-of-somebody",
    "outcome": "filled",
    "required": "yes",
    "message": "1",
    "up_to": HUGE,
    "page": HUGE,
    "place": HUGE,
    "show": "left",
    "kinds": "K01",
    "agreed": "y",
    "roles": "coordinator",
    "organisation": "jobcenter",
}


@pytest.fixture
def seen(work: Work) -> Shown:
    """A released person with a name, a paper and an open question, whom none of the visitors has to do with."""
    seen = shown(work)
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR)
        session.get_one(tables.Vacancy, seen.stage.vacancy).acquired_by = mentor.id
        for identity in session.scalars(select(tables.Identity)):
            identity.given_name, identity.family_name = NAME, NAME
        for document in session.scalars(select(tables.ResidenceDocument)):
            document.file_number = FILE_NUMBER
        session.commit()
    return seen


def addresses(app: Flask, seen: Shown, method: str, **other: str) -> Iterator[tuple[str, str]]:
    """Endpoint and address of every rule, filled with what belongs to somebody else."""
    values = {
        "code": seen.code,
        "reference": seen.reference,
        "section": "document",
        "recipient": "ags",
        "entry_id": str(seen.entry),
        "request_id": "1",
        "number": "1",
        "stamp": "x",
        "name": "kern.css",
        "filename": "x",
    } | other
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.startswith(("security.", "assets.")):
            address = rule.rule
            for argument in rule.arguments:
                for form in (f"<{argument}>", f"<int:{argument}>", f"<path:{argument}>"):
                    address = address.replace(form, values.get(argument, "1"))
            yield rule.endpoint, address


def contents(work: Work) -> dict[str, int]:
    with work.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in TRACES
        }


@pytest.mark.parametrize(
    ("role", "organisation", "may_see_code"),
    [
        (Role.MENTOR, None, False),
        (Role.COUNSELLOR, "jobcenter", False),
        (Role.AGS, None, True),
        (Role.ABH, None, False),
        (Role.COUNTY, None, False),
        (Role.ADMIN, None, False),
    ],
)
def test_no_address_tells_a_stranger_who_somebody_is(
    app: Flask, work: Work, visitor: Enter, seen: Shown, role: Role, organisation: str | None, may_see_code: bool
) -> None:
    """Whatever address is guessed: no name, no paper, nobody kept back; a code only before the employer service."""
    stranger = visitor(role, organisation=organisation) if organisation else visitor(role)

    for _, address in addresses(app, seen, "GET"):
        for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
            answer = stranger.client.get(address, headers=headers, follow_redirects=True)
            assert answer.status_code < 500, address
            for secret in (NAME, FILE_NUMBER, seen.hidden_code, *(() if may_see_code else (seen.code,))):
                shown_back = secret in answer.request.path
                assert shown_back or secret not in answer.text, f"{role} reads {secret} at {address}"


@pytest.mark.parametrize("role", [Role.MENTOR, Role.COUNSELLOR, Role.ABH, Role.COUNTY, Role.ADMIN])
def test_no_form_of_a_stranger_changes_anything(
    app: Flask, work: Work, visitor: Enter, seen: Shown, role: Role
) -> None:
    """Every form that is sent to, with somebody else's code, reference or number, leaves everything as it was."""
    stranger = visitor(role)
    before = contents(work)

    for endpoint, address in addresses(app, seen, "POST"):
        if endpoint in {"people.new", "vacancies.new", "criteria.save", "preferences.mail"}:
            continue
        answer = stranger.client.post(address, data=TAMPERED | {"csrf_token": token(stranger)})
        assert answer.status_code < 500, address
        assert NAME not in answer.text, address

    assert contents(work) == before


def test_no_number_and_no_sign_breaks_a_page(app: Flask, work: Work, visitor: Enter, seen: Shown) -> None:
    """Numbers that no row has and signs that no database stores are not found; they are no defect."""
    people = [visitor(role) for role in (Role.COORDINATOR, Role.AGS, Role.ABH, Role.MENTOR)]
    odd = {"code": "%00", "reference": "S-%00", "section": "%00", "recipient": "%00"}
    numbers = dict.fromkeys(("entry_id", "request_id", "number"), HUGE)

    for visitor_ in people:
        signs = token(visitor_)
        for _, address in addresses(app, seen, "GET", **odd, **numbers):
            asked = f"{address}?page={HUGE}&show=%00&search=%00%F0%9F%92%A9&code=%00&group=%00&employer=%00x&next=%00"
            assert visitor_.client.get(asked).status_code < 500, asked
        for _, address in addresses(app, seen, "POST", **odd, **numbers):
            answer = visitor_.client.post(address, data=TAMPERED | {"csrf_token": signs})
            assert answer.status_code < 500, address
        for _, address in addresses(app, seen, "POST"):
            answer = visitor_.client.post(address, data=unstorable(address, visitor_) | {"csrf_token": signs})
            assert answer.status_code < 500, address


def test_every_form_needs_its_token_and_no_page_takes_another_method(app: Flask, visitor: Enter, seen: Shown) -> None:
    """No address takes a form from another site; none answers TRACE, PUT or DELETE."""
    coordinator = visitor(Role.COORDINATOR)

    for _, address in addresses(app, seen, "POST"):
        assert coordinator.client.post(address, data=TAMPERED).status_code == 400, address
    for _, address in addresses(app, seen, "GET"):
        for method in ("TRACE", "PUT", "DELETE", "PATCH"):
            assert coordinator.client.open(address, method=method).status_code in {400, 405}, (method, address)


def test_looking_needs_a_login_everywhere(app: Flask, seen: Shown) -> None:
    """Without login every address leads to it, but for the watchdog's and the language."""
    client = app.test_client()

    for endpoint, address in addresses(app, seen, "GET"):
        if endpoint != "probe.healthz":
            assert client.get(address).headers.get("Location", "").startswith("/login"), address
    assert client.get("/healthz").text == "ok\n"


def test_twins_written_into_the_trace_are_those_that_were_shown(work: Work, visitor: Enter) -> None:
    """The trace is for ever and holds codes alone: what somebody writes into the form does not get there."""
    mentor = visitor(Role.MENTOR)
    page = mentor.get("/people/new")
    typed: dict[str, Any] = {"given_name": "Ada", "family_name": "Neu", "not_twins": f"{NAME},LDS-XXXX"}

    mentor.send(page, "/people/new", typed)

    with work.reading() as session:
        rows = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "add_participant")).all()
    assert [row.detail for row in rows] == [{"not_twins": []}]


def unstorable(address: str, visitor: Visitor) -> dict[str, str]:
    """Every field of the form that stands there, with a sign in it that PostgreSQL cannot store."""
    page = visitor.client.get(address)
    shown = BeautifulSoup(page.text, "html.parser").find_all(["input", "textarea", "select"])
    names = {str(field["name"]) for field in shown if field.get("name")}
    return dict.fromkeys(
        names | set(TAMPERED) | {"code", "note", "search", "employer", "title", "firm"}, "a\x00\u202eb"
    )


def token(visitor: Visitor) -> str:
    return visitor.get("/no-such-page", status=404).value("csrf_token")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AGS, Role.ABH])
def test_typed_text_stays_text_on_every_page(app: Flask, work: Work, visitor: Enter, seen: Shown, role: Role) -> None:
    """Names, titles, firms, notes and reasons that look like markup are shown as they were typed."""
    with work.database.writing() as session:
        for table in (tables.Identity, tables.Account, tables.Vacancy, tables.Employer):
            texts = {"given_name", "family_name", "street", "city", "name", "title", "description", "return_note"}
            columns = texts & set(table.__table__.columns.keys())
            session.execute(update(table).values(dict.fromkeys(columns, SCRIPT)))
        entry = session.get_one(tables.ShortlistEntry, seen.entry)
        entry.words = {"de": [SCRIPT], "en": [SCRIPT], "question": {"de": SCRIPT, "en": SCRIPT}}
        session.commit()
    reader = visitor(role)

    for endpoint, address in addresses(app, seen, "GET"):
        page = reader.client.get(address)
        if page.mimetype == "text/html":
            assert "<script>alert" not in page.text, endpoint
            assert "<img src=x" not in page.text, endpoint
