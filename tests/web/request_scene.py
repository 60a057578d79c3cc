"""Somebody whom the authority has to be asked about, their mentor, a coordinator, and a job that says all it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select

from matcher.access import Actor
from matcher.model import Answer, Kind, Reason, Recipient, Role
from matcher.results import Ground
from matcher.store import tables
from matcher.store.blobs import pack_group, pack_ids, unpack_group, unpack_ids
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.give_consent import give_consent
from matcher.usecases.work import Work
from tests import builders
from tests.builders import TODAY
from tests.web.conftest import Visitor


class Scene:
    """One asylum applicant with consents; `start` is the job's first day."""

    def __init__(self, work: Work, visitor: Callable[..., Visitor], *, start: date = date(2026, 12, 1)) -> None:
        self.work = work
        self.mentor, self.coordinator, self.abh = (visitor(role) for role in (Role.MENTOR, Role.COORDINATOR, Role.ABH))
        with work.database.writing() as session:
            person = self._person(session)
            job = builders.vacancy(
                session, acquired_by=self.mentor.account_id, starts_on=start, hours=38, pay_hourly=15.5
            )
            builders.run(session, job.id, [person.id])
            session.commit()
        self.person, self.code = person.id, person.code
        self.vacancy, self.reference = job.id, job.reference
        self.agree(self.person)

    def _person(self, session: Any) -> tables.Participant:
        return builders.participant(
            session, mentor=self.mentor.account_id, **builders.gestattung(file_number="MUSTER-77/26")
        )

    def another(self) -> int:
        with self.work.database.writing() as session:
            person = self._person(session).id
            session.commit()
        self.agree(person)
        return person

    def agree(self, person: int) -> None:
        recipients = [Recipient.AWO, Recipient.ABH, Recipient.AGS]
        give_consent(self.work, self.actor(Role.MENTOR), person, recipients, language="de", given_on=TODAY)

    def actor(self, role: Role) -> Actor:
        accounts = {Role.MENTOR: self.mentor, Role.COORDINATOR: self.coordinator, Role.ABH: self.abh}
        return Actor(id=accounts[role].account_id, roles=frozenset({role}))

    def ask(self, kind: Kind = Kind.JOB, person: int | None = None) -> int:
        asked = ask_precheck(self.work, self.actor(Role.MENTOR), person or self.person, kind, agreed=True)
        assert asked.request_id is not None
        return asked.request_id

    def clear(self, **conditions: Any) -> None:
        """The pre-check is answered with yes."""
        answer_request(self.work, self.actor(Role.ABH), self.ask(), Answer.CONSENT, Conditions(**conditions))

    def ask_job(self) -> int:
        asked = ask_job_clearance(self.work, self.actor(Role.MENTOR), self.person, self.vacancy, agreed=True)
        assert asked.request_id is not None
        return asked.request_id

    def keep_back(self, *reasons: Reason, vacancy: int | None = None, person: int | None = None) -> None:
        """The vacancy's current run keeps the person back for these reasons."""
        ids = np.array([person or self.person], np.uint32)
        ground = Ground(reasons, None)
        with self.work.database.writing() as session:
            run = session.scalars(
                select(tables.Run)
                .where(tables.Run.vacancy_id == (vacancy or self.vacancy))
                .order_by(tables.Run.id.desc())
            ).first()
            if ground.waits_for_authority:
                run.waits = pack_ids(np.union1d(unpack_ids(run.waits), ids).astype(np.uint32))
            before = unpack_group(run.kept_back)
            run.kept_back = pack_group(
                np.concatenate([before.ids, ids]),
                np.append(before.numbers, len(before.grounds)),
                [*before.grounds, ground],
            )
            session.commit()

    def all(self, table: Any) -> list[Any]:
        with self.work.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))
