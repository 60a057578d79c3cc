"""Note something about a proposal, a vacancy or a placement, and call the roles that should know of it.

Those who accompany people write for each other; with `@AGS` the employer service reads along. A note that it
reads holds no name, phone number or mail address, whoever writes it: names reach it through its view alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.identifying import Named, gives_away, is_named
from matcher.mentions import mentioned
from matcher.model import Role
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.notes import accompanies, keeps, named_on, named_people
from matcher.store.shortlists import AGS_ENTRY
from matcher.store.tables.messages import NotificationKind
from matcher.store.unit import Unit
from matcher.store.vacancies import visible_vacancies
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import once
from matcher.usecases.plan_placement import placement_of
from matcher.usecases.proposal_course import lock_entry, proposal_of
from matcher.usecases.work import Work

LONGEST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What is noted about: columns of the note, whom a mention reaches, and where its message leads."""

    columns: dict[str, int]
    mentors: Collection[int]
    subject: tuple[str, int]
    inside: bool
    """The writer accompanies the person, or won the vacancy, or coordinates."""
    ags: bool
    """Whether the employer service may see the thing now."""
    people: Iterable[Named] = ()
    """Whose name a note for the employer service must not hold."""


def note_on_entry(work: Work, actor: Actor, entry_id: int, text: str, *, submission: str | None = None) -> None:
    """A note on a proposal, for whoever may follow it.

    Raises:
        InvalidInputError: nothing is written, it is too long, it names the person, or calls who cannot read it.
        NotFoundError: there is no such proposal, or the actor may not know of it.

    """
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.REPORT_ANSWER, entry_id)
        seen = unit.session.scalar(select(AGS_ENTRY.c.id).where(AGS_ENTRY.c.id == entry_id)) is not None
        about = _About(
            columns={"entry_id": entry_id},
            mentors=mentors_of(unit.session, entry.participant_id),
            subject=("shortlist_entry", entry_id),
            inside=accompanies(unit.session, actor, entry.participant_id),
            ags=seen,
            people=named_on(unit.session, entry_id=entry_id),
        )
        _write(unit, actor, about, text, submission)


def note_on_placement(work: Work, actor: Actor, entry_id: int, text: str, *, submission: str | None = None) -> None:
    """A note on the placement that came of a proposal, for those who accompany the person."""
    with work.unit(actor) as unit:
        entry = lock_entry(unit, actor, Action.ACCOMPANY, entry_id)
        proposal = proposal_of(unit, entry_id)
        placement = placement_of(unit, proposal) if proposal is not None else None
        if placement is None:
            raise NotFoundError("Hier ist noch kein Beginn geplant.", "No start is planned here yet.")
        about = _About(
            columns={"placement_id": placement.id},
            mentors=mentors_of(unit.session, entry.participant_id),
            subject=("shortlist_entry", entry_id),
            inside=True,
            ags=False,
        )
        _write(unit, actor, about, text, submission)


def note_on_vacancy(work: Work, actor: Actor, reference: str, text: str, *, submission: str | None = None) -> None:
    """A note on a vacancy, for its mentor, the coordinator and, where called, the employer service."""
    with work.unit(actor) as unit:
        row = unit.session.scalars(
            select(tables.Vacancy).where(tables.Vacancy.reference == clean(reference), visible_vacancies(actor))
        ).one_or_none()
        if row is None:
            raise NotFoundError("Diese Stelle gibt es hier nicht.", "There is no such vacancy here.")
        about = _About(
            columns={"vacancy_id": row.id},
            mentors=[row.acquired_by] if row.acquired_by is not None else [],
            subject=("vacancy", row.id),
            inside=keeps(actor, row.acquired_by),
            ags=True,
            people=named_on(unit.session, vacancy_id=row.id),
        )
        _write(unit, actor, about, text, submission)


def _write(unit: Unit, actor: Actor, about: _About, text: str, submission: str | None) -> None:
    text = "\n".join(filter(None, (clean(line) for line in text.splitlines())))
    if not text:
        raise InvalidInputError("text", "Bitte etwas schreiben.", "Please write something.")
    require_length("text", text, LONGEST)
    roles = mentioned(text)
    _require_readers(about, roles)
    for_ags = about.ags and (Role.AGS in roles or not about.inside)
    if for_ags:
        _require_nameless(unit, about, text)
    if submission is not None and not once(unit, submission, actor.id):
        return
    note = tables.Note(
        **about.columns,
        text=text,
        for_ags=for_ags,
        mentions=[str(role) for role in roles],
        written_at=unit.at,
        written_by=actor.id,
    )
    unit.session.add(note)
    unit.session.flush()
    unit.record("write_note", *about.subject, note=note.id, mentions=note.mentions, for_ags=for_ags)
    _tell(unit, actor, about, roles)


def _require_readers(about: _About, roles: Iterable[Role]) -> None:
    """Whoever is called can read the note; otherwise the writer would wait in vain."""
    readers = {Role.COORDINATOR, Role.MENTOR} | ({Role.AGS} if about.ags else set())
    for role in roles:
        if role not in readers:
            raise InvalidInputError(
                "text",
                f"{role.german} kann diese Notiz nicht lesen und bekommt keine Nachricht. Bitte ohne @ schreiben.",
                f"The {role.english} cannot read this note and gets no message. Please write it without @.",
            )
    if Role.MENTOR in roles and not about.mentors:
        raise InvalidInputError(
            "text",
            "Hier gibt es keine Patin und keinen Paten. Bitte @Koordination schreiben.",
            "There is no mentor here. Please write @Koordination.",
        )


def _require_nameless(unit: Unit, about: _About, text: str) -> None:
    """No part of the names of those whom it is about, and nobody's full name."""
    named = any(gives_away(text, person) for person in about.people)
    if named or any(is_named(text, person) for person in named_people(unit.session)):
        raise InvalidInputError(
            "text",
            "Der Arbeitgeberservice liest diese Notiz mit: bitte ohne Namen, Telefon und E-Mail, nur mit Kürzel.",
            "The employer service reads this note, too: please without name, phone and e-mail, only with the code.",
        )


def _tell(unit: Unit, actor: Actor, about: _About, roles: Iterable[Role]) -> None:
    for role in roles:
        if role is not Role.MENTOR:
            unit.notify(NotificationKind.NOTE_MENTION, about.subject, role=role)
    if Role.MENTOR in roles:
        for account in sorted(set(about.mentors) - {actor.id}):
            unit.notify(NotificationKind.NOTE_MENTION, about.subject, account=account)
