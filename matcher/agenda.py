"""What is next for a person: a pure function of where they stand, so that lists and pages agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from matcher.model import Answer, Kind, Labelled, Mode, Profile, Reason, Recipient


class StepKind(Labelled):
    """Next steps, in the order in which a person's way through the project needs them."""

    RENEW_DOCUMENT = "renew_document", "Neues Dokument eintragen", "Record the new document"
    RECORD_DOCUMENT = "record_document", "Aufenthaltsdokument eintragen", "Record the residence document"
    CONSENT = "consent", "Einverständnis einholen", "Obtain consent"
    COMPLETE_FACTS = "complete_facts", "Angaben zum Dokument ergänzen", "Complete the document's details"
    ASK_PRECHECK = "ask_precheck", "Vorprüfung anfragen", "Ask for the pre-check"
    ASK_AGAIN = "ask_again", "Vorprüfung erneut anfragen", "Ask for the pre-check again"
    GERMAN = "german", "Deutsch eintragen", "Record the level of German"
    EXPERIENCE = "experience", "Berufserfahrung eintragen", "Record work experience"
    WISHES = "wishes", "Wünsche und Zeiten eintragen", "Record wishes and times"
    CONSENT_AGS = (
        "consent_ags",
        "Einverständnis für den Arbeitgeberservice einholen",
        "Obtain consent for the employer service",
    )
    DOCUMENT_ENDS = "document_ends", "Dokument läuft ab", "Document expires"
    PRECHECK_ENDS = "precheck_ends", "Vorprüfung läuft ab", "Pre-check expires"
    MENTORSHIP_ENDS = "mentorship_ends", "Patenschaft endet", "Mentorship ends"
    OBJECTION = "objection", "Bedenken der Ausländerbehörde besprechen", "Discuss the authority's objection"
    AWAIT_ANSWER = "await_answer", "Ausländerbehörde prüft", "The authority is checking"
    AWAIT_DATE = "await_date", "Arbeit ist noch nicht erlaubt", "Work is not permitted yet"
    STOPPED = "stopped", "Vermittlungsstopp", "Placement stop"


WAITING: Final = frozenset({StepKind.AWAIT_ANSWER, StepKind.AWAIT_DATE, StepKind.STOPPED})
"""Steps in which somebody else has the next word."""

DOCUMENT_WARNING: Final = timedelta(days=56)
PRECHECK_WARNING: Final = timedelta(days=28)
MENTORSHIP_WARNING: Final = timedelta(days=61)
DEFAULT_KINDS: Final = (Kind.JOB, Kind.TRAINING, Kind.INTERNSHIP)
"""Kinds of employment that are looked at where nobody recorded what the person wants."""

_PROJECT: Final = (Recipient.AWO, Recipient.ABH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """Where a person stands for one kind of employment, as the gate says it."""

    kind: Kind
    mode: Mode
    blocked_by: Reason | None = None
    reason_german: str = ""
    reason_english: str = ""
    lifts_on: date | None = None
    asked_on: date | None = None
    deadline: date | None = None
    answer: Answer | None = None
    answered_on: date | None = None
    valid_until: date | None = None

    @property
    def waits(self) -> bool:
        """True while the authority has a question about this kind before it."""
        return self.asked_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides about a person's next steps, without their name."""

    participant_id: int
    code: str
    participates: bool = True
    stopped: bool = False
    consents: frozenset[Recipient] = frozenset()
    has_document: bool = False
    document_valid_until: date | None = None
    profile: Profile = field(default_factory=Profile)
    prospects: tuple[Prospect, ...] = ()
    mentorship_end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, or to wait for; `due` is the day by which it matters."""

    kind: StepKind
    code: str
    due: date | None = None
    since: date | None = None
    employment: Kind | None = None

    @property
    def waits(self) -> bool:
        return self.kind in WAITING


def next_steps(situation: Situation, on: date) -> tuple[Step, ...]:
    """Everything that is open for a person, in the order of the way through the project."""
    if not situation.participates:
        return ()
    if situation.stopped:
        return (Step(kind=StepKind.STOPPED, code=situation.code), *_ends(situation, on))
    found = [*_papers(situation, on), *_prechecks(situation, on), *_gaps(situation), *_ends(situation, on)]
    order = list(StepKind)
    return tuple(sorted(found, key=lambda step: order.index(step.kind)))


def primary_step(steps: Iterable[Step]) -> Step | None:
    """The first step that somebody here can take now."""
    return next((step for step in steps if not step.waits), None)


def day(situations: Iterable[Situation], on: date) -> tuple[Step, ...]:
    """The mentor's day: what is dated, by date; then each person's first open step; waiting comes last."""
    chosen: list[Step] = []
    for situation in situations:
        steps = next_steps(situation, on)
        dated = [step for step in steps if step.due is not None]
        first = primary_step(steps)
        chosen += dated if first is None or first in dated else [*dated, first]
        if not dated and first is None:
            chosen += steps[:1]
    order = list(StepKind)
    return tuple(sorted(chosen, key=lambda step: (step.waits, step.due or date.max, order.index(step.kind), step.code)))


def place_in_day(due: date | None, opens: int, rank: int, code: str) -> tuple[date, int, int, str]:
    """Where a thing to do stands in the day's list: the dated by their day, the rest after them; of equals, first
    what opens more lists, then what comes earlier on a person's way.
    """
    return due or date.max, -opens, rank, code


def _papers(situation: Situation, on: date) -> Iterator[Step]:
    if not situation.has_document:
        yield Step(kind=StepKind.RECORD_DOCUMENT, code=situation.code)
    elif situation.document_valid_until is not None:
        until = situation.document_valid_until
        if until < on:
            yield Step(kind=StepKind.RENEW_DOCUMENT, code=situation.code, due=until)
        elif until - on <= DOCUMENT_WARNING:
            yield Step(kind=StepKind.DOCUMENT_ENDS, code=situation.code, due=until)
    if any(recipient not in situation.consents for recipient in _PROJECT):
        yield Step(kind=StepKind.CONSENT, code=situation.code)
    if Recipient.AGS not in situation.consents:
        yield Step(kind=StepKind.CONSENT_AGS, code=situation.code)


_BY_REASON: Final = {
    Reason.PRECHECK_MISSING: StepKind.ASK_PRECHECK,
    Reason.PRECHECK_EXPIRED: StepKind.ASK_AGAIN,
    Reason.PRECHECK_OBJECTION: StepKind.OBJECTION,
    Reason.HOLD: StepKind.COMPLETE_FACTS,
    Reason.PROHIBITED: StepKind.AWAIT_DATE,
}


def _prechecks(situation: Situation, on: date) -> Iterator[Step]:
    """One step a reason: who lacks a fact for three kinds has one thing to do, not three."""
    seen: set[StepKind] = set()
    for prospect in situation.prospects if situation.has_document else ():
        step = _precheck(situation.code, prospect, on)
        if step is not None and step.kind not in seen:
            seen.add(step.kind)
            yield step


def _precheck(code: str, prospect: Prospect, on: date) -> Step | None:
    if prospect.waits:
        return Step(
            kind=StepKind.AWAIT_ANSWER,
            code=code,
            due=prospect.deadline,
            since=prospect.asked_on,
            employment=prospect.kind,
        )
    kind = _BY_REASON.get(prospect.blocked_by) if prospect.blocked_by else None
    if kind is not None:
        return Step(kind=kind, code=code, due=prospect.lifts_on, employment=prospect.kind)
    if prospect.valid_until is not None and prospect.valid_until - on <= PRECHECK_WARNING:
        return Step(kind=StepKind.PRECHECK_ENDS, code=code, due=prospect.valid_until, employment=prospect.kind)
    return None


def _gaps(situation: Situation) -> Iterator[Step]:
    profile = situation.profile
    if profile.german is None:
        yield Step(kind=StepKind.GERMAN, code=situation.code)
    if not profile.experiences and not profile.qualifications:
        yield Step(kind=StepKind.EXPERIENCE, code=situation.code)
    if profile.postcode is None or profile.hours_max is None or profile.licences is None:
        yield Step(kind=StepKind.WISHES, code=situation.code)


def _ends(situation: Situation, on: date) -> Iterator[Step]:
    end = situation.mentorship_end
    if end is not None and end - on <= MENTORSHIP_WARNING:
        yield Step(kind=StepKind.MENTORSHIP_ENDS, code=situation.code, due=end)
