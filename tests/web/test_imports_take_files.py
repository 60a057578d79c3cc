"""Importing vacancies: looked at first, confirmed once, all or none, and taken back as a whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.errors import ConflictError, NotFoundError
from matcher.model import Kind, Role
from matcher.store import tables
from matcher.store.session import Database
from matcher.store.tables.imports import ImportState
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.vacancies import VacancyOutcome, VacancyState
from matcher.usecases.import_vacancies import import_vacancies
from matcher.usecases.judge_vacancy import accept_vacancy
from matcher.usecases.undo_import import discard_expired_imports
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT
from tests.web.conftest import Page, Visitor
from tests.web.forms import fields_of

Enter = Callable[..., Visitor]
FILE = (
    "Kennung;Titel;Betrieb;Art;PLZ;Stundenlohn;Plätze\n"
    "V-1;Lagerhelfer;Musterlager;Arbeit;15711;14,50;2\n"
    "V-2;Koch;Gasthof Linde;Arbeit;15711;9,00;1\n"
    "V-3;Bäcker;Bäckerei Sommer;;15711;15;1\n"
    "V-4;Fahrer;Musterlager;Arbeit;1571;15;1\n"
    "V-5;Lagerhelfer (m/w/d);Musterlager;Arbeit;15711;14,50;1\n"
)


def upload(visitor: Visitor, text: str | bytes, *, name: str = "stellen.csv", status: int = 200) -> Page:
    """Choose the file on the page and send it."""
    content = text if isinstance(text, bytes) else text.encode()
    data = {**fields_of(visitor.get("/imports").form("/imports")), "file": (io.BytesIO(content), name)}
    page = Page(visitor.client.post("/imports", data=data, follow_redirects=True))
    assert page.status == status, page.text[:1000]
    return page


def vacancies(work: Work) -> list[tables.Vacancy]:
    with work.reading() as session:
        return list(session.scalars(select(tables.Vacancy).order_by(tables.Vacancy.id)))


def the_import(work: Work) -> tables.VacancyImport:
    with work.reading() as session:
        return session.scalars(select(tables.VacancyImport).order_by(tables.VacancyImport.id.desc())).first()


def ticked(page: Page) -> set[str]:
    return {str(box["value"]) for box in page.soup.find_all("input", attrs={"name": "row", "checked": True})}


def test_preview_shows_every_row_and_writes_no_vacancy(work: Work, visitor: Enter) -> None:
    """Ready rows are ticked; pay, postcode, double and missing kind are told with row and field."""
    page = upload(visitor(Role.MENTOR), FILE)

    assert ticked(page) == {"2", "4"}
    assert "Zeile 3, Koch: Bezahlung in Euro, brutto: Das sind 9,00 € pro Stunde" in page.text
    assert "Zeile 5: PLZ: „1571“ hat 4 Ziffern" in page.text
    assert "1 bitte ansehen. 2 können" in page.text
    assert "steht doppelt in der Datei Zeile 2" in page.text
    assert "Art der Stelle fehlt" in page.text
    assert vacancies(work) == []


def test_chosen_rows_are_handed_in_once_with_one_message(work: Work, visitor: Enter) -> None:
    """Kind is asked where it lacks, nothing chosen is lost by that; the second click imports nothing."""
    mentor, ags = visitor(Role.MENTOR), visitor(Role.AGS)
    page = upload(mentor, FILE)
    address = f"/imports/{the_import(work).id}/confirm"

    asked = mentor.send(page, address, {"row": ["2", "4", "6"]}, status=422)
    done = mentor.send(asked, address, {"kind": "K01"})
    mentor.send(asked, address, {"kind": "K01"})

    assert "Bitte die Art der Stelle wählen." in asked.text
    assert ticked(asked) == {"2", "4", "6"}
    assert "3 Stellen sind beim Arbeitgeberservice." in done.text
    rows = vacancies(work)
    assert [(row.title, row.kind, row.state) for row in rows] == [
        ("Lagerhelfer", Kind.JOB, VacancyState.SUBMITTED),
        ("Bäcker", Kind.JOB, VacancyState.SUBMITTED),
        ("Lagerhelfer (m/w/d)", Kind.JOB, VacancyState.SUBMITTED),
    ]
    assert {row.acquired_by for row in rows} == {mentor.account_id}
    assert the_import(work).content is None
    with work.reading() as session:
        kinds = session.scalars(select(tables.Notification.kind)).all()
    assert kinds == [NotificationKind.VACANCIES_IMPORTED]
    assert "Neue Stellen aus einer Datei" in ags.get("/notifications").text


def test_known_vacancy_and_twin_of_firm_are_asked_about(work: Work, visitor: Enter) -> None:
    """A double is not ticked; a firm under another spelling is decided on before anything is imported."""
    with work.database.writing() as session:
        firm = builders.employer(session, "Bäckerei Sommer GmbH")
        builders.vacancy(session, employer_id=builders.employer(session, "Gasthof Linde").id, title="Koch")
        session.commit()
    mentor = visitor(Role.MENTOR)
    page = upload(mentor, "id;title;employer;kind\n1;Koch;Gasthof Linde;job\n2;Verkäufer;Bäckerei Sommer;job\n")
    address = f"/imports/{the_import(work).id}/confirm"

    asked = mentor.send(page, address, status=422)
    mentor.send(asked, address, {"firm:Bäckerei Sommer": "Bäckerei Sommer GmbH"})

    assert ticked(page) == {"3"}
    assert "gibt es schon Koch" in page.text
    assert "Bitte wählen, welcher Betrieb „Bäckerei Sommer“ ist." in asked.text
    assert [(row.title, row.employer_id) for row in vacancies(work)[1:]] == [("Verkäufer", firm.id)]


def test_import_is_all_or_nothing(work: Work, visitor: Enter) -> None:
    """A chosen row that cannot be taken stops the whole import, and the file still waits."""
    mentor = visitor(Role.MENTOR)
    page = upload(mentor, FILE)

    refused = mentor.send(page, f"/imports/{the_import(work).id}/confirm", {"row": ["2", "3"]}, status=422)

    assert "Der Mindestlohn beträgt" in refused.text
    assert vacancies(work) == []
    assert the_import(work).state is ImportState.PREVIEWED


def test_whole_import_is_undone_while_nobody_worked_with_it(work: Work, visitor: Enter) -> None:
    """All are withdrawn, and the same file counts as new again."""
    mentor = visitor(Role.MENTOR)
    mentor.send(upload(mentor, FILE), f"/imports/{the_import(work).id}/confirm", {"row": ["2", "6"]})
    address = f"/imports/{the_import(work).id}"

    undone = mentor.send(mentor.get(address), f"{address}/undo")
    again = upload(mentor, FILE)

    assert "2 Stellen sind zurückgezogen." in undone.text
    assert {(row.state, row.outcome) for row in vacancies(work)} == {(VacancyState.CLOSED, VacancyOutcome.WITHDRAWN)}
    assert "gibt es schon" not in again.text


def test_import_stays_when_one_vacancy_was_accepted(work: Work, visitor: Enter) -> None:
    """The refusal names the vacancy; the others stay too."""
    mentor, ags = visitor(Role.MENTOR), visitor(Role.AGS)
    mentor.send(upload(mentor, FILE), f"/imports/{the_import(work).id}/confirm", {"row": ["2", "6"]})
    accept_vacancy(work, Actor(id=ags.account_id, roles=frozenset({Role.AGS})), vacancies(work)[0].id)
    address = f"/imports/{the_import(work).id}"

    refused = mentor.send(mentor.get(address), f"{address}/undo")

    assert f"Daran wurde schon gearbeitet: „Lagerhelfer“ ({vacancies(work)[0].reference})" in refused.text
    assert [row.state for row in vacancies(work)] == [VacancyState.OPEN, VacancyState.SUBMITTED]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "", "Bitte eine Datei wählen."),
        (b"  \n", "leer.csv", "ist leer"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "alt.xls", "alte Excel-Datei"),
        (b"PK\x03\x04broken", "kaputt.xlsx", "kaputt.xlsx"),
        (b"{ broken", "stellen.json", "kein vollständiges JSON"),
        (b"<!DOCTYPE html><html><body>nichts</body></html>", "seite.html", "keine Stelle, die Programme lesen"),
    ],
)
def test_unusable_file_is_refused_in_words_and_not_kept(
    work: Work, visitor: Enter, content: bytes, name: str, words: str
) -> None:
    """The reader's own message stands at the field; no import begins."""
    page = upload(visitor(Role.MENTOR), content, name=name, status=422)

    assert words in page.text
    assert the_import(work) is None


def test_page_of_one_job_is_imported_from_its_web_page(work: Work, visitor: Enter) -> None:
    """A saved page with JSON-LD gives one vacancy."""
    mentor = visitor(Role.MENTOR)
    script = '{"@type":"JobPosting","title":"Koch","employmentType":"FULL_TIME","hiringOrganization":"Gasthof Linde"}'
    html = f'<!DOCTYPE html><html><script type="application/ld+json">{script}</script></html>'

    mentor.send(upload(mentor, html, name="koch.html"), f"/imports/{the_import(work).id}/confirm")

    assert [(row.title, row.kind) for row in vacancies(work)] == [("Koch", Kind.JOB)]


def test_undecided_file_is_gone_after_a_day_and_belongs_to_its_account(work: Work, visitor: Enter) -> None:
    """Nobody else opens it; the worker lets it go, and it cannot be confirmed any more."""
    mentor = visitor(Role.MENTOR)
    upload(mentor, FILE)
    number = the_import(work).id
    url = work.database.url.render_as_string(hide_password=False)
    late = Database(url, clock=FixedClock(AT + timedelta(days=1)))

    other = visitor(Role.MENTOR)
    other.get(f"/imports/{number}", status=404)
    with pytest.raises(NotFoundError):
        import_vacancies(work, Actor(id=other.account_id, roles=frozenset({Role.MENTOR})), number, places=[2], firms={})
    gone = discard_expired_imports(replace(work, database=late))
    late.dispose()

    assert gone == 1
    assert (the_import(work).state, the_import(work).content) == (ImportState.DISCARDED, None)
    with pytest.raises(ConflictError):
        import_vacancies(
            work, Actor(id=mentor.account_id, roles=frozenset({Role.MENTOR})), number, places=[2], firms={}
        )
