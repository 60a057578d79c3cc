"""Sets a document by its template: fonts out of wheels, data as JSON, nothing from the machine or the net."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final, Literal

import typst

FONTS: Final = ("Fira Sans", "Noto Sans Arabic")
Standard = Literal["ua-1"]
"""What a PDF can be asked to conform to."""


def typeset(template: str, *, standards: Sequence[Standard] = (), **data: Any) -> bytes:
    """The PDF of `webapp/documents/<template>`; each argument reaches it as JSON under its name.

    Args:
        template: file name.
        standards: what the PDF has to conform to, such as `ua-1`. Where a letter is in none of the fonts, no
            standard can be kept: the document is set all the same, with a box for that letter.
        **data: for the template's `sys.inputs`.

    """
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in data.items()}
    with as_file(files("webapp") / "documents" / template) as source:
        try:
            return _compile(str(source), inputs, standards)
        except typst.TypstError:
            if not standards:
                raise
            return _compile(str(source), inputs, ())


def _compile(source: str, inputs: dict[str, str], standards: Sequence[Standard]) -> bytes:
    return bytes(
        typst.compile(
            source,
            font_paths=list(_fonts()),
            ignore_system_fonts=True,
            pdf_standards=list(standards),
            sys_inputs=inputs,
        )
    )


@cache
def _fonts() -> tuple[str, ...]:
    return tuple(str(files(package) / "files") for package in ("fontpkg_fira_sans", "fontpkg_noto_sans_arabic"))
