"""Days: periods in calendar and working days.

A period does not count the day it starts from, and its last day is inside it: three days from 3 June end
with 6 June, which is still in time. A month or year ends on the day of the same number, or on the last
day of the month where there is none (29 February plus one year is 28 February). Working days follow the
holidays and make-up days that the catalogue has notices of, and in other years the package `chinesecalendar`;
outside the years that are known, a working day is unknown.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from nocert_rules.rulebook.model.calendar import LIBRARY, WorkingDays
from nocert_rules.rulebook.model.conditions import Unit

NEAR_END = timedelta(weeks=3)
"""How long before the last known day people are told that the calendar ends."""


def add(start: date, amount: int, unit: Unit, calendar: WorkingDays = LIBRARY) -> date | None:
    """The last day of a period of `amount` `unit` from `start`; None where the calendar cannot tell."""
    try:
        match unit:
            case "days":
                return start + timedelta(days=amount)
            case "months":
                return start + relativedelta(months=amount)
            case "years":
                return start + relativedelta(years=amount)
            case "working_days":
                return add_working_days(start, amount, calendar)
    except (OverflowError, ValueError):
        return None


def last_day(first: date, years: int | None) -> date | None:
    """The last day of `years` that begin with the day `first`, that day counted; None for no end."""
    if years is None:
        return None
    try:
        anniversary = first + relativedelta(years=years)
    except (OverflowError, ValueError):  # beyond the last year of the calendar
        return None
    return anniversary if anniversary.day != first.day else anniversary - timedelta(days=1)


@lru_cache(maxsize=4096)
def add_working_days(start: date, amount: int, calendar: WorkingDays = LIBRARY) -> date | None:
    """The `amount`-th working day after `start` (`start` itself for 0); None outside the calendar's years."""
    day = start
    while amount > 0:
        day += timedelta(days=1)
        if not calendar.known(day):
            return None
        if _counts(day, calendar):
            amount -= 1
    return day


@lru_cache(maxsize=16_384)  # more than the days that the calendar knows
def _counts(day: date, calendar: WorkingDays) -> bool:
    return calendar.counts(day)
