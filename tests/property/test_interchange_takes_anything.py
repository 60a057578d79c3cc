"""Whatever bytes, cells or orders come in: a value, or a clear refusal; never a crash, never another meaning."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.files import csv_text, participant_row
from fixtures.generator import generate
from matcher.errors import UnreadableFileError
from matcher.interchange.clearances import read_clearances
from matcher.interchange.participant_columns import PARTICIPANTS
from matcher.interchange.participants import read_participants
from matcher.interchange.reading import CellError
from matcher.interchange.templates import FILES
from matcher.interchange.vacancies import read_vacancies
from matcher.interchange.values import day, number, text_of
from matcher.interchange.writing import harmless, table_text

ON = date(2026, 11, 23)
ROWS = [participant_row(person) for person in generate("small", on=ON).participants][:12]
CALM = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
STARTS = (b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"Kennung;Titel;code\n", b'[{"refnr":')
HEADERS = st.sampled_from([header for columns in FILES for column in columns.all for header in column.headers])
CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["ja", "31.02.2027", "1571", "VB", "B1", "§ 25", "1.234,56", '"', "=1+1", "K01; ;", "{"]),
)


def attempt(path: Path) -> None:
    """Read as each kind of file; a refusal must say something in both languages."""
    for read in (read_participants, read_vacancies, read_clearances):
        said: list[Any] = []
        try:
            reading: Any = read(path)
        except UnreadableFileError as error:
            said = [error]
        else:
            said = list(reading.problems)
            assert len(reading.rows) == len(reading.places)
        assert all(one.german and one.english for one in said)


@CALM
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)))
@pytest.mark.parametrize("start", STARTS)
def test_any_bytes_are_read_or_refused(tmp_path: Path, start: bytes, content: bytes) -> None:
    """Arbitrary bytes never crash a reader."""
    path = tmp_path / "x"
    path.write_bytes(start + content)

    attempt(path)


@CALM
@given(place=st.integers(0, 5_999), value=st.integers(0, 255), cut=st.integers(1, 6_000))
def test_damaged_workbook_is_read_or_refused(tmp_path: Path, place: int, value: int, cut: int) -> None:
    """One wrong byte or a missing end never crashes a reader."""
    whole = bytearray(WORKBOOK)
    whole[place % len(whole)] = value
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(whole) if cut > len(whole) else bytes(whole[-cut:]) if cut % 2 else bytes(whole[:cut]))
    attempt(path)
    path.write_bytes(bytes(whole))

    attempt(path)


@CALM
@given(header=st.lists(HEADERS, min_size=1, max_size=8), body=st.lists(st.lists(CELLS, max_size=9), max_size=6))
def test_any_cells_under_known_headers_are_read_or_told(
    tmp_path: Path, header: list[str], body: list[list[str]]
) -> None:
    """Whatever stands in known columns becomes a row or a problem."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([header, *body])
    path = tmp_path / "x.csv"
    path.write_text(stream.getvalue(), "utf-8", newline="")

    attempt(path)


@CALM
@given(data=st.data())
def test_order_and_language_of_columns_do_not_matter(tmp_path: Path, data: st.DataObject) -> None:
    """Permuted columns, permuted rows, German or English headers: the same people."""
    rows = data.draw(st.permutations(ROWS))
    columns = data.draw(st.permutations(PARTICIPANTS.all))
    names = [data.draw(st.sampled_from(column.headers)) for column in columns]
    separator = data.draw(st.sampled_from(";,\t"))
    path = tmp_path / "x.csv"
    cells = [[row.get(column.key) or "" for column in columns] for row in rows]
    path.write_text(table_text(names, cells, separator=separator), "utf-8", newline="")
    plain = tmp_path / "plain.csv"
    plain.write_text(csv_text(PARTICIPANTS, ROWS), "utf-8", newline="")

    shuffled = read_participants(path, on=ON)

    assert {person.code: person for person in shuffled.rows} == {
        person.code: person for person in read_participants(plain, on=ON).rows
    }
    assert shuffled.problems == ()


@CALM
@given(found=st.dates(date(1961, 1, 1), date(2060, 12, 31)))
def test_every_day_reads_back_however_it_is_written(found: date) -> None:
    """German long, German short without zeros, and ISO are the same day."""
    short = f"{found.day}.{found.month}.{found.year % 100:02d}"

    assert {day(f"{found:%d.%m.%Y}"), day(short), day(found.isoformat()), day(found)} == {found}


@CALM
@given(cents=st.integers(0, 5_000_000))
def test_every_amount_reads_back_in_both_notations(cents: int) -> None:
    """German and English thousands and decimals are the same amount."""
    amount = cents / 100
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))

    assert {number(0, 50_000, money=True)(text) for text in (english, german, f"{german} €")} == {amount}


@CALM
@given(text=st.text(max_size=60))
def test_cell_text_is_stable_and_harmless(text: str) -> None:
    """What was written so that no spreadsheet calculates it, reads back as it was."""
    seen = text_of(text)

    assert text_of(harmless(seen)) == seen
    assert str(harmless(seen))[:1] not in {"=", "+", "-", "@"} or seen is None


@CALM
@given(cell=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.text()))
def test_every_reader_takes_every_cell(cell: Any) -> None:
    """A reader returns a value or says what is wrong; nothing else."""
    said = []
    for columns in FILES:
        for column in columns.all:
            try:
                column.read(cell)
            except CellError as error:
                said.append(error)
    assert all(error.german and error.english for error in said)


def _workbook() -> bytes:
    from matcher.interchange.writing import workbook  # noqa: PLC0415 - made once, at import

    header = [column.german for column in PARTICIPANTS.all]
    return workbook({"P": (header, [[row.get(column.key) or "" for column in PARTICIPANTS.all] for row in ROWS[:3]])})


WORKBOOK = _workbook()
