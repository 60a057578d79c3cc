"""Draws the utilities of the default criteria out of the code: `python -m tests.bench.draw_utilities FILE.svg`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from matcher.model import Cefr, Mobility, QualificationLevel, Recognition, Vacancy, VacancyRef
from matcher.ranking import Criteria
from matcher.ranking.features import Question, german, hours, qualification, recency, start
from matcher.ranking.traits import Attainment, LastWork, experience_weight
from matcher.ranking.work import WorkBook

ON = date(2026, 11, 24)
VACANCY = Vacancy(
    id=VacancyRef("V"),
    title="",
    german_min=Cefr.B1,
    hours=30.0,
    start=ON,
    qualification_needed=QualificationLevel.VOCATIONAL,
)
Points = list[tuple[str, float]]


def drawn(utility: Callable[..., Any], labels: Sequence[object], values: Sequence[Any]) -> Points:
    question = Question(VACANCY, Criteria.default(), ON, WorkBook([]))
    return list(zip(map(str, labels), utility(question, values).all().tolist(), strict=True))


def charts() -> dict[str, Points]:
    criteria = Criteria.default()
    minutes = range(0, 121, 10)
    span = criteria.far_minutes - criteria.near_minutes
    levels = list(Cefr)
    recognised = [Attainment(QualificationLevel.VOCATIONAL, state) for state in Recognition]
    late = range(-30, 121, 15)
    return {
        "Deutsch, nötig B1": drawn(german, levels, levels),
        "Berufsjahre (Gewicht der Erfahrung)": [(str(years), experience_weight(years)) for years in range(9)],
        "Weg in Minuten": [
            (str(taken), min(1.0, max(0.0, (criteria.far_minutes - taken) / span))) for taken in minutes
        ],
        "Stunden höchstens, nötig 30": drawn(
            hours, range(10, 46, 5), [(0.0, float(most)) for most in range(10, 46, 5)]
        ),
        "Tage nach dem Beginn verfügbar": drawn(start, late, [ON + timedelta(days=day) for day in late]),
        "Jahre seit der letzten Arbeit": drawn(
            recency, range(15), [LastWork(ON.year - ago, complete=True) for ago in range(15)]
        ),
        "Anerkennung einer Ausbildung": sorted(
            drawn(qualification, [state.german for state in Recognition], [(item,) for item in recognised]),
            key=lambda point: point[1],
        ),
    }


def svg(found: dict[str, Points]) -> str:
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 660" font-family="sans-serif" font-size="10">',
        '<rect width="760" height="660" fill="#fff"/>',
    ]
    for number, (name, points) in enumerate(found.items()):
        left, top = 40 + 370 * (number % 2), 30 + 160 * (number // 2)
        step = 300 / max(1, len(points) - 1)
        line = " ".join(
            f"{left + step * place:.1f},{top + 100 - 100 * value:.1f}" for place, (_, value) in enumerate(points)
        )
        parts.append(f'<text x="{left}" y="{top - 10}" font-size="12">{name}</text>')
        parts += [
            f'<path d="M{left} {top + 100 - share}h300" stroke="#ddd"/>'
            f'<text x="{left - 6}" y="{top + 103 - share}" text-anchor="end">{share / 100:g}</text>'
            for share in (0, 50, 100)
        ]
        parts.append(f'<polyline points="{line}" fill="none" stroke="#1f3864" stroke-width="2"/>')
        parts += [
            f'<text x="{left + step * place:.1f}" y="{top + 116}" text-anchor="middle">{label}</text>'
            for place, (label, _) in enumerate(points)
        ]
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(svg(charts()), "utf-8")
    sys.stdout.write(f"{Mobility.TRANSIT.german} wird angenommen, wo nichts gesagt ist.\n")
