"""What is next for a person, and for a mentor's whole day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.agenda import Prospect, Situation, Step, StepKind, day, next_steps, place_in_day, primary_step
from matcher.model import Cefr, Experience, Kind, Mode, Profile, Reason, Recipient

ON = date(2026, 11, 23)
FULL = Profile(
    german=Cefr.B1,
    experiences=(Experience(title="Lager", years=3),),
    postcode="15711",
    hours_max=40,
    licences=frozenset(),
)
OPEN = Prospect(kind=Kind.JOB, mode=Mode.NONE)
READY = Situation(
    participant_id=1,
    code="LDS-7F3K",
    consents=frozenset({Recipient.AWO, Recipient.ABH, Recipient.AGS}),
    has_document=True,
    document_valid_until=ON + timedelta(days=400),
    profile=FULL,
    prospects=(OPEN,),
    mentorship_end=ON + timedelta(days=200),
)


def kinds(situation: Situation) -> list[StepKind]:
    return [step.kind for step in next_steps(situation, ON)]


def test_agenda_is_empty_when_everything_is_done() -> None:
    """Who is ready waits for a vacancy, not for paperwork."""
    assert kinds(READY) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"has_document": False}, StepKind.RECORD_DOCUMENT),
        ({"document_valid_until": ON - timedelta(days=1)}, StepKind.RENEW_DOCUMENT),
        ({"document_valid_until": ON + timedelta(days=30)}, StepKind.DOCUMENT_ENDS),
        ({"consents": frozenset({Recipient.AWO, Recipient.AGS})}, StepKind.CONSENT),
        ({"consents": frozenset({Recipient.AWO, Recipient.ABH})}, StepKind.CONSENT_AGS),
        ({"profile": replace(FULL, german=None)}, StepKind.GERMAN),
        ({"profile": replace(FULL, experiences=())}, StepKind.EXPERIENCE),
        ({"profile": replace(FULL, licences=None)}, StepKind.WISHES),
        ({"mentorship_end": ON + timedelta(days=40)}, StepKind.MENTORSHIP_ENDS),
        ({"stopped": True}, StepKind.STOPPED),
        ({"prospects": (replace(OPEN, blocked_by=Reason.PRECHECK_MISSING),)}, StepKind.ASK_PRECHECK),
        ({"prospects": (replace(OPEN, blocked_by=Reason.PRECHECK_EXPIRED),)}, StepKind.ASK_AGAIN),
        ({"prospects": (replace(OPEN, blocked_by=Reason.HOLD),)}, StepKind.COMPLETE_FACTS),
        ({"prospects": (replace(OPEN, blocked_by=Reason.PROHIBITED),)}, StepKind.AWAIT_DATE),
        ({"prospects": (replace(OPEN, blocked_by=Reason.PRECHECK_OBJECTION),)}, StepKind.OBJECTION),
        ({"prospects": (replace(OPEN, asked_on=ON),)}, StepKind.AWAIT_ANSWER),
        ({"prospects": (replace(OPEN, valid_until=ON + timedelta(days=9)),)}, StepKind.PRECHECK_ENDS),
    ],
)
def test_agenda_names_the_one_thing_that_is_missing(change: dict[str, object], expected: StepKind) -> None:
    """Each gap leads to exactly its own step."""
    assert kinds(replace(READY, **change)) == [expected]


def test_agenda_is_empty_for_somebody_who_left() -> None:
    """Leaving the project ends every step."""
    assert kinds(replace(READY, participates=False, has_document=False)) == []


def test_agenda_asks_once_for_what_several_kinds_lack() -> None:
    """A fact missing for three kinds of work is one step."""
    prospects = tuple(
        Prospect(kind=kind, mode=Mode.HOLD, blocked_by=Reason.HOLD) for kind in (Kind.JOB, Kind.MINIJOB, Kind.TRAINING)
    )

    assert kinds(replace(READY, prospects=prospects)) == [StepKind.COMPLETE_FACTS]


def test_primary_step_passes_over_what_only_others_can_do() -> None:
    """While the authority checks, the next thing to do is the next gap."""
    situation = replace(READY, prospects=(replace(OPEN, asked_on=ON),), profile=replace(FULL, german=None))

    assert primary_step(next_steps(situation, ON)) == Step(kind=StepKind.GERMAN, code="LDS-7F3K")


def test_day_lists_dates_first_and_waiting_last() -> None:
    """The list is ordered by due date; undated work follows, then what others do."""
    expiring = replace(READY, code="LDS-AAAA", document_valid_until=ON + timedelta(days=20))
    expired = replace(READY, code="LDS-BBBB", document_valid_until=ON - timedelta(days=2))
    gap = replace(READY, code="LDS-CCCC", profile=replace(FULL, german=None, postcode=None))
    waiting = replace(READY, code="LDS-DDDD", prospects=(replace(OPEN, asked_on=ON, deadline=ON + timedelta(days=5)),))

    listed = [(step.code, step.kind) for step in day([waiting, gap, expiring, READY, expired], ON)]

    assert listed == [
        ("LDS-BBBB", StepKind.RENEW_DOCUMENT),
        ("LDS-AAAA", StepKind.DOCUMENT_ENDS),
        ("LDS-CCCC", StepKind.GERMAN),
        ("LDS-DDDD", StepKind.AWAIT_ANSWER),
    ]


def test_day_puts_the_dated_first_and_of_equals_what_opens_more() -> None:
    """The one rule of the day's list, as a sorted example."""
    places = [
        place_in_day(None, 0, 3, "A"),
        place_in_day(None, 4, 9, "B"),
        place_in_day(date(2026, 11, 24), 0, 9, "C"),
        place_in_day(date(2026, 11, 24), 2, 9, "D"),
        place_in_day(date(2026, 11, 20), 0, 9, "E"),
        place_in_day(date(2026, 11, 24), 0, 1, "F"),
    ]

    assert [place[-1] for place in sorted(places)] == ["E", "D", "F", "C", "B", "A"]
