"""Every sentence of the pages is there in English, and the compiled catalogue is the one that the pages use."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "webapp/translations/en/LC_MESSAGES/messages.po"
_PLACE = re.compile(r"%\([a-z_]+\)[sdgf]")


def extracted() -> Catalog:
    """The sentences that pages and forms hold now."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    keywords = {"_": None, "gettext": None, "_l": None, "lazy_gettext": None, "ngettext": (1, 2)}
    catalogue = Catalog()
    for file, line, message, comments, context in extract_from_dir(ROOT / "webapp", methods, {}, keywords):
        catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_catalogue_holds_every_sentence_of_the_pages(english: Catalog) -> None:
    """No page falls back to German for a reader of English, and nothing outdated is kept."""
    wanted = {str(message.id) for message in messages(extracted())}
    held = {str(message.id) for message in messages(english) if not message.fuzzy and all(texts(message.string))}

    assert wanted - held == set()
    assert held - wanted == set()


def test_translations_keep_every_placeholder(english: Catalog) -> None:
    """A number or code that the German sentence shows is shown in English too."""
    for message in messages(english):
        for text in texts(message.string):
            assert set(_PLACE.findall(text)) <= set(_PLACE.findall(" ".join(texts(message.id)))), text
        assert set(_PLACE.findall(texts(message.id)[-1])) == set(_PLACE.findall(texts(message.string)[-1])), message.id


def test_compiled_catalogue_is_the_written_one(english: Catalog) -> None:
    """The file that pages read was compiled from the file that people read."""
    compiled = io.BytesIO()
    write_mo(compiled, english)

    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()
