"""Somebody on a shortlist, and everybody who has a say from there to the first day of work."""

from __future__ import annotations

from datetime import UTC, date, datetime
from secrets import token_hex

from sqlalchemy import select, text

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.model import Answer, Kind, Recipient, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.shortlists import Verdict
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.give_consent import give_consent
from matcher.usecases.plan_placement import Plan, plan_placement
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.review_entry import review_entry
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY


class Case:
    """One person released for one vacancy (and ranked for a second one of the same firm)."""

    def __init__(
        self,
        database: Database,
        *,
        places: int = 1,
        kind: Kind = Kind.JOB,
        lease_until: datetime | None = None,
        **document: object,
    ) -> None:
        """`lease_until` keeps a running worker's hands off the two rankings."""
        self.work = Work(database)
        self._later: list[Database] = []
        with database.writing() as session:
            self.mentor, self.coordinator, self.abh, self.ags = (
                Actor(id=builders.account(session, role).id, roles=frozenset({role}))
                for role in (Role.MENTOR, Role.COORDINATOR, Role.ABH, Role.AGS)
            )
            self.person = builders.participant(session, mentor=self.mentor.id, **document).id
            firm = builders.employer(session).id
            self.vacancy, self.other = (
                builders.vacancy(
                    session,
                    reference=f"S-{token_hex(4).upper()}",
                    acquired_by=self.mentor.id,
                    employer_id=firm,
                    lease_until=lease_until,
                    lease_token=lease_until and "held",
                    kind=kind,
                    starts_on=TODAY,
                    hours=38,
                    pay_hourly=15,
                    places=places,
                ).id
                for _ in range(2)
            )
            for vacancy in (self.vacancy, self.other):
                builders.run(session, vacancy, [self.person])
            session.commit()
        recipients = [Recipient.ABH, Recipient.AGS, Recipient.EMPLOYER]
        give_consent(self.work, self.mentor, self.person, recipients, language="de", given_on=TODAY)
        if document:
            asked = ask_precheck(self.work, self.mentor, self.person, kind, agreed=True)
            answer_request(self.work, self.abh, asked.request_id or 0, Answer.NO_CONCERNS)
        self.entry = self.release(self.vacancy)

    def release(self, vacancy: int) -> int:
        release_shortlist(self.work, self.coordinator, vacancy, [self.person])
        with self.work.reading() as session:
            query = select(tables.ShortlistEntry.id).where(tables.ShortlistEntry.vacancy_id == vacancy)
            return session.scalars(query.order_by(tables.ShortlistEntry.id.desc())).first() or 0

    def propose(self, entry: int | None = None) -> None:
        review_entry(self.work, self.ags, entry or self.entry, Verdict.PROPOSED)

    def hired(self, entry: int | None = None, starts_on: date = TODAY) -> None:
        """The firm says yes and a first day is planned."""
        self.propose(entry)
        record_firm_answer(self.work, self.ags, entry or self.entry, FirmAnswer.HIRES)
        plan_placement(self.work, self.mentor, entry or self.entry, Plan(starts_on=starts_on))

    def permit(self, answer: Answer = Answer.CONSENT, ba_answer: Answer | None = Answer.CONSENT) -> None:
        asked = ask_job_clearance(self.work, self.mentor, self.person, self.vacancy, agreed=True)
        answer_request(
            self.work, self.abh, asked.request_id or 0, answer, Conditions(ba_sent_on=TODAY, ba_answer=ba_answer)
        )

    def on(self, day: date) -> Work:
        """The same database on another day, at noon."""
        url = self.work.database.url.render_as_string(hide_password=False)
        later = Database(url, clock=FixedClock(datetime(day.year, day.month, day.day, 11, tzinfo=UTC)))
        self._later.append(later)
        return Work(later)

    def close(self) -> None:
        for database in self._later:
            database.dispose()

    def contacts(self) -> list[tuple[int, str]]:
        """What the employer service's second view shows: entry and family name."""
        with self.work.reading() as session:
            return [tuple(row) for row in session.execute(text("SELECT id, family_name FROM ags_contact"))]

    def stands(self, entry: int | None = None) -> tuple[str, str | None, str | None]:
        """State, outcome and reason of the proposal."""
        with self.work.reading() as session:
            query = select(tables.Proposal).where(tables.Proposal.entry_id == (entry or self.entry))
            row = session.scalars(query).one()
            return str(row.state), row.outcome and str(row.outcome), row.reason and str(row.reason)

    def entry_state(self, entry: int | None = None) -> str:
        with self.work.reading() as session:
            return str(session.get_one(tables.ShortlistEntry, entry or self.entry).state)

    def rows(self, table: type) -> list[object]:
        with self.work.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))
