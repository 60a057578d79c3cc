"""Errors that callers are expected to catch; everything else is a defect.

An expected "no" is a value (`Denied`, `Excluded`), not one of these.
"""

from __future__ import annotations


class PassgenauError(Exception):
    """Base of all errors that carry a message for the person who caused them."""

    def __init__(self, german: str, english: str) -> None:
        super().__init__(english)
        self.german = german
        self.english = english

    def message(self, language: str = "de") -> str:
        """The message in German unless English is asked for."""
        return self.english if language == "en" else self.german


class UnreadableFileError(PassgenauError):
    """A file as a whole cannot be read; nothing of it was used."""


class InvalidPackError(PassgenauError):
    """A rule pack contradicts itself or cites what does not exist."""


class InvalidCriteriaError(PassgenauError):
    """Matching criteria hold an unknown name or an impossible number."""


class NotFoundError(PassgenauError):
    """The thing asked for does not exist, or the caller may not know that it does."""


class DeniedError(PassgenauError):
    """The actor may not do this; the message says who may."""


class ConflictError(PassgenauError):
    """Somebody else changed the thing in the meantime; nothing was written."""


class GateClosedError(PassgenauError):
    """The law, the agreement or a missing consent keeps this back; the message says which."""


class InvalidInputError(PassgenauError):
    """A field's value cannot be stored; `field` names it."""

    def __init__(self, field: str, german: str, english: str) -> None:
        super().__init__(german, english)
        self.field = field
