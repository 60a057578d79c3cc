"""The employment agency's JSON is read in its list and details form, old and new field names."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import UnreadableFileError
from matcher.interchange.reading import Reading
from matcher.interchange.vacancies import read_vacancies
from matcher.model import Kind, Vacancy, VacancyRef

LISTED: dict[str, Any] = {
    "refnr": "10001-1000000001-S",
    "titel": "Lagerhelfer (m/w/d)",
    "beruf": "Helfer/in - Lagerwirtschaft, Transport",
    "arbeitgeber": "Musterlager",
    "arbeitsort": {"plz": 1067, "ort": "Dresden", "land": "Deutschland"},
    "eintrittsdatum": "2027-01-04",
}
DETAILED: dict[str, Any] = {
    "referenznummer": "10001-1000000002-S",
    "stellenangebotsTitel": "Koch (m/w/d)",
    "stellenangebotsBeschreibung": "<p>Kochen &amp; sp&uuml;len</p><ul><li>Abends</li></ul>",
    "firma": "Mustergasthof",
    "stellenangebotsart": "ARBEIT",
    "arbeitszeitmodelle": ["VOLLZEIT"],
    "stellenlokationen": [{"adresse": {"ort": "Lübben", "plz": "15907"}}],
    "eintrittszeitraum": {"von": "2027-02-01"},
    "anzahlOffeneStellen": 3,
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], Reading[Vacancy]]:
    def read_json(document: Any) -> Reading[Vacancy]:
        path = tmp_path / "stellen.txt"
        path.write_text(json.dumps(document), "utf-8")
        return read_vacancies(path)

    return read_json


def test_list_entry_is_read_and_nothing_invented(read: Callable[[Any], Reading[Vacancy]]) -> None:
    """Only what a field says is known; the rest stays unknown."""
    vacancy = read({"stellenangebote": [LISTED]}).rows[0]

    assert vacancy == Vacancy(
        id=VacancyRef("10001-1000000001-S"),
        title="Lagerhelfer (m/w/d)",
        employer="Musterlager",
        postcode="01067",
        start=date(2027, 1, 4),
    )


def test_details_entry_is_read_with_plain_text(read: Callable[[Any], Reading[Vacancy]]) -> None:
    """The details form says more, in other words; mark-up goes."""
    vacancy = read(DETAILED).rows[0]

    assert vacancy == Vacancy(
        id=VacancyRef("10001-1000000002-S"),
        title="Koch (m/w/d)",
        description="Kochen & spülen Abends",
        employer="Mustergasthof",
        kind=Kind.JOB,
        postcode="15907",
        start=date(2027, 2, 1),
        places=3,
    )


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"ergebnisliste": items, "maxErgebnisse": 2}])
def test_lists_are_read_however_they_are_wrapped(read: Callable[[Any], Reading[Vacancy]], wrap: Any) -> None:
    """A bare list and the answer of a search hold the same vacancies."""
    assert [vacancy.title for vacancy in read(wrap([LISTED, DETAILED])).rows] == ["Lagerhelfer (m/w/d)", "Koch (m/w/d)"]


@pytest.mark.parametrize(
    "place",
    [
        {"arbeitsort": {"plz": "15711"}},
        {"arbeitsorte": [{"ort": "irgendwo"}, {"plz": 15711}]},
        {"arbeitsorte": [{"adresse": {"plz": "15711"}}]},
    ],
)
def test_postcode_is_found_in_every_form_of_place(read: Callable[[Any], Reading[Vacancy]], place: Any) -> None:
    """Of several places the first with a postcode counts."""
    entry = {"refnr": "1", "stellenbeschreibung": "x", "titel": "Koch", **place}

    assert read(entry).rows[0].postcode == "15711"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"angebotsart": 1}, Kind.JOB),
        ({"angebotsart": "1"}, Kind.JOB),
        ({"angebotsart": 2}, Kind.SELF_EMPLOYMENT),
        ({"angebotsart": 4}, Kind.TRAINING),
        ({"stellenangebotsart": "AUSBILDUNG"}, Kind.TRAINING),
        ({"angebotsart": 34}, Kind.OTHER_INTERNSHIP),
        ({"angebotsart": 1, "istGeringfuegigeBeschaeftigung": True}, Kind.MINIJOB),
        ({"angebotsart": 1, "arbeitszeitmodelle": ["MINIJOB"]}, Kind.MINIJOB),
        ({"angebotsart": 1, "arbeitszeitmodelle": ["VOLLZEIT", "MINIJOB"]}, Kind.JOB),
        ({"angebotsart": 1, "istArbeitnehmerUeberlassung": True}, Kind.TEMP_WORK),
        ({"angebotsart": 99}, None),
        ({}, None),
        ({"arbeitszeitmodelle": ["VOLLZEIT"]}, None),
    ],
)
def test_kind_follows_what_the_entry_says(
    read: Callable[[Any], Reading[Vacancy]], fields: Any, kind: Kind | None
) -> None:
    """Codes and words of the offer are read; an absent one is unknown."""
    assert read({**LISTED, **fields}).rows[0].kind is kind


def test_bad_entries_are_told_and_good_ones_go_on(read: Callable[[Any], Reading[Vacancy]]) -> None:
    """Entries count from 1; a repeated reference counts once."""
    reading = read([{**LISTED, "eintrittsdatum": "2027-02-31"}, "kein Objekt", {"refnr": "x"}, DETAILED, DETAILED])

    assert [vacancy.title for vacancy in reading.rows] == ["Koch (m/w/d)"]
    assert [(problem.row, problem.field) for problem in reading.problems] == [
        (1, "eintrittsdatum"),
        (2, None),
        (3, "titel"),
        (5, "refnr"),
    ]
    assert reading.problems[0].message().startswith("stellen.txt, Eintrag 1, Spalte „eintrittsdatum“: Den Tag")


@pytest.mark.parametrize("content", ["{", "[1, 2]", "{}", '{"a": 1}', "[" * 100_000])
def test_other_json_is_refused(tmp_path: Path, content: str) -> None:
    """Half a file or somebody else's JSON gets one clear message."""
    path = tmp_path / "stellen.json"
    path.write_text(content)

    with pytest.raises(UnreadableFileError, match=r"stellen\.json"):
        read_vacancies(path)
