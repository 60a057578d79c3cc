"""Sentences for mentors: what holds, why, and what to do next."""

from __future__ import annotations

from datetime import date
from typing import Final

from matcher.clearance.rules import Rule
from matcher.model import Kind, Mode

FACTS: Final[dict[str, tuple[str, str]]] = {
    "status": ("der Aufenthaltsstatus", "the residence status"),
    "kind": ("die Art der Stelle", "the kind of employment"),
    "pack": ("das Datum (Regeln gibt es ab dem 1. Januar 2017)", "the date (there are rules from 1 January 2017 on)"),
    "nationality": ("die Staatsangehörigkeit", "the nationality"),
    "document_valid_until": ("ein gültiges Dokument mit Ablaufdatum", "a valid document with its expiry date"),
    "work_note": ("der Eintrag zur Arbeit auf dem Dokument", "what the document prints about work"),
    "permit": ("die Arbeitserlaubnis", "the work permit"),
    "status_since": ("seit wann der jetzige Status gilt", "since when the present status has held"),
    "stay_since": (
        "seit wann die Person ohne Unterbrechung hier lebt",
        "since when the person has lived here without a break",
    ),
    "registered_on": ("der Tag der Registrierung", "the day of registration"),
    "applied_on": ("der Tag des Antrags (Asyl oder Aufenthaltstitel)", "the day of the application (asylum or title)"),
    "application": ("der Stand des Asylverfahrens", "the state of the asylum application"),
    "in_reception_centre": (
        "ob die Person in der Aufnahmeeinrichtung wohnen muss",
        "whether the person must live in a reception centre",
    ),
    "procedure": (
        "die Art des Asylverfahrens (sagt die Ausländerbehörde)",
        "the kind of procedure (the authority says)",
    ),
    "abh_bars": (
        "ob es Arbeitsverbote gibt (sagt die Ausländerbehörde)",
        "whether there are work bans (the authority says)",
    ),
    "abh_answer": ("die Frage mit der Ausländerbehörde", "the question with the foreigners authority"),
    "identity_by_passport": ("ob ein Pass die Identität klärt", "whether a passport proves the identity"),
    "identity_measures_met": (
        "ob die Person an der Klärung der Identität mitwirkt",
        "whether the person helps to clear the identity",
    ),
    "tolerated_on": ("ob am Stichtag eine Duldung bestand", "whether there was a toleration on the key date"),
    "permit_on": ("ob am Stichtag eine Arbeitserlaubnis bestand", "whether there was a work permit on the key date"),
    "permit_during_procedure": (
        "ob im Asylverfahren Arbeit erlaubt war",
        "whether work was permitted during the procedure",
    ),
    "child_welfare": ("ob es um das Wohl eines Kindes ging", "whether it was for a child's sake"),
    "unaccompanied_minor": (
        "ob die Person unbegleitet und minderjährig ist",
        "whether the person is an unaccompanied minor",
    ),
    "recognised_status": ("ob ein Schutzstatus anerkannt ist", "whether a protection status is recognised"),
    "title_valid_on": ("ob der Titel am Stichtag galt", "whether the title was valid on the key date"),
    "applied_for": ("welcher Aufenthaltstitel beantragt ist", "which residence title is applied for"),
    "old_title": ("der alte Aufenthaltstitel", "the former residence title"),
    "weekly_hours": ("die Wochenstunden der Stelle", "the weekly hours of the job"),
    "agency_district": ("der Agenturbezirk", "the agency district"),
}

_LEADS: Final[dict[Mode, tuple[str, str]]] = {
    Mode.NONE: ("Das ist erlaubt", "This is allowed"),
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
_NO_PERMIT_NEEDED: Final = ("es dafür keine Erlaubnis braucht", "no permit is needed for it")
_PERMIT_THERE: Final = ("die Erlaubnis schon vorliegt", "the permit is there already")


def sentences(rule: Rule, mode: Mode, until: date | None, then: Mode | None = None) -> tuple[str, str]:
    """One sentence in German and one in English; `then` is how it stands once the waiting period is over."""
    step, step_english = _STEPS[then or mode]
    if until is not None:
        return (
            f"Arbeit ist erst ab {until:%d.%m.%Y} möglich, weil {rule.german}; nächster Schritt: {step}.",
            f"Work is possible from {until.isoformat()} only, because {rule.english}; next step: {step_english}.",
        )
    german, english = _LEADS[mode]
    why, why_english = (rule.german, rule.english) if mode is rule.mode else _without_agreement(rule)
    return (
        f"{german}, weil {why}; nächster Schritt: {step}.",
        f"{english}, because {why_english}; next step: {step_english}.",
    )


def _without_agreement(rule: Rule) -> tuple[str, str]:
    """Why nobody need be told: it is no employment, or the permit for it is there."""
    return _PERMIT_THERE if Kind.JOB in rule.kinds else _NO_PERMIT_NEEDED


def hold_sentences(missing: tuple[str, ...], why: tuple[str, str]) -> tuple[str, str]:
    """Why nobody can tell yet, and which fact to bring."""
    german = _listed([FACTS[name][0] for name in missing], "und")
    english = _listed([FACTS[name][1] for name in missing], "and")
    return (
        f"Noch nicht geprüft, weil {why[0]}; nächster Schritt: bitte klären – {german}.",
        f"Not checked yet, because {why[1]}; next step: please clear up – {english}.",
    )


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
