"""The gate: L1, L2, their conditions and dates, silence, objection, and what only the authority may state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matcher.clearance import Gatekeeper, Passage, clearance_for, fingerprint, precheck_question
from matcher.clearance.rules import PackSet
from matcher.model import (
    AbhBar,
    Answer,
    Application,
    BaCheck,
    Clearance,
    Facts,
    Job,
    Kind,
    Level,
    Mode,
    Participant,
    ParticipantCode,
    Permit,
    Procedure,
    Reason,
    Vacancy,
    VacancyRef,
    WorkNote,
)

ON = date(2026, 11, 23)
SINCE = date(2026, 1, 12)
ASYLUM = Facts(
    status="gestattung",
    nationality="SYR",
    document_valid_until=date(2027, 6, 30),
    document_expiry_known=True,
    work_note=WorkNote.NUR_MIT_ERLAUBNIS,
    status_since=SINCE,
    stay_since=SINCE,
    registered_on=SINCE,
    applied_on=SINCE,
    application=Application.PENDING,
    in_reception_centre=False,
)
STATED = replace(ASYLUM, procedure=Procedure.ORDINARY, abh_bars=frozenset())
TITLED = Facts(
    status="ae_25_2",
    document_valid_until=date(2028, 1, 1),
    document_expiry_known=True,
    work_note=WorkNote.ERWERBSTAETIGKEIT_GESTATTET,
)
JOB = Vacancy(
    id=VacancyRef("V-1"), title="Lager", employer="Betrieb A", kind=Kind.JOB, hours=30, start=date(2026, 12, 1)
)
WATCHING = replace(JOB, kind=Kind.WORK_SHADOWING)
COURSE = replace(JOB, kind=Kind.COURSE)


def person(*clearances: Clearance, facts: Facts = STATED, **changes: Any) -> Participant:
    given = {"code": ParticipantCode("LDS-1"), "facts": facts, "clearances": clearances, "consent_ags": True, **changes}
    return Participant(**given)


def l1(**changes: Any) -> Clearance:
    given = {"level": Level.PLACEMENT, "mode": Mode.CONSENT, "answer": Answer.NO_CONCERNS, "answered_on": ON, **changes}
    return Clearance(**given)


def l2(job: Vacancy = JOB, **changes: Any) -> Clearance:
    given = {
        "level": Level.JOB,
        "vacancy": job.id,
        "mode": Mode.CONSENT,
        "answer": Answer.CONSENT,
        "answered_on": ON,
        "fingerprint": fingerprint(job),
        "ba_answer": Answer.CONSENT,
        **changes,
    }
    return Clearance(**given)


def ask(who: Participant, job: Vacancy = JOB, on: date = ON, **options: Any) -> Passage:
    return clearance_for(who, job, on, **options)


def test_gate_is_closed_when_nothing_is_recorded() -> None:
    """Default is no: without a pre-check nobody is placed, shown or started."""
    passage = ask(person())

    assert passage.reasons == (Reason.PRECHECK_MISSING,)
    assert (passage.placement_open, passage.release_open, passage.start_open) == (False, False, False)
    assert "Vorprüfung" in passage.next_german


def test_positive_precheck_opens_placement_but_not_start() -> None:
    """L1 lets the person be shown; the first working day needs the answer for this job."""
    passage = ask(person(l1()))

    assert passage.placement_open
    assert passage.release_open
    assert not passage.start_open
    assert passage.rests_on == l1()
    assert "Arbeitserlaubnis" in passage.next_german


def test_title_holder_passes_without_the_authority() -> None:
    """Where the title covers the work nobody is asked."""
    passage = ask(person(facts=TITLED))

    assert passage.placement_open
    assert passage.start_open
    assert passage.rests_on is None


def test_missing_consent_blocks_release_only() -> None:
    """Without consent the person is ranked, but the employer service does not see them."""
    passage = ask(person(l1(), consent_ags=False))

    assert passage.placement_open
    assert not passage.release_open
    assert passage.blocked_by == "no_consent"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"participates": False}, Reason.NOT_PARTICIPATING), ({"stopped": True}, Reason.STOPPED)],
)
def test_absence_and_stop_close_everything(changes: dict[str, bool], reason: Reason) -> None:
    """Whoever does not take part, or is stopped, is kept back first of all."""
    passage = ask(person(facts=TITLED, **changes))

    assert passage.reasons[0] is reason
    assert not passage.start_open


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("facts", [STATED, TITLED])
def test_objection_stops_person_in_any_mode(level: Level, facts: Facts) -> None:
    """Concerns about one job or kind stop placement altogether, even where no permit is needed."""
    objection = l1(level=level, answer=Answer.OBJECTION, vacancy=VacancyRef("V-9"), kind=None)

    passage = ask(person(l1(), l2(), objection, facts=facts))

    assert passage.blocked_by == "precheck_objection"
    assert not passage.start_open


def test_refused_job_closes_this_pair_only() -> None:
    """A refusal names one job; the next one is open."""
    refused = person(l1(), l2(answer=Answer.REFUSED))

    passage = ask(refused)

    assert passage.reasons == (Reason.PROHIBITED,)
    assert passage.lifts_on is None
    assert "abgelehnt" in passage.next_german
    assert ask(refused, replace(JOB, id=VacancyRef("V-2"))).release_open


def test_refused_kind_closes_this_kind_only() -> None:
    """L1 refused for jobs leaves training open."""
    refused = person(l1(kind=Kind.JOB, answer=Answer.REFUSED), l1(kind=Kind.TRAINING))

    assert Reason.PROHIBITED in ask(refused).reasons
    assert ask(refused, replace(JOB, kind=Kind.TRAINING)).release_open


def test_precheck_of_another_kind_opens_nothing() -> None:
    """An answer about training says nothing about jobs; one about any kind does."""
    assert ask(person(l1(kind=Kind.TRAINING))).blocked_by == "precheck_missing"
    assert ask(person(l1(kind=None))).release_open


@pytest.mark.parametrize(
    ("changes", "blocked_by"),
    [
        ({"valid_until": ON}, "precheck_expired"),
        ({"valid_until": ON + timedelta(days=1)}, None),
        ({"valid_from": ON + timedelta(days=1)}, "precheck_missing"),
        ({"valid_from": ON}, None),
        ({"answered_on": ON + timedelta(days=1)}, "precheck_missing"),
    ],
)
def test_precheck_counts_between_its_days(changes: dict[str, date], blocked_by: str | None) -> None:
    """Half-open: valid on its first day, no longer on its end; an answer of tomorrow is none today."""
    assert ask(person(l1(**changes))).blocked_by == blocked_by


@pytest.mark.parametrize(
    ("condition", "job", "opens"),
    [
        ({"hours_max": 30}, {"hours": 30}, True),
        ({"hours_max": 30}, {"hours": 30.5}, False),
        ({"hours_max": 30}, {"hours": None}, False),
        ({"employer_only": "betrieb  a"}, {}, True),
        ({"employer_only": "Betrieb B"}, {}, False),
        ({"employer_only": "Betrieb A"}, {"employer": None}, False),
    ],
)
@pytest.mark.parametrize("level", Level)
def test_conditions_are_checked_against_vacancy(
    level: Level, condition: dict[str, Any], job: dict[str, Any], opens: bool
) -> None:
    """Hours and employer of the answer bind; a job that does not say whether it keeps them does not."""
    vacancy = replace(JOB, **job)
    first = l1(**condition) if level is Level.PLACEMENT else l1()
    second = l2(vacancy, **condition) if level is Level.JOB else l2(vacancy)

    passage = ask(person(first, second), vacancy)

    assert passage.start_open is opens
    assert passage.placement_open is (opens or level is Level.JOB)


@pytest.mark.parametrize(
    ("clearance", "job", "opens"),
    [
        (Clearance(level=Level.PLACEMENT, mode=Mode.CONSULT, sent_on=SINCE, deadline=ON), WATCHING, False),
        (
            Clearance(level=Level.PLACEMENT, mode=Mode.CONSULT, sent_on=SINCE, deadline=ON - timedelta(days=1)),
            WATCHING,
            True,
        ),
        (Clearance(level=Level.PLACEMENT, mode=Mode.CONSULT, sent_on=SINCE), WATCHING, False),
        (
            Clearance(level=Level.PLACEMENT, mode=Mode.INFORMATIVE, sent_on=SINCE, deadline=SINCE),
            WATCHING,
            False,
        ),
        (l1(mode=Mode.CONSULT, answer=Answer.DEADLINE_PASSED, deadline=SINCE), WATCHING, True),
        (l1(mode=Mode.CONSULT, answer=Answer.DEADLINE_PASSED, deadline=SINCE), JOB, False),
        (l1(answer=None, deadline=SINCE, sent_on=SINCE), JOB, False),
        (l1(mode=Mode.INFORMATIVE, answer=Answer.NOTICE_SENT), COURSE, True),
        (l1(mode=Mode.INFORMATIVE, answer=None, sent_on=ON), COURSE, True),
        (l1(mode=Mode.INFORMATIVE, answer=None, sent_on=ON + timedelta(days=1)), COURSE, False),
        (l1(mode=Mode.INFORMATIVE, answer=Answer.NOTICE_SENT), WATCHING, False),
        (l1(mode=Mode.CONSULT, answer=None, deadline=SINCE), COURSE, True),
        (l1(mode=Mode.CONSULT, answer=Answer.TITLE_CHECKED), WATCHING, False),
    ],
)
def test_silence_counts_as_the_mode_says(clearance: Clearance, job: Vacancy, opens: bool) -> None:
    """A notice is enough to inform, a lapsed deadline to consult, and neither ever for consent."""
    assert ask(person(clearance), job).placement_open is opens


def test_pending_consultation_says_when_it_lifts() -> None:
    """While the deadline runs, the day after it is told; an answer that is due has none."""
    waiting = l1(mode=Mode.CONSULT, answer=None, answered_on=None, deadline=ON + timedelta(days=7), sent_on=ON)

    assert ask(person(waiting), WATCHING).lifts_on == ON + timedelta(days=8)
    assert ask(person(), WATCHING).lifts_on is None
    assert ask(person(l1(answer=None, deadline=ON))).lifts_on is None


def test_ban_by_time_says_when_it_lifts() -> None:
    """Where only a waiting period stands in the way, its end is told; where another ban follows, nothing is."""
    fresh = replace(STATED, stay_since=date(2026, 10, 1), status_since=date(2026, 10, 1))

    waiting = ask(person(facts=fresh), replace(JOB, start=None))
    self_employed = ask(person(facts=fresh), replace(JOB, start=None, kind=Kind.SELF_EMPLOYMENT))

    assert waiting.lifts_on == date(2027, 1, 2)
    assert "ab 02.01.2027 möglich" in waiting.decision.reason_german
    assert self_employed.decision.until == date(2027, 1, 2)
    assert self_employed.lifts_on is None
    assert "möglich ist" in self_employed.decision.reason_german
    assert "02.01.2027" not in self_employed.decision.reason_german


def test_start_needs_permit_for_this_job() -> None:
    """L2 with the authority's consent opens the start; "no concerns" or an answer to a weaker question does not."""
    assert ask(person(l1(), l2())).start_open
    assert not ask(person(l1(), l2(answer=Answer.NO_CONCERNS))).start_open
    assert not ask(person(l1(), l2(mode=Mode.CONSULT))).start_open
    assert not ask(person(l1(), l2(vacancy=VacancyRef("V-2")))).start_open


@pytest.mark.parametrize(
    ("agency", "opens"),
    [
        ({"ba_answer": None}, False),
        ({"ba_answer": Answer.REFUSED}, False),
        ({"ba_answer": Answer.OBJECTION}, False),
        ({"ba_answer": Answer.NO_CONCERNS}, True),
        ({"ba_answer": None, "ba_sent_on": date(2026, 11, 9)}, False),
        ({"ba_answer": None, "ba_sent_on": date(2026, 11, 6)}, True),
        ({"ba_answer": None, "ba_sent_on": date(2026, 11, 7)}, False),
        ({"ba_answer": Answer.REFUSED, "ba_sent_on": date(2026, 1, 5)}, False),
    ],
)
def test_start_needs_agency_where_due(agency: dict[str, Any], opens: bool) -> None:
    """Approval is on record or deemed after two weeks, which end on a working day; a refusal is never deemed away."""
    assert ask(person(l1(), l2(**agency))).start_open is opens


def test_start_of_training_needs_no_agency() -> None:
    """Where the agency checks nothing, its approval is not waited for."""
    training = replace(JOB, kind=Kind.TRAINING)

    passage = ask(person(l1(), l2(training, ba_answer=None)), training)

    assert passage.decision.ba_check is BaCheck.NONE
    assert passage.start_open


@pytest.mark.parametrize(
    ("job", "opens"),
    [
        ({"hours": 31}, False),
        ({"employer": "Betrieb B"}, False),
        ({"postcode": "15711"}, False),
        ({"pay_hourly": 14.0}, False),
        ({"occupation": "51312"}, False),
        ({"until": date(2027, 6, 1)}, False),
        ({"title": "Fahrer"}, False),
        ({"start": date(2026, 12, 15)}, True),
        ({"description": "neu"}, True),
    ],
)
def test_changed_job_voids_its_clearance(job: dict[str, Any], opens: bool) -> None:
    """What the authority saw must still be so; a later start within the validity changes nothing."""
    assert ask(person(l1(), l2()), replace(JOB, **job)).start_open is opens


def test_job_clearance_must_hold_today_and_on_first_day() -> None:
    """An L2 that ends before the start, or begins after today, does not open the start."""
    assert not ask(person(l1(), l2(valid_until=date(2026, 12, 1)))).start_open
    assert ask(person(l1(), l2(valid_until=date(2026, 12, 2)))).start_open
    assert not ask(person(l1(), l2(valid_from=ON + timedelta(days=1)))).start_open
    assert ask(person(l1(), l2()), replace(JOB, start=None)).start_open


def test_coordinator_may_want_job_clearance_before_release() -> None:
    """Then consult and consent wait for L2, while what needs no permit does not; the window ends with L2 too."""
    soon = ON + timedelta(days=20)
    assert ask(person(l1()), l2_before_release=True).blocked_by == "l2_missing"
    assert ask(person(l1(), l2(valid_until=soon)), l2_before_release=True).open_until == soon
    assert ask(person(l1(), l2(valid_until=soon))).open_until == date(2027, 7, 1)
    assert ask(person(l1(mode=Mode.INFORMATIVE)), COURSE, l2_before_release=True).release_open
    assert ask(person(facts=TITLED), l2_before_release=True).release_open


def test_window_ends_with_document_clearance_permit_or_pack() -> None:
    """Release stays open until the first of them ends."""
    permit = Permit(employer="Betrieb A", kind=Kind.JOB, valid_from=ON, valid_until=date(2027, 2, 28))
    permitted = replace(STATED, permit=permit)
    then = date(2026, 6, 1)

    assert ask(person(l1())).open_until == date(2027, 7, 1)
    assert ask(person(l1(valid_until=date(2027, 1, 1)))).open_until == date(2027, 1, 1)
    assert ask(person(l1(), facts=permitted)).open_until == date(2027, 3, 1)
    assert ask(person(l1(), facts=replace(permitted, work_note=WorkNote.BESCHAEFTIGUNG_GESTATTET))).open_until == date(
        2027, 7, 1
    )
    assert ask(person(facts=TITLED), replace(JOB, start=None), then).open_until == date(2026, 6, 12)
    assert ask(person(facts=replace(TITLED, status="ne", document_valid_until=None))).open_until is None


def test_longest_precheck_carries() -> None:
    """Of several the one that lasts longest is rested on."""
    short, long = l1(valid_until=date(2027, 1, 1)), l1(valid_until=date(2027, 3, 1))

    assert ask(person(short, long)).rests_on == long
    assert ask(person(short, long, l1())).rests_on == l1()


def test_unstated_procedure_and_bars_hold_until_authority_has_looked() -> None:
    """Only the authority states them; before its pre-check the law holds, after "no concerns" they are ordinary."""
    unasked = ask(person(facts=ASYLUM))
    looked = ask(person(l1(), facts=ASYLUM))

    assert unasked.reasons == (Reason.HOLD, Reason.PRECHECK_MISSING)
    assert unasked.decision.missing == ("procedure",)
    assert unasked.asks is Mode.CONSENT
    assert "Vorprüfung" in unasked.next_german
    assert looked.release_open


@pytest.mark.parametrize(
    "clearance",
    [
        l1(valid_until=ON),
        l1(kind=Kind.TRAINING),
        l1(answer=Answer.DEADLINE_PASSED),
        l2(fingerprint="0" * 64),
        l2(vacancy=VacancyRef("V-2")),
    ],
)
def test_authority_has_not_looked_when_answer_is_about_something_else(clearance: Clearance) -> None:
    """An expired answer, one about another kind or job, or mere silence states nothing."""
    assert Reason.HOLD in ask(person(clearance, facts=ASYLUM)).reasons


def test_unknown_procedure_counts_as_unstated() -> None:
    """ "unknown" written down is no statement; what the authority did state is not overwritten by its pre-check."""
    unknown = replace(STATED, procedure=Procedure.UNKNOWN)
    fast = replace(STATED, procedure=Procedure.ACCELERATED, abh_bars=None)

    assert Reason.HOLD in ask(person(facts=unknown)).reasons
    assert ask(person(l1(), facts=unknown)).release_open
    assert ask(person(l1(), facts=fast)).decision.mode is Mode.PROHIBITED


def test_bar_stated_by_authority_is_kept_under_precheck() -> None:
    """A stated bar stays, whatever else is assumed to be ordinary."""
    facts = replace(STATED, status="duldung_60a", procedure=None, abh_bars=frozenset({AbhBar.OWN_FAULT}))

    assert ask(person(l1(), facts=facts)).decision.mode is Mode.PROHIBITED


def test_precheck_question_supposes_nothing_unusual() -> None:
    """It names the mode in which to ask; missing facts of the person still hold."""
    assert precheck_question(ASYLUM, Job(kind=Kind.JOB), ON).mode is Mode.CONSENT
    assert precheck_question(replace(ASYLUM, nationality=None), Job(kind=Kind.JOB), ON).missing == ("nationality",)


def test_missing_fact_of_person_is_no_matter_for_authority() -> None:
    """Where a mentor can bring the fact, that is the next step, not a request."""
    passage = ask(person(facts=replace(STATED, nationality=None)))

    assert passage.reasons == (Reason.HOLD,)
    assert passage.asks is Mode.HOLD
    assert "Staatsangehörigkeit" in passage.next_german


def test_expired_precheck_is_told_only_when_it_would_have_counted() -> None:
    """What would not be enough today was not simply too old."""
    assert ask(person(l1(answer=Answer.NOTICE_SENT, valid_until=ON))).blocked_by == "precheck_missing"


def test_gate_is_closed_when_no_pack_answers() -> None:
    """Outside the packs nobody passes, by the gate and by the gatekeeper."""
    none = PackSet(())

    for passage in (ask(person(l1(), l2()), packs=none), Gatekeeper(ON, none).passage(person(l1(), l2()), JOB)):
        assert passage.decision.missing == ("pack",)
        assert not passage.placement_open
        assert not passage.start_open


def test_gatekeeper_answers_pool_row_by_row() -> None:
    """People with papers for one firm or one job get their own answer there, everybody else shares."""
    pool = [person(l1()), person(l1(employer_only="Betrieb A")), person(l1(hours_max=20)), person(l1(), l2())]
    pool = [*pool, *(person(l1()) for _ in range(3))]
    gate = Gatekeeper(ON)

    for job in (JOB, replace(JOB, id=VacancyRef("V-2"), employer="Betrieb B", hours=20, start=None), JOB):
        passages = gate.passages(pool, job)
        assert [passages[row] for row in range(len(passages))] == [ask(who, job) for who in pool]
        assert list(passages) == [gate.passage(who, job) for who in pool]
        assert passages.codes[0] == passages.codes[4] == passages.codes[6]
        assert passages.mask == bytes(passage.placement_open for passage in passages)


def test_gatekeeper_tells_starts_and_hours_apart() -> None:
    """A start before or after one of the person's own dates, or hours beyond a limit, is another question."""
    fresh = replace(STATED, stay_since=date(2026, 10, 1), status_since=date(2026, 10, 1))
    expiring = replace(TITLED, document_valid_until=date(2027, 1, 10), applied_for=frozenset())
    trainee = replace(TITLED, status="ae_16g", work_note=WorkNote.NONE)
    carried = replace(
        TITLED, status="ae_24", document_valid_until=date(2026, 3, 4), title_valid_on=frozenset({date(2026, 2, 1)})
    )
    permitted = replace(
        STATED,
        permit=Permit(
            employer="Betrieb A", kind=Kind.JOB, valid_from=ON, valid_until=date(2027, 3, 1), weekly_hours=25
        ),
    )
    pool = [
        person(*given, facts=facts)
        for facts in (fresh, expiring, trainee, carried, permitted, Facts())
        for given in ((), (l1(),), (l1(hours_max=20),))
    ]
    jobs = [
        replace(JOB, start=start, hours=hours, kind=kind, until=until, employer=employer)
        for start in (date(2027, 2, 1), None, date(2027, 1, 1), date(2027, 4, 1), date(2027, 1, 2))
        for hours in (20, 30, None)
        for kind in (Kind.JOB, None, Kind.SELF_EMPLOYMENT)
        for until in (None, date(2027, 6, 1))
        for employer in ("Betrieb A", None)
    ]
    gate = Gatekeeper(ON)

    for job in jobs:
        expected = [ask(who, job) for who in pool]
        assert list(gate.passages(pool, job)) == expected
        assert [gate.passage(who, job) for who in pool] == expected


def test_gatekeeper_starts_anew_for_another_pool() -> None:
    """Another sequence of people is another pool, also where it holds the same people."""
    pool = [person(l1()), person()]
    gate = Gatekeeper(ON)

    first = gate.passages(pool, JOB)
    second = gate.passages([*reversed(pool)], JOB)

    assert list(first) == [*reversed(list(second))]


@pytest.mark.parametrize(
    ("permit", "job", "mode"),
    [
        ({}, {}, Mode.INFORMATIVE),
        ({"kind": Kind.MINIJOB}, {}, Mode.CONSENT),
        ({"employer": "Betrieb B"}, {}, Mode.CONSENT),
        ({"valid_from": date(2026, 12, 2)}, {}, Mode.CONSENT),
        ({"valid_until": date(2026, 11, 30)}, {}, Mode.CONSENT),
        ({"valid_until": date(2026, 12, 1)}, {}, Mode.INFORMATIVE),
        ({}, {"until": date(2027, 4, 2)}, Mode.CONSENT),
        ({}, {"until": date(2027, 4, 1)}, Mode.INFORMATIVE),
        ({"weekly_hours": 30}, {}, Mode.INFORMATIVE),
        ({"weekly_hours": 29}, {}, Mode.CONSENT),
        ({"weekly_hours": 30}, {"hours": None}, Mode.CONSENT),
    ],
)
def test_permit_covers_exactly_its_job(permit: dict[str, Any], job: dict[str, Any], mode: Mode) -> None:
    """Employer, kind, period and hours of the permit must fit; else the authority is asked again."""
    given = {"employer": "betrieb a", "kind": Kind.JOB, "valid_from": ON, "valid_until": date(2027, 4, 1), **permit}

    passage = ask(person(facts=replace(STATED, permit=Permit(**given))), replace(JOB, **job))

    assert passage.decision.mode is mode


def test_title_of_unknown_application_holds_once_expired() -> None:
    """Whether an expired title runs on hangs on what was applied for; without it nobody tells."""
    expired = replace(TITLED, document_valid_until=date(2026, 11, 1), applied_for=None, in_reception_centre=None)
    carried = replace(expired, status="ae_24", document_valid_until=date(2026, 3, 4), title_valid_on=None)

    assert ask(person(facts=expired)).decision.missing == ("applied_for", "document_valid_until")
    assert ask(person(facts=carried)).decision.missing == ("title_valid_on",)
    assert ask(person(facts=TITLED), on=date(2018, 1, 8)).placement_open


def test_title_without_end_on_file_holds() -> None:
    """A title always ends some day; where nobody recorded it, somebody has to look, unless the paper names none."""
    chance = replace(TITLED, status="ae_104c", document_valid_until=None, applied_for=frozenset({"18a"}))

    assert ask(person(facts=replace(chance, document_expiry_known=False))).decision.missing == ("document_valid_until",)
    assert ask(person(facts=chance)).placement_open


def test_gatekeeper_overwrites_single_people() -> None:
    """Whoever changed is answered anew in their row, before every job asked about already; nobody else is touched."""
    fresh = replace(STATED, stay_since=date(2026, 10, 1), status_since=date(2026, 10, 1))
    permit = Permit(employer="Betrieb A", kind=Kind.JOB, valid_from=ON, valid_until=date(2027, 3, 1))
    changes = [
        (0, person()),
        (1, person(l1(), l2(), facts=fresh)),
        (2, person(l1(hours_max=20))),
        (0, person(facts=replace(STATED, permit=permit))),
        (2, person(facts=fresh)),
        (1, person(l1(), facts=TITLED)),
    ]
    jobs = [replace(JOB, start=start, hours=hours) for start in (None, date(2027, 2, 1)) for hours in (15, 30)]
    pool = [person(l1()), person(), person(l1(hours_max=20)), person(facts=TITLED)]
    gate = Gatekeeper(ON)
    gate.overwrite(pool, 3, person(facts=TITLED))

    for row, who in changes:
        for job in jobs:
            assert list(gate.passages(pool, job)) == [ask(one, job) for one in pool]
        gate.overwrite(pool, row, who)
        assert pool[row] is who

    for job in jobs:
        assert list(gate.passages(pool, job)) == [ask(one, job) for one in pool]


def test_gatekeeper_begins_anew_for_hours_that_nobody_had() -> None:
    """A limit of hours that tells jobs apart as nobody's did before makes another pool."""
    pool = [person(l1()), person(l1())]
    gate = Gatekeeper(ON)
    assert [passage.placement_open for passage in gate.passages(pool, JOB)] == [True, True]

    gate.overwrite(pool, 1, person(l1(hours_max=10)))

    assert [passage.placement_open for passage in gate.passages(pool, JOB)] == [True, False]


def test_gatekeeper_overwrites_in_a_pool_it_does_not_keep() -> None:
    """Another sequence of people is changed all the same; the pool that is kept stays as it is."""
    pool, other = [person(l1())], [person(l1())]
    gate = Gatekeeper(ON)
    first = list(gate.passages(pool, JOB))

    gate.overwrite(other, 0, person())

    assert list(gate.passages(pool, JOB)) == first
    assert not gate.passages(other, JOB)[0].placement_open
