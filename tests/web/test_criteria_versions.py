"""The criteria's page: each save is a version, errors stand at their field, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from matcher.model import Role
from matcher.ranking import Criteria, Feature
from matcher.store import tables
from matcher.store.criteria import Version, versions
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor


@pytest.fixture
def coordinator(work: Work, visitor: Callable[..., Visitor]) -> Visitor:
    with work.database.writing() as session:
        builders.criteria(session)
        for _ in range(2):
            builders.vacancy(session)
        session.execute(update(tables.Vacancy).values(covered_generation=1))
        session.commit()
    return visitor(Role.COORDINATOR)


def active(work: Work) -> Version:
    with work.reading() as session:
        return versions(session)[0]


def test_form_has_a_field_for_everything_that_can_be_tuned(coordinator: Visitor) -> None:
    """Whatever the criteria come to hold appears by itself, with the value in force."""
    page = coordinator.get("/criteria")

    for section, values in Criteria.default().to_dict().items():
        for key, value in values.items():
            field = page.soup.find(attrs={"name": f"{section}-{key}"})
            assert field is not None, key
            if isinstance(value, bool):
                assert field.has_attr("checked") is value
            else:
                assert float(page.value(f"{section}-{key}").replace(",", ".")) == value


def test_every_weight_is_explained_in_words(coordinator: Visitor) -> None:
    page = coordinator.get("/criteria")

    for feature in Feature:
        assert page.soup.find(id=f"weights-{feature}-hint"), feature


def test_save_makes_a_new_version_and_ranks_every_open_vacancy_again(work: Work, coordinator: Visitor) -> None:
    """The new version is in force and says why; all open vacancies are wanted again."""
    page = coordinator.get("/criteria")

    done = coordinator.send(
        page, "/criteria", {"weights-german": "22,5", "filters-german_hard": "y", "comment": "Deutsch wiegt mehr"}
    )

    made = active(work)
    assert "Version 2 gilt" in done.text
    assert (made.number, made.comment) == (2, "Deutsch wiegt mehr")
    assert made.content["weights"]["german"] == 22.5
    assert made.content["filters"]["german_hard"] is True
    with work.reading() as session:
        wanted = session.scalars(select(tables.Vacancy.wanted_generation)).all()
    assert list(wanted) == [2, 2]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("weights-german", "viel", "Bitte eine Zahl eintragen"),
        ("weights-german", "-3", "Bitte 0 bis 1000 eintragen"),
        ("weights-german", "", "Bitte eine Zahl eintragen"),
        ("filters-german_tolerance", "5", "„Nachsicht beim Deutsch (Stufen)“ muss eine Zahl von 0 bis 2 sein"),
        ("shape-near_minutes", "120", "„Naher Weg (Minuten)“ muss kleiner sein als „Weiter Weg (Minuten)“"),
    ],
)
def test_bad_input_is_named_at_its_field_and_stays_typed(
    work: Work, coordinator: Visitor, field: str, typed: str, message: str
) -> None:
    """No technical name reaches the page, nothing is saved."""
    page = coordinator.send(coordinator.get("/criteria"), "/criteria", {field: typed, "comment": "Versuch"}, status=422)

    error = page.soup.find(id=f"{field}-error")
    assert error is not None
    assert message in " ".join(error.get_text().split())
    assert (page.value(field), page.value("comment")) == (typed, "Versuch")
    assert active(work).number == 1


def test_all_weights_at_zero_are_refused(coordinator: Visitor) -> None:
    nothing = {f"weights-{feature}": "0" for feature in Feature}

    page = coordinator.send(coordinator.get("/criteria"), "/criteria", dict(nothing), status=422)

    assert "Mindestens ein Gewicht muss größer als 0 sein" in page.text


def test_second_editor_keeps_what_they_typed_and_can_save_after_comparing(
    work: Work, coordinator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    """Two people edit at once: the second one reads so, sees what is in force now, loses nothing."""
    other = visitor(Role.COORDINATOR)
    first_page, second_page = coordinator.get("/criteria"), other.get("/criteria")
    coordinator.send(first_page, "/criteria", {"weights-german": "40"})

    conflict = other.send(second_page, "/criteria", {"weights-commute": "33", "comment": "Weg"}, status=409)
    other.send(conflict, "/criteria")

    assert "Inzwischen gilt Version 2" in conflict.text
    assert (conflict.value("weights-commute"), conflict.value("comment")) == ("33", "Weg")
    assert "Jetzt gilt: 40" in conflict.text
    assert (active(work).number, active(work).content["weights"]["commute"]) == (3, 33)


def test_earlier_version_returns_with_one_click(work: Work, coordinator: Visitor) -> None:
    """The old content is in force again, as a version of its own; the list says what differed."""
    page = coordinator.send(coordinator.get("/criteria"), "/criteria", {"weights-german": "40"})
    assert "Deutsch: 18 (jetzt 40)" in page.text

    done = coordinator.send(page, "/criteria/1/restore")

    assert "Version 1 gilt wieder, jetzt als Version 3" in done.text
    assert active(work).content["weights"]["german"] == 18
