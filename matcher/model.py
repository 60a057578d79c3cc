"""Values that every part of passgenau shares: frozen, typed, without behaviour of their own.

A field that is `None` is unknown. Nothing in here guesses, and nothing in here knows the law:
the legal facts travel in `Facts`, which the ranking never receives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType, Self

from matcher.attendance import Attendance

ParticipantCode = NewType("ParticipantCode", str)
"""Surrogate such as `LDS-7F3K`; says nothing about the person."""

VacancyRef = NewType("VacancyRef", str)
"""A vacancy's own identifier, as the file or the store names it."""


class Labelled(StrEnum):
    """A `StrEnum` whose members carry a German and an English label."""

    german: str
    english: str

    def __new__(cls, value: str, german: str = "", english: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.german = german
        member.english = english
        return member

    def label(self, language: str = "de") -> str:
        return self.english if language == "en" else self.german


class Role(Labelled):
    MENTOR = "mentor", "Patin/Pate", "mentor"
    AGS = "ags", "Arbeitgeberservice", "employer service"
    COORDINATOR = "coordinator", "Koordination", "coordinator"
    ABH = "abh", "Ausländerbehörde", "foreigners authority"
    COUNSELLOR = "counsellor", "Arbeitsvermittlung", "job counsellor"
    COUNTY = "county", "Landkreis", "county"
    ADMIN = "admin", "Systemverwaltung", "administration"


class Kind(Labelled):
    """Kinds of employment and activity (law facts, section 1)."""

    JOB = "K01", "Arbeit", "job"
    MINIJOB = "K02", "Minijob", "mini-job"
    TEMP_WORK = "K03", "Leiharbeit", "temporary agency work"
    TRAINING = "K04", "Ausbildung", "vocational training"
    ENTRY_QUALIFICATION = "K05", "Einstiegsqualifizierung", "entry qualification"
    INTERNSHIP = "K06", "Pflicht- oder Orientierungspraktikum", "mandatory or orientation internship"
    OTHER_INTERNSHIP = "K07", "anderes Praktikum", "other internship"
    TRIAL_WORK = "K08", "Probearbeit", "trial work"
    VOLUNTARY_SERVICE = "K09", "FSJ/BFD", "voluntary service"
    HIGHLY_QUALIFIED = "K10", "hochqualifizierte Arbeit", "highly qualified job"
    FAMILY_BUSINESS = "K11", "Familienbetrieb", "family business"
    SELF_EMPLOYMENT = "K12", "Selbstständigkeit", "self-employment"
    EMPLOYER_MEASURE = "K13", "Maßnahme beim Arbeitgeber", "measure at an employer"
    WORK_SHADOWING = "K14", "Hospitation", "work shadowing"
    WORK_OPPORTUNITY = "K15", "Arbeitsgelegenheit", "work opportunity"
    REFUGEE_MEASURE = "K16", "Flüchtlingsintegrationsmaßnahme", "refugee integration measure"
    SCHOOL = "K17", "schulische Ausbildung", "school-based training"
    COURSE = "K18", "Kurs", "course"
    HONORARY = "K19", "Ehrenamt", "volunteering"


class Cefr(StrEnum):
    """Level of the Common European Framework; `A0` is no German yet."""

    A0 = "A0"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @property
    def steps(self) -> int:
        """Steps above A0: 0 for A0 up to 6 for C2."""
        return list(Cefr).index(self)


class QualificationLevel(Labelled):
    NONE = "none", "ohne", "none"
    SCHOOL = "school", "Schule", "school"
    VOCATIONAL = "vocational", "Ausbildung", "vocational training"
    ACADEMIC = "academic", "Studium", "degree"


class Recognition(Labelled):
    NONE = "none", "keine", "none"
    APPLIED = "applied", "beantragt", "applied for"
    PARTIAL = "partial", "teilweise", "partial"
    FULL = "full", "voll", "full"
    NOT_EQUIVALENT = "not_equivalent", "abgelehnt", "not equivalent"
    ZAB_STATEMENT = "zab_statement", "ZAB", "ZAB statement"


class Shift(Labelled):
    DAY = "day", "tagsüber", "daytime"
    EARLY_LATE = "early_late", "Früh- und Spätschicht", "early and late shift"
    NIGHT = "night", "Nachtschicht", "night shift"
    WEEKEND = "weekend", "Wochenende", "weekend"


class Mobility(Labelled):
    CAR = "car", "Auto", "car"
    BICYCLE = "bicycle", "Fahrrad", "bicycle"
    TRANSIT = "transit", "Bus und Bahn", "public transport"


class WorkNote(Labelled):
    """What the residence document prints about work (Nebenbestimmung)."""

    ERWERBSTAETIGKEIT_GESTATTET = (
        "erwerbstaetigkeit_gestattet",
        "Erwerbstätigkeit gestattet",
        "any gainful activity permitted",
    )
    BESCHAEFTIGUNG_GESTATTET = "beschaeftigung_gestattet", "Beschäftigung gestattet", "employment permitted"
    NUR_MIT_ERLAUBNIS = (
        "nur_mit_erlaubnis",
        "nur mit Erlaubnis der Ausländerbehörde",
        "only with the authority's permit",
    )
    NICHT_GESTATTET = "nicht_gestattet", "Erwerbstätigkeit nicht gestattet", "not permitted"
    NONE = "none", "kein Eintrag", "nothing printed"


class Application(Labelled):
    """State of the asylum application."""

    PENDING = "pending", "läuft", "pending"
    REJECTED = "rejected", "abgelehnt", "rejected"
    WITHDRAWN = "withdrawn", "zurückgenommen", "withdrawn"
    WITHDRAWN_AFTER_ADVICE = "withdrawn_after_advice", "nach Beratung zurückgenommen", "withdrawn after advice"
    NEVER_FILED = "never_filed", "nicht gestellt", "never filed"
    RECOGNISED = "recognised", "anerkannt", "recognised"


class Procedure(Labelled):
    ORDINARY = "ordinary", "gewöhnlich", "ordinary"
    ACCELERATED = "accelerated", "beschleunigt", "accelerated"
    TAKE_CHARGE = "take_charge", "Aufnahmegesuch", "take charge"
    TAKE_BACK = "take_back", "Wiederaufnahme", "take back"
    PROTECTION_ELSEWHERE = "protection_elsewhere", "Schutz in anderem Staat", "protection elsewhere"
    UNKNOWN = "unknown", "unbekannt", "unknown"


class AbhBar(Labelled):
    """Bars that only the authority may state."""

    BENEFITS_ENTRY = "benefits_entry", "Einreise wegen Leistungen", "entry for benefits"
    OWN_FAULT = "own_fault", "selbst zu vertretendes Hindernis", "removal blocked by own fault"
    REMOVAL_MEASURES = "removal_measures", "konkrete Maßnahmen zur Aufenthaltsbeendigung", "removal measures"
    COOPERATION_BREACH = "cooperation_breach", "Verletzung der Mitwirkung", "breach of cooperation"


class Mode(Labelled):
    """How the authority is involved; `HOLD` means a fact is missing."""

    NONE = "none", "keine Beteiligung", "no involvement"
    INFORMATIVE = "informative", "informativ", "for information"
    CONSULT = "consult", "im Benehmen", "in consultation"
    CONSENT = "consent", "zustimmungspflichtig", "approval needed"
    PROHIBITED = "prohibited", "nicht erlaubt", "not permitted"
    HOLD = "hold", "noch nicht geprüft", "not checked yet"


class BaCheck(Labelled):
    """What the employment agency has to check before the authority may permit."""

    NONE = "none", "keine", "none"
    CONDITIONS = "conditions", "Arbeitsbedingungen", "working conditions"
    CONDITIONS_PRIORITY = "conditions_priority", "Arbeitsbedingungen und Vorrang", "working conditions and priority"


class Level(Labelled):
    """L1: placement in a kind of employment. L2: this concrete job."""

    PLACEMENT = "L1", "Vorprüfung", "pre-check"
    JOB = "L2", "Freigabe für diese Stelle", "clearance for this job"


class Answer(Labelled):
    """What came of involving the authority (or of a recorded title check)."""

    NO_CONCERNS = "no_concerns", "keine Bedenken", "no concerns"
    OBJECTION = "objection", "Bedenken", "objection"
    CONSENT = "consent", "Zustimmung", "approval"
    REFUSED = "refused", "abgelehnt", "refused"
    NOTICE_SENT = "notice_sent", "Mitteilung erfolgt", "notice sent"
    DEADLINE_PASSED = "deadline_passed", "Frist abgelaufen, darf weitergehen", "deadline passed, may proceed"
    TITLE_CHECKED = "title_checked", "Titel geprüft", "title checked"


class Recipient(Labelled):
    """To whom a participant may let their data go (agreement, 9(1))."""

    AWO = "awo", "AWO (Projektträger)", "AWO (project)"
    MENTOR = "mentor", "Patin/Pate", "Mentor"
    ABH = "abh", "Ausländerbehörde", "Foreigners authority"
    AGS = "ags", "Arbeitgeberservice", "Employer service"
    JOBCENTER = "jobcenter", "Jobcenter", "Jobcenter"
    AGENCY = "agency", "Agentur für Arbeit", "Employment agency"
    EMPLOYER = "employer", "Betriebe", "Employers"


class Reason(Labelled):
    """Why a person is not ranked for a vacancy, in the order in which the reasons are asked."""

    NOT_PARTICIPATING = "not_participating", "nimmt nicht teil", "does not take part"
    STOPPED = "stopped", "Vermittlungsstopp", "placement stop"
    PRECHECK_OBJECTION = "precheck_objection", "Ausländerbehörde hat Bedenken", "foreigners authority objects"
    PROHIBITED = "prohibited", "Arbeit ist zurzeit nicht erlaubt", "work is not permitted now"
    HOLD = "hold", "eine Angabe fehlt: noch nicht geprüft", "a fact is missing: not checked yet"
    PRECHECK_MISSING = "precheck_missing", "Vorprüfung fehlt", "pre-check missing"
    PRECHECK_EXPIRED = "precheck_expired", "Vorprüfung abgelaufen", "pre-check expired"
    TOO_YOUNG = "too_young", "Jugendschutz", "youth protection"
    KIND_NOT_WANTED = "kind_not_wanted", "Art der Stelle nicht gewünscht", "kind of job not wanted"
    RECOGNITION_REQUIRED = "recognition_required", "Anerkennung nötig", "recognition required"
    LICENCE_REQUIRED = "licence_required", "Führerschein nötig", "licence required"
    GERMAN_BELOW_MINIMUM = "german_below_minimum", "Deutsch unter dem Mindestniveau", "German below the minimum"
    HOURS_IMPOSSIBLE = "hours_impossible", "Arbeitszeit nicht möglich", "hours not possible"
    OUT_OF_REACH = "out_of_reach", "zu weit entfernt", "out of reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A work permit on record for one employer, kind and period."""

    employer: str
    kind: Kind
    valid_from: date
    valid_until: date
    weekly_hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the gate must know about a person's residence; `None` is unknown, never assumed.

    Keys and values are those of the clearance case files. Only `matcher.clearance` reads them;
    ranking cannot receive them.
    """

    status: str | None = None
    nationality: str | None = None
    document_valid_until: date | None = None
    document_expiry_known: bool = False
    """True when the document was seen: then `document_valid_until=None` means that it names no expiry."""
    work_note: WorkNote | None = None
    permit: Permit | None = None
    status_since: date | None = None
    stay_since: date | None = None
    registered_on: date | None = None
    applied_on: date | None = None
    application: Application | None = None
    in_reception_centre: bool | None = None
    procedure: Procedure | None = None
    abh_bars: frozenset[AbhBar] | None = None
    identity_by_passport: bool | None = None
    tolerated_on: frozenset[date] | None = None
    permit_on: frozenset[date] | None = None
    permit_during_procedure: bool | None = None
    unaccompanied_minor: bool | None = None
    child_welfare: bool | None = None
    """Not filed, or withdrawn, for a child's sake (section 60a(6) sentence 3 AufenthG)."""
    recognised_status: bool | None = None
    title_valid_on: frozenset[date] | None = None
    applied_for: frozenset[str] | None = None
    old_title: str | None = None
    """Title that a fiktion_81_4 carries on, as a status code."""
    card_ordered: bool | None = None
    """The card is ordered (section 81(5a) AufenthG)."""
    identity_measures_met: bool | None = None
    """Section 60c(1) sentence 1 number 2 AufenthG is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the authority must know about a job; the ranking reads `Vacancy` instead."""

    kind: Kind | None
    employer: str | None = None
    start: date | None = None
    until: date | None = None
    weekly_hours: float | None = None
    occupation: str | None = None
    place: str | None = None
    pay_hourly: float | None = None
    pay_monthly: float | None = None
    skilled: bool | None = None
    agency_district: str | None = None
    named_in_title: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """One recorded involvement of the authority (or title check), current, not superseded.

    `kind` limits an L1 to one kind of employment (None: any kind), `vacancy` an L2 to one job.
    Dates are half-open: valid on `valid_from`, no longer valid on `valid_until`.
    """

    level: Level
    ref: int | None = None
    """The row that records it, where it comes from the store."""
    mode: Mode | None = None
    kind: Kind | None = None
    vacancy: VacancyRef | None = None
    sent_on: date | None = None
    deadline: date | None = None
    answer: Answer | None = None
    answered_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    hours_max: float | None = None
    employer_only: str | None = None
    fingerprint: str | None = None
    ba_sent_on: date | None = None
    """Level 2: the employment agency was asked on this day."""
    ba_answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    title: str
    years: float | None = None
    last_year: int | None = None
    occupation: str | None = None
    """KldB 2010 code where somebody recorded or confirmed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    title: str
    level: QualificationLevel | None = None
    recognition: Recognition | None = None
    occupation: str | None = None
    """KldB 2010 code of the reference occupation where known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What ranking may know about a person, and nothing else (I8).

    There is no field here for nationality, origin, sex, religion, disability, age, name, photo,
    mother tongue, family status, residence status or expected length of stay.
    """

    german: Cefr | None = None
    experiences: tuple[Experience, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    wishes: tuple[str, ...] = ()
    """Occupations wished for, as titles or KldB codes, the dearest first."""
    licences: frozenset[str] | None = None
    """Driving licence classes and certificates, upper case (`B`, `C1`, `STAPLER`); empty: has none."""
    skills: frozenset[str] | None = None
    postcode: str | None = None
    reach_km: float | None = None
    mobility: Mobility | None = None
    available_from: date | None = None
    hours_min: float | None = None
    hours_max: float | None = None
    shifts: frozenset[Shift] | None = None
    kinds: frozenset[Kind] | None = None
    courses: tuple[Attendance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person as the matching sees them: a code, a profile, and what the gate must know."""

    code: ParticipantCode
    profile: Profile = field(default_factory=Profile)
    facts: Facts = field(default_factory=Facts)
    clearances: tuple[Clearance, ...] = ()
    consent_ags: bool = False
    participates: bool = True
    stopped: bool = False
    birth_year: int | None = None
    """For youth protection only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """One vacancy; a need that is `None` is unknown and weighs nothing."""

    id: VacancyRef
    title: str
    employer: str | None = None
    kind: Kind | None = None
    description: str | None = None
    occupation: str | None = None
    """KldB 2010 code, 1 to 5 digits."""
    postcode: str | None = None
    start: date | None = None
    until: date | None = None
    hours: float | None = None
    shift: Shift | None = None
    german_min: Cefr | None = None
    qualification_needed: QualificationLevel | None = None
    licences_needed: frozenset[str] | None = None
    skills_needed: frozenset[str] | None = None
    pay_hourly: float | None = None
    pay_monthly: float | None = None
    places: int = 1
    acquired_by: str | None = None
    skilled: bool | None = None
    agency_district: str | None = None
    named_in_title: bool | None = None
