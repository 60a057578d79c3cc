"""Books of rules: what loads, what is refused and where, and that every day has one pack."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from matcher.clearance import default_packs, load_pack, load_packs, pack_set
from matcher.clearance.rules import PackSet
from matcher.errors import InvalidPackError

HEAD = """\
[pack]
id = "test"
valid_from = 2026-01-01
law_as_of = 2026-01-01
hold_rule = "T-1"
consult_deadline_days = 14
consult_on_silence = "proceed_logged"
consent_on_silence = "closed"
objection = "stop"
agency_fiction_days = 14
agreement_in_force = true
basis = "Nr. 4 der Vereinbarung"
"""
PARAMS = "".join(
    f'\n[[param]]\nkey = "{key}"\nvalue = {value}\nfrom = 2026-01-01\nbasis = "§ 32 BeschV"\nevidence = "V"\n'
    for key, value in (
        ("ba_free_after_months", "48"),
        ("priority_until_months", "15"),
        ("ba_priority", "false"),
        ("ba_exempt_kinds", '["K04"]'),
        ("unlisted_districts", "[]"),
    )
)


def rule(name: str = "T-1", **changes: str | None) -> str:
    fields = {
        "id": f'"{name}"',
        "status": '["any"]',
        "kind": '["K01-K19"]',
        "mode": '"consent"',
        "basis": '"§ 1 AufenthG"',
        "evidence": '"V"',
        "valid_from": "2026-01-01",
        "de": '"es so ist"',
        "en": '"it is so"',
        **changes,
    }
    return "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None)


def line_of(text: str, content: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if content in line)


BOOK = HEAD + PARAMS + rule()
ALWAYS_AFTER = rule("T-2", status='["gestattung"]')


def test_smallest_book_loads() -> None:
    """Head, the agency's parameters and one rule are enough."""
    pack = load_pack(BOOK)

    assert (pack.id, pack.valid_until, [rule.id for rule in pack.rules]) == ("test", None, ["T-1"])


REFUSED = {
    "unknown condition": (rule(when='"in_center"'), "in_center"),
    "condition that does not parse": (rule(when='"in_centre and"'), "…"),
    "open bracket": (rule(when='"(in_centre"'), "("),
    "two sentences": (rule(when='"in_centre safe_country"'), "safe_country"),
    "code": (rule(when="\"__import__('os')\""), "__import__('os')"),
    "condition without its parameter": (rule(when='"safe_country"'), "safe_countries_eu"),
    "missing basis": (rule(basis=None), "basis"),
    "basis without norm": (rule(basis='"common sense"'), "legal basis"),
    "unknown evidence": (rule(evidence='"X"'), "V, v, K, A or P"),
    "missing sentence": (rule(en=None), "en"),
    "unknown key": (rule(colour='"blue"'), "colour"),
    "unknown status": (rule(status='["duldung"]'), "duldung"),
    "unknown kind": (rule(kind='["K20"]'), "K20"),
    "unknown mode": (rule(mode='"maybe"'), "maybe"),
    "unknown flag": (rule(flags='["nice"]'), "flag"),
    "unknown agency check": (rule(ba='"always"'), "ba"),
    "other flags without a reason": (rule(instead='{ flags = ["must"], when = "in_centre" }'), "instead"),
    "unclear waiting period": (rule(wait='[{ months = 3, since = "birth" }]'), "waiting"),
    "waiting period without months": (rule(wait='[{ months = true, since = "stay_since" }]'), "waiting"),
    "date that is text": (rule(valid_from='"2026"'), "dates"),
    "end before begin": (rule(valid_until="2026-01-01"), "dates"),
    "same id twice": (rule(when='"in_centre"') + rule(), "twice"),
    "covered rule": (rule() + ALWAYS_AFTER, "never asked"),
    "covered by two": (
        rule("T-0", when='"in_centre"') + rule("T-1", when='"not in_centre"') + ALWAYS_AFTER,
        "never asked",
    ),
    "covered by narrower words": (
        rule("T-1", when='"prints_employment"') + rule("T-2", when='"prints_any_work"'),
        "never asked",
    ),
    "covered by every note": (
        rule("T-0", when='"prints_employment or prints_nothing"')
        + rule("T-1", when='"prints_permit_needed or prints_ban"')
        + ALWAYS_AFTER,
        "never asked",
    ),
    "covered by same waiting period": (
        rule("T-1", wait='[{ months = 3, since = "stay_since" }]')
        + rule("T-2", wait='[{ months = 3, since = "stay_since" }]', status='["gestattung"]'),
        "never asked",
    ),
    "rule that never holds": (rule(when='"in_centre and not in_centre"'), "never asked"),
    "rule for kinds that status excludes": (rule(when='"self_employed"', kind='["K01"]'), "never asked"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_book_is_refused_with_line_when_rule_is_wrong(case: str) -> None:
    """Each mistake in a rule stops the book and names file and line of the rule, in German and English."""
    rules, told = REFUSED[case]
    text = HEAD + PARAMS + rules
    wrong = max(number for number, line in enumerate(text.splitlines(), 1) if line.startswith('id = "T-'))

    with pytest.raises(InvalidPackError) as error:
        load_packs(text, name="law.toml")

    assert f"law.toml, line {wrong}:" in error.value.english
    assert f"law.toml, Zeile {wrong}:" in error.value.german
    assert told in error.value.english


ALIVE = {
    "other status": rule("T-1", status='["gestattung"]') + rule("T-2"),
    "other kind": rule("T-1", kind='["K01"]') + rule("T-2"),
    "condition": rule("T-1", when='"in_centre"') + rule("T-2"),
    "wider words after narrower": rule("T-1", when='"prints_any_work"') + rule("T-2", when='"prints_employment"'),
    "shorter waiting period": (
        rule("T-1", wait='[{ months = 3, since = "stay_since" }]')
        + rule("T-2", wait='[{ months = 6, since = "stay_since" }]')
    ),
    "kind settled": rule("T-1", when='"not self_employed"') + rule("T-2"),
}


@pytest.mark.parametrize("case", ALIVE)
def test_book_loads_when_later_rule_can_be_asked(case: str) -> None:
    """Only rules that nothing can reach are refused."""
    assert len(load_pack(HEAD + PARAMS + ALIVE[case]).rules) == 2


def test_missing_id_is_named_with_line_of_its_rule() -> None:
    """A rule without id is told by its header, and one whose id stands further down by that."""
    nameless = BOOK + rule(id=None) + PARAM
    later = BOOK + '\n[[rule]]\nmode = "maybe"\nid = "T-2"\n'

    with pytest.raises(InvalidPackError, match=f"line {line_of(nameless, '[[rule]]') + 11}: rule \\? lacks 'id'"):
        load_packs(nameless)
    with pytest.raises(InvalidPackError, match=f"line {line_of(later, 'T-2')}: rule T-2 lacks"):
        load_packs(later)
    with pytest.raises(InvalidPackError, match=r"parameter '\?' is unknown"):
        load_packs(BOOK + "\n[[param]]\nvalue = 1\n")


PARAM = PARAMS.split("\n\n")[0]
REFUSED_ELSEWHERE = {
    "not TOML": ("[pack", "not valid TOML"),
    "head lacks": (BOOK.replace('objection = "stop"\n', ""), "lacks 'objection'"),
    "head unknown": (BOOK.replace("[pack]\n", "[pack]\ncolour = 1\n"), "'colour' is unknown"),
    "consent by silence": (BOOK.replace('"closed"', '"open"'), "'consent_on_silence' can only be 'closed'"),
    "objection ignored": (BOOK.replace('"stop"', '"note"'), "'objection' can only be 'stop'"),
    "head date": (BOOK.replace("valid_from = 2026-01-01\nlaw", 'valid_from = "2026"\nlaw'), "ascending days"),
    "cuts out of order": (BOOK.replace("[pack]\n", "[pack]\ncuts = [2025-01-01]\n"), "ascending days"),
    "idle cut": (BOOK.replace("[pack]\n", "[pack]\ncuts = [2027-01-01]\n"), "nothing changes on 2027-01-01"),
    "change without cut": (HEAD + PARAMS + rule(valid_until="2027-01-01") + rule("T-2"), "2027-01-01 is not a cut"),
    "rule outside the book": (BOOK + rule("T-2", valid_from="2025-01-01", valid_until="2026-01-01"), "no day of"),
    "hold rule unknown": (BOOK.replace('hold_rule = "T-1"', 'hold_rule = "T-9"'), "no such rule"),
    "unknown parameter": (BOOK.replace("ba_priority", "ba_prority"), "'ba_prority' is unknown"),
    "parameter of wrong type": (BOOK.replace("value = 48", 'value = "48"'), "does not fit"),
    "parameter without basis": (BOOK.replace('basis = "§ 32 BeschV"\n', "", 1), "legal basis"),
    "parameter twice": (BOOK + PARAM, "holds twice"),
    "parameter missing": (BOOK.replace(PARAM, ""), "'ba_free_after_months' is missing"),
}


@pytest.mark.parametrize("case", REFUSED_ELSEWHERE)
def test_book_is_refused_when_head_or_parameter_is_wrong(case: str) -> None:
    """Mistakes outside the rules are named too."""
    text, told = REFUSED_ELSEWHERE[case]

    with pytest.raises(InvalidPackError) as error:
        load_packs(text, name="law.toml")

    assert error.value.english.startswith("law.toml")
    assert told in error.value.english


def test_book_with_cuts_yields_pack_per_stretch() -> None:
    """Rows come and go at the cuts; each pack is named after its first day."""
    head = HEAD.replace("[pack]\n", "[pack]\nvalid_until = 2028-01-01\ncuts = [2027-01-01]\n")
    rules = rule("T-1") + rule("T-0", valid_until="2027-01-01")
    text = head + PARAMS + rule("T-0", valid_until="2027-01-01", status='["de"]') + rule("T-1")

    packs = load_packs(text)

    assert [(pack.id, pack.valid_from, pack.valid_until) for pack in packs] == [
        ("test-2026-01-01", date(2026, 1, 1), date(2027, 1, 1)),
        ("test-2027-01-01", date(2027, 1, 1), date(2028, 1, 1)),
    ]
    assert [[rule.id for rule in pack.rules] for pack in packs] == [["T-0", "T-1"], ["T-1"]]
    with pytest.raises(InvalidPackError, match="holds several packs"):
        load_pack(text)
    with pytest.raises(InvalidPackError, match="never asked"):
        load_packs(head + PARAMS + rules)


def test_pack_loads_by_id_and_by_path(tmp_path: Path) -> None:
    """A shipped pack is had by its id, any book by its file."""
    path = tmp_path / "book.toml"
    path.write_text(BOOK, "utf-8")

    assert load_pack("de-lds-2022-06-01").valid_from == date(2022, 6, 1)
    assert load_pack(path).id == "test"


@pytest.mark.parametrize(
    ("packs", "told"),
    [
        (("2026-01-01", None, "2027-01-01"), "both answer"),
        (("2026-01-01", "2027-06-01", "2027-01-01"), "both answer"),
        (("2026-01-01", "2026-12-31", "2027-01-01"), "No pack answers from 2026-12-31"),
    ],
)
def test_packs_are_refused_when_days_overlap_or_lack(packs: tuple[str, str | None, str], told: str) -> None:
    """Two packs for a day, or none between two packs, is an error."""
    first, end, second = packs
    ends = f"valid_until = {end}\n" if end else ""
    one = BOOK.replace("[pack]\n", f"[pack]\n{ends}").replace("2026-01-01", first)
    other = BOOK.replace("2026-01-01", second)

    with pytest.raises(InvalidPackError, match=told):
        pack_set([load_pack(other), load_pack(one)])


def test_packs_partition_every_day() -> None:
    """From 2017 to 2035 exactly one pack answers on every day."""
    days = [date(2017, 1, 1) + timedelta(days=step) for step in range(6939)]
    assert days[-1] == date(2035, 12, 31)

    covering = [[pack.id for pack in default_packs().packs if pack.covers(day)] for day in days]

    assert all(len(found) == 1 for found in covering)


def test_packs_begin_at_named_cuts() -> None:
    """The law changes on the days that the legal facts name, and on the last day of the old measures."""
    begins = [pack.valid_from.isoformat() for pack in default_packs().packs]

    assert begins == [
        "2017-01-01",
        "2019-08-06",
        "2019-08-21",
        "2020-01-01",
        "2020-03-01",
        "2021-01-01",
        "2022-06-01",
        "2022-12-31",
        "2023-12-23",
        "2024-02-27",
        "2024-03-01",
        "2026-02-02",
        "2026-06-12",
    ]


def test_no_pack_answers_before_the_first() -> None:
    """Before 2017 nobody answers, and whoever needs a pack is told so."""
    assert default_packs().for_date(date(2016, 12, 31)) is None
    with pytest.raises(InvalidPackError, match="no rule pack"):
        default_packs().in_force(date(2016, 12, 31))
    assert default_packs().in_force(date(2017, 1, 1)).id == "de-lds-2017"
    assert PackSet(()).for_date(date(2026, 1, 1)) is None


def test_shipped_books_say_what_silence_means() -> None:
    """Each book states the agreement's periods, and none promises consent by silence."""
    folder = resources.files("matcher.clearance") / "packs"
    for item in folder.iterdir():
        text = item.read_text("utf-8")
        assert 'consent_on_silence = "closed"' in text
        assert line_of(text, "consult_deadline_days = 14") < line_of(text, "[[rule]]")
