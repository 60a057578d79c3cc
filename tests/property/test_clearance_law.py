"""What must hold of every answer of the law, whatever the facts."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.clearance import decide
from matcher.clearance.decision import Decision
from matcher.clearance.words import FACTS
from matcher.model import BaCheck, Facts, Kind, Mode, Procedure, WorkNote
from tests.property.clearance_strategies import (
    BLANKABLE,
    GROUPS_1_TO_3,
    NOT_SHOWN_MEANS_NO,
    blanked,
    chances,
    complete_facts,
    day_of_decision,
    job,
    some,
    some_names,
)

OPENNESS = {Mode.NONE: 4, Mode.INFORMATIVE: 3, Mode.CONSULT: 2, Mode.CONSENT: 1, Mode.PROHIBITED: 0, Mode.HOLD: 0}
"""How far a mode lets a person go; prohibited and hold are closed alike."""
CHECKS = (BaCheck.NONE, BaCheck.CONDITIONS, BaCheck.CONDITIONS_PRIORITY)
ALLOWED_BY_ACT = ("ae_25_1", "ae_25_2", "ae_25a", "ae_25b", "ae_23_2", "ae_30")
many = settings(max_examples=600, deadline=None)


def openness(decision: Decision) -> int:
    return OPENNESS[decision.mode]


def is_looser(new: Decision, old: Decision) -> bool:
    """Whether the new answer lets the person go further than the old one."""
    if openness(new) != openness(old):
        return openness(new) > openness(old)
    return new.mode is Mode.CONSENT and CHECKS.index(new.ba_check) < CHECKS.index(old.ba_check)


def is_contradictory(facts: Facts, on: date) -> bool:
    since = [facts.status_since, facts.stay_since, facts.registered_on, facts.applied_on]
    disordered = (
        facts.status_since is not None and facts.stay_since is not None and facts.stay_since > facts.status_since
    )
    return disordered or any(day is not None and day > on for day in since)


@many
@given(chances)
def test_law_gives_one_whole_answer_for_any_facts(chance: Random) -> None:
    """Never an exception; pack, basis and sentences are there; `hold` names known facts; dates only with a ban."""
    on = day_of_decision(chance)
    facts = blanked(complete_facts(chance, on), some_names(chance))
    work = job(chance, on)

    decision = decide(facts, work, on=on)

    assert decision.pack
    assert decision.basis
    assert decision.reason_german.endswith(".")
    assert "nächster Schritt: " in decision.reason_german
    assert "next step: " in decision.reason_english
    assert decision.rule not in decision.reason_german
    assert (decision.mode is Mode.HOLD) == bool(decision.missing)
    assert FACTS.keys() >= set(decision.missing)
    assert decision.ba_check is BaCheck.NONE or decision.mode is Mode.CONSENT
    assert decision.until is None or decision.mode is Mode.PROHIBITED
    assert decision.until is None or decision.until > max(on, work.start or on)


@many
@given(chances)
def test_law_answers_equal_facts_equally(chance: Random) -> None:
    """Two decisions over equal values are equal in every part."""
    on = day_of_decision(chance)
    facts = blanked(complete_facts(chance, on), some_names(chance))
    work = job(chance, on)

    assert decide(facts, work, on=on) == decide(deepcopy(facts), deepcopy(work), on=on)


def counts_where_recorded(facts: Facts) -> set[str]:
    """Facts that say something of this person only where somebody recorded them."""
    if facts.status == "ausreisepflichtig_ohne_duldung":
        return {"document_valid_until"}
    if facts.status in {"fiktion_81_3_1", "fiktion_81_3_2"}:
        return {"in_reception_centre", "applied_for"}
    return set() if facts.status in GROUPS_1_TO_3 else {"in_reception_centre"}


@many
@given(chances)
def test_removing_fact_never_loosens(chance: Random) -> None:
    """What is forgotten makes the answer hold, or the same, or stricter.

    Two exceptions are chosen: that a title holder must live in a reception centre counts only where recorded, and
    whoever has to leave may hold no document. (What opens section 81(5a) counts where recorded too; that is stricter.)
    """
    on = day_of_decision(chance)
    known = complete_facts(chance, on)
    work = job(chance, on)
    lost = some_names(chance) - counts_where_recorded(known)

    assert not is_looser(decide(blanked(known, lost), work, on=on), decide(known, work, on=on))


@many
@given(chances)
def test_hold_ends_when_named_facts_are_supplied(chance: Random) -> None:
    """Supplying what `hold` names leads, step by step, to the answer that all facts together give."""
    on = day_of_decision(chance)
    known = complete_facts(chance, on)
    work = job(chance, on)
    lost = (
        some(chance, BLANKABLE, len(BLANKABLE)) - NOT_SHOWN_MEANS_NO - {"status_since"} - counts_where_recorded(known)
    )
    whole = decide(known, work, on=on)

    decision = decide(blanked(known, lost), work, on=on)
    while lost & set(decision.missing):
        lost -= set(decision.missing)
        decision = decide(blanked(known, lost), work, on=on)

    if decision.mode is Mode.HOLD:
        assert whole.mode is Mode.HOLD
    else:
        assert (decision.mode, decision.rule) == (whole.mode, whole.rule)
        assert (decision.until or on) >= (whole.until or on)


def later(facts: Facts, other: Facts, name: str) -> Facts:
    return replace(facts, **{name: max(getattr(facts, name), getattr(other, name))})


STRICTER: dict[str, Callable[[Facts, Facts], Facts]] = {
    "more bars": lambda facts, other: replace(facts, abh_bars=facts.abh_bars | other.abh_bars),
    "reception centre": lambda facts, _: replace(facts, in_reception_centre=True),
    "shorter stay": lambda facts, other: later(facts, other, "stay_since"),
    "later registration": lambda facts, other: later(facts, other, "registered_on"),
    "later application": lambda facts, other: later(facts, other, "applied_on"),
    "shorter toleration": lambda facts, other: later(facts, other, "status_since"),
    "safe country": lambda facts, _: replace(facts, nationality="SRB"),
    "accelerated": lambda facts, _: replace(facts, procedure=Procedure.ACCELERATED),
    "no longer ordinary": lambda facts, _: replace(
        facts, procedure=Procedure.TAKE_BACK if facts.procedure is Procedure.ORDINARY else facts.procedure
    ),
    "no passport": lambda facts, _: replace(facts, identity_by_passport=False, identity_measures_met=False),
    "no exceptions": lambda facts, _: replace(
        facts,
        tolerated_on=frozenset(),
        permit_on=frozenset(),
        unaccompanied_minor=False,
        child_welfare=False,
        recognised_status=False,
        card_ordered=False,
        title_valid_on=frozenset(),
    ),
    "no permit": lambda facts, _: replace(facts, permit=None),
    "earlier expiry": lambda facts, other: replace(
        facts, document_valid_until=min(facts.document_valid_until, other.document_valid_until)
    ),
    "unclear identity": lambda facts, _: replace(
        facts, status="duldung_60b" if (facts.status or "").startswith("duldung") else facts.status
    ),
}


@pytest.mark.parametrize("tightened", STRICTER)
@settings(parent=many, max_examples=400)
@given(chances)
def test_stricter_facts_never_loosen(tightened: str, chance: Random) -> None:
    """Whatever speaks against the person more than before leaves the answer as it is or makes it stricter.

    A work permit during the asylum procedure presupposes three months of stay, so others are not drawn.
    """
    on = day_of_decision(chance)
    facts = replace(complete_facts(chance, on), permit_during_procedure=False)
    work = job(chance, on)

    stricter = STRICTER[tightened](facts, complete_facts(chance, on))
    assume(not is_contradictory(stricter, on))
    assume(decide(facts, work, on=on).missing != ("status",))  # a status that did not exist yet is no milder one

    assert not is_looser(decide(stricter, work, on=on), decide(facts, work, on=on))


PRINTS = [
    (WorkNote.ERWERBSTAETIGKEIT_GESTATTET, WorkNote.BESCHAEFTIGUNG_GESTATTET),
    (WorkNote.BESCHAEFTIGUNG_GESTATTET, WorkNote.NONE),
    (WorkNote.BESCHAEFTIGUNG_GESTATTET, WorkNote.NUR_MIT_ERLAUBNIS),
    (WorkNote.NONE, WorkNote.NICHT_GESTATTET),
    (WorkNote.NUR_MIT_ERLAUBNIS, WorkNote.NICHT_GESTATTET),
]


@pytest.mark.parametrize(("wide", "narrow"), PRINTS)
@settings(parent=many, max_examples=400)
@given(chances)
def test_narrower_print_never_loosens(wide: WorkNote, narrow: WorkNote, chance: Random) -> None:
    """A paper that allows less never opens more.

    Nothing printed on a residence title is what the Act says, which may be more than "employment permitted".
    """
    on = day_of_decision(chance)
    facts = complete_facts(chance, on)
    work = job(chance, on)
    titled = facts.status not in GROUPS_1_TO_3 and wide is WorkNote.BESCHAEFTIGUNG_GESTATTET
    assume(not (titled and work.kind is Kind.SELF_EMPLOYMENT))

    printed = decide(replace(facts, work_note=wide), work, on=on)

    assert not is_looser(decide(replace(facts, work_note=narrow), work, on=on), printed)


@many
@given(
    chances, st.sampled_from(ALLOWED_BY_ACT), st.sampled_from((WorkNote.NUR_MIT_ERLAUBNIS, WorkNote.NICHT_GESTATTET))
)
def test_print_narrower_than_act_holds(chance: Random, status: str, note: WorkNote) -> None:
    """Where the Act allows any work and the paper does not, nobody guesses who is right."""
    on = day_of_decision(chance)
    facts = replace(complete_facts(chance, on, status), work_note=note, in_reception_centre=False)
    kind = chance.choice([kind for kind in Kind if kind < Kind.EMPLOYER_MEASURE])

    assert decide(facts, job(chance, on, kind), on=on).mode is Mode.HOLD


@many
@given(chances, st.sampled_from(GROUPS_1_TO_3))
def test_agreement_groups_never_fall_below_floor(chance: Random, status: str) -> None:
    """In groups 1 to 3 the authority always learns of it, as long as the agreement is in force."""
    on = day_of_decision(chance)
    facts = blanked(complete_facts(chance, on, status), some_names(chance) - {"status"})

    decision = decide(facts, job(chance, on), on=on)

    assert decision.mode is not Mode.NONE


@many
@given(chances)
def test_agreement_out_of_force_only_takes_the_floor_away(chance: Random) -> None:
    """Without the agreement nothing gets stricter, no permit is spared, and no ban falls."""
    on = day_of_decision(chance)
    facts = complete_facts(chance, on)
    work = job(chance, on)
    bound = decide(facts, work, on=on)

    free = decide(facts, work, on=on, agreement_in_force=False)

    assert openness(free) >= openness(bound)
    if bound.mode in {Mode.CONSENT, Mode.PROHIBITED, Mode.HOLD}:
        assert replace(free, reason_german="", reason_english="") == replace(bound, reason_german="", reason_english="")
    else:
        assert free.mode is Mode.NONE
