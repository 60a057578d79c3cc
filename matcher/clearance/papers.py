"""Conditions on papers and job: what is printed, how long it carries, what title and permit cover."""

from __future__ import annotations

from datetime import date
from typing import Final

from matcher.clearance.periods import first_day_after
from matcher.clearance.statuses import families
from matcher.clearance.vocabulary import Case, Condition, Verdict, declare, known, missing, word
from matcher.model import Kind, WorkNote

_TITLES_AFTER_25: Final = frozenset({"25a", "25b"})
TWO_YEARS: Final = 24
"""Months after which some titles for one job are open to any employment."""
_UNDOCUMENTED: Final = "ausreisepflichtig_ohne_duldung"
"""Whoever has neither title nor toleration may hold no document at all; one that is on record has its end."""


def _prints(*notes: WorkNote) -> Condition:
    return lambda case: known("work_note", case.facts.work_note, lambda note: note in notes)


declare("prints_any_work", _prints(WorkNote.ERWERBSTAETIGKEIT_GESTATTET))
declare("prints_employment", _prints(WorkNote.ERWERBSTAETIGKEIT_GESTATTET, WorkNote.BESCHAEFTIGUNG_GESTATTET))
declare("prints_nothing", _prints(WorkNote.NONE))
declare("prints_permit_needed", _prints(WorkNote.NUR_MIT_ERLAUBNIS))
declare("prints_ban", _prints(WorkNote.NICHT_GESTATTET))


@word()
def permit_for_this_job(case: Case) -> Verdict:
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
    return left is not None and right is not None and squeezed(left) == squeezed(right)


def squeezed(name: str) -> str:
    return " ".join(name.casefold().split())


@word()
def named_in_title(case: Case) -> Verdict:
    return case.job.named_in_title is True


def _status_in(param: str) -> Condition:
    """Whether the status, or its whole section, stands in one of the pack's lists."""
    return lambda case: not families(case.status).isdisjoint(case.params[param])


for _name, _param in (
    ("allowed_by_act", "allowed_by_act"),
    ("self_employment_by_act", "self_employment_by_act"),
    ("purpose_bound", "purpose_bound"),
    ("training_title", "training_titles"),
    ("free_after_two_years", "free_after_two_years"),
):
    declare(_name, _status_in(_param), needs=(_param,), settled=True)


@word(settled=True)
def self_employed(case: Case) -> Verdict:
    return case.job.kind is Kind.SELF_EMPLOYMENT


@word(settled=True)
def training(case: Case) -> Verdict:
    return case.job.kind is Kind.TRAINING


@word(settled=True)
def toleration_for_training(case: Case) -> Verdict:
    return case.status == "duldung_ausbildung"


@word("side_job_hours")
def side_job_within_limit(case: Case) -> Verdict:
    return known("weekly_hours", case.job.weekly_hours, lambda hours: hours <= case.params["side_job_hours"])


@word()
def title_two_years_old(case: Case) -> Verdict:
    """Frees the person from the named job, so it must be on record; else the authority is asked."""
    since = case.facts.status_since
    return since is not None and case.start >= first_day_after(since, TWO_YEARS)


@word()
def skilled(case: Case) -> Verdict:
    return case.job.skilled is True


@word("unlisted_districts")
def district_listed(case: Case) -> Verdict:
    """The job's agency district stands on the ordinance's list; packs name the few that do not."""
    return known("agency_district", case.job.agency_district, lambda name: not _unlisted(case, name))


def _unlisted(case: Case, district: str) -> bool:
    spoken = squeezed(district)
    names = [squeezed(name) for name in case.params["unlisted_districts"]]
    return any(spoken == name or spoken.endswith(f" {name}") for name in names)


@word()
def by_fiction(case: Case) -> Verdict:
    return case.by_fiction


@word("sections_3_and_4")
def card_ordered_for_this_job(case: Case) -> Verdict:
    """Section 81(5a): a title for training or work is granted, its card is ordered, and it names this job.

    An exception in the person's favour: what is not recorded does not open it.
    """
    asked_for = case.facts.applied_for or frozenset()
    titles = case.params["sections_3_and_4"]
    return case.facts.card_ordered is True and case.job.named_in_title is True and not asked_for.isdisjoint(titles)


@word()
def applied_for_something(case: Case) -> Verdict:
    """Another title is applied for; a certificate under section 81(4) without any application is incomplete."""
    if case.by_fiction and not case.facts.applied_for:
        return missing("applied_for")
    return known("applied_for", case.facts.applied_for, bool)


@word()
def applied_for_25a_or_25b(case: Case) -> Verdict:
    return known("applied_for", case.facts.applied_for, lambda sections: not sections.isdisjoint(_TITLES_AFTER_25))


@word()
def document_expired(case: Case) -> Verdict:
    """Whether the document ends before the first day of work, once what the law prolongs is counted in."""
    last = last_day(case)
    if isinstance(last, frozenset):
        return last
    return last is not None and last < case.start


@word()
def printed_date_passed(case: Case) -> Verdict:
    facts = case.facts
    if facts.document_valid_until is None:
        return False if facts.document_expiry_known else missing("document_valid_until")
    return facts.document_valid_until < case.start


def last_day(case: Case) -> date | frozenset[str] | None:
    """Last day on which the document carries work; None: it names no end."""
    printed = case.facts.document_valid_until
    if printed is None:
        seen = case.facts.document_expiry_known or case.status == _UNDOCUMENTED
        return None if seen else missing("document_valid_until")
    return printed if printed >= case.start else _prolonged(case, printed)


def _prolonged(case: Case, printed: date) -> date | frozenset[str] | None:
    """What regulation or a timely application makes of a date that has passed."""
    carried = _carried(case)
    if carried is True:
        until: date = case.params["carried_until"]
        return until
    continues = _continues_by_application(case, printed) if carried is False else carried
    if isinstance(continues, frozenset):
        return continues
    return None if continues else printed


def _carried(case: Case) -> Verdict:
    """Titles under section 24 that were valid on the key day run on by regulation.

    The printed date does not tell whether they were: older cards had been carried on to that day before.
    """
    day = case.params.get("carried_if_valid_on")
    if day is None or case.status != "ae_24" or case.on < day:
        return False
    return known("title_valid_on", case.facts.title_valid_on, lambda days: day in days)


def _continues_by_application(case: Case, printed: date) -> Verdict:
    """Section 81(4): whoever applied in time keeps the old title until the decision.

    A certificate that carries a title on already is not carried on by the same application once more.
    """
    asked_for = case.facts.applied_for
    if case.by_fiction or not case.status.startswith("ae_"):
        return False
    if asked_for is None:
        return missing("applied_for", "document_valid_until")
    if not asked_for:
        return False
    if case.status == "ae_104c" and asked_for.isdisjoint(_TITLES_AFTER_25):
        return False
    return known("applied_on", case.facts.applied_on, lambda day: day <= printed)
