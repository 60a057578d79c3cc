"""What a typed job title may mean: occupations to choose from, and the kind where the title names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from matcher.model import Kind
from matcher.occupations.index import Hit, default_index

MOST: Final = 4
_WORTH_SHOWING: Final = 0.45
_BESIDE_BEST: Final = 0.6
"""Share of the best hit's score from which another one is worth a look."""
_SEARCHED: Final = 16
_KINDS: Final = (
    (re.compile(r"\b(ausbildung|azubi|auszubildende)", re.IGNORECASE), Kind.TRAINING),
    (re.compile(r"\b(minijob|mini-job|geringfügig)", re.IGNORECASE), Kind.MINIJOB),
    (re.compile(r"\b(einstiegsqualifizierung|eq)\b", re.IGNORECASE), Kind.ENTRY_QUALIFICATION),
    (re.compile(r"\b(zeitarbeit|leiharbeit)", re.IGNORECASE), Kind.TEMP_WORK),
    (re.compile(r"\b(fsj|bfd|bundesfreiwilligendienst)\b", re.IGNORECASE), Kind.VOLUNTARY_SERVICE),
    (re.compile(r"\b(probearbeit)", re.IGNORECASE), Kind.TRIAL_WORK),
    (re.compile(r"\b(hospitation)", re.IGNORECASE), Kind.WORK_SHADOWING),
)
_AS_WHAT: Final = re.compile(
    r"\w*(ausbildung|azubi|auszubildende|minijob|mini-job)\w*( (zum|zur|als|im|in))?\b", re.IGNORECASE
)
"""What a title says beside the occupation."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Nothing in it counts before somebody confirms it."""

    occupations: tuple[Hit, ...] = ()
    kind: Kind | None = None


def propose(title: str) -> Proposal:
    """Up to four occupations, the likeliest first, each code once and as narrow as known; and the kind."""
    if not title.strip():
        return Proposal()
    hits = default_index().search([_AS_WHAT.sub(" ", title).strip() or title], _SEARCHED)[0]
    least = max(_WORTH_SHOWING, _BESIDE_BEST * hits[0].score) if hits else 0.0
    chosen: list[Hit] = []
    for hit in hits:
        known = any(other.code.startswith(hit.code) or hit.code == other.code for other in chosen)
        if hit.score >= least and not known:
            chosen.append(hit)
    return Proposal(tuple(chosen[:MOST]), next((kind for pattern, kind in _KINDS if pattern.search(title)), None))
