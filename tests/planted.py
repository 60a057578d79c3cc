"""Lists judged by planted weights: what learning has to find again, in memory and in a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matcher.model import Role
from matcher.ranking import DEFAULT_WEIGHTS, Feature
from matcher.ranking.pairwise import SeenList
from matcher.store import tables
from matcher.store.tables.shortlists import Verdict, VerdictReason
from tests import builders

Floats = NDArray[np.float64]
NOW = np.array([DEFAULT_WEIGHTS[feature] for feature in Feature])
PLANTED = np.array([10.0, 10.0, 30.0, 8.0, 4.0, 3.0, 16.0, 5.0, 8.0, 4.0, 2.0])
"""German and hours decide here, where the weights in force say occupation and the way."""
SURE = 14.0
"""How surely decisions follow the planted score: the odds between the best and the worst are e to this."""


def judged(seed: int, lists: int, weights: Floats, *, place: float = 0.0, sure: float = SURE) -> list[SeenList]:
    """Lists as the weights in force would show them, six people each, judged by the planted weights with some chance.

    Args:
        seed: of the draw.
        lists: how many, each with decisions that differ.
        weights: what the judge goes by.
        place: how much standing higher up alone helps.
        sure: how surely the judge follows the weights.

    """
    draw, found = np.random.default_rng(seed), []
    while len(found) < lists:
        pool = draw.choice([0.0, 0.25, 0.5, 0.75, 1.0], size=(40, len(Feature)))
        shown = pool[np.argsort(-(pool @ NOW))[:6]]
        score = sure * shown @ (weights / weights.sum())
        places = np.arange(1, 7)
        score = score - score.mean() + place / np.log2(places + 1)
        seen = SeenList(shown, draw.random(6) < 1 / (1 + np.exp(-score)), places)
        if seen.tells:
            found.append(seen)
    return found


def store(session: Session, lists: Sequence[SeenList], reason: VerdictReason = VerdictReason.SKILLS) -> list[int]:
    """Each list as a vacancy with its released people and the employer service's decisions; ids of the reviews."""
    by = builders.account(session, Role.COORDINATOR).id
    cast = [_ready(session, by) for _ in range(max(len(seen.liked) for seen in lists))]
    return [
        review
        for day, seen in enumerate(lists)
        for review in _store_one(session, seen, cast, by, timedelta(days=-day), reason)
    ]


def _ready(session: Session, by: int) -> tuple[int, int, int]:
    """A person with clearance and consent: their ids."""
    person = builders.participant(session)
    return person.id, builders.decision(session, person.id).id, builders.consent(session, person.id, by).id


def _store_one(
    session: Session,
    seen: SeenList,
    cast: Sequence[tuple[int, int, int]],
    by: int,
    ago: timedelta,
    reason: VerdictReason,
) -> list[int]:
    vacancy = builders.vacancy(session)
    run = builders.run(session, vacancy.id, [person for person, _, _ in cast[: len(seen.liked)]])
    shortlist = tables.Shortlist(
        vacancy_id=vacancy.id, run_id=run.id, criteria_id=run.criteria_id, released_at=builders.AT, released_by=by
    )
    session.add(shortlist)
    session.flush()
    reviews = []
    for row, liked in enumerate(seen.liked.tolist()):
        entry = _entry(session, shortlist, cast[row], seen.utilities[row], int(seen.places[row]))
        reviews.append(
            tables.Review(
                entry_id=entry.id,
                verdict=Verdict.SUITABLE if liked else Verdict.NOT_SUITABLE,
                reason=None if liked else reason,
                reviewed_at=builders.AT + ago,
                reviewed_by=by,
            )
        )
    session.add_all(reviews)
    session.flush()
    return [review.id for review in reviews]


def _entry(
    session: Session, shortlist: tables.Shortlist, person: tuple[int, int, int], utilities: Floats, place: int
) -> tables.ShortlistEntry:
    participant, decision, consent = person
    opening = tables.Opening(
        participant_id=participant,
        vacancy_id=shortlist.vacancy_id,
        decision_id=decision,
        open_from=builders.TODAY,
        pack="de-lds-2026",
        rule="R26-42",
        opened_at=builders.AT,
    )
    session.add(opening)
    session.flush()
    known = ~np.isnan(utilities)
    parts = np.where(known, NOW * utilities, 0.0) / NOW[known].sum()
    score = float(np.nansum(parts))
    entry = tables.ShortlistEntry(
        shortlist_id=shortlist.id,
        vacancy_id=shortlist.vacancy_id,
        participant_id=participant,
        opening_id=opening.id,
        consent_id=consent,
        rank=place,
        score=score,
        score_low=score,
        score_high=score,
        contributions={
            str(feature): float(part) for feature, part, one in zip(Feature, parts, known, strict=True) if one
        },
        words={},
        released_at=builders.AT,
        released_by=shortlist.released_by,
    )
    session.add(entry)
    session.flush()
    return entry
