"""Point by point the same list: a stored run is computed again, here and in another process (I7)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fixtures.seed import seed
from matcher.clearance import clearance_for
from matcher.model import Cefr, Kind, Reason
from matcher.pipeline import Pool
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.loading import load_people, load_vacancy
from matcher.store.replay import Replay
from matcher.store.runs import exclusions_of, rest_of, rows_of
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.store.unlocks import unlocks
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.work import Work

ELSEWHERE = """
import sys
from sqlalchemy import select
from matcher.store import tables
from matcher.store.replay import Replay
from matcher.store.session import Database
with Database(sys.argv[1]).reading() as session:
    replay = Replay(session)
    for run in session.scalars(select(tables.Run).order_by(tables.Run.id)):
        print(run.id, replay.again(run).digest)
"""


@pytest.fixture
def ranked(database: Database) -> Database:
    """The small demo, every open vacancy ranked."""
    seed(database, "small", password_hash="x")
    Ranker(Work(database)).rank_all()
    return database


def test_every_run_is_computed_again_here_and_elsewhere(ranked: Database) -> None:
    """Same criteria, same people: places, scores, reasons and exclusions to the byte, whatever process asks."""
    environment = {**os.environ, "PYTHONHASHSEED": "99"}
    command = [sys.executable, "-c", ELSEWHERE, ranked.url.render_as_string(hide_password=False)]
    elsewhere = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)

    with ranked.reading() as session:
        replay = Replay(session)
        still_true = session.scalars(_still_true()).all()
        runs = {run.id: (run.digest, replay.again(run).digest) for run in still_true}
        assert _open_vacancies(session) <= {run.vacancy_id for run in still_true}

    told = dict(line.split() for line in elsewhere.stdout.splitlines())
    assert len(runs) > 50
    assert all(stored == again for stored, again in runs.values())
    assert {str(number): told[str(number)] for number in runs} == {
        str(number): stored for number, (stored, _) in runs.items()
    }


def test_every_pair_kept_back_answers_why_as_the_gate_does(ranked: Database) -> None:
    """All reasons and the date in a run's bytes are what gate and filters say of that pair alone; nobody is missing."""
    with ranked.reading() as session:
        people = load_people(session)
        for run in session.scalars(select(tables.Run).order_by(tables.Run.id).limit(12)).all():
            vacancy = load_vacancy(session, run.vacancy_id)
            assert vacancy is not None
            found = exclusions_of(run)
            members = [member for group in found.values() for member in group]
            places = [row.participant_id for row in rows_of(session, run.id)] + [who for who, _ in rest_of(run)]

            assert sorted(places + [member.participant_id for member in members]) == sorted(people)
            for reason, group in found.items():
                assert {member.reasons[0] for member in group} == {reason}
            for member in members[::5]:
                person = people[member.participant_id]
                passage = clearance_for(person, vacancy, run.on_date)
                alone = Pool([person], Criteria.default(), run.on_date).rank(vacancy).excluded[0]
                assert member.reasons[: len(passage.reasons)] == passage.reasons
                assert (member.reasons, member.lifts_on) == (alone.all_reasons, alone.lifts_on)


def test_numbers_beside_a_run_say_what_its_rows_and_groups_say(ranked: Database) -> None:
    """How many may be released, and on how many lists only the authority keeps somebody back, counted one by one."""
    counted: Counter[tuple[int, Kind]] = Counter()
    with ranked.reading() as session:
        for run in session.scalars(_still_true()).all():
            kind = session.get_one(tables.Vacancy, run.vacancy_id).kind
            assert run.free == sum(row.blocked_by is None for row in rows_of(session, run.id))
            for member in (member for group in exclusions_of(run).values() for member in group):
                asked = {Reason.PRECHECK_MISSING, Reason.PRECHECK_EXPIRED}
                if asked.intersection(member.reasons) and not set(member.reasons) - asked - {Reason.HOLD}:
                    counted[member.participant_id, kind] += 1

        assert len(counted) > 20
        assert unlocks(session) == counted
        some = next(iter(counted))[0]
        assert unlocks(session, [some]) == {key: many for key, many in counted.items() if key[0] == some}


def test_changed_person_is_taken_over_into_the_pool_that_is_kept(ranked: Database) -> None:
    """A worker that keeps its pool says of a changed person what a new worker says, for every vacancy."""
    work = Work(ranked)
    ranker = Ranker(work)
    with ranked.writing() as session:
        Unit(session=session, at=ranked.clock.now(), actor_id=None).mark_vacancies([_some(session)])
        session.commit()
    assert ranker.rank_all() == 1

    with ranked.writing() as session:
        unit = Unit(session=session, at=ranked.clock.now(), actor_id=None)
        for number, skill in enumerate(session.scalars(select(tables.LanguageSkill).limit(9)).all()):
            skill.speaking = skill.writing = list(Cefr)[number % 6]
            unit.mark_person(skill.participant_id, "language")
        stopped = session.scalars(select(tables.RankingRow.participant_id).where(tables.RankingRow.rank == 1)).first()
        reason, account = StopReason.OTHER, session.scalars(select(tables.Account.id)).first()
        session.add(
            tables.PlacementStop(participant_id=stopped, reason=reason, set_at=ranked.clock.now(), set_by=account)
        )
        unit.mark_person(stopped, "stop")
        session.commit()
    renewed = ranker.rank_all()

    with ranked.reading() as session:
        replay = Replay(session)
        runs = session.scalars(_still_true()).all()
        assert renewed == len(runs)
        assert all(replay.again(run).digest == run.digest for run in runs)
        assert any(
            stopped in {member.participant_id for member in exclusions_of(run).get(Reason.STOPPED, ())} for run in runs
        )


def _still_true() -> Select[tables.Run]:
    """Runs whose people and vacancy are what they were: nobody changed since, nothing of the job was edited."""
    run, vacancy = tables.Run, tables.Vacancy
    return (
        select(run)
        .join(vacancy, vacancy.id == run.vacancy_id)
        .where(
            run.change_number == select(tables.ChangeCounter.last).scalar_subquery(),
            run.generation == vacancy.wanted_generation,
        )
        .order_by(run.id)
    )


def _open_vacancies(session: Session) -> set[int]:
    return set(session.scalars(select(tables.Vacancy.id).where(tables.Vacancy.state == VacancyState.OPEN)))


def _some(session: Session) -> int:
    return session.scalars(select(tables.Vacancy.id).where(tables.Vacancy.state == VacancyState.OPEN).limit(1)).one()
