"""Books: one file per era of the law; its dated rows yield one pack per stretch of unchanged law."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from matcher.clearance.expressions import words_of
from matcher.clearance.order import dead_rule
from matcher.clearance.rows import Param, Place, read_param, read_rule
from matcher.clearance.rules import Pack, PackSet, Rule, pack_set
from matcher.clearance.statuses import STATUSES, is_status
from matcher.clearance.vocabulary import NEEDS
from matcher.errors import InvalidPackError

_HEAD: Final = {
    "id", "valid_from", "law_as_of", "hold_rule", "agreement_in_force", "consult_deadline_days", "consult_on_silence",
    "consent_on_silence", "objection", "agency_fiction_days", "basis",
}  # fmt: skip
_HEAD_OPTIONAL: Final = {"valid_until", "review_due", "cuts"}
_SILENCE: Final = {"consult_on_silence": "proceed_logged", "consent_on_silence": "closed", "objection": "stop"}
"""What the gate does; a book states it for the lawyer and may not promise anything else."""
_ALWAYS: Final = (
    "ba_free_after_months",
    "priority_until_months",
    "ba_priority",
    "ba_exempt_kinds",
    "unlisted_districts",
)
"""What the agency's check asks, whatever the rules say."""


@cache
def default_packs() -> PackSet:
    """The packs that ship with the house."""
    folder = resources.files("matcher.clearance") / "packs"
    texts = sorted((item.name, item.read_text("utf-8")) for item in folder.iterdir() if item.name.endswith(".toml"))
    return pack_set(pack for name, text in texts for pack in load_packs(text, name=name))


def load_pack(source: str | Path, *, name: str = "pack") -> Pack:
    """One pack, checked.

    Args:
        source: the id of a pack that ships with the house, a file's path, or a book in TOML.
        name: what errors call a text, usually the file's name.

    Raises:
        InvalidPackError: names file, line and rule; also where a book holds several packs.

    """
    if isinstance(source, Path):
        packs = load_packs(source.read_text("utf-8"), name=source.name)
    elif found := [pack for pack in default_packs().packs if pack.id == source]:
        packs = tuple(found)
    else:
        packs = load_packs(source, name=name)
    if len(packs) != 1:
        raise Place(name, 1).error(
            "das Buch enthält mehrere Regelwerke; bitte eines davon nennen.",
            "the book holds several packs; please name one of them.",
        )
    return packs[0]


def load_packs(text: str, *, name: str = "pack") -> tuple[Pack, ...]:
    """Every pack of a book, oldest first.

    Raises:
        InvalidPackError: names file, line and rule.

    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidPackError(
            f"{name}: kein gültiges TOML ({error}).", f"{name}: not valid TOML ({error})."
        ) from error
    return tuple(_Book(name, text, document).packs())


class _Book:
    def __init__(self, name: str, text: str, document: Mapping[str, Any]) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.document = document
        self.head = self._checked_head(document.get("pack", {}))
        groups = {key: tuple(values) for key, values in document.get("group", {}).items()}
        self.rules = [read_rule(table, groups, place) for table, place in self._placed("rule", "id")]
        self.params = [read_param(table, place) for table, place in self._placed("param", "key")]

    def packs(self) -> Iterator[Pack]:
        bounds = (self.head["valid_from"], *self.head.get("cuts", ()), self.head.get("valid_until"))
        self._check_dates(bounds)
        for begins, ends in pairwise(bounds):
            yield self._pack(begins, ends)

    def _checked_head(self, head: Mapping[str, Any]) -> Mapping[str, Any]:
        for key in sorted(_HEAD - head.keys()):
            raise self._at("[pack]").error(f"im Kopf fehlt „{key}“.", f"the head lacks {key!r}.")
        for key in sorted(head.keys() - _HEAD - _HEAD_OPTIONAL):
            raise self._at(key).error(f"im Kopf ist „{key}“ unbekannt.", f"the head's {key!r} is unknown.")
        for key, only in _SILENCE.items():
            if head[key] != only:
                raise self._at(key).error(f"„{key}“ kann nur „{only}“ sein.", f"{key!r} can only be {only!r}.")
        bounds = [head["valid_from"], *head.get("cuts", ()), *([head["valid_until"]] if "valid_until" in head else [])]
        if any(type(day) is not date for day in bounds) or any(one >= two for one, two in pairwise(bounds)):
            raise self._at("valid_from").error(
                "Beginn, Schnitte und Ende müssen aufsteigende Tage sein.",
                "begin, cuts and end must be ascending days.",
            )
        return head

    def _check_dates(self, bounds: tuple[date | None, ...]) -> None:
        """Every date at which something changes is a cut, and something changes at every cut."""
        inner = set(bounds[1:-1])
        begins, ends = bounds[0], bounds[-1]
        changes: set[date] = set()
        for first, last, place in self._windows():
            if (ends is not None and first >= ends) or (last is not None and begins is not None and last <= begins):
                raise place.error("gilt an keinem Tag dieses Buches.", "holds on no day of this book.")
            for day in (first, last):
                if day is None or begins is None or day <= begins or (ends is not None and day >= ends):
                    continue
                if day not in inner:
                    raise place.error(f"der {day:%d.%m.%Y} ist kein Schnitt.", f"{day} is not a cut.")
                changes.add(day)
        if inner - changes:
            idle = ", ".join(sorted(str(day) for day in inner - changes))
            raise self._at("cuts").error(f"nichts ändert sich am {idle}.", f"nothing changes on {idle}.")

    def _windows(self) -> Iterator[tuple[date, date | None, Place]]:
        for rule in self.rules:
            yield rule.valid_from, rule.valid_until, Place(self.name, rule.line)
        for param in self.params:
            yield param.begins, param.ends, param.place

    def _pack(self, begins: date, ends: date | None) -> Pack:
        rules = [rule for rule in self.rules if rule.on(begins)]
        params = self._params_on(begins)
        self._check_words(rules, params)
        self._check_order(rules, params)
        if all(rule.id != self.head["hold_rule"] for rule in rules):
            raise self._at("hold_rule").error("diese Regel gibt es nicht.", "there is no such rule.")
        return Pack(
            id=f"{self.head['id']}-{begins.isoformat()}" if "cuts" in self.head else self.head["id"],
            valid_from=begins,
            valid_until=ends,
            law_as_of=self.head["law_as_of"],
            review_due=self.head.get("review_due"),
            consult_deadline_days=self.head["consult_deadline_days"],
            agency_fiction_days=self.head["agency_fiction_days"],
            agreement_in_force=self.head["agreement_in_force"],
            hold_rule=self.head["hold_rule"],
            params=params,
            rules=tuple(rules),
        )

    def _params_on(self, day: date) -> dict[str, Any]:
        found: dict[str, Param] = {}
        for param in self.params:
            if not param.on(day):
                continue
            if param.key in found:
                raise param.place.error(f"„{param.key}“ gilt am {day} zweimal.", f"{param.key!r} holds twice on {day}.")
            found[param.key] = param
        for key in _ALWAYS:
            if key not in found:
                raise self._at("[pack]").error(f"„{key}“ fehlt am {day}.", f"{key!r} is missing on {day}.")
        return {key: param.value for key, param in found.items()}

    def _check_words(self, rules: Iterable[Rule], params: Mapping[str, Any]) -> None:
        for rule in rules:
            for word in sorted(words_of(rule.tree)):
                for key in NEEDS[word]:
                    if key not in params:
                        raise Place(self.name, rule.line).error(
                            f"Regel {rule.id}: „{word}“ braucht den Wert „{key}“.",
                            f"rule {rule.id}: {word!r} needs the parameter {key!r}.",
                        )

    def _check_order(self, rules: list[Rule], params: Mapping[str, Any]) -> None:
        """Refuse doubled ids and rules that earlier ones wholly cover."""
        seen: set[str] = set()
        for rule in rules:
            if rule.id in seen:
                raise Place(self.name, rule.line).error(
                    f"Regel {rule.id} steht zweimal da.", f"rule {rule.id} is there twice."
                )
            seen.add(rule.id)
        dead = dead_rule(
            rules, {*STATUSES, *(name for rule in rules for name in rule.statuses if is_status(name))}, params
        )
        if dead is not None:
            rule, covering = dead
            before = ", ".join(other.id for other in covering)
            raise Place(self.name, rule.line).error(
                f"Regel {rule.id} wird nie gefragt, weil vor ihr alles beantwortet ist ({before}).",
                f"rule {rule.id} is never asked because everything is answered before it ({before}).",
            )

    def _placed(self, table: str, key: str) -> Iterator[tuple[Mapping[str, Any], Place]]:
        """Each table of this name with its place: its key's line, or its header's where the key is missing."""
        headers = (number for number, line in enumerate(self.lines, 1) if line.strip() == f"[[{table}]]")
        for content, number in zip(self.document.get(table, ()), headers, strict=False):
            yield content, Place(self.name, self._line_of_key(number, key))

    def _line_of_key(self, header: int, key: str) -> int:
        for number, line in enumerate(self.lines[header:], header + 1):
            if line.startswith("["):
                break
            if re.match(rf"\s*{key}\s*=", line):
                return number
        return header

    def _at(self, start: str) -> Place:
        found = [number for number, line in enumerate(self.lines, 1) if line.strip().startswith(start)]
        return Place(self.name, found[0] if found else 1)
