"""Writes files for their owner's eyes only: whole or not at all, and harmless in a spreadsheet."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, Self

from matcher.errors import UnreadableFileError

_OWNER_ONLY_FOLDER: Final = 0o700
_STARTS_FORMULA: Final = frozenset("=+-@\t\r")


def private_folder(path: Path) -> Path:
    """The folder, made for its owner only where it does not exist yet.

    Raises:
        UnreadableFileError: it cannot be made or is no folder.

    """
    try:
        path.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableFileError(
            f"Der Ordner {path} lässt sich nicht anlegen. Bitte einen anderen Ordner angeben.",
            f"The folder {path} cannot be made. Please name another folder.",
        ) from error
    return path


def harmless(cell: Any) -> Any:
    """The cell as text that no spreadsheet takes for a formula; numbers stay as they are."""
    if isinstance(cell, str) and cell[:1] in _STARTS_FORMULA:
        return f"'{cell}"
    return "" if cell is None else cell


class Staged:
    """Several files that appear together once all of them are written; used as a context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Publish every file, or leave the folder as it was where anything went wrong."""
        try:
            if failure is None:
                for temporary, target in self._ready:
                    temporary.replace(target)
        finally:
            for temporary, _target in self._ready:
                with contextlib.suppress(FileNotFoundError):
                    temporary.unlink()

    @contextlib.contextmanager
    def text(self, name: str, *, mark: bool = False) -> Iterator[IO[str]]:
        """An open text file; `mark` starts it so that Excel reads it as UTF-8."""
        with self._file(name) as raw, io.TextIOWrapper(raw, "utf-8-sig" if mark else "utf-8", newline="") as stream:
            yield stream

    def content(self, name: str, content: bytes) -> None:
        with self._file(name) as raw:
            raw.write(content)

    def csv(
        self, name: str, header: Sequence[str]
    ) -> contextlib.AbstractContextManager[Callable[[Iterable[Any]], None]]:
        """A function that writes one row, cells made harmless."""
        return self._csv(name, header)

    @contextlib.contextmanager
    def _csv(self, name: str, header: Sequence[str]) -> Iterator[Callable[[Iterable[Any]], None]]:
        with self.text(name) as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            yield lambda row: writer.writerow([harmless(cell) for cell in row])

    def _file(self, name: str) -> IO[bytes]:
        """A new file readable by its owner only, next to where it will appear."""
        try:
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=self.folder)
        except OSError as error:
            raise UnreadableFileError(
                f"In den Ordner {self.folder} lässt sich nicht schreiben. Bitte einen anderen Ordner angeben.",
                f"The folder {self.folder} cannot be written to. Please name another folder.",
            ) from error
        self._ready.append((Path(temporary), self.folder / name))
        return os.fdopen(handle, "wb")


def table_text(header: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ";") -> str:
    """A small table as German Excel expects it: semicolons, rows ended by CR LF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue()


def workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """An XLSX workbook with one header and rows per sheet; text is never taken for a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    book = Workbook(write_only=False)
    for sheet in book.worksheets:
        book.remove(sheet)
    for title, (header, rows) in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate((header, *rows), 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place, value)
                if cell.data_type == "f":
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
        for place, name in enumerate(header, 1):
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = max(12, min(40, len(name) + 4))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
