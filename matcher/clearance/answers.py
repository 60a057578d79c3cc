"""What recorded involvement of the authority is worth: valid when, about which job, enough for which mode."""

from __future__ import annotations

from datetime import date
from typing import Final

from matcher.clearance.agency import DEEMED, GRANTED, agency_state
from matcher.clearance.fingerprint import fingerprint
from matcher.clearance.papers import same_employer
from matcher.clearance.periods import day_after
from matcher.model import Answer, BaCheck, Clearance, Level, Mode, Vacancy

POSITIVE: Final = frozenset({Answer.NO_CONCERNS, Answer.CONSENT})
_WEAKER: Final = frozenset({Mode.INFORMATIVE, Mode.CONSULT})


def is_valid(clearance: Clearance, day: date) -> bool:
    """Whether it holds on this day: begun, answered by then, not ended."""
    begun = clearance.valid_from is None or clearance.valid_from <= day
    answered = clearance.answered_on is None or clearance.answered_on <= day
    return begun and answered and (clearance.valid_until is None or day < clearance.valid_until)


def speaks_of(clearance: Clearance, vacancy: Vacancy) -> bool:
    """Level 1 speaks of a kind, or of any where it names none; level 2 of one vacancy."""
    if clearance.level is Level.JOB:
        return clearance.vacancy == vacancy.id
    return clearance.kind is None or clearance.kind is vacancy.kind


def saw_this_job(clearance: Clearance, vacancy: Vacancy) -> bool:
    """Whether the job still is what the authority saw; level 1 saw none, an answer from a file has no fingerprint."""
    if clearance.level is Level.PLACEMENT or clearance.fingerprint is None:
        return True
    return clearance.fingerprint == fingerprint(vacancy)


def meets_conditions(clearance: Clearance, vacancy: Vacancy) -> bool:
    """Conditions of the answer; a job that does not say whether it meets them does not."""
    hours_fit = clearance.hours_max is None or (vacancy.hours is not None and vacancy.hours <= clearance.hours_max)
    firm_fits = clearance.employer_only is None or same_employer(clearance.employer_only, vacancy.employer)
    return hours_fit and firm_fits


def is_enough(clearance: Clearance, mode: Mode, on: date) -> bool:
    """Whether the recorded involvement satisfies the mode; silence never does for consent (I5)."""
    if clearance.answer in POSITIVE:
        return True
    if mode is Mode.CONSENT:
        return False
    lapsed = clearance.mode is Mode.CONSULT and _deadline_passed(clearance, on)
    return lapsed or (mode is Mode.INFORMATIVE and _notice_sent(clearance, on))


def _deadline_passed(clearance: Clearance, on: date) -> bool:
    silent = clearance.answer in {None, Answer.DEADLINE_PASSED}
    return silent and clearance.deadline is not None and on >= day_after(clearance.deadline)


def _notice_sent(clearance: Clearance, on: date) -> bool:
    if clearance.answer is Answer.NOTICE_SENT:
        return True
    return clearance.answer is None and clearance.sent_on is not None and clearance.sent_on <= on


def is_permit(clearance: Clearance, mode: Mode, check: BaCheck, on: date, fiction_days: int) -> bool:
    """Whether work may begin on this answer: consent needs the permit itself, and the agency's approval where due.

    An answer to a weaker question is no permit, and the agency's silence replaces only its own approval.
    """
    if mode is not Mode.CONSENT:
        return True
    if clearance.answer is not Answer.CONSENT or clearance.mode in _WEAKER:
        return False
    state = agency_state(clearance.ba_sent_on, clearance.ba_answer, on, fiction_days)
    return check is BaCheck.NONE or state in {GRANTED, DEEMED}
