"""What an import of people would do: every row with what stops it, what is not taken over, and who may be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.errors import InvalidInputError, UnreadableFileError
from matcher.interchange.people import IntakeRow, read_people_content
from matcher.interchange.reading import Problem, Reading
from matcher.model import Answer
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.merges import known_people
from matcher.store.portraits import Identity, Wishes
from matcher.twins import Known, Twins
from matcher.usecases.check_identity import check_identity, require_length
from matcher.usecases.edit_experience import experience_row
from matcher.usecases.edit_qualifications import qualification_row
from matcher.usecases.edit_wishes import check_wishes
from matcher.usecases.plan_import import Trouble

MOST: Final = 300
"""People of one file: more cannot be looked through on one page."""
_CODE: Final = (5, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    """One person of the file."""

    place: int
    row: IntakeRow
    identity: Identity | None
    """None where the row holds a code alone."""
    wishes: Wishes
    objects: bool
    """The authority has objected, as the file says: then nobody places the person."""
    stops: tuple[Trouble, ...] = ()
    notices: tuple[Trouble, ...] = ()
    twins: tuple[str, ...] = ()
    """Codes of known people who may be the same."""
    twin_place: int | None = None
    """An earlier row of the file that may be the same."""

    @property
    def name(self) -> str:
        return f"{self.identity.given_name} {self.identity.family_name}" if self.identity else self.row.code or ""

    @property
    def may_be_taken(self) -> bool:
        return not self.stops

    @property
    def is_double(self) -> bool:
        return bool(self.twins) or self.twin_place is not None

    @property
    def taken_by_default(self) -> bool:
        return self.may_be_taken and not self.is_double


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePlan:
    rows: tuple[PlannedPerson, ...]
    refused: tuple[Problem, ...]
    ignored: tuple[str, ...]


def plan_people_import(session: Session, content: bytes, name: str, *, today: date) -> PeoplePlan:
    """The plan; nothing is written.

    Raises:
        UnreadableFileError: nothing of the file can be used, or it holds too many people.

    """
    reading = read_people_content(content, name, on=today)
    if len(reading.rows) > MOST:
        raise UnreadableFileError(
            f"{name} hat {len(reading.rows)} Menschen, auf einmal gehen {MOST}. Bitte die Datei aufteilen.",
            f"{name} holds {len(reading.rows)} people; {MOST} are possible at once. Please split the file.",
        )
    told = _told(reading)
    taken = frozenset(session.scalars(select(tables.Participant.code)))
    rows = [
        _planned(place, row, told[place], taken, today) for place, row in zip(reading.places, reading.rows, strict=True)
    ]
    return PeoplePlan(
        rows=tuple(_with_twins(rows, Twins(known_people(session)))), refused=reading.refusals, ignored=reading.ignored
    )


def _told(reading: Reading[IntakeRow]) -> defaultdict[int, list[Trouble]]:
    found: defaultdict[int, list[Trouble]] = defaultdict(list)
    for problem in reading.problems:
        if not problem.refused and problem.row is not None:
            found[problem.row].append(Trouble(problem.field, problem.german, problem.english))
    return found


def _planned(place: int, row: IntakeRow, notices: list[Trouble], taken: frozenset[str], today: date) -> PlannedPerson:
    row = replace(row, code=clean(row.code).upper() or None)
    identity, wishes = _identity(row), _wishes(row)
    stops: list[Trouble] = []
    try:
        _check_code(row.code, taken)
        identity = check_identity(identity, today) if identity else None
        wishes = check_wishes(wishes)
        require_length("file_number", row.file_number, 60)
        for item in row.person.profile.experiences:
            experience_row(0, item, "experience", today)
        for learned in row.person.profile.qualifications:
            qualification_row(0, learned, "qualification")
    except InvalidInputError as error:
        stops.append(Trouble(error.field, error.german, error.english))
    return PlannedPerson(
        place=place,
        row=row,
        identity=identity,
        wishes=wishes,
        objects=any(item.answer is Answer.OBJECTION for item in row.person.clearances),
        stops=tuple(stops),
        notices=(*notices, *_left_out(row)),
    )


def _check_code(code: str | None, taken: frozenset[str]) -> None:
    if code is None:
        return
    if not _CODE[0] <= len(code) <= _CODE[1] or not code.isprintable() or " " in code or "/" in code:
        raise InvalidInputError(
            "code",
            "Ein Kürzel hat 5 bis 16 Zeichen ohne Leerzeichen, zum Beispiel LDS-7F3K. Oder bitte leer lassen.",
            "A code has 5 to 16 characters without blanks, for example LDS-7F3K. Or please leave it empty.",
        )
    if code in taken:
        raise InvalidInputError(
            "code",
            f"Das Kürzel {code} gibt es schon. Bitte dort nachsehen, oder das Feld leeren.",
            f"The code {code} is taken. Please look there, or empty the cell.",
        )


def _identity(row: IntakeRow) -> Identity | None:
    if not row.given_name and not row.family_name:
        return None
    return Identity(
        given_name=row.given_name or "",
        family_name=row.family_name or "",
        birth_date=row.birth_date,
        phone=row.phone,
        email=row.email,
        street=row.street,
        city=row.city,
    )


def _wishes(row: IntakeRow) -> Wishes:
    profile = row.person.profile
    return Wishes(
        wishes=profile.wishes,
        kinds=None if profile.kinds is None else tuple(sorted(profile.kinds)),
        licences=None if profile.licences is None else tuple(sorted(profile.licences)),
        skills=None if profile.skills is None else tuple(sorted(profile.skills)),
        shifts=None if profile.shifts is None else tuple(sorted(profile.shifts)),
        postcode=profile.postcode,
        reach_km=profile.reach_km,
        mobility=profile.mobility,
        available_from=profile.available_from,
        hours_min=profile.hours_min,
        hours_max=profile.hours_max,
    )


def _left_out(row: IntakeRow) -> Iterator[Trouble]:
    """A file opens no gate: what needs a signature or the authority's own word is not taken from it."""
    if row.person.consent_ags:
        yield Trouble(
            "consent_ags",
            "Ein Einverständnis wird nicht übernommen: Es braucht die Unterschrift der Person.",
            "Consent is not taken over: it needs the person's signature.",
        )
    if row.person.clearances:
        yield Trouble(
            "precheck",
            "Eine Vorprüfung wird nicht übernommen, bitte neu anfragen. Bei Bedenken wird die Vermittlung gestoppt.",
            "A pre-check is not taken over, please ask again. After an objection placement is stopped.",
        )
    if row.person.facts.permit is not None:
        yield Trouble(
            "permit",
            "Eine Arbeitserlaubnis wird nicht übernommen. Bitte auf der Seite der Person eintragen.",
            "A work permit is not taken over. Please enter it on the person's page.",
        )
    if row.said & {"procedure", "abh_bars"}:
        yield Trouble(
            "abh_bars",
            "Angaben der Ausländerbehörde werden nicht übernommen: Sie macht sie selbst.",
            "What the foreigners authority states is not taken over: it states it itself.",
        )


def _with_twins(rows: Sequence[PlannedPerson], known: Twins) -> list[PlannedPerson]:
    """The rows, each with known people and the earlier row that may be the same person."""
    found: list[PlannedPerson] = []
    places: dict[str, int] = {}
    earlier: list[Known] = []
    for row in rows:
        if row.identity is None:
            found.append(row)
            continue
        person = Known(str(row.place), row.identity.given_name, row.identity.family_name, row.identity.birth_date)
        same = Twins(earlier).of(person, limit=1)
        found.append(replace(row, twins=known.of(person), twin_place=places[same[0]] if same else None))
        places[person.code] = row.place
        earlier.append(person)
    return found
