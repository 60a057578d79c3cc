"""What must hold of the gate for every person, vacancy and recorded answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings

from matcher.clearance import Gatekeeper, clearance_for
from matcher.model import Answer, Level, Mode, Reason
from tests.property.clearance_strategies import chances, clearance, day_of_decision, person, vacancy, yes

many = settings(max_examples=600, deadline=None)


@settings(parent=many, max_examples=300)
@given(chances)
def test_gatekeeper_agrees_with_gate_for_every_pair(chance: Random) -> None:
    """One by one or the whole pool at once, in any order: the answers are those of `clearance_for`."""
    on = day_of_decision(chance)
    pool = [person(chance, on) for _ in range(4)]
    jobs = [vacancy(chance, on) for _ in range(8)]
    l2 = yes(chance)
    keeper = Gatekeeper(on)

    for job in jobs:
        expected = [clearance_for(who, job, on, l2_before_release=l2) for who in pool]
        passages = keeper.passages(pool, job, l2_before_release=l2)
        assert list(passages) == expected
        assert [keeper.passage(who, job, l2_before_release=l2) for who in pool] == expected
        assert list(passages.mask) == [passage.placement_open for passage in expected]


@many
@given(chances)
def test_silence_never_opens_consent(chance: Random) -> None:
    """Whatever deadline passed and whatever notice was sent, consent needs an answer."""
    on = day_of_decision(chance)
    who = person(chance, on, silent=True)

    passage = clearance_for(who, vacancy(chance, on), on)

    if passage.decision.mode is Mode.CONSENT:
        assert not passage.placement_open
        assert not passage.start_open


@many
@given(chances)
def test_gate_opens_only_where_law_does(chance: Random) -> None:
    """Prohibited, hold, stop, absence and objection keep everything closed; each step needs the one before."""
    on = day_of_decision(chance)
    who = person(chance, on)

    passage = clearance_for(who, vacancy(chance, on), on)

    closed = passage.decision.mode in {Mode.PROHIBITED, Mode.HOLD} or who.stopped or not who.participates
    objected = any(item.answer is Answer.OBJECTION for item in who.clearances)
    assert not (passage.placement_open and (closed or objected))
    assert passage.placement_open == (not passage.reasons)
    assert not passage.release_open or (passage.placement_open and who.consent_ags)
    assert not passage.start_open or passage.placement_open
    assert passage.release_open == (passage.blocked_by is None)
    assert passage.open_from == (on if passage.release_open else None)
    assert passage.open_until is None or passage.open_until > on
    assert list(passage.reasons) == sorted(passage.reasons, key=list(Reason).index)
    assert passage.next_german
    assert passage.next_english


@many
@given(chances)
def test_objection_stops_in_any_mode(chance: Random) -> None:
    """An objection on any question closes every vacancy to the who."""
    on = day_of_decision(chance)
    who = person(chance, on)
    objection = replace(clearance(chance, on), answer=Answer.OBJECTION)

    passage = clearance_for(replace(who, clearances=(*who.clearances, objection)), vacancy(chance, on), on)

    assert Reason.PRECHECK_OBJECTION in passage.reasons
    assert not passage.release_open
    assert not passage.start_open


@many
@given(chances)
def test_refusal_of_job_closes_this_pair_only(chance: Random) -> None:
    """A refused job is closed; the answers for another vacancy are what they were."""
    on = day_of_decision(chance)
    who = person(chance, on)
    job = vacancy(chance, on)
    refusal = replace(clearance(chance, on), level=Level.JOB, vacancy=job.id, kind=None, answer=Answer.REFUSED)
    refused = replace(who, clearances=(*who.clearances, refusal))
    other = replace(job, id=type(job.id)("V9"))

    assert not clearance_for(refused, job, on).placement_open
    assert clearance_for(refused, other, on) == clearance_for(who, other, on)


@many
@given(chances)
def test_window_closes_where_gate_does(chance: Random) -> None:
    """Until the last day of the window release stays open, facts unchanged; the store relies on it."""
    on = day_of_decision(chance)
    job = replace(vacancy(chance, on), start=None)
    for _ in range(5):
        who = person(chance, on)
        until = clearance_for(who, job, on).open_until
        if until is not None:
            middle = on + (until - on) // 2
            assert clearance_for(who, job, middle).release_open
            assert clearance_for(who, job, until - timedelta(days=1)).release_open
