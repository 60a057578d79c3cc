"""A course, people and accounts for tests, and threads that want the same place at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from matcher.access import Actor
from matcher.courses import CourseKind, Lesson
from matcher.model import Cefr, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.courses import EnrolmentState
from matcher.usecases.course_entry import CourseEntry
from matcher.usecases.open_course import open_course
from matcher.usecases.work import Work
from tests import builders

MORNINGS = tuple(Lesson(day, time(8, 30), time(12, 30)) for day in range(5))
ENTRY = CourseEntry(
    title="Berufssprachkurs B1",
    kind=CourseKind.JOB_GERMAN,
    provider="Volkshochschule",
    level_from=Cefr.A2,
    level_to=Cefr.B1,
    lessons=MORNINGS,
    places=2,
    starts_on=date(2026, 12, 1),
    until=date(2027, 4, 1),
    postcode="15711",
    city="Königs Wusterhausen",
)


@dataclass
class CourseCase:
    """A coordinator over the test's database, and as many people as are asked for."""

    database: Database

    def __post_init__(self) -> None:
        self.work = Work(self.database)
        with self.database.writing() as session:
            self.coordinator = Actor(
                id=builders.account(session, Role.COORDINATOR).id, roles=frozenset({Role.COORDINATOR})
            )
            session.commit()

    def people(self, count: int) -> list[int]:
        with self.database.writing() as session:
            found = [builders.participant(session).id for _ in range(count)]
            session.commit()
        return found

    def course(self, entry: CourseEntry = ENTRY) -> int:
        return open_course(self.work, self.coordinator, entry, submission=token_urlsafe(18))

    def states(self, course_id: int) -> list[EnrolmentState]:
        query = select(tables.Enrolment.state).where(tables.Enrolment.course_id == course_id)
        with self.work.reading() as session:
            return list(session.scalars(query.order_by(tables.Enrolment.asked_at, tables.Enrolment.id)))

    def all(self, table: Any) -> list[Any]:
        with self.work.reading() as session:
            return list(session.scalars(select(table).order_by(*table.__table__.primary_key.columns)))


def at_once(database: Database, acts: Sequence[Callable[[Work], object]]) -> list[object]:
    """Every act in a thread with connections of its own, begun together; results in order, errors among them."""
    results: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[Work], object]) -> None:
        own = Database(database.url.render_as_string(hide_password=False), clock=database.clock)
        try:
            gate.wait(timeout=30)
            results[place] = act(Work(own))
        except Exception as error:  # noqa: BLE001 - whoever asked looks at it
            results[place] = error
        finally:
            own.dispose()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
