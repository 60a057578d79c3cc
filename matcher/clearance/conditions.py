"""The vocabulary of the packs: named conditions over facts and job, answered yes, no, or "these facts are missing".

A pack writes them as `in_centre and not (safe_country or accelerated)`. Nothing is evaluated as code:
a condition that is not declared here is refused when the pack is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matcher.clearance.periods import first_day_after
from matcher.clearance.statuses import ASYLUM_GROUPS, families
from matcher.errors import InvalidPackError
from matcher.model import AbhBar, Application, Facts, Job, Kind, Procedure, WorkNote

Verdict = bool | frozenset[str]
"""True, False, or the names of the facts that are missing to tell."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the law: a person, a job, the day of the decision and the first day of work."""

    facts: Facts
    job: Job
    on: date
    start: date
    status: str
    params: Mapping[str, Any]

    @property
    def by_fiction(self) -> bool:
        return self.facts.status == "fiktion_81_4"


Condition = Callable[[Case], Verdict]
CONDITIONS: Final[dict[str, Condition]] = {}


def _condition(function: Condition) -> Condition:
    CONDITIONS[function.__name__.removeprefix("_")] = function
    return function


def missing(*names: str) -> frozenset[str]:
    return frozenset(names)


def both(left: Verdict, right: Verdict) -> Verdict:
    """And, in three values: one no is enough."""
    if left is False or right is False:
        return False
    if left is True:
        return right
    return left if right is True else left | right


def either(left: Verdict, right: Verdict) -> Verdict:
    """Or, in three values: one yes is enough."""
    return negate(both(negate(left), negate(right)))


def negate(verdict: Verdict) -> Verdict:
    return not verdict if isinstance(verdict, bool) else verdict


def _known(name: str, value: Any, holds: Callable[[Any], bool]) -> Verdict:
    return missing(name) if value is None else holds(value)


@_condition
def _always(_case: Case) -> Verdict:
    return True


@_condition
def _in_centre(case: Case) -> Verdict:
    """Obliged to live in a reception centre; a title holder is not unless somebody recorded it."""
    if case.facts.in_reception_centre is None and case.status not in ASYLUM_GROUPS:
        return False
    return _known("in_reception_centre", case.facts.in_reception_centre, bool)


def _bar(bar: AbhBar) -> Condition:
    return lambda case: _known("abh_bars", case.facts.abh_bars, lambda bars: bar in bars)


CONDITIONS["benefits_entry"] = _bar(AbhBar.BENEFITS_ENTRY)
CONDITIONS["own_fault"] = _bar(AbhBar.OWN_FAULT)
CONDITIONS["removal_measures"] = _bar(AbhBar.REMOVAL_MEASURES)
CONDITIONS["cooperation_breach"] = _bar(AbhBar.COOPERATION_BREACH)


def _national_of(*lists: str) -> Condition:
    def holds(case: Case) -> Verdict:
        return _known(
            "nationality", case.facts.nationality, lambda code: any(code in case.params[name] for name in lists)
        )

    return holds


CONDITIONS["safe_country"] = _national_of("safe_countries")
CONDITIONS["safe_country_or_art62"] = _national_of("safe_countries", "art62_countries")
CONDITIONS["from_georgia_or_moldova"] = _national_of("later_safe_countries")
CONDITIONS["from_art62_grandfathered"] = _national_of("art62_grandfathered")


@_condition
def _applied_after_cutoff(case: Case) -> Verdict:
    return _known("applied_on", case.facts.applied_on, lambda day: day > case.params["safe_country_cutoff"])


@_condition
def _applied_before_later_list(case: Case) -> Verdict:
    return _known("applied_on", case.facts.applied_on, lambda day: day <= case.params["later_list_cutoff"])


def _application(*states: Application) -> Condition:
    return lambda case: _known("application", case.facts.application, lambda state: state in states)


CONDITIONS["rejected"] = _application(Application.REJECTED)
CONDITIONS["rejected_or_withdrawn"] = _application(Application.REJECTED, Application.WITHDRAWN)
CONDITIONS["withdrawn_or_never_filed"] = _application(
    Application.WITHDRAWN, Application.WITHDRAWN_AFTER_ADVICE, Application.NEVER_FILED
)
CONDITIONS["never_filed"] = _application(Application.NEVER_FILED)


def _procedure(*states: Procedure) -> Condition:
    def holds(case: Case) -> Verdict:
        state = case.facts.procedure
        return missing("procedure") if state is None or state is Procedure.UNKNOWN else state in states

    return holds


CONDITIONS["accelerated"] = _procedure(Procedure.ACCELERATED)
CONDITIONS["transfer_or_protection_elsewhere"] = _procedure(
    Procedure.TAKE_CHARGE, Procedure.TAKE_BACK, Procedure.PROTECTION_ELSEWHERE
)


def _flag(name: str) -> Condition:
    return lambda case: _known(name, getattr(case.facts, name), bool)


for _name in (
    "identity_by_passport",
    "permit_during_procedure",
    "unaccompanied_minor",
    "recognised_status",
    "identity_measures_met",
):
    CONDITIONS[_name] = _flag(_name)


@_condition
def _card_ordered(case: Case) -> Verdict:
    """Section 81(5a) AufenthG is an exception in the person's favour: not recorded means not shown."""
    return case.facts.card_ordered is True


@_condition
def _tolerated_on_later_list(case: Case) -> Verdict:
    return _known("tolerated_on", case.facts.tolerated_on, lambda days: case.params["later_list_cutoff"] in days)


@_condition
def _tolerated_on_art62_day(case: Case) -> Verdict:
    return _known("tolerated_on", case.facts.tolerated_on, lambda days: case.params["art62_tolerated_day"] in days)


@_condition
def _permit_on_art62_day(case: Case) -> Verdict:
    return _known("permit_on", case.facts.permit_on, lambda days: case.params["art62_permit_day"] in days)


@_condition
def _prints_any_work(case: Case) -> Verdict:
    return _known("work_note", case.facts.work_note, lambda note: note is WorkNote.ERWERBSTAETIGKEIT_GESTATTET)


@_condition
def _prints_employment(case: Case) -> Verdict:
    allowed = {WorkNote.ERWERBSTAETIGKEIT_GESTATTET, WorkNote.BESCHAEFTIGUNG_GESTATTET}
    return _known("work_note", case.facts.work_note, lambda note: note in allowed)


@_condition
def _prints_nothing(case: Case) -> Verdict:
    return _known("work_note", case.facts.work_note, lambda note: note is WorkNote.NONE)


@_condition
def _prints_permit_needed(case: Case) -> Verdict:
    return _known("work_note", case.facts.work_note, lambda note: note is WorkNote.NUR_MIT_ERLAUBNIS)


@_condition
def _permit_for_this_job(case: Case) -> Verdict:
    """A permit for exactly this employer, kind and period; without a recorded permit there is none."""
    permit, job = case.facts.permit, case.job
    if permit is None or permit.kind is not job.kind:
        return False
    if not permit.valid_from <= case.start <= permit.valid_until:
        return False
    if job.until is not None and job.until > permit.valid_until:
        return False
    if permit.weekly_hours is not None and (job.weekly_hours is None or job.weekly_hours > permit.weekly_hours):
        return False
    return same_employer(permit.employer, job.employer)


def same_employer(left: str | None, right: str | None) -> bool:
    """Whether two spellings name one firm: case and spaces apart, they are equal."""
    return left is not None and right is not None and _squeezed(left) == _squeezed(right)


def _squeezed(name: str) -> str:
    return " ".join(name.casefold().split())


@_condition
def _named_in_title(case: Case) -> Verdict:
    return case.job.named_in_title is True


def _status_in(param: str) -> Condition:
    """Whether the status, or its whole section, stands in one of the pack's lists."""
    return lambda case: not families(case.status).isdisjoint(case.params[param])


CONDITIONS["allowed_by_act"] = _status_in("allowed_by_act")
CONDITIONS["self_employment_by_act"] = _status_in("self_employment_by_act")
CONDITIONS["purpose_bound"] = _status_in("purpose_bound")
CONDITIONS["training_title"] = _status_in("training_titles")
CONDITIONS["free_after_two_years"] = _status_in("free_after_two_years")


@_condition
def _self_employed(case: Case) -> Verdict:
    return case.job.kind is Kind.SELF_EMPLOYMENT


@_condition
def _training(case: Case) -> Verdict:
    return case.job.kind is Kind.TRAINING


@_condition
def _toleration_for_training(case: Case) -> Verdict:
    return case.status == "duldung_ausbildung"


@_condition
def _side_job_within_limit(case: Case) -> Verdict:
    return _known("weekly_hours", case.job.weekly_hours, lambda hours: hours <= case.params["side_job_hours"])


@_condition
def _title_two_years_old(case: Case) -> Verdict:
    return _known("status_since", case.facts.status_since, lambda day: case.start >= first_day_after(day, 24))


@_condition
def _skilled(case: Case) -> Verdict:
    return case.job.skilled is True


@_condition
def _district_listed(case: Case) -> Verdict:
    return _known(
        "agency_district", case.job.agency_district, lambda name: name not in case.params["unlisted_districts"]
    )


def _stayed(months_param: str) -> Condition:
    def holds(case: Case) -> Verdict:
        return _known(
            "stay_since",
            case.facts.stay_since,
            lambda day: case.start >= first_day_after(day, case.params[months_param]),
        )

    return holds


CONDITIONS["stayed_four_years"] = _stayed("ba_free_after_months")
CONDITIONS["stayed_fifteen_months"] = _stayed("priority_until_months")


@_condition
def _by_fiction(case: Case) -> Verdict:
    return case.by_fiction


@_condition
def _applied_for_something(case: Case) -> Verdict:
    return _known("applied_for", case.facts.applied_for, bool)


@_condition
def _applied_for_25a_or_25b(case: Case) -> Verdict:
    return _known("applied_for", case.facts.applied_for, lambda sections: bool(sections & {"25a", "25b"}))


@_condition
def _document_expired(case: Case) -> Verdict:
    """Whether the document ends before the first day of work, once what the law prolongs is counted in."""
    last = last_day(case)
    if isinstance(last, frozenset):
        return last
    return last is not None and last < case.start


@_condition
def _printed_date_passed(case: Case) -> Verdict:
    facts = case.facts
    if facts.document_valid_until is None:
        return False if facts.document_expiry_known else missing("document_valid_until")
    return facts.document_valid_until < case.start


def last_day(case: Case) -> date | frozenset[str] | None:
    """Last day on which the document carries work; None: it names no end."""
    facts = case.facts
    printed = facts.document_valid_until
    if printed is None:
        return None if facts.document_expiry_known else missing("document_valid_until")
    if printed >= case.start:
        return printed
    if case.status == "ae_24" and "carried_until" in case.params:
        carried = _carried(case, printed)
        if not isinstance(carried, bool) or carried:
            return carried if isinstance(carried, frozenset) else case.params["carried_until"]
    return None if _continues_by_application(case, printed) else printed


def _carried(case: Case, printed: date) -> Verdict:
    """Titles under section 24 that were valid on the key day run on by regulation."""
    day = case.params["carried_if_valid_on"]
    if printed < day:
        return False
    return _known("title_valid_on", case.facts.title_valid_on, lambda days: day in days)


def _continues_by_application(case: Case, printed: date) -> bool:
    """Section 81(4): whoever applied in time keeps the old title until the decision."""
    facts = case.facts
    if not case.status.startswith("ae_") or not facts.applied_for or facts.applied_on is None:
        return False
    prolongs = case.status != "ae_104c" or bool(facts.applied_for & {"25a", "25b"})
    return prolongs and facts.applied_on <= printed


@_condition
def _contradictory(case: Case) -> Verdict:
    """Dates that cannot both be true: nobody decides on them, somebody has to look again."""
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


Expression = Callable[[Case], Verdict]
_TOKEN: Final = re.compile(r"\s*(?P<word>[a-z0-9_]+|\(|\))")


def compile_expression(text: str) -> Expression:
    """Turn `a and not (b or c)` into a condition.

    Raises:
        InvalidPackError: for a name that is not in the vocabulary, or a sentence that does not parse.

    """
    words = _words(text)
    parser = _Parser(text, words)
    expression = parser.disjunction()
    parser.expect_end()
    return expression


def _words(text: str) -> list[str]:
    position, words = 0, []
    while text[position:].strip():
        token = _TOKEN.match(text, position)
        if token is None:
            raise _invalid(text, text[position:].strip())
        words.append(token["word"])
        position = token.end()
    return words


def _invalid(text: str, word: str) -> InvalidPackError:
    return InvalidPackError(
        f"Die Bedingung „{text}“ versteht das Regelwerk nicht, an der Stelle „{word}“.",
        f"The condition {text!r} is not understood at {word!r}.",
    )


class _Parser:
    def __init__(self, text: str, words: list[str]) -> None:
        self.text = text
        self._words: Iterator[str] = iter(words)
        self._next = next(self._words, "")

    def _take(self) -> str:
        taken, self._next = self._next, next(self._words, "")
        return taken

    def expect_end(self) -> None:
        if self._next:
            raise _invalid(self.text, self._next)

    def disjunction(self) -> Expression:
        left = self._conjunction()
        while self._next == "or":
            self._take()
            left = _joined(either, left, self._conjunction())
        return left

    def _conjunction(self) -> Expression:
        left = self._term()
        while self._next == "and":
            self._take()
            left = _joined(both, left, self._term())
        return left

    def _term(self) -> Expression:
        word = self._take()
        if word == "not":
            inner = self._term()
            return lambda case: negate(inner(case))
        if word == "(":
            inner = self.disjunction()
            if self._take() != ")":
                raise _invalid(self.text, "(")
            return inner
        if word not in CONDITIONS:
            raise _invalid(self.text, word or "…")
        return CONDITIONS[word]


def _joined(join: Callable[[Verdict, Verdict], Verdict], left: Expression, right: Expression) -> Expression:
    """Join two conditions; the right one is not asked where the left one settles the matter."""
    settles = join is either

    def joined(case: Case) -> Verdict:
        first = left(case)
        return first if first is settles else join(first, right(case))

    return joined
