"""The lawyer's table: every case in `fixtures/clearance/cases.json` is answered as the table says."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.clearance import default_packs
from matcher.clearance.cases import answer_case
from matcher.clearance.rules import Pack, Rule
from webapp.cli.clearance import decide as decide_command

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "fixtures" / "clearance" / "cases.json"
CASES: list[dict[str, Any]] = json.loads(TABLE.read_text("utf-8"))
RULES = [(pack, rule) for pack in default_packs().packs for rule in pack.rules]


def expected_and_told(case: dict[str, Any], told: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    expected = case["expect"]
    return expected, {key: told[key] for key in expected}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_decision_agrees_with_table(case: dict[str, Any]) -> None:
    """Mode, agency check, date, flags, rule and start gate are those that the table names."""
    expected, told = expected_and_told(case, answer_case(case).as_json())

    assert told == expected


def test_table_names_each_case_once() -> None:
    """Ids are unique, and every case says why."""
    counted = Counter(case["id"] for case in CASES)

    assert [name for name, times in counted.items() if times > 1] == []
    assert all(case["note"] for case in CASES)
    assert len(CASES) >= 120


def test_each_rule_has_golden_case() -> None:
    """No rule of any book stands without a case that it answers."""
    answered = [(case_pack(case), answer_case(case).decision.rule) for case in CASES]
    hit = {row_of(pack, rule_id) for pack, rule_id in answered if pack is not None}

    lacking = sorted({(book(pack), rule.id, rule.line) for pack, rule in RULES} - hit)

    assert lacking == []


def case_pack(case: dict[str, Any]) -> Pack | None:
    told = answer_case(case).decision.pack
    return next((pack for pack in default_packs().packs if pack.id == told), None)


def row_of(pack: Pack, rule_id: str) -> tuple[str, str, int]:
    rule = next(rule for rule in pack.rules if rule.id == rule_id)
    return book(pack), rule.id, rule.line


def book(pack: Pack) -> str:
    return next(rule.id for rule in pack.rules).partition("-")[0]


@pytest.mark.parametrize("pack", default_packs().packs, ids=lambda pack: pack.id)
def test_each_pack_answers_golden_case(pack: Pack) -> None:
    """Every stretch of the law has at least one case of its own."""
    assert any(pack.covers(date_of(case)) for case in CASES)


def date_of(case: dict[str, Any]) -> date:
    return date.fromisoformat(case["on"])


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=[f"{pack.id}-{rule.id}" for pack, rule in RULES])
def test_each_rule_names_norm_and_evidence(pack: Pack, rule: Rule) -> None:
    """Each row cites a paragraph or the agreement and says how sure we are."""
    assert "§" in rule.basis or "Nr." in rule.basis
    assert rule.evidence in {"V", "v", "K", "A", "P"}
    assert rule.valid_from <= pack.valid_from


def decide_on_command_line(path: Path) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-c", "from webapp.cli import main; main()", "clearance", "decide", str(path)]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)


def test_command_answers_whole_table() -> None:
    """`passgenau clearance decide FILE` prints the list with a decision in each case, and says that all were read."""
    done = decide_on_command_line(TABLE)

    printed = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert [case["id"] for case in printed] == [case["id"] for case in CASES]
    for case in printed:
        expected, told = expected_and_told(case, case["decision"])
        assert told == expected
        assert case["decision"]["reason"]


def test_command_reports_unreadable_case(tmp_path: Path) -> None:
    """A case that cannot be read holds and names the key; the others are answered all the same."""
    path = tmp_path / "cases.json"
    broken = copy.deepcopy(CASES[0]) | {"facts": {"status": "de", "colour": "blue"}}
    path.write_text(json.dumps([broken, CASES[1]]), "utf-8")

    done = decide_on_command_line(path)

    printed = json.loads(done.stdout)
    assert done.returncode == 1
    assert printed[0]["decision"]["abh_mode"] == "hold"
    assert printed[0]["decision"]["missing"] == ["facts.colour"]
    assert printed[1]["decision"]["abh_mode"] == CASES[1]["expect"]["abh_mode"]


@pytest.mark.parametrize(
    ("content", "told"),
    [("{", "kein JSON"), ("[" * 200_000, "kein JSON"), ('{"a": 1}', "keine Liste"), (None, "öffnen")],
    ids=["torn", "bottomless", "object", "missing"],
)
def test_command_gives_up_when_file_is_unusable(tmp_path: Path, content: str | None, told: str) -> None:
    """A file that is no list of cases ends with status 2 and a sentence, not with a traceback."""
    path = tmp_path / "cases.json"
    if content is not None:
        path.write_text(content, "utf-8")

    done = decide_on_command_line(path)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_command_answers_others_beside_what_is_no_case(tmp_path: Path) -> None:
    """A word among the cases, a number that is none, half a character: told by number, and the rest is decided."""
    path = tmp_path / "cases.json"
    torn = """[null, {"id": "\\ud800", "on": "2026-02-30"}, {"on": "2026-11-23", "facts": {"status": "de"},
        "job": {"kind": "K01", "weekly_hours": NaN}}, GOOD]"""
    path.write_text(torn.replace("GOOD", json.dumps(CASES[0])), "utf-8")

    done = decide_on_command_line(path)

    printed = json.loads(done.stdout)
    assert done.returncode == 1
    assert [case["decision"]["missing"] for case in printed] == [["case"], ["on"], ["job.weekly_hours"], []]
    assert printed[0]["case"] is None
    assert printed[3]["decision"]["abh_mode"] == CASES[0]["expect"]["abh_mode"]
    assert "Fall 1: „case“ fehlt oder ist nicht lesbar" in done.stderr
    assert "Case 2 (\\ud800): 'on' is missing or unreadable" in done.stderr
    assert "Fälle ohne Kennung (id): 1." in done.stderr
    assert "Traceback" not in done.stderr


def test_command_tells_ids_that_are_used_twice(tmp_path: Path) -> None:
    """Both cases are decided, and the reader learns that they cannot be told apart."""
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([CASES[0], CASES[0]]), "utf-8")

    done = decide_on_command_line(path)

    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == 2
    assert f"Die Kennung {CASES[0]['id']} steht 2-mal in der Datei." in done.stderr


def test_command_says_when_values_are_nested_too_deeply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What could be read but not be written again is a sentence too."""

    def bottomless(*_: Any, **__: Any) -> str:
        raise RecursionError

    path = tmp_path / "cases.json"
    path.write_text("[]", "utf-8")
    monkeypatch.setattr("webapp.cli.clearance.json.dumps", bottomless)

    with pytest.raises(SystemExit) as ended:
        decide_command.main([str(path)])

    assert ended.value.code == 2
    assert "zu tief ineinander geschachtelt" in capsysbinary.readouterr().err.decode("utf-8")


GOOD: dict[str, Any] = {
    "on": "2026-11-23",
    "facts": {"status": "gestattung"},
    "job": {"kind": "K14", "employer": "Betrieb A"},
}
REQUEST = {"mode_sent": "consult", "sent_on": "2026-11-02"}
BROKEN: dict[str, dict[str, Any]] = {
    "on": {"on": None},
    "on ": {"on": 20261123},
    "facts": {"facts": ["gestattung"]},
    "facts.status": {"facts": {}},
    "facts.colour": {"facts": {"status": "de", "colour": "blue"}},
    "facts.document_valid_until": {"facts": {"status": "de", "document_valid_until": "23.11.2026"}},
    "facts.document_valid_until ": {"facts": {"status": "de", "document_valid_until": "20261123"}},
    "facts.status_since": {"facts": {"status": "de", "status_since": "2026-02-30"}},
    "facts.document_valid_until  ": {"facts": {"status": "de", "document_valid_until": "2026-W48-1"}},
    "facts.document_expiry_known": {"facts": {"status": "de", "document_expiry_known": True}},
    "facts.applied_for": {"facts": {"status": "de", "applied_for": [25]}},
    "agreement_in_force": {"agreement_in_force": "nein"},
    "facts.permit.hours": {"facts": {"status": "de", "permit": {"hours": 20}}},
    "facts.permit.weekly_hours": {
        "facts": {
            "status": "de",
            "permit": {
                "employer": "A",
                "kind": "K01",
                "valid_from": "2026-01-01",
                "valid_until": "2026-02-01",
                "weekly_hours": -1,
            },
        }
    },
    "facts.work_note": {"facts": {"status": "de", "work_note": "yes"}},
    "facts.abh_bars": {"facts": {"status": "de", "abh_bars": ["ban"]}},
    "facts.abh_bars ": {"facts": {"status": "de", "abh_bars": "own_fault"}},
    "facts.tolerated_on": {"facts": {"status": "de", "tolerated_on": ["2023"]}},
    "facts.nationality": {"facts": {"status": "de", "nationality": 7}},
    "facts.in_reception_centre": {"facts": {"status": "de", "in_reception_centre": "no"}},
    "facts.permit": {"facts": {"status": "de", "permit": "yes"}},
    "facts.permit ": {"facts": {"status": "de", "permit": {"employer": "A", "kind": "K01"}}},
    "facts.permit.kind": {
        "facts": {
            "status": "de",
            "permit": {"employer": "A", "kind": ["K01"], "valid_from": "2026-01-01", "valid_until": "2026-02-01"},
        }
    },
    "job": {"job": None},
    "job.kind": {"job": {"kind": "K20"}},
    "job.kind ": {"job": {"kind": ["K01"]}},
    "job.weekly_hours": {"job": {"kind": "K01", "weekly_hours": "20"}},
    "job.weekly_hours ": {"job": {"kind": "K01", "weekly_hours": True}},
    "job.weekly_hours  ": {"job": {"kind": "K01", "weekly_hours": 169}},
    "job.color": {"job": {"kind": "K01", "color": "blue"}},
    "request": {"request": "sent"},
    "request.mode_sent": {"request": {"mode_sent": "none"}},
    "request.mode_sent ": {"request": {"mode_sent": ["consult"]}},
    "request.answer": {"request": REQUEST | {"answer": "yes"}},
    "request.sent_on": {"request": REQUEST | {"sent_on": "yesterday"}},
    "request.deadline": {"request": REQUEST | {"deadline": "2026-11-01"}},
    "request.anwser": {"request": REQUEST | {"anwser": "objection"}},
}


@pytest.mark.parametrize("key", BROKEN)
def test_case_holds_and_names_key_when_unreadable(key: str) -> None:
    """Whatever cannot be read is never guessed: the answer is hold, the gate closed, the key named."""
    answer = answer_case({**GOOD, **BROKEN[key]})

    assert answer.as_json()["abh_mode"] == "hold"
    assert answer.as_json()["missing"] == [key.strip()]
    assert answer.gate == "closed"
    assert not answer.readable


def test_period_beyond_the_calendar_never_ends() -> None:
    """The last day that there is breaks nothing."""
    last = "9999-12-31"

    answer = answer_case({**GOOD, "request": REQUEST | {"ba_sent_on": last, "deadline": last}})

    assert (answer.readable, answer.gate, answer.ba_state) == (True, "closed", "open")


def test_case_without_pack_keeps_gate_closed() -> None:
    """Before the first pack nobody starts, whatever was answered."""
    request = REQUEST | {
        "mode_sent": "consent",
        "sent_on": "2016-01-04",
        "answer": "consent",
        "ba_sent_on": "2016-01-04",
    }

    answer = answer_case({**GOOD, "on": "2016-02-01", "request": request})

    assert (answer.decision.missing, answer.gate, answer.ba_state) == (("pack",), "closed", None)
    assert answer.as_json()["pack"] is None
