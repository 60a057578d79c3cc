"""One row of a book read and checked: a rule, or a dated parameter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matcher.clearance.expressions import Tree, compiled, parse
from matcher.clearance.rules import Instead, Rule, Wait
from matcher.clearance.statuses import is_status_name
from matcher.errors import InvalidPackError
from matcher.model import Kind, Mode
from matcher.nationalities import NATIONALITIES

FLAGS: Final = frozenset({"entitled", "soll", "must", "no_soll", "legal_doubt", "refusal_expected", "title_check"})
EVIDENCE: Final = frozenset({"V", "v", "K", "A", "P"})
_SINCE: Final = frozenset({"stay_since", "status_since", "registered_on", "applied_on"})
_BA: Final = frozenset({None, "none", "asylum", "title"})
_REQUIRED: Final = ("id", "status", "kind", "mode", "basis", "evidence", "valid_from", "de", "en")
_OPTIONAL: Final = frozenset(
    {"when", "wait", "flags", "instead", "ba", "floor", "yields_to_bans", "as_old_title", "names", "valid_until"}
)
_NORM: Final = re.compile(r"§ \d|Nr\. \d|Anlage|VO \(EU\)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, so that an error can say it."""

    name: str
    line: int

    def error(self, german: str, english: str) -> InvalidPackError:
        return InvalidPackError(
            f"{self.name}, Zeile {self.line}: {german}", f"{self.name}, line {self.line}: {english}"
        )


@dataclass(frozen=True, slots=True)
class Param:
    """A number, day or list that the law changes, with its dates."""

    key: str
    value: Any
    begins: date
    ends: date | None
    place: Place

    def on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


def _is_list_of(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(item, str) and test(item) for item in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_countries = _is_list_of(NATIONALITIES.__contains__)
_statuses = _is_list_of(is_status_name)
_texts = _is_list_of(bool)
PARAMS: Final[dict[str, Callable[[Any], bool]]] = {
    "safe_countries_eu": _countries,
    "safe_countries_29a": _countries,
    "safe_countries_29b": _countries,
    "later_safe_countries": _countries,
    "art62_countries": _countries,
    "art62_grandfathered": _countries,
    "safe_country_cutoff": lambda value: isinstance(value, date),
    "later_list_cutoff": lambda value: isinstance(value, date),
    "art62_tolerated_day": lambda value: isinstance(value, date),
    "art62_permit_day": lambda value: isinstance(value, date),
    "carried_if_valid_on": lambda value: isinstance(value, date),
    "carried_until": lambda value: isinstance(value, date),
    "ba_free_after_months": _is_number,
    "priority_until_months": _is_number,
    "side_job_hours": _is_number,
    "ba_priority": lambda value: isinstance(value, bool),
    "ba_exempt_kinds": _is_list_of(lambda code: code in set(Kind)),
    "unlisted_districts": _texts,
    "sections_3_and_4": _texts,
    "allowed_by_act": _statuses,
    "self_employment_by_act": _statuses,
    "purpose_bound": _statuses,
    "training_titles": _statuses,
    "free_after_two_years": _statuses,
}


def read_param(table: Mapping[str, Any], place: Place) -> Param:
    """A dated parameter.

    Raises:
        InvalidPackError: unknown key, a value of the wrong kind, no date, no basis.

    """
    key = str(table.get("key", "?"))
    if key not in PARAMS:
        raise place.error(f"den Wert „{key}“ kennt das Programm nicht.", f"parameter {key!r} is unknown.")
    if "value" not in table or not PARAMS[key](table["value"]):
        raise place.error(f"der Wert von „{key}“ passt nicht.", f"the value of {key!r} does not fit.")
    _require_source(table, place, key)
    begins, ends = _window(table, "from", "until", place, key)
    return Param(key, table["value"], begins, ends, place)


def read_rule(table: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]], place: Place) -> Rule:
    """A rule.

    Raises:
        InvalidPackError: something is missing, unknown, or does not parse.

    """
    rule_id = str(table.get("id", "?"))
    for key in _REQUIRED:
        if not table.get(key):
            raise place.error(f"Regel {rule_id}: „{key}“ fehlt.", f"rule {rule_id} lacks {key!r}.")
    for key in table:
        if key not in _OPTIONAL and key not in _REQUIRED:
            raise place.error(f"Regel {rule_id}: „{key}“ ist unbekannt.", f"rule {rule_id}: {key!r} is unknown.")
    _require_source(table, place, rule_id)
    begins, ends = _window(table, "valid_from", "valid_until", place, rule_id)
    when = str(table.get("when", "always"))
    tree = _tree(when, place)
    return Rule(
        id=rule_id,
        statuses=_statuses_of(table["status"], groups, rule_id, place),
        kinds=_kinds_of(table["kind"], rule_id, place),
        when=when,
        tree=tree,
        holds=compiled(tree),
        waits=tuple(_wait(wait, rule_id, place) for wait in table.get("wait", ())),
        mode=_mode(table["mode"], rule_id, place),
        flags=_flags(table.get("flags", ()), rule_id, place),
        instead=_instead(table.get("instead"), rule_id, place),
        ba=_ba(table.get("ba"), rule_id, place),
        floor=bool(table.get("floor", False)),
        yields_to_bans=bool(table.get("yields_to_bans", False)),
        as_old_title=bool(table.get("as_old_title", False)),
        names=tuple(table.get("names", ())),
        basis=table["basis"],
        evidence=table["evidence"],
        valid_from=begins,
        valid_until=ends,
        german=table["de"],
        english=table["en"],
        line=place.line,
    )


def _require_source(table: Mapping[str, Any], place: Place, what: str) -> None:
    if not _NORM.search(str(table.get("basis", ""))):
        raise place.error(f"{what}: die Rechtsgrundlage fehlt.", f"{what}: the legal basis is missing.")
    if table.get("evidence") not in EVIDENCE:
        raise place.error(
            f"{what}: der Beleg muss V, v, K, A oder P sein.", f"{what}: evidence has to be V, v, K, A or P."
        )


def _window(table: Mapping[str, Any], first: str, last: str, place: Place, what: str) -> tuple[date, date | None]:
    begins, ends = table.get(first), table.get(last)
    if type(begins) is not date or (ends is not None and (type(ends) is not date or ends <= begins)):
        raise place.error(f"{what}: die Daten der Geltung sind unklar.", f"{what}: its dates are unclear.")
    return begins, ends


def _tree(text: str, place: Place) -> Tree:
    try:
        return parse(text)
    except InvalidPackError as error:
        raise place.error(error.german, error.english) from error


def _statuses_of(
    written: list[str], groups: Mapping[str, tuple[str, ...]], rule_id: str, place: Place
) -> tuple[str, ...]:
    names = tuple(name for word in written for name in groups.get(word, (word,)))
    for name in names:
        if not is_status_name(name):
            raise place.error(
                f"Regel {rule_id}: unbekannter Status „{name}“.", f"rule {rule_id}: unknown status {name!r}."
            )
    return names


def _kinds_of(written: list[str], rule_id: str, place: Place) -> frozenset[Kind]:
    kinds: set[Kind] = set()
    order = list(Kind)
    for word in written:
        first, _, last = word.partition("-")
        try:
            begin, end = order.index(Kind(first)), order.index(Kind(last or first))
        except ValueError as error:
            raise place.error(
                f"Regel {rule_id}: unbekannte Art „{word}“.", f"rule {rule_id}: unknown kind {word!r}."
            ) from error
        kinds.update(order[begin : end + 1])
    return frozenset(kinds)


def _mode(written: str, rule_id: str, place: Place) -> Mode:
    if written not in set(Mode):
        raise place.error(
            f"Regel {rule_id}: unbekannte Beteiligung „{written}“.", f"rule {rule_id}: unknown mode {written!r}."
        )
    return Mode(written)


def _flags(written: list[str] | tuple[()], rule_id: str, place: Place) -> tuple[str, ...]:
    if not FLAGS.issuperset(written):
        raise place.error(f"Regel {rule_id}: unbekanntes Merkmal.", f"rule {rule_id}: unknown flag.")
    return tuple(written)


def _ba(written: str | None, rule_id: str, place: Place) -> str | None:
    if written not in _BA:
        raise place.error(f"Regel {rule_id}: „ba“ ist unbekannt.", f"rule {rule_id}: 'ba' is unknown.")
    return written


def _wait(table: Mapping[str, Any], rule_id: str, place: Place) -> Wait:
    if table.get("since") not in _SINCE or not _is_number(table.get("months")):
        raise place.error(f"Regel {rule_id}: unklare Wartezeit.", f"rule {rule_id}: waiting period is unclear.")
    text = table.get("if", "always")
    return Wait(table["months"], table["since"], text, compiled(_tree(text, place)))


def _instead(table: Mapping[str, Any] | None, rule_id: str, place: Place) -> Instead | None:
    if table is None:
        return None
    if set(table) != {"flags", "when", "de", "en"}:
        raise place.error(f"Regel {rule_id}: „instead“ ist unklar.", f"rule {rule_id}: 'instead' is unclear.")
    flags = _flags(table["flags"], rule_id, place)
    return Instead(flags, compiled(_tree(table["when"], place)), table["de"], table["en"])
