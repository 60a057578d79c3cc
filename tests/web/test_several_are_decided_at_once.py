"""One decision on several: every entry and every vacancy gets its own, each with its own way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Page, Visitor
from tests.web.vacancy_scene import Shown, shown

Enter = Callable[..., Visitor]


@pytest.fixture
def seen(work: Work) -> Shown:
    """Three people on one list."""
    seen = shown(work)
    with work.database.writing() as session:
        for _ in range(2):
            stage = builders.stage(session)
            session.get(tables.Opening, stage.opening).vacancy_id = seen.stage.vacancy
            session.flush()
            builders.entry(session, replace(stage, vacancy=seen.stage.vacancy, shortlist=seen.stage.shortlist))
        session.commit()
    return seen


def entries(work: Work) -> list[int]:
    with work.reading() as session:
        return list(session.scalars(select(tables.ShortlistEntry.id).order_by(tables.ShortlistEntry.id)))


def reviews(work: Work) -> list[tuple[int, str, str | None, bool]]:
    with work.reading() as session:
        rows = session.scalars(select(tables.Review).order_by(tables.Review.id))
        return [(row.entry_id, str(row.verdict), row.reason, row.superseded_at is None) for row in rows]


def decide(ags: Visitor, seen: Shown, ids: list[int], verdict: str, *, status: int = 200, **more: str) -> Page:
    path = f"/shortlists/{seen.reference}"
    typed = {"entries": [str(number) for number in ids], "verdict": verdict, **more}
    return ags.send(ags.get(path), f"{path}/several", typed, status=status)


def test_several_get_one_decision_each_and_one_way_back_each(work: Work, visitor: Enter, seen: Shown) -> None:
    """The reason stands on every row; undoing one leaves the other."""
    ags = visitor(Role.AGS)
    first, second, third = entries(work)

    page = decide(ags, seen, [first, second], "not_suitable", bulk_reason="commute", bulk_note="Bus fährt nicht")
    ags.send(page, f"/shortlists/{seen.reference}/{first}/undo")

    assert "Entschieden: nicht geeignet. 2 Vorschläge." in page.text
    assert reviews(work) == [(first, "not_suitable", "commute", False), (second, "not_suitable", "commute", True)]
    with work.reading() as session:
        traced = session.scalars(select(tables.AuditRow).where(tables.AuditRow.action == "review_entry")).all()
    assert [row.subject_id for row in traced] == [first, second]
    assert third not in {row.subject_id for row in traced}


def test_several_can_be_proposed_to_the_firm(work: Work, visitor: Enter, seen: Shown) -> None:
    """Each proposal begins its own way."""
    decide(visitor(Role.AGS), seen, entries(work), "proposed")

    with work.reading() as session:
        assert len(session.scalars(select(tables.Proposal)).all()) == 3


@pytest.mark.parametrize(
    ("count", "verdict", "message"),
    [
        (0, "suitable", "Bitte zuerst Vorschläge ankreuzen."),
        (2, "not_suitable", "Bitte einen Grund wählen."),
    ],
)
def test_several_are_shown_again_as_ticked(
    work: Work, visitor: Enter, seen: Shown, count: int, verdict: str, message: str
) -> None:
    """Nothing typed is lost, nothing is decided."""
    ids = entries(work)[:count]

    page = decide(visitor(Role.AGS), seen, ids, verdict, status=422, bulk_note="Notiz bleibt")

    assert message in page.text
    ticked = [int(str(box["value"])) for box in page.soup.find_all("input", attrs={"name": "entries", "checked": True})]
    assert ticked == ids
    assert page.value("bulk_note") == "Notiz bleibt"
    assert reviews(work) == []


def test_several_pass_over_whoever_was_withdrawn_meanwhile(work: Work, visitor: Enter, seen: Shown) -> None:
    """The others are decided on, and the page says how many were not, and no more than that."""
    ags = visitor(Role.AGS)
    first, second, _ = entries(work)
    page = ags.get(f"/shortlists/{seen.reference}")
    with work.database.writing() as session:
        session.get(tables.Opening, seen.stage.opening).closed_at = builders.AT
        session.commit()

    done = ags.send(
        page,
        f"/shortlists/{seen.reference}/several",
        {"entries": [str(first), str(second)], "verdict": "suitable"},
    )

    assert "1 Vorschlag wurde inzwischen zurückgezogen." in done.text
    assert [row[0] for row in reviews(work)] == [second]


def test_several_sent_twice_are_decided_once(work: Work, visitor: Enter, seen: Shown) -> None:
    """A double click, even after one was undone in between, changes nothing."""
    ags = visitor(Role.AGS)
    path = f"/shortlists/{seen.reference}"
    page = ags.get(path)
    typed = {"entries": [str(number) for number in entries(work)], "verdict": "suitable"}
    first = ags.send(page, f"{path}/several", typed)
    ags.send(first, f"{path}/{entries(work)[0]}/undo")

    again = ags.send(page, f"{path}/several", typed)

    assert "3 Vorschläge" in again.text
    assert len(reviews(work)) == 3


def test_forged_ids_decide_nothing(work: Work, visitor: Enter, seen: Shown) -> None:
    """An entry of another list, and one that does not exist, are as good as withdrawn."""
    other = shown(work)

    page = decide(visitor(Role.AGS), seen, [other.entry, 99999], "suitable")

    assert "2 Vorschläge wurden inzwischen zurückgezogen." in page.text
    assert reviews(work) == []


def test_filter_of_the_list_survives_decisions(work: Work, visitor: Enter, seen: Shown) -> None:
    """Whoever looks at the open ones still does after deciding, and can tick them all."""
    ags = visitor(Role.AGS)
    path = f"/shortlists/{seen.reference}"
    first, second, third = entries(work)
    page = ags.get(f"{path}?show=open")

    after = ags.send(page, f"{path}/{first}/review", holding="suitable")
    ticked = ags.get(f"{path}?show=open&select=all").soup.find_all("input", attrs={"name": "entries", "checked": True})

    assert f'id="entry-{first}"' not in after.html
    assert f'id="entry-{second}"' in after.html
    assert "Noch offen (2)" in after.text
    assert [int(str(box["value"])) for box in ticked] == [second, third]


def test_filter_without_hits_says_where_the_others_are(visitor: Enter, seen: Shown) -> None:
    """An empty filter is no dead end."""
    text = visitor(Role.AGS).get(f"/shortlists/{seen.reference}?show=not_suitable").text

    assert "Hier ist gerade kein Vorschlag. Unter „Alle“ stehen die anderen." in text


def vacancies(work: Work, count: int, mentor: int) -> list[str]:
    with work.database.writing() as session:
        rows = [builders.vacancy(session, acquired_by=mentor, state="submitted") for _ in range(count)]
        session.commit()
        return [row.reference for row in rows]


def states(work: Work) -> list[str]:
    with work.reading() as session:
        return [str(row.state) for row in session.scalars(select(tables.Vacancy).order_by(tables.Vacancy.id))]


def test_several_vacancies_are_accepted_and_each_can_be_taken_back(work: Work, visitor: Enter) -> None:
    """The list offers the way back for every one; the mentor hears of both."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR)
    first, second = vacancies(work, 2, mentor.account_id)

    page = ags.send(ags.get("/inbox"), "/inbox/several", {"vacancies": [first, second], "verdict": "accepted"})
    undone = ags.send(page, f"/inbox/{first}/undo")

    assert "2 Stellen angenommen." in page.text
    assert "Zuletzt von Ihnen entschieden" in page.text
    assert "wartet wieder auf Ihre Antwort" in undone.text
    assert states(work) == ["submitted", "open"]
    with work.reading() as session:
        rows = session.scalars(select(tables.VacancyReview).order_by(tables.VacancyReview.id)).all()
        kinds = [str(kind) for kind in session.scalars(select(tables.Notification.kind).order_by("id"))]
    assert [(str(row.verdict), row.undone_at is None) for row in rows] == [("accepted", False), ("accepted", True)]
    assert kinds == ["vacancy_accepted", "vacancy_accepted", "vacancy_undecided"]


def test_several_vacancies_go_back_with_one_reason(work: Work, visitor: Enter) -> None:
    """Without a reason nothing goes back; with one, each mentor reads reason and message."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR)
    chosen = vacancies(work, 2, mentor.account_id)
    typed = {"vacancies": chosen, "verdict": "returned", "bulk_note": "Bitte Lohn klären"}

    refused = ags.send(ags.get("/inbox?search=Lager"), "/inbox/several", typed, status=422)
    done = ags.send(refused, "/inbox/several", {**typed, "bulk_reason": "pay"})

    assert "Bitte einen Grund wählen." in refused.text
    assert refused.value("bulk_note") == "Bitte Lohn klären"
    assert "2 Stellen zurückgegeben." in done.text
    assert done.value("search") == "Lager", "the filter survives"
    assert "Bitte Lohn klären" in mentor.get(f"/vacancies/{chosen[0]}").text


def test_decision_on_vacancy_stays_once_it_has_moved_on(work: Work, visitor: Enter) -> None:
    """The mentor handed it in anew: the way back is closed, and the page says why."""
    ags, mentor = visitor(Role.AGS), visitor(Role.MENTOR)
    (reference,) = vacancies(work, 1, mentor.account_id)
    page = ags.get(f"/inbox/{reference}")
    returned = ags.send(page, f"/inbox/{reference}/return", {"reason": "unclear"})
    mentor.send(mentor.get(f"/vacancies/{reference}/edit"), f"/vacancies/{reference}/edit", {"hours": "30"})

    late = ags.post(f"/inbox/{reference}/undo", status=303)

    assert "Zurückgegeben" in returned.text
    assert late.response.headers["Location"].endswith(reference)
    assert "lässt sich nicht mehr zurücknehmen" in ags.get(f"/inbox/{reference}").text
    assert states(work) == ["submitted"]


def test_accepted_vacancy_with_proposals_cannot_be_unaccepted(work: Work, visitor: Enter) -> None:
    """Whoever was proposed for it would hang in the air."""
    ags = visitor(Role.AGS)
    seen = shown(work)
    with work.database.writing() as session:
        session.add(
            tables.VacancyReview(
                vacancy_id=seen.stage.vacancy, verdict="accepted", reviewed_at=builders.AT, reviewed_by=ags.account_id
            )
        )
        session.commit()

    ags.post(f"/inbox/{seen.reference}/undo", status=303)

    assert states(work) == ["open"]
