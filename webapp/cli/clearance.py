"""`passgenau clearance decide FILE`: what law and agreement say of a list of cases."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from matcher.clearance.cases import answer_case

UNUSABLE = 2


@click.group()
def clearance() -> None:
    """The legal gate on the command line."""


@clearance.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def decide(file: Path) -> None:
    """Answer every case in FILE (JSON) and print the list with a `decision` in each.

    The pack is chosen by each case's `on`; waiting periods and validity count at the job's `start`.
    A case that cannot be read is answered `hold` and names the key; the others are answered all the same.
    Such cases, and ids that are missing or used twice, are told on standard error.

    Exit status: 0 all cases read, 1 some could not be read, 2 the file is unusable.
    """
    cases = _read(file)
    _warn_of_ids(case.get("id") for case in cases if isinstance(case, dict))
    answered: list[dict[str, Any]] = []
    readable = True
    for number, case in enumerate(cases, 1):
        answer = answer_case(case)
        answered.append((case if isinstance(case, dict) else {"case": case}) | {"decision": answer.as_json()})
        if not answer.readable:
            readable = False
            _warn_of_case(number, case, answer.decision.missing[0])
    # As bytes: the output is UTF-8 on any terminal, and half a character stays the escape that it was.
    click.echo(_written(answered, file).encode("utf-8", "backslashreplace"))
    sys.exit(0 if readable else 1)


def _written(answered: list[dict[str, Any]], file: Path) -> str:
    try:
        return json.dumps(answered, ensure_ascii=False, indent=1)
    except RecursionError:
        _give_up(
            f"In {file.name} sind Angaben zu tief ineinander geschachtelt.",
            f"Values in {file.name} are nested too deeply.",
        )


def _read(file: Path) -> list[Any]:
    try:
        # NaN and Infinity are no JSON: read as words, they are refused where they stand and nowhere else.
        document = json.loads(file.read_text("utf-8-sig"), parse_constant=str)
    except OSError:
        _give_up(f"Die Datei {file.name} lässt sich nicht öffnen.", f"The file {file.name} cannot be opened.")
    except (UnicodeDecodeError, ValueError, RecursionError):
        _give_up(
            f"Die Datei {file.name} ist kein JSON. Bitte als JSON in UTF-8 speichern.",
            f"The file {file.name} is not JSON. Please save it as JSON in UTF-8.",
        )
    if not isinstance(document, list):
        _give_up(
            f"In {file.name} steht keine Liste von Fällen: außen muss [ … ] stehen.",
            f"{file.name} holds no list of cases: it has to start with [ and end with ].",
        )
    return document


def _warn_of_ids(ids: Iterable[Any]) -> None:
    counted = Counter(name if isinstance(name, str) else None for name in ids)
    nameless = counted.pop(None, 0)
    if nameless:
        _warn(f"Fälle ohne Kennung (id): {nameless}.", f"Cases without an id: {nameless}.")
    for name, times in counted.items():
        if times > 1:
            _warn(f"Die Kennung {name} steht {times}-mal in der Datei.", f"The id {name} is {times} times in the file.")


def _warn_of_case(number: int, case: Any, key: str) -> None:
    name = case.get("id") if isinstance(case, dict) else None
    which = f"{number} ({name})" if isinstance(name, str) else str(number)
    _warn(
        f"Fall {which}: „{key}“ fehlt oder ist nicht lesbar. Bitte berichtigen.",
        f"Case {which}: {key!r} is missing or unreadable. Please correct it.",
    )


def _warn(german: str, english: str) -> None:
    click.echo(f"{german}\n{english}".encode("utf-8", "backslashreplace"), err=True)


def _give_up(german: str, english: str) -> NoReturn:
    _warn(german, english)
    sys.exit(UNUSABLE)
