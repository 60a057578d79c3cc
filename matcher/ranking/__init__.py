"""Ranks profiles for vacancies and explains each place."""

from matcher.ranking.answer import Answer, Detail
from matcher.ranking.criteria import DEFAULT_WEIGHTS, Criteria, Feature
from matcher.ranking.explain import Change, Standing, question_for, smallest_change, why_moved
from matcher.ranking.index import Index
from matcher.ranking.words import words_for

__all__ = [
    "DEFAULT_WEIGHTS",
    "Answer",
    "Change",
    "Criteria",
    "Detail",
    "Feature",
    "Index",
    "Standing",
    "question_for",
    "smallest_change",
    "why_moved",
    "words_for",
]
