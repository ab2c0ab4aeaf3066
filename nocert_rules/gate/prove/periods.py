"""The end of a period, for the solver: a function it knows by general laws, put right where a model gets it wrong.

Months, years and working days follow `nocert_rules.engine.calendar`, which the solver cannot see into. Each period is
an uninterpreted function of its start and length, bounded by laws that hold for every day of the calendar. What
is proved from those laws alone is proved. A model is compared with the calendar before it is believed: where it
errs, the true end is added, for all the days around with the same distance to their end, and the search goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal, TypeAlias

import z3

from nocert_rules.engine.calendar import add, last_day
from nocert_rules.gate.prove.kleene import YES, Bool, Int, every, implies, opposite
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.rulebook.model.calendar import FIRST_DAY, LIBRARY, WorkingDays
from nocert_rules.rulebook.model.conditions import Unit

Kind: TypeAlias = Unit | Literal["trial_years"]
"""A unit of a period; `trial_years` are years that count their first day (`calendar.last_day`)."""

_SHORTEST = {"months": 28, "years": 365, "trial_years": 364}
_LONGEST = {"months": 31, "years": 366, "trial_years": 366}
# `amount` working days end at most 2 × amount + SLACK days after their start: no run of days off is longer
SLACK = 12
_REACH = 400
_LAST_ORDINAL = date.max.toordinal()


@dataclass(frozen=True, eq=False)
class Period:
    """`amount` `unit` from day `start`: its last day `end`, which the calendar knows where `exists`.

    `matters` holds where start and amount are known: elsewhere the model need not agree with the calendar.
    """

    start: Int
    amount: Int
    unit: Kind
    matters: Bool
    exists: Bool
    end: Int
    calendar: WorkingDays


class Periods:
    """Every period that the formulas of an environment speak of."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.found: dict[tuple[int, int, str], Period] = {}
        self.limits: list[Bool] = []

    def end(
        self, start: Int, amount: Int, unit: Kind, matters: Bool, calendar: WorkingDays = LIBRARY
    ) -> tuple[Bool, Int]:
        """Whether the calendar knows the last day of the period, and that day."""
        if not z3.is_int_value(amount):
            longest = self.scope.longest
            self.limits.append(implies(matters, every((amount >= -longest, amount <= longest))))
        if unit == "days":
            return YES, start + amount
        name = f"{unit}{calendar.key}"  # two rulebooks may know the working days differently
        key = (start.get_id(), amount.get_id(), name)
        if key not in self.found:
            exists = z3.Function(f"{name} known", z3.IntSort(), z3.IntSort(), z3.BoolSort())(start, amount)
            end = z3.Function(f"plus {name}", z3.IntSort(), z3.IntSort(), z3.IntSort())(start, amount)
            self.found[key] = Period(start, amount, unit, matters, exists, end, calendar)
        period = self.found[key]
        return period.exists, period.end


def laws(periods: Sequence[Period], scope: Scope) -> list[Bool]:
    """What holds of every period, whatever its day: how far its end is at least and at most, and in what order."""
    found = [law for period in periods for law in _distance(period, scope)]
    for one, other in combinations(periods, 2):
        if (one.unit, one.calendar.key) == (other.unit, other.calendar.key):
            found += [_order(one, other), _order(other, one)]
    return found


def _distance(period: Period, scope: Scope) -> list[Bool]:
    start, amount, exists, end = period.start, period.amount, period.exists, period.end
    if period.unit == "working_days":
        latest = start + 2 * amount + SLACK
        in_calendar = every((start >= FIRST_DAY.toordinal() - 1, latest <= period.calendar.last_day.toordinal()))
        return [
            implies(amount <= 0, every((exists, end == start))),
            implies(every((amount >= 1, exists)), every((end > start, end >= start + amount, end <= latest))),
            implies(every((amount >= 1, exists)), end <= period.calendar.final_day.toordinal()),
            implies(every((amount >= 1, in_calendar)), exists),
        ]
    # a trial period counts its first day, so that none at all would end before it begins
    fewest = 1 if period.unit == "trial_years" else 0
    least, most = start + _SHORTEST[period.unit] * amount, start + _LONGEST[period.unit] * amount
    return [
        implies(every((amount >= fewest, amount <= scope.longest)), exists),
        implies(every((amount >= fewest, exists)), every((end >= least, end <= most))),
    ]


def _order(one: Period, other: Period) -> Bool:
    both = every((one.exists, other.exists, one.start <= other.start, one.amount <= other.amount))
    return implies(both, one.end <= other.end)


def corrections(model: z3.ModelRef, periods: Sequence[Period]) -> list[Bool]:
    """What `model` gets wrong about the calendar, as facts to add; nothing where it is right."""
    found: list[Bool] = []
    for period in periods:
        if not z3.is_true(model.eval(period.matters, model_completion=True)):
            continue
        start = model.eval(period.start, model_completion=True).as_long()
        amount = model.eval(period.amount, model_completion=True).as_long()
        true_end = _end(start, amount, period.unit, period.calendar)
        exists = z3.is_true(model.eval(period.exists, model_completion=True))
        end = model.eval(period.end, model_completion=True).as_long()
        if exists != (true_end is not None) or (exists and end != true_end):
            found += _facts(start, amount, true_end, period, periods)
    return found


def _facts(start: int, amount: int, end: int | None, of: Period, periods: Iterable[Period]) -> list[Bool]:
    """The end of `amount` `unit` from `start` and from the days around that are as far from theirs."""
    distance = None if end is None else end - start
    first, last = (_edge(start, amount, of, distance, step) for step in (-1, 1))
    found = []
    for period in periods:
        if (period.unit, period.calendar.key) == (of.unit, of.calendar.key):
            here = every((period.start >= first, period.start <= last, period.amount == amount))
            right = opposite(period.exists)
            if distance is not None:
                right = every((period.exists, period.end == period.start + distance))
            found.append(implies(here, right))
    return found


def _edge(start: int, amount: int, of: Period, distance: int | None, step: int) -> int:
    day = start
    for _ in range(_REACH):
        end = _end(day + step, amount, of.unit, of.calendar)
        if (None if end is None else end - day - step) != distance:
            break
        day += step
    return day


def _end(start: int, amount: int, unit: Kind, calendar: WorkingDays) -> int | None:
    if not 1 <= start <= _LAST_ORDINAL:
        return None
    day = date.fromordinal(start)
    found = last_day(day, amount) if unit == "trial_years" else add(day, amount, unit, calendar)
    return found.toordinal() if found else None
