"""How fast the gate is: single decisions, and a county's people before all its vacancies.

Run `python tests/bench/clearance_bench.py [--people 10000] [--vacancies 1500]`. Targets: a decision under
50 µs (median), every pair cold within 5 s, one changed vacancy within 0.5 s; seconds are of the processor,
because on a shared machine the clock measures the neighbours.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter, perf_counter_ns, process_time

from matcher.clearance import Gatekeeper, clearance_for, decide, default_packs, job_of
from matcher.model import (
    Answer,
    Application,
    Clearance,
    Facts,
    Kind,
    Level,
    Mode,
    Participant,
    ParticipantCode,
    Permit,
    Procedure,
    Vacancy,
    VacancyRef,
    WorkNote,
)

ON = date(2026, 11, 23)
FIRMS = tuple(f"Betrieb {number}" for number in range(400))
KINDS = (
    *(Kind.JOB,) * 8,
    *(Kind.MINIJOB,) * 3,
    *(Kind.TRAINING,) * 4,
    Kind.TEMP_WORK,
    Kind.INTERNSHIP,
    Kind.TRIAL_WORK,
)
TITLES = (
    "ae_24",
    "ae_24",
    "ae_25_1",
    "ae_25_2",
    "ae_25_2",
    "ae_25_3",
    "ae_25_5",
    "ae_25b",
    "ae_30",
    "ae_16g",
    "ae_18a",
)


def past(chance: Random, days: int) -> date:
    return ON - timedelta(days=chance.randrange(days))


def asylum(chance: Random) -> Facts:
    """Half with a Gestattung, half with a Duldung; every tenth with a permit, some facts unknown."""
    since = past(chance, 1500)
    stated = chance.random() < 0.7
    permit = None
    if chance.random() < 0.1:
        until = ON + timedelta(days=chance.randrange(1, 400))
        permit = Permit(employer=chance.choice(FIRMS), kind=chance.choice(KINDS), valid_from=since, valid_until=until)
    return Facts(
        status=chance.choice(
            ("gestattung", "gestattung", "ankunftsnachweis", "duldung_60a", "duldung_60a", "duldung_60b")
        ),
        nationality=chance.choice(("SYR", "AFG", "ERI", "SOM", "SRB", "GEO", "TUR")),
        document_valid_until=ON + timedelta(days=chance.randrange(-10, 400)),
        document_expiry_known=True,
        work_note=WorkNote.NUR_MIT_ERLAUBNIS,
        permit=permit,
        status_since=since,
        stay_since=since,
        registered_on=since,
        applied_on=since,
        application=chance.choice((Application.PENDING, Application.REJECTED)),
        in_reception_centre=chance.random() < 0.2,
        procedure=Procedure.ORDINARY if stated else None,
        abh_bars=frozenset() if stated else None,
        identity_by_passport=chance.random() < 0.5,
        tolerated_on=frozenset(),
        permit_on=frozenset(),
        permit_during_procedure=False,
        unaccompanied_minor=False,
        recognised_status=False,
        identity_measures_met=False,
    )


def titled(chance: Random) -> Facts:
    note = chance.choice((WorkNote.ERWERBSTAETIGKEIT_GESTATTET, WorkNote.NONE, WorkNote.NUR_MIT_ERLAUBNIS))
    until = ON + timedelta(days=chance.randrange(-200, 900))
    since = past(chance, 1500)
    return Facts(
        status=chance.choice(TITLES),
        document_valid_until=until,
        document_expiry_known=True,
        work_note=note,
        status_since=since,
        title_valid_on=frozenset({date(2026, 2, 1)}),
        applied_for=frozenset(),
    )


def clearances(chance: Random) -> tuple[Clearance, ...]:
    """Two thirds have a pre-check, every tenth with hours, every tenth for one firm."""
    if chance.random() < 0.33:
        return ()
    answered = past(chance, 200)
    return tuple(
        Clearance(
            level=Level.PLACEMENT,
            mode=Mode.CONSENT,
            kind=kind,
            answer=Answer.NO_CONCERNS,
            answered_on=answered,
            valid_from=answered,
            valid_until=answered + timedelta(days=365),
            hours_max=chance.choice((20.0, 30.0)) if chance.random() < 0.1 else None,
            employer_only=chance.choice(FIRMS) if chance.random() < 0.1 else None,
        )
        for kind in (Kind.JOB, Kind.MINIJOB, Kind.TRAINING)
    )


def people(count: int, chance: Random) -> list[Participant]:
    drawn = []
    for number in range(count):
        seeks_asylum = chance.random() < 0.5
        drawn.append(
            Participant(
                code=ParticipantCode(f"P{number}"),
                facts=asylum(chance) if seeks_asylum else titled(chance),
                clearances=clearances(chance) if seeks_asylum else (),
                consent_ags=chance.random() < 0.9,
            )
        )
    return drawn


def vacancies(count: int, chance: Random) -> list[Vacancy]:
    return [
        Vacancy(
            id=VacancyRef(f"V{number}"),
            title="Lager",
            employer=chance.choice(FIRMS),
            kind=chance.choice(KINDS),
            start=ON + timedelta(days=chance.randrange(-20, 180)) if chance.random() < 0.8 else None,
            hours=chance.choice((10, 20, 30, 35, 39, 40, None)),
            postcode="15711",
        )
        for number in range(count)
    ]


def microseconds(call: object, *, times: int) -> float:
    assert callable(call)
    taken = []
    for _ in range(times):
        begin = perf_counter_ns()
        call()
        taken.append(perf_counter_ns() - begin)
    return median(taken) / 1000


def single_decisions(pool: list[Participant], jobs: list[Vacancy], chance: Random) -> dict[str, float]:
    pairs = [(chance.choice(pool), chance.choice(jobs)) for _ in range(3000)]
    law = [microseconds(lambda who=who, job=job: decide(who.facts, job_of(job), on=ON), times=1) for who, job in pairs]
    gate = [microseconds(lambda who=who, job=job: clearance_for(who, job, ON), times=1) for who, job in pairs]
    return {"decide µs": median(law), "clearance_for µs": median(gate)}


def all_pairs(pool: list[Participant], jobs: list[Vacancy]) -> dict[str, float]:
    begin, wall = process_time(), perf_counter()
    gate = Gatekeeper(ON)
    open_pairs = sum(sum(gate.passages(pool, job).mask) for job in jobs)
    cold, wall = process_time() - begin, perf_counter() - wall

    changed = replace(jobs[0], start=ON + timedelta(days=200), hours=25, employer="Neuer Betrieb")
    begin = process_time()
    sum(gate.passages(pool, changed).mask)
    warm = process_time() - begin

    begin = process_time()
    sum(Gatekeeper(ON).passages(pool, changed).mask)
    alone = process_time() - begin
    return {
        "all pairs s": cold,
        "all pairs, by the clock s": wall,
        "one changed s": warm,
        "one in a fresh process s": alone,
        "open pairs": open_pairs,
    }


def agree(pool: list[Participant], jobs: list[Vacancy], chance: Random) -> Counter[str]:
    """Samples of the shared answers against the gate itself."""
    gate = Gatekeeper(ON)
    counted: Counter[str] = Counter()
    for job in chance.sample(jobs, min(40, len(jobs))):
        passages = gate.passages(pool, job)
        for row in chance.sample(range(len(pool)), 50):
            counted["same" if passages[row] == clearance_for(pool[row], job, ON) else "different"] += 1
    return counted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--vacancies", type=int, default=1_500)
    given = parser.parse_args()
    chance = Random(7)
    default_packs()
    pool, jobs = people(given.people, chance), vacancies(given.vacancies, chance)
    figures = {**single_decisions(pool, jobs, chance), **all_pairs(pool, jobs)}
    for name, value in figures.items():
        print(f"{name:>28}: {value:,.3f}")
    counted = agree(pool, jobs, chance)
    print(f"{'samples':>28}: {dict(counted)}")
    slow = figures["decide µs"] > 50 or figures["all pairs s"] > 5 or figures["one changed s"] > 0.5
    return 1 if slow or counted["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
