"""Sentences for mentors: what holds, why, and what to do next."""

from __future__ import annotations

from datetime import date
from typing import Final

from matcher.clearance.rules import Rule
from matcher.model import Mode

FACTS: Final[dict[str, tuple[str, str]]] = {
    "status": ("Aufenthaltsstatus", "residence status"),
    "kind": ("Art der Stelle", "kind of employment"),
    "pack": ("ein Regelwerk für dieses Datum", "a rule pack for this date"),
    "nationality": ("Staatsangehörigkeit", "nationality"),
    "document_valid_until": ("ein gültiges Dokument mit Ablaufdatum", "a valid document with its expiry date"),
    "work_note": ("der Eintrag zur Arbeit auf dem Dokument", "what the document prints about work"),
    "permit": ("die Arbeitserlaubnis", "the work permit"),
    "status_since": ("Status seit", "status since"),
    "stay_since": ("ununterbrochener Aufenthalt seit", "uninterrupted stay since"),
    "registered_on": ("Tag der Registrierung", "day of registration"),
    "applied_on": ("Tag des Asylantrags", "day of the asylum application"),
    "application": ("Stand des Asylverfahrens", "state of the asylum application"),
    "in_reception_centre": ("Wohnpflicht in der Aufnahmeeinrichtung", "duty to live in a reception centre"),
    "procedure": ("Art des Asylverfahrens (sagt die Ausländerbehörde)", "kind of procedure (the authority says)"),
    "abh_bars": ("Arbeitsverbote (sagt die Ausländerbehörde)", "work bans (the authority says)"),
    "abh_answer": ("Antwort der Ausländerbehörde", "answer of the foreigners authority"),
    "identity_by_passport": ("Identität durch Pass geklärt", "identity proved by passport"),
    "identity_measures_met": ("Mitwirkung an der Klärung der Identität", "measures to clear identity"),
    "tolerated_on": ("Duldung am Stichtag", "toleration on the key date"),
    "permit_on": ("Arbeitserlaubnis am Stichtag", "work permit on the key date"),
    "permit_during_procedure": ("Arbeitserlaubnis im Asylverfahren", "work permit during the procedure"),
    "child_welfare": ("Gründe des Kindeswohls", "reasons of child welfare"),
    "unaccompanied_minor": ("unbegleitet minderjährig", "unaccompanied minor"),
    "recognised_status": ("anerkannter Schutzstatus", "recognised protection status"),
    "title_valid_on": ("Titel am Stichtag gültig", "title valid on the key date"),
    "applied_for": ("beantragter Titel", "title applied for"),
    "old_title": ("der alte Aufenthaltstitel", "the former residence title"),
    "weekly_hours": ("Wochenstunden der Stelle", "weekly hours of the job"),
    "agency_district": ("Agenturbezirk", "agency district"),
}

_LEADS: Final[dict[Mode, tuple[str, str]]] = {
    Mode.NONE: ("Diese Arbeit ist erlaubt", "This work is allowed"),
    Mode.INFORMATIVE: ("Möglich nach Mitteilung an die Ausländerbehörde", "Possible once the authority is told"),
    Mode.CONSULT: ("Möglich nach Rückfrage bei der Ausländerbehörde", "Possible once the authority is consulted"),
    Mode.CONSENT: ("Möglich mit Erlaubnis der Ausländerbehörde", "Possible with the authority's permit"),
    Mode.PROHIBITED: ("Zurzeit nicht erlaubt", "Not allowed at present"),
}
_STEPS: Final[dict[Mode, tuple[str, str]]] = {
    Mode.NONE: ("Dokument ansehen und die Prüfung festhalten", "look at the document and record the check"),
    Mode.INFORMATIVE: ("Mitteilung an die Ausländerbehörde senden", "send the notice to the authority"),
    Mode.CONSULT: ("Vorprüfung bei der Ausländerbehörde anfragen", "ask the authority for the pre-check"),
    Mode.CONSENT: ("Vorprüfung bei der Ausländerbehörde anfragen", "ask the authority for the pre-check"),
    Mode.PROHIBITED: ("Beratung suchen und Sprachkurs nutzen", "seek advice and use a language course"),
    Mode.HOLD: ("dann die Angaben noch einmal prüfen", "check the facts again on that day"),
}
INCOMPLETE: Final = ("eine Angabe fehlt oder nicht stimmen kann", "a fact is missing or cannot be right")
CONTRADICTION: Final = (
    "auf dem Dokument eine Erlaubnis steht, das Gesetz diese Arbeit aber verbietet oder offen lässt",
    "the document prints a permission but the law bans this work or leaves it open",
)
_AGREEMENT_FALLS: Final = ("es dafür keine Erlaubnis braucht", "no permit is needed for it")


def sentences(rule: Rule, mode: Mode, until: date | None, then: Mode | None = None) -> tuple[str, str]:
    """One sentence in German and one in English; `then` is how it stands once the waiting period is over."""
    step, step_english = _STEPS[then or mode]
    if until is not None:
        return (
            f"Arbeit ist erst ab {until:%d.%m.%Y} möglich, weil {rule.german}; nächster Schritt: {step}.",
            f"Work is possible from {until.isoformat()} only, because {rule.english}; next step: {step_english}.",
        )
    german, english = _LEADS[mode]
    why, why_english = (rule.german, rule.english) if mode is rule.mode else _AGREEMENT_FALLS
    return (
        f"{german}, weil {why}; nächster Schritt: {step}.",
        f"{english}, because {why_english}; next step: {step_english}.",
    )


def hold_sentences(missing: tuple[str, ...], why: tuple[str, str]) -> tuple[str, str]:
    """Why nobody can tell yet, and which fact to bring."""
    german = ", ".join(FACTS[name][0] for name in missing)
    english = ", ".join(FACTS[name][1] for name in missing)
    return (
        f"Noch nicht geprüft, weil {why[0]}; nächster Schritt: bitte klären – {german}.",
        f"Not checked yet, because {why[1]}; next step: please clear up – {english}.",
    )
