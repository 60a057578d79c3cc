"""The in-app inbox: by account and role, counted in the header, read by a sent form."""

from __future__ import annotations

from collections.abc import Callable

from matcher.model import Role
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor

Enter = Callable[..., Visitor]


def tell(work: Work, *, role: Role | None = None, account: int | None = None) -> str:
    """A message about a new vacancy; returns its title."""
    with work.unit(None) as unit:
        row = builders.vacancy(unit.session, title=f"Stelle {role or account}")
        unit.notify(NotificationKind.VACANCY_SUBMITTED, ("vacancy", row.id), role=role, account=account)
        return row.title


def test_messages_reach_account_and_role_and_nobody_else(work: Work, visitor: Enter) -> None:
    """The employer service reads its role's and its own messages; a mentor reads neither."""
    ags, other = visitor(Role.AGS), visitor(Role.MENTOR)
    titles = [tell(work, role=Role.AGS), tell(work, account=ags.account_id)]

    page = ags.get("/notifications")

    assert all(title in page.text for title in titles)
    assert "Nachrichten (2)" in page.text
    assert not any(title in other.get("/notifications").text for title in titles)
    assert "Nachrichten (" not in other.get("/notifications").text


def test_message_stays_unread_until_the_form_is_sent(work: Work, visitor: Enter) -> None:
    """Opening the page reads nothing; "read" does, for one message or for all shown."""
    ags = visitor(Role.AGS)
    for _ in range(3):
        tell(work, role=Role.AGS)
    page = ags.get("/notifications")

    ags.post("/notifications/read", {"message": page.html.split('name="message" value="')[1].split('"')[0]}, status=303)
    one = ags.get("/notifications")
    every = ags.send(page, "/notifications/read")

    assert "Nachrichten (3)" in page.text
    assert "Nachrichten (2)" in one.text
    assert "Alles gelesen." in every.text


def test_messages_of_others_cannot_be_read_away(work: Work, visitor: Enter) -> None:
    """Whatever id a form carries, only one's own messages change."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR)
    tell(work, role=Role.AGS)

    mentor.post("/notifications/read", {"up_to": "999999"}, status=303)

    assert "Nachrichten (1)" in ags.get("/notifications").text


def test_message_that_came_meanwhile_stays_unread(work: Work, visitor: Enter) -> None:
    """ "All read" means all that the page showed."""
    ags = visitor(Role.AGS)
    tell(work, role=Role.AGS)
    page = ags.get("/notifications")
    tell(work, role=Role.AGS)

    after = ags.send(page, "/notifications/read")

    assert "Nachrichten (1)" in after.text
