"""Take a new person into the project."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from matcher.access import Action, Actor
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Role
from matcher.store import tables
from matcher.store.merges import known_people
from matcher.store.portraits import Identity
from matcher.store.tables.people import IntakeSource
from matcher.store.unit import Unit
from matcher.twins import Known, find_twins
from matcher.usecases.assign_mentor import begin_mentorship
from matcher.usecases.check_identity import check_identity
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No characters that are read as another: 0 and O, 1, I and L, U and V."""
_TRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParticipant:
    identity: Identity
    mentor_id: int | None = None
    intake_source: IntakeSource | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The person is in the project under this code."""

    id: int
    code: str


@dataclass(frozen=True, slots=True)
class PossibleTwins:
    """Nothing was written: these may be the same person."""

    codes: tuple[str, ...]


def add_participant(
    work: Work, actor: Actor, person: NewParticipant, *, submission: str, not_twins: Collection[str] = ()
) -> Added | PossibleTwins:
    """The person stands under a fresh code; sent twice, they stand there once.

    Args:
        work: the door's means.
        actor: a mentor, who then accompanies the person, or a coordinator.
        person: name, birth date, mentor.
        submission: the form's key against double clicks.
        not_twins: codes of similar people whom the actor has looked at and told apart.

    Raises:
        InvalidInputError: a name, the birth date or the mentor cannot be.

    """
    with work.unit(actor) as unit:
        require(actor, Action.ADD_PARTICIPANT)
        if not once(unit, submission, actor.id):
            return _added_before(unit, submission, actor)
        identity = check_identity(person.identity, unit.today)
        twins = _twins(unit, identity)
        if set(twins) - set(not_twins):
            unit.session.rollback()
            return PossibleTwins(twins)
        row = enter_person(unit, person.intake_source)
        write_identity(unit, row.id, identity)
        mentor_id = person.mentor_id if Role.COORDINATOR in actor.roles else actor.id
        if mentor_id is not None:
            begin_mentorship(unit, row.id, mentor_id)
        unit.record("add_participant", "participant", row.id, not_twins=list(twins))
        unit.mark_person(row.id, "added")
        remember(unit, submission, actor.id, id=row.id, code=row.code)
        return Added(row.id, row.code)


def _added_before(unit: Unit, submission: str, actor: Actor) -> Added:
    result = earlier_result(unit, submission, actor.id)
    if "code" not in result:
        raise InvalidInputError(
            "submission",
            "Dieses Formular wurde schon verwendet. Bitte die Seite neu öffnen.",
            "This form has been used before. Please open the page again.",
        )
    return Added(int(result["id"]), str(result["code"]))


def _twins(unit: Unit, identity: Identity) -> tuple[str, ...]:
    person = Known("", identity.given_name, identity.family_name, identity.birth_date)
    return find_twins(person, known_people(unit.session))


def write_identity(unit: Unit, participant_id: int, identity: Identity) -> None:
    """Name and contact of a new person."""
    unit.session.add(
        tables.Identity(
            participant_id=participant_id,
            given_name=identity.given_name,
            family_name=identity.family_name,
            birth_date=identity.birth_date,
            phone=identity.phone,
            email=identity.email,
            street=identity.street,
            city=identity.city,
        )
    )


def enter_person(unit: Unit, source: IntakeSource | None, code: str | None = None) -> tables.Participant:
    """A row under this code, or a fresh one that nobody has; the unique constraint has the last word.

    Raises:
        ConflictError: the code is taken.

    """
    for _ in range(_TRIES if code is None else 1):
        row = tables.Participant(
            code=code or _fresh_code(), intake_source=source, created_at=unit.at, created_by=unit.actor_id
        )
        try:
            with unit.session.begin_nested():
                unit.session.add(row)
        except IntegrityError:
            continue
        return row
    if code is not None:
        raise ConflictError(f"Das Kürzel {code} gibt es schon.", f"The code {code} is taken.")
    raise ConflictError(
        "Es ist kein Kürzel mehr frei. Bitte die Systemverwaltung verständigen.",
        "No code is free any more. Please tell the administration.",
    )


def _fresh_code() -> str:
    return "LDS-" + "".join(secrets.choice(ALPHABET) for _ in range(4))
