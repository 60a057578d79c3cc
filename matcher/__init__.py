"""passgenau's house: `from matcher import rank, Criteria, Participant, Vacancy`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.model import Participant, Vacancy
    from matcher.pipeline import rank
    from matcher.ranking import Criteria

__all__ = ["Criteria", "Participant", "Vacancy", "rank"]

_HOMES = {
    "Criteria": "matcher.ranking",
    "Participant": "matcher.model",
    "Vacancy": "matcher.model",
    "rank": "matcher.pipeline",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that importing the gate does not load numpy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'matcher' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
