"""The letter to the foreigners authority as PDF: one page, identity, document and job, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from matcher.clearance import status_label
from matcher.model import Mode
from matcher.store.worklist import Asked, AskedJob
from webapp.typesetting import typeset

_SENDER: Final = "Projekt „LDS integriert – in Ausbildung und Arbeit“ · AWO · Koordination"
_RECIPIENT: Final = ("Landkreis Dahme-Spreewald", "Ausländerbehörde")
_FOOT: Final = (
    "Die Person hat dieser Anfrage zugestimmt. Das Schreiben enthält nur Angaben zur Identität, zum Dokument und zur "
    "Beschäftigung. Bitte geben Sie das Zeichen in Ihrer Antwort an."
)
_ASKS: Final = MappingProxyType(
    {
        Mode.INFORMATIVE: "Wir teilen Ihnen mit, dass wir die Person in diese Beschäftigung vermitteln wollen. "
        "Eine Antwort ist nur nötig, wenn etwas dagegen spricht.",
        Mode.CONSULT: "Spricht aus Ihrer Sicht etwas dagegen, dass wir die Person in diese Beschäftigung vermitteln? "
        "Wenn Sie bis zum {deadline} nicht antworten, gehen wir davon aus, dass nichts dagegen spricht.",
        Mode.CONSENT: "Stimmen Sie zu, dass wir die Person in diese Beschäftigung vermitteln? "
        "Ohne Ihre Zustimmung geht es nicht weiter, auch wenn Sie nicht antworten.",
    }
)
_ASKS_JOB: Final = MappingProxyType(
    {
        Mode.INFORMATIVE: "Wir teilen Ihnen mit, dass die Person die unten genannte Stelle antreten will. "
        "Eine Antwort ist nur nötig, wenn etwas dagegen spricht.",
        Mode.CONSULT: "Spricht aus Ihrer Sicht etwas dagegen, dass die Person die unten genannte Stelle antritt? "
        "Wenn Sie bis zum {deadline} nicht antworten, gehen wir davon aus, dass nichts dagegen spricht.",
        Mode.CONSENT: "Stimmen Sie der unten genannten Stelle zu? "
        "Ohne Ihre Zustimmung fängt die Person dort nicht an, auch wenn Sie nicht antworten.",
    }
)


_LONGEST_IN_SUBJECT: Final = 90
_LONG_WORD: Final = re.compile(r"(\S{44})(?=\S)")


def reference_of(request_id: int) -> str:
    """The sign by which an answer on paper finds its request."""
    return f"PG-{request_id:06d}"


def letter_pdf(asked: Asked, on: date) -> bytes:
    """The letter about this request, dated `on`; always German, as the authority's language is."""
    return typeset("request.typ", letter=_content(asked, on))


def _content(asked: Asked, on: date) -> dict[str, Any]:
    return {
        "sender": _SENDER,
        "recipient": _RECIPIENT,
        "references": [
            ("Unser Zeichen", reference_of(asked.id)),
            ("Ihr Zeichen", asked.file_number or "–"),
            ("Anfrage vom", _day(asked.sent_on)),
            ("Frist", _day(asked.deadline) if asked.deadline else "keine"),
            ("Datum", _day(on)),
        ],
        "subject": _subject(asked),
        "opening": ["Guten Tag,", _question(asked)],
        "sections": _sections(asked),
        "answer_title": "Ihre Antwort (bitte ankreuzen und zurücksenden)",
        "answers": _answers(asked),
        "foot": _FOOT,
    }


def _subject(asked: Asked) -> str:
    what = "Mitteilung" if asked.mode is Mode.INFORMATIVE else "Anfrage"
    about = "einer Stelle" if asked.job else f"Vermittlung ({asked.kind.german})"
    who = asked.name if len(asked.name) <= _LONGEST_IN_SUBJECT else reference_of(asked.id)
    return f"{what} zu {about}: {who}"


def _question(asked: Asked) -> str:
    words = (_ASKS_JOB if asked.job else _ASKS)[asked.mode]
    return words.format(deadline=_day(asked.deadline))


def _sections(asked: Asked) -> list[dict[str, Any]]:
    person = [
        ("Name", _breakable(asked.name)),
        ("Geboren", _day(asked.birth_date)),
        ("Aktenzeichen", asked.file_number or "–"),
        ("Dokument", status_label(asked.status, "de") if asked.status else "nicht bekannt"),
        *([("Eintrag zur Arbeit", asked.note.german)] if asked.note else []),
        ("Dokument gültig bis", _day(asked.document_valid_until)),
    ]
    about = [("Art der Beschäftigung", asked.kind.german), *(_job(asked.job) if asked.job else [])]
    return [{"title": "Person", "facts": person}, {"title": "Beschäftigung", "facts": about}]


def _job(job: AskedJob) -> list[tuple[str, str]]:
    place = " ".join(part for part in (job.postcode, job.city) if part)
    until = f" bis {_day(job.ends_on)}" if job.ends_on else ""
    return [
        ("Stelle", _breakable(job.title)),
        ("Betrieb", _breakable(job.employer)),
        ("Arbeitsort", place or "–"),
        ("Beginn", _day(job.starts_on) + until),
        ("Stunden pro Woche", _hours(job.hours)),
        ("Bezahlung", _pay(job)),
    ]


def _answers(asked: Asked) -> list[dict[str, Any]]:
    if asked.mode is Mode.INFORMATIVE:
        return [{"text": "Es spricht etwas dagegen, und zwar:", "blanks": ["long"]}]
    consents = asked.mode is Mode.CONSENT
    yes, no = ("Zustimmung", "Ablehnung") if consents else ("Keine Bedenken", "Bedenken")
    agency = {"text": "Agentur für Arbeit:", "blanks": ["gefragt am", "zugestimmt am"]}
    return [
        {"text": f"{yes} ohne Auflagen", "blanks": []},
        {"text": f"{yes} mit Auflagen:", "blanks": ["gültig bis", "Stunden pro Woche"]},
        {"text": "Nur bei diesem Betrieb:", "blanks": ["long"]},
        *([agency] if asked.job and consents else []),
        {"text": f"{no}, weil:", "blanks": ["long"]},
    ]


def _pay(job: AskedJob) -> str:
    if job.pay_hourly is not None:
        return f"{_euros(job.pay_hourly)} pro Stunde"
    return f"{_euros(job.pay_monthly)} im Monat" if job.pay_monthly is not None else "–"


def _day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else "–"


def _hours(value: float | None) -> str:
    return f"{value:g}".replace(".", ",") if value is not None else "–"


def _euros(value: float) -> str:
    """`15,50 €` or `1.250,00 €`."""
    return f"{value:,.2f} €".translate(str.maketrans(",.", ".,"))


def _breakable(text: str) -> str:
    """Text that fits its column however long a word was typed."""
    return _LONG_WORD.sub("\\1\u200b", text)
