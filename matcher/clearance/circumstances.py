"""Conditions on the person's circumstances: origin, asylum procedure, stay, and what the authority stated."""

from __future__ import annotations

from matcher.clearance.periods import first_day_after
from matcher.clearance.statuses import ASYLUM_GROUPS
from matcher.clearance.vocabulary import Case, Condition, Verdict, declare, known, missing, word
from matcher.model import AbhBar, Application, Procedure
from matcher.nationalities import NATIONALITIES


@word()
def always(_case: Case) -> Verdict:
    return True


@word()
def in_centre(case: Case) -> Verdict:
    """Obliged to live in a reception centre; a title holder is not unless somebody recorded it."""
    if case.facts.in_reception_centre is None and case.status not in ASYLUM_GROUPS:
        return False
    return known("in_reception_centre", case.facts.in_reception_centre, bool)


def _bar(bar: AbhBar) -> Condition:
    return lambda case: known("abh_bars", case.facts.abh_bars, lambda bars: bar in bars)


for _each in AbhBar:
    declare(str(_each), _bar(_each))


def _national_of(*lists: str) -> Condition:
    def holds(case: Case) -> Verdict:
        code = case.facts.nationality
        if code not in NATIONALITIES:
            return missing("nationality")
        return any(code in case.params[name] for name in lists)

    return holds


_SAFE = ("safe_countries_eu", "safe_countries_29a", "safe_countries_29b")
for _name, _lists in (
    ("safe_country", _SAFE),
    ("safe_country_or_art62", (*_SAFE, "art62_countries")),
    ("from_georgia_or_moldova", ("later_safe_countries",)),
    ("from_art62_grandfathered", ("art62_grandfathered",)),
):
    declare(_name, _national_of(*_lists), needs=_lists)


@word("safe_country_cutoff")
def applied_after_cutoff(case: Case) -> Verdict:
    return known("applied_on", case.facts.applied_on, lambda day: day > case.params["safe_country_cutoff"])


@word("later_list_cutoff")
def applied_before_later_list(case: Case) -> Verdict:
    """Whoever never applied did not apply before that day either."""
    if case.facts.application is Application.NEVER_FILED:
        return False
    return known("applied_on", case.facts.applied_on, lambda day: day <= case.params["later_list_cutoff"])


def _application(*states: Application) -> Condition:
    return lambda case: known("application", case.facts.application, lambda state: state in states)


declare("rejected", _application(Application.REJECTED))
declare("rejected_or_withdrawn", _application(Application.REJECTED, Application.WITHDRAWN))
declare(
    "withdrawn_or_never_filed",
    _application(Application.WITHDRAWN, Application.WITHDRAWN_AFTER_ADVICE, Application.NEVER_FILED),
)
declare("never_filed", _application(Application.NEVER_FILED))


def _procedure(*states: Procedure) -> Condition:
    def holds(case: Case) -> Verdict:
        state = case.facts.procedure
        return missing("procedure") if state is None or state is Procedure.UNKNOWN else state in states

    return holds


declare("accelerated", _procedure(Procedure.ACCELERATED))
declare(
    "transfer_or_protection_elsewhere",
    _procedure(Procedure.TAKE_CHARGE, Procedure.TAKE_BACK, Procedure.PROTECTION_ELSEWHERE),
)


def _flag(name: str) -> Condition:
    return lambda case: known(name, getattr(case.facts, name), bool)


for _name in (
    "identity_by_passport",
    "permit_during_procedure",
    "unaccompanied_minor",
    "recognised_status",
    "identity_measures_met",
):
    declare(_name, _flag(_name))


@word()
def child_welfare(case: Case) -> Verdict:
    """Withdrawn or never filed for a child's sake: an exception in the person's favour, so it must be on record."""
    return case.facts.child_welfare is True


@word("later_list_cutoff")
def tolerated_on_later_list(case: Case) -> Verdict:
    return known("tolerated_on", case.facts.tolerated_on, lambda days: case.params["later_list_cutoff"] in days)


@word("art62_tolerated_day")
def tolerated_on_art62_day(case: Case) -> Verdict:
    return known("tolerated_on", case.facts.tolerated_on, lambda days: case.params["art62_tolerated_day"] in days)


@word("art62_permit_day")
def permit_on_art62_day(case: Case) -> Verdict:
    return known("permit_on", case.facts.permit_on, lambda days: case.params["art62_permit_day"] in days)


def stayed(case: Case, months: int) -> Verdict:
    """Whether the stay has lasted so long; the present status, which is part of it, may have lasted so long alone."""
    facts = case.facts
    since = facts.status_since if facts.stay_since is None else facts.stay_since
    if since is not None and case.start >= first_day_after(since, months):
        return True
    return missing("stay_since") if facts.stay_since is None else False


def _stayed(months: str) -> Condition:
    return lambda case: stayed(case, case.params[months])


declare("stayed_four_years", _stayed("ba_free_after_months"), needs=("ba_free_after_months",))
declare("stayed_fifteen_months", _stayed("priority_until_months"), needs=("priority_until_months",))


@word()
def contradictory(case: Case) -> Verdict:
    """Facts that cannot all be true: nobody decides on them, somebody has to look again."""
    facts = case.facts
    wrong = {
        name
        for name in ("status_since", "stay_since", "registered_on", "applied_on")
        if (day := getattr(facts, name)) is not None and day > case.on
    }
    if facts.stay_since and facts.status_since and facts.stay_since > facts.status_since:
        wrong |= {"stay_since", "status_since"}
    if facts.permit and facts.permit.valid_from > facts.permit.valid_until:
        wrong.add("permit")
    return frozenset(wrong) if wrong else False
