"""Titles to occupation codes (KldB 2010), and how close two occupations are."""

from matcher.occupations.bridge import use_imported
from matcher.occupations.index import SURE, Hit, TitleIndex, default_index
from matcher.occupations.kldb import closeness, is_regulated, name_of

__all__ = ["SURE", "Hit", "TitleIndex", "closeness", "default_index", "is_regulated", "name_of", "use_imported"]
