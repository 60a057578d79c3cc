"""Processes of one machine map one file of the pool's columns, and none is ever misled by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.access import Actor
from matcher.model import Cefr, Role, Vacancy
from matcher.pipeline import Pool
from matcher.ranking import Index
from matcher.ranking.traits import Trait
from matcher.store.loading import load_vacancy
from matcher.store.pools import People
from matcher.store.portraits import German
from matcher.store.session import Database
from matcher.usecases.edit_german import edit_german
from matcher.usecases.work import Work
from tests import builders


def index_of(pool: Pool) -> Index:
    return pool._index


def order(pool: Pool, job: Vacancy | None) -> list[tuple[str, float]]:
    """Everybody's place and score."""
    assert job is not None
    return [(one.participant, one.score) for one in pool.rank(job).ranked]


def mapped(index: Index) -> list[bool]:
    """For each trait, whether its numbers lie in the file."""
    return [isinstance(column.numbers.base, np.memmap) for column in index.columns.values()]


@pytest.fixture
def county(database: Database) -> tuple[Work, int, list[int]]:
    """A vacancy that needs German, and a few people whose German nobody has recorded."""
    with database.writing() as session:
        builders.criteria(session)
        mentor = builders.account(session, Role.MENTOR).id
        people = [builders.participant(session, mentor=mentor).id for _ in range(6)]
        vacancy = builders.vacancy(session, acquired_by=mentor, german_min="B1").id
        session.commit()
    return Work(database), vacancy, people


def test_second_process_maps_what_the_first_wrote(county: tuple[Work, int, list[int]], tmp_path: Path) -> None:
    """Both rank alike, and both read the same file."""
    work, vacancy, _ = county
    folder = tmp_path / "pools"
    with work.reading() as session:
        first, second, alone = (People(session, work.clock.today(), shared=where) for where in (folder, folder, None))
        job = load_vacancy(session, vacancy)

    assert [path.name for path in folder.iterdir()] == [f"columns-{first.change_number}.npy"]
    assert all(mapped(index_of(first.pool)) + mapped(index_of(second.pool)))
    assert not any(mapped(index_of(alone.pool)))
    assert order(first.pool, job) == order(second.pool, job) == order(alone.pool, job) != []
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_changed_person_leaves_the_others_file_as_it_is(county: tuple[Work, int, list[int]], tmp_path: Path) -> None:
    """A row is overwritten in this process's own copy of its column; the other process still reads the old one."""
    work, vacancy, people = county
    with work.reading() as session:
        first, second = (People(session, work.clock.today(), shared=tmp_path) for _ in range(2))
        job = load_vacancy(session, vacancy)
    before = order(second.pool, job)

    with work.database.writing() as session:
        actor = builders.account(session, Role.COORDINATOR).id
        session.commit()
    edit_german(
        work, Actor(id=actor, roles=frozenset({Role.COORDINATOR})), people[0], German(speaking=Cefr.A0, writing=Cefr.A0)
    )
    with work.reading() as session:
        assert first.catch_up(session)

    assert mapped(index_of(first.pool)).count(False) == 1
    assert all(mapped(index_of(second.pool)))
    assert order(second.pool, job) == before
    assert order(first.pool, job) != before


@pytest.mark.parametrize("content", [b"", b"no numbers", None], ids=["empty", "other", "wrong"])
def test_file_that_does_not_fit_is_not_used(
    county: tuple[Work, int, list[int]], tmp_path: Path, content: bytes | None
) -> None:
    """Torn, foreign, or of other people: the pool keeps its own numbers, or writes the file anew."""
    work, vacancy, _ = county
    with work.reading() as session:
        honest = People(session, work.clock.today())
        job = load_vacancy(session, vacancy)
    path = tmp_path / f"columns-{honest.change_number}.npy"
    if content is None:
        np.save(path, np.zeros((len(Trait), len(honest.ids)), np.int32) + 1)
    else:
        path.write_bytes(content)
    with work.reading() as session:
        people = People(session, work.clock.today(), shared=tmp_path)

    assert order(people.pool, job) == order(honest.pool, job)
    assert all(mapped(index_of(people.pool))) == (content is not None)


def test_folder_that_cannot_be_written_costs_nothing_but_the_sharing(
    county: tuple[Work, int, list[int]], tmp_path: Path
) -> None:
    """A file stands where the folder should be."""
    work, _, _ = county
    blocked = tmp_path / "pools"
    blocked.write_text("a file")
    with work.reading() as session:
        people = People(session, work.clock.today(), shared=blocked)

    assert not any(mapped(index_of(people.pool)))
