"""Files for a folder: what they really are, what is not taken, and what does not stay in them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from matcher.errors import InvalidInputError
from matcher.interchange.papers import MOST_BYTES, Format, read_paper

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(kind: str, *, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 120).save(written, kind, **options)
    return written.getvalue()


def pdf(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (picture("JPEG"), "foto.jpg", Format.JPEG),
        (picture("JPEG"), "FOTO.JPEG", Format.JPEG),
        (picture("PNG"), "scan.png", Format.PNG),
        (picture("PNG", mode="RGBA"), "scan.png", Format.PNG),
        (written(pdf(3)), "zeugnis.pdf", Format.PDF),
    ],
)
def test_paper_is_taken_for_what_it_is(content: bytes, name: str, kind: Format) -> None:
    """Content and name agree."""
    assert read_paper(content, name).format is kind


def test_paper_counts_pages_of_a_pdf() -> None:
    """So that the folder can say how long it is."""
    assert read_paper(written(pdf(3)), "a.pdf").pages == 3


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (picture("PNG"), "foto.jpg", "PNG"),
        (picture("JPEG"), "zeugnis.pdf", "JPEG"),
        (written(pdf()), "foto.png", "PDF"),
        (picture("PNG"), "ohne-endung", "PNG"),
        (b"MZ\x90\x00 a program", "zeugnis.pdf", "keine PDF-, JPEG- oder PNG-Datei"),
        (b"<svg onload='x'/>", "bild.png", "keine PDF-, JPEG- oder PNG-Datei"),
        (picture("GIF", mode="P"), "bild.gif", "keine PDF-, JPEG- oder PNG-Datei"),
        (picture("JPEG")[:200], "foto.jpg", "beschädigt"),
        (picture("PNG")[:60], "scan.png", "beschädigt"),
        (b"%PDF-1.7 but nothing more", "a.pdf", "beschädigt"),
        (b"", "leer.pdf", "Datei wählen"),
        (b"%PDF-" + b"0" * MOST_BYTES, "gross.pdf", "8 MB"),
    ],
)
def test_paper_is_refused_with_what_is_wrong(content: bytes, name: str, word: str) -> None:
    """A file that is not what its name says, damaged, too large, or of no kind that is kept."""
    with pytest.raises(InvalidInputError) as refused:
        read_paper(content, name)

    assert refused.value.field == "file"
    assert word in refused.value.german


def test_picture_loses_place_device_and_comments() -> None:
    """EXIF, JPEG comments and PNG texts do not stay in what is kept."""
    exif = Image.Exif()
    exif[MAKER] = "Kamera von Amal"
    exif[GPS] = {1: "N", 2: (52.0, 17.0, 30.0)}
    texts = PngInfo()
    texts.add_text("Author", "Amal Haddad")
    photo = picture("JPEG", exif=exif, comment=b"bei Amal zu Hause")
    scan = picture("PNG", pnginfo=texts)

    kept = [read_paper(photo, "a.jpg").content, read_paper(scan, "a.png").content]

    assert b"Amal" in photo
    assert b"Amal" in scan
    for content in kept:
        assert b"Amal" not in content
        assert not Image.open(io.BytesIO(content)).getexif()


def test_picture_is_turned_before_its_orientation_is_lost() -> None:
    """A photo taken upright stays upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    kept = read_paper(picture("JPEG", size=(40, 20), exif=exif), "a.jpg").content

    assert Image.open(io.BytesIO(kept)).size == (20, 40)


def test_picture_of_too_many_dots_is_refused_before_it_is_unpacked() -> None:
    """A small file that would fill the memory."""
    bomb = picture("PNG", mode="1", size=(9_000, 9_000))

    with pytest.raises(InvalidInputError, match="dots"):
        read_paper(bomb, "a.png")


def locked() -> bytes:
    writer = pdf()
    writer.encrypt("geheim")
    return written(writer)


def running(kind: str, **more: str) -> DictionaryObject:
    entries = {NameObject("/S"): NameObject(kind)}
    return DictionaryObject(entries | {NameObject(f"/{name}"): TextStringObject(text) for name, text in more.items()})


def with_script() -> bytes:
    writer = pdf()
    writer.root_object[NameObject("/OpenAction")] = running("/JavaScript", JS="app.alert('x')")
    return written(writer)


def with_click() -> bytes:
    writer = pdf()
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): running("/Launch")})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])
    return written(writer)


def with_attachment() -> bytes:
    writer = pdf()
    writer.add_attachment("setup.exe", b"MZ")
    return written(writer)


def with_launch() -> bytes:
    writer = pdf()
    writer.root_object[NameObject("/OpenAction")] = running("/Launch", F="cmd.exe")
    return written(writer)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (locked(), "Kennwort"),
        (with_script(), "Programm"),
        (with_click(), "Programm"),
        (with_attachment(), "Anhang"),
        (with_launch(), "Programm"),
    ],
)
def test_pdf_is_refused_where_it_is_locked_or_runs_something(content: bytes, word: str) -> None:
    """Nobody opens what a partner's computer would then run."""
    with pytest.raises(InvalidInputError) as refused:
        read_paper(content, "a.pdf")

    assert word in refused.value.german


def test_pdf_that_opens_at_its_first_page_is_taken() -> None:
    """What most programs write into a PDF harms nobody."""
    writer = pdf(2)
    writer.open_destination = writer.pages[1]
    writer.add_outline_item(title="Anfang", page_number=0)

    kept = read_paper(written(writer), "a.pdf")

    assert len(PdfReader(io.BytesIO(kept.content)).pages) == 2
