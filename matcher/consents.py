"""To whom a person may let which data go (9(1)): what is asked together, and what a yes covers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matcher.model import Labelled, Recipient


class DataCategory(Labelled):
    """What a consent covers; whatever else a recipient may know rests on the profile."""

    PROFILE = "profile", "Beruf, Deutsch, Wünsche", "Work, German, wishes"
    IDENTITY = "identity", "Name und Kontakt", "Name and contact"
    RESIDENCE = "residence", "Aufenthalt und Arbeitserlaubnis", "Residence and work permit"
    DOCUMENTS = "documents", "Kopien von Unterlagen", "Copies of papers"


_ALL: Final = tuple(DataCategory)
TOGETHER: Final[Mapping[Recipient, frozenset[DataCategory]]] = MappingProxyType(
    {
        Recipient.AWO: frozenset(_ALL),
        Recipient.MENTOR: frozenset(_ALL),
        Recipient.ABH: frozenset({DataCategory.PROFILE, DataCategory.IDENTITY, DataCategory.RESIDENCE}),
    }
)
"""Categories that a recipient needs as a whole to do anything at all; others need the profile alone."""
OFFERED: Final[Mapping[Recipient, tuple[DataCategory, ...]]] = MappingProxyType(
    {
        Recipient.AWO: _ALL,
        Recipient.MENTOR: _ALL,
        Recipient.ABH: _ALL,
        Recipient.AGS: (DataCategory.PROFILE, DataCategory.IDENTITY),
        Recipient.JOBCENTER: _ALL,
        Recipient.AGENCY: _ALL,
        Recipient.EMPLOYER: (DataCategory.PROFILE, DataCategory.IDENTITY, DataCategory.DOCUMENTS),
    }
)
"""What may be asked at all: residence never goes to the employer service or to a firm."""


LANGUAGES: Final = ("de", "ar", "fa", "ti", "uk", "ru", "fr", "en")
"""In which a sheet can have been signed."""


def needed_by(recipient: Recipient) -> frozenset[DataCategory]:
    """What is given first, and together."""
    return TOGETHER.get(recipient, frozenset({DataCategory.PROFILE}))


def together(recipient: Recipient, categories: frozenset[DataCategory]) -> frozenset[DataCategory]:
    """The categories with what is asked in the same breath: one tick on the sheet stands for all of it."""
    whole = TOGETHER.get(recipient, frozenset())
    return categories | whole if categories & whole else categories


def falling_with(recipient: Recipient, category: DataCategory) -> frozenset[DataCategory]:
    """What ends when this category is withdrawn: everything, if the rest cannot stand without it."""
    return frozenset(OFFERED[recipient]) if category in needed_by(recipient) else frozenset({category})
