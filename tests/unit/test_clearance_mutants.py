"""Each guard taken out in turn: a golden case, or a short property, notices.

`pytest -k mutant` lists them: every rule of every pack dropped, and every guard of the gate neutralised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from matcher.clearance import (
    Gatekeeper,
    agency,
    answers,
    circumstances,
    clearance_for,
    decision,
    default_packs,
    dossiers,
    fingerprint,
    gate,
    gatekeeper,
    papers,
    passage,
    periods,
    requests,
    vocabulary,
    workdays,
)
from matcher.clearance.cases import answer_case
from matcher.clearance.expressions import Word
from matcher.clearance.rules import Pack, PackSet, Rule
from matcher.model import Answer, Clearance, Facts, Kind, Level, Mode, Procedure, Reason, WorkNote
from matcher.nationalities import NATIONALITIES
from tests.property.clearance_strategies import clearance, day_of_decision, person, vacancy, yes
from tests.unit.test_clearance_cases import CASES
from tests.unit.test_clearance_gate import ASYLUM, COURSE, JOB, ON, STATED, TITLED, WATCHING, ask, l1, l2
from tests.unit.test_clearance_gate import person as somebody

PACKS = default_packs().packs
RULES = [(pack, rule) for pack in PACKS for rule in pack.rules]
ROWS = list({(rule.id, rule.line): (pack, rule) for pack, rule in RULES}.values())
"""Each row of each book once, in the last pack that has it."""


def told(case: dict[str, Any], packs: PackSet | None = None) -> dict[str, Any]:
    answer = answer_case(case, packs=packs).as_json()
    return {key: answer[key] for key in case["expect"]}


def table_notices(packs: PackSet | None = None) -> bool:
    return any(told(case, packs) != case["expect"] for case in CASES)


def without(row: Rule) -> PackSet:
    """All packs with this row of its book left out."""
    return PackSet(
        tuple(
            replace(
                pack,
                rules=tuple(rule for rule in pack.rules if (rule.id, rule.line) != (row.id, row.line)),
                _index={},
            )
            for pack in PACKS
        )
    )


@pytest.mark.parametrize(("pack", "rule"), ROWS, ids=[f"{rule.id}" for _, rule in ROWS])
def test_mutant_without_rule_is_noticed(pack: Pack, rule: Rule) -> None:
    """A book that lost one row no longer agrees with the table."""
    assert table_notices(without(rule))


NEVER_MATTERS = {("R19-33", "when"), ("R26-33", "when")}
"""In the centre the toleration's own period comes first and is never shorter."""
LOOSER = [
    (rule, name)
    for _, rule in ROWS
    for name in ("when", "waits", "flags", "floor", "yields_to_bans", "instead", "ba")
    if (rule.id, name) not in NEVER_MATTERS
    and {
        "when": rule.when != "always",
        "waits": bool(rule.waits),
        "flags": bool(set(rule.flags) - {"title_check"}),
        "floor": rule.floor and rule.mode is Mode.CONSULT,
        "yields_to_bans": rule.yields_to_bans,
        "instead": rule.instead is not None,
        "ba": rule.ba == "asylum",
    }[name]
]
NEUTRAL: dict[str, dict[str, Any]] = {
    "when": {"holds": vocabulary.CONDITIONS["always"], "tree": Word("always"), "when": "always"},
    "waits": {"waits": ()},
    "flags": {"flags": ()},
    "floor": {"floor": False},
    "yields_to_bans": {"yields_to_bans": False},
    "instead": {"instead": None},
    "ba": {"ba": None},
}


@pytest.mark.parametrize(("row", "part"), LOOSER, ids=[f"{rule.id}-{name}" for rule, name in LOOSER])
def test_mutant_with_neutral_part_of_rule_is_noticed(row: Rule, part: str) -> None:
    """A row that always speaks, waits for nobody, or forgets its flags no longer agrees with the table."""
    mutated = PackSet(
        tuple(
            replace(
                pack,
                rules=tuple(
                    replace(rule, **NEUTRAL[part]) if (rule.id, rule.line) == (row.id, row.line) else rule
                    for rule in pack.rules
                ),
                _index={},
            )
            for pack in PACKS
        )
    )

    assert table_notices(mutated)


OLD = ON - timedelta(days=30)
LAPSED = Clearance(level=Level.PLACEMENT, mode=Mode.CONSULT, sent_on=OLD, deadline=OLD)
PENDING = Clearance(level=Level.PLACEMENT, mode=Mode.CONSULT, sent_on=ON, deadline=ON)


def shows() -> Iterator[bool]:
    """Short sentences of the gate; each is true as long as all guards stand."""
    yield not ask(somebody()).placement_open
    yield ask(somebody(l1())).release_open
    yield not ask(somebody(l1())).start_open
    yield ask(somebody(l1(), l2())).start_open
    yield not ask(somebody(l1(), l2(answer=Answer.NO_CONCERNS))).start_open
    yield not ask(somebody(l1(), l2(mode=Mode.CONSULT))).start_open
    yield not ask(somebody(l1(), l2(ba_answer=None))).start_open
    yield not ask(somebody(l1(), l2(ba_answer=Answer.REFUSED, ba_sent_on=OLD))).start_open
    yield ask(somebody(l1(), l2(ba_answer=None, ba_sent_on=OLD))).start_open
    yield not ask(somebody(l1(), l2(ba_answer=None, ba_sent_on=ON))).start_open
    yield not ask(somebody(l1(), l2(hours_max=20))).start_open
    yield not ask(somebody(l1(), l2(employer_only="Betrieb B"))).start_open
    yield not ask(somebody(l1(), l2()), replace(JOB, hours=35)).start_open
    yield not ask(somebody(l1(), l2(valid_until=JOB.start))).start_open
    yield not ask(somebody(l1(), l2(valid_from=JOB.start))).start_open
    yield ask(somebody(l1(valid_until=ON))).blocked_by == "precheck_expired"
    yield not ask(somebody(l1(kind=Kind.TRAINING))).placement_open
    yield not ask(somebody(LAPSED)).placement_open
    yield ask(somebody(LAPSED), WATCHING).placement_open
    yield not ask(somebody(PENDING), WATCHING).placement_open
    yield not ask(somebody(replace(LAPSED, mode=Mode.INFORMATIVE)), WATCHING).placement_open
    yield ask(somebody(l1(answer=Answer.NOTICE_SENT)), COURSE).placement_open
    yield not ask(somebody(l1(answer=Answer.NOTICE_SENT)), WATCHING).placement_open
    yield ask(somebody(l1(answer=Answer.OBJECTION), l1(), facts=TITLED)).blocked_by == "precheck_objection"
    yield not ask(somebody(l1(), l2(answer=Answer.REFUSED))).placement_open
    yield ask(somebody(facts=TITLED, stopped=True)).blocked_by == "stopped"
    yield ask(somebody(facts=TITLED, participates=False)).blocked_by == "not_participating"
    yield ask(somebody(l1(), consent_ags=False)).blocked_by == "no_consent"
    yield ask(somebody(l1()), l2_before_release=True).blocked_by == "l2_missing"
    yield ask(somebody(facts=ASYLUM)).reasons == (Reason.HOLD, Reason.PRECHECK_MISSING)
    yield Reason.HOLD in ask(somebody(l1(valid_until=ON), facts=ASYLUM)).reasons
    yield Reason.HOLD in ask(somebody(l2(fingerprint="0"), facts=ASYLUM)).reasons
    yield ask(somebody(l1(), facts=ASYLUM)).release_open
    fast = replace(STATED, procedure=Procedure.ACCELERATED, abh_bars=None)
    yield ask(somebody(l1(), facts=fast)).decision.mode is Mode.PROHIBITED
    yield ask(somebody(l1(valid_until=date(2027, 1, 1)))).open_until == date(2027, 1, 1)
    yield ask(somebody(l1())).open_until == date(2027, 7, 1)
    yield ask(somebody(facts=TITLED), replace(JOB, start=None), date(2026, 6, 1)).open_until == date(2026, 6, 12)
    yield clearance_for(somebody(facts=Facts()), JOB, ON).decision.mode is Mode.HOLD
    yield ask(somebody(facts=replace(TITLED, status="ae_25"))).decision.mode is Mode.HOLD
    yield from keeper_agrees()


def keeper_agrees() -> Iterator[bool]:
    trainee = replace(TITLED, status="ae_16g", work_note=WorkNote.NONE)
    limited = [somebody(l1(hours_max=20)), somebody(facts=trainee), somebody(l1())]
    keeper = Gatekeeper(ON)
    for job in (JOB, replace(JOB, hours=20), replace(JOB, hours=None)):
        yield list(keeper.passages(limited, job)) == [ask(who, job) for who in limited]
    for seed in range(60):
        chance = Random(seed)
        on = day_of_decision(chance)
        pool = [person(chance, on) for _ in range(3)]
        pool.append(replace(pool[0], clearances=(clearance(chance, on), clearance(chance, on))))
        keeper, l2_first = Gatekeeper(on), yes(chance)
        for _ in range(6):
            job = vacancy(chance, on)
            expected = [clearance_for(who, job, on, l2_before_release=l2_first) for who in pool]
            yield list(keeper.passages(pool, job, l2_before_release=l2_first)) == expected


def noticed() -> bool:
    try:
        return not all(shows()) or table_notices()
    except (AttributeError, KeyError, TypeError, ValueError):
        return True


Patch = tuple[Any, str, Any]


def no(*_: Any, **__: Any) -> bool:
    return False


def ok(*_: Any, **__: Any) -> bool:
    return True


def nothing(*_: Any, **__: Any) -> None:
    return None


def same_person(who: Any, *_: Any) -> Any:
    return who.facts


GUARDS: dict[str, list[Patch]] = {
    "answers: any day is valid": [(passage, "is_valid", ok), (gate, "is_valid", ok)],
    "answers: L1 speaks of every kind, L2 of every job": [(passage, "speaks_of", ok), (gate, "speaks_of", ok)],
    "answers: a changed job is the same job": [(passage, "saw_this_job", ok), (gate, "saw_this_job", ok)],
    "answers: conditions always met": [(passage, "meets_conditions", ok)],
    "answers: every involvement is enough": [(passage, "is_enough", ok), (requests, "is_enough", ok)],
    "answers: silence is a lapsed deadline": [(answers, "_deadline_passed", ok)],
    "answers: a deadline never lapses": [(answers, "_deadline_passed", no)],
    "answers: a notice never counts": [(answers, "_notice_sent", no)],
    "answers: nothing positive is needed": [(answers, "POSITIVE", frozenset(Answer))],
    "answers: a weaker question yields a permit": [(answers, "_WEAKER", frozenset())],
    "answers: every answer is a permit": [(passage, "is_permit", ok), (requests, "is_permit", ok)],
    "agency: its refusal is forgotten": [(agency, "REFUSED", agency.GRANTED)],
    "agency: silence counts at once": [(agency, "fiction_from", lambda sent_on, _: sent_on)],
    "agency: silence never counts": [(agency, "fiction_from", lambda *_: date.max)],
    "agency: open counts as deemed": [(answers, "DEEMED", agency.OPEN)],
    "agency: chapter 5 needs approval": [(agency, "_under_chapter_5", no)],
    "agency: no chapter needs approval": [(agency, "_under_chapter_5", ok)],
    "agency: four years never pass": [(agency, "stayed", no)],
    "agency: priority is never checked": [(agency, "_free_of_priority", ok)],
    "agency: priority is always checked": [(agency, "_free_of_priority", no)],
    "gate: nobody needs to look": [(gate, "_looked_at", lambda who, *_: gate._ordinary(who.facts))],
    "gate: looking changes nothing": [(gate, "_looked_at", same_person)],
    "passage: the authority need not look": [(passage.Passing, "_authority_has_to_look", no)],
    "passage: refusals forgotten": [(passage.Passing, "_refused", no)],
    "passage: every pair may start": [(passage.Passing, "_may_start", ok)],
    "passage: nothing expires": [(passage.Passing, "_once_carried", no)],
    "passage: no mode involves the authority": [(passage, "INVOLVED", frozenset())],
    "circumstances: any word is a nationality": [(circumstances, "NATIONALITIES", {"Serbien", "srb", *NATIONALITIES})],
    "decision: contradictions unseen": [(decision, "_contradiction", nothing)],
    "decision: every status is known": [(decision, "is_status", ok)],
    "decision: documents never end the window": [(decision, "_carried_until", nothing)],
    "decision: unknown counts as no": [(decision, "_hits", lambda rule, case: (rule.holds(case) is True, None))],
    "papers: titles never run on": [(papers, "_continues_by_application", no)],
    "papers: nothing is carried by regulation": [(papers, "_carried", no)],
    "papers: any firm is the same firm": [(papers, "same_employer", ok), (answers, "same_employer", ok)],
    "papers: firms never match": [(papers, "same_employer", no), (answers, "same_employer", no)],
    "papers: every district is listed": [(papers, "_unlisted", no)],
    "periods: weekends count": [(periods, "next_workday", lambda day: day)],
    "periods: months end a day early": [
        (decision, "first_day_after", periods.add_months),
        (circumstances, "first_day_after", periods.add_months),
    ],
    "workdays: no holidays": [(workdays, "holidays_of", lambda _: frozenset())],
    "gatekeeper: starts are all alike": [(gatekeeper, "bisect_right", lambda *_: 0)],
    "gatekeeper: hours are all alike": [(gatekeeper, "hours_class", lambda *_: 0)],
    "gatekeeper: kinds are all alike": [(dossiers.Law, "_hearing", lambda *_: ())],
    "gatekeeper: nobody is asked anew": [(gatekeeper._Pool, "rows_to_ask_anew", lambda *_: [])],
    "gatekeeper: no dates of one's own": [(dossiers, "_days_of", lambda *_: iter(()))],
    "gatekeeper: no limits of hours": [(dossiers, "_hours_of", lambda *_: iter(()))],
    "gatekeeper: no firms of one's own": [(dossiers, "_firms_of", lambda *_: iter(()))],
}


def test_every_guard_stands() -> None:
    """Without a mutant nothing is noticed, so what the mutants show is theirs."""
    assert not noticed()


@pytest.mark.parametrize("guard", GUARDS)
def test_mutant_without_guard_is_noticed(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate without one of its guards contradicts a sentence above or the table."""
    periods.fiction_from.cache_clear()
    for owner, name, stand_in in GUARDS[guard]:
        monkeypatch.setattr(owner, name, stand_in)

    seen = noticed()

    monkeypatch.undo()
    periods.fiction_from.cache_clear()
    assert seen


def test_fingerprint_covers_what_authority_sees() -> None:
    """Each fact of the job that the authority saw changes the fingerprint; the start and the words do not."""
    changes: list[dict[str, Any]] = [
        {"employer": "Betrieb B"},
        {"title": "Fahrer"},
        {"occupation": "51312"},
        {"kind": Kind.MINIJOB},
        {"postcode": "15711"},
        {"hours": 31},
        {"pay_hourly": 14.0},
        {"pay_monthly": 2400.0},
        {"until": ON},
    ]
    same: list[Callable[..., Any]] = [lambda job: replace(job, start=ON), lambda job: replace(job, description="neu")]

    assert len({fingerprint(replace(JOB, **change)) for change in ({}, *changes)}) == len(changes) + 1
    assert {fingerprint(change(JOB)) for change in same} == {fingerprint(JOB)}
