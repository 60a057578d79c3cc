"""Sets a document by its template: fonts out of wheels, data as JSON, nothing from the machine or the net."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst


def typeset(template: str, **data: Any) -> bytes:
    """The PDF of `webapp/documents/<template>`; each argument reaches it as JSON under its name."""
    with as_file(files("webapp") / "documents" / template) as source:
        return bytes(
            typst.compile(
                str(source),
                font_paths=list(_fonts()),
                ignore_system_fonts=True,
                sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in data.items()},
            )
        )


@cache
def _fonts() -> tuple[str, ...]:
    return tuple(str(files(package) / "files") for package in ("fontpkg_fira_sans", "fontpkg_noto_sans_arabic"))
