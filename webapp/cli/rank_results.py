"""What `passgenau rank` writes: rankings, shortlist, exclusions and a summary."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from matcher.interchange.writing import Staged, private_folder
from matcher.pipeline import Excluded, Ranked, VacancyResult
from matcher.ranking import Feature

_CONTRIBUTIONS: Final = tuple(f"c_{feature}" for feature in Feature)
_SCORED: Final = ("vacancy", "rank", "participant", "score", "score_low", "score_high", *_CONTRIBUTIONS)
RANKINGS: Final = (*_SCORED, "abh_mode", "released", "blocked_by", "next")
SHORTLIST: Final = (*_SCORED, "released")
"""Without the authority's mode, and without `next` and `blocked_by`, whose words would tell it."""
EXCLUDED: Final = ("vacancy", "participant", "reason", "all_reasons", "lifts_on")


@dataclass(slots=True)
class Results:
    """Counts per vacancy, gathered while the rows are written."""

    vacancies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ranked(self) -> int:
        return sum(row["ranked"] for row in self.vacancies)

    @property
    def released(self) -> int:
        return sum(row["released"] for row in self.vacancies)

    @property
    def excluded(self) -> int:
        return sum(row["excluded"] for row in self.vacancies)


def write_results(
    folder: Path,
    results: Iterable[VacancyResult],
    *,
    top: int | None,
    language: str,
    summary: Callable[[Results], dict[str, Any]],
) -> Results:
    """Write all four files, or none of them; each is readable by its owner only.

    `top` limits the rows of each vacancy in rankings and shortlist; the counts stay whole.
    """
    counted = Results()
    with Staged(private_folder(folder)) as staged:
        with ExitStack() as open_files:
            put_ranked = open_files.enter_context(staged.csv("rankings.csv", RANKINGS))
            put_short = open_files.enter_context(staged.csv("shortlist.csv", SHORTLIST))
            put_excluded = open_files.enter_context(staged.csv("excluded.csv", EXCLUDED))
            for result in results:
                counted.vacancies.append(_counts(result))
                for place in result.ranked[:top]:
                    scored = _scored(result, place)
                    put_ranked((*scored, *_gate(place, language)))
                for place in _shown(result, top):
                    put_short((*_scored(result, place), "yes"))
                for out in result.excluded:
                    put_excluded(_out(result, out))
        with staged.text("summary.json") as stream:
            json.dump(summary(counted), stream, ensure_ascii=False, indent=1)
            stream.write("\n")
    return counted


def _shown(result: VacancyResult, top: int | None) -> Iterator[Ranked]:
    """Whom the employer service may see."""
    return (place for place in result.ranked[:top] if place.releasable)


def _counts(result: VacancyResult) -> dict[str, Any]:
    return {
        "vacancy": str(result.vacancy.id),
        "pool": result.pool,
        "ranked": result.total_ranked,
        "released": result.releasable,
        "excluded": len(result.excluded),
    }


def _scored(result: VacancyResult, place: Ranked) -> tuple[Any, ...]:
    """Numbers as they are: the shortest text that reads back as the same float."""
    parts = (place.contributions.get(str(feature), 0.0) for feature in Feature)
    return (result.vacancy.id, place.rank, place.participant, place.score, place.low, place.high, *parts)


def _gate(place: Ranked, language: str) -> tuple[Any, ...]:
    step = place.next_english if language == "en" else place.next_german
    return (str(place.mode), "yes" if place.releasable else "no", place.blocked_by, step)


def _out(result: VacancyResult, out: Excluded) -> tuple[Any, ...]:
    reasons = ";".join(str(reason) for reason in out.all_reasons)
    lifts_on = out.lifts_on.isoformat() if out.lifts_on else None
    return (result.vacancy.id, out.participant, str(out.reason), reasons, lifts_on)
