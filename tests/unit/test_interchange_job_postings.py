"""JobPosting out of JSON-LD and web pages, and HR-BA-XML: read tolerantly, never guessed, never trusted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from matcher.errors import UnreadableFileError
from matcher.interchange.reading import Reading
from matcher.interchange.vacancies import read_vacancy_content
from matcher.model import Cefr, Kind, Vacancy

ON = date(2026, 11, 23)
PLACE = {"@type": "Place", "address": {"@type": "PostalAddress", "postalCode": "1979"}}
POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "identifier": {"@type": "PropertyValue", "name": "Sommer", "value": "SOM-17"},
    "title": "Verk&auml;ufer Backwaren",
    "description": "<p>Kunden <b>bedienen</b></p><ul><li>Kasse</li></ul>",
    "hiringOrganization": {"@type": "Organization", "name": "Bäckerei Sommer"},
    "employmentType": ["FULL_TIME", "PART_TIME"],
    "jobLocation": [PLACE],
    "jobStartDate": "2027-01-04T08:00",
    "workHours": "38,5 Stunden pro Woche",
    "totalJobOpenings": "2",
    "baseSalary": {"currency": "EUR", "value": {"@type": "QuantitativeValue", "minValue": 14.5, "unitText": "HOUR"}},
}
HR_BA = """<?xml version="1.0" encoding="UTF-8"?>
<HRBAXMLJobPositionPosting{namespace}><Header><SupplierId>V1</SupplierId></Header><Data>
<JobPositionPosting><JobPositionPostingId>A-1</JobPositionPostingId>
<HiringOrg><HiringOrgName>Musterlager</HiringOrgName><Contact><PostalAddress><PostalCode>99999</PostalCode>
</PostalAddress></Contact></HiringOrg><Unheard><Of>this</Of></Unheard>
<JobPositionInformation><JobPositionTitleDescription>Lagerhelfer</JobPositionTitleDescription>
<JobOfferType>1</JobOfferType><Objective>&lt;b&gt;Packen&lt;/b&gt; und laden</Objective>
<JobPositionDescription><JobPositionLocation><Location><PostalCode>15711</PostalCode></Location></JobPositionLocation>
<MiniJob>0</MiniJob></JobPositionDescription>
<JobPositionRequirements><Language><LanguageName>Deutsch</LanguageName><LanguageLevel>A2</LanguageLevel></Language>
<DrivingLicence><DrivingLicenceName>Klasse B</DrivingLicenceName><DrivingLicenceRequired>1</DrivingLicenceRequired>
</DrivingLicence><DrivingLicence><DrivingLicenceName>C1</DrivingLicenceName>
<DrivingLicenceRequired>0</DrivingLicenceRequired></DrivingLicence></JobPositionRequirements>
<NumberToFill>3</NumberToFill><AssignmentStartDate>2027-01-04T00:00:00</AssignmentStartDate>
</JobPositionInformation></JobPositionPosting>
<JobPositionPosting><JobPositionPostingId>A-2</JobPositionPostingId></JobPositionPosting>
<DeleteEntry><EntryId>A-0</EntryId></DeleteEntry></Data></HRBAXMLJobPositionPosting>"""


def read(text: str | bytes) -> Reading[Vacancy]:
    return read_vacancy_content(text if isinstance(text, bytes) else text.encode(), "datei", on=ON)


def posting(**changes: Any) -> str:
    return json.dumps({**POSTING, **changes}, ensure_ascii=False)


def page(*scripts: str) -> str:
    inner = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<!DOCTYPE html><html><head>{inner}</head><body><p>Stelle</p></body></html>"


def test_posting_is_read_with_every_fact_it_states() -> None:
    """Title, firm, text without mark-up, place, start, hours, places and pay."""
    vacancy = read(posting()).rows[0]

    assert (vacancy.id, vacancy.title, vacancy.employer) == ("SOM-17", "Verkäufer Backwaren", "Bäckerei Sommer")
    assert vacancy.description is not None
    assert "<" not in vacancy.description
    assert (vacancy.kind, vacancy.postcode, vacancy.start) == (Kind.JOB, "01979", date(2027, 1, 4))
    assert (vacancy.hours, vacancy.places, vacancy.pay_hourly, vacancy.pay_monthly) == (38.5, 2, 14.5, None)


@pytest.mark.parametrize(
    "content",
    [
        page(posting()),
        page("{ broken", posting()),
        page('{"@type": "BreadcrumbList"}', posting()),
        json.dumps({"@graph": [{"@type": "WebPage"}, POSTING]}),
        json.dumps([{"@type": ["schema:JobPosting", "Thing"], **{k: v for k, v in POSTING.items() if k != "@type"}}]),
        json.dumps({"itemListElement": [{"item": {**POSTING, "@type": "http://schema.org/JobPosting"}}]}),
        posting(
            hiringOrganization="Bäckerei Sommer", jobLocation=POSTING["jobLocation"][0], employmentType="FULL_TIME"
        ),
    ],
)
def test_posting_is_found_however_it_is_wrapped(content: str) -> None:
    """In a page beside broken scripts, in a graph, in a list, under a prefixed type, with plain values."""
    rows = read(content).rows

    assert [(row.title, row.employer, row.postcode, row.kind) for row in rows] == [
        ("Verkäufer Backwaren", "Bäckerei Sommer", "01979", Kind.JOB)
    ]


def test_unreadable_fact_stays_unknown_with_a_notice() -> None:
    """A wrong postcode or day does not cost the vacancy; yearly pay and mixed kinds are not guessed."""
    odd = posting(
        jobLocation={"address": {"postalCode": "bei Berlin"}},
        jobStartDate="bald",
        employmentType=["FULL_TIME", "INTERN"],
        baseSalary={"value": {"value": "30000", "unitText": "YEAR"}},
    )

    reading = read(odd)

    row = reading.rows[0]
    assert (row.postcode, row.start, row.kind, row.pay_hourly, row.pay_monthly) == (None,) * 5
    assert {problem.field for problem in reading.problems} == {"jobLocation", "jobStartDate"}
    assert reading.refused_rows == 0


def test_entry_without_title_or_told_twice_is_refused_alone() -> None:
    """The others count, and the refusal names entry and field."""
    without = {key: value for key, value in POSTING.items() if key != "title"}

    reading = read(json.dumps([POSTING, without, POSTING]))

    assert len(reading.rows) == 1
    assert [(problem.row, problem.field) for problem in reading.refusals] == [(2, "title"), (3, None)]


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://xml.hr-xml.org/2007-04-15"'])
def test_agency_xml_is_read_in_any_namespace(namespace: str) -> None:
    """The place of work, not the contact's; needed licences only; no title is told; deletions are passed over."""
    reading = read(HR_BA.format(namespace=namespace))

    row = reading.rows[0]
    assert (row.id, row.title, row.employer, row.kind) == ("A-1", "Lagerhelfer", "Musterlager", Kind.JOB)
    assert (row.postcode, row.start, row.places, row.german_min) == ("15711", date(2027, 1, 4), 3, Cefr.A2)
    assert row.licences_needed == frozenset({"B"})
    assert row.description == "Packen und laden"
    assert [(problem.row, problem.field) for problem in reading.refusals] == [(2, "JobPositionTitleDescription")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "fremde Inhalte"),
        ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;'>]><a>&y;</a>", "fremde Inhalte"),
        ("<?xml version='1.0'?><a><b></a>", "kein vollständiges XML"),
        ("<?xml version='1.0'?><a/>", "keine Stelle in der Form HR-BA-XML"),
        (page("{}"), "keine Stelle, die Programme lesen"),
        (b"\0\0 \n", "ist leer"),
    ],
)
def test_file_that_holds_no_vacancy_is_refused_in_words(content: str | bytes, words: str) -> None:
    """Bombs, broken files and empty ones: one sentence that says what to do, and nothing is fetched."""
    with pytest.raises(UnreadableFileError) as refused:
        read(content)

    assert words in refused.value.german
