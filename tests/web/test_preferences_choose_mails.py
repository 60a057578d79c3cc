"""Mails: whom, when and about what; never anything about a person; each message once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from matcher.clock import FixedClock
from matcher.model import Role
from matcher.store import tables
from matcher.store.mails import MOST_ATTEMPTS
from matcher.store.session import Database
from matcher.store.tables.mails import MailState
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.send_mails import Letter, plan_mails, send_next_mail
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT
from tests.web.conftest import Visitor
from webapp.settings import Settings
from webapp.views.preferences import KINDS_OF
from workers.mailing import MailSettings

Enter = Callable[..., Visitor]
Later = Callable[..., Work]
HOME = "https://passgenau.example"


@pytest.fixture
def at(work: Work) -> Iterator[Later]:
    """Gives the same store at another moment."""
    opened: list[Database] = []

    def moment(when: datetime) -> Work:
        url = work.database.url.render_as_string(hide_password=False)
        opened.append(Database(url, clock=FixedClock(when)))
        return replace(work, database=opened[-1])

    yield moment
    for database in opened:
        database.dispose()


def tell(work: Work, kind: NotificationKind = NotificationKind.VACANCY_ACCEPTED, **to: object) -> None:
    with work.unit(None) as unit:
        unit.notify(kind, ("vacancy", builders.vacancy(unit.session).id), **to)


def sent(work: Work) -> list[Letter]:
    """Everything that goes out now."""
    letters: list[Letter] = []
    plan_mails(work)
    while send_next_mail(work, letters.append, home=HOME):
        pass
    return letters


def test_mail_says_that_something_waits_and_nothing_else(work: Work, visitor: Enter) -> None:
    """No title, no firm, no code, no reference: a sentence and two addresses, in the account's language."""
    german, english = visitor(Role.MENTOR), visitor(Role.MENTOR, language="en")
    for account in (german, english):
        tell(work, account=account.account_id)

    letters = sent(work)

    assert [letter.subject for letter in letters] == [
        "In passgenau wartet etwas auf Sie",
        "Something waits for you in passgenau",
    ]
    with work.reading() as session:
        vacancies = session.execute(select(tables.Vacancy.reference, tables.Vacancy.title)).all()
        names = session.scalars(select(tables.Account.name)).all()
    for word in [*(text for row in vacancies for text in row), *names, "Musterlager", "Stelle"]:
        assert all(word not in letter.subject + letter.text for letter in letters), word
    assert f"{HOME}/notifications" in letters[0].text


def test_each_message_is_mailed_once_to_everybody_it_is_for(work: Work, visitor: Enter) -> None:
    """A role's message goes to each who holds it, several at once are one mail, read ones are none."""
    first, second, mentor = visitor(Role.AGS), visitor(Role.AGS), visitor(Role.MENTOR)
    for _ in range(3):
        tell(work, NotificationKind.VACANCY_SUBMITTED, role=Role.AGS)
    tell(work, account=mentor.account_id)
    mentor.send(mentor.get("/notifications"), "/notifications/read")

    letters, again = sent(work), sent(work)

    with work.reading() as session:
        addresses = {session.get_one(tables.Account, visitor_.account_id).email for visitor_ in (first, second)}
    assert sorted(letter.to for letter in letters) == sorted(addresses)
    assert again == []


def test_mails_at_once_leave_an_hour_between_them(work: Work, visitor: Enter, at: Later) -> None:
    """What comes within the hour is told by the next mail."""
    mentor = visitor(Role.MENTOR)
    counts = []
    for minutes in (0, 10, 59, 60, 61):
        now = at(AT + timedelta(minutes=minutes))
        tell(now, account=mentor.account_id)
        counts.append(len(sent(now)))

    assert counts == [1, 0, 0, 1, 0]


def test_daily_mail_comes_once_in_the_morning(work: Work, visitor: Enter, at: Later) -> None:
    """From seven o'clock in Berlin, once a day, and only where something is new."""
    mentor = visitor(Role.MENTOR)
    mentor.send(mentor.get("/settings"), "/settings/mail", {"rhythm": "daily"})
    tell(work, account=mentor.account_id)

    first = sent(work)
    tell(work, account=mentor.account_id)
    counts = [
        len(sent(at(datetime(2026, 11, day, hour, minute, tzinfo=UTC))))
        for day, hour, minute in ((23, 22, 0), (24, 5, 59), (24, 6, 0), (24, 12, 0), (25, 6, 0))
    ]

    assert len(first) == 1
    assert counts == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("choice", [{"rhythm": "never"}, {"kind": ["vacancy_returned"]}])
def test_refused_mails_do_not_come_but_messages_do(work: Work, visitor: Enter, choice: dict[str, object]) -> None:
    """By rhythm or by kind; the choice stands on the page again, and the message in the application."""
    mentor = visitor(Role.MENTOR)
    mentor.send(mentor.get("/settings"), "/settings/mail", choice)
    tell(work, account=mentor.account_id)

    letters, page = sent(work), mentor.get("/settings")

    assert letters == []
    assert "Stelle angenommen" in mentor.get("/notifications").text
    box = page.soup.find("input", attrs={"value": "vacancy_accepted"})
    assert box.has_attr("checked") is ("rhythm" in choice)


def test_silent_server_is_tried_again_and_given_up_in_the_end(work: Work, visitor: Enter, at: Later) -> None:
    """The wait doubles; the row says the class of the fault, never its words; the Message-ID stays."""
    tell(work, account=visitor(Role.MENTOR).account_id)
    keys: list[str] = []

    def refuse(letter: Letter) -> None:
        keys.append(letter.message_key)
        raise ConnectionRefusedError("somebody@example.org")

    plan_mails(work)
    tries = [send_next_mail(at(AT + timedelta(hours=hours)), refuse, home=HOME) for hours in (0, 0, 6, 12, 18, 24)]
    for hours in range(30, 60, 6):
        send_next_mail(at(AT + timedelta(hours=hours)), refuse, home=HOME)

    assert tries == [True, False, True, True, True, True]
    assert len(set(keys)) == 1
    assert len(keys) == MOST_ATTEMPTS
    with work.reading() as session:
        mail = session.scalars(select(tables.Mail)).one()
    assert (mail.state, mail.last_error) == (MailState.GIVEN_UP, "ConnectionRefusedError")


def test_dead_senders_mail_is_taken_over_after_its_lease(work: Work, visitor: Enter, at: Later) -> None:
    """While the lease stands nobody else sends; afterwards the same mail goes out, under the same id."""
    tell(work, account=visitor(Role.MENTOR).account_id)
    keys: list[str] = []

    def die(letter: Letter) -> None:
        keys.append(letter.message_key)
        raise KeyboardInterrupt

    plan_mails(work)
    with pytest.raises(KeyboardInterrupt):
        send_next_mail(work, die, home=HOME)
    during = sent(at(AT + timedelta(seconds=59)))
    later = sent(at(AT + timedelta(seconds=61)))

    assert during == []
    assert [letter.message_key for letter in later] == keys


def test_every_kind_can_be_refused_by_some_role() -> None:
    """A new kind of message has to be offered on the page."""
    offered = {kind for kinds in KINDS_OF.values() for kind in kinds}

    assert offered == set(NotificationKind)


@pytest.mark.parametrize("url", ["mailto:x", "smtp://", "smtp://me:secret@mail.example:25"])
def test_mail_server_is_refused_where_a_password_would_go_in_the_open(url: str) -> None:
    """Nothing but SMTP, and a password only encrypted; the message does not repeat it."""
    with pytest.raises(ValueError, match="PASSGENAU_SMTP_URL") as refused:
        MailSettings(url=url, sender="a@b.example", home=HOME)

    assert "secret" not in str(refused.value)


def test_no_mail_server_is_the_default() -> None:
    """Messages stay in the application until somebody names a server."""
    assert Settings.from_environment({}).smtp_url == ""
