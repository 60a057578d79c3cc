"""Ask the employer service or the coordinator something (7(4), 7(5)): a thread that somebody looks after."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.access import Action, Actor
from matcher.errors import DeniedError, InvalidInputError
from matcher.model import Role
from matcher.office_hours import answer_expected, next_opening
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.inquiry_list import ADDRESSED_ROLE
from matcher.store.tables.inquiries import Addressee, InquiryTopic
from matcher.usecases.check_identity import require_length
from matcher.usecases.deliver_messages import write_message
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.require_nobody_named import require_nobody_named
from matcher.usecases.work import Work

OUTSIDE = frozenset({Role.AGS, Role.ABH, Role.COUNTY})
"""Roles that must not learn of people in a thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    addressee: Addressee
    topic: InquiryTopic
    subject: str
    text: str


def ask_partner(work: Work, actor: Actor, question: Question, *, submission: str) -> int:
    """The thread's id. Written outside office hours, it waits for the next opening.

    Raises:
        InvalidInputError: names the field: nothing written, too long, or somebody named where that must not be.
        DeniedError: who is asked themselves has nobody to ask there.

    """
    require(actor, Action.EXCHANGE)
    if not may_ask(actor, question.addressee):
        raise DeniedError(
            "An diese Stelle stellen Sie keine Fragen. Bitte eine andere wählen.",
            "You do not ask questions there. Please choose another addressee.",
        )
    subject, text = clean(question.subject), question.text.strip()
    check_text("subject", subject, 200)
    check_text("text", text, 4000)
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["inquiry"])
        if question.addressee is Addressee.AGS or actor.roles & OUTSIDE:
            require_nobody_named(unit, actor, {"subject": subject, "text": text})
        row = tables.Inquiry(
            addressee=question.addressee,
            topic=question.topic,
            subject=subject,
            asked_at=unit.at,
            asked_by=actor.id,
            expected_at=answer_expected(next_opening(unit.at)),
        )
        unit.session.add(row)
        unit.session.flush()
        write_message(unit, row, text, by_asker=True)
        remember(unit, submission, actor.id, inquiry=row.id)
        unit.record("ask_partner", "inquiry", row.id)
        return row.id


def may_ask(actor: Actor, addressee: Addressee) -> bool:
    """The employer service is asked by the project; the coordinator by everybody else."""
    if addressee is Addressee.AGS:
        return bool(actor.roles & {Role.COORDINATOR, Role.MENTOR})
    return ADDRESSED_ROLE[addressee] not in actor.roles


def check_text(field: str, value: str, longest: int) -> None:
    if not value:
        raise InvalidInputError(field, "Bitte ausfüllen.", "Please fill this in.")
    require_length(field, value, longest)
