"""Rules and packs: dated law as data, checked when it is loaded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final

from matcher.clearance.conditions import Expression, compile_expression
from matcher.clearance.statuses import families, is_status_name
from matcher.errors import InvalidPackError
from matcher.model import Kind, Mode

FLAGS: Final = frozenset({"entitled", "soll", "must", "no_soll", "legal_doubt", "refusal_expected", "title_check"})
_SINCE: Final = frozenset({"stay_since", "status_since", "registered_on"})


@dataclass(frozen=True, slots=True)
class Wait:
    """A waiting period: `months` after the fact `since`; it applies where `condition` holds."""

    months: int
    since: str
    condition: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a pack; the first that hits decides."""

    id: str
    statuses: tuple[str, ...]
    kinds: frozenset[Kind]
    when: str
    holds: Expression
    waits: tuple[Wait, ...]
    mode: Mode
    flags: tuple[str, ...]
    instead: tuple[tuple[str, ...], Expression] | None
    """Other flags, where their condition holds."""
    ba: str | None
    floor: bool
    """Only the agreement asks for it: without the agreement the mode is none."""
    yields_to_bans: bool
    """A later ban that holds as well contradicts this rule: then nobody may tell (hold)."""
    as_old_title: bool
    names: tuple[str, ...]
    """Facts that a hold asks for."""
    basis: str
    evidence: str
    german: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The law and the agreement between two days."""

    id: str
    valid_from: date
    valid_until: date | None
    """Half-open: the first day that another pack answers."""
    law_as_of: date
    review_due: date | None
    consult_deadline_days: int
    agreement_in_force: bool
    hold_rule: str
    params: Mapping[str, Any]
    rules: tuple[Rule, ...]
    _index: dict[tuple[str, Kind], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def rules_for(self, status: str, kind: Kind) -> tuple[Rule, ...]:
        """Rules that can speak of this status and kind, in the pack's order."""
        key = (status, kind)
        if key not in self._index:
            names = families(status)
            self._index[key] = tuple(
                rule for rule in self.rules if kind in rule.kinds and not names.isdisjoint(rule.statuses)
            )
        return self._index[key]

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class PackSet:
    """Packs that never overlap."""

    packs: tuple[Pack, ...]

    def in_force(self, day: date) -> Pack:
        """The pack of this day, where one must exist.

        Raises:
            InvalidPackError: no pack answers on this day.

        """
        pack = self.for_date(day)
        if pack is None:
            raise InvalidPackError(
                f"Für den {day:%d.%m.%Y} gibt es kein Regelwerk.", f"There is no rule pack for {day.isoformat()}."
            )
        return pack

    def for_date(self, day: date) -> Pack | None:
        """The one pack that answers on this day; None where no pack speaks."""
        return next((pack for pack in self.packs if pack.covers(day)), None)


@cache
def default_packs() -> PackSet:
    """The packs that ship with the house."""
    folder = resources.files("matcher.clearance") / "packs"
    texts = sorted((item.name, item.read_text("utf-8")) for item in folder.iterdir() if item.name.endswith(".toml"))
    return pack_set(load_pack(text, name=name) for name, text in texts)


def pack_set(packs: Iterable[Pack]) -> PackSet:
    """Order packs by date and refuse two that answer for one day."""
    ordered = sorted(packs, key=lambda pack: pack.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_until is None or earlier.valid_until > later.valid_from:
            raise InvalidPackError(
                f"Die Regelwerke {earlier.id} und {later.id} gelten beide am {later.valid_from:%d.%m.%Y}.",
                f"Packs {earlier.id} and {later.id} both answer on {later.valid_from}.",
            )
    return PackSet(tuple(ordered))


def load_pack(text: str, *, name: str = "pack") -> Pack:
    """Read one pack and check it.

    Args:
        text: the pack in TOML.
        name: what errors call it, usually the file's name.

    Raises:
        InvalidPackError: names pack, line and rule.

    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidPackError(
            f"{name}: kein gültiges TOML ({error}).", f"{name}: not valid TOML ({error})."
        ) from error
    return _Loader(name, text).pack(document)


class _Loader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()

    def pack(self, document: Mapping[str, Any]) -> Pack:
        head = document.get("pack", {})
        for key in ("id", "valid_from", "law_as_of", "hold_rule"):
            if key not in head:
                raise self._error(1, f"Im Kopf [pack] fehlt „{key}“.", f"[pack] lacks {key!r}.")
        groups = {name: tuple(values) for name, values in document.get("group", {}).items()}
        rules = [self._rule(table, groups) for table in document.get("rule", [])]
        self._check_order(rules)
        return Pack(
            id=head["id"],
            valid_from=head["valid_from"],
            valid_until=head.get("valid_until"),
            law_as_of=head["law_as_of"],
            review_due=head.get("review_due"),
            consult_deadline_days=head.get("consult_deadline_days", 14),
            agreement_in_force=head.get("agreement_in_force", True),
            hold_rule=head["hold_rule"],
            params=document.get("param", {}),
            rules=tuple(rules),
        )

    def _rule(self, table: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]]) -> Rule:
        rule_id = str(table.get("id", "?"))
        line = self._line(rule_id)
        for key in ("id", "status", "kind", "mode", "basis", "evidence", "de", "en"):
            if not table.get(key):
                raise self._error(line, f"Regel {rule_id}: „{key}“ fehlt.", f"Rule {rule_id} lacks {key!r}.")
        flags = tuple(table.get("flags", ()))
        if not FLAGS.issuperset(flags):
            raise self._error(line, f"Regel {rule_id}: unbekanntes Merkmal.", f"Rule {rule_id}: unknown flag.")
        when = str(table.get("when", "always"))
        return Rule(
            id=rule_id,
            statuses=self._statuses(rule_id, line, table["status"], groups),
            kinds=self._kinds(rule_id, line, table["kind"]),
            when=when,
            holds=self._compiled(line, when),
            waits=tuple(self._wait(rule_id, line, wait) for wait in table.get("wait", ())),
            mode=self._mode(rule_id, line, table["mode"]),
            flags=flags,
            instead=self._instead(line, table.get("instead")),
            ba=table.get("ba"),
            floor=bool(table.get("floor", False)),
            yields_to_bans=bool(table.get("yields_to_bans", False)),
            as_old_title=bool(table.get("as_old_title", False)),
            names=tuple(table.get("names", ())),
            basis=table["basis"],
            evidence=table["evidence"],
            german=table["de"],
            english=table["en"],
        )

    def _statuses(
        self, rule_id: str, line: int, written: list[str], groups: Mapping[str, tuple[str, ...]]
    ) -> tuple[str, ...]:
        names = tuple(name for word in written for name in groups.get(word, (word,)))
        for name in names:
            if not is_status_name(name):
                raise self._error(
                    line, f"Regel {rule_id}: unbekannter Status „{name}“.", f"Rule {rule_id}: unknown status {name!r}."
                )
        return names

    def _kinds(self, rule_id: str, line: int, written: list[str]) -> frozenset[Kind]:
        kinds: set[Kind] = set()
        order = list(Kind)
        for word in written:
            first, _, last = word.partition("-")
            try:
                begin, end = order.index(Kind(first)), order.index(Kind(last or first))
            except ValueError as error:
                raise self._error(
                    line, f"Regel {rule_id}: unbekannte Art „{word}“.", f"Rule {rule_id}: unknown kind {word!r}."
                ) from error
            kinds.update(order[begin : end + 1])
        return frozenset(kinds)

    def _mode(self, rule_id: str, line: int, written: str) -> Mode:
        try:
            return Mode(written)
        except ValueError as error:
            raise self._error(
                line,
                f"Regel {rule_id}: unbekannte Beteiligung „{written}“.",
                f"Rule {rule_id}: unknown mode {written!r}.",
            ) from error

    def _wait(self, rule_id: str, line: int, table: Mapping[str, Any]) -> Wait:
        if table.get("since") not in _SINCE or not isinstance(table.get("months"), int):
            raise self._error(
                line, f"Regel {rule_id}: unklare Wartezeit.", f"Rule {rule_id}: waiting period is unclear."
            )
        return Wait(table["months"], table["since"], self._compiled(line, table.get("if", "always")))

    def _instead(self, line: int, table: Mapping[str, Any] | None) -> tuple[tuple[str, ...], Expression] | None:
        return None if table is None else (tuple(table["flags"]), self._compiled(line, table["when"]))

    def _compiled(self, line: int, text: str) -> Expression:
        try:
            return compile_expression(text)
        except InvalidPackError as error:
            raise self._error(line, error.german, error.english) from error

    def _check_order(self, rules: list[Rule]) -> None:
        """Refuse doubled ids and rules that an unconditional earlier one wholly covers."""
        for place, rule in enumerate(rules):
            line = self._line(rule.id)
            for earlier in rules[:place]:
                if earlier.id == rule.id:
                    raise self._error(line, f"Regel {rule.id} steht zweimal da.", f"Rule {rule.id} is there twice.")
                if earlier.when == "always" and not earlier.waits and _covers(earlier, rule):
                    raise self._error(
                        line,
                        f"Regel {rule.id} wird nie gefragt, weil {earlier.id} vor ihr alles beantwortet.",
                        f"Rule {rule.id} is never asked because {earlier.id} before it answers everything.",
                    )

    def _line(self, rule_id: str) -> int:
        pattern = re.compile(rf'^\s*id\s*=\s*"{re.escape(rule_id)}"')
        found = [number for number, line in enumerate(self.lines, 1) if pattern.match(line)]
        return found[-1] if found else 1

    def _error(self, line: int, german: str, english: str) -> InvalidPackError:
        return InvalidPackError(f"{self.name}, Zeile {line}: {german}", f"{self.name}, line {line}: {english}")


def _covers(earlier: Rule, later: Rule) -> bool:
    wide = set(earlier.statuses)
    return earlier.kinds >= later.kinds and all(not families(name).isdisjoint(wide) for name in later.statuses)
