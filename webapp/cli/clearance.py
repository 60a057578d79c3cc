"""`passgenau clearance decide FILE`: what law and agreement say of a list of cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

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
    A case that cannot be read is answered `hold` and names the key.

    Exit status: 0 all cases read, 1 some could not be read, 2 the file is unusable.
    """
    cases = _read(file)
    readable = True
    for case in cases:
        answer = answer_case(case)
        case["decision"] = answer.as_json()
        readable = readable and answer.readable
    click.echo(json.dumps(cases, ensure_ascii=False, indent=1))
    sys.exit(0 if readable else 1)


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        document = json.loads(file.read_text("utf-8-sig"))
    except OSError:
        _give_up(f"Die Datei {file.name} lässt sich nicht öffnen.", f"The file {file.name} cannot be opened.")
    except (UnicodeDecodeError, ValueError):
        _give_up(
            f"Die Datei {file.name} ist kein JSON. Bitte als JSON in UTF-8 speichern.",
            f"The file {file.name} is not JSON. Please save it as JSON in UTF-8.",
        )
    if not isinstance(document, list) or not all(isinstance(case, dict) for case in document):
        _give_up(
            f"In {file.name} steht keine Liste von Fällen: außen muss [ … ] stehen.",
            f"{file.name} holds no list of cases: it has to start with [ and end with ].",
        )
    return list(document)


def _give_up(german: str, english: str) -> None:
    click.echo(f"{german}\n{english}", err=True)
    sys.exit(UNUSABLE)
