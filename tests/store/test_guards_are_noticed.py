"""Each guard around a release, taken out in turn, is noticed: by a scenario of its own, or by a short walk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from matcher.clock import FixedClock
from matcher.model import Kind, Level, Mode, Recipient
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.consents import StopReason
from matcher.usecases import (
    close_expired,
    edit_vacancy,
    give_consent,
    leave_project,
    lift_stop,
    record_decision,
    record_document,
    record_permit,
    redecide,
    release_shortlist,
    require_job_clearance,
    set_stop,
    vacancy_keeping,
    withdraw_consent,
)
from tests import builders
from tests.builders import AT, Stage
from tests.store import test_release_guard_refuses as breaking
from tests.store.test_releases_follow_answers import Case
from tests.store.test_walk_keeps_invariants import fast_database
from tests.store.walk import BrokenError, Walk

Scenario = Callable[[Session], bool]
"""True where the guard has done its work."""
SEEDS = (2, 4, 0, 3, 5, 7, 9, 1, 6, 8)
STEPS = 300


def falls(break_it: Callable[[Session, Stage], None]) -> Scenario:
    """A release is taken back when its ground falls."""

    def scenario(session: Session) -> bool:
        on = builders.stage(session)
        released = builders.entry(session, on)
        break_it(session, on)
        session.flush()
        return (
            session.scalar(text("SELECT state FROM shortlist_entry WHERE id = :id"), {"id": released.id}) != "released"
        )

    return scenario


def refused(break_it: Callable[[Session, Stage], None]) -> Scenario:
    """A release is refused when its ground has fallen before."""

    def scenario(session: Session) -> bool:
        on = builders.stage(session)
        break_it(session, on)
        session.flush()
        try:
            builders.entry(session, on)
        except DatabaseError as error:
            return "valid clearance and consent" in str(error)
        return False

    return scenario


def set_back(session: Session) -> bool:
    """A withdrawn entry is not set back once its consent is gone."""
    on = builders.stage(session)
    released = builders.entry(session, on)
    breaking._consent_withdrawn(session, on)
    session.flush()
    try:
        session.execute(
            text("UPDATE shortlist_entry SET state = 'released', withdrawn_at = NULL WHERE id = :id"),
            {"id": released.id},
        )
    except DatabaseError:
        return True
    return False


def hidden(session: Session) -> bool:
    """What the clock has ended is not read any more."""
    on = builders.stage(session)
    builders.entry(session, on)
    breaking._opening_expired(session, on)
    session.flush()
    return session.scalar(text("SELECT count(*) FROM ags_entry")) == 0


def once(*add: Callable[[Session, Stage], object]) -> Scenario:
    """The second of two rows that cannot both stand is refused."""

    def scenario(session: Session) -> bool:
        on = builders.stage(session)
        try:
            for one in add:
                one(session, on)
                session.flush()
        except IntegrityError:
            return True
        return False

    return scenario


def _later_objection(session: Session, on: Stage) -> None:
    """An objection that was on record as superseded stands again."""
    breaking._objected(session, on)
    row = session.query(tables.ClearanceDecision).filter_by(answer="objection").one()
    session.execute(
        text("UPDATE shortlist_entry SET state = 'withdrawn', withdrawn_at = :at WHERE state = 'released'"), {"at": AT}
    )
    row.superseded_at = AT
    session.flush()
    session.execute(text("UPDATE shortlist_entry SET state = 'released', withdrawn_at = NULL"))
    row.superseded_at = None


def _request(session: Session, on: Stage, vacancy: int | None = None) -> None:
    session.add(
        tables.ClearanceRequest(
            participant_id=on.participant,
            level=Level.PLACEMENT if vacancy is None else Level.JOB,
            kind=Kind.JOB,
            vacancy_id=vacancy,
            mode=Mode.CONSENT,
            pack="de-lds-2026",
            rule="R26-01",
            agreed=True,
            sent_on=date(2026, 11, 23),
            asked_at=AT,
            asked_by=on.coordinator,
        )
    )


def _job_request(session: Session, on: Stage) -> None:
    _request(session, on, on.vacancy)


def _decision(session: Session, on: Stage) -> None:
    builders.decision(session, on.participant)


def _job_decision(session: Session, on: Stage) -> None:
    builders.decision(session, on.participant, level=Level.JOB, vacancy_id=on.vacancy, open_from=None, open_until=None)


def _opening(session: Session, on: Stage) -> None:
    session.add(
        tables.Opening(
            participant_id=on.participant,
            vacancy_id=on.vacancy,
            decision_id=on.decision,
            open_from=builders.TODAY,
            pack="de-lds-2026",
            rule="R26-42",
            opened_at=AT,
        )
    )


def _second_entry(session: Session, on: Stage) -> None:
    run = session.query(tables.Run).filter_by(vacancy_id=on.vacancy).one()
    shortlist = tables.Shortlist(
        vacancy_id=on.vacancy,
        run_id=run.id,
        criteria_id=run.criteria_id,
        released_at=AT,
        released_by=on.coordinator,
    )
    session.add(shortlist)
    session.flush()
    builders.entry(session, on, shortlist_id=shortlist.id)


def _consent(session: Session, on: Stage) -> None:
    builders.consent(session, on.participant, on.coordinator, Recipient.AGS)


def _stop(session: Session, on: Stage) -> None:
    session.add(
        tables.PlacementStop(participant_id=on.participant, reason=StopReason.OTHER, set_at=AT, set_by=on.coordinator)
    )


TRIGGERS: dict[str, tuple[str, Scenario]] = {
    "release_falls_with_consent": ("data_consent", falls(breaking._consent_withdrawn)),
    "release_falls_with_decision": ("clearance_decision", falls(breaking._decision_superseded)),
    "release_falls_with_opening": ("opening", falls(breaking._opening_closed)),
    "release_falls_with_participant": ("participant", falls(breaking._left_the_project)),
    "release_falls_with_stop": ("placement_stop", falls(breaking._stopped)),
    "release_falls_with_objection": ("clearance_decision", falls(breaking._objected)),
    "release_falls_with_objection_again": ("clearance_decision", falls(_later_objection)),
    "release_falls_with_vacancy": ("vacancy", falls(breaking._vacancy_closed)),
    "release_guard": ("shortlist_entry", refused(breaking._stopped)),
}
"""Triggers by name, with their table and the scenario that needs them."""
INDEXES: dict[str, Scenario] = {
    "uq_clearance_decision_standing_l1": once(_decision),
    "uq_clearance_decision_standing_l2": once(_job_decision, _job_decision),
    "uq_clearance_request_pending_l1": once(_request, _request),
    "uq_clearance_request_pending_l2": once(_job_request, _job_request),
    "uq_opening_standing": once(_opening),
    "uq_shortlist_entry_standing": once(builders.entry, _second_entry),
    "uq_data_consent_standing": once(_consent),
    "uq_placement_stop_standing": once(_stop, _stop),
}
EFFECTS: list[tuple[ModuleType, str]] = [
    (give_consent, "redecide_person"),
    (withdraw_consent, "redecide_person"),
    (set_stop, "redecide_person"),
    (lift_stop, "redecide_person"),
    (leave_project, "redecide_person"),
    (record_document, "redecide_person"),
    (record_permit, "redecide_person"),
    (record_decision, "redecide_person"),
    (edit_vacancy, "redecide_vacancy"),
    (vacancy_keeping, "redecide_vacancy"),
    (require_job_clearance, "redecide_vacancy"),
    (redecide, "_void"),
    (redecide, "_keep_or_close"),
    (redecide, "_tell_holders"),
]
"""What a use case calls in its transaction; each is made to do nothing."""


@pytest.mark.parametrize("name", list(TRIGGERS))
def test_scenario_notices_a_dropped_trigger(database: Database, name: str) -> None:
    """With the trigger the scenario ends well, without it the same scenario does not."""
    table, scenario = TRIGGERS[name]
    with database.writing() as session:
        guarded = scenario(session)
    with database.writing() as session:
        names = ("release_guard_insert", "release_guard_update") if name == "release_guard" else (name,)
        for one in names if database.is_sqlite else (name,):
            session.execute(text(f"DROP TRIGGER {one}" + ("" if database.is_sqlite else f" ON {table}")))
        unguarded = scenario(session)

    assert (guarded, unguarded) == (True, False)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "scenario"),
    [("release_guard_insert", refused(breaking._stopped)), ("release_guard_update", set_back)],
    ids=["insert", "update"],
)
def test_scenario_notices_half_a_guard(database: Database, name: str, scenario: Scenario) -> None:
    """SQLite needs one trigger for writing a release and one for changing it; neither stands in for the other."""
    with database.writing() as session:
        guarded = scenario(session)
    with database.writing() as session:
        session.execute(text(f"DROP TRIGGER {name}"))
        unguarded = scenario(session)

    assert (guarded, unguarded) == (True, False)


def test_scenario_notices_a_view_that_only_reads_the_table(database: Database) -> None:
    """The view asks everything again as of today; the plain table shows what the clock has ended."""
    with database.writing() as session:
        guarded = hidden(session)
    with database.writing() as session:
        cascade = "" if database.is_sqlite else " CASCADE"  # the view of contacts stands upon it
        session.execute(text(f"DROP VIEW ags_entry{cascade}"))
        session.execute(text("CREATE VIEW ags_entry AS SELECT * FROM shortlist_entry WHERE state = 'released'"))
        unguarded = hidden(session)

    assert (guarded, unguarded) == (True, False)


@pytest.mark.parametrize("name", list(INDEXES))
def test_scenario_notices_a_dropped_index(database: Database, name: str) -> None:
    """One standing row per question: the second one is refused by this index and nothing else."""
    scenario = INDEXES[name]
    with database.writing() as session:
        guarded = scenario(session)
    with database.writing() as session:
        session.execute(text(f"DROP INDEX {name}"))
        unguarded = scenario(session)

    assert (guarded, unguarded) == (True, False)


@pytest.mark.parametrize(("module", "name"), EFFECTS, ids=lambda item: getattr(item, "__name__", item))
def test_walk_notices_an_effect_that_is_left_out(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    """The walk's invariants break soon after a use case no longer decides anew what rests on its change."""
    monkeypatch.setattr(module, name, lambda *_args, **_named: None)

    assert _broken_by_walks(sqlite_template, tmp_path)


@pytest.mark.parametrize(
    ("module", "name", "instead"),
    [
        (release_shortlist, "_is_released", lambda *_: False),
        (record_decision, "_succeed", lambda *_: None),
        (close_expired, "close_ended", lambda *_: 1),
    ],
    ids=["released twice", "no successor", "nothing closed"],
)
def test_walk_notices_a_check_that_always_says_the_same(
    sqlite_template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    instead: Callable[..., object],
) -> None:
    """Further steps inside the use cases, each turned off."""
    monkeypatch.setattr(module, name, instead)

    assert _broken_by_walks(sqlite_template, tmp_path)


def asks_early(case: Case) -> bool:
    """What was released without the answer for the job falls when the coordinator asks for that answer first."""
    case.answer(case.ask())
    case.release()
    require_job_clearance.require_job_clearance(case.work, case.coordinator, case.job, required=True)
    return not case.seen()


def ends_sooner(case: Case) -> bool:
    """A release falls with a document that ends before it."""
    case.answer(case.ask())
    case.release()
    shorter = record_document.DocumentEntry(**builders.gestattung(valid_until=date(2026, 12, 1)))
    record_document.record_document(case.work, case.mentor, case.person, shorter)
    return not case.seen()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "instead", "scenario"),
    [("_asked_early", lambda *_: frozenset(), asks_early), ("_lasts", lambda *_: True, ends_sooner)],
    ids=["early answer forgotten", "outlives its ground"],
)
def test_scenario_notices_a_check_that_always_says_the_same(
    make_database_url: Callable[[], str],
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    instead: Callable[..., object],
    scenario: Callable[[Case], bool],
) -> None:
    """Rare on a random walk, so each has its own scenario."""
    databases = [Database(make_database_url(), clock=clock) for _ in range(2)]
    guarded = scenario(Case(databases[0], **builders.gestattung()))
    monkeypatch.setattr(redecide, name, instead)
    unguarded = scenario(Case(databases[1], **builders.gestattung()))
    for database in databases:
        database.dispose()

    assert (guarded, unguarded) == (True, False)


def test_walk_notices_a_dropped_trigger_and_a_plain_view(sqlite_template: Path, tmp_path: Path) -> None:
    """Also the walk itself sees what the database no longer does."""
    noticed = [
        _broken_by_walks(sqlite_template, tmp_path, "DROP TRIGGER release_falls_with_opening"),
        _broken_by_walks(
            sqlite_template,
            tmp_path,
            "DROP VIEW ags_entry",
            "CREATE VIEW ags_entry AS SELECT * FROM shortlist_entry WHERE state = 'released'",
        ),
    ]

    assert all(noticed), noticed


def _broken_by_walks(template: Path, folder: Path, *statements: str) -> str:
    """What the first walk that breaks says; empty where all of them keep the invariants."""
    for seed in SEEDS:
        with fast_database(template, folder) as (database, clock):
            with database.writing() as session:
                for statement in statements:
                    session.execute(text(statement))
                session.commit()
            walk = Walk(database, clock, seed)
            try:
                for _ in range(STEPS):
                    walk.step()
            except (BrokenError, DatabaseError) as broken:
                return str(broken)
    return ""
