"""A clerk of the employer service who wants to know more than the list says, by whatever way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from matcher.model import Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.web.conftest import Visitor
from tests.web.vacancy_scene import shown

Enter = Callable[..., Visitor]


def test_shortlist_says_the_authoritys_end_and_never_the_documents(work: Work, visitor: Enter) -> None:
    """The opening ends with the residence document; only a day that the authority set is told."""
    silent = shown(work)
    told = shown(work, valid_until=date(2027, 6, 1))
    ags = visitor(Role.AGS)

    assert "gilt bis" not in ags.get(f"/shortlists/{silent.reference}").text
    assert "2028" not in ags.get(f"/shortlists/{silent.reference}").html
    assert "31.05.2027" in ags.get(f"/shortlists/{told.reference}").text


@pytest.mark.parametrize("deed", ["review", "undo"])
def test_entry_is_decided_under_its_own_vacancy_alone(work: Work, visitor: Enter, deed: str) -> None:
    """An entry's number under another vacancy's address is no entry there, and nothing is decided."""
    seen, other = shown(work), shown(work)
    ags = visitor(Role.AGS)
    if deed == "undo":
        own = f"/shortlists/{seen.reference}/{seen.entry}/review"
        ags.send(ags.get(f"/shortlists/{seen.reference}"), own, {"verdict": "suitable"}, holding="suitable")

    for reference in (other.reference, "S-GUESS"):
        page = ags.client.post(
            f"/shortlists/{reference}/{seen.entry}/{deed}", data={"csrf_token": token(ags), "verdict": "suitable"}
        )
        assert page.status_code in {303, 404}

    with work.reading() as session:
        reviews = session.query(tables.Review).all()
    assert [review.superseded_at for review in reviews] == ([None] if deed == "undo" else [])


def test_withdrawn_entry_is_gone_from_every_page_and_every_answer(work: Work, visitor: Enter) -> None:
    """Once withdrawn, neither list, inbox, messages, fragment nor a form from an open page tells who it was."""
    seen = shown(work)
    ags = visitor(Role.AGS)
    page = ags.get(f"/shortlists/{seen.reference}")
    address = f"/shortlists/{seen.reference}/{seen.entry}"
    with work.database.writing() as session:
        stop = tables.PlacementStop(
            participant_id=seen.stage.participant, reason="other", set_at=builders.AT, set_by=ags.account_id
        )
        session.add(stop)
        session.commit()

    answers = [ags.get(path) for path in (f"/shortlists/{seen.reference}", "/inbox", "/notifications")]
    answers += [
        ags.send(page, f"{address}/review", {"verdict": "suitable"}, holding="suitable"),
        ags.post(f"{address}/undo", status=303),
    ]
    for name, value in (("HX-Request", "true"), ("Accept", "application/json")):
        sent = ags.client.post(
            f"{address}/review", data={"csrf_token": token(ags), "verdict": "suitable"}, headers={name: value}
        )
        assert seen.code not in sent.text
    for answer in answers:
        assert seen.code not in answer.html
        assert "Vermittlungsstopp" not in answer.text


def token(visitor: Visitor) -> str:
    return visitor.get("/no-such-page", status=404).value("csrf_token")
