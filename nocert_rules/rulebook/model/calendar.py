"""The working days: what notices of the catalogue say of a year, and for other years the package `chinesecalendar`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import chinese_calendar
from chinese_calendar import holidays as library_days

from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position

FIRST_DAY = date(min(library_days).year, 1, 1)
LAST_DAY = date(max(library_days).year, 12, 31)
LIBRARY_FOLDER = Path(chinese_calendar.__file__).parent


@dataclass(frozen=True)
class CalendarNotice:
    """A published arrangement of holidays and make-up days: of a whole `year`, or one that `amends` another."""

    id: str
    year: int | None
    amends: str
    issued_on: date
    source: Label
    holidays: tuple[date, ...]
    working_days: tuple[date, ...]
    position: Position


class WorkingDays:
    """Which days are working days; never changed once it is made, so threads may share it.

    A year that a notice sets out is what its notices say, the later over the earlier: days they do not name are as
    the week has them.
    """

    def __init__(self, notices: Iterable[CalendarNotice] = ()) -> None:
        ordered = sorted(notices, key=lambda notice: (notice.issued_on, notice.id))
        self._named: dict[date, bool] = {}
        for notice in ordered:
            self._named |= dict.fromkeys(notice.holidays, False) | dict.fromkeys(notice.working_days, True)
        self.years = frozenset(notice.year for notice in ordered if notice.year)
        last = LAST_DAY.year
        while last + 1 in self.years:
            last += 1
        self.last_day = date(last, 12, 31)
        """The last day of the last year in a row that is known."""
        self.final_day = date(max(last, *self.years, 0), 12, 31)
        """The last day that is known, gaps before it or not."""
        self.key = str([(notice.id, notice.holidays, notice.working_days) for notice in ordered]) if ordered else ""
        """The same for two calendars only where they know the same."""

    def known(self, day: date) -> bool:
        """Whether it is known of `day` whether it is a working day."""
        return FIRST_DAY <= day <= LAST_DAY or day.year in self.years

    def counts(self, day: date) -> bool:
        """Whether the known `day` is a working day."""
        named = self._named.get(day)
        if named is not None:
            return named
        return day.weekday() < 5 if day.year in self.years else in_library(day)

    @property
    def named(self) -> tuple[date, ...]:
        """The days that the notices name."""
        return tuple(sorted(self._named))


def in_library(day: date) -> bool:
    """What the package `chinesecalendar` says of `day`, which lies in its years."""
    return bool(chinese_calendar.is_workday(day))


LIBRARY = WorkingDays()
