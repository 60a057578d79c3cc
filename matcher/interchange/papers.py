"""Reads a file that somebody wants to keep in a folder: what it really is, and nothing in it that should not be kept.

The name's ending is believed only where the content agrees. Pictures are written anew, so that no place, camera
or comment stays in them; a PDF that holds a program, an attachment or a lock is not taken.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, PdfObject

from matcher.errors import InvalidInputError

MOST_BYTES: Final = 8_000_000
MOST_PIXELS: Final = 50_000_000
MOST_PAGES: Final = 200
_QUALITY: Final = 88


class Format(StrEnum):
    """What a file can be."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


_ENDINGS: Final = MappingProxyType(
    {"pdf": Format.PDF, "jpg": Format.JPEG, "jpeg": Format.JPEG, "jpe": Format.JPEG, "png": Format.PNG}
)
_STARTS: Final = ((b"\xff\xd8\xff", Format.JPEG), (b"\x89PNG\r\n\x1a\n", Format.PNG))
_MODES: Final = MappingProxyType({Format.JPEG: ("L", "RGB"), Format.PNG: ("1", "L", "LA", "P", "RGB", "RGBA")})
_UNREADABLE: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
)
_HARMLESS: Final = frozenset({"/GoTo", "/GoToR", "/URI", "/Named"})
_NAMED: Final = ("/JavaScript", "/EmbeddedFiles")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPaper:
    """A file that may be kept."""

    format: Format
    content: bytes
    """What to keep: of a picture the pixels alone."""
    pages: int | None


def read_paper(content: bytes, file_name: str) -> ReadPaper:
    """The file as it may be kept.

    Raises:
        InvalidInputError: at `file`: nothing was sent, it is too large, not of a kind that is kept, not what its
            name says, damaged, locked, or it holds a program.

    """
    if not file_name or not content:
        raise _refused("Bitte eine Datei wählen.", "Please choose a file.")
    if len(content) > MOST_BYTES:
        raise _refused(
            f"Die Datei hat {len(content) / 1e6:.1f} MB. Bitte eine Datei bis {MOST_BYTES // 1_000_000} MB wählen.",
            f"The file has {len(content) / 1e6:.1f} MB. Please choose a file of up to {MOST_BYTES // 1_000_000} MB.",
        )
    found = _format_of(content)
    ending = file_name.lower().rpartition(".")[2]
    said = _ENDINGS.get(ending)
    if found is None:
        raise _refused(
            "Das ist keine PDF-, JPEG- oder PNG-Datei. Bitte als eine davon speichern oder fotografieren.",
            "This is no PDF, JPEG or PNG file. Please save it as one of these, or take a picture.",
        )
    if said is not found:
        name = found.upper()
        raise _refused(
            f"Der Name endet auf „.{ending[:12]}“, der Inhalt ist aber {name}. Bitte prüfen, ob es die richtige Datei "
            "ist, und den Namen berichtigen.",
            f"The name ends with “.{ending[:12]}”, but the content is {name}. Please check that it is the right file, "
            "and correct its name.",
        )
    return _READERS[found](content)


def _format_of(content: bytes) -> Format | None:
    known = next((kind for start, kind in _STARTS if content.startswith(start)), None)
    return known or (Format.PDF if content[:1024].lstrip().startswith(b"%PDF-") else None)


def _read_pdf(content: bytes) -> ReadPaper:
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        active = not locked and _is_active(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise _damaged() from error
    if locked:
        raise _refused(
            "Die PDF-Datei ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern und noch einmal wählen.",
            "The PDF file is protected by a password. Please save it without one and choose it again.",
        )
    if active:
        raise _refused(
            "Die PDF-Datei enthält ein Programm oder einen Anhang. Bitte ausdrucken und als PDF oder Bild einscannen.",
            "The PDF file holds a program or an attachment. Please print it and scan it as a PDF or picture.",
        )
    if not 1 <= pages <= MOST_PAGES:
        raise _refused(
            f"Die PDF-Datei hat {pages} Seiten. Möglich sind 1 bis {MOST_PAGES}.",
            f"The PDF file has {pages} pages. 1 to {MOST_PAGES} are possible.",
        )
    return ReadPaper(format=Format.PDF, content=content, pages=pages)


def _is_active(reader: PdfReader) -> bool:
    """Whether something would run, or be unpacked, when somebody opens the file or clicks in it."""
    root = reader.root_object
    names = root.get("/Names")
    names = names.get_object() if names is not None else None
    if "/AA" in root or (isinstance(names, DictionaryObject) and any(name in names for name in _NAMED)):
        return True
    return _runs(root.get("/OpenAction")) or any(_page_is_active(page) for page in reader.pages)


def _page_is_active(page: DictionaryObject) -> bool:
    annotations = page.get("/Annots")
    listed = annotations.get_object() if annotations is not None else None
    found = [item.get_object() for item in listed] if isinstance(listed, list) else []
    clicked = [item.get("/A") for item in found if isinstance(item, DictionaryObject)]
    return "/AA" in page or any(_runs(action) for action in clicked)


def _runs(action: PdfObject | None) -> bool:
    """Whether an action does more than turning to a page or opening an address."""
    found = action.get_object() if action is not None else None
    return isinstance(found, DictionaryObject) and found.get("/S") not in _HARMLESS


def _read_picture(kind: Format) -> Callable[[bytes], ReadPaper]:
    def read(content: bytes) -> ReadPaper:
        try:
            kept = _without_traces(content, kind)
        except _UNREADABLE as error:
            raise _damaged() from error
        return ReadPaper(format=kind, content=kept, pages=None)

    return read


def _without_traces(content: bytes, kind: Format) -> bytes:
    """The pixels in a new file, turned as they were meant to be seen."""
    with Image.open(io.BytesIO(content), formats=[kind.upper()]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _refused(
                f"Das Bild hat {picture.width} × {picture.height} Punkte. Bitte kleiner speichern.",
                f"The picture has {picture.width} × {picture.height} dots. Please save it smaller.",
            )
        picture.load()
        turned = ImageOps.exif_transpose(picture)
    if "transparency" in turned.info:
        turned = turned.convert("RGBA")
    if turned.mode not in _MODES[kind]:
        turned = turned.convert("RGB")
    turned.info.clear()
    written = io.BytesIO()
    turned.save(written, kind.upper(), **({"quality": _QUALITY} if kind is Format.JPEG else {}))
    return written.getvalue()


_READERS: Final[MappingProxyType[Format, Callable[[bytes], ReadPaper]]] = MappingProxyType(
    {Format.PDF: _read_pdf, Format.JPEG: _read_picture(Format.JPEG), Format.PNG: _read_picture(Format.PNG)}
)


def _damaged() -> InvalidInputError:
    return _refused(
        "Die Datei ist beschädigt und lässt sich nicht lesen. Bitte noch einmal speichern oder fotografieren.",
        "The file is damaged and cannot be read. Please save it again or take a new picture.",
    )


def _refused(german: str, english: str) -> InvalidInputError:
    return InvalidInputError("file", german, english)
