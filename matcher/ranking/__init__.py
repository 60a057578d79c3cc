"""Ranks profiles for vacancies and explains each place."""

from matcher.ranking.criteria import DEFAULT_WEIGHTS, Criteria, Feature
from matcher.ranking.index import Answer, Detail, Index
from matcher.ranking.words import question_for, words_for

__all__ = ["DEFAULT_WEIGHTS", "Answer", "Criteria", "Detail", "Feature", "Index", "question_for", "words_for"]
