"""Whether a rule can ever be asked: order decides, so what earlier rules wholly cover is dead text.

The proof treats each declared word as free to be true or false, except for what status and kind
settle and for the few words that imply or exclude each other. So it never calls a living rule
dead; a rule that is dead for subtler reasons may pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from matcher.clearance.expressions import And, Not, Tree, Word, settled_words, value_of, words_in_order, words_of
from matcher.clearance.rules import Rule
from matcher.clearance.statuses import families
from matcher.clearance.vocabulary import Case
from matcher.model import Facts, Job, Kind

IMPLIED: Final = (
    ("prints_any_work", "prints_employment"),
    ("rejected", "rejected_or_withdrawn"),
    ("never_filed", "withdrawn_or_never_filed"),
    ("safe_country", "safe_country_or_art62"),
    ("stayed_four_years", "stayed_fifteen_months"),
)
ONE_OF: Final = ("prints_employment", "prints_nothing", "prints_permit_needed", "prints_ban")
"""Every known note is exactly one of these."""
_NO_DAY: Final = date(2000, 1, 1)
Truth = dict[str, bool]


def dead_rule(
    rules: Sequence[Rule], statuses: Iterable[str], params: Mapping[str, Any]
) -> tuple[Rule, tuple[Rule, ...]] | None:
    """The first rule that nothing can reach, with the earlier rules that cover it; None where all live."""
    universe = tuple(statuses)
    for place, rule in enumerate(rules):
        if not any(
            _reachable(rule, earlier, truth) for earlier, truth in _settings(rules[:place], rule, universe, params)
        ):
            return rule, tuple(other for other in rules[:place] if other.kinds & rule.kinds)
    return None


def _settings(
    earlier: Sequence[Rule], rule: Rule, universe: tuple[str, ...], params: Mapping[str, Any]
) -> Iterator[tuple[list[Rule], Truth]]:
    """Per status and kind that the rule speaks of: the rules before it, and what is settled there."""
    for status in universe:
        names = families(status)
        if names.isdisjoint(rule.statuses):
            continue
        for kind in sorted(rule.kinds):
            before = [other for other in earlier if kind in other.kinds and not names.isdisjoint(other.statuses)]
            yield before, _settled((rule, *before), status, kind, params)


def _settled(rules: Iterable[Rule], status: str, kind: Kind, params: Mapping[str, Any]) -> Truth:
    case = Case(Facts(), Job(kind=kind), _NO_DAY, _NO_DAY, status, params)
    asked = frozenset().union(*(words_of(rule.tree) for rule in rules))
    return settled_words(asked, case)


def _reachable(rule: Rule, earlier: Iterable[Rule], truth: Truth) -> bool:
    goal = _hit(rule)
    for other in earlier:
        goal = And(goal, Not(_hit(other)))
    return _possible(goal, truth)


def _hit(rule: Rule) -> Tree:
    """The rule's condition; that its waiting period still runs is a word of its own."""
    if not rule.waits:
        return rule.tree
    return And(
        rule.tree, Word("waiting " + ", ".join(f"{wait.months} {wait.since} {wait.text}" for wait in rule.waits))
    )


def _possible(goal: Tree, truth: Truth) -> bool:
    """Whether some facts make the goal true."""
    value = value_of(goal, truth)
    if value is not None:
        return value
    word = next(name for name in words_in_order(goal) if name not in truth)
    return any(
        _possible(goal, guess) for guess in ({**truth, word: True}, {**truth, word: False}) if _consistent(guess)
    )


def _consistent(truth: Truth) -> bool:
    if any(truth.get(narrow) is True and truth.get(wide) is False for narrow, wide in IMPLIED):
        return False
    notes = [truth.get(name) for name in ONE_OF]
    return notes.count(True) <= 1 and notes.count(False) < len(ONE_OF)
