"""Who may be the same person, whatever script and order their names are written in."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.spelling import clean, fold
from matcher.twins import Birth, Known, birth_evidence, find_twins, name_likeness

BORN = date(1994, 3, 17)


@pytest.mark.parametrize(
    ("latin", "other"),
    [
        ("Muhammad Karimi", "محمد کریمی"),
        ("Mohamed Karimi", "Muhammad Karimy"),
        ("Yusuf Haddad", "يوسف حداد"),
        ("Oleksandr Kovalenko", "Олександр Коваленко"),
        ("Selam Tesfay", "ሰላም ተስፋይ"),
        ("Anna Müller", "Mueller Anna"),
        ("Tarek Al-Masri", "Almasri Tareq"),
        ("Ngọc Trần", "Tran Ngoc"),
    ],
)
def test_name_likeness_is_high_for_the_same_name_in_another_spelling(latin: str, other: str) -> None:
    """Script, order and vowels do not hide a twin."""
    assert name_likeness(latin, other) >= 90


@pytest.mark.parametrize(
    ("first", "second"), [("Ali Reza", "Ali Hosseini"), ("Anna Kovalenko", "Olena Shevchenko"), ("Omar", "Amir")]
)
def test_name_likeness_is_low_for_different_names(first: str, second: str) -> None:
    """People who share a first name or a few consonants are not thrown together."""
    assert name_likeness(first, second) < 84


def test_birth_evidence_trusts_no_first_of_january() -> None:
    """1 January is what gets written when nobody knows the day."""
    first = date(1990, 1, 1)

    assert birth_evidence(BORN, BORN) is Birth.STRONG
    assert birth_evidence(first, first) is Birth.WEAK
    assert birth_evidence(first, date(1990, 6, 5)) is Birth.WEAK
    assert birth_evidence(date(1990, 3, 4), date(1990, 4, 3)) is Birth.WEAK
    assert birth_evidence(BORN, None) is Birth.SILENT
    assert birth_evidence(BORN, date(1991, 3, 17)) is Birth.AGAINST


def test_find_twins_names_the_likeliest_first() -> None:
    """A shared birth date lets a less exact spelling count; another birth date speaks against everything."""
    person = Known("", "Yusuf", "Haddad", BORN)
    others = [
        Known("LDS-AAAA", "Yusuf", "Haddad", date(1980, 5, 5)),
        Known("LDS-BBBB", "Youssef", "Hadad", BORN),
        Known("LDS-CCCC", "Haddad", "يوسف", None),
        Known("LDS-DDDD", "Petra", "Beispiel", BORN),
    ]

    assert find_twins(person, others) == ("LDS-BBBB", "LDS-CCCC")


def test_clean_keeps_letters_of_every_script_and_drops_what_cannot_be_seen() -> None:
    """Composed form, single blanks, no control or direction characters; Persian joiners stay."""
    assert clean("  A\u0308nne\x00\u202e  Lo\u200dn\u0303a \t") == "Änne Lo\u200dña"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean(None) == ""


def test_fold_gives_nothing_for_text_without_letters() -> None:
    """Punctuation and symbols of any script fold to nothing instead of failing."""
    assert fold("—!?🙂 \u0301") == ""
