"""Time of one letting go of a slider: `python -m tests.bench.preview_bench`.

The county fixture's people (2,000), then five times as many, against three vacancies, weights changed each time,
and the shape changed each time, which computes the utilities anew. Medians and the slowest of 21.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from fixtures.generator import generate
from matcher.model import Participant, ParticipantCode, Vacancy
from matcher.preview import Tryout
from matcher.ranking import DEFAULT_WEIGHTS, Criteria, Feature

ON = date(2026, 11, 24)
TODAY = Criteria.default()


def weights(turn: int) -> Criteria:
    return Criteria(weights={**DEFAULT_WEIGHTS, Feature.GERMAN: 18.0 + turn})


def shapes(turn: int) -> Criteria:
    return replace(weights(turn), far_minutes=90.0 + turn, german_hard=turn % 2 == 0)


def timed(work: Callable[[int], object], runs: int = 21) -> tuple[float, float]:
    """Median and slowest in milliseconds."""
    taken = []
    for turn in range(1, runs + 1):
        begun = time.perf_counter()
        work(turn)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), max(taken)


def people(times: int) -> list[Participant]:
    found: list[Participant] = []
    for copy in range(times):
        county = generate("county", seed=7 + copy, on=ON).participants
        found += [replace(item.participant, code=ParticipantCode(f"{copy}-{item.participant.code}")) for item in county]
    return found


def measure(pool: Sequence[Participant], asked: Sequence[Vacancy]) -> None:
    begun = time.perf_counter()
    tryout = Tryout(pool, ON)
    built = time.perf_counter() - begun
    first, _ = timed(lambda turn: tryout.compare(asked, TODAY, weights(turn)), runs=1)
    moved = timed(lambda turn: tryout.compare(asked, TODAY, weights(turn)))
    reshaped = timed(lambda turn: tryout.compare(asked, TODAY, shapes(turn)))
    print(
        f"{len(pool):>6} people x {len(asked)} vacancies: index {built:.2f} s, first {first:.0f} ms, "
        f"weights {moved[0]:.0f} ms (slowest {moved[1]:.0f}), shapes {reshaped[0]:.0f} ms (slowest {reshaped[1]:.0f})"
    )


def main() -> None:
    asked = [item.vacancy for item in generate("county", on=ON).vacancies if item.state == "open"][:3]
    for times in (1, 5):
        measure(people(times), asked)


if __name__ == "__main__":
    main()
