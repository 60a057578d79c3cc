"""The gate: the one function that decides whether a person may be placed, shown, or start (I1, I2).

Level 1 is asked per person and kind of employment before any step toward placement, level 2 per
concrete job before its start. Default is no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from matcher.clearance.conditions import same_employer
from matcher.clearance.decision import Decision, decide
from matcher.clearance.fingerprint import fingerprint, job_of
from matcher.clearance.periods import day_after
from matcher.clearance.rules import PackSet, default_packs
from matcher.model import Answer, Clearance, Facts, Job, Level, Mode, Participant, Procedure, Reason, Vacancy

_INVOLVED: Final = frozenset({Mode.INFORMATIVE, Mode.CONSULT, Mode.CONSENT})
_AUTHORITY_STATES: Final = frozenset({"procedure", "abh_bars", "abh_answer"})
_POSITIVE: Final = frozenset({Answer.NO_CONCERNS, Answer.CONSENT})
_STEPS: Final[dict[str, tuple[str, str]]] = {
    "not_participating": ("Teilnahme klären", "clear up participation"),
    "stopped": ("Vermittlungsstopp mit der Arbeitsvermittlung klären", "clear up the stop with the job counsellor"),
    "precheck_objection": (
        "Bedenken der Ausländerbehörde besprechen",
        "discuss the concerns with the foreigners authority",
    ),
    "precheck_missing": ("Vorprüfung bei der Ausländerbehörde anfragen", "ask the authority for the pre-check"),
    "precheck_expired": ("Vorprüfung erneut anfragen", "ask for the pre-check again"),
    "no_consent": ("Einverständnis einholen", "obtain consent"),
    "l2_missing": ("Freigabe für diese Stelle anfragen", "ask for the clearance of this job"),
}
_BEFORE_START: Final[dict[Mode, tuple[str, str]]] = {
    Mode.NONE: ("Aufenthaltstitel beim Vorstellungsgespräch zeigen", "show the residence title at the interview"),
    Mode.INFORMATIVE: ("Ausländerbehörde vor Beginn informieren", "tell the authority before the start"),
    Mode.CONSULT: ("Stelle vor Beginn mit der Ausländerbehörde abstimmen", "consult the authority before the start"),
    Mode.CONSENT: ("Arbeitserlaubnis vor Beginn beantragen", "apply for the work permit before the start"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What the gate says of one person and one vacancy on one day."""

    decision: Decision
    placement_open: bool
    """May be ranked, and mentors may act (L1)."""
    release_open: bool
    """The employer service may see the person: placement is open and consent stands."""
    start_open: bool
    """May begin to work (L2)."""
    reasons: tuple[Reason, ...]
    """Everything that keeps the person back, the first blocking one first; empty where placement is open."""
    blocked_by: str | None
    """None where release is open, else a reason's code, `no_consent` or `l2_missing`."""
    lifts_on: date | None
    open_from: date | None
    open_until: date | None
    """Half-open window of days in which release stays open, facts unchanged."""
    rests_on: Clearance | None
    next_german: str
    next_english: str
    asks: Mode
    """How the authority is to be asked for level 1, supposing that it knows of nothing unusual."""


def precheck_question(facts: Facts, job: Job, on: date) -> Decision:
    """What law and agreement say if the authority, once asked, states an ordinary procedure and no bars.

    It tells in which mode to ask; it opens nothing.
    """
    return decide(_ordinary(facts), job, on=on)


def _ordinary(facts: Facts) -> Facts:
    stated = facts.procedure not in {None, Procedure.UNKNOWN}
    return replace(
        facts,
        procedure=facts.procedure if stated else Procedure.ORDINARY,
        abh_bars=facts.abh_bars if facts.abh_bars is not None else frozenset(),
    )


def clearance_for(
    person: Participant,
    vacancy: Vacancy,
    on: date,
    *,
    packs: PackSet | None = None,
    l2_before_release: bool = False,
) -> Passage:
    """Whether this person may pass toward this vacancy on this day; whatever is unknown keeps them back.

    Args:
        person: facts, standing clearances, consent, stop and participation.
        vacancy: the job; its start decides over waiting periods and validity.
        on: the day that is asked about, in Europe/Berlin.
        packs: rule packs, by default those that ship with the house.
        l2_before_release: the coordinator wants the answer for this job already before release.

    """
    decision = decide(_looked_at(person, vacancy, on), job_of(vacancy), on=on, packs=packs)
    return _Passing(person, vacancy, on, decision).passage(l2_before_release=l2_before_release)


def _looked_at(person: Participant, vacancy: Vacancy, on: date) -> Facts:
    """Under a valid answer without concerns the authority has looked: unstated procedure and bars are ordinary."""
    facts = person.facts
    if facts.procedure is not None and facts.abh_bars is not None:
        return facts
    if not any(
        clearance.answer in _POSITIVE and _valid(clearance, on) and _speaks_of(clearance, vacancy)
        for clearance in person.clearances
    ):
        return facts
    return _ordinary(facts)


def _valid(clearance: Clearance, on: date) -> bool:
    begun = clearance.valid_from is None or clearance.valid_from <= on
    answered = clearance.answered_on is None or clearance.answered_on <= on
    return begun and answered and (clearance.valid_until is None or on < clearance.valid_until)


def _speaks_of(clearance: Clearance, vacancy: Vacancy) -> bool:
    """Level 1 speaks of a kind, or of any where it names none; level 2 of one vacancy."""
    if clearance.level is Level.JOB:
        return clearance.vacancy == vacancy.id
    return clearance.kind is None or clearance.kind is vacancy.kind


class _Passing:
    def __init__(self, person: Participant, vacancy: Vacancy, on: date, decision: Decision) -> None:
        self.person = person
        self.vacancy = vacancy
        self.on = on
        self.decision = decision
        self.mode = decision.mode

    def passage(self, *, l2_before_release: bool) -> Passage:
        rests_on = self._carrying(Level.PLACEMENT) if self.mode in _INVOLVED else None
        reasons = tuple(self._reasons(rests_on))
        placement_open = not reasons
        start_open = placement_open and self._may_start()
        needs_l2 = l2_before_release and self.mode in {Mode.CONSULT, Mode.CONSENT}
        blocked_by = self._blocked_by(reasons, l2_lacks=needs_l2 and not self._job_cleared())
        window = self._window(rests_on) if blocked_by is None else (None, None)
        german, english = self._next(blocked_by)
        return Passage(
            decision=self.decision,
            placement_open=placement_open,
            release_open=blocked_by is None,
            start_open=start_open,
            reasons=reasons,
            blocked_by=blocked_by,
            lifts_on=self._lifts_on(reasons),
            open_from=window[0],
            open_until=window[1],
            rests_on=rests_on,
            next_german=german,
            next_english=english,
            asks=self._asks(),
        )

    def _asks(self) -> Mode:
        if not self._authority_has_to_look():
            return self.mode
        return precheck_question(self.person.facts, job_of(self.vacancy), self.on).mode

    def _reasons(self, rests_on: Clearance | None) -> Iterator[Reason]:
        if not self.person.participates:
            yield Reason.NOT_PARTICIPATING
        if self.person.stopped:
            yield Reason.STOPPED
        if any(clearance.answer is Answer.OBJECTION for clearance in self.person.clearances):
            yield Reason.PRECHECK_OBJECTION
        if self.mode is Mode.PROHIBITED or self._refused():
            yield Reason.PROHIBITED
        elif self.mode is Mode.HOLD:
            yield Reason.HOLD
        if rests_on is None and (self.mode in _INVOLVED or self._authority_has_to_look()):
            yield Reason.PRECHECK_EXPIRED if self._once_carried() else Reason.PRECHECK_MISSING

    def _authority_has_to_look(self) -> bool:
        """Nothing is missing but what the authority states in its pre-check."""
        return self.mode is Mode.HOLD and _AUTHORITY_STATES.issuperset(self.decision.missing)

    def _refused(self) -> bool:
        return any(
            clearance.answer is Answer.REFUSED and _speaks_of(clearance, self.vacancy)
            for clearance in self.person.clearances
        )

    def _blocked_by(self, reasons: tuple[Reason, ...], *, l2_lacks: bool) -> str | None:
        if reasons:
            return str(reasons[0])
        if not self.person.consent_ags:
            return "no_consent"
        return "l2_missing" if l2_lacks else None

    def _carrying(self, level: Level) -> Clearance | None:
        """The clearance that satisfies the mode today; of several, the one that lasts longest."""
        found = [
            clearance
            for clearance in self._of(level)
            if _valid(clearance, self.on) and self._answers(clearance) and self._meets(clearance)
        ]
        return max(found, key=lambda clearance: clearance.valid_until or date.max, default=None)

    def _once_carried(self) -> bool:
        return any(
            clearance.valid_until is not None and clearance.valid_until <= self.on and self._answers(clearance)
            for clearance in self._of(Level.PLACEMENT)
        )

    def _of(self, level: Level) -> Iterator[Clearance]:
        for clearance in self.person.clearances:
            if clearance.level is level and _speaks_of(clearance, self.vacancy):
                yield clearance

    def _answers(self, clearance: Clearance) -> bool:
        """Whether the recorded involvement is enough for the mode; silence never is for consent (I5)."""
        if clearance.answer in _POSITIVE:
            return True
        if self.mode is Mode.CONSENT or clearance.answer in {Answer.OBJECTION, Answer.REFUSED}:
            return False
        lapsed = clearance.mode is Mode.CONSULT and self._deadline_passed(clearance)
        if self.mode is Mode.CONSULT:
            return lapsed
        return lapsed or self._notice_sent(clearance)

    def _deadline_passed(self, clearance: Clearance) -> bool:
        silent = clearance.answer in {None, Answer.DEADLINE_PASSED}
        return silent and clearance.deadline is not None and self.on >= day_after(clearance.deadline)

    def _notice_sent(self, clearance: Clearance) -> bool:
        if clearance.answer is Answer.NOTICE_SENT:
            return True
        return clearance.answer is None and clearance.sent_on is not None and clearance.sent_on <= self.on

    def _meets(self, clearance: Clearance) -> bool:
        """Conditions of the answer; a job that does not say whether it meets them does not."""
        hours_fit = clearance.hours_max is None or (
            self.vacancy.hours is not None and self.vacancy.hours <= clearance.hours_max
        )
        firm_fits = clearance.employer_only is None or same_employer(clearance.employer_only, self.vacancy.employer)
        return hours_fit and firm_fits

    def _job_cleared(self) -> bool:
        carrying = self._carrying(Level.JOB)
        if carrying is None:
            return False
        lasts = self.vacancy.start is None or _valid(carrying, max(self.on, self.vacancy.start))
        return lasts and carrying.fingerprint in {None, fingerprint(self.vacancy)}

    def _may_start(self) -> bool:
        """Before the first day: consent needs the permit itself, an answer without concerns is none."""
        if self.mode is Mode.NONE:
            return True
        if not self._job_cleared():
            return False
        carrying = self._carrying(Level.JOB)
        return self.mode is not Mode.CONSENT or (carrying is not None and carrying.answer is Answer.CONSENT)

    def _lifts_on(self, reasons: tuple[Reason, ...]) -> date | None:
        """When time alone would lift what keeps the person back; None where somebody has to act."""
        if reasons == (Reason.PROHIBITED,) and not self._refused():
            return self.decision.until
        if reasons == (Reason.PRECHECK_MISSING,) and self.mode is Mode.CONSULT:
            deadlines = [
                clearance.deadline
                for clearance in self._of(Level.PLACEMENT)
                if clearance.mode is Mode.CONSULT and clearance.answer is None and clearance.deadline is not None
            ]
            return day_after(min(deadlines)) if deadlines else None
        return None

    def _window(self, rests_on: Clearance | None) -> tuple[date, date | None]:
        ends = []
        if self.decision.carried_until is not None:
            ends.append(day_after(self.decision.carried_until))
        if rests_on is not None and rests_on.valid_until is not None:
            ends.append(rests_on.valid_until)
        pack = default_packs().for_date(self.on)
        if pack is not None and pack.valid_until is not None:
            ends.append(pack.valid_until)
        until = min(ends, default=None)
        return self.on, None if until is None else max(until, self.on + timedelta(days=1))

    def _next(self, blocked_by: str | None) -> tuple[str, str]:
        if blocked_by == Reason.HOLD and self._authority_has_to_look():
            return _STEPS[str(Reason.PRECHECK_MISSING)]
        if blocked_by in _STEPS:
            return _STEPS[blocked_by]
        if blocked_by is None:
            return _BEFORE_START[self.mode]
        return self.decision.reason_german, self.decision.reason_english


class Gatekeeper:
    """Asks the gate for many pairs of one day and remembers answers that cannot differ.

    Two vacancies differ for a person only in what the person's papers look at; whoever has conditions,
    permits or clearances for single jobs is asked each time.
    """

    def __init__(self, on: date, packs: PackSet | None = None) -> None:
        self.on = on
        self.packs = packs
        self._remembered: dict[tuple[object, ...], Passage] = {}

    def passage(self, person: Participant, vacancy: Vacancy, *, l2_before_release: bool = False) -> Passage:
        if _looks_closely(person):
            return clearance_for(person, vacancy, self.on, packs=self.packs, l2_before_release=l2_before_release)
        start = vacancy.start if vacancy.start is not None and vacancy.start > self.on else None
        key = (
            id(person),
            vacancy.kind,
            start,
            vacancy.skilled,
            vacancy.agency_district,
            vacancy.named_in_title,
            l2_before_release,
        )
        known = self._remembered.get(key)
        if known is None:
            known = clearance_for(person, vacancy, self.on, packs=self.packs, l2_before_release=l2_before_release)
            self._remembered[key] = known
        return known


def _looks_closely(person: Participant) -> bool:
    """Whether the answer may hang on employer, hours, end or the single vacancy."""
    if person.facts.permit is not None or (person.facts.status or "").startswith("ae_16g"):
        return True
    if person.facts.status == "fiktion_81_4":
        return True
    return any(
        clearance.level is Level.JOB or clearance.hours_max is not None or clearance.employer_only is not None
        for clearance in person.clearances
    )
