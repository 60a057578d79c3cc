"""One person before the employer service for several vacancies: a further release takes none back (I4)."""

from __future__ import annotations

from sqlalchemy import text

from matcher.access import Actor
from matcher.model import Recipient, Role
from matcher.store.session import Database
from matcher.usecases.give_consent import give_consent
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY


def test_release_keeps_other_releases_when_title_check_stands(database: Database) -> None:
    """The second release rests on the same title check, so the first one stays visible."""
    work = Work(database)
    with database.writing() as session:
        coordinator = Actor(id=builders.account(session, Role.COORDINATOR).id, roles=frozenset({Role.COORDINATOR}))
        person = builders.participant(session).id
        vacancies = [builders.vacancy(session).id for _ in range(2)]
        for vacancy in vacancies:
            builders.run(session, vacancy, [person])
        session.commit()
    give_consent(work, coordinator, person, [Recipient.AGS], language="de", given_on=TODAY)

    for vacancy in vacancies:
        release_shortlist(work, coordinator, vacancy, [person])

    with work.reading() as session:
        assert list(session.scalars(text("SELECT vacancy_id FROM ags_entry ORDER BY id"))) == vacancies
