"""The consent sheet rendered to a picture: Arabic and Farsi begin at the right, the others at the left."""

from __future__ import annotations

import io
import json
from importlib.resources import files

import numpy as np
import pytest
import typst
from PIL import Image

from webapp import consent_pdf, typesetting
from webapp.consent_texts import SheetText, languages_with_text, sheet_text

VERSION = "2026-11"
OTHERS = [language for language in languages_with_text(VERSION) if language != "de"]


def text_of(language: str) -> SheetText:
    found = sheet_text(VERSION, language)
    assert found is not None
    return found


def picture(language: str) -> np.ndarray:
    """Where there is ink on the page, shape (height, width)."""
    content = consent_pdf._content(text_of("de"), text_of(language), consent_pdf.SheetFilled())
    rendered = typst.compile(
        str(files("webapp") / "documents" / "consent.typ"),
        font_paths=list(typesetting._fonts()),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(content, ensure_ascii=False)},
        format="png",
        ppi=100,
    )
    assert isinstance(rendered, bytes), "the sheet has one page"
    return np.asarray(Image.open(io.BytesIO(rendered)).convert("L")) < 128


@pytest.mark.parametrize("language", OTHERS)
def test_text_begins_at_its_own_side(language: str) -> None:
    """In the right half above the table, lines are flush right for right-to-left scripts and flush left otherwise."""
    ink = picture(language)
    half = ink[: ink.shape[0] // 7, ink.shape[1] // 2 :]
    lines = [row for row in half if row.any()]
    begins = np.array([np.flatnonzero(row)[0] for row in lines])
    ends = np.array([np.flatnonzero(row)[-1] for row in lines])

    flush_right = np.mean(ends > ends.max() - 12)
    flush_left = np.mean(begins < begins.min() + 12)

    assert (flush_right > flush_left) == text_of(language).right_to_left


@pytest.mark.parametrize("language", OTHERS)
def test_every_letter_has_a_shape(language: str) -> None:
    """A font that lacks a script would leave boxes or nothing: each language inks more than German alone."""
    alone = picture("de")
    both = picture(language)

    assert both[:, both.shape[1] // 2 :].sum() > 0
    assert both.sum() != alone.sum()


@pytest.mark.parametrize("language", OTHERS)
def test_translation_holds_everything_that_the_german_sheet_holds(language: str) -> None:
    """As many paragraphs, the same recipients, categories and fields, and nothing left in German."""
    german, other = text_of("de"), text_of(language)

    assert (len(other.intro), len(other.rights)) == (len(german.intro), len(german.rights))
    for part in ("recipients", "purposes", "categories", "fields"):
        assert getattr(other, part).keys() == getattr(german, part).keys()
    assert not set(other.rights) & set(german.rights)


@pytest.mark.parametrize("language", [language for language in OTHERS if text_of(language).right_to_left])
def test_recipients_begin_at_the_right_of_their_column(language: str) -> None:
    """Each recipient's line reaches the column's right side, however short the text is."""
    ink = picture(language)
    height, width = ink.shape
    column = ink[height // 5 : height // 2, int(width * 0.07) : int(width * 0.44)]
    ends = np.array([np.flatnonzero(row)[-1] for row in column if 0 < row.sum() < column.shape[1] // 2])

    side = ends > ends.max() - 4
    lines = np.count_nonzero(np.diff(side.astype(int)) == 1)

    assert lines >= len(text_of(language).recipients)
