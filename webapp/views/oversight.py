"""Oversight of the rankings: who stands at the top by group, and whether lists are read before they are followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from matcher.access import Action
from matcher.attention import FAST, Month, by_month
from matcher.exposure import TOP, Cell
from matcher.figures import LEAST
from matcher.store import attention, exposures
from webapp.accounts import work
from webapp.groups import group_name
from webapp.guard import guarded

oversight = guarded(Blueprint("oversight", __name__), Action.AUDIT_RANKING)

_LOOKED_BACK: Final = timedelta(days=365)
NODDED: Final = 0.9
"""Share of lists taken unchanged from which, together with haste, the page speaks of nodding through."""
HASTY: Final = 0.5
"""Share of lists taken in haste from which it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One group over the months; None where a month has no such group or hides it."""

    name: str
    cells: tuple[Cell | None, ...]

    @property
    def newest(self) -> Cell | None:
        return self.cells[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    key: str
    title: str
    lines: tuple[Line, ...]

    @property
    def rare(self) -> list[str]:
        """Groups that are clearly rarer at the top than among all."""
        return [line.name for line in self.lines if line.newest is not None and line.newest.is_rare]

    @property
    def most(self) -> float:
        """The highest share in the pictures."""
        shares = [
            share or 0.0
            for line in self.lines
            for cell in line.cells
            if cell
            for share in (cell.pool_share, cell.top_share)
        ]
        return max(shares, default=0.0) or 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """How one side deals with lists, month by month."""

    key: str
    title: str
    lead: str
    months: tuple[Month, ...]

    @property
    def shown(self) -> Month | None:
        """The newest month with enough lists."""
        return next((month for month in reversed(self.months) if month.lists is not None), None)

    @property
    def nods(self) -> bool:
        month = self.shown
        if month is None or not month.lists or month.fast is None:
            return False
        return (month.unchanged or 0) / month.lists >= NODDED and month.fast >= HASTY


@oversight.get("/oversight")
def index() -> ResponseReturnValue:
    today = work().clock.today()
    since = datetime.combine((today - _LOOKED_BACK).replace(day=1), time(), UTC)
    with work().reading() as session:
        months = exposures.months_of(session)
        released, decided = attention.releases(session, since), attention.decisions(session, since)
    return render_template(
        "oversight/index.html",
        months=months,
        groupings=_groupings(months),
        meters=(
            Meter(
                key="released",
                title=_("Freigaben der Koordination"),
                lead=_("Unverändert: Genau die ersten freigebbaren Personen der Rangliste wurden freigegeben."),
                months=by_month(released),
            ),
            Meter(
                key="decided",
                title=_("Entscheidungen des Arbeitgeberservice"),
                lead=_(
                    "Unverändert: Die ersten Personen der Liste wurden angenommen, keine übersprungen oder abgelehnt."
                ),
                months=by_month(decided),
            ),
        ),
        month_name=month_name,
        top=TOP,
        least=LEAST,
        fast=FAST,
    )


def month_name(on: date) -> str:
    return format_date(on, "MMMM yyyy")


def _groupings(months: tuple[exposures.Month, ...]) -> tuple[Grouping, ...]:
    if not months:
        return ()
    titles = {"nationality": _("Staatsangehörigkeit"), "age": _("Alter")}
    return tuple(Grouping(key=key, title=title, lines=_lines(key, months)) for key, title in titles.items())


def _lines(key: str, months: tuple[exposures.Month, ...]) -> tuple[Line, ...]:
    """The newest month's groups in its order, then those that only earlier months had."""
    found: list[dict[str, Cell]] = [
        {cell.group: cell for cell in month.exposure.groupings.get(key, ())} for month in months
    ]
    names: dict[str, Any] = dict.fromkeys(group for month in reversed(found) for group in month)
    return tuple(Line(name=group_name(key, group), cells=tuple(month.get(group) for month in found)) for group in names)
