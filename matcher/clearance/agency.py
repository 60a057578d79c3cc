"""The employment agency: what it checks before a permit, and what its silence means."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from matcher.clearance.circumstances import stayed
from matcher.clearance.papers import district_listed
from matcher.clearance.periods import fiction_from
from matcher.clearance.rules import Rule
from matcher.clearance.vocabulary import Case
from matcher.model import Answer, BaCheck, Kind

GRANTED: Final = "granted"
DEEMED: Final = "deemed_granted"
OPEN: Final = "open"
REFUSED: Final = "refused"
_SECTION_5: Final = re.compile(r"ae_(22|23|24|25|26|104)(?!\d)")


def ba_check(rule: Rule, case: Case) -> BaCheck:
    """What the agency checks before the permit; what is unknown about the stay counts against freedom from it."""
    kind, params = case.job.kind, case.params
    exempt = kind is None or str(kind) in params["ba_exempt_kinds"] or kind is Kind.SELF_EMPLOYMENT
    if exempt or rule.ba in {None, "none"}:
        return BaCheck.NONE
    if rule.ba == "title":
        return BaCheck.NONE if _under_chapter_5(case.status) else BaCheck.CONDITIONS
    if stayed(case, params["ba_free_after_months"]) is True:
        return BaCheck.NONE
    return BaCheck.CONDITIONS if _free_of_priority(case) else BaCheck.CONDITIONS_PRIORITY


def _under_chapter_5(status: str) -> bool:
    """Titles of the residence act's chapter 5 need no approval of the agency (section 31 BeschV)."""
    return _SECTION_5.match(status) is not None


def _free_of_priority(case: Case) -> bool:
    """Nobody with a better claim has to be looked for first."""
    if not case.params["ba_priority"] or case.job.skilled is True:
        return True
    return stayed(case, case.params["priority_until_months"]) is True or district_listed(case) is True


def agency_state(sent_on: date | None, answer: Answer | None, on: date, fiction_days: int) -> str | None:
    """Where the agency's approval stands; None where it was not asked.

    Two weeks of silence count as given (section 36(2) BeschV); they never replace the authority's permit.
    """
    if answer in {Answer.NO_CONCERNS, Answer.CONSENT}:
        return GRANTED
    if answer in {Answer.OBJECTION, Answer.REFUSED}:
        return REFUSED
    if sent_on is None:
        return None
    return DEEMED if on >= fiction_from(sent_on, fiction_days) else OPEN
