"""Starts at work race what forbids them, and each other, in two processes with the window forced open.

In every other trial the start has checked when the other side begins; in the rest the other side has written, but
not committed, when the start begins. Without the locks the same schedule lets through what must not be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from matcher.model import Recipient
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.placements import PlacementState
from matcher.store.tables.shortlists import Verdict
from matcher.usecases.give_consent import give_consent
from matcher.usecases.plan_placement import Plan, plan_placement
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.review_entry import review_entry
from tests import builders
from tests.builders import TODAY
from tests.store.placement_case import Case
from tests.store.racing import WINDOW, Side, drop_guards, sides

PROCESS = "tests.store.placement_race_process"
ENDINGS = ("refused", "objection", "consent")
TRIALS = 12
CAMPAIGN = 3000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Over all trials: starts that stand unlawfully, and starts that were carried out."""

    leaks: int
    started: int


def test_nobody_begins_once_the_permit_is_gone(database: Database) -> None:
    """Permit taken back, objection: whoever comes after it does not begin. Consent withdrawn: the employer service
    sees nothing of it any more, whichever came first; a promise of work does not rest on it.
    """
    outcome = race_ends(database, TRIALS)

    assert outcome.leaks == 0
    assert outcome.started >= TRIALS // 3, "the race was never run: hardly anybody began"


@pytest.mark.parametrize("places", [1, 2])
def test_places_are_filled_once_each(database: Database, places: int) -> None:
    """Two people begin at one vacancy at the same time: as many begin, and are counted, as there are places."""
    assert race_for_places(database, TRIALS // 3, places).leaks == 0


def test_person_begins_at_one_place_only(database: Database) -> None:
    """Two firms, one first day, two clicks at once: one start stands, the other is called off."""
    assert race_of_one_person(database, TRIALS // 3).leaks == 0


@pytest.mark.campaign
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("race", ["ends", "places", "person"])
def test_placements_hold_in_many_races(database: Database, race: str) -> None:
    """The same, three thousand times."""
    races: dict[str, Callable[[], Outcome]] = {
        "ends": lambda: race_ends(database, CAMPAIGN),
        "places": lambda: race_for_places(database, CAMPAIGN, 1),
        "person": lambda: race_of_one_person(database, CAMPAIGN),
    }

    outcome = races[race]()

    print(f"{database.url.get_backend_name()} {race}: {outcome}")
    assert outcome.leaks == 0
    assert outcome.started >= CAMPAIGN // 4


def test_start_and_end_block_each_other_when_they_forget_to_lock_the_person(database: Database) -> None:
    """That the lock is needed: without it each holds on PostgreSQL what the other waits for; SQLite has one writer."""
    drop_guards(database, "start_guard")
    if database.is_sqlite:
        assert race_ends(database, 2, variant="person-unlocked", start_leads=True).leaks == 0
        return

    with pytest.raises(AssertionError, match="DeadlockDetected"):
        race_ends(database, 2, variant="person-unlocked", start_leads=True)


def race_ends(
    database: Database,
    trials: int,
    *,
    variant: str = "guarded",
    start_leads: bool | None = None,
) -> Outcome:
    """Each trial with another person and job, by turns with either side first."""
    leaks = started = 0
    with sides(database, PROCESS, ("start", "end"), variant) as (starting, ending):
        for number in range(trials):
            case = _permitted(database)
            leads = number % 2 == 0 if start_leads is None else start_leads
            end = {"act": ENDINGS[number // 2 % len(ENDINGS)]}
            ended_before = _run(starting, ending, case, end, start_leads=leads)
            begun = _states(case, case.vacancy).count(PlacementState.STARTED)
            started += begun
            leaks += _shown(case) if end["act"] == "consent" else begun if ended_before else 0
    return Outcome(leaks, started)


def _run(starting: Side, ending: Side, case: Case, end: dict[str, object], *, start_leads: bool) -> bool:
    """One trial; whether the end was carried out while the start was not yet."""
    start = _command(case) | {"act": "start", "entry": case.entry}
    end = _command(case) | end
    if start_leads:
        starting.tell(**start, halts="checked")
        checked = starting.hear()
        ending.tell(**end)
        ended = ending.hear(WINDOW)
        starting.finish(checked)
        assert ending.finish(ended) == "done"
        return ended == "done"
    ending.tell(**end, halts="written")
    written = ending.hear()
    starting.tell(**start)
    checked = starting.hear(WINDOW)
    assert ending.finish(written) == "done"
    starting.finish(checked)
    return True


def race_for_places(database: Database, trials: int, places: int) -> Outcome:
    """Two people per trial, promised work at a vacancy with so many places."""
    leaks = started = 0
    with sides(database, PROCESS, ("first", "second"), "guarded") as (first, second):
        for _ in range(trials):
            case = Case(database, places=places)
            case.hired()
            _both_begin(first, second, case, case.entry, _join(case))
            begun = _states(case, case.vacancy).count(PlacementState.STARTED)
            with case.work.reading() as session:
                filled = session.get_one(tables.Vacancy, case.vacancy).filled
            leaks += (begun, filled) != (places, places)
            started += begun
            case.close()
    return Outcome(leaks, started)


def race_of_one_person(database: Database, trials: int) -> Outcome:
    """One person per trial, promised work at two vacancies."""
    leaks = started = 0
    with sides(database, PROCESS, ("first", "second"), "guarded") as (first, second):
        for _ in range(trials):
            case = Case(database)
            case.hired()
            other = case.release(case.other)
            case.hired(other)
            _both_begin(first, second, case, case.entry, other)
            states = _states(case, case.vacancy) + _states(case, case.other)
            leaks += sorted(states) != [PlacementState.CANCELLED, PlacementState.STARTED]
            started += states.count(PlacementState.STARTED)
            case.close()
    return Outcome(leaks, started)


def _both_begin(first: Side, second: Side, case: Case, entry: int, other: int) -> None:
    """The first has checked and written, but not committed, when the second begins."""
    first.tell(**_command(case), act="start", entry=entry, halts="written")
    written = first.hear()
    second.tell(**_command(case), act="start", entry=other)
    waiting = second.hear(WINDOW)
    assert first.finish(written) == "done"
    second.finish(waiting)


def _command(case: Case) -> dict[str, object]:
    with case.work.reading() as session:
        request = tables.ClearanceRequest
        asked = select(request.id).where(request.participant_id == case.person, request.vacancy_id == case.vacancy)
        return {
            "mentor": case.mentor.id,
            "authority": case.abh.id,
            "person": case.person,
            "request": session.scalar(asked),
        }


def _permitted(database: Database) -> Case:
    """Somebody who needs a permit, has it, and is promised work from today."""
    case = Case(database, **builders.gestattung())
    case.hired()
    case.permit()
    return case


def _join(case: Case) -> int:
    """A second person at the same vacancy, promised work as well; their entry."""
    with case.work.database.writing() as session:
        person = builders.participant(session, mentor=case.mentor.id).id
        builders.run(session, case.vacancy, [case.person, person])
        session.commit()
    everybody = [Recipient.ABH, Recipient.AGS, Recipient.EMPLOYER]
    give_consent(case.work, case.mentor, person, everybody, language="de", given_on=TODAY)
    release_shortlist(case.work, case.coordinator, case.vacancy, [person])
    with case.work.reading() as session:
        entry = tables.ShortlistEntry
        found = session.scalars(select(entry.id).where(entry.participant_id == person)).one()
    review_entry(case.work, case.ags, found, Verdict.PROPOSED)
    record_firm_answer(case.work, case.ags, found, FirmAnswer.HIRES)
    plan_placement(case.work, case.mentor, found, Plan(starts_on=TODAY))
    return found


def _shown(case: Case) -> int:
    """How much of the person the employer service sees."""
    with case.work.reading() as session:
        seen = select(func.count()).select_from(AGS_ENTRY).where(AGS_ENTRY.c.participant_id == case.person)
        return session.scalar(seen) or 0


def _states(case: Case, vacancy: int) -> list[PlacementState]:
    with case.work.reading() as session:
        placement = tables.Placement
        return list(session.scalars(select(placement.state).where(placement.vacancy_id == vacancy)))
