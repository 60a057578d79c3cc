"""One mentor with one person, a coordinator, a counsellor: what the tests of people's pages begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.portraits import Portrait, portrait_of
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Typed, Visitor


class Scene:
    """People and visitors over the test's database."""

    def __init__(self, work: Work, visitor: Callable[..., Visitor], **document: Any) -> None:
        self.work = work
        self.visitor = visitor
        self.mentor = visitor(Role.MENTOR)
        self.person = self.add_person(self.mentor.account_id, **document)
        self.code = self.code_of(self.person)
        self.page = f"/people/{self.code}"

    def add_person(self, mentor: int | None = None, **document: Any) -> int:
        with self.work.database.writing() as session:
            person_id = builders.participant(session, mentor=mentor, **document).id
            session.commit()
        return person_id

    def code_of(self, person_id: int) -> str:
        with self.work.reading() as session:
            return str(session.get_one(tables.Participant, person_id).code)

    def portrait(self) -> Portrait:
        with self.work.reading() as session:
            found = portrait_of(session, self.person)
        assert found is not None
        return found

    def consent(self, *recipients: Recipient, person: int | None = None) -> None:
        with self.work.database.writing() as session:
            for recipient in recipients:
                builders.consent(session, person or self.person, self.mentor.account_id, recipient)
            session.commit()

    def send(self, section: str, typed: Typed, *, status: int = 200, who: Visitor | None = None) -> Page:
        """Open a section's form and send it with these fields filled in."""
        visitor = who or self.mentor
        address = f"{self.page}/{section}"
        return visitor.send(visitor.get(address), address, typed, status=status)

    def all(self, table: Any) -> list[Any]:
        with self.work.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def changes(self) -> int:
        """How often somebody's rankings were marked stale."""
        with self.work.reading() as session:
            return session.scalar(select(func.count()).select_from(tables.Change)) or 0
