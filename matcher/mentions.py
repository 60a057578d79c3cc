"""Roles that a note calls by `@`, in the words that people use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matcher.model import Role

WORDS: Final[Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        Role.AGS: ("ags", "arbeitgeberservice"),
        Role.COORDINATOR: ("koordination", "koordinator", "koordinatorin", "projektleitung", "coordinator"),
        Role.MENTOR: ("pate", "patin", "paten", "mentor"),
        Role.ABH: ("abh", "ausländerbehörde"),
        Role.COUNSELLOR: ("jobcenter", "agentur", "arbeitsvermittlung"),
        Role.COUNTY: ("landkreis", "county"),
        Role.ADMIN: ("admin", "systemverwaltung"),
    }
)
_ROLES: Final = {word: role for role, words in WORDS.items() for word in words}
_MENTION: Final = re.compile(r"(?<![\w@.-])@([^\W\d_]+)")
"""Not within a mail address."""


def mentioned(text: str) -> tuple[Role, ...]:
    """Roles that the text calls, in the order of the roles; a word that names none is just a word."""
    found = {_ROLES.get(word.casefold()) for word in _MENTION.findall(text)}
    return tuple(role for role in Role if role in found)
