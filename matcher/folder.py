"""The case folder (7(1)): what it is made of, and what of it reaches whom. Pure.

Everything in a folder is about one matter; a matter needs consent to one category of data. Partners get the
matters that their task needs and the person consented to; the person's own folder holds all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from matcher.consents import DataCategory
from matcher.model import Labelled, Recipient


class Matter(StrEnum):
    """What a part of the folder is about."""

    IDENTITY = "identity"
    PROFILE = "profile"
    ACCOMPANIMENT = "accompaniment"
    JOBS = "jobs"
    RESIDENCE = "residence"
    PAPERS = "papers"
    CONSENTS = "consents"


RECIPIENTS: Final = (Recipient.JOBCENTER, Recipient.AGENCY, Recipient.ABH)
"""Partners for whom a folder can be made. Employer service and firms see people through proposals alone (I1)."""
_NEEDS: Final[Mapping[Matter, DataCategory]] = MappingProxyType(
    {
        Matter.IDENTITY: DataCategory.IDENTITY,
        Matter.PROFILE: DataCategory.PROFILE,
        Matter.ACCOMPANIMENT: DataCategory.PROFILE,
        Matter.JOBS: DataCategory.PROFILE,
        Matter.RESIDENCE: DataCategory.RESIDENCE,
        Matter.PAPERS: DataCategory.DOCUMENTS,
    }
)
"""Consents are the person's and the project's alone: no category lets them go."""
_FOR_ABH: Final = frozenset({Matter.IDENTITY, Matter.RESIDENCE})
"""The authority sees nothing beyond identity and document; jobs it is asked about come with their requests."""


def matters_for(recipient: Recipient | None, known: frozenset[DataCategory]) -> frozenset[Matter]:
    """What the folder for this recipient may be about, where they may know these categories.

    Args:
        recipient: None for the person's own folder, which holds everything.
        known: what consent lets the recipient know at this moment.

    """
    if recipient is None:
        return frozenset(Matter)
    if recipient not in RECIPIENTS or DataCategory.PROFILE not in known:
        return frozenset()
    allowed = _FOR_ABH if recipient is Recipient.ABH else frozenset(_NEEDS)
    return frozenset(matter for matter in allowed if _NEEDS[matter] in known)


class EventKind(Labelled):
    """What can stand in a timeline."""

    JOINED = "joined", "ins Projekt aufgenommen", "Joined the project"
    LEFT = "left", "Teilnahme beendet", "Left the project"
    EDITED_IDENTITY = "edited_identity", "Name oder Kontakt geändert", "Name or contact changed"
    EDITED_GERMAN = "edited_german", "Deutsch eingetragen", "German recorded"
    EDITED_EXPERIENCE = "edited_experience", "Berufserfahrung eingetragen", "Work experience recorded"
    EDITED_QUALIFICATIONS = "edited_qualifications", "Abschlüsse eingetragen", "Qualifications recorded"
    EDITED_WISHES = "edited_wishes", "Wünsche und Zeiten eingetragen", "Wishes and times recorded"
    DOCUMENT = "document", "Aufenthaltsdokument eingetragen", "Residence document recorded"
    PERMIT = "permit", "Arbeitserlaubnis eingetragen", "Work permit recorded"
    ASKED = "asked", "Ausländerbehörde gefragt", "Foreigners authority asked"
    ANSWERED = "answered", "Ausländerbehörde", "Foreigners authority"
    CONSENT = "consent", "Einverständnis gegeben", "Consent given"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Einverständnis widerrufen", "Consent withdrawn"
    MENTORSHIP = "mentorship", "Patenschaft begonnen", "Mentorship begun"
    MENTORSHIP_ENDED = "mentorship_ended", "Patenschaft beendet", "Mentorship ended"
    MENTORSHIP_EXTENDED = "mentorship_extended", "Patenschaft verlängert", "Mentorship extended"
    STOPPED = "stopped", "Vermittlungsstopp", "Placement stop"
    RESUMED = "resumed", "Vermittlungsstopp aufgehoben", "Placement stop lifted"
    COURSE = "course", "Kurs", "Course"
    MEASURE = "measure", "Maßnahme", "Measure"
    SHOWN = "shown", "dem Arbeitgeberservice vorgeschlagen", "Proposed to the employer service"
    REVIEWED = "reviewed", "Arbeitgeberservice", "Employer service"
    FIRM = "firm", "Betrieb", "Employer"
    INTERVIEW = "interview", "Vorstellungsgespräch", "Interview"
    WORK = "work", "Arbeit", "Work"
    ACTIVITY = "activity", "Begleitung", "Support"
    CONFERENCE = "conference", "in einer Besprechung beraten", "Discussed in a meeting"
    TASK = "task", "Aufgabe erledigt", "Task done"
    CONTACT = "contact", "Ansprechpartner festgelegt", "Contact named"
    PAPER = "paper", "Unterlage abgelegt", "Paper filed"
    PAPER_REMOVED = "paper_removed", "Unterlage entfernt", "Paper removed"


_MATTERS: Final[Mapping[EventKind, Matter]] = MappingProxyType(
    {
        EventKind.EDITED_IDENTITY: Matter.IDENTITY,
        EventKind.EDITED_GERMAN: Matter.PROFILE,
        EventKind.EDITED_EXPERIENCE: Matter.PROFILE,
        EventKind.EDITED_QUALIFICATIONS: Matter.PROFILE,
        EventKind.EDITED_WISHES: Matter.PROFILE,
        EventKind.COURSE: Matter.PROFILE,
        EventKind.MEASURE: Matter.PROFILE,
        EventKind.DOCUMENT: Matter.RESIDENCE,
        EventKind.PERMIT: Matter.RESIDENCE,
        EventKind.ASKED: Matter.RESIDENCE,
        EventKind.ANSWERED: Matter.RESIDENCE,
        EventKind.CONSENT: Matter.CONSENTS,
        EventKind.CONSENT_WITHDRAWN: Matter.CONSENTS,
        EventKind.SHOWN: Matter.JOBS,
        EventKind.REVIEWED: Matter.JOBS,
        EventKind.FIRM: Matter.JOBS,
        EventKind.INTERVIEW: Matter.JOBS,
        EventKind.WORK: Matter.JOBS,
        EventKind.PAPER: Matter.PAPERS,
        EventKind.PAPER_REMOVED: Matter.PAPERS,
    }
)


def matter_of(kind: EventKind) -> Matter:
    """What an event of this kind is about; what is not named belongs to the accompaniment."""
    return _MATTERS.get(kind, Matter.ACCOMPANIMENT)


class ProcessKind(Labelled):
    """What can be under way for a person."""

    MENTORSHIP = "mentorship", "Patenschaft", "Mentorship"
    PRECHECK = "precheck", "Vorprüfung bei der Ausländerbehörde", "Pre-check with the foreigners authority"
    JOB_CLEARANCE = "job_clearance", "Freigabe für eine Stelle", "Clearance for a job"
    STOP = "stop", "Vermittlungsstopp", "Placement stop"
    COURSE = "course", "Kurs", "Course"
    MEASURE = "measure", "Maßnahme", "Measure"
    PROPOSAL = "proposal", "Vorschlag bei einem Betrieb", "Proposal to an employer"
    WORK = "work", "Arbeit oder Ausbildung", "Work or training"
    TASK = "task", "Aufgabe", "Task"


class DateKind(Labelled):
    """What can stand among the next dates."""

    DOCUMENT_ENDS = "document_ends", "Aufenthaltsdokument gilt bis", "Residence document valid until"
    PRECHECK_ENDS = "precheck_ends", "Vorprüfung gilt bis", "Pre-check valid until"
    CLEARANCE_ENDS = "clearance_ends", "Freigabe für die Stelle gilt bis", "Clearance for the job valid until"
    PERMIT_ENDS = "permit_ends", "Arbeitserlaubnis gilt bis", "Work permit valid until"
    MENTORSHIP_ENDS = "mentorship_ends", "Patenschaft geplant bis", "Mentorship planned until"
    DEADLINE = "deadline", "Frist der Ausländerbehörde", "Deadline of the foreigners authority"
    INTERVIEW = "interview", "Vorstellungsgespräch", "Interview"
    WORK = "work", "erster Arbeitstag", "First day at work"
    FOLLOW_UP = "follow_up", "Nachfrage, wie es läuft", "Asking how it goes"
    COURSE = "course", "Kurs beginnt", "Course begins"
    CONFERENCE = "conference", "Besprechung", "Meeting"
    TASK = "task", "Aufgabe fällig", "Task due"


Detail = Labelled | str | date
"""A part of a line: a word of an enumeration, somebody's text, or a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in ids' words."""

    at: date
    kind: EventKind
    details: tuple[Detail, ...] = ()

    @property
    def matter(self) -> Matter:
        return matter_of(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsible:
    """Whom to ask: a person, or the place where nobody is named yet."""

    place: Labelled | str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Something that is under way, and whom to ask about it."""

    kind: ProcessKind
    matter: Matter
    details: tuple[Detail, ...] = ()
    since: date | None = None
    until: date | None = None
    responsible: Responsible | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDate:
    """A day that is coming; `at` where the hour is known."""

    on: date
    kind: DateKind
    matter: Matter
    details: tuple[Detail, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledPaper:
    """One file of the folder; `key` names it in its address."""

    id: int
    key: str
    kind: Labelled
    title: str
    media: Labelled
    size: int
    pages: int | None
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedContact:
    """Who is responsible for a topic about the person."""

    id: int
    topic: Labelled
    responsible: Responsible


Told = TypeVar("Told", Event, Process, NextDate)


def about(items: Iterable[Told], matters: frozenset[Matter]) -> tuple[Told, ...]:
    """Those that are about one of the matters."""
    return tuple(item for item in items if item.matter in matters)
