"""Counts months and days as the packs need them: the first possible day is the day after the period."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)


def add_months(start: date, months: int) -> date:
    """The same-numbered day `months` later; a day that month lacks becomes its last (section 188(3) BGB)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=65536)
def first_day_after(start: date, months: int) -> date:
    """First day on which `months` months since `start` are over (sections 187(1), 188(2) BGB)."""
    return add_months(start, months) + ONE_DAY


def day_after(last: date, days: int = 0) -> date:
    """First day on which a period that ends `days` after `last` is over."""
    return last + timedelta(days=days) + ONE_DAY
