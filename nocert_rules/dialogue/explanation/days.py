"""The later days on which something behind a conclusion can turn by the passing of time alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any as Anything

from nocert_rules.engine.atoms import compile_term
from nocert_rules.engine.calendar import last_day
from nocert_rules.engine.decision.decide import Part
from nocert_rules.rulebook.model.conditions import (
    Compare,
    Condition,
    Extreme,
    FactTerm,
    InForce,
    Quantified,
    Term,
    atoms,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records

Values = Mapping[str, Anything]
_DAY = timedelta(days=1)


def turning_days(rulebook: Rulebook, part: Part, atoms_behind: Iterable[int]) -> list[date]:
    """Days after the day asked, in order: every day that the atoms compare, and the one after it."""
    found: set[date] = set()
    for number in atoms_behind:
        found.update(_of(rulebook, part.program.atoms[number], part.values))
    found.update(_of_parameters(rulebook))
    near = {moved for day in found for moved in (day, _after(day)) if moved is not None}
    return sorted(day for day in near if day > part.values["as_of"])


def _after(day: date) -> date | None:
    return day + _DAY if day < date.max else None


def _of(rulebook: Rulebook, condition: Condition, values: Values) -> Iterator[date]:
    match condition:
        case Compare(fact, _, terms):
            yield from _days(values.get(fact))
            for term in terms:
                yield from _days(compile_term(term, rulebook)(values))
                yield from _of_term(rulebook, term, values)
        case Quantified(_, records, where):
            yield from _of_records(rulebook, values.get(records), atoms(where), values)
        case InForce(document, _):
            known = rulebook.documents[document]
            first = values.get(known.in_force_from)
            if first is not None:
                yield from _days(first)
                yield from _days(last_day(first, known.trial_years))


def _of_term(rulebook: Rulebook, term: Term, values: Values) -> Iterator[date]:
    match term:
        case FactTerm(fact) if fact in rulebook.computed:
            yield from _of_term(rulebook, rulebook.computed[fact].term, values)
        case Extreme(_, records, where, inner):
            compared: list[Condition] = [*atoms(where), Compare("as_of", "is", (inner,))]
            yield from _of_records(rulebook, values.get(records), compared, values)


def _of_records(
    rulebook: Rulebook, records: Records | None, compared: Iterable[Condition], values: Values
) -> Iterator[date]:
    compared = list(compared)
    for record in records.items if records else ():
        for atom in compared:
            yield from _of(rulebook, atom, {**values, **record})


def _of_parameters(rulebook: Rulebook) -> Iterator[date]:
    """The days on which what a jurisdiction has set begins or ends."""
    for jurisdiction in rulebook.jurisdictions.values():
        for parameter in jurisdiction.parameters:
            yield from _days(parameter.in_force_from)
            yield from _days(parameter.in_force_until)


def _days(value: object) -> Iterator[date]:
    if isinstance(value, date):
        yield value
