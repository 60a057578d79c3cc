"""Clearances out of CSV or XLSX, and how they join the people they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from matcher.interchange.clearance_columns import CLEARANCES
from matcher.interchange.reading import CellError, Problem, Reading
from matcher.interchange.rows import Values, read_file
from matcher.model import Clearance, Level, Participant, ParticipantCode, VacancyRef

_PLAIN: Final = (
    "kind",
    "mode",
    "sent_on",
    "deadline",
    "answer",
    "answered_on",
    "valid_from",
    "valid_until",
    "hours_max",
    "employer_only",
    "ba_sent_on",
    "ba_answer",
)
_IN_ORDER: Final = (("sent_on", "deadline"), ("sent_on", "answered_on"), ("valid_from", "valid_until"))


@dataclass(frozen=True, slots=True)
class RecordedClearance:
    """One row: whom it speaks of, and what was recorded."""

    participant: ParticipantCode
    clearance: Clearance


def read_clearances(path: Path) -> Reading[RecordedClearance]:
    """Every clearance in the file that can be read; without a vacancy it is a pre-check (L1).

    Raises:
        UnreadableFileError: nothing of the file can be used.

    """
    return read_file(path, CLEARANCES, _recorded)


def with_clearances(
    people: Sequence[Participant], reading: Reading[RecordedClearance]
) -> tuple[tuple[Participant, ...], Reading[RecordedClearance]]:
    """People with their clearances; rows that speak of nobody here are refused."""
    known = {person.code for person in people}
    strangers = {
        index: _stranger(reading, index) for index, row in enumerate(reading.rows) if row.participant not in known
    }
    kept = reading.without(strangers)
    by_person: dict[ParticipantCode, list[Clearance]] = {}
    for row in kept.rows:
        by_person.setdefault(row.participant, []).append(row.clearance)
    return tuple(_joined(person, by_person) for person in people), kept


def _joined(person: Participant, by_person: Mapping[ParticipantCode, list[Clearance]]) -> Participant:
    added = by_person.get(person.code)
    return person if not added else replace(person, clearances=(*person.clearances, *added))


def _stranger(reading: Reading[RecordedClearance], index: int) -> Problem:
    code = reading.rows[index].participant
    return Problem(
        file=reading.file,
        row=reading.places[index],
        field="participant",
        german=f"„{code}“ steht nicht in der Datei der Teilnehmenden, oder die Zeile wurde abgelehnt. Bitte prüfen.",
        english=f"“{code}” is not in the file of participants, or that row was refused. Please check.",
    )


def _recorded(values: Values) -> RecordedClearance:
    for earlier, later in _IN_ORDER:
        first, second = values.get(earlier), values.get(later)
        if first is not None and second is not None and second < first:
            raise CellError(
                f"„{later}“ ({second:%d.%m.%Y}) liegt vor „{earlier}“ ({first:%d.%m.%Y}). Bitte beide Tage prüfen.",
                f"“{later}” ({second.isoformat()}) is before “{earlier}” ({first.isoformat()}). Please check both.",
                later,
            )
    plain: dict[str, Any] = {key: values.get(key) for key in _PLAIN}
    vacancy = values.get("vacancy")
    return RecordedClearance(
        ParticipantCode(values["participant"]),
        Clearance(
            level=Level.PLACEMENT if vacancy is None else Level.JOB,
            vacancy=None if vacancy is None else VacancyRef(vacancy),
            **plain,
        ),
    )
