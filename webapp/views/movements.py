"""Why people stand elsewhere than in the run before."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import NotFoundError
from matcher.store.movements import Cause, moves_of
from matcher.store.rankings import vacancy_under
from webapp.accounts import work
from webapp.guard import guarded

movements = guarded(Blueprint("movements", __name__), Action.SEE_RANKING)

_CAUSES: Final = MappingProxyType(
    {
        Cause.CLEARANCE: _l("Freigabe oder Teilnahme"),
        Cause.CRITERIA: _l("Kriterien"),
        Cause.DATA: _l("Angaben der Person"),
        Cause.RIVALS: _l("andere Personen"),
    }
)


@movements.get("/rankings/<reference>/moved")
def moved(reference: str) -> ResponseReturnValue:
    """Each person whose place changed since the run before, grouped by what moved them."""
    with work().reading() as session:
        vacancy_id = vacancy_under(session, reference)
        moves = moves_of(session, vacancy_id) if vacancy_id is not None else None
    if vacancy_id is None:
        raise NotFoundError(
            "Diese Stelle gibt es nicht. Bitte die Kennung prüfen.",
            "There is no such vacancy. Please check the reference.",
        )
    groups = {cause: [item for item in (moves.movements if moves else ()) if item.cause is cause] for cause in Cause}
    return render_template("rankings/moved.html", reference=reference, moves=moves, groups=groups, causes=_CAUSES)
