"""What the coordinator may tune: weights of the features, and which filters are hard."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, Self

from matcher.errors import InvalidCriteriaError
from matcher.model import Labelled


class Feature(Labelled):
    """Features in the order in which their contributions are added up."""

    OCCUPATION = "occupation", "Beruf", "occupation"
    QUALIFICATION = "qualification", "Abschluss", "qualification"
    GERMAN = "german", "Deutsch", "German"
    LICENCES = "licences", "Führerscheine", "licences"
    SKILLS = "skills", "Kenntnisse", "skills"
    COMMUTE = "commute", "Weg", "commute"
    HOURS = "hours", "Stunden", "hours"
    SHIFT = "shift", "Schicht", "shift"
    START = "start", "Beginn", "start date"
    KIND = "kind", "Art der Stelle", "kind of job"
    RECENCY = "recency", "zuletzt gearbeitet", "recent work"


DEFAULT_WEIGHTS: Final[Mapping[Feature, float]] = MappingProxyType(
    {
        Feature.OCCUPATION: 30.0,
        Feature.QUALIFICATION: 10.0,
        Feature.GERMAN: 18.0,
        Feature.LICENCES: 8.0,
        Feature.SKILLS: 6.0,
        Feature.COMMUTE: 12.0,
        Feature.HOURS: 6.0,
        Feature.SHIFT: 5.0,
        Feature.START: 4.0,
        Feature.KIND: 4.0,
        Feature.RECENCY: 3.0,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Content of one criteria version. Weights are shares of attention; only their ratios count."""

    weights: Mapping[Feature, float] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    german_hard: bool = False
    """Keep back whoever is known to stay below the vacancy's minimum of German."""
    german_tolerance: int = 0
    """CEFR steps that a hard minimum forgives, 0 to 2."""
    licences_hard: bool = False
    """Keep back whoever is known to lack a licence needed, in any job; where the job is to drive, that always holds."""
    reach_hard: bool = True
    """Keep back whoever lives farther away than they said they would travel."""
    near_minutes: float = 20.0
    """Minutes of travel that still count as near (utility 1)."""
    far_minutes: float = 90.0
    """Minutes of travel at which the utility reaches 0."""
    hours_beside: float = 15.0
    """Weekly hours beside what the person can work at which the utility reaches 0."""
    start_days: float = 90.0
    """Days after the start at which the utility of being available reaches 0."""
    recent_years: float = 2.0
    """Years since the last work that still count as recent (utility 1)."""
    forgotten_years: float = 12.0
    """Years since the last work at which the utility reaches 0."""

    @classmethod
    def default(cls) -> Self:
        return cls()

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Criteria of a TOML file: `[weights]`, `[shape]` and `[filters]`; what is absent keeps its default.

        Raises:
            InvalidCriteriaError: names the key that is unknown or cannot be.

        """
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidCriteriaError(
                f"Die Kriterien sind kein gültiges TOML: {error}.", f"The criteria are not valid TOML: {error}."
            ) from error
        return cls.from_dict(document)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Criteria of a stored version; an empty one is the default."""
        for key in content:
            if key not in {"weights", "shape", "filters"}:
                raise _unknown(key)
        weights = dict(DEFAULT_WEIGHTS)
        for name, value in _table(content, "weights").items():
            if name not in set(Feature):
                raise _unknown(f"weights.{name}")
            weights[Feature(name)] = _number(f"weights.{name}", value, 0, 1000)
        if not any(weights.values()):
            raise InvalidCriteriaError(
                "Mindestens ein Gewicht muss größer als 0 sein.", "At least one weight has to be above 0."
            )
        settings = _read(_table(content, "shape"), "shape", _SHAPE) | _read(
            _table(content, "filters"), "filters", (*_FILTERS, *_SHAPE)
        )
        made = cls(weights=MappingProxyType(weights), **settings)
        _in_order(made)
        return made

    def to_dict(self) -> dict[str, Any]:
        """The content as JSON, every key written out."""
        return {
            "weights": {str(feature): self.weights[feature] for feature in Feature},
            "shape": {name: getattr(self, name) for name in _SHAPE},
            "filters": {name: getattr(self, name) for name in _FILTERS},
        }

    def to_toml(self) -> str:
        """The content as TOML that `from_toml` reads back unchanged."""
        lines = []
        for section, entries in self.to_dict().items():
            lines.append(f"[{section}]")
            lines.extend(f"{name} = {_toml(value)}" for name, value in entries.items())
            lines.append("")
        return "\n".join(lines)


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


_FILTERS: Final = ("german_hard", "german_tolerance", "licences_hard", "reach_hard")
_SHAPE: Final = tuple(item.name for item in fields(Criteria) if item.name not in {"weights", *_FILTERS})
_RANGES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "german_tolerance": (0, 2),
        "near_minutes": (0, 240),
        "far_minutes": (1, 480),
        "hours_beside": (1, 60),
        "start_days": (1, 730),
        "recent_years": (0, 60),
        "forgotten_years": (1, 60),
    }
)


def _read(given: Mapping[str, Any], section: str, names: Sequence[str]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in names:
            raise _unknown(f"{section}.{name}")
        if name in _RANGES:
            number = _number(f"{section}.{name}", value, *_RANGES[name])
            read[name] = int(number) if name == "german_tolerance" else number
        elif isinstance(value, bool):
            read[name] = value
        else:
            raise InvalidCriteriaError(
                f"„{section}.{name}“ muss true oder false sein.", f"'{section}.{name}' has to be true or false."
            )
    return read


def _in_order(criteria: Criteria) -> None:
    for less, more in (("near_minutes", "far_minutes"), ("recent_years", "forgotten_years")):
        if getattr(criteria, less) >= getattr(criteria, more):
            raise InvalidCriteriaError(
                f"„{less}“ muss kleiner sein als „{more}“.", f"{less!r} has to be less than {more!r}."
            )


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = content.get(key, {})
    if not isinstance(table, Mapping):
        raise InvalidCriteriaError(f"„{key}“ muss ein Abschnitt sein.", f"{key!r} has to be a section.")
    return table


def _number(name: str, value: Any, least: float, most: float) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not usable or not least <= value <= most:
        raise InvalidCriteriaError(
            f"„{name}“ muss eine Zahl von {least:g} bis {most:g} sein.",
            f"{name!r} has to be a number from {least:g} to {most:g}.",
        )
    return float(value)


def _unknown(name: str) -> InvalidCriteriaError:
    return InvalidCriteriaError(
        f"„{name}“ kennen die Kriterien nicht. Bitte Schreibweise prüfen.",
        f"{name!r} is unknown to the criteria. Please check the spelling.",
    )
