"""Record a person's consent, recipient by recipient and category by category (9(1))."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.consents import LANGUAGES, OFFERED, DataCategory, needed_by, together
from matcher.errors import ConflictError, InvalidInputError
from matcher.model import Recipient
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.consents import SignedBy
from matcher.store.tables.people import ParticipantState
from matcher.store.unit import Unit
from matcher.usecases.check_identity import require_length
from matcher.usecases.permission import require_for_person
from matcher.usecases.redecide import redecide_person
from matcher.usecases.work import Work

CURRENT_TEXT: Final = "2026-11"
FIRST_DAY: Final = date(2017, 1, 1)
"""The project's first day: nobody signed before (1)."""
Cell = tuple[Recipient, DataCategory]
Grants = Collection[Recipient] | Mapping[Recipient, Collection[DataCategory]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How the sheet was signed: on paper that lies somewhere, as a scan of it, or on the screen."""

    means: SignedBy = SignedBy.PAPER
    reference: str | None = None
    content: bytes | None = None
    content_type: str | None = None


ON_PAPER: Final = Signature()


def give_consent(
    work: Work,
    actor: Actor,
    participant_id: int,
    grants: Grants,
    *,
    language: str,
    given_on: date,
    signature: Signature = ON_PAPER,
    text_version: str = CURRENT_TEXT,
) -> tuple[Cell, ...]:
    """Consent stands for every cell; returns those that are new. What stood already is left as it was given.

    Args:
        work: the door's means.
        actor: the person's mentor, or a coordinator.
        participant_id: who signed.
        grants: recipients, each with what it needs; or categories by recipient, with what they rest on.
        language: of the sheet.
        given_on: the day of the signature.
        signature: how it was signed.
        text_version: what the sheet said.

    Raises:
        InvalidInputError: the day or the language cannot be, or the recipient is never told this.
        ConflictError: the person no longer takes part.

    """
    _check(work.clock.today(), language, given_on, signature)
    wanted = _cells(grants)
    with work.unit(actor) as unit:
        person = require_for_person(unit, actor, Action.RECORD_CONSENT, participant_id)
        if person.state is not ParticipantState.ACTIVE:
            raise ConflictError(
                "Diese Person nimmt nicht mehr teil. Ein Einverständnis ist nicht möglich.",
                "This person no longer takes part. Consent is not possible.",
            )
        standing = standing_cells(unit, participant_id)
        missing = [cell for cell in wanted if cell not in standing]
        _require_base(standing.union(wanted))
        if not missing:
            return ()
        sheet = _sheet(unit, actor, participant_id, signature, language, given_on, text_version)
        for recipient, category in missing:
            unit.session.add(
                tables.DataConsent(
                    participant_id=participant_id,
                    recipient=recipient,
                    category=category,
                    text_version=text_version,
                    language=language,
                    given_on=given_on,
                    recorded_at=unit.at,
                    recorded_by=actor.id,
                    sheet_id=sheet.id,
                )
            )
        unit.record(
            "give_consent",
            "participant",
            participant_id,
            cells=[f"{recipient}:{category}" for recipient, category in missing],
            sheet=sheet.id,
        )
        redecide_person(unit, participant_id, "consent")
        return tuple(missing)


def standing_cells(unit: Unit, participant_id: int) -> frozenset[Cell]:
    """What the person has agreed to and not withdrawn."""
    rows = unit.session.execute(
        select(tables.DataConsent.recipient, tables.DataConsent.category).where(
            tables.DataConsent.participant_id == participant_id, tables.DataConsent.withdrawn_at.is_(None)
        )
    )
    return frozenset((row.recipient, row.category) for row in rows)


def _cells(grants: Grants) -> list[Cell]:
    """Every cell with what it rests on, in a fixed order."""
    chosen = grants if isinstance(grants, Mapping) else {recipient: needed_by(recipient) for recipient in grants}
    found: list[Cell] = []
    for recipient in sorted(chosen):
        categories = frozenset(chosen[recipient])
        if not categories <= frozenset(OFFERED[recipient]):
            raise InvalidInputError(
                "cells",
                f"Diese Angaben gehen nie an: {recipient.german}. Bitte die Auswahl prüfen.",
                f"This data never goes to: {recipient.english}. Please check what is ticked.",
            )
        found += [(recipient, category) for category in sorted(together(recipient, categories))]
    return found


def _require_base(cells: frozenset[Cell]) -> None:
    """Whatever else somebody may know rests on the profile, and only the person's own tick gives that."""
    for recipient, _ in sorted(cells):
        if (recipient, DataCategory.PROFILE) not in cells:
            raise InvalidInputError(
                "cells",
                f"{recipient.german}: Ohne „{DataCategory.PROFILE.german}“ geht das andere nicht. "
                "Bitte die Person fragen und auch das ankreuzen, oder beides weglassen.",
                f"{recipient.english}: Without “{DataCategory.PROFILE.english}” the rest is not possible. "
                "Please ask the person and tick that too, or leave both out.",
            )


def _check(today: date, language: str, given_on: date, signature: Signature) -> None:
    if given_on > today:
        raise InvalidInputError(
            "given_on",
            "Dieses Datum liegt in der Zukunft. Bitte den Tag der Unterschrift eintragen.",
            "This date is in the future. Please enter the day of the signature.",
        )
    if given_on < FIRST_DAY:
        raise InvalidInputError(
            "given_on",
            "Damals gab es das Projekt noch nicht. Bitte den Tag der Unterschrift prüfen.",
            "The project did not exist then. Please check the day of the signature.",
        )
    require_language(language)
    require_length("reference", signature.reference, 200)


def require_language(language: str) -> None:
    """Pass one of the languages in which people are asked."""
    if language not in LANGUAGES:
        raise InvalidInputError(
            "language",
            "Bitte eine Sprache aus der Liste wählen.",
            "Please choose a language from the list.",
        )


def _sheet(
    unit: Unit,
    actor: Actor,
    participant_id: int,
    signature: Signature,
    language: str,
    given_on: date,
    text_version: str,
) -> tables.ConsentSheet:
    sheet = tables.ConsentSheet(
        participant_id=participant_id,
        text_version=text_version,
        language=language,
        signed_on=given_on,
        means=signature.means,
        reference=clean(signature.reference) or None,
        content=signature.content,
        content_type=signature.content_type,
        recorded_at=unit.at,
        recorded_by=actor.id,
    )
    unit.session.add(sheet)
    unit.session.flush()
    return sheet
