"""A job counsellor refers an interested person to the project (6)."""

from __future__ import annotations

from typing import Final

from matcher.access import Action, Actor
from matcher.errors import DeniedError, InvalidInputError
from matcher.model import Recipient, Role
from matcher.store.disclosures import organisation_of
from matcher.store.portraits import Identity
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.people import IntakeSource
from matcher.usecases.add_participant import enter_person, write_identity
from matcher.usecases.check_identity import check_identity
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.work import Work

_SOURCE: Final = {Recipient.JOBCENTER: IntakeSource.JOBCENTER, Recipient.AGENCY: IntakeSource.AGENCY}


def refer_participant(work: Work, actor: Actor, identity: Identity, *, agreed: bool, submission: str) -> str:
    """The code under which the person now waits for a mentor; sent twice, they wait once.

    Whether somebody of that name is in the project already is for the coordinator to see: a counsellor
    learns it by consent alone.

    Args:
        work: the door's means.
        actor: a counsellor of the Jobcenter or the employment agency.
        identity: name, birth date, and how to reach the person.
        agreed: the person wants this and knows that it is voluntary.
        submission: the form's key against double clicks.

    Raises:
        DeniedError: the actor may not refer, or works for neither.
        InvalidInputError: the person does not agree, or a name or the birth date cannot be.

    """
    with work.unit(actor) as unit:
        require(actor, Action.REFER_PARTICIPANT)
        organisation = organisation_of(actor)
        if organisation is None:
            raise DeniedError(
                "Ihr Konto nennt kein Jobcenter und keine Agentur. Bitte die Systemverwaltung verständigen.",
                "Your account names neither Jobcenter nor agency. Please tell the administration.",
            )
        if not agreed:
            raise InvalidInputError(
                "agreed",
                "Die Teilnahme ist freiwillig. Bitte zuerst die Person fragen.",
                "Taking part is voluntary. Please ask the person first.",
            )
        if not once(unit, submission, actor.id):
            return str(earlier_result(unit, submission, actor.id, "referred")["referred"])
        row = enter_person(unit, _SOURCE[organisation])
        write_identity(unit, row.id, check_identity(identity, unit.today))
        unit.record("refer_participant", "participant", row.id)
        unit.mark_person(row.id, "added")
        unit.notify(NotificationKind.PERSON_REFERRED, ("participant", row.id), role=Role.COORDINATOR)
        remember(unit, submission, actor.id, referred=row.code)
        return row.code
