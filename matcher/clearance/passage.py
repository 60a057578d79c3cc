"""How one person stands before one vacancy on one day, once the law has spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.clearance.answers import is_enough, is_permit, is_valid, meets_conditions, saw_this_job, speaks_of
from matcher.clearance.decision import Decision
from matcher.clearance.periods import day_after
from matcher.clearance.rules import Pack
from matcher.model import Answer, Clearance, Level, Mode, Participant, Reason, Vacancy

INVOLVED: Final = frozenset({Mode.INFORMATIVE, Mode.CONSULT, Mode.CONSENT})
AUTHORITY_STATES: Final = frozenset({"procedure", "abh_bars", "abh_answer"})
"""What only the authority can tell; mentors cannot enter it."""
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
_REFUSED: Final = (
    "Ausländerbehörde hat abgelehnt: andere Stelle suchen oder die Gründe besprechen",
    "the authority has refused: look for another job or discuss the reasons",
)
BEFORE_START: Final[dict[Mode, tuple[str, str]]] = {
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


class Passing:
    """Weighs the law's decision and the person's clearances against one vacancy."""

    def __init__(
        self, person: Participant, vacancy: Vacancy, on: date, *, decision: Decision, asks: Mode, pack: Pack | None
    ) -> None:
        self.person = person
        self.vacancy = vacancy
        self.on = on
        self.decision = decision
        self.mode = decision.mode
        self.asks = asks
        self.pack = pack

    def passage(self, *, l2_before_release: bool) -> Passage:
        rests_on = self._carrying(Level.PLACEMENT, self.on) if self.mode in INVOLVED else None
        reasons = tuple(self._reasons(rests_on))
        for_job = self._for_this_job()
        needs_l2 = l2_before_release and self.mode in {Mode.CONSULT, Mode.CONSENT}
        blocked_by = self._blocked_by(reasons, l2_lacks=needs_l2 and for_job is None)
        window = (None, None) if blocked_by else self._window(rests_on, for_job if needs_l2 else None)
        german, english = self._next(blocked_by)
        return Passage(
            decision=self.decision,
            placement_open=not reasons,
            release_open=blocked_by is None,
            start_open=not reasons and self._may_start(for_job),
            reasons=reasons,
            blocked_by=blocked_by,
            lifts_on=self._lifts_on(reasons),
            open_from=window[0],
            open_until=window[1],
            rests_on=rests_on,
            next_german=german,
            next_english=english,
            asks=self.asks,
        )

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
        if rests_on is None and (self.mode in INVOLVED or self._authority_has_to_look()):
            yield Reason.PRECHECK_EXPIRED if self._once_carried() else Reason.PRECHECK_MISSING

    def _authority_has_to_look(self) -> bool:
        """Nothing is missing but what the authority states in its pre-check."""
        return self.mode is Mode.HOLD and AUTHORITY_STATES.issuperset(self.decision.missing)

    def _refused(self) -> bool:
        return any(
            clearance.answer is Answer.REFUSED and speaks_of(clearance, self.vacancy)
            for clearance in self.person.clearances
        )

    def _blocked_by(self, reasons: tuple[Reason, ...], *, l2_lacks: bool) -> str | None:
        if reasons:
            return str(reasons[0])
        if not self.person.consent_ags:
            return "no_consent"
        return "l2_missing" if l2_lacks else None

    def _carrying(self, level: Level, day: date) -> Clearance | None:
        """The clearance that satisfies the mode on this day; of several, the one that lasts longest."""
        found = [
            clearance
            for clearance in self._of(level)
            if is_valid(clearance, day)
            and is_enough(clearance, self.mode, self.on)
            and meets_conditions(clearance, self.vacancy)
            and saw_this_job(clearance, self.vacancy)
        ]
        return max(found, key=lambda clearance: clearance.valid_until or date.max, default=None)

    def _once_carried(self) -> bool:
        return any(
            clearance.valid_until is not None
            and clearance.valid_until <= self.on
            and is_enough(clearance, self.mode, self.on)
            for clearance in self._of(Level.PLACEMENT)
        )

    def _of(self, level: Level) -> Iterator[Clearance]:
        for clearance in self.person.clearances:
            if clearance.level is level and speaks_of(clearance, self.vacancy):
                yield clearance

    def _for_this_job(self) -> Clearance | None:
        """The answer for this job, valid today and on its first day; a later start within that changes nothing."""
        start = max(self.on, self.vacancy.start or self.on)
        carrying = self._carrying(Level.JOB, start)
        return carrying if carrying is not None and is_valid(carrying, self.on) else None

    def _may_start(self, for_job: Clearance | None) -> bool:
        if self.mode is Mode.NONE:
            return True
        if for_job is None or self.pack is None:
            return False
        days = self.pack.agency_fiction_days
        return is_permit(for_job, self.mode, self.decision.ba_check, self.on, days)

    def _lifts_on(self, reasons: tuple[Reason, ...]) -> date | None:
        """When time alone would lift what keeps the person back; None where somebody has to act."""
        if reasons == (Reason.PROHIBITED,) and not self._refused():
            return self.decision.opens_on
        if reasons == (Reason.PRECHECK_MISSING,) and self.mode is Mode.CONSULT:
            deadlines = [
                clearance.deadline
                for clearance in self._of(Level.PLACEMENT)
                if clearance.mode is Mode.CONSULT and clearance.answer is None and clearance.deadline is not None
            ]
            return day_after(min(deadlines)) if deadlines else None
        return None

    def _window(self, *rests_on: Clearance | None) -> tuple[date, date | None]:
        ends = [clearance.valid_until for clearance in rests_on if clearance is not None]
        ends.append(self.pack.valid_until if self.pack else self.on)
        if self.decision.carried_until is not None:
            ends.append(day_after(self.decision.carried_until))
        return self.on, min((end for end in ends if end is not None), default=None)

    def _next(self, blocked_by: str | None) -> tuple[str, str]:
        if blocked_by == Reason.HOLD and self._authority_has_to_look():
            return _STEPS[str(Reason.PRECHECK_MISSING)]
        if blocked_by in _STEPS:
            return _STEPS[blocked_by]
        if blocked_by is None:
            return BEFORE_START[self.mode]
        if self._refused() and self.mode is not Mode.PROHIBITED:
            return _REFUSED
        return self.decision.reason_german, self.decision.reason_english
