"""What ends before it starts: papers and answers of the next 90 days against planned first days, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from matcher.access import Action, Scope, reach
from matcher.store.horizon import AHEAD, Ending, Ends
from matcher.store.horizon import horizon as horizon_of
from webapp.accounts import actor, work
from webapp.guard import guarded

horizon = guarded(Blueprint("horizon", __name__, url_prefix="/horizon"), Action.EDIT_PARTICIPANT)

PAGE_SIZE: Final = 30
_STEPS: Final = MappingProxyType(
    {
        Ends.DOCUMENT: _l("Neues Dokument eintragen"),
        Ends.PRECHECK: _l("Vorprüfung erneut anfragen"),
        Ends.JOB_CLEARANCE: _l("Freigabe erneut anfragen"),
        Ends.PERMIT: _l("Neue Arbeitserlaubnis eintragen"),
        Ends.MENTORSHIP: _l("Patenschaft ansehen"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How much ends in one week, and how much of it before a planned start."""

    begins: date
    total: int
    before_start: int

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=6)


@horizon.get("")
def index() -> ResponseReturnValue:
    """The coordinator sees everybody, a mentor the people they accompany."""
    today = work().clock.today()
    sees_all = reach(actor(), Action.EDIT_PARTICIPANT) is Scope.ALL
    with work().reading() as session:
        endings = horizon_of(session, today, mentor_id=None if sees_all else actor().id)
    clashing = [item for item in endings if item.before]
    shows_all = request.args.get("show") == "all"
    chosen = endings if shows_all else clashing
    page, pages = _page(len(chosen), request.args.get("page", 1, type=int))
    shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return render_template(
        "horizon/index.html",
        weeks=_weeks(endings, today),
        groups=[(begins, list(items)) for begins, items in groupby(shown, key=lambda item: _monday(item.last_day))],
        counts={"starts": len(clashing), "all": len(endings)},
        shows_all=shows_all,
        listing={"page": page, "pages": pages},
        step_words=_STEPS,
        address=_address,
        links_vacancies=reach(actor(), Action.SEE_RANKING) is not None,
    )


def _page(total: int, wanted: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(1, wanted), pages), pages


def _weeks(endings: Iterable[Ending], today: date) -> Sequence[Week]:
    """Every week up to the horizon, empty ones too."""
    found = Counter((_monday(item.last_day), bool(item.before)) for item in endings)
    begins = [_monday(today) + timedelta(weeks=number) for number in range(AHEAD.days // 7 + 2)]
    return [
        Week(
            begins=week,
            total=found[week, False] + found[week, True],
            before_start=found[week, True],
        )
        for week in begins
        if week <= today + AHEAD
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _address(ending: Ending) -> str:
    """Where the next step is taken."""
    by_kind: dict[Ends, tuple[str, dict[str, Any]]] = {
        Ends.DOCUMENT: ("people.edit", {"section": "document"}),
        Ends.PRECHECK: ("people.precheck", {}),
        Ends.PERMIT: ("people.permit", {}),
        Ends.MENTORSHIP: ("mentorships.index", {}),
    }
    if ending.what is Ends.JOB_CLEARANCE and ending.reference is not None:
        return url_for("people.job", code=ending.code, reference=ending.reference)
    endpoint, values = by_kind.get(ending.what, ("people.person", {}))
    return url_for(endpoint, code=ending.code, **values)
