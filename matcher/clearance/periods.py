"""Counts months and days as the packs need them: the first possible day is the day after the period.

Waiting periods of law (months of stay, of registration, of a toleration) are conditions on the passing
of time, so weekends do not lengthen them. Periods in which somebody may answer end on the next working
day where they would end on a Saturday, a Sunday or a public holiday of Brandenburg (section 31(3) VwVfG,
section 193 BGB); the agency's two weeks are counted so too, which is the later and therefore safer reading.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from matcher.clearance.workdays import next_workday

ONE_DAY = timedelta(days=1)


def add_months(start: date, months: int) -> date:
    """The same-numbered day `months` later; a day that month lacks becomes its last (section 188(3) BGB)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=65536)
def first_day_after(start: date, months: int) -> date:
    """First day on which `months` months since `start` are over (sections 187(1), 188(2) BGB)."""
    return day_after(add_months(start, months))


def day_after(last: date) -> date:
    """First day on which a period is over whose last day is `last`; nothing comes after the calendar's last day."""
    return last if last == date.max else last + ONE_DAY


def deadline_for(sent_on: date, days: int) -> date:
    """Last day for an answer to what was sent on this day: `days` later, or the next working day."""
    return next_workday(sent_on + min(timedelta(days=days), date.max - sent_on))


@lru_cache(maxsize=4096)
def fiction_from(sent_on: date, days: int) -> date:
    """First day on which silence about what was sent on this day counts as given."""
    return day_after(deadline_for(sent_on, days))
