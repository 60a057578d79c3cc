"""A person's sections in words: pairs of what and how much, for their page and for comparing two states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.consents import DataCategory
from matcher.model import Experience, Labelled, Permit, Qualification, Recipient
from matcher.store.counselled import Counselled
from matcher.store.papers import Document
from matcher.store.portraits import German, Identity, Portrait, Wishes
from webapp.forms.countries import country_name
from webapp.language import language
from webapp.words import day, label, number, residence_status

Pairs = list[tuple[str, str]]


def summary_of(section: str, portrait: Portrait) -> Pairs:
    """What is recorded in a section; empty where nothing is."""
    return _SECTIONS[section](portrait)


def german_pairs(german: German | None) -> Pairs:
    if german is None:
        return []
    return _known(
        (_("Sprechen und Verstehen"), german.speaking),
        (_("Lesen und Schreiben"), german.writing),
        (_("Zertifikat"), german.certificate),
    )


def qualification_pairs(items: Iterable[Qualification]) -> Pairs:
    return [
        (
            item.title,
            _joined(
                label(item.level) if item.level else None,
                _("Anerkennung: %(state)s", state=label(item.recognition)) if item.recognition else None,
            ),
        )
        for item in items
    ]


def experience_pairs(items: Iterable[Experience]) -> Pairs:
    return [
        (
            item.title,
            _joined(
                _years(item.years) if item.years is not None else None,
                _("zuletzt %(year)s", year=item.last_year) if item.last_year else None,
            ),
        )
        for item in items
    ]


def _years(years: float) -> str:
    return ngettext("%(years)s Jahr", "%(years)s Jahre", 1 if years == 1 else 2, years=number(years))


def wishes_pairs(wishes: Wishes | None) -> Pairs:
    if wishes is None:
        return []
    return _known(
        (_("Wunschberufe"), ", ".join(wishes.wishes)),
        (_("Sucht"), _labels(wishes.kinds)),
        (_("Verfügbar ab"), day(wishes.available_from) if wishes.available_from else None),
        (_("Stunden pro Woche"), _range(wishes.hours_min, wishes.hours_max)),
        (_("Arbeitszeiten"), _labels(wishes.shifts)),
        (_("Postleitzahl"), wishes.postcode),
        (_("Weg"), _("bis %(km)s km", km=number(wishes.reach_km)) if wishes.reach_km is not None else None),
        (_("Unterwegs mit"), label(wishes.mobility) if wishes.mobility else None),
        (_("Führerscheine"), _("keine") if wishes.licences == () else ", ".join(wishes.licences or ())),
        (_("Kenntnisse"), ", ".join(wishes.skills or ())),
    )


def profile_sections(person: Counselled) -> list[tuple[str, Pairs]]:
    """What a counsellor may see, section by section: name and papers only where the person agreed to that."""
    found = [
        (_("Deutsch"), german_pairs(person.german)),
        (_("Berufserfahrung"), experience_pairs(person.experiences)),
        (_("Schule, Ausbildung, Studium"), qualification_pairs(person.qualifications)),
        (_("Wünsche und Zeiten"), wishes_pairs(person.wishes)),
    ]
    if person.identity is not None:
        found.append((_("Name und Kontakt"), identity_pairs(person.identity)))
    if DataCategory.RESIDENCE in person.known:
        found.append((_("Aufenthaltsdokument"), document_pairs(person.document)))
        found.append(
            (_("Arbeitserlaubnisse"), [(item.permit.employer, permit_line(item.permit)) for item in person.permits])
        )
    return found


def hidden_categories(person: Counselled) -> str:
    """What the person did not let the counsellor's organisation know, in words."""
    return ", ".join(label(item) for item in DataCategory if item not in person.known)


def consent_states(portrait: Portrait) -> list[tuple[Recipient, bool]]:
    """Every recipient, and whether consent stands."""
    return [(recipient, recipient in portrait.consents) for recipient in Recipient]


def permit_pairs(portrait: Portrait) -> Pairs:
    return [(standing.permit.employer, permit_line(standing.permit)) for standing in portrait.permits]


def permit_line(permit: Permit) -> str:
    hours = _("höchstens %(hours)s Stunden", hours=number(permit.weekly_hours)) if permit.weekly_hours else None
    return _joined(label(permit.kind), f"{day(permit.valid_from)} – {day(permit.valid_until)}", hours)


def identity_pairs(identity: Identity) -> Pairs:
    return _known(
        (_("Name"), f"{identity.given_name} {identity.family_name}".strip()),
        (_("Geburtsdatum"), day(identity.birth_date) if identity.birth_date else None),
        (_("Telefon"), identity.phone),
        (_("E-Mail"), identity.email),
        (_("Adresse"), ", ".join(filter(None, (identity.street, identity.city)))),
    )


def document_pairs(document: Document | None) -> Pairs:
    if document is None:
        return []
    no_expiry = _("kein Ablaufdatum gedruckt") if document.expiry_known else None
    return _known(
        (_("Status"), residence_status(document.status) if document.status else None),
        (_("Zur Arbeit steht da"), label(document.note) if document.note else None),
        (_("Gültig bis"), day(document.valid_until) if document.valid_until else no_expiry),
        (_("Aktenzeichen"), document.file_number),
        (_("Staatsangehörigkeit"), country_name(document.nationality, language()) if document.nationality else None),
        (_("Status seit"), day(document.status_since) if document.status_since else None),
        (_("In Deutschland seit"), day(document.stay_since) if document.stay_since else None),
        (_("Registriert am"), day(document.registered_on) if document.registered_on else None),
        (_("Antrag am"), day(document.applied_on) if document.applied_on else None),
        (_("Asylantrag"), label(document.application) if document.application else None),
        (_("In der Erstaufnahmeeinrichtung"), _yes_no(document.in_reception_centre)),
        (_("Identität durch Pass geklärt"), _yes_no(document.identity_by_passport)),
    )


_SECTIONS: Final[MappingProxyType[str, Callable[[Portrait], Pairs]]] = MappingProxyType(
    {
        "identity": lambda portrait: identity_pairs(portrait.identity),
        "intake": lambda portrait: _known(
            (_("Gekommen durch"), label(portrait.intake_source) if portrait.intake_source else None)
        ),
        "german": lambda portrait: german_pairs(portrait.german),
        "qualifications": lambda portrait: qualification_pairs(portrait.qualifications),
        "experience": lambda portrait: experience_pairs(portrait.experiences),
        "wishes": lambda portrait: wishes_pairs(portrait.wishes),
        "document": lambda portrait: document_pairs(portrait.document),
    }
)


def _known(*pairs: tuple[str, Any]) -> Pairs:
    return [(key, str(value)) for key, value in pairs if value]


def _labels(items: Iterable[Labelled] | None) -> str:
    return ", ".join(label(item) for item in items or ())


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part) or _("nicht bekannt")


def _range(low: float | None, high: float | None) -> str | None:
    if low is None and high is None:
        return None
    if low is None:
        return _("bis %(most)s", most=number(high))
    if high is None:
        return _("ab %(least)s", least=number(low))
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else (_("ja") if value else _("nein"))
