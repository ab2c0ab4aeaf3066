"""Loads the notices on holidays and make-up days, and holds them against the calendar library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.nodes import ScalarNode, kind_of
from nocert_rules.rulebook.load.reader import Fields, date_of
from nocert_rules.rulebook.model.calendar import FIRST_DAY, LAST_DAY, CalendarNotice, WorkingDays, in_library
from nocert_rules.words.errors import Problems, listed

_DAY = "a day as `2019-06-03`"
_LONGEST = 31  # days in a row; more is a slip of the pen


def load_calendar(sections: Sections, problems: Problems) -> dict[str, CalendarNotice]:
    """Notices by id; a year that differs from the library, though no later notice says why, is a problem."""
    found: Registry[CalendarNotice] = Registry("notice on holidays", problems)
    years: Registry[int] = Registry("year", problems)
    for fields in sections.each("calendar"):
        notice = _notice(fields)
        found.add(notice.id, notice, fields.position)
        if notice.year:
            years.add(str(notice.year), notice.year, fields.place("year"))
    for notice in found.found.values():
        _check_amended(notice, found.found, problems)
    if not problems.found:
        _check_library(found.found, problems)
    return found.sorted()


def _notice(fields: Fields) -> CalendarNotice:
    fields.only(("notice", "year", "amends", "issued_on", "source", "holidays", "working_days"))
    if fields.has("year") and fields.has("amends"):
        fields.problems.add("both_keys", fields.position, first="year", second="amends")
    elif not fields.has("amends"):
        fields.child("year")
    fields.child("issued_on")
    off = tuple(day for part in fields.each("holidays", "a span of holidays") for day in _span(part))
    on = _days(fields)
    for day in sorted(set(off) & set(on)):
        fields.problems.add("day_twice", fields.place("working_days"), found=day)
    return CalendarNotice(
        id=fields.text("notice"),
        year=_year(fields) if fields.has("year") else None,
        amends=fields.text("amends", ""),
        issued_on=fields.day("issued_on") or date.min,
        source=fields.label("source"),
        holidays=off,
        working_days=on,
        position=fields.position,
    )


def _year(fields: Fields) -> int | None:
    year = fields.integer("year")
    if FIRST_DAY.year <= year < date.max.year:
        return year
    expected = f"a year from {FIRST_DAY.year} on"
    fields.problems.add("expected_value", fields.place("year"), found=f"`{year}`", expected=expected)
    return None


def _span(fields: Fields) -> tuple[date, ...]:
    fields.only(("from", "until"))
    for key in ("from", "until"):
        fields.child(key)
    first, last = fields.day("from"), fields.day("until")
    if first is None or last is None:
        return ()
    count = (last - first).days + 1
    if not 1 <= count <= _LONGEST:
        expected = f"a day from {first} on, at most {_LONGEST} days in a row"
        fields.problems.add("expected_value", fields.place("until"), found=f"`{last}`", expected=expected)
        return ()
    return tuple(first + timedelta(days=number) for number in range(count))


def _days(fields: Fields) -> tuple[date, ...]:
    found = []
    for node in fields.nodes("working_days", "days"):
        day = date_of(node) if isinstance(node, ScalarNode) else None
        if day is None:
            fields.problems.add("expected_value", node.position, found=kind_of(node), expected=_DAY)
        else:
            found.append(day)
    return tuple(found)


def _check_amended(notice: CalendarNotice, known: Mapping[str, CalendarNotice], problems: Problems) -> None:
    if not notice.amends:
        return
    if notice.amends not in known:
        problems.unknown_name("notice on holidays", notice.amends, notice.position, known)
    elif known[notice.amends].issued_on >= notice.issued_on:
        details = {"found": notice.id, "amended": notice.amends, "day": known[notice.amends].issued_on}
        problems.add("amends_later", notice.position, **details)


def _check_library(notices: Mapping[str, CalendarNotice], problems: Problems) -> None:
    """A day of a declared year is as in the library, or a later notice says that it is not what it was."""
    whole = WorkingDays(notices.values())
    first = WorkingDays(notice for notice in notices.values() if notice.year)
    for notice in notices.values():
        if notice.year is None or not FIRST_DAY.year <= notice.year <= LAST_DAY.year:
            continue
        start = date(notice.year, 1, 1)
        days = (start + timedelta(days=number) for number in range((date(notice.year + 1, 1, 1) - start).days))
        other = [day for day in days if whole.counts(day) != in_library(day) != first.counts(day)]
        if other:
            found = listed(day.isoformat() for day in other)
            problems.add("calendar_differs", notice.position, found=notice.id, days=found)
