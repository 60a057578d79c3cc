"""Every page of every role over a furnished county, each address filled with the row that has most to show.

An address that cannot be filled is an error, so that no page is measured less than the others: whoever adds a
part to an address says in `CHOICES` which rows it may name.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fixtures.logins import DOMAIN
from matcher.access import Action, Actor, reach
from matcher.store import tables
from matcher.store.participants import visible_to
from matcher.store.proposals import lines_query, visible_entries
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.imports import ImportState
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyState
from matcher.store.vacancies import visible_vacancies
from matcher.store.worklist import may_be_asked
from matcher.usecases.work import Work
from tests.web.forms import fields_of
from webapp.accounts import User
from webapp.assets import page_assets
from webapp.guard import GUARDED
from webapp.views.people_edit import SECTIONS

LOGINS: Final = ("mentor", "ags", "coordinator", "abh", "jobcenter", "county", "admin")
LEFT_OUT: Final = MappingProxyType({"security.static": "files of the login library, which no page links"})
NOT_FOR: Final = MappingProxyType(
    {
        "letters.index": {"abh": 403},
        "letters.answer": {"abh": 403},
        "conferences.item": {login: 403 for login in LOGINS if login != "coordinator"},
        "conferences.new": {login: 403 for login in LOGINS if login != "coordinator"},
        **{
            f"partners.{name}": {"mentor": 403, "county": 403}
            for name in ("new", "edit", "contact", "leave", "new_contact")
        },
        "news.new": {"mentor": 403, "county": 403},
        "inquiries.thread": {"abh": 404, "jobcenter": 404, "county": 404},
        "courses.new": {"mentor": 403},
        "courses.edit": {"mentor": 403},
        "folder.paper": {"jobcenter": 404},
        "people.new": {"jobcenter": 403},
        "people.refer": {"mentor": 403, "coordinator": 403},
        "people.edit": {"jobcenter": 403},
        "people.permit": {"jobcenter": 403},
        "people.consents": {"jobcenter": 403},
        "people.sheet_pdf": {"jobcenter": 403},
        "people.sign": {"jobcenter": 403},
        "people.signed_sheet": {"jobcenter": 403},
        "people.precheck": {"jobcenter": 403},
        "people.job": {"jobcenter": 403},
        "people.leave": {"jobcenter": 403},
        "people.mentor": {"jobcenter": 403, "mentor": 403},
        "people.twins": {"jobcenter": 403, "mentor": 403},
        "people.merge": {"jobcenter": 403, "mentor": 403, "coordinator": 422},
        "people.complete": {"jobcenter": 403},
        "people.stop": {"mentor": 403},
    }
)
"""Pages that a blueprint's door opens and their own rule closes again, with the status they answer."""
Choose = Callable[[Session, Actor], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Guest:
    """A login of the demo in front of a browser."""

    login: str
    actor: Actor
    client: FlaskClient
    token: str
    """Valid for every form of the session."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One address of one role."""

    login: str
    endpoint: str
    url: str
    typed: tuple[tuple[str, str], ...] = ()
    """Sent by POST where the page is the answer to something typed; nothing changes by it."""


@dataclass
class Meter:
    """The statements that reached the database while it ran."""

    statements: list[str] = field(default_factory=list)


def _pair(session: Session, actor: Actor) -> Sequence[dict[str, object]]:
    """A person and a job that they stand before the employer service for."""
    query = lines_query().where(visible_entries(actor), tables.ShortlistEntry.state == EntryState.RELEASED)
    row = session.execute(query.order_by(tables.ShortlistEntry.id).limit(1)).first()
    return [{"code": row.code, "reference": row.reference}] if row else []


def _code(session: Session, actor: Actor) -> Sequence[object]:
    """Whoever stands on most lists."""
    entry = tables.ShortlistEntry
    many = select(func.count()).where(entry.participant_id == tables.Participant.id).scalar_subquery()
    query = select(tables.Participant.code).where(visible_to(actor)).order_by(many.desc(), tables.Participant.id)
    return session.scalars(query.limit(1)).all()


def _reference(session: Session, actor: Actor) -> Sequence[object]:
    """The open vacancy with most proposals."""
    entry, vacancy = tables.ShortlistEntry, tables.Vacancy
    released = entry.state == EntryState.RELEASED
    many = select(func.count()).where(entry.vacancy_id == vacancy.id, released).scalar_subquery()
    query = select(vacancy.reference).where(vacancy.state == VacancyState.OPEN, visible_vacancies(actor))
    query = query.order_by(many.desc(), vacancy.id)
    return session.scalars(query.limit(1)).all()


def _entry(session: Session, actor: Actor) -> Sequence[object]:
    """The proposal with most behind it: a meeting, most steps."""
    step = tables.ProposalStep
    many = select(func.count()).where(step.proposal_id == tables.Proposal.id).scalar_subquery()
    query = lines_query().where(visible_entries(actor))
    query = query.order_by(tables.Interview.id.is_(None), many.desc(), tables.ShortlistEntry.id)
    row = session.execute(query.limit(1)).first()
    return [row.entry_id] if row else []


def _request(session: Session, _actor: Actor) -> Sequence[object]:
    request = tables.ClearanceRequest
    query = select(request.id).where(may_be_asked(), request.state == RequestState.PENDING)
    return session.scalars(query.order_by(request.vacancy_id.is_(None), request.id).limit(1)).all()


def _import(session: Session, actor: Actor) -> Sequence[object]:
    """A file that waits and one that was taken over."""
    row = tables.VacancyImport
    ids = [
        select(func.max(row.id)).where(row.account_id == actor.id, row.state == state).scalar_subquery()
        for state in (ImportState.PREVIEWED, ImportState.DONE)
    ]
    return [one for one in session.execute(select(*ids)).one() if one is not None]


def _people_import(session: Session, actor: Actor) -> Sequence[dict[str, object]]:
    """A file of people that waits and one that was taken over."""
    row = tables.PeopleImport
    ids = session.scalars(select(row.id).where(row.account_id == actor.id).order_by(row.id)).all()
    return [{"import_id": one} for one in ids]


def _mentor(session: Session, actor: Actor) -> Sequence[object]:
    """The mentor who accompanies most; for a mentor their own page."""
    held = tables.Mentorship
    query = select(held.mentor_id).where(held.ended_on.is_(None)).group_by(held.mentor_id)
    return session.scalars(query.order_by((held.mentor_id == actor.id).desc(), func.count().desc()).limit(1)).all()


def _course(session: Session, _actor: Actor) -> Sequence[object]:
    """The course with most people in it."""
    enrolment = tables.Enrolment
    query = select(enrolment.course_id).group_by(enrolment.course_id).order_by(func.count().desc())
    return session.scalars(query.limit(1)).all()


def _sheet(session: Session, actor: Actor) -> Sequence[dict[str, object]]:
    """A person with the scan of the sheet that they signed."""
    person, sheet = tables.Participant, tables.ConsentSheet
    query = select(person.code, sheet.id).join(sheet, sheet.participant_id == person.id).where(visible_to(actor))
    row = session.execute(query.where(sheet.content.is_not(None)).order_by(sheet.id).limit(1)).first()
    return [{"code": row.code, "sheet_id": row.id}] if row else []


def _paper(session: Session, actor: Actor) -> Sequence[dict[str, object]]:
    """A person with a paper in the folder."""
    person, paper = tables.Participant, tables.Paper
    query = select(person.code, paper.key).join(paper, paper.participant_id == person.id).where(visible_to(actor))
    row = session.execute(query.order_by(paper.id).limit(1)).first()
    return [{"code": row.code, "key": row.key}] if row else []


def _item(session: Session, _actor: Actor) -> Sequence[dict[str, object]]:
    """An item of the newest conference."""
    item = tables.ConferenceItem
    row = session.execute(select(item.conference_id, item.id).order_by(item.conference_id.desc()).limit(1)).first()
    return [{"conference_id": row.conference_id, "item_id": row.id}] if row else []


def _newest(column: Any) -> Choose:
    return lambda session, _actor: session.scalars(select(column).order_by(column.desc()).limit(1)).all()


CHOICES: Final[MappingProxyType[str, Choose]] = MappingProxyType(
    {
        "code": _code,
        "reference": _reference,
        "entry_id": _entry,
        "request_id": _request,
        "conference_id": _newest(tables.Conference.id),
        "organisation_id": _newest(tables.Organisation.id),
        "contact_id": _newest(tables.Contact.id),
        "inquiry_id": _newest(tables.Inquiry.id),
        "draft_id": _newest(tables.CriteriaDraft.id),
        "import_id": _import,
        "section": lambda _session, _actor: list(SECTIONS),
        "account_id": _mentor,
        "course_id": _course,
        "stamp": lambda _session, _actor: ["0"],
        "name": lambda _session, _actor: list(page_assets()),
    }
)
"""What a part of an address may name, the fullest rows; several where the pages differ."""


TOGETHER: Final = MappingProxyType(
    {
        "people.job": _pair,
        "people.signed_sheet": _sheet,
        "people_imports.preview": _people_import,
        "folder.paper": _paper,
        "conferences.item": _item,
    }
)
"""Addresses whose parts belong together."""
_NUMBER: Final = re.compile(r"\d+|(LDS|V|S)-[0-9A-Z]+")
_CLOSED: Final = MappingProxyType({"reference": "V-0001", "key": "0"})
"""What stands in an address that is closed to the role anyway."""


def enter(app: Flask, work: Work, login: str) -> Guest:
    """The demo's login, as after its password."""
    with work.reading() as session:
        user = session.scalars(select(User).where(User.email == f"{login}@{DOMAIN}")).one()
        actor, token = user.as_actor(), user.fs_uniquifier
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    field = BeautifulSoup(client.get("/settings").text, "html.parser").find("input", {"name": "csrf_token"})
    assert isinstance(field, Tag), "every page's header holds a form"
    return Guest(login, actor, client, str(field["value"]))


def stops(app: Flask, work: Work, guest: Guest) -> Iterator[Stop]:
    """Every page that the guest may open, by the map of addresses.

    Raises:
        AssertionError: a part of an address has no choice, or none of the county's rows fits.

    """
    with work.reading() as session:
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if (
                "GET" not in (rule.methods or ())
                or rule.endpoint in LEFT_OUT
                or not _lets_in(rule.endpoint, guest.actor)
            ):
                continue
            for values in _filled(session, rule, guest):
                yield Stop(guest.login, rule.endpoint, app.url_map.bind("localhost").build(rule.endpoint, values))


def _filled(session: Session, rule: Rule, guest: Guest) -> Iterator[dict[str, object]]:
    """The parts of the address; of one that is closed to the guest any will do."""
    if guest.login in NOT_FOR.get(rule.endpoint, {}):
        yield {name: _any_of(session, name, guest) for name in rule.arguments}
        return
    if rule.endpoint in TOGETHER:
        together = TOGETHER[rule.endpoint](session, guest.actor)
        assert together, f"{rule.rule}: the county holds nothing that {guest.login} could open there"
        yield from together
        return
    unknown = set(rule.arguments) - set(CHOICES)
    assert not unknown, f"{rule.rule}: say in CHOICES which rows {unknown} may name"
    names = sorted(rule.arguments)
    chosen = [CHOICES[name](session, guest.actor) for name in names]
    assert all(chosen), f"{rule.rule}: the county holds nothing that {guest.login} could open there"
    for values in product(*chosen):
        yield dict(zip(names, values, strict=True))


def _any_of(session: Session, name: str, guest: Guest) -> object:
    chosen = CHOICES[name](session, guest.actor) if name in CHOICES else ()
    return next(iter(chosen), _CLOSED.get(name, 1))


def _lets_in(endpoint: str, actor: Actor) -> bool:
    needed = GUARDED.get(endpoint.split(".", maxsplit=1)[0])
    return not needed or any(reach(actor, action) for action in needed)


def status_for(stop: Stop) -> int:
    """What the page answers to this role."""
    return NOT_FOR.get(stop.endpoint, {}).get(stop.login, 200)


def variants(app: Flask, login: str, html: str) -> Iterator[Stop]:
    """Filters, sortings and further pages that a page links to; numbers do not make another page."""
    for link in BeautifulSoup(html, "html.parser").find_all("a", href=True):
        parts = urlsplit(str(link["href"]))
        if not parts.query or parts.netloc:
            continue
        try:
            endpoint, _arguments = app.url_map.bind("localhost").match(parts.path, method="GET")
        except HTTPException:
            continue
        yield Stop(login, endpoint, f"{parts.path}?{parts.query}")


def kind_of(stop: Stop) -> tuple[object, ...]:
    """Equal for stops that show the same kind of page: its endpoint with the words, not the numbers, of its query."""
    parts = urlsplit(stop.url)
    words = tuple(
        sorted(
            (name, "" if _NUMBER.fullmatch(value) else value)
            for name, value in parse_qsl(parts.query)
            if name != "language"
        )
    )
    fixed = parts.path if stop.endpoint in {"people.edit", "assets.asset", "imports.preview"} else ""
    return stop.login, stop.endpoint, fixed, words, stop.typed[:1]


def reading_posts(work: Work, guest: Guest) -> Iterator[Stop]:
    """What is typed and only looked up: people by code and name, occupations by title, pay, a preview."""
    if reach(guest.actor, Action.SEE_PARTICIPANT):
        for wanted in _wanted(work, guest.actor):
            yield Stop(guest.login, "people.search", "/people/search", (("search", wanted),))
    if reach(guest.actor, Action.ENTER_VACANCY):
        job = (("title", "Helfer im Lager"), ("kind", "K01"), ("pay", "15,20"), ("pay_per", "hour"), ("hours", "38"))
        yield Stop(guest.login, "vacancies.occupations", "/vacancies/occupations", job)
        yield Stop(guest.login, "vacancies.pay", "/vacancies/pay", job)
    if reach(guest.actor, Action.TUNE_CRITERIA):
        page = BeautifulSoup(guest.client.get("/criteria/drafts/new").text, "html.parser")
        form = page.find("form", id="tune")
        assert isinstance(form, Tag), "the draft's page holds its form"
        values = {name: [typed] if isinstance(typed, str) else typed for name, typed in fields_of(form).items()}
        pairs = tuple((name, one) for name, typed in values.items() if name != "csrf_token" for one in typed)
        yield Stop(guest.login, "criteria.preview", "/criteria/preview", pairs)


def _wanted(work: Work, actor: Actor) -> list[str]:
    """Part of a code, a name as it stands, misspelled, in another script, and what nobody is called."""
    with work.reading() as session:
        person, identity = tables.Participant, tables.Identity
        query = select(person.code, identity.given_name, identity.family_name).join(
            identity, identity.participant_id == person.id
        )
        row = session.execute(query.where(visible_to(actor)).order_by(person.id).limit(1)).one()
    family = row.family_name
    return [row.code[4:6], f"{row.given_name} {family}", family[:-1] + family[-1] * 2, "Мохаммад", "محمد", "Xqzw Vbnm"]


def answer(guest: Guest, stop: Stop, *, zipped: bool = False) -> TestResponse:
    """What the server answers; a typed stop is sent with a token of the session."""
    headers = {"Accept-Encoding": "gzip"} if zipped else {}
    if not stop.typed:
        return guest.client.get(stop.url, headers=headers)
    data: dict[str, list[str]] = {"csrf_token": [guest.token]}
    for name, value in stop.typed:
        data.setdefault(name, []).append(value)
    return guest.client.post(stop.url, data=data, headers=headers)


def text_of(page: TestResponse) -> str:
    """The page as the browser reads it."""
    zipped = page.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(page.data).decode() if zipped else page.text


def assets_weight(app: Flask) -> int:
    """Bytes of everything that a first visit fetches beside the page."""
    client = app.test_client()
    urls = [f"/assets/0/{name}" for name in page_assets()]
    return sum(len(client.get(url, headers={"Accept-Encoding": "gzip"}).data) for url in urls)


@contextmanager
def metered(engine: Engine) -> Iterator[Meter]:
    """Counts statements on every connection of the engine; beginnings and ends of transactions are none."""
    meter = Meter()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            meter.statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield meter
    finally:
        event.remove(engine, "before_cursor_execute", note)
