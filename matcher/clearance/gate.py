"""The gate: the one function that decides whether a person may be placed, shown, or start (I1, I2).

Level 1 is asked per person and kind of employment before any step toward placement, level 2 per
concrete job before its start. Default is no.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matcher.clearance.answers import POSITIVE, is_valid, saw_this_job, speaks_of
from matcher.clearance.books import default_packs
from matcher.clearance.decision import Decision, decide
from matcher.clearance.fingerprint import job_of
from matcher.clearance.passage import AUTHORITY_STATES, Passage, Passing
from matcher.clearance.rules import PackSet
from matcher.model import Facts, Job, Mode, Participant, Procedure, Vacancy


def precheck_question(facts: Facts, job: Job, on: date, *, packs: PackSet | None = None) -> Decision:
    """What law and agreement say if the authority, once asked, states an ordinary procedure and no bars.

    It tells in which mode to ask; it opens nothing.
    """
    return decide(_ordinary(facts), job, on=on, packs=packs)


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
    packs = packs or default_packs()
    job = job_of(vacancy)
    decision = decide(_looked_at(person, vacancy, on), job, on=on, packs=packs)
    asks = decision.mode
    if decision.mode is Mode.HOLD and AUTHORITY_STATES.issuperset(decision.missing):
        asks = precheck_question(person.facts, job, on, packs=packs).mode
    passing = Passing(person, vacancy, on, decision=decision, asks=asks, pack=packs.for_date(on))
    return passing.passage(l2_before_release=l2_before_release)


def _looked_at(person: Participant, vacancy: Vacancy, on: date) -> Facts:
    """Under a valid answer without concerns the authority has looked: unstated procedure and bars are ordinary."""
    facts = person.facts
    if facts.procedure not in {None, Procedure.UNKNOWN} and facts.abh_bars is not None:
        return facts
    looked = any(
        clearance.answer in POSITIVE
        and is_valid(clearance, on)
        and speaks_of(clearance, vacancy)
        and saw_this_job(clearance, vacancy)
        for clearance in person.clearances
    )
    return _ordinary(facts) if looked else facts


def _ordinary(facts: Facts) -> Facts:
    stated = facts.procedure not in {None, Procedure.UNKNOWN}
    return replace(
        facts,
        procedure=facts.procedure if stated else Procedure.ORDINARY,
        abh_bars=facts.abh_bars if facts.abh_bars is not None else frozenset(),
    )
