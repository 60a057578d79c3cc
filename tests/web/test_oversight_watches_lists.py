"""Oversight: shares by group month by month, small ones hidden, and whether lists are read before they are followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from matcher.access import Actor
from matcher.clock import FixedClock
from matcher.exposure import expose
from matcher.model import Role
from matcher.store import tables
from matcher.store.attention import decisions, releases
from matcher.store.exposures import exposure_of, months_of
from matcher.store.ranked_runs import Asked
from matcher.store.session import Database
from matcher.usecases.rank_vacancy import Ranker
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.take_exposure import take_exposure
from matcher.usecases.view_ranking import view_ranking
from matcher.usecases.work import Work
from tests import builders
from tests.planted import PLANTED, judged, store
from tests.web.conftest import Visitor

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def county(work: Work) -> Work:
    """Thirty people of three countries, two of them of few; four lists that are up to date."""
    with work.database.writing() as session:
        builders.criteria(session)
        for nationality, count in (("SYR", 18), ("AFG", 9), ("ERI", 2), ("SOM", 1)):
            for _ in range(count):
                builders.participant(session, nationality=nationality)
        for _ in range(4):
            builders.vacancy(session)
        session.commit()
    Ranker(work).rank_all()
    return work


def snapshot(work: Work, on: date, *, tops: int = 6) -> None:
    groups = {"nationality": ["SYR"] * 20 + ["AFG"] * 20, "age": ["25-34"] * 40}
    exposure = expose(groups, [list(range(tops)), list(range(20, 30))])
    with work.database.writing() as session:
        row = tables.ExposureSnapshot(on_date=on, lists=2, result=exposure.to_dict(), taken_at=builders.AT)
        session.add(row)
        session.commit()


def test_day_is_counted_once_all_lists_are_up_to_date(county: Work) -> None:
    """Once, however often it is asked for; the people of all groups are there, the small ones together."""
    done = [take_exposure(county) for _ in range(3)]

    with county.reading() as session:
        (month,) = months_of(session)
        actions = session.scalars(select(tables.AuditRow.action)).all()
    cells = {cell.group: cell for cell in month.exposure.groupings["nationality"]}
    assert done == [True, False, False]
    assert month.exposure.lists == 4
    assert {group: cell.pool for group, cell in cells.items()} == {"SYR": 18, "AFG": None, "*": None}
    assert actions.count("take_exposure") == 1


def test_day_is_not_counted_while_lists_are_being_renewed(county: Work) -> None:
    """Half of yesterday's lists and half of today's would tell nothing."""
    with county.database.writing() as session:
        session.execute(update(tables.Vacancy).values(wanted_generation=9))
        session.commit()

    assert not take_exposure(county)


def test_day_without_any_list_is_not_counted(work: Work) -> None:
    assert not take_exposure(work)


def test_another_worker_may_be_quicker(county: Work) -> None:
    """The day is counted once; whoever comes second leaves it."""
    snapshot(county, county.clock.today())

    assert not take_exposure(county)


def test_whom_the_gate_keeps_back_is_not_in_the_pool(county: Work) -> None:
    """The audit is of the ranking: whoever the law keeps from every list could not stand at a top."""
    with county.database.writing() as session:
        session.execute(update(tables.Participant).where(tables.Participant.id <= 5).values(state="left"))
        session.execute(update(tables.Vacancy).values(wanted_generation=9))
        session.commit()
    Ranker(county).rank_all()

    with county.reading() as session:
        cells = exposure_of(session, county.clock.today()).groupings["nationality"]

    assert next(cell.pool for cell in cells if cell.group == "SYR") == 13


def test_snapshots_are_never_changed(county: Work) -> None:
    snapshot(county, date(2026, 11, 1))

    for statement in (update(tables.ExposureSnapshot).values(lists=9), delete(tables.ExposureSnapshot)):
        with county.database.writing() as session, pytest.raises(DatabaseError, match="appended"):
            session.execute(statement)


def test_page_shows_each_month_by_its_last_day(work: Work, visitor: Callable[..., Visitor]) -> None:
    """As picture and as table; a hidden share is hidden in both."""
    snapshot(work, date(2026, 9, 30), tops=15)
    snapshot(work, date(2026, 10, 3), tops=15)
    snapshot(work, date(2026, 10, 31), tops=10)
    snapshot(work, date(2026, 11, 20), tops=3)

    page = visitor(Role.COORDINATOR).get("/oversight")

    table = page.soup.find(attrs={"aria-labelledby": "nationality"})
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    assert rows[0] == ["Oben / an allen", "September 2026", "Oktober 2026", "November 2026"]
    assert ["Syrien", "60 % / 50 %", "50 % / 50 %", "nicht gezeigt / 50 %"] in rows
    picture = page.soup.find("desc", id=lambda value: value and value.startswith("nationality")).text
    assert "Oktober 2026: oben 50 %, an allen 50 %" in page.soup.find("svg").find_parent("ul").text
    assert picture
    assert "2 Listen" in page.text


def test_group_that_is_rare_at_the_top_is_named(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Under four fifths of its share, in a plain sentence."""
    groups = {"nationality": ["SYR"] * 20 + ["AFG"] * 20, "age": ["25-34"] * 40}
    exposure = expose(groups, [list(range(15)), list(range(20, 26))])
    with work.database.writing() as session:
        session.add(
            tables.ExposureSnapshot(
                on_date=date(2026, 11, 20), lists=2, result=exposure.to_dict(), taken_at=builders.AT
            )
        )
        session.commit()

    text = visitor(Role.COORDINATOR).get("/oversight").text

    assert "Deutlich seltener oben als unter allen (unter vier Fünfteln ihres Anteils): Afghanistan." in text
    assert "Keine gezeigte Gruppe steht deutlich seltener oben" in text  # of age there is one group alone


def test_page_is_honest_where_nothing_is_counted_yet(visitor: Callable[..., Visitor]) -> None:
    page = visitor(Role.COORDINATOR).get("/oversight")

    assert "Noch kein Tag ist gezählt." in page.text
    assert page.text.count("Noch kein Monat mit mindestens 5 Listen.") == 2


def test_decisions_are_timed_from_the_opening_of_the_list(work: Work, visitor: Callable[..., Visitor]) -> None:
    """Six lists, each opened a minute before its six decisions; four of them nodded through."""
    with work.database.writing() as session:
        builders.criteria(session)
        lists = judged(1, 6, PLANTED)
        for seen in lists[:4]:
            seen.liked[:] = True
        store(session, lists)
        session.execute(update(tables.Review).values(reviewed_at=builders.AT))
        by = session.scalars(select(tables.Review.reviewed_by)).first()
        for vacancy in session.scalars(select(tables.ShortlistEntry.vacancy_id).distinct()).all():
            look(session, by, vacancy, builders.AT - timedelta(seconds=60))
            look(session, by, vacancy, builders.AT + timedelta(seconds=60))
        session.commit()

    with work.reading() as session:
        found = decisions(session, SINCE)

    assert [item.seconds for item in found] == [10.0] * 6
    assert sum(item.unchanged for item in found) == 4
    text = visitor(Role.COORDINATOR).get("/oversight").text
    assert "November 2026: 4 von 6 Listen blieben unverändert." in text
    assert "10 Sekunden je Person" in text


def test_release_of_others_than_the_first_is_a_change(database: Database) -> None:
    """Three people may be released; the first two, then the third, then nobody in between."""
    work = Work(database)
    with database.writing() as session:
        builders.criteria(session)
        mentor = builders.account(session, Role.MENTOR).id
        people = [builders.participant(session, mentor=mentor) for _ in range(3)]
        for person in people:
            builders.consent(session, person.id, mentor)
        vacancies = [builders.vacancy(session) for _ in range(2)]
        coordinator = builders.account(session, Role.COORDINATOR).id
        session.commit()
    Ranker(work).rank_all()
    first, second = (order(work, vacancy.id) for vacancy in vacancies)

    release(work, coordinator, vacancies[0].id, first[:2])
    release(work, coordinator, vacancies[0].id, first[2:])
    release(work, coordinator, vacancies[1].id, second[1:])

    with work.reading() as session:
        assert [item.unchanged for item in releases(session, SINCE)] == [True, True, False]


def test_opening_a_ranking_is_on_record_and_times_the_release(
    make_database_url: Callable[[], str], clock: FixedClock
) -> None:
    """Two people released forty seconds after the list was opened: twenty a person."""
    database = Database(make_database_url(), clock=clock)
    work = Work(database)
    with database.writing() as session:
        builders.criteria(session)
        people = [builders.participant(session) for _ in range(2)]
        coordinator = builders.account(session, Role.COORDINATOR).id
        for person in people:
            builders.consent(session, person.id, coordinator)
        vacancy = builders.vacancy(session)
        session.commit()
    Ranker(work).rank_all()

    actor = Actor(id=coordinator, roles=frozenset({Role.COORDINATOR}))
    view_ranking(work, actor, vacancy.reference, Asked())
    url = database.url.render_as_string(hide_password=False)
    later = Work(Database(url, clock=FixedClock(clock.at + timedelta(seconds=40))))
    release(later, coordinator, vacancy.id, order(work, vacancy.id))

    with work.reading() as session:
        assert [item.seconds for item in releases(session, SINCE)] == [20.0]
    later.database.dispose()
    database.dispose()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_nobody_else_oversees(visitor: Callable[..., Visitor], role: Role) -> None:
    visitor(role).get("/oversight", status=403)


def order(work: Work, vacancy_id: int) -> list[int]:
    with work.reading() as session:
        row, run = tables.RankingRow, tables.Run
        query = select(row.participant_id).join(run, run.id == row.run_id).where(run.vacancy_id == vacancy_id)
        return list(session.scalars(query.order_by(row.rank)))


def release(work: Work, account: int, vacancy_id: int, people: list[int]) -> None:
    actor = Actor(id=account, roles=frozenset({Role.COORDINATOR}))
    assert set(release_shortlist(work, actor, vacancy_id, people).released) == set(people)


def look(session: object, account: int, vacancy: int, at: datetime) -> None:
    session.add(
        tables.AuditRow(
            at=at, actor_id=account, action="view_shortlist", subject_kind="vacancy", subject_id=vacancy, detail={}
        )
    )
