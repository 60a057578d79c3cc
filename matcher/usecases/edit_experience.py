"""Record where and how long a person has worked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete

from matcher.access import Actor
from matcher.errors import InvalidInputError
from matcher.model import Experience
from matcher.spelling import clean
from matcher.store import tables
from matcher.usecases.begin_edit import Revision, begin_edit
from matcher.usecases.check_identity import require_length
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

_MOST = 20
_LONGEST = 60
_EARLIEST = 1950


def edit_experience(
    work: Work,
    actor: Actor,
    participant_id: int,
    experiences: Sequence[Experience],
    *,
    revision: Revision | None = None,
) -> None:
    """Exactly these experiences stand, in this order."""
    if len(experiences) > _MOST:
        raise InvalidInputError("rows", f"Höchstens {_MOST} Tätigkeiten.", f"At most {_MOST} jobs.")
    with work.unit(actor) as unit:
        if not begin_edit(unit, actor, participant_id, revision):
            return
        unit.session.execute(delete(tables.Experience).where(tables.Experience.participant_id == participant_id))
        for place, item in enumerate(experiences):
            unit.session.add(experience_row(participant_id, item, f"rows-{place}", unit.today))
        unit.record("edit_experience", "participant", participant_id)
        redecide_person(unit, participant_id, "experience")


def experience_row(participant_id: int, item: Experience, where: str, today: date) -> tables.Experience:
    """The experience as a row.

    Raises:
        InvalidInputError: at the field of the form's row `where`.

    """
    title = clean(item.title)
    if not title:
        raise InvalidInputError(f"{where}-title", "Bitte die Tätigkeit nennen.", "Please name the job.")
    require_length(f"{where}-title", title, 200)
    if item.years is not None and not 0 <= item.years <= _LONGEST:
        raise InvalidInputError(f"{where}-years", "Bitte 0 bis 60 Jahre eintragen.", "Please enter 0 to 60 years.")
    if item.last_year is not None and not _EARLIEST <= item.last_year <= today.year:
        raise InvalidInputError(
            f"{where}-last_year",
            f"Bitte ein Jahr von {_EARLIEST} bis {today.year} eintragen.",
            f"Please enter a year from {_EARLIEST} to {today.year}.",
        )
    return tables.Experience(
        participant_id=participant_id,
        title=title,
        years=item.years,
        last_year=item.last_year,
        occupation=item.occupation,
    )
