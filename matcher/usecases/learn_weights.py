"""Learn from the employer service's decisions what the weights could be; nothing changes by it."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from typing import Any

from matcher.access import Action, Actor
from matcher.ranking.learn import CLAIM, Lesson, learn
from matcher.store.criteria import criteria_in_force
from matcher.store.decisions import Decided, decisions_on_fit, stamp_of_decisions
from matcher.usecases.permission import require
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A lesson, and what it rests on."""

    lesson: Lesson
    decided: Decided
    against: int
    """Number of the version in force."""
    stamp: str
    """Of the decisions that were read."""

    def to_dict(self) -> dict[str, Any]:
        """What a draft keeps of where it comes from: numbers and days, nobody's decision."""
        lesson, decided = self.lesson, self.decided
        return {
            "against": self.against,
            "claim": CLAIM,
            "lists": lesson.lists,
            "decisions": decided.decisions,
            "first": decided.first.date().isoformat() if decided.first else None,
            "last": decided.last.date().isoformat() if decided.last else None,
            "order_now": lesson.order_now,
            "order_then": lesson.order_then,
            "estimates": [{**asdict(item), "differs": item.differs} for item in lesson.estimates],
        }


class Learner:
    """Lessons for one process; the last one is kept until a decision or the criteria change.

    Args:
        work: store and clock.

    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._kept: Learned | None = None
        self._lock = threading.Lock()

    def learned(self, actor: Actor) -> Learned:
        """What the decisions that stand now say of the weights in force."""
        require(actor, Action.TUNE_CRITERIA)
        with self._lock:
            with self._work.reading() as session:
                stamp, (number, criteria) = stamp_of_decisions(session), criteria_in_force(session)
                if self._kept is not None and (self._kept.stamp, self._kept.against) == (stamp, number):
                    return self._kept
                decided = decisions_on_fit(session)
            lesson = learn(decided.lists, criteria.weights)
            self._kept = Learned(lesson=lesson, decided=decided, against=number, stamp=stamp)
            return self._kept
