"""Files as people save them are read alike, and what is wrong with one is said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from fixtures.files import write_files
from fixtures.generator import generate
from matcher.errors import UnreadableFileError
from matcher.interchange.clearances import read_clearances, with_clearances
from matcher.interchange.participant_columns import PARTICIPANTS
from matcher.interchange.participants import read_participants
from matcher.interchange.tables import MOST_BYTES
from matcher.interchange.templates import FILES, write_templates
from matcher.interchange.vacancies import read_vacancies
from matcher.interchange.words import squash
from matcher.interchange.writing import Staged
from matcher.model import Answer, Cefr, Experience, Facts, Level, Participant, VacancyRef

ON = date(2026, 11, 23)
PEOPLE = "Kürzel;Deutsch;PLZ;verfügbar ab;Beruf\r\nLDS-1;B1;15711;24.11.2026;Köchin\r\nLDS-2;A2;01067;;\r\n"
JOBS = "Kennung;Titel;Stundenlohn;Stunden\nV-1;Koch;13,90;38,5\n"


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(content: str | bytes, name: str = "datei.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return save


def workbook_of(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_participants_read_alike_in_every_encoding_and_separator(
    saved: Callable[..., Path], encoding: str, separator: str
) -> None:
    """However the file was saved, the people in it are the same."""
    reading = read_participants(saved(PEOPLE.replace(";", separator), encoding=encoding), on=ON)

    assert [person.code for person in reading.rows] == ["LDS-1", "LDS-2"]
    assert reading.rows[0].profile.experiences == (Experience(title="Köchin"),)
    assert reading.rows[0].profile.available_from == date(2026, 11, 24)
    assert reading.rows[1].profile.postcode == "01067"
    assert reading.problems == ()


@pytest.mark.parametrize(
    "header",
    ["code;GERMAN;Post Code", "Kürzel; deutsch ;Postleitzahl", "KUERZEL;Deutsch-Niveau;plz", "Code;german;PLZ"],
)
def test_headers_match_whatever_their_case_language_or_umlauts(saved: Callable[..., Path], header: str) -> None:
    """A header is a word, not a spelling."""
    reading = read_participants(saved(f"{header}\nLDS-1;B1;15711\n"))

    assert reading.rows[0].profile.german is Cefr.B1
    assert reading.rows[0].profile.postcode == "15711"


def test_every_header_of_a_file_means_one_column() -> None:
    """No two columns of a file share a header."""
    for columns in FILES:
        headers = [squash(header) for column in columns.all for header in set(map(squash, column.headers))]

        assert len(headers) == len(set(headers)), columns.stem


def test_every_example_in_the_help_is_readable() -> None:
    """What help and templates offer as an example, the reader takes."""
    for columns in FILES:
        for column in columns.all:
            assert column.read(column.example) is not None, column.key


def test_unknown_columns_are_named_and_ignored(saved: Callable[..., Path]) -> None:
    """A column nobody knows costs nothing, and nobody thinks it was read."""
    reading = read_participants(saved("Kürzel;Telefon;Deutsch;\nLDS-1;0123;B1;\n"))

    assert reading.ignored == ("Telefon",)
    assert len(reading.rows) == 1


def test_header_may_stand_below_a_title(saved: Callable[..., Path]) -> None:
    """Rows above the header are passed over, and rows keep the numbers of the spreadsheet."""
    reading = read_participants(saved("Liste der Teilnehmenden;;\n;;\nKürzel;PLZ;\nLDS-1;1571;\nLDS-2;15711;\n"))

    assert [person.code for person in reading.rows] == ["LDS-2"]
    assert reading.problems[0].row == 4
    assert reading.problems[0].field == "PLZ"


def test_cells_with_line_breaks_count_as_one_row(saved: Callable[..., Path]) -> None:
    """Rows are numbered as Excel numbers them, not as an editor numbers lines."""
    reading = read_vacancies(saved('id;title;description;hours\nV-1;Koch;"eins\nzwei\ndrei";40\n\nV-2;Koch;;200\n'))

    assert reading.problems[0].row == 4
    assert reading.rows[0].description == "eins zwei drei"


def test_every_bad_field_is_told_and_good_rows_go_on(saved: Callable[..., Path]) -> None:
    """Each problem names file, row, field and what to do, in both languages."""
    text = (
        "Kürzel;PLZ;verfügbar ab;Stunden von;Stunden bis\nA;1571;31.02.2027;;\nB;;;40;20\n;;;10;\nC;15711;;;\nC;;;;\n"
    )

    reading = read_participants(saved(text, "leute.csv"))

    assert [person.code for person in reading.rows] == ["C"]
    assert [(problem.row, problem.field) for problem in reading.problems] == [
        (2, "PLZ"),
        (2, "verfügbar ab"),
        (3, "Stunden von"),
        (4, "Kürzel"),
        (6, "Kürzel"),
    ]
    assert reading.refused_rows == 4
    assert reading.problems[0].message().startswith("leute.csv, Zeile 2, Spalte „PLZ“: „1571“ hat 4 Ziffern")
    assert reading.problems[0].message("en").startswith("leute.csv, row 2, column “PLZ”: “1571” has 4 digits")
    assert "Zeile 5" in reading.problems[-1].german


def test_unclosed_quote_is_told_with_what_was_lost(saved: Callable[..., Path]) -> None:
    """A forgotten quotation mark swallows no row in silence."""
    reading = read_participants(saved('Kürzel;Beruf\nA;Koch\nB;"Fahrer\nC;Koch\nD;Koch\n'))

    assert [person.code for person in reading.rows] == ["A"]
    assert reading.problems[0].row == 3
    assert "3 Zeilen" in reading.problems[0].german


def test_surplus_cell_refuses_its_row(saved: Callable[..., Path]) -> None:
    """A separator inside an unquoted text shifts cells; such a row is not guessed at."""
    reading = read_participants(saved("Kürzel,Beruf,Deutsch\nA,Koch,B1\nB,Fahrer, Linie,B1\n"))

    assert [person.code for person in reading.rows] == ["A"]
    assert reading.refused_rows == 1


def test_column_that_stands_twice_is_read_where_filled(saved: Callable[..., Path]) -> None:
    """Two columns for one thing serve together; where they contradict each other, the row is refused."""
    reading = read_participants(saved("code;Kürzel;german\nA;;B1\n;B;B1\nC;C;B1\nD;E;B1\n"))

    assert [person.code for person in reading.rows] == ["A", "B", "C"]
    assert [problem.row for problem in reading.refusals] == [5]
    assert [problem.row for problem in reading.problems if not problem.refused] == [1]


def test_empty_facts_stay_unknown(saved: Callable[..., Path]) -> None:
    """Nothing is invented from an empty cell; consent is only what was given."""
    person = read_participants(saved("Kürzel;Status;Verfahrensart;Einverständnis;Führerscheine\nA;;;;\n")).rows[0]

    assert person.facts.status is None
    assert person.facts.procedure is None
    assert person.facts.abh_bars is None
    assert person.facts.document_expiry_known is False
    assert person.profile.licences is None
    assert person.consent_ags is False
    assert person.clearances == ()


def test_workbook_reads_cells_by_their_type(saved: Callable[..., Path]) -> None:
    """Dates, numbers and lost zeros of a spreadsheet come out right, below a title, on the second sheet."""
    content = workbook_of(
        ("Deckblatt", [["Projektliste"], [None, "Stand", datetime(2026, 11, 1)]]),
        (
            "Personen",
            [
                ["Teilnehmende", None],
                [],
                ["Kürzel", "PLZ", "verfügbar ab", "Stunden bis", "Einverständnis AGS", "Geburtsjahr"],
                ["A", 1067, datetime(2026, 12, 1), 38.5, True, 1996],
                [None, None],
                ["B", "1067", None, None, None, None],
            ],
        ),
    )

    reading = read_participants(saved(content, "leute.xlsx"))

    person = reading.rows[0]
    assert (person.profile.postcode, person.profile.hours_max, person.birth_year) == ("01067", 38.5, 1996)
    assert person.profile.available_from == date(2026, 12, 1)
    assert person.consent_ags is True
    assert [(problem.row, problem.sheet) for problem in reading.problems] == [(6, "Personen")]


def test_workbook_formula_counts_as_last_calculated(saved: Callable[..., Path]) -> None:
    """A formula without a stored value is empty, never executed."""
    content = workbook_of(("P", [["Kürzel", "PLZ"], ["A", "=1+1"]]))

    reading = read_participants(saved(content, "leute.xlsx"))

    assert reading.rows[0].profile.postcode is None


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return stream.getvalue()


def entity_bomb() -> bytes:
    """A workbook whose sheet names entities that grow without end."""
    source = workbook_of(("P", [["Kürzel"], ["A"]]))
    stream = io.BytesIO()
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            text = old.read(item)
            new.writestr(item, doctype.encode() + text if item.startswith("xl/worksheets/") else text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b"\n\n  \n", "leer"),
        (b"\xef\xbb\xbf", "leer"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "xls"),
        (b"PK\x03\x04 kaputt", "beschädigt"),
        (b"\x00\x01\x02\x03 binary", "keine Textdatei"),
        (b"Vorname;Nachname\nA;B\n", "keine Kopfzeile"),
        (b"Deutsch;PLZ\nB1;15711\n", "fehlt die Spalte „Kürzel“"),
        (b"code;german\n", "unter der Kopfzeile nichts"),
        (b";;;\n;;;\n", "keine Kopfzeile"),
        (workbook_of(("Tabelle1", [["x", "y"], [1, 2]])), "keine Kopfzeile"),
        (workbook_of(("leer", [])), "keine Kopfzeile"),
        (bomb(), "200 MB"),
        (entity_bomb(), "beschädigt"),
    ],
)
def test_unusable_file_gets_one_clear_message(saved: Callable[..., Path], content: bytes, says: str) -> None:
    """Whatever is wrong with a whole file, a volunteer reads what to do next."""
    with pytest.raises(UnreadableFileError) as caught:
        read_participants(saved(content))

    assert says in caught.value.german
    assert "datei.csv" in caught.value.german
    assert "datei.csv" in caught.value.english


def test_too_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A file of 50 MB is told the limit and never loaded."""
    path = tmp_path / "riesig.csv"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)

    with pytest.raises(UnreadableFileError) as caught:
        read_participants(path)

    assert f"bis zu {MOST_BYTES // 1_000_000} MB" in caught.value.german


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    """A wrong path is a message, not a traceback."""
    for path in (tmp_path / "fehlt.csv", tmp_path):
        with pytest.raises(UnreadableFileError):
            read_participants(path)


def test_clearances_join_people_and_refuse_strangers(saved: Callable[..., Path]) -> None:
    """Without a vacancy a row is a pre-check; whoever is not in the file gets none."""
    people = read_participants(saved("Kürzel;Vorprüfung\nA;keine Bedenken\nB;\n", "p.csv")).rows
    text = "Kürzel;Stelle;Antwort;gültig bis\nB;;keine Bedenken;01.06.2027\nA;V-1;Zustimmung;\nX;;Bedenken;\n"

    joined, reading = with_clearances(people, read_clearances(saved(text, "c.csv")))

    assert [(item.level, item.answer) for item in joined[0].clearances] == [
        (Level.PLACEMENT, Answer.NO_CONCERNS),
        (Level.JOB, Answer.CONSENT),
    ]
    assert joined[0].clearances[1].vacancy == VacancyRef("V-1")
    assert joined[1].clearances[0].valid_until == date(2027, 6, 1)
    assert [problem.row for problem in reading.refusals] == [4]


def test_clearance_upside_down_is_refused(saved: Callable[..., Path]) -> None:
    """An answer before its request cannot be right."""
    reading = read_clearances(saved("Kürzel;gesendet am;beantwortet am\nA;02.11.2026;01.11.2026\n"))

    assert reading.rows == ()
    assert reading.problems[0].field == "beantwortet am"


def test_vacancies_read_pay_and_doubt_what_is_too_low(saved: Callable[..., Path]) -> None:
    """A pay below the minimum wage counts, and is told."""
    text = "Kennung;Titel;Art;Stundenlohn;Beginn\nV-1;Koch;Arbeit;9,50;01.02.2027\nV-2;Koch;Arbeit;VB;sofort\n"

    reading = read_vacancies(saved(text), on=ON)

    assert [vacancy.pay_hourly for vacancy in reading.rows] == [9.5, None]
    assert reading.rows[1].start == ON
    assert [(problem.row, problem.refused) for problem in reading.problems] == [(3, False), (2, False)]


def test_vacancy_that_ends_before_it_begins_is_refused(saved: Callable[..., Path]) -> None:
    """Contradictions are for people to settle."""
    reading = read_vacancies(saved("id;title;start;until\nV-1;Koch;2027-02-01;2027-01-01\n"))

    assert reading.refused_rows == 1


def test_templates_are_read_back_without_a_word(tmp_path: Path) -> None:
    """An empty template has every header and nothing else, in both forms and languages."""
    for language in ("de", "en"):
        write_templates(tmp_path, language)
        for columns, read in zip(FILES, (read_participants, read_vacancies, read_clearances), strict=True):
            for ending in ("csv", "xlsx"):
                with pytest.raises(UnreadableFileError, match="holds nothing below its header"):
                    read(tmp_path / f"{columns.stem}.{ending}")


def unasked(person: Participant) -> Participant:
    """What a file of participants has columns for."""
    return replace(person, clearances=(), participates=True)


def test_synthetic_county_survives_its_files(tmp_path: Path) -> None:
    """Written as a volunteer's spreadsheet and read again, every person and vacancy is the same."""
    dataset = generate("small", on=ON)
    write_files(tmp_path, dataset)

    for ending in ("csv", "xlsx"):
        people = read_participants(tmp_path / f"participants.{ending}", on=ON)
        jobs = read_vacancies(tmp_path / f"vacancies.{ending}", on=ON)

        assert [unasked(person) for person in people.rows] == [
            unasked(person.participant) for person in dataset.participants
        ]
        assert list(jobs.rows) == [item.vacancy for item in dataset.vacancies]
        assert people.problems == ()
        assert people.ignored == ()


def test_staged_files_appear_together_or_not_at_all(tmp_path: Path) -> None:
    """A failure in the middle leaves the old files and nothing half."""
    (tmp_path / "a.csv").write_text("alt")

    def fail_halfway() -> None:
        with Staged(tmp_path) as staged:
            with staged.csv("a.csv", ("x",)) as put:
                put(("neu",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()

    assert (tmp_path / "a.csv").read_text() == "alt"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_staged_csv_disarms_formulas_and_shows_only_the_owner(tmp_path: Path) -> None:
    """No cell starts a formula, and nobody else may read."""
    with Staged(tmp_path) as staged, staged.csv("a.csv", ("x", "y")) as put:
        put(("=cmd|' /C calc'!A0", -1.5))
        put(("@x", "+1"))

    assert (tmp_path / "a.csv").read_text() == "x,y\n'=cmd|' /C calc'!A0,-1.5\n'@x,'+1\n"
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600


def test_columns_cover_every_fact_of_the_gate() -> None:
    """A fact that the gate may need can be told in a file."""
    keys = {column.key for column in PARTICIPANTS.all}

    told_otherwise = {"document_expiry_known"}
    assert {field.name for field in fields(Facts)} - told_otherwise <= keys
