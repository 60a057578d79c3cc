"""Titles to codes: what people type finds its occupation, and what nobody knows stays unsure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from matcher.errors import UnreadableFileError
from matcher.occupations import SURE, TitleIndex, closeness, default_index, is_regulated, name_of, use_imported
from matcher.occupations import bridge as bridge_module
from matcher.occupations import neural as neural_module
from matcher.occupations.bridge import Lexicon, default_lexicon
from matcher.occupations.importers import read_titles
from matcher.occupations.kldb import table
from matcher.occupations.titles import normalise

GROUPS = [
    ("Fachkraft f. Lagerlogistik (m/w/d)", "513"),
    ("Lagerhelffer", "513"),
    ("LKW Fahrer/in", "521"),
    ("Krankenschwester", "813"),
    ("Pflegefachfrau (w/m/d)", "813"),
    ("Altenpflegehelfer*in", "821"),
    ("Elektrikerin", "262"),
    ("Maurerin", "321"),
    ("KFZ-Mechatroniker (all genders)", "252"),
    ("Köchin", "293"),
    ("Kuechenhilfe", "293"),
    ("Warehouse Worker", "513"),
    ("Barber", "823"),
    ("Zimmermädchen", "632"),
    ("Gebäudereiniger:in", "541"),
    ("Anlagenmechaniker SHK", "342"),
    ("Busfahrerin", "521"),
    ("Kahnfährmann", "524"),
    ("Erzieher/-in", "831"),
    ("Fluggepäckabfertiger", "511"),
]


@pytest.mark.parametrize(("title", "group"), GROUPS)
def test_title_finds_its_group_in_usual_spelling(title: str, group: str) -> None:
    """Gender forms, tags, abbreviations, slips and loan words lead to the occupation, and the answer is sure."""
    found = default_index().sure_codes([title])[0]

    assert found is not None
    assert found[0][:3] == group


@pytest.mark.parametrize("title", ["Blubberist", "Astronaut", "xqzt", "Helfer", "", "12345", "ማህበር"])
def test_title_stays_unsure_when_nothing_is_near(title: str) -> None:
    """A wrong occupation costs more than a missing one."""
    assert default_index().sure_codes([title]) == [None]


def test_search_gives_best_first_and_at_most_k() -> None:
    """Scores fall, lie in [0, 1], and the number of hits is limited."""
    hits = default_index().search(["Koch", "Maurer"], 4)

    assert [len(row) for row in hits] == [4, 4]
    for row in hits:
        scores = [hit.score for hit in row]
        assert scores == sorted(scores, reverse=True)
        assert 0.0 <= min(scores) <= max(scores) <= 1.0
    assert default_index().search([], 4) == []


def test_index_serves_any_corpus_of_titles_and_codes() -> None:
    """Codes need not be KldB codes; a title without common letters is found over the occupation that both share."""
    titles = ["Raumpflegerin", "Softwareentwickler", "Berufskraftfahrer"]

    hits = TitleIndex().fit(titles, ["a", "b", "c"]).search(["Putzfrau", "Fernfahrer"], 3)

    assert [row[0].code for row in hits] == ["a", "c"]


def test_bridge_outweighs_letters_that_only_look_alike() -> None:
    """`Putzfrau` shares more letters with `Putzer Fassade`, and the work with `Raumpflegerin`."""
    hits = TitleIndex().fit(["Putzer Fassade", "Raumpflegerin"], ["a", "b"]).search(["Putzfrau"], 2)

    assert hits[0][0].code == "b"


def test_index_refuses_lists_of_unequal_length() -> None:
    """Titles and codes belong together."""
    with pytest.raises(ValueError, match="2 titles but 1 codes"):
        TitleIndex().fit(["a", "b"], ["1"])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_search_survives_any_text(title: str) -> None:
    """Nothing that can be typed breaks the search."""
    for hit in default_index().search([title], 3)[0]:
        assert 0.0 < hit.score <= 1.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Verkäufer/in (m/w/d)", "Verkaeuferin"),
        ("Bürokaufmann/-frau", "Bürokauffrau"),
        ("Koch im Restaurant", "Koch Restaurant"),
        ("Erzieher:innen", "Erzieher"),
    ],
)
def test_normalise_folds_forms_of_one_title(left: str, right: str) -> None:
    """Gender, brackets and spelling of umlauts make no other title."""
    assert normalise(left) == normalise(right)


def test_table_holds_every_group_and_enough_titles() -> None:
    """All 37 main groups, all 144 groups, sub-groups for each, titles in both genders."""
    rows = table()
    lengths = [len(code) for code, _, _ in rows]
    titles = [title for _, _, names in rows for title in names]

    assert (lengths.count(2), lengths.count(3)) == (37, 144)
    assert {code[:3] for code, _, names in rows if names} == {code for code, _, _ in rows if len(code) == 3}
    assert len(titles) >= 1300
    assert all(code.isdigit() and len(code) == 5 and code[4] in "1234" for code, _, names in rows if names)
    assert all(name for code, name, _ in rows if len(code) < 5)


def test_every_shipped_title_is_found_under_its_code() -> None:
    """The table and the index agree."""
    lexicon = default_lexicon()

    found = default_index().search(lexicon.titles, 1)

    lost = [title for title, hits in zip(lexicon.titles, found, strict=True) if hits[0].score < SURE]
    assert lost == []


def test_closeness_grows_with_shared_digits_and_falls_with_level() -> None:
    """Same occupation 1, related groups in between, strangers near 0; lacking a level costs."""
    assert closeness("51311", "51311") == 1.0
    assert closeness("51312", "51311") == 1.0
    assert closeness("51311", "51312") == pytest.approx(0.85)
    assert closeness("51311", "51322") < closeness("51311", "51312")
    assert closeness("82102", "81302") > closeness("82102", "83112")
    assert closeness("51311", "94114") == 0.0


def test_regulated_occupations_spare_their_helpers() -> None:
    """Nursing needs recognition, helping in it does not; an unknown level counts as regulated."""
    assert [is_regulated(code) for code in ("81302", "8130", "81301", "51311", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_name_falls_back_to_wider_group() -> None:
    """Every code of five digits has a name."""
    assert name_of("51311") == "Lagerwirtschaft, Post und Zustellung, Güterumschlag"


AGENCY = """\
dkz_id\tkldb5\tcodenummer\tzustand\tneutral\tmaennlich\tweiblich
1\t51311\tB 51311-107\tT\tTester/in\tTester\tTesterin
"""
ESCO = """\
conceptUri;preferredLabel;altLabels;KldB
u1;Blubberist;"Blubbermann
Blubberfrau";51311
"""


def test_import_reads_every_form_of_the_agencys_list(tmp_path: Path) -> None:
    """Neutral, male and female form each become a title."""
    path = tmp_path / "list.tsv"
    path.write_text(AGENCY, "utf-8")

    assert read_titles(path) == [("Tester/in", "51311"), ("Tester", "51311"), ("Testerin", "51311")]


def test_import_reads_esco_with_alternative_labels(tmp_path: Path) -> None:
    """Alternative labels, one a line in their cell, count as titles."""
    path = tmp_path / "esco.csv"
    path.write_text(ESCO, "utf-8")

    assert {title for title, _ in read_titles(path)} == {"Blubberist", "Blubbermann", "Blubberfrau"}


def test_import_reads_workbook(tmp_path: Path) -> None:
    """XLSX with German headings, after a line of prose."""
    book = Workbook()
    book.active.append(["Stand 2026"])
    book.active.append(["Bezeichnung", "KldB 2010"])
    book.active.append(["Tester", "B 51311-107"])
    book.save(tmp_path / "list.xlsx")

    assert read_titles(tmp_path / "list.xlsx") == [("Tester", "51311")]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"Bezeichnung\tKldB\nKoch\tviel\n"])
def test_import_names_what_is_wrong(tmp_path: Path, content: bytes) -> None:
    """An empty, a broken and a useless file get a message in both languages."""
    path = tmp_path / "list.tsv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError) as caught:
        read_titles(path)

    assert "list.tsv" in caught.value.german
    assert "list.tsv" in caught.value.english


def test_imported_titles_are_used(tmp_path: Path) -> None:
    """A title that only the imported list knows finds its code."""
    path = tmp_path / "occupations.tsv"
    path.write_text("Bezeichnung\tKldB\nBlubberist\t51311\n", "utf-8")

    found = default_index(path).sure_codes(["Blubberistin"])[0]

    assert found is not None
    assert found[0] == "51311"


def test_imported_titles_serve_the_whole_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a door has said where the list lies, every index of the process knows its titles."""
    path = tmp_path / "occupations.tsv"
    path.write_text("Bezeichnung\tKldB\nBlubberist\t51311\n", "utf-8")
    monkeypatch.setattr(bridge_module, "_imported_at", [tmp_path / "none.tsv"])
    before = default_index().sure_codes(["Blubberist"])

    use_imported(path)

    assert (before, default_index().sure_codes(["Blubberist"])[0] is not None) == ([None], True)


def test_neural_index_falls_back_silently_without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the answers are those of the plain index."""
    monkeypatch.setattr(neural_module, "_model", lambda: None)
    lexicon = Lexicon.of([("Koch", "29302"), ("Maurer", "32122")])
    plain = TitleIndex(lexicon=lexicon).fit(lexicon.titles, lexicon.codes)

    other = TitleIndex(lexicon=lexicon, neural=True).fit(lexicon.titles, lexicon.codes)

    assert other.search(["Koch"], 2) == plain.search(["Koch"], 2)
