"""Time of what is computed over everybody: `python -m tests.bench.pool_bench`.

Next steps for the pool and sharing out, over the county fixture's people (2,000) and over five times as many, against
its 1,500 vacancies; with the memory that the process took at most.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence

from fixtures.generator import generate
from matcher.model import Participant, Vacancy
from matcher.pool_steps import pool_steps
from matcher.preview import Tryout
from matcher.ranking import Criteria
from matcher.sharing_out import share_out
from tests.bench.preview_bench import ON, people


def measure(pool: Sequence[Participant], vacancies: Sequence[Vacancy]) -> None:
    tryout, criteria = Tryout(pool, ON), Criteria.default()
    begun = time.perf_counter()
    steps = pool_steps(tryout, vacancies, criteria)
    weighed = time.perf_counter()
    shared = share_out(tryout, vacancies, criteria, unseen=[str(person.code) for person in pool[::3]])
    done = time.perf_counter()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(pool):>6} people x {len(vacancies)} vacancies: next steps {weighed - begun:.1f} s "
        f"({len(steps['goals'])} goals), sharing out {done - weighed:.1f} s ({shared['assigned']} of "
        f"{shared['places']} places, the lists alone name {shared['greedy']}), {most} MB at most"
    )


def main() -> None:
    vacancies = [item.vacancy for item in generate("county", on=ON).vacancies]
    for times in (1, 5):
        measure(people(times), vacancies)


if __name__ == "__main__":
    main()
