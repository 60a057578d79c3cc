"""Participants out of CSV or XLSX: `read_participants(path)`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from matcher.interchange.participant_columns import PARTICIPANTS
from matcher.interchange.reading import CellError, Reading
from matcher.interchange.rows import Values, read_file
from matcher.interchange.values import NOW
from matcher.model import (
    Clearance,
    Experience,
    Facts,
    Level,
    Participant,
    ParticipantCode,
    Profile,
    Qualification,
)
from matcher.occupations import name_of

_PLAIN_FACTS: Final = (
    "status",
    "nationality",
    "work_note",
    "status_since",
    "stay_since",
    "registered_on",
    "applied_on",
    "application",
    "in_reception_centre",
    "procedure",
    "abh_bars",
    "identity_by_passport",
    "tolerated_on",
    "permit_on",
    "permit_during_procedure",
    "unaccompanied_minor",
    "child_welfare",
    "recognised_status",
    "title_valid_on",
    "applied_for",
    "old_title",
    "card_ordered",
    "identity_measures_met",
)
_PLAIN_PROFILE: Final = (
    "german",
    "licences",
    "postcode",
    "reach_km",
    "mobility",
    "hours_min",
    "hours_max",
    "shifts",
    "kinds",
)


def read_participants(path: Path, *, on: date | None = None) -> Reading[Participant]:
    """Everybody in the file whose row can be read; `on` is the day that „sofort“ means.

    The pre-check of the file stands among the clearances, for any kind of employment. Where it is no
    matter of the foreigners authority it does not count; that depends on the vacancy, so the caller drops it.

    Raises:
        UnreadableFileError: nothing of the file can be used.

    """
    return read_file(path, PARTICIPANTS, lambda values: participant_of(values, on), unique="code")


def participant_of(values: Values, on: date | None) -> Participant:
    """One participant of a row's values.

    Raises:
        CellError: the values contradict each other.

    """
    return Participant(
        code=ParticipantCode(values["code"]),
        profile=_profile(values, on),
        facts=_facts(values),
        clearances=_precheck(values),
        consent_ags=values.get("consent_ags") is True,
        stopped=values.get("stop") is True,
        birth_year=values.get("birth_year"),
    )


def _profile(values: Values, on: date | None) -> Profile:
    least, most = values.get("hours_min"), values.get("hours_max")
    if least is not None and most is not None and least > most:
        raise CellError(
            f"„Stunden von“ ({least:g}) ist mehr als „Stunden bis“ ({most:g}). Bitte prüfen, ob sie vertauscht sind.",
            f"“hours_min” ({least:g}) is more than “hours_max” ({most:g}). Please check whether they are swapped.",
            "hours_min",
        )
    skills = values.get("skills")
    available = values.get("available_from")
    plain: dict[str, Any] = {key: values.get(key) for key in _PLAIN_PROFILE}
    return Profile(
        experiences=_experiences(values),
        qualifications=_qualifications(values),
        wishes=values.get("wish") or (),
        skills=None if skills is None else frozenset(skills),
        available_from=on if available == NOW else available,
        **plain,
    )


def _experiences(values: Values) -> tuple[Experience, ...]:
    titles, codes = values.get("occupation") or (), values.get("occupation_code") or ()
    if not titles:
        titles = tuple((code and name_of(code)) or code or "" for code in codes)
    years = _alongside(titles, values.get("experience_years") or (), "experience_years")
    last = _alongside(titles, values.get("last_year") or (), "last_year")
    named = _alongside(titles, codes, "occupation_code")
    return tuple(
        Experience(title=name_of(title) or title, years=years[place], last_year=last[place], occupation=code)
        if (code := named[place] or (title if title.isdigit() else None))
        else Experience(title=title, years=years[place], last_year=last[place])
        for place, title in enumerate(titles)
        if title
    )


def _alongside(titles: tuple[str, ...], given: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    """One value per occupation; fewer leave the later ones unknown, more contradict the list."""
    stated = given
    while stated and stated[-1] is None:
        stated = stated[:-1]
    if len(stated) > len(titles):
        raise CellError(
            f"Hier stehen {len(stated)} Angaben, aber {len(titles)} Berufe. Bitte zu jeder Angabe den Beruf eintragen, "
            "mehrere mit Semikolon getrennt.",
            f"There are {len(stated)} values here but {len(titles)} occupations. Please enter the occupation for each "
            "value, several separated by semicolons.",
            key,
        )
    return (*stated, *(None for _ in titles[len(stated) :]))


def _qualifications(values: Values) -> tuple[Qualification, ...]:
    title, level = values.get("qualification"), values.get("qualification_level")
    recognition, codes = values.get("recognition"), values.get("qualification_code") or ()
    code = codes[0] if codes else None
    if title is None and level is None and recognition is None and code is None:
        return ()
    named = title or (code and name_of(code)) or ""
    return (Qualification(title=named, level=level, recognition=recognition, occupation=code),)


def _facts(values: Values) -> Facts:
    plain: dict[str, Any] = {key: values.get(key) for key in _PLAIN_FACTS}
    until, permit = values.get("document_valid_until"), values.get("permit")
    return Facts(
        document_valid_until=until or None,
        document_expiry_known=until is not None,
        permit=_limited(permit, values.get("permit_hours")),
        **plain,
    )


def _limited(permit: Any, hours: float | None) -> Any:
    if hours is None:
        return permit
    if permit is None:
        raise CellError(
            "Stunden ohne Arbeitserlaubnis: Bitte auch die Spalte „Arbeitserlaubnis“ ausfüllen.",
            "Hours without a work permit: please fill in the column “permit” too.",
            "permit_hours",
        )
    return type(permit)(
        employer=permit.employer,
        kind=permit.kind,
        valid_from=permit.valid_from,
        valid_until=permit.valid_until,
        weekly_hours=hours,
    )


def _precheck(values: Values) -> tuple[Clearance, ...]:
    answer = values.get("precheck")
    if answer is None:
        return ()
    return (Clearance(level=Level.PLACEMENT, answer=answer, valid_until=values.get("precheck_until")),)
