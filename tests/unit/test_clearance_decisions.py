"""Single steps of a decision that no shipped book needs, and the words that mentors read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matcher.clearance import STATUSES, decide, default_packs, is_status, load_pack, pack_set, status_label
from matcher.clearance.rules import Pack, Rule
from matcher.clearance.words import FACTS, hold_sentences, sentences
from matcher.model import Application, Facts, Job, Kind, Mode, Permit, Procedure, WorkNote
from tests.unit.test_clearance_books import HEAD, PARAMS, rule

ON = date(2026, 11, 23)
FACTS_OF_GESTATTUNG = Facts(
    status="gestattung",
    document_valid_until=date(2027, 6, 1),
    document_expiry_known=True,
    work_note=WorkNote.BESCHAEFTIGUNG_GESTATTET,
    stay_since=date(2026, 10, 23),
    status_since=date(2026, 10, 23),
    in_reception_centre=False,
)
JOB = Job(kind=Kind.JOB, employer="Betrieb A")


def decided(rules: str, **changes: Any) -> Any:
    packs = pack_set([load_pack(HEAD + PARAMS + rules)])
    return decide(replace(FACTS_OF_GESTATTUNG, **changes), JOB, on=ON, packs=packs)


def test_status_that_no_rule_hears_holds() -> None:
    """A pack that forgets somebody lets nobody pass."""
    decision = decided(rule("T-1", status='["ne"]'))

    assert (decision.mode, decision.missing, decision.rule) == (Mode.HOLD, ("status",), "T-1")


def test_waiting_period_that_applies_to_nobody_is_none() -> None:
    """Where no condition of the waiting periods holds, the rule does not speak."""
    waits = '[{ months = 3, since = "stay_since", if = "in_centre" }]'
    rules = rule("T-1", wait=waits, mode='"prohibited"') + rule("T-2")

    assert decided(rules).rule == "T-2"
    assert decided(rules, in_reception_centre=True).until == date(2027, 1, 24)


WAITS = '[{ months = 3, since = "stay_since", if = "identity_by_passport" }, { months = 6, since = "status_since" }]'


@pytest.mark.parametrize(
    ("since", "mode", "until", "missing"),
    [
        (date(2026, 10, 23), Mode.PROHIBITED, date(2027, 4, 24), ()),
        (date(2026, 7, 23), Mode.HOLD, None, ("identity_by_passport",)),
        (date(2026, 1, 23), Mode.CONSENT, None, ()),
    ],
)
def test_unknown_choice_of_waiting_period_matters_only_when_they_differ(
    since: date, mode: Mode, until: date | None, missing: tuple[str, ...]
) -> None:
    """Where both periods run, the later end is told; where both are over, none; between them the fact is asked for."""
    decision = decided(rule("T-1", wait=WAITS, mode='"prohibited"') + rule("T-2"), stay_since=since, status_since=since)

    assert (decision.mode, decision.until, decision.missing) == (mode, until, missing)


def test_unknown_start_of_waiting_period_holds() -> None:
    """Nobody counts from a day that nobody recorded."""
    rules = rule("T-1", wait='[{ months = 3, since = "stay_since" }]', mode='"prohibited"') + rule("T-2")

    assert decided(rules, stay_since=None).missing == ("stay_since",)


PRINTED = {"when": '"prints_employment"', "mode": '"informative"', "floor": "true", "yields_to_bans": "true"}


@pytest.mark.parametrize(
    ("later", "changes", "mode", "missing"),
    [
        ("", {}, Mode.INFORMATIVE, ()),
        (rule("T-2", when='"in_centre"', mode='"prohibited"'), {}, Mode.INFORMATIVE, ()),
        (
            rule("T-2", when='"in_centre"', mode='"prohibited"'),
            {"in_reception_centre": True},
            Mode.HOLD,
            ("work_note",),
        ),
        (
            rule("T-2", when='"in_centre"', mode='"prohibited"'),
            {"in_reception_centre": None},
            Mode.HOLD,
            ("in_reception_centre",),
        ),
        (rule("T-2", when='"in_centre"') + rule("T-3"), {"in_reception_centre": None}, Mode.INFORMATIVE, ()),
        (
            rule("T-2", when='"in_centre"') + rule("T-3", mode='"prohibited"'),
            {"in_reception_centre": None},
            Mode.HOLD,
            ("in_reception_centre",),
        ),
        (
            rule("T-2", when='"in_centre"') + rule("T-3", mode='"prohibited"'),
            {"in_reception_centre": True},
            Mode.INFORMATIVE,
            (),
        ),
        (
            rule("T-2", mode='"hold"', names='["status"]', when='"in_centre"') + rule("T-3"),
            {"in_reception_centre": True},
            Mode.HOLD,
            ("status",),
        ),
    ],
)
def test_printed_permission_holds_when_a_ban_would_answer(
    later: str, changes: dict[str, Any], mode: Mode, missing: tuple[str, ...]
) -> None:
    """Paper and ban contradict each other only where, without the paper, the ban would be the first to hit."""
    decision = decided(rule("T-1", **PRINTED) + later, **changes)

    assert (decision.mode, decision.missing) == (mode, missing)


def test_contradictory_dates_hold_and_name_themselves() -> None:
    """Days that cannot both be true are told, a permit that ends before it begins among them."""
    whole = replace(
        FACTS_OF_GESTATTUNG,
        nationality="SYR",
        registered_on=ON,
        applied_on=date(2027, 1, 1),
        application=Application.PENDING,
        permit=Permit(employer="A", kind=Kind.JOB, valid_from=ON, valid_until=date(2026, 1, 1)),
    )

    assert decide(whole, JOB, on=ON).missing == ("applied_on", "permit")


def test_fiction_of_former_title_needs_its_application() -> None:
    """A certificate that carries a section 104c title on rests on an application; without it nobody can tell."""
    facts = replace(
        FACTS_OF_GESTATTUNG, status="fiktion_81_4", old_title="ae_104c", work_note=WorkNote.NONE, applied_for=None
    )

    assert decide(facts, JOB, on=ON).missing == ("applied_for",)
    assert decide(replace(facts, old_title="duldung_60a"), JOB, on=ON).missing == ("old_title",)


ROWS = [
    (pack, row, follows)
    for pack in default_packs().packs
    for row in pack.rules
    for follows in ((Mode.CONSENT, Mode.HOLD) if row.waits else (None,))
]


@pytest.mark.parametrize(
    ("pack", "row", "follows"), ROWS, ids=[f"{pack.id}-{row.id}-{then}" for pack, row, then in ROWS]
)
def test_each_rule_reads_as_one_sentence(pack: Pack, row: Rule, follows: Mode | None) -> None:
    """A mentor reads what holds, why, and what to do next: no ids, no paragraphs, no long words in a row."""
    until = date(2026, 9, 21) if row.waits else None
    told = (
        hold_sentences(row.names, (row.german, row.english))
        if row.mode is Mode.HOLD
        else sentences(row, row.mode, until, follows)
    )

    for sentence, because, then in zip(
        told, ("weil", "because"), ("; nächster Schritt: ", "; next step: "), strict=True
    ):
        assert sentence.count(because) == 1
        assert sentence.count(then) == 1
        assert sentence.endswith(".")
        assert row.id not in sentence
        assert "§" not in sentence
        assert re.search(r"\bR\d\d-", sentence) is None
        assert len(sentence) <= 230
    assert until is None or ("ab 21.09.2026 möglich" in told[0] and "2026-09-21" in told[1])


def test_sentence_says_that_no_permit_is_needed_when_agreement_ended() -> None:
    """Without the agreement the reason is the law's, not the notice."""
    facts = replace(FACTS_OF_GESTATTUNG, nationality="SYR")

    decision = decide(facts, Job(kind=Kind.COURSE), on=ON, agreement_in_force=False)

    assert decision.mode is Mode.NONE
    assert "weil es dafür keine Erlaubnis braucht" in decision.reason_german


@pytest.mark.parametrize("pack", default_packs().packs, ids=lambda pack: pack.id)
def test_sentence_of_toleration_for_training_says_what_flag_says(pack: Pack) -> None:
    """Where the authority must permit, nobody reads that it usually does."""
    facts = replace(FACTS_OF_GESTATTUNG, status="duldung_ausbildung", nationality="SYR", work_note=WorkNote.NONE)
    facts = replace(facts, abh_bars=frozenset(), stay_since=date(2015, 1, 1), status_since=date(2016, 9, 1))

    decision = decide(facts, Job(kind=Kind.TRAINING), on=pack.valid_from)

    assert (decision.flags == ("must",)) == ("Ausbildung einzeln erlauben muss" in decision.reason_german)
    assert (decision.flags == ("must",)) == (pack.valid_from >= date(2020, 1, 1))


def test_sentence_says_that_permit_is_there_when_agreement_ended() -> None:
    """For a job it is the permit that makes the notice needless; nothing is said of a permit that is not needed."""
    facts = replace(FACTS_OF_GESTATTUNG, nationality="SYR", procedure=Procedure.ORDINARY, stay_since=date(2026, 1, 1))
    facts = replace(facts, status_since=date(2026, 1, 1))

    decision = decide(facts, JOB, on=ON, agreement_in_force=False)

    assert decision.mode is Mode.NONE
    assert "weil die Erlaubnis schon vorliegt" in decision.reason_german


def test_hold_lists_facts_as_people_do() -> None:
    """Commas between them, and a word before the last."""
    told = hold_sentences(("applied_on", "registered_on", "nationality"), ("eine Angabe fehlt", "a fact is missing"))

    assert "der Tag der Registrierung und die Staatsangehörigkeit." in told[0]
    assert "the day of registration and the nationality." in told[1]


def test_holds_name_facts_that_have_words() -> None:
    """Whatever a book asks for has a name in German and English."""
    asked = {name for pack in default_packs().packs for row in pack.rules for name in row.names}

    assert asked <= FACTS.keys()


@pytest.mark.parametrize(
    ("code", "german", "english"),
    [
        ("gestattung", "Aufenthaltsgestattung", "permission to stay during the asylum procedure"),
        ("ae_25_5", "Aufenthaltserlaubnis (§ 25 Abs. 5 AufenthG)", "residence permit (section 25(5))"),
        ("ae_104c", "Aufenthaltserlaubnis (§ 104c AufenthG)", "residence permit (section 104c)"),
        (None, "unbekannt", "unknown"),
        ("duldung", "unbekannt", "unknown"),
    ],
)
def test_status_has_label_in_both_languages(code: str | None, german: str, english: str) -> None:
    """Codes are never shown to people."""
    assert (status_label(code), status_label(code, "en")) == (german, english)


@pytest.mark.parametrize("code", [None, "", "duldung", "ae_25", "ae_23", "ae_25_9", "ae_99", "ae_25_5_1", "AE_25_5"])
def test_status_that_says_too_little_is_none(code: str | None) -> None:
    """Sections 23 and 25 need their paragraph; what is not in the Act is no status."""
    assert not is_status(code)


def test_statuses_to_choose_from_are_statuses() -> None:
    """Every code that pages offer is understood, and a rarer title as well."""
    assert all(is_status(code) for code in STATUSES)
    assert is_status("ae_38a")
