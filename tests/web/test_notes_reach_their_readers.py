"""Notes: who reads them, whom a mention reaches, and that none gives a person away to the employer service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.vacancy_scene import Shown, shown

Enter = Callable[..., Visitor]
INSIDE = "Fahrkarte ist bestellt"


@pytest.fixture
def seen(work: Work) -> Shown:
    seen = shown(work)
    with work.database.writing() as session:
        session.get(tables.Vacancy, seen.stage.vacancy).acquired_by = seen.stage.mentor
        identity = session.get(tables.Identity, seen.stage.participant)
        identity.given_name, identity.family_name = "Amal", "Haddad"
        identity.phone, identity.email = "0151 2345678", "amal@beispiel.example"
        session.commit()
    return seen


@pytest.fixture
def mentor(visitor: Enter, seen: Shown) -> Visitor:
    return visitor(Role.MENTOR, account_id=seen.stage.mentor)


def note(visitor: Visitor, seen: Shown, text: str, *, status: int = 200) -> Page:
    """The mentor's or coordinator's, on the proposal's page."""
    path = f"/proposals/{seen.entry}"
    return visitor.send(visitor.get(path), f"/notes/proposal/{seen.entry}", {"text": text}, status=status)


def answer(ags: Visitor, seen: Shown, text: str, *, status: int = 200) -> Page:
    """The employer service's, on its list."""
    path = f"/shortlists/{seen.reference}"
    return ags.send(ags.get(path), f"/notes/shortlist/{seen.reference}/{seen.entry}", {"text": text}, status=status)


def told(work: Work) -> list[tuple[str | None, int | None, str, int]]:
    """Role or account, and the subject of every mention."""
    with work.reading() as session:
        rows = session.scalars(select(tables.Notification).where(tables.Notification.kind == "note_mention"))
        return [(row.role and str(row.role), row.account_id, row.subject_kind, row.subject_id) for row in rows]


def written(work: Work) -> list[tables.Note]:
    with work.reading() as session:
        return list(session.scalars(select(tables.Note).order_by(tables.Note.id)))


def test_note_of_mentor_stays_inside_until_the_employer_service_is_called(
    work: Work, visitor: Enter, seen: Shown, mentor: Visitor
) -> None:
    """Mentor and coordinator read both, the employer service the one that calls it; the rule stands at the field."""
    ags, coordinator = visitor(Role.AGS), visitor(Role.COORDINATOR)
    page = note(mentor, seen, INSIDE)
    note(mentor, seen, "@AGS Der Betrieb erreicht uns ab 14 Uhr")

    assert "Nur Patin oder Pate und Koordination lesen das." in page.text
    for reader in (mentor, coordinator):
        text = reader.get(f"/proposals/{seen.entry}").text
        assert INSIDE in text
        assert "Der Betrieb erreicht uns" in text
        assert text.count("Arbeitgeberservice liest mit") == 1
    text = ags.get(f"/shortlists/{seen.reference}").text
    assert "Der Betrieb erreicht uns ab 14 Uhr" in text
    assert INSIDE not in text
    assert told(work) == [("ags", None, "shortlist_entry", seen.entry)]


@pytest.mark.parametrize(
    "text",
    [
        "@AGS Amal kommt pünktlich",
        "@ags Frau HADDAD kommt",
        "@Arbeitgeberservice Haddads Bewerbung",
        "@AGS bitte anrufen: 0151/2345678",
        "@AGS bitte anrufen: +49 151 234 56 78",
        "@AGS schreiben an amal@beispiel.example",
        "@AGS أمل حداد kommt",
    ],
)
def test_note_for_the_employer_service_holds_no_name(
    work: Work, seen: Shown, mentor: Visitor, visitor: Enter, text: str
) -> None:
    """In any case and script, phone and mail address too: refused at the field, with what was typed kept."""
    page = note(mentor, seen, text, status=422)

    assert "bitte ohne Namen, Telefon und E-Mail, nur mit Kürzel" in page.text
    assert page.value("text") == text
    assert written(work) == []
    assert told(work) == []
    assert text[5:] not in visitor(Role.AGS).get(f"/shortlists/{seen.reference}").text


def test_name_may_stand_in_a_note_that_stays_inside(work: Work, seen: Shown, mentor: Visitor) -> None:
    """Those who accompany the person know the name anyway."""
    note(mentor, seen, "Amal Haddad hat am Freitag Zeit")

    assert len(written(work)) == 1


def test_employer_service_writes_without_names_too(work: Work, visitor: Enter, seen: Shown) -> None:
    """Even where it knows the name: the agreement may be taken back, the note stays."""
    ags = visitor(Role.AGS)

    refused = answer(ags, seen, "Frau Haddad war da", status=422)
    done = answer(ags, seen, f"{seen.code} war da. @Pate bitte melden")

    assert "nur mit Kürzel" in refused.text
    assert "Frau Haddad war da" in refused.html, "what was typed stays"
    assert f"{seen.code} war da." in done.text
    assert told(work) == [(None, seen.stage.mentor, "shortlist_entry", seen.entry)]


def test_note_is_gone_from_the_employer_service_with_its_entry(
    work: Work, visitor: Enter, seen: Shown, mentor: Visitor
) -> None:
    """The view shows no note of an entry that it does not show; the project keeps it."""
    ags = visitor(Role.AGS)
    note(mentor, seen, "@AGS Der Betrieb erreicht uns ab 14 Uhr")
    with work.database.writing() as session:
        session.get(tables.DataConsent, seen.stage.consent).withdrawn_at = builders.AT
        session.get(tables.DataConsent, seen.stage.consent).withdrawn_by = seen.stage.coordinator
        session.commit()

    assert "Der Betrieb erreicht uns" not in ags.get(f"/shortlists/{seen.reference}").text
    ags.post(f"/notes/shortlist/{seen.reference}/{seen.entry}", {"text": "Noch da?"}, status=303)
    assert "Der Betrieb erreicht uns" in mentor.get(f"/proposals/{seen.entry}").text
    refused = note(mentor, seen, "@AGS noch etwas", status=422)
    assert "Arbeitgeberservice kann diese Notiz nicht lesen" in refused.text
    assert len(written(work)) == 1


def test_codes_of_others_are_hidden_from_the_employer_service(
    work: Work, visitor: Enter, seen: Shown, mentor: Visitor
) -> None:
    """A code that its list does not show is unreadable in a note; to the project it stays."""
    note(mentor, seen, f"@AGS {seen.code} kann mit {seen.hidden_code.lower()} fahren")

    text = visitor(Role.AGS).get(f"/shortlists/{seen.reference}").text

    assert f"{seen.code} kann mit LDS-… fahren" in text
    assert seen.hidden_code.lower() in mentor.get(f"/proposals/{seen.entry}").text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@ABH bitte prüfen", "Ausländerbehörde kann diese Notiz nicht lesen"),
        ("@Jobcenter bitte prüfen", "Arbeitsvermittlung kann diese Notiz nicht lesen"),
        ("   ", "Bitte etwas schreiben."),
        ("x" * 1001, "höchstens 1000 sind möglich"),
    ],
)
def test_note_says_what_is_wrong_with_it(work: Work, seen: Shown, mentor: Visitor, text: str, message: str) -> None:
    """Whoever is called can read it; otherwise the writer would wait in vain."""
    page = note(mentor, seen, text, status=422)

    assert message in page.text
    assert written(work) == []


def test_address_of_a_mail_is_no_mention(work: Work, seen: Shown, mentor: Visitor) -> None:
    """`info@ags.example` calls nobody, and `@Sommer` is just a word."""
    note(mentor, seen, "Mail an info@ags.example, @Sommer grüßen")

    assert told(work) == []
    assert written(work)[0].for_ags is False


def test_mention_leads_each_reader_to_the_thing(work: Work, visitor: Enter, seen: Shown, mentor: Visitor) -> None:
    """The message holds ids; its link opens for whoever may see the thing, and names nobody."""
    ags, coordinator = visitor(Role.AGS), visitor(Role.COORDINATOR)
    answer(ags, seen, "@Pate @Koordination bitte melden")
    note(mentor, seen, "@AGS mache ich")

    for reader, address in (
        (mentor, f"/proposals/{seen.entry}#notes"),
        (coordinator, f"/proposals/{seen.entry}#notes"),
        (ags, f"/shortlists/{seen.reference}#entry-{seen.entry}"),
    ):
        page = reader.get("/notifications")
        assert "Eine Notiz nennt Sie" in page.text
        assert "Haddad" not in page.text
        assert address in [str(link["href"]) for link in page.soup.find_all("a", href=True)]


def test_notes_on_a_vacancy_follow_the_same_rule(work: Work, visitor: Enter, seen: Shown, mentor: Visitor) -> None:
    """Inside without `@AGS`; with it no name of anybody on the list, and no full name of anybody at all."""
    ags = visitor(Role.AGS)
    path, action = f"/vacancies/{seen.reference}", f"/notes/vacancy/{seen.reference}"
    with work.database.writing() as session:
        stranger = session.get(tables.Identity, builders.participant(session).id)
        stranger.given_name, stranger.family_name = "Yonas", "Tesfay"
        session.commit()

    mentor.send(mentor.get(path), action, {"text": "Chefin mag Kuchen"})
    for text in ("@AGS Haddad passt", "@AGS Yonas Tesfay passt"):
        mentor.send(mentor.get(path), action, {"text": text}, status=422)
    mentor.send(mentor.get(path), action, {"text": "@AGS Die Stelle beginnt später"})
    ags.send(ags.get(f"/inbox/{seen.reference}"), action, {"text": "@Pate danke"})

    text = ags.get(f"/inbox/{seen.reference}").text
    assert "Die Stelle beginnt später" in text
    assert "Chefin mag Kuchen" not in text
    assert "@Pate danke" in mentor.get(path).text
    assert told(work) == [
        ("ags", None, "vacancy", seen.stage.vacancy),
        (None, seen.stage.mentor, "vacancy", seen.stage.vacancy),
    ]


def test_notes_are_hidden_from_other_mentors(visitor: Enter, seen: Shown, mentor: Visitor) -> None:
    """To them neither the proposal nor the vacancy exists."""
    other = visitor(Role.MENTOR)
    note(mentor, seen, INSIDE)

    other.post(f"/notes/proposal/{seen.entry}", {"text": "x"}, status=404)
    other.post(f"/notes/vacancy/{seen.reference}", {"text": "x"}, status=404)
    other.post("/notes/1/remove", status=404)
    other.get(f"/proposals/{seen.entry}", status=404)


def test_employer_service_that_mentors_too_reads_others_notes_as_the_employer_service(
    work: Work, visitor: Enter, seen: Shown, mentor: Visitor
) -> None:
    """Two roles on one account do not add up to a third."""
    both = visitor(Role.AGS)
    with work.database.writing() as session:
        session.add(tables.AccountRole(account_id=both.account_id, role=Role.MENTOR))
        session.commit()
    both.send(
        both.get(f"/shortlists/{seen.reference}"),
        f"/shortlists/{seen.reference}/{seen.entry}/review",
        holding="proposed",
    )
    note(mentor, seen, INSIDE)

    assert INSIDE not in both.get(f"/proposals/{seen.entry}").text
    answer(both, seen, "Ich kümmere mich")
    assert written(work)[-1].for_ags is True


def test_text_is_taken_away_and_the_note_stays(work: Work, visitor: Enter, seen: Shown, mentor: Visitor) -> None:
    """By its author or the coordinator; the database refuses any other change."""
    page = note(mentor, seen, INSIDE)

    removed = mentor.send(page, "/notes/1/remove")

    assert INSIDE not in removed.text
    assert "(Text entfernt)" in removed.text
    row = written(work)[0]
    assert (row.text, row.written_by) == (None, mentor.account_id)
    with work.reading() as session:
        noted = select(tables.AuditRow.action).where(tables.AuditRow.action.contains("note"))
        actions = list(session.scalars(noted.order_by(tables.AuditRow.id)))
    assert actions == ["write_note", "remove_note"]
    for change in (lambda item: setattr(item, "text", "anders"), lambda item: setattr(item, "for_ags", True)):
        with work.database.writing() as session:
            change(session.get(tables.Note, row.id))
            with pytest.raises(DatabaseError, match="not changed"):
                session.flush()
    with work.database.writing() as session:
        session.delete(session.get(tables.Note, row.id))
        with pytest.raises(DatabaseError, match="not changed"):
            session.flush()


def test_double_click_writes_one_note(work: Work, seen: Shown, mentor: Visitor) -> None:
    """The form's key is carried out once."""
    page = mentor.get(f"/proposals/{seen.entry}")
    for _ in range(2):
        mentor.send(page, f"/notes/proposal/{seen.entry}", {"text": INSIDE})

    assert len(written(work)) == 1


def test_notes_of_a_placement_stay_inside(work: Work, visitor: Enter, seen: Shown, mentor: Visitor) -> None:
    """The employer service cannot be called there, and reads nothing of it."""
    ags = visitor(Role.AGS)
    path = f"/proposals/{seen.entry}"
    ags.send(
        ags.get(f"/shortlists/{seen.reference}"),
        f"/shortlists/{seen.reference}/{seen.entry}/review",
        holding="proposed",
    )
    mentor.send(mentor.get(path), f"{path}/answer", {"answer": "hires"})
    planned = mentor.send(mentor.get(path), f"{path}/placement", {"starts_on": "24.11.2026"})
    action = f"/notes/placement/{seen.entry}"

    refused = mentor.send(planned, action, {"text": "@AGS Arbeitskleidung fehlt"}, status=422)
    mentor.send(refused, action, {"text": "@Koordination Arbeitskleidung fehlt"})

    assert "Arbeitgeberservice kann diese Notiz nicht lesen" in refused.text
    assert "Arbeitskleidung" in visitor(Role.COORDINATOR).get(path).text
    assert "Arbeitskleidung" not in ags.get(path).text
    ags.post(action, {"text": "x"}, status=403)
    assert told(work) == [("coordinator", None, "shortlist_entry", seen.entry)]


def test_notes_cost_no_query_per_entry(work: Work, visitor: Enter, seen: Shown) -> None:
    """Two entries with notes on each: each card shows its own."""
    ags = visitor(Role.AGS)
    with work.database.writing() as session:
        stage = builders.stage(session)
        session.get(tables.Opening, stage.opening).vacancy_id = seen.stage.vacancy
        session.flush()
        second = builders.entry(session, replace(stage, vacancy=seen.stage.vacancy, shortlist=seen.stage.shortlist)).id
        session.commit()
    answer(ags, seen, "Erste Notiz")
    answer(ags, replace(seen, entry=second), "Zweite Notiz")

    soup = ags.get(f"/shortlists/{seen.reference}").soup

    assert "Erste Notiz" in soup.find(id=f"entry-{seen.entry}").text
    assert "Zweite Notiz" not in soup.find(id=f"entry-{seen.entry}").text
    assert "Zweite Notiz" in soup.find(id=f"entry-{second}").text
