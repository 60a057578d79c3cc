"""Winning a vacancy: the form keeps what was typed, says what is wrong, and is carried out once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from matcher.model import Cefr, Role
from matcher.store import tables
from matcher.store.tables.vacancies import VacancyState
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from tests.web.vacancy_scene import TYPED

Enter = Callable[..., Visitor]


def stored(work: Work) -> list[tables.Vacancy]:
    with work.reading() as session:
        return list(session.scalars(select(tables.Vacancy).order_by(tables.Vacancy.id)))


def test_vacancy_goes_from_mentor_through_inbox_to_open(work: Work, visitor: Enter) -> None:
    """A mentor hands in, the employer service accepts, the ranking is asked for; the mentor is told."""
    mentor, ags = visitor(Role.MENTOR), visitor(Role.AGS)

    page = mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED)
    row = stored(work)[0]
    inbox = ags.get("/inbox")
    accepted = ags.send(ags.get(f"/inbox/{row.reference}"), f"/inbox/{row.reference}/accept")

    assert "Der Arbeitgeberservice meldet sich bis: in 3 Tagen, Do 26.11.2026" in page.text
    assert "Verkäufer Backwaren" in inbox.text
    assert "Angenommen" in accepted.text
    row = stored(work)[0]
    assert row.state is VacancyState.OPEN
    assert (row.pay_hourly, row.pay_monthly, row.german_min, row.licences_needed) == (14.5, None, Cefr.B1, [])
    assert "Stelle angenommen" in mentor.get("/notifications").text
    assert "Wird neu berechnet" in mentor.get(f"/vacancies/{row.reference}").text


def test_unknown_stays_unknown_when_left_empty(work: Work, visitor: Enter) -> None:
    """Firm, title and kind are enough; nothing is invented from what is missing."""
    mentor = visitor(Role.MENTOR)
    least = {"employer": "Hof Grün", "title": "Erntehelfer", "kind": "K01"}

    mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", least)

    row = stored(work)[0]
    unknown = (
        row.occupation,
        row.postcode,
        row.starts_on,
        row.hours,
        row.shift,
        row.german_min,
        row.licences_needed,
        row.qualification_needed,
        row.pay_hourly,
        row.pay_monthly,
    )
    assert unknown == (None,) * 10


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"pay": "9,50"}, "Der Mindestlohn beträgt 13,90 € (seit 01.01.2026)"),
        ({"pay": "1.200", "pay_per": "month"}, "Der Mindestlohn beträgt 13,90 €"),
        ({"kind": "K04", "pay": "500", "pay_per": "month"}, "Die Mindestvergütung bei Beginn 2026 beträgt 724 €"),
        ({"pay": "VB"}, "Wenn er noch offen ist („VB“): leer lassen."),
        ({"pay_per": ""}, "Bitte wählen: pro Stunde oder pro Monat."),
        ({"starts_on": "31.02.2027"}, "Diesen Tag gibt es nicht: 31.02.2027"),
        ({"postcode": "1571"}, "Eine Postleitzahl hat 5 Ziffern"),
        ({"employer": "  "}, "Bitte ausfüllen."),
        ({"kind": ""}, "Bitte die Art der Stelle wählen."),
        ({"places": "0"}, "Bitte 1 bis 100 eintragen."),
        ({"german_min": "B7"}, "Bitte einen Wert aus der Liste wählen."),
        ({"occupation": "Bäcker"}, "Bitte einen Wert aus der Liste wählen."),
        ({"ends_on": "01.11.2026"}, "Das Ende liegt nicht nach dem Beginn."),
    ],
)
def test_wrong_entry_is_named_and_keeps_everything_typed(
    work: Work, visitor: Enter, wrong: dict[str, str], message: str
) -> None:
    """The field says what to do; whatever else was typed still stands in the form, and nothing is stored."""
    mentor = visitor(Role.MENTOR)

    page = mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", {**TYPED, **wrong}, status=422)

    assert message in page.text
    typed = {**TYPED, **wrong}
    for name in ("employer", "title", "description", "postcode", "city", "starts_on", "hours", "pay", "places"):
        assert page.value(name).strip() == str(typed[name]).strip(), name
    assert stored(work) == []


def test_double_click_hands_in_one_vacancy(work: Work, visitor: Enter) -> None:
    """The same form sent twice makes one vacancy, and both answers lead to it."""
    mentor = visitor(Role.MENTOR)
    form = mentor.get("/vacancies/new")

    first = mentor.send(form, "/vacancies/new", TYPED)
    second = mentor.send(form, "/vacancies/new", TYPED)

    assert len(stored(work)) == 1
    assert first.response.request.path == second.response.request.path == f"/vacancies/{stored(work)[0].reference}"


def test_doubts_that_only_warn_are_sent_after_a_second_look(work: Work, visitor: Enter) -> None:
    """Wording that may discriminate, a past start, a likely double: shown once, then the mentor decides."""
    mentor = visitor(Role.MENTOR)
    mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED)
    doubtful = {**TYPED, "description": "Wir suchen junge Mitarbeiter", "starts_on": "01.11.2026"}

    warned = mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", doubtful, status=422)
    mentor.send(warned, "/vacancies/new")

    assert "Der Beginn liegt in der Vergangenheit" in warned.text
    assert "kann Menschen benachteiligen" in warned.text
    assert "gibt es schon" in warned.text
    assert len(stored(work)) == 2


@pytest.mark.parametrize(("choice", "firms"), [("Bäckerei Sommer GmbH", 1), ("new", 2)])
def test_firm_with_a_like_name_is_asked_about(work: Work, visitor: Enter, choice: str, firms: int) -> None:
    """A known firm under another spelling is offered; the mentor says which one it is."""
    with work.database.writing() as session:
        builders.employer(session, "Bäckerei Sommer GmbH")
        session.commit()
    mentor = visitor(Role.MENTOR)

    asked = mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED, status=422)
    mentor.send(asked, "/vacancies/new", {"firm": choice})

    assert "Meinten Sie einen dieser Betriebe?" in asked.text
    with work.reading() as session:
        assert len(session.scalars(select(tables.Employer)).all()) == firms


def test_returned_vacancy_is_mended_and_handed_in_again(work: Work, visitor: Enter) -> None:
    """The mentor reads why it came back, changes it, and it lies in the inbox once more."""
    mentor, ags = visitor(Role.MENTOR), visitor(Role.AGS)
    mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED)
    reference = stored(work)[0].reference
    inbox = ags.get(f"/inbox/{reference}")

    unreasoned = ags.send(inbox, f"/inbox/{reference}/return", {"note": "Bitte klären"}, status=422)
    ags.send(inbox, f"/inbox/{reference}/return", {"reason": "pay", "note": "Wie viel genau?"})
    page = mentor.get(f"/vacancies/{reference}")
    form = mentor.get(f"/vacancies/{reference}/edit")
    mentor.send(form, f"/vacancies/{reference}/edit", {"pay": "15"})

    assert unreasoned.value("note") == "Bitte klären"
    assert "Bezahlung zu niedrig oder offen" in page.text
    assert "Wie viel genau?" in page.text
    assert form.value("title") == "Verkäufer Backwaren"
    row = stored(work)[0]
    assert (row.state, row.pay_hourly, row.german_min, row.places) == (VacancyState.SUBMITTED, 15.0, Cefr.B1, 2)


def test_edit_keeps_what_was_typed_when_somebody_else_saved(work: Work, visitor: Enter) -> None:
    """The conflict is said, the text stays, and a second save goes through."""
    mentor = visitor(Role.MENTOR)
    mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED)
    edit = f"/vacancies/{stored(work)[0].reference}/edit"
    first, second = mentor.get(edit), mentor.get(edit)
    mentor.send(first, edit, {"hours": "20"})

    conflict = mentor.send(second, edit, {"city": "Wildau"}, status=409)
    mentor.send(conflict, edit)

    assert "inzwischen geändert" in conflict.text
    assert conflict.value("city") == "Wildau"
    assert stored(work)[0].city == "Wildau"


def test_vacancy_of_another_mentor_does_not_exist(work: Work, visitor: Enter) -> None:
    """A mentor sees and changes only what they won; the coordinator sees all."""
    mentor, other = visitor(Role.MENTOR), visitor(Role.MENTOR)
    mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED)
    reference = stored(work)[0].reference

    other.get(f"/vacancies/{reference}", status=404)
    other.get(f"/vacancies/{reference}/edit", status=404)
    other.post(f"/vacancies/{reference}/close", {"outcome": "filled"}, status=404)

    assert "Verkäufer Backwaren" not in other.get("/vacancies").text
    assert "Verkäufer Backwaren" in visitor(Role.COORDINATOR).get("/vacancies").text
    visitor(Role.AGS).get("/vacancies", status=403)
    other.get("/inbox", status=403)


def test_closing_asks_for_the_outcome(work: Work, visitor: Enter) -> None:
    """Without an outcome nothing closes; with it the vacancy says it, and cannot be changed."""
    mentor = visitor(Role.MENTOR)
    mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", TYPED)
    address = f"/vacancies/{stored(work)[0].reference}"

    mentor.send(mentor.get(address), f"{address}/close", {"outcome": ""}, status=422)
    closed = mentor.send(mentor.get(address), f"{address}/close", {"outcome": "filled"})

    assert "Stelle besetzt" in closed.text
    assert "Stelle schließen" not in closed.text
    assert stored(work)[0].state is VacancyState.CLOSED


def test_list_filters_count_and_survive_a_search(visitor: Enter) -> None:
    """Filters stand in the address, count their hits, and stay while searching."""
    mentor = visitor(Role.MENTOR)
    for title in ("Verkäufer Backwaren", "Lagerhelfer"):
        mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", {**TYPED, "title": title})

    everything = mentor.get("/vacancies?show=submitted")
    searched = mentor.get("/vacancies?show=submitted&search=lager")

    assert "Beim Arbeitgeberservice (2)" in everything.text
    assert "Beim Arbeitgeberservice (1)" in searched.text
    assert "Verkäufer Backwaren" not in searched.text
    assert "Keine Stelle passt" in mentor.get("/vacancies?search=zzz").text


def test_hints_while_typing_come_without_keeping_anything(work: Work, visitor: Enter) -> None:
    """Occupation, kind and pay are proposed from what stands in the form; nothing is stored."""
    mentor = visitor(Role.MENTOR)

    proposed = mentor.post("/vacancies/occupations", {"title": "Ausbildung Koch"}, status=200)
    training = mentor.post("/vacancies/pay", {"kind": "K04", "pay": "500", "pay_per": "month"}, status=200)
    fine = mentor.post("/vacancies/pay", {"kind": "K01", "pay": "15", "pay_per": "hour"}, status=200)

    assert 'value="293' in proposed.html
    assert 'value="K04" selected' in proposed.html
    assert "724 €" in training.text
    assert "Das passt. Mindestlohn: 13,90 € pro Stunde (seit Do 01.01.2026)." in fine.text
    assert stored(work) == []


def test_vacancy_with_the_key_of_another_form_is_sent_again(work: Work, visitor: Enter) -> None:
    """No fault of the server: the typed vacancy stays, gets a fresh key, and goes through."""
    mentor = visitor(Role.MENTOR)
    page = mentor.get("/vacancies/new")
    key = page.value("submission")
    person = {"given_name": "Amal", "family_name": "Neu", "submission": key}
    mentor.send(mentor.get("/people/new"), "/people/new", person)

    refused = mentor.send(page, "/vacancies/new", TYPED, status=422)
    done = mentor.send(refused, "/vacancies/new")

    assert "wurde schon für etwas anderes verwendet" in refused.text
    assert refused.value("title") == TYPED["title"]
    assert refused.value("submission") != key
    assert "Der Arbeitgeberservice meldet sich bis" in done.text
    with work.reading() as session:
        assert len(session.scalars(select(tables.Vacancy)).all()) == 1


def test_vacancy_description_has_a_limit_said_at_its_field(work: Work, visitor: Enter) -> None:
    """How long it is and how long it may be; all of it is still in the field."""
    mentor = visitor(Role.MENTOR)
    long = "x" * 8001

    page = mentor.send(mentor.get("/vacancies/new"), "/vacancies/new", {**TYPED, "description": long}, status=422)
    done = mentor.send(page, "/vacancies/new", {"description": long[:-1]})

    assert "Das sind 8001 Zeichen, höchstens 8000 sind möglich." in page.soup.find(id="description-error").text
    assert page.value("description").strip() == long
    assert "Der Arbeitgeberservice meldet sich bis" in done.text
    with work.reading() as session:
        assert len(session.scalars(select(tables.Vacancy.description)).one()) == 8000
