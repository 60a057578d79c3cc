"""Single cells are read as people write them, or refused with what to write instead."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from matcher.clearance import STATUSES, is_status, status_label
from matcher.interchange import vocabulary
from matcher.interchange.cell_texts import code, listed, names, numbers, permit_text, sections
from matcher.interchange.countries import nationality
from matcher.interchange.reading import CellError, Unclear
from matcher.interchange.status_words import status
from matcher.interchange.values import NOW, day, day_or_now, days, last_day, level, number, pay, postcode, yes_no
from matcher.model import AbhBar, Answer, Cefr, Kind, Permit, QualificationLevel, Recognition, Shift, WorkNote
from matcher.nationalities import NATIONALITIES
from webapp.forms.countries import countries

NOV_24 = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("24.11.2026", NOV_24),
        ("24.11.26", NOV_24),
        ("2026-11-24", NOV_24),
        ("2026-11-24T00:00:00", NOV_24),
        (" 24. 11. 2026 ", NOV_24),
        (datetime(2026, 11, 24, 0, 0), NOV_24),
        (NOV_24, NOV_24),
        ("1.3.2027", date(2027, 3, 1)),
        ("1.3.98", date(1998, 3, 1)),
        ("", None),
        (None, None),
        ("unbekannt", None),
    ],
)
def test_day_reads_german_iso_and_date_cells(cell: object, read: date | None) -> None:
    """German days, ISO days and date cells of a spreadsheet are the same day."""
    assert day(cell) == read


@pytest.mark.parametrize("cell", ["31.02.2027", "24.13.2026", "2026-02-30", "bald", "2026", 46000, "24.11.0026", True])
def test_day_refuses_what_is_no_day(cell: object) -> None:
    """A day that does not exist is refused, and so is whatever is no day."""
    with pytest.raises(CellError, match=r"day|date|year"):
        day(cell)


def test_day_says_that_a_day_does_not_exist() -> None:
    """A volunteer reads which day is wrong and what to do."""
    with pytest.raises(CellError) as caught:
        day("31.02.2027")

    assert caught.value.german == "Den Tag „31.02.2027“ gibt es nicht. Bitte das Datum prüfen."


def test_day_knows_at_once_and_without_end() -> None:
    """„ab sofort“ is the day of the run, „unbefristet“ a document without end; neither is unknown."""
    assert day_or_now("ab sofort") == NOW
    assert last_day("unbefristet") is False
    assert last_day("") is None


def test_days_reads_lists_and_none() -> None:
    """„keine“ is known to be empty, an empty cell is unknown."""
    assert days("30.08.2023; 2025-05-06") == frozenset({date(2023, 8, 30), date(2025, 5, 6)})
    assert days("keine") == frozenset()
    assert days(" ") is None


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("13,90", 13.9),
        ("13.90", 13.9),
        ("13,90 €", 13.9),
        ("€ 13,90", 13.9),
        ("13,90 €/Std.", 13.9),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("2.450", 2450),
        ("2,450", 2450),
        ("2 450 € brutto", 2450),
        (14, 14),
        (14.5, 14.5),
        ("", None),
    ],
)
def test_number_reads_german_and_english_amounts(cell: object, read: float | None) -> None:
    """Comma or point, thousands or not: an amount of money is one amount."""
    assert number(0, 50_000, money=True)(cell) == read


def test_number_takes_three_decimals_for_decimals_outside_money() -> None:
    """1.500 years are one and a half."""
    assert number(0, 70)("1.500") == 1.5


@pytest.mark.parametrize(
    "cell", ["zwanzig", "20-30", "-5", "1e5", "1.2.3", "99", float("nan"), float("inf"), 10**400, True]
)
def test_number_refuses_what_is_no_number_in_range(cell: object) -> None:
    """Words, ranges, negative and impossible numbers are refused."""
    with pytest.raises(CellError):
        number(0, 60)(cell)


@pytest.mark.parametrize("cell", ["VB", "nach Vereinbarung", "13,50 – 15,00 €", "nach Tarif"])
def test_pay_stays_unknown_when_it_is_no_amount(cell: str) -> None:
    """A pay of „VB“ does not cost the vacancy; it counts as unknown and is told."""
    read = pay(0, 500)(cell)

    assert isinstance(read, Unclear)
    assert read.value is None
    assert "unbekannt" in read.german


def test_pay_refuses_an_impossible_amount() -> None:
    """A monthly pay in the column of hourly pay is a mistake, not an unknown."""
    with pytest.raises(CellError):
        pay(0, 500)("2.450 €")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("15711", "15711"),
        ("01067", "01067"),
        (1067, "01067"),
        (15711.0, "15711"),
        ("D-15711", "15711"),
        ("15711 Königs Wusterhausen", "15711"),
        ("", None),
    ],
)
def test_postcode_reads_five_digits(cell: object, read: str | None) -> None:
    """A number cell has lost its zero and gets it back; a text is taken as it is."""
    assert postcode(cell) == read


@pytest.mark.parametrize("cell", ["1571", "157111", "abc", 571, "66-470 Kostrzyn"])
def test_postcode_refuses_other_than_five_digits(cell: object) -> None:
    """A text of four digits may lack any of them, so nobody guesses."""
    with pytest.raises(CellError, match=r"five|postcode"):
        postcode(cell)


@pytest.mark.parametrize(
    ("cell", "read"), [("ja", True), ("Nein", False), ("x", True), (True, True), ("", None), (0, False)]
)
def test_yes_no_never_takes_empty_for_no(cell: object, read: bool | None) -> None:
    """Yes, no, or unknown."""
    assert yes_no(cell) is read


def test_level_reads_cefr_and_refuses_the_rest() -> None:
    """Two levels in one cell are not one level."""
    assert level("b1") is Cefr.B1
    assert level("Niveau B1") is Cefr.B1
    assert level("keine") is Cefr.A0
    with pytest.raises(CellError):
        level("A2/B1")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("known", STATUSES)
def test_status_reads_code_and_labels(known: str, language: str) -> None:
    """Whatever a page calls a status, a file may call it."""
    assert status(known) == known
    assert status(status_label(known, language)) == known


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("Aufenthaltsgestattung", "gestattung"),
        ("Duldung", "duldung_60a"),
        ("Duldung §60b", "duldung_60b"),
        ("Duldung nach § 60a Abs. 2 Satz 3 AufenthG", "duldung_60a"),
        ("Ausbildungsduldung § 60c", "duldung_ausbildung"),
        ("Aufenthaltserlaubnis § 25 Abs. 2", "ae_25_2"),
        ("§ 25 Abs. 2 S. 1 Alt. 2 AufenthG", "ae_25_2"),
        ("AE 25 II", "ae_25_2"),
        ("AE § 24", "ae_24"),
        ("EU-Bürger", "eu"),
        ("deutsch", "de"),
        ("Fiktionsbescheinigung § 81 Abs. 4", "fiktion_81_4"),
        ("Fiktionsbescheinigung § 81 Abs. 3 Satz 2", "fiktion_81_3_2"),
        ("NIEDERLASSUNGSERLAUBNIS", "ne"),
        ("Grenzübertrittsbescheinigung", "ausreisepflichtig_ohne_duldung"),
    ],
)
def test_status_reads_the_usual_words(cell: str, read: str) -> None:
    """Words on documents and in lists are read as the codes of the cases."""
    assert status(cell) == read


@pytest.mark.parametrize("cell", ["Aufenthaltserlaubnis", "§ 25", "ae_23", "Fiktionsbescheinigung"])
def test_status_stays_unknown_when_its_paragraph_is_missing(cell: str) -> None:
    """What names too little is unknown, so that the gate holds."""
    read = status(cell)

    assert isinstance(read, Unclear)
    assert read.value is None


def test_status_knows_the_same_sections_as_the_gate() -> None:
    """The two lists of sections cannot drift apart."""
    sections_ = [f"{number}{letter}" for number in range(1, 120) for letter in ("", *"abcdefgh")]
    codes = [f"ae_{section}{part}" for section in sections_ for part in ("", "_1", "_2", "_3", "_4", "_4a", "_5")]

    def known(word: str) -> bool:
        try:
            return isinstance(status(word), str)
        except CellError:
            return False

    assert [word for word in codes if known(word) != is_status(word)] == []


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("AFG", "AFG"),
        ("af", "AFG"),
        ("Türkei", "TUR"),
        ("tuerkei", "TUR"),
        ("Turkey", "TUR"),
        ("syrisch", "SYR"),
        ("Kosovo", "XKX"),
        ("staatenlos", "XXA"),
        ("", None),
        ("ungeklärt", None),
    ],
)
def test_nationality_reads_codes_names_and_adjectives(cell: str, read: str | None) -> None:
    """German or English, long or short."""
    assert nationality(cell) == read


def test_nationalities_are_the_same_everywhere() -> None:
    """What a form offers and a file names is what the gate knows: France and Congo by their codes of today."""
    offered = {code for code, _ in countries("de")}

    assert offered == NATIONALITIES
    assert [nationality(word) for word in ("Frankreich", "fr", "FRA", "COD", "Timor-Leste")] == [
        "FRA", "FRA", "FRA", "COD", "TLS",
    ]  # fmt: skip
    for word in ("QQQ", "ZAR", "FXX", "XXX"):
        with pytest.raises(CellError):
            nationality(word)


def test_nationality_refuses_what_is_no_country() -> None:
    """A country nobody knows is a mistake, not an unknown."""
    with pytest.raises(CellError, match="Atlantis"):
        nationality("Atlantis")


def test_kinds_read_words_and_codes() -> None:
    """„Praktikum“ as a wish means either kind of internship."""
    assert vocabulary.kinds("Arbeit, Minijob und K04") == {Kind.JOB, Kind.MINIJOB, Kind.TRAINING}
    assert vocabulary.kinds("EQ; Praktikum") == {Kind.ENTRY_QUALIFICATION, Kind.INTERNSHIP, Kind.OTHER_INTERNSHIP}
    assert vocabulary.kinds("") is None


def test_kind_takes_a_bare_internship_for_the_stricter_one() -> None:
    """A vacancy called „Praktikum“ is never read as the kind with fewer duties, and that is told."""
    read = vocabulary.kind("Praktikum")

    assert isinstance(read, Unclear)
    assert read.value is Kind.OTHER_INTERNSHIP
    assert vocabulary.kind("Orientierungspraktikum") is Kind.INTERNSHIP


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("B, C1, Stapler", {"B", "C1", "STAPLER"}),
        ("Klasse B; Gabelstaplerschein", {"B", "STAPLER"}),
        ("B/BE", {"B", "BE"}),
        ("keine", set()),
        ("ADR-Schein", {"ADR-SCHEIN"}),
    ],
)
def test_licences_read_classes_and_certificates(cell: str, read: set[str]) -> None:
    """„keine“ is known to be none."""
    assert vocabulary.licences(cell) == read


def test_licences_refuse_a_yes_without_class() -> None:
    """„ja“ does not say which."""
    with pytest.raises(CellError, match="class"):
        vocabulary.licences("ja")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("Erwerbstätigkeit gestattet", WorkNote.ERWERBSTAETIGKEIT_GESTATTET),
        ("Erwerbstätigkeit erlaubt", WorkNote.ERWERBSTAETIGKEIT_GESTATTET),
        ("Selbstständige Tätigkeit nicht gestattet. Beschäftigung erlaubt.", WorkNote.BESCHAEFTIGUNG_GESTATTET),
        (
            "Selbständige Erwerbstätigkeit nicht gestattet; Beschäftigung nur mit Genehmigung der Ausländerbehörde",
            WorkNote.NUR_MIT_ERLAUBNIS,
        ),
        ("Erwerbstätigkeit nicht gestattet", WorkNote.NICHT_GESTATTET),
        ("Beschäftigung nicht erlaubt", WorkNote.NICHT_GESTATTET),
        ("kein Eintrag", WorkNote.NONE),
        ("nur_mit_erlaubnis", WorkNote.NUR_MIT_ERLAUBNIS),
    ],
)
def test_work_note_reads_what_documents_print(cell: str, read: WorkNote) -> None:
    """A „nicht“ or an „nur mit“ is never overlooked."""
    assert vocabulary.work_note(cell) is read


def test_vocabularies_read_design_words() -> None:
    """The words that the form offers are read."""
    assert vocabulary.recognition("teilweise") is Recognition.PARTIAL
    assert vocabulary.recognition("ZAB") is Recognition.ZAB_STATEMENT
    assert vocabulary.qualification_level("Studium") is QualificationLevel.ACADEMIC
    assert vocabulary.shifts("Früh- und Spätschicht; Nacht") == {Shift.EARLY_LATE, Shift.NIGHT}
    assert vocabulary.precheck("keine Bedenken") is Answer.NO_CONCERNS
    assert vocabulary.precheck("Bedenken") is Answer.OBJECTION
    assert vocabulary.precheck("keine") is None
    assert vocabulary.bars("own_fault, cooperation_breach") == {AbhBar.OWN_FAULT, AbhBar.COOPERATION_BREACH}


def test_cell_texts_keep_order_and_gaps() -> None:
    """Occupations, years and codes stand side by side."""
    assert names("Koch; Fahrer, Linienverkehr") == ("Koch", "Fahrer, Linienverkehr")
    assert numbers(0, 70)("3; ; 1,5") == (3, None, 1.5)
    assert listed("Koch, Bäcker") == ("Koch", "Bäcker")
    assert listed("Helfer, Lager; Koch") == ("Helfer, Lager", "Koch")
    assert code("513 12") == "51312"
    assert sections("§ 25a, 25b") == {"25a", "25b"}


@pytest.mark.parametrize(
    "cell",
    [
        "Musterbetrieb; Arbeit; 01.03.2026; 28.02.2027",
        '{"employer": "Musterbetrieb", "kind": "K01", "valid_from": "2026-03-01", "valid_until": "2027-02-28"}',
    ],
)
def test_permit_reads_both_forms(cell: str) -> None:
    """A permit is typed with semicolons, or copied from a case file."""
    expected = Permit(
        employer="Musterbetrieb", kind=Kind.JOB, valid_from=date(2026, 3, 1), valid_until=date(2027, 2, 28)
    )

    assert permit_text(cell) == expected


@pytest.mark.parametrize("cell", ["Musterbetrieb", "A; K01; 28.02.2027; 01.03.2026", "{", "[]; K01; ; "])
def test_permit_refuses_half_a_permit(cell: str) -> None:
    """A permit without its days or upside down is none."""
    with pytest.raises(CellError):
        permit_text(cell)
