"""How templates write days, times, numbers and enumerations for the user."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, ngettext
from flask_babel import gettext as _

from matcher.clearance import status_label
from matcher.clock import BERLIN
from matcher.model import Labelled
from matcher.occupations import name_of
from webapp.accounts import work
from webapp.language import language


def init_words(app: Flask) -> None:
    for filter_ in (label, day, day_distance, moment, number, percent, residence_status, occupation_name):
        app.add_template_filter(filter_)


def label(value: Labelled | None) -> str:
    """An enumeration's label; nothing where the value is not known."""
    return value.label(language()) if value is not None else _("nicht bekannt")


def day(value: date | None) -> str:
    """`Do 26.11.2026`, or `Thu 26 Nov 2026`."""
    if value is None:
        return "–"
    if language() == "en":
        return format_date(value, "EEE d MMM yyyy")
    return f"{format_date(value, 'EE').rstrip('.')} {format_date(value, 'dd.MM.yyyy')}"


def day_distance(value: date | None, on: date | None = None) -> str:
    """`in 3 Tagen, Do 26.11.2026`: how far off a day is, and the day."""
    if value is None:
        return "–"
    away = (value - (on or work().clock.today())).days
    return f"{_distance(away)}, {day(value)}"


def _distance(away: int) -> str:
    near = {0: _("heute"), 1: _("morgen"), -1: _("gestern")}
    if away in near:
        return near[away]
    if away > 0:
        return ngettext("in %(num)d Tag", "in %(num)d Tagen", away)
    return ngettext("vor %(num)d Tag", "vor %(num)d Tagen", -away)


def moment(value: datetime | None) -> str:
    """Time alone where it is today in Berlin, else day and time."""
    if value is None:
        return "–"
    local = value.astimezone(BERLIN)
    if local.date() == work().clock.today():
        return format_datetime(value, "HH:mm")
    return format_datetime(value, "dd.MM.yyyy, HH:mm" if language() == "de" else "d MMM yyyy, HH:mm")


def number(value: float | None, pattern: str = "#,##0.##") -> str:
    return "–" if value is None else format_decimal(value, pattern)


def percent(value: float) -> str:
    """A score in [0, 1] as whole points of 100."""
    return str(round(value * 100))


def residence_status(code: str | None) -> str:
    return status_label(code, language())


def occupation_name(code: str | None) -> str:
    return (name_of(code) or code) if code else _("nicht bekannt")
