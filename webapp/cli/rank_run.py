"""One run of `passgenau rank`: read the files, rank, write, and say how it went."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import click
from tqdm import tqdm

from matcher.clearance import default_packs
from matcher.clock import SystemClock
from matcher.errors import UnreadableFileError
from matcher.interchange.clearances import read_clearances, with_clearances
from matcher.interchange.delimited import decoded
from matcher.interchange.participants import read_participants
from matcher.interchange.reading import Reading
from matcher.interchange.tables import content_of
from matcher.interchange.vacancies import read_vacancies
from matcher.model import Vacancy
from matcher.occupations import use_imported
from matcher.occupations.bridge import IMPORTED
from matcher.pipeline import VacancyResult
from matcher.ranking import Criteria
from webapp.cli.rank_pools import Pools
from webapp.cli.rank_results import Results, write_results
from webapp.cli.rank_words import lines_of
from webapp.settings import Settings

ALL_GOOD: Final = 0
SOME_REFUSED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the command line asks for."""

    participants: Path
    vacancies: Path
    clearances: Path | None
    criteria: Path | None
    out: Path
    on: date | None
    top: int | None
    language: str


def carry_out(order: Order) -> int:
    """Read, rank, write; the exit status.

    Raises:
        PassgenauError: a file as a whole is unusable, and nothing was written.

    """
    use_imported(Settings.from_environment().data_dir / IMPORTED)
    return _Run(order).through()


class _Run:
    def __init__(self, order: Order) -> None:
        self.order = order
        self.on = order.on or SystemClock().today()
        self.criteria = _criteria(order.criteria)
        self.begun = perf_counter()
        self.read = self.begun

    def through(self) -> int:
        people = read_participants(self.order.participants, on=self.on)
        jobs = read_vacancies(self.order.vacancies, on=self.on)
        pool = people.rows
        readings: list[Reading[Any]] = [people, jobs]
        if self.order.clearances is not None:
            pool, answers = with_clearances(pool, read_clearances(self.order.clearances))
            readings.append(answers)
        self.read = perf_counter()
        self._tell(readings)
        if not people.rows or not jobs.rows:
            raise UnreadableFileError("Keine Zeile ist brauchbar.", "No row is usable.")
        prechecks = {person.code: len(person.clearances) for person in people.rows if person.clearances}
        ranked = self._ranked(Pools(pool, prechecks, self.criteria, self.on), jobs.rows)
        results = write_results(
            self.order.out,
            ranked,
            top=self.order.top,
            language=self.order.language,
            summary=lambda counted: self._summary(counted, readings),
        )
        self._tell_results(results, readings)
        return SOME_REFUSED if any(reading.refused_rows for reading in readings) else ALL_GOOD

    def _tell(self, readings: Sequence[Reading[Any]]) -> None:
        for reading in readings:
            for line in lines_of(reading, self.order.language):
                click.echo(line, err=True)

    def _ranked(self, pools: Pools, vacancies: Sequence[Vacancy]) -> Iterator[VacancyResult]:
        """The results one by one, so that no more than one is held."""
        unit = " vacancies" if self.order.language == "en" else " Stellen"
        prepared: set[int] = set()
        for vacancy in tqdm(vacancies, disable=not sys.stderr.isatty(), unit=unit):
            pool = pools.for_kind(vacancy.kind)
            if id(pool) not in prepared:
                pool.prepare(vacancies)
                prepared.add(id(pool))
            yield pool.rank(vacancy, top=self.order.top)

    def _summary(self, counted: Results, readings: Sequence[Reading[Any]]) -> dict[str, Any]:
        pack = default_packs().for_date(self.on)
        return {
            "on": self.on.isoformat(),
            "pack": None if pack is None else pack.id,
            "criteria": self.criteria.to_dict(),
            "top": self.order.top,
            "vacancies": counted.vacancies,
            "files": [self._file_summary(reading) for reading in readings],
            "refused_rows": sum(reading.refused_rows for reading in readings),
            "timings": {
                "read_seconds": round(self.read - self.begun, 3),
                "rank_and_write_seconds": round(perf_counter() - self.read, 3),
            },
        }

    def _file_summary(self, reading: Reading[Any]) -> dict[str, Any]:
        return {
            "file": reading.file,
            "rows": len(reading.rows),
            "refused": [
                {"row": problem.row, "field": problem.field, "message": problem.message(self.order.language)}
                for problem in reading.refusals
            ],
            "ignored_columns": list(reading.ignored),
        }

    def _tell_results(self, results: Results, readings: Sequence[Reading[Any]]) -> None:
        refused = sum(reading.refused_rows for reading in readings)
        if self.order.language == "en":
            said = (
                f"{len(results.vacancies)} vacancies: {results.ranked} places, {results.released} of them for the "
                f"employer service; {results.excluded} exclusions; {refused} rows left out. Results in {self.order.out}"
            )
        else:
            said = (
                f"{len(results.vacancies)} Stellen: {results.ranked} Plätze, davon {results.released} für den "
                f"Arbeitgeberservice; {results.excluded} Ausschlüsse; {refused} Zeilen ausgelassen. "
                f"Ergebnis in {self.order.out}"
            )
        click.echo(said, err=True)


def _criteria(path: Path | None) -> Criteria:
    return Criteria.default() if path is None else Criteria.from_toml(decoded(content_of(path), path.name))
