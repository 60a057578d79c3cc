"""A form that is sent twice is carried out once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from matcher.errors import InvalidInputError
from matcher.store import tables
from matcher.store.unit import Unit

_LONGEST_KEY = 48
_COLUMN = 64


def once(unit: Unit, key: str, account_id: int) -> bool:
    """True the first time this account submits the key; False ever after, also in a race.

    Whoever comes second waits for the first one's commit. If the first one fails, its key is free again.
    """
    try:
        with unit.session.begin_nested():
            unit.session.add(
                tables.Submission(key=_scoped(key, account_id), account_id=account_id, at=unit.at, result={})
            )
    except IntegrityError:
        return False
    return True


def remember(unit: Unit, key: str, account_id: int, **result: Any) -> None:
    """Keep what came of the submission, for whoever sends it again."""
    unit.session.execute(
        update(tables.Submission).where(tables.Submission.key == _scoped(key, account_id)).values(result=result)
    )


def earlier_result(unit: Unit, key: str, account_id: int, *needed: str) -> dict[str, Any]:
    """What came of the submission when it was carried out.

    Raises:
        InvalidInputError: one of the `needed` is not in it, so that the key was another kind of form's.

    """
    query = select(tables.Submission.result).where(tables.Submission.key == _scoped(key, account_id))
    result = dict(unit.session.scalar(query) or {})
    if any(name not in result for name in needed):
        raise InvalidInputError(
            "submission",
            "Dieses Formular wurde schon für etwas anderes verwendet. Bitte noch einmal absenden.",
            "This form has been used for something else before. Please send it once more.",
        )
    return result


def _scoped(key: str, account_id: int) -> str:
    """The key as this account's own: nobody hits somebody else's by sending the same text.

    Raises:
        InvalidInputError: no form of ours sends such a key.

    """
    if not (8 <= len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise InvalidInputError(
            "submission",
            "Dieses Formular ist nicht vollständig angekommen. Bitte noch einmal absenden.",
            "This form did not arrive whole. Please send it again.",
        )
    return f"{account_id}:{key}"[:_COLUMN]
