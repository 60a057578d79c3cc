"""Vacancies out of CSV, XLSX, the employment agency's JSON or XML, or JobPosting: `read_vacancies(path)`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from matcher.interchange.agency import looks_like_json, read_agency
from matcher.interchange.hr_ba_xml import looks_like_xml, read_hr_ba_xml
from matcher.interchange.job_posting import holds_job_posting, looks_like_html, read_job_postings
from matcher.interchange.reading import CellError, Problem, Reading
from matcher.interchange.rows import Values, read_content
from matcher.interchange.tables import content_of, require_content
from matcher.interchange.vacancy_columns import VACANCIES
from matcher.interchange.values import NOW
from matcher.model import Vacancy, VacancyRef
from matcher.plausibility import doubts

_PLAIN: Final = (
    "title",
    "employer",
    "kind",
    "description",
    "occupation",
    "postcode",
    "until",
    "hours",
    "shift",
    "german_min",
    "qualification_needed",
    "licences_needed",
    "pay_hourly",
    "pay_monthly",
    "acquired_by",
    "skilled",
    "agency_district",
    "named_in_title",
)


def read_vacancies(path: Path, *, on: date | None = None) -> Reading[Vacancy]:
    """Every vacancy in the file that can be read; `on` is the day that „sofort“ means.

    Raises:
        UnreadableFileError: nothing of the file can be used.

    """
    return read_vacancy_content(content_of(path), path.name, on=on)


def read_vacancy_content(content: bytes, name: str, *, on: date | None = None) -> Reading[Vacancy]:
    """The same for a file's content, which decides over the format, not its name."""
    require_content(content, name)

    def build(values: Values) -> Vacancy:
        return vacancy_of(values, on)

    if looks_like_html(content):
        reading, entry = read_job_postings(content, name, build), True
    elif looks_like_xml(content):
        reading, entry = read_hr_ba_xml(content, name, build), True
    elif looks_like_json(content):
        read = read_job_postings if holds_job_posting(content) else read_agency
        reading, entry = read(content, name, build), True
    else:
        reading, entry = read_content(content, name, VACANCIES, build, unique="id"), False
    return _doubted(reading, on, entry=entry)


def vacancy_of(values: Values, on: date | None) -> Vacancy:
    """One vacancy of a row's values.

    Raises:
        CellError: the values contradict each other.

    """
    start = on if values.get("start") == NOW else values.get("start")
    until = values.get("until")
    if start is not None and until is not None and until < start:
        raise CellError(
            f"Das Ende ({until:%d.%m.%Y}) liegt vor dem Beginn ({start:%d.%m.%Y}). Bitte beide Tage prüfen.",
            f"The end ({until.isoformat()}) is before the start ({start.isoformat()}). Please check both days.",
            "until",
        )
    skills = values.get("skills_needed")
    plain: dict[str, Any] = {key: values.get(key) for key in _PLAIN}
    return Vacancy(
        id=VacancyRef(values["id"]),
        start=start,
        skills_needed=None if skills is None else frozenset(skills),
        places=values.get("places") or 1,
        **plain,
    )


def _doubted(reading: Reading[Vacancy], on: date | None, *, entry: bool) -> Reading[Vacancy]:
    """The reading with what does not add up told as notices; whoever acts on the vacancy has to settle it."""
    notices = []
    for place, vacancy in zip(reading.places, reading.rows, strict=True):
        start = vacancy.start or on
        if start is None:
            continue
        notices += [
            Problem(
                file=reading.file,
                row=place,
                field=doubt.field,
                german=doubt.german,
                english=doubt.english,
                refused=False,
                entry=entry,
            )
            for doubt in doubts(
                kind=vacancy.kind,
                start=start,
                until=vacancy.until,
                hours=vacancy.hours,
                pay_hourly=vacancy.pay_hourly,
                pay_monthly=vacancy.pay_monthly,
                text=f"{vacancy.title} {vacancy.description or ''}",
            )
        ]
    return Reading(
        file=reading.file,
        rows=reading.rows,
        places=reading.places,
        problems=(*reading.problems, *notices),
        ignored=reading.ignored,
    )
