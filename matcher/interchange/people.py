"""People out of CSV or XLSX for the project's own record: the participants' columns, and who they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from matcher.interchange import vocabulary as words
from matcher.interchange.columns import Column, Columns
from matcher.interchange.participant_columns import PARTICIPANTS
from matcher.interchange.participants import participant_of
from matcher.interchange.reading import CellError, Reading
from matcher.interchange.rows import Values, read_content
from matcher.interchange.tables import require_content
from matcher.interchange.values import day, text_of
from matcher.interchange.words import squash
from matcher.model import Participant

_SOURCES: Final = MappingProxyType(
    {
        squash(word): source
        for source, words_of_it in {
            "own_initiative": ("own_initiative", "von selbst", "selbst", "Eigeninitiative"),
            "approach": ("approach", "Ansprache", "angesprochen"),
            "jobcenter": ("jobcenter", "JC"),
            "agency": ("agency", "Agentur", "Agentur für Arbeit", "Arbeitsagentur"),
            "provider": ("provider", "Träger", "Bildungsträger", "Maßnahmeträger", "Kursträger"),
            "accommodation": ("accommodation", "Unterkunft", "Gemeinschaftsunterkunft"),
        }.items()
        for word in words_of_it
    }
)
_WHO: Final = (
    Column(
        key="given_name",
        german="Vorname",
        read=text_of,
        example="Amina",
        further=("first name", "forename"),
        help_german="in jeder Schrift",
        help_english="in any script",
    ),
    Column(
        key="family_name",
        german="Nachname",
        read=text_of,
        example="Haddad",
        further=("Name", "Familienname", "last name", "surname"),
        help_german="in jeder Schrift",
        help_english="in any script",
    ),
    Column(
        key="birth_date",
        german="Geburtsdatum",
        read=day,
        example="24.11.1994",
        further=("geboren am", "date of birth"),
        help_german="leer, wenn es nicht bekannt ist",
        help_english="empty where it is not known",
    ),
    Column(
        key="phone",
        german="Telefon",
        read=text_of,
        example="030 23125 001",
        further=("Handy", "Mobil"),
        help_german="wie die Person erreichbar ist",
        help_english="how to reach the person",
    ),
    Column(
        key="email",
        german="E-Mail",
        read=text_of,
        example="name@beispiel.de",
        further=("Mail",),
        help_german="wenn es eine gibt",
        help_english="where there is one",
    ),
    Column(
        key="street",
        german="Straße",
        read=text_of,
        example="Musterweg 1",
        further=("Straße und Hausnummer", "Adresse"),
        help_german="Straße und Hausnummer",
        help_english="street and number",
    ),
    Column(
        key="city",
        german="Ort",
        read=text_of,
        example="Königs Wusterhausen",
        further=("Wohnort", "Stadt"),
        help_german="Wohnort",
        help_english="place of residence",
    ),
    Column(
        key="source",
        german="Weg ins Projekt",
        read=words.choice(_SOURCES, ("von selbst", "Ansprache", "Jobcenter", "Agentur", "Träger", "Unterkunft")),
        example="Jobcenter",
        further=("Zugang", "intake"),
        help_german="von selbst, Ansprache, Jobcenter, Agentur, Träger oder Unterkunft",
        help_english="own_initiative, approach, jobcenter, agency, provider or accommodation",
    ),
    Column(
        key="file_number",
        german="Aktenzeichen",
        read=text_of,
        example="32-1234/26",
        further=("AZ",),
        help_german="der Ausländerbehörde",
        help_english="of the foreigners authority",
    ),
)
PEOPLE: Final = Columns(
    "Menschen",
    "people",
    "people",
    (*_WHO, *(replace(column, required=False) if column.key == "code" else column for column in PARTICIPANTS.all)),
)
"""A code is taken over where one is given; whoever has none gets a fresh one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """One person of the file; `said` names the columns that the row fills."""

    code: str | None
    given_name: str | None
    family_name: str | None
    birth_date: date | None
    phone: str | None
    email: str | None
    street: str | None
    city: str | None
    source: str | None
    file_number: str | None
    person: Participant
    said: frozenset[str]


def read_people_content(content: bytes, name: str, *, on: date | None = None) -> Reading[IntakeRow]:
    """Everybody in the file whose row can be read; `on` is the day that „sofort“ means.

    Raises:
        UnreadableFileError: nothing of the file can be used.

    """
    require_content(content, name)
    return read_content(content, name, PEOPLE, lambda values: _row(values, on), unique="code")


def _row(values: Values, on: date | None) -> IntakeRow:
    known = {key: value for key, value in values.items() if value is not None}
    if not known.get("code") and not (known.get("given_name") and known.get("family_name")):
        raise CellError(
            "Bitte Vorname und Nachname eintragen, oder ein Kürzel.",
            "Please enter given name and family name, or a code.",
            "family_name",
        )
    plain: dict[str, Any] = {column.key: values.get(column.key) for column in _WHO}
    return IntakeRow(
        code=values.get("code"),
        person=participant_of({**values, "code": values.get("code") or ""}, on),
        said=frozenset(known),
        **plain,
    )
