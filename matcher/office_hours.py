"""When the offices can be reached (7(4)): weekdays in Brandenburg, and by when an answer is to be expected. Pure.

Mondays to Thursdays 8 to 16, Fridays 8 to 13, as agency, Jobcenter and authority usually open. What is written
outside waits until the next opening; it is answered within two working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from matcher.clearance.workdays import is_workday, workday_after
from matcher.clock import BERLIN

_LONG: Final = (time(8), time(16))
HOURS: Final[Mapping[int, tuple[time, time]]] = MappingProxyType(
    {0: _LONG, 1: _LONG, 2: _LONG, 3: _LONG, 4: (time(8), time(13))}
)
"""Weekday from Monday, 0 → opening and closing, in Berlin's time."""
ANSWERED_WITHIN: Final = 2
"""Working days."""
_DAY: Final = timedelta(days=1)


def is_open(at: datetime) -> bool:
    """Whether somebody is there at this moment."""
    local = at.astimezone(BERLIN)
    if not is_workday(local.date()):
        return False
    opens, closes = HOURS[local.weekday()]
    return opens <= local.time() < closes


def next_opening(at: datetime) -> datetime:
    """The moment itself where somebody is there, else the next one at which somebody is."""
    if is_open(at):
        return at
    local = at.astimezone(BERLIN)
    day = local.date()
    if not is_workday(day) or local.time() >= HOURS[day.weekday()][0]:
        day = _workday_from(day + _DAY)
    return datetime.combine(day, HOURS[day.weekday()][0], BERLIN)


def answer_expected(delivered_at: datetime) -> datetime:
    """The closing time by which what was delivered then should be answered."""
    day = workday_after(delivered_at.astimezone(BERLIN).date(), ANSWERED_WITHIN)
    return datetime.combine(day, HOURS[day.weekday()][1], BERLIN)


def _workday_from(day: date) -> date:
    while not is_workday(day):
        day += _DAY
    return day
