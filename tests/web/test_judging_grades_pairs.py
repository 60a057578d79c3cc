"""Grading by hand: one pair after the other, nothing lost, nothing shown that sways, and trials held against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from matcher.judging import shuffled
from matcher.model import Cefr, Role
from matcher.store import tables
from matcher.store.judgements import grades_by_vacancy
from matcher.store.trials import graded_lists
from matcher.usecases.run_trial import run_trial
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor


@dataclass
class Scene:
    work: Work
    judge: Visitor
    reference: str
    codes: dict[int, str]
    """In the order of the list."""

    @property
    def path(self) -> str:
        return f"/judging/{self.reference}"

    @property
    def order(self) -> list[str]:
        return [self.codes[who] for who in shuffled(self.judge.account_id, self.reference, tuple(self.codes))]

    def grade(self, page: Page, grade: int, *, status: int = 200) -> Page:
        return self.judge.send(page, f"{self.path}/grade", {"grade": str(grade)}, status=status)

    def rows(self) -> list[tables.Judgement]:
        with self.work.reading() as session:
            return list(session.scalars(select(tables.Judgement).order_by(tables.Judgement.id)))


@pytest.fixture
def scene(work: Work, visitor: Callable[..., Visitor]) -> Scene:
    """Three people on the list of one open vacancy."""
    with work.database.writing() as session:
        vacancy = builders.vacancy(session, german_min=Cefr.B2)
        people = [builders.participant(session, nationality="SYR") for _ in range(3)]
        builders.run(session, vacancy.id, [person.id for person in people])
        session.commit()
    return Scene(work, visitor(Role.COORDINATOR), vacancy.reference, {person.id: person.code for person in people})


def shown(page: Page) -> str:
    """Code of the person before the judge."""
    return page.value("code")


def test_judge_goes_from_pair_to_pair_and_on_to_the_end(scene: Scene) -> None:
    """In the judge's own order; progress counts; at the end the vacancy is done."""
    page, seen = scene.judge.get(scene.path), []
    assert "0 von 3 Personen beurteilt" in page.text

    for grade in (3, 0, 2):
        seen.append(shown(page))
        page = scene.grade(page, grade)

    assert seen == scene.order
    assert "3 von 3 Personen beurteilt" in page.text
    assert "Diese Stelle ist fertig." in page.text
    assert "1 von 1 offenen Stellen haben Sie beurteilt" in scene.judge.get("/judging").text
    assert {scene.codes[row.participant_id]: row.grade for row in scene.rows()} == dict(
        zip(seen, (3, 0, 2), strict=True)
    )


def test_page_shows_what_the_ranking_knows_and_no_more(scene: Scene) -> None:
    """No name, no origin, no status, no rank, no score, no link that leads to them."""
    page = scene.judge.get(scene.path)

    assert "ab B2" in page.text
    assert "B1" in page.text
    with scene.work.reading() as session:
        names = session.scalars(select(tables.Identity.family_name)).all()
    for hidden in (*names, "Vor ", "Syrien", "SYR", "ae_25_2", "Aufenthalt", "1990", "Rang", "80"):
        assert hidden not in page.soup.find(id="pair").get_text(" ")
    assert "/people/" not in str(page.soup.find(id="pair"))


def test_last_grade_is_taken_back_and_its_pair_comes_again(scene: Scene) -> None:
    """Step by step, the newest first; the rows stay."""
    page = scene.judge.get(scene.path)
    first = shown(page)
    page = scene.grade(page, 1)
    second = shown(page)
    page = scene.grade(page, 2)

    page = scene.judge.send(page, f"{scene.path}/undo")
    assert shown(page) == second
    page = scene.judge.send(page, f"{scene.path}/undo")
    assert shown(page) == first

    assert [row.grade for row in scene.rows()] == [1, 2, None, None]
    assert not page.soup.find("form", action=f"{scene.path}/undo")


def test_double_click_gives_one_grade_and_takes_back_one(scene: Scene) -> None:
    """The same form sent twice is carried out once."""
    page = scene.judge.get(scene.path)
    scene.grade(page, 1)
    page = scene.grade(page, 1)
    page = scene.grade(page, 2)
    assert [row.grade for row in scene.rows()] == [1, 2]

    scene.judge.send(page, f"{scene.path}/undo")
    scene.judge.send(page, f"{scene.path}/undo")

    assert [row.grade for row in scene.rows()] == [1, 2, None]


@pytest.mark.parametrize("grade", ["", "4", "-1", "x", "٣"])
def test_other_grades_are_refused_where_they_were_given(scene: Scene, grade: str) -> None:
    """The pair still stands on the page, and the page says what is possible."""
    page = scene.judge.get(scene.path)

    answer = scene.judge.send(page, f"{scene.path}/grade", {"grade": grade}, status=422)

    assert "Bitte eine Note von 0 bis 3 wählen." in answer.text
    assert shown(answer) == shown(page)
    assert scene.rows() == []


def test_person_who_left_meanwhile_is_passed_over(scene: Scene) -> None:
    """The judge reads why, and goes on with the next pair."""
    page = scene.judge.get(scene.path)
    with scene.work.database.writing() as session:
        session.execute(update(tables.Participant).values(state="left"))
        session.commit()

    answer = scene.grade(page, 3)

    assert "Dieses Paar steht nicht mehr zur Wahl." in answer.text
    assert scene.rows() == []


def test_script_gets_the_next_card_alone(scene: Scene) -> None:
    """With htmx a grade costs one small answer."""
    page = scene.judge.get(scene.path)
    token = page.value("csrf_token")

    answer = scene.judge.client.post(
        f"{scene.path}/grade",
        data={"csrf_token": token, "code": shown(page), "grade": "3"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<article")
    assert scene.order[1] in answer.text


def test_grades_are_appended_and_never_changed(scene: Scene) -> None:
    """The database itself refuses, on both sides."""
    scene.grade(scene.judge.get(scene.path), 1)

    for statement in (update(tables.Judgement).values(grade=3), delete(tables.Judgement)):
        with scene.work.database.writing() as session, pytest.raises(DatabaseError, match="appended"):
            session.execute(statement)


def test_each_grade_leaves_an_audit_row(scene: Scene) -> None:
    """Ids only."""
    scene.grade(scene.judge.get(scene.path), 1)

    with scene.work.reading() as session:
        row = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "judge_pair")).one()
    assert row.subject_kind == "participant"
    assert set(row.detail) == {"vacancy", "judgement"}


def test_several_judges_count_by_their_mean(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    """What was taken back counts for nobody."""
    scene.grade(scene.judge.get(scene.path), 3)
    other = visitor(Role.COORDINATOR)
    with scene.work.reading() as session:
        (vacancy_id,) = grades_by_vacancy(session)
        who = next(iter(grades_by_vacancy(session)[vacancy_id]))
    other.post(f"{scene.path}/grade", {"code": scene.codes[who], "grade": "0"}, status=303)

    with scene.work.reading() as session:
        assert grades_by_vacancy(session) == {vacancy_id: {who: 1.5}}


def test_judge_takes_back_no_grade_of_somebody_else(scene: Scene, visitor: Callable[..., Visitor]) -> None:
    scene.grade(scene.judge.get(scene.path), 3)

    visitor(Role.COORDINATOR).post(f"{scene.path}/undo", {"judgement": str(scene.rows()[0].id)}, status=404)

    assert len(scene.rows()) == 1


def test_begun_vacancy_comes_before_new_ones(scene: Scene) -> None:
    """Whoever stops in the middle goes on there."""
    with scene.work.database.writing() as session:
        for _ in range(5):
            vacancy = builders.vacancy(session)
            builders.run(session, vacancy.id, list(scene.codes))
        session.commit()
    scene.grade(scene.judge.get(scene.path), 1)

    page = scene.judge.get("/judging")

    assert page.soup.find("a", class_="kern-btn--primary")["href"] == scene.path
    assert "Von Ihnen stammt 1 Urteil." in page.text


def test_vacancy_without_a_list_has_nothing_to_judge(scene: Scene) -> None:
    """Neither has one that does not exist; both say where to go on."""
    with scene.work.database.writing() as session:
        bare = builders.vacancy(session).reference
        session.commit()

    for reference in (bare, "V-nothing"):
        assert "nichts zu beurteilen" in scene.judge.get(f"/judging/{reference}", status=404).text


def test_trial_shows_graded_lists_as_a_source_of_their_own(scene: Scene) -> None:
    """With their number, apart from the decisions of the employer service."""
    page = scene.judge.get(scene.path)
    for grade in (3, 0, 2):
        page = scene.grade(page, grade)
    typed = {"name": "Deutsch", "weights-german": "30"}
    draft = scene.judge.send(scene.judge.get("/criteria/drafts/new"), "/criteria/drafts", typed)
    scene.judge.send(draft, "/criteria/drafts/1/trial")

    run_trial(scene.work)

    with scene.work.reading() as session:
        assert [(set(item.gains.values()), item.good) for item in graded_lists(session)] == [({3.0, 0.0, 2.0}, 2.0)]
    text = scene.judge.get("/criteria/drafts/1").text
    assert "Verglichen mit 1 Listen, deren Personen von Hand beurteilt sind" in text
    assert "Es gibt noch keine Liste, auf der der Arbeitgeberservice verschieden entschieden hat." in text


def test_trial_without_grades_leads_to_where_they_are_given(scene: Scene) -> None:
    typed = {"name": "Deutsch", "weights-german": "30"}
    draft = scene.judge.send(scene.judge.get("/criteria/drafts/new"), "/criteria/drafts", typed)
    scene.judge.send(draft, "/criteria/drafts/1/trial")
    run_trial(scene.work)

    page = scene.judge.get("/criteria/drafts/1")

    assert "Noch keine Liste ist von Hand beurteilt." in page.text
    assert page.soup.find("a", href="/judging")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_nobody_else_judges(scene: Scene, visitor: Callable[..., Visitor], role: Role) -> None:
    person = visitor(role)

    person.get("/judging", status=403)
    person.get(scene.path, status=403)
    person.post(f"{scene.path}/grade", {"code": scene.order[0], "grade": "3"}, status=403)
    with scene.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.Judgement)) == 0
