"""The county's figures: no person, no small cell, no difference that tells one."""

from __future__ import annotations

import re
from collections.abc import Callable

from matcher.model import Role
from matcher.store import tables
from matcher.store.figures import PersonState, Proposal, count_everything
from matcher.store.tables.people import ParticipantState
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor


def people(work: Work, *, accompanied: int, alone: int, left: int) -> list[str]:
    with work.database.writing() as session:
        mentor = builders.account(session, Role.MENTOR).id
        made = [builders.participant(session, mentor=mentor) for _ in range(accompanied)]
        made += [builders.participant(session) for _ in range(alone + left)]
        for person in made[accompanied + alone :]:
            person.state = ParticipantState.LEFT
        for person in made[:6]:
            session.add(tables.Experience(participant_id=person.id, title="Koch", years=3, occupation="29302"))
        session.commit()
        return [person.code for person in made]


def test_county_sees_no_small_cell_and_no_person(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Three who are alone and one who left are hidden; so is everything that would name one of them."""
    codes = people(work, accompanied=9, alone=3, left=1)

    page = visitor(Role.COUNTY).get("/county")

    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("#people ~ div tr")][:6]
    assert rows == [
        "Gruppe Menschen",
        "mit Patin oder Pate nicht gezeigt",
        "ohne Patin oder Pate nicht gezeigt",
        "mit Vermittlungsstopp 0",
        "nicht mehr dabei nicht gezeigt",
        "Zusammen 13",
    ]
    assert not any(code in page.html for code in codes)
    assert not re.search(r"Nach\d", page.html)


def test_tables_about_people_count_the_same_people(work: Work) -> None:
    """Two tables with different totals would tell by their difference what each of them hides."""
    people(work, accompanied=9, alone=3, left=1)

    with work.reading() as session:
        counts = count_everything(session)

    assert counts.people == {
        PersonState.ACCOMPANIED: 9,
        PersonState.UNACCOMPANIED: 3,
        PersonState.STOPPED: 0,
        PersonState.LEFT: 1,
    }
    assert counts.people_branches == {"2": 6, "": 7}
    assert sum(counts.people.values()) == sum(counts.people_branches.values())
    assert sum(counts.vacancies.values()) == sum(counts.vacancy_branches.values())


def test_person_who_was_proposed_often_counts_once(work: Work) -> None:
    with work.database.writing() as session:
        stage = builders.stage(session)
        builders.entry(session, stage)
        session.commit()

        counts = count_everything(session)

    assert counts.proposals == {Proposal.OPEN: 1, Proposal.SUITABLE: 0, Proposal.PROPOSED: 0, Proposal.ENDED: 0}


def test_figures_say_the_quarter_and_no_day(work: Work, visitor: Callable[..., Visitor]) -> None:
    page = visitor(Role.COUNTY).get("/county")

    assert "4. Quartal 2026" in page.text
    assert "23.11." not in page.text
