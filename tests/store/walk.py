"""A random walk over the use cases around the gate, and what must hold after each of its steps."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, select, text
from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.clearance import clearance_for
from matcher.clock import BERLIN
from matcher.errors import PassgenauError
from matcher.model import Answer, Kind, Recipient, Role
from matcher.store import tables
from matcher.store.loading import load_people, load_vacancy
from matcher.store.session import Database
from matcher.store.tables.placements import PlacementState
from matcher.usecases.work import Work
from tests import builders
from tests.store.walk_steps import KINDS, OF_PERSON, OF_VACANCY, STEPS

_STATE = (
    "SELECT 'participant', id, state, '' FROM participant",
    "SELECT 'document', id, CAST(superseded_at AS VARCHAR), '' FROM residence_document",
    "SELECT 'statement', id, CAST(superseded_at AS VARCHAR), '' FROM authority_statement",
    "SELECT 'permit', id, '', '' FROM work_permit",
    "SELECT 'consent', id, CAST(withdrawn_at AS VARCHAR), '' FROM data_consent",
    "SELECT 'stop', id, CAST(lifted_at AS VARCHAR), '' FROM placement_stop",
    "SELECT 'vacancy', id, state, CAST(version AS VARCHAR) || CAST(l2_before_release AS VARCHAR) FROM vacancy",
    "SELECT 'request', id, state, '' FROM clearance_request",
    "SELECT 'decision', id, CAST(superseded_at AS VARCHAR), '' FROM clearance_decision",
    "SELECT 'opening', id, CAST(closed_at AS VARCHAR), CAST(decision_id AS VARCHAR) FROM opening",
    "SELECT 'entry', id, state, CAST(withdrawn_at AS VARCHAR) FROM shortlist_entry",
    "SELECT 'review', id, CAST(superseded_at AS VARCHAR), '' FROM review",
    "SELECT 'proposal', id, state, CAST(outcome AS VARCHAR) FROM proposal",
    "SELECT 'step', id, CAST(undone_at AS VARCHAR), '' FROM proposal_step",
    "SELECT 'agreement', id, CAST(superseded_at AS VARCHAR), '' FROM agreement",
    "SELECT 'placement', id, state, CAST(starts_on AS VARCHAR) FROM placement",
    "SELECT 'criteria', id, state, '' FROM criteria_version",
)
STATE = text(" UNION ALL ".join(_STATE) + " ORDER BY 1, 2")
BASELESS = text(
    """
    SELECT count(*) FROM shortlist_entry e
    JOIN opening o ON o.id = e.opening_id
    JOIN clearance_decision d ON d.id = o.decision_id
    JOIN data_consent c ON c.id = e.consent_id
    WHERE e.state = 'released'
      AND (o.closed_at IS NOT NULL OR d.superseded_at IS NOT NULL OR c.withdrawn_at IS NOT NULL
           OR o.participant_id <> e.participant_id OR o.vacancy_id <> e.vacancy_id
           OR d.participant_id <> e.participant_id OR c.participant_id <> e.participant_id)
    """
)
DOUBLED = text(
    """
    SELECT count(*) FROM (
        SELECT 1 FROM clearance_decision WHERE superseded_at IS NULL
        GROUP BY participant_id, level, CASE level WHEN 'L1' THEN kind ELSE CAST(vacancy_id AS VARCHAR) END
        HAVING count(*) > 1
        UNION ALL
        SELECT 1 FROM clearance_request WHERE state = 'pending'
        GROUP BY participant_id, level, CASE level WHEN 'L1' THEN kind ELSE CAST(vacancy_id AS VARCHAR) END
        HAVING count(*) > 1
    ) doubled
    """
)
UNTOLD = text(
    """
    SELECT count(*) FROM (
        SELECT e.id FROM shortlist_entry e
        LEFT JOIN notification n
          ON n.kind IN ('entry_withdrawn', 'entry_filled', 'entry_placed')
         AND n.subject_kind = 'shortlist_entry' AND n.subject_id = e.id
        GROUP BY e.id, e.state
        HAVING count(n.id) <> CASE e.state WHEN 'withdrawn' THEN 1 ELSE 0 END
    ) untold
    """
)
ENDED = text("SELECT count(*) FROM opening WHERE closed_at IS NULL AND open_until <= :today").bindparams(
    bindparam("today", type_=Date)
)


class BrokenError(AssertionError):
    """An invariant does not hold; the message names it, the seed and the step."""


@dataclass(slots=True)
class MovingClock:
    """A clock that the walk sets forward."""

    at: datetime = builders.AT

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def today(self) -> date:
        return self.at.astimezone(BERLIN).date()


@dataclass(slots=True)
class Tally:
    """What a walk did: steps by name, steps that changed something, with somebody in view, people who began work."""

    steps: Counter[str] = field(default_factory=Counter)
    carried_out: int = 0
    somebody_seen: int = 0
    begun: int = 0

    @property
    def total(self) -> int:
        return self.steps.total()


class Walk:
    """People, jobs and those who decide; `step` does something at random and checks everything.

    Args:
        database: fresh and migrated.
        clock: the database's own, if the walk may set it forward.
        seed: of everything that is random.

    """

    def __init__(self, database: Database, clock: MovingClock | None, seed: int) -> None:
        self.work = Work(database)
        self.clock = clock
        self.seed = seed
        self.random = random.Random(seed)
        self.tally = Tally()
        self.number = 0
        self.people: list[int] = []
        self.jobs: list[int] = []
        self._frozen: dict[int, Any] = {}
        with database.writing() as session:
            self.mentor, self.coordinator, self.abh, self.ags = (
                Actor(id=builders.account(session, role).id, roles=frozenset({role}))
                for role in (Role.MENTOR, Role.COORDINATOR, Role.ABH, Role.AGS)
            )
            self.second = Actor(id=builders.account(session, Role.COORDINATOR).id, roles=frozenset({Role.COORDINATOR}))
            for document in (builders.gestattung(), builders.gestattung(status="duldung_60a", application=None), {}):
                self._add_person(session, document)
            for kind in KINDS:
                self._add_job(session, kind)
            session.commit()
        self._state = self._read_state()
        self._marks = self._read_marks()

    @property
    def today(self) -> date:
        return self.work.clock.today()

    def step(self) -> None:
        """One transition: carried out or lawfully refused, and every invariant afterwards."""
        self.number += 1
        name, act = self.random.choice(STEPS if self.clock else [pair for pair in STEPS if pair[0] != "clock"])
        try:
            act(self)
            refused = False
        except PassgenauError:
            refused = True
        self.tally.steps[name] += 1
        self._check(name, refused=refused)
        self._replace_what_has_ended()

    def _check(self, name: str, *, refused: bool) -> None:
        state, marks = self._read_state(), self._read_marks()
        changed = state != self._state
        if refused and changed:
            self._broken(name, "a refusal changed something")
        if changed:
            self.tally.carried_out += 1
            if marks[0] <= self._marks[0]:
                self._broken(name, "no audit row for a change")
            if not refused and name in OF_PERSON and marks[1] <= self._marks[1]:
                self._broken(name, "rankings not marked stale after a person changed")
            asleep = name == "tune" and not any(row[0] == "vacancy" and row[2] == "open" for row in state)
            if not refused and not asleep and name in OF_VACANCY and marks[2] <= self._marks[2]:
                self._broken(name, "no new ranking wanted after a vacancy changed")
        begun = _begun(state) - _begun(self._state)
        self._state, self._marks = state, marks
        if begun and name not in {"start", "correct"}:
            self._broken(name, "somebody began work by another step")
        self.tally.carried_out += name == "clock"
        if changed or name in {"clock", "sweep"}:
            with self.work.reading() as session:
                self._check_store(name, session)
                self._check_gate(name, session)
                self._check_start(name, session, begun)

    def _check_store(self, name: str, session: Session) -> None:
        for what, query in (
            ("a released entry rests on nothing that stands", BASELESS),
            ("two decisions or requests stand for one question", DOUBLED),
            ("holders were not told exactly once of a withdrawal", UNTOLD),
        ):
            if session.scalar(query):
                self._broken(name, what)
        if _answers_about_other_facts(session):
            self._broken(name, "an answer stands about facts that are no longer true")
        if name == "sweep" and session.scalar(ENDED, {"today": self.today}):
            self._broken(name, "the sweep left an opening that has ended")
        rows = session.execute(text("SELECT * FROM shortlist_entry WHERE state = 'withdrawn'")).all()
        found = {row.id: repr(tuple(row)) for row in rows}
        if any(found.get(entry) != before for entry, before in self._frozen.items()):
            self._broken(name, "a withdrawn entry was touched again")
        self._frozen = found

    def _check_gate(self, name: str, session: Session) -> None:
        seen = session.execute(text("SELECT participant_id, vacancy_id FROM ags_entry")).all()
        self.tally.somebody_seen += bool(seen)
        if not seen:
            return
        people = load_people(session, {row.participant_id for row in seen})
        for row in seen:
            job = load_vacancy(session, row.vacancy_id)
            assert job is not None
            early = session.get_one(tables.Vacancy, row.vacancy_id).l2_before_release
            passage = clearance_for(people[row.participant_id], job, self.today, l2_before_release=early)
            if not passage.release_open:
                self._broken(name, f"somebody is seen whom the gate keeps back: {passage.blocked_by}")

    def _check_start(self, name: str, session: Session, begun: set[int]) -> None:
        """Whoever has just begun may begin: today, and on the first day that was planned."""
        for number in begun:
            row = session.get_one(tables.Placement, number)
            person = load_people(session, {row.participant_id})[row.participant_id]
            job = load_vacancy(session, row.vacancy_id)
            assert job is not None
            if row.decision_id is None:
                self._broken(name, "a start rests on no decision")
            for day in {row.starts_on, self.today}:
                # The start has set its own stop ("has found work"), which keeps from other lists, not from this job.
                passage = clearance_for(replace(person, stopped=False), replace(job, start=row.starts_on), day)
                if not passage.start_open:
                    self._broken(name, f"somebody began whom the gate keeps back: {passage.blocked_by}")
        self.tally.begun += len(begun)

    def _broken(self, name: str, what: str) -> None:
        raise BrokenError(f"{what} (seed {self.seed}, step {self.number}: {name}, on {self.today})")

    def _read_state(self) -> list[Any]:
        with self.work.reading() as session:
            return [tuple(row) for row in session.execute(STATE)]

    def _read_marks(self) -> tuple[int, int, int]:
        with self.work.reading() as session:
            row = session.execute(
                text(
                    "SELECT (SELECT count(*) FROM audit_row), (SELECT last FROM change_counter), "
                    "(SELECT sum(wanted_generation) FROM vacancy)"
                )
            ).one()
        return row[0], row[1], row[2]

    # What the steps choose from.

    def person(self) -> int:
        return self.random.choice(self.people)

    def job(self) -> int:
        return self.random.choice(self.jobs)

    def day(self, most: int) -> date:
        return self.today + timedelta(days=self.random.randint(1, most))

    def one_of(self, query: Any) -> Any | None:
        with self.work.reading() as session:
            found = session.scalars(query).all()
        return self.random.choice(found) if found else None

    def _add_person(self, session: Session, document: dict[str, Any]) -> None:
        person = builders.participant(session, mentor=self.mentor.id, **document).id
        self.people.append(person)
        for job in self.jobs:
            builders.run(session, job, self.people)
        for recipient in (Recipient.AGS, Recipient.ABH, Recipient.EMPLOYER):
            builders.consent(session, person, self.coordinator.id, recipient)

    def _add_job(self, session: Session, kind: Kind) -> None:
        job = builders.vacancy(
            session,
            acquired_by=self.mentor.id,
            kind=kind,
            hours=30,
            starts_on=self.today + timedelta(days=10),
            pay_hourly=15 if kind is Kind.JOB else None,
            pay_monthly=1200 if kind is Kind.TRAINING else None,
        )
        self.jobs.append(job.id)
        builders.run(session, job.id, self.people)

    def _replace_what_has_ended(self) -> None:
        """Somebody new comes for whoever has left, a new job for a closed one; no step of its own."""
        ended = {(row[0], row[1]) for row in self._state if row[2] in {"left", "closed"}}
        left = [person for person in self.people if ("participant", person) in ended]
        closed = [job for job in self.jobs if ("vacancy", job) in ended]
        if not left and not closed:
            return
        with self.work.database.writing() as session:
            for person in left:
                self.people.remove(person)
                self._add_person(session, self.random.choice([builders.gestattung(), {}]))
            for job in closed:
                self.jobs.remove(job)
                self._add_job(session, self.random.choice(KINDS))
            session.commit()
        self._state, self._marks = self._read_state(), self._read_marks()


def _begun(state: list[Any]) -> set[int]:
    return {row[1] for row in state if row[0] == "placement" and row[2] == PlacementState.STARTED}


def _answers_about_other_facts(session: Session) -> bool:
    """An answer names the status and the nationality that it was given about."""
    document, decision = tables.ResidenceDocument, tables.ClearanceDecision
    rows = session.execute(
        select(decision.facts, document.status, document.nationality)
        .join(document, document.participant_id == decision.participant_id)
        .where(decision.superseded_at.is_(None), document.superseded_at.is_(None), decision.answer != Answer.OBJECTION)
    )
    return any((facts.get("status"), facts.get("nationality")) != (status, nation) for facts, status, nation in rows)
