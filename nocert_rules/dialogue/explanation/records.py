"""What could be otherwise in a list of records: one record more, or another value in a field of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import Any as Anything

from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.conditions import (
    Compare,
    Condition,
    Extreme,
    FactTerm,
    Given,
    Plus,
    Quantified,
    Term,
    atoms,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar

MAX_RECORDS = 240
_DAY = timedelta(days=1)

Record = Mapping[str, Scalar]


def field_values(
    rulebook: Rulebook, records: Fact, behind: Iterable[Condition], values: Mapping[str, Anything]
) -> dict[str, list[Scalar]]:
    """For each field of the list `records` that conditions read, the values that can make a difference."""
    compared: dict[str, list[Term]] = {}
    for atom in _atoms_on(rulebook, records.id, behind):
        for fact in (atom.fact, *_fields(atom.terms)):
            compared.setdefault(fact, []).extend(atom.terms)
    own = [field for field in rulebook.fields_of_record[records.type.record] if field.id in compared]
    return {field.id: _values(rulebook, field, compared[field.id], records.id, values) for field in own}


def _values(
    rulebook: Rulebook, field: Fact, terms: Sequence[Term], records: str, values: Mapping[str, Anything]
) -> list[Scalar]:
    match field.type.name:
        case "boolean":
            return [True, False]
        case "one_of":
            named = {term.value for term in terms if isinstance(term, Given)}
            choices = [choice.id for choice in rulebook.enumerations[field.type.choices].choices]
            others = [choice for choice in choices if choice not in named]
            return [*(choice for choice in choices if choice in named), *others[:1]]
        case "date":
            return list(_days(field.id, records, values))
    return []


def _days(field: str, records: str, values: Mapping[str, Anything]) -> Iterator[date]:
    """The day asked, then the days beside those that stand in the other records."""
    yield values["as_of"]
    listed: Records | None = values.get(records)
    known = {record[field] for record in listed.items if field in record} if listed else set()
    for day in sorted({day + step * _DAY for day in known if isinstance(day, date) for step in (-1, 0, 1)}):
        if day < values["as_of"]:
            yield day


def _atoms_on(rulebook: Rulebook, records: str, behind: Iterable[Condition]) -> Iterator[Compare]:
    """The comparisons made on the records of the list, through computed values too."""
    waiting: list[Condition | Term] = list(behind)
    seen: set[str] = set()
    while waiting:
        match waiting.pop():
            case Quantified(_, name, where) if name == records:
                yield from (atom for atom in atoms(where) if isinstance(atom, Compare))
            case Extreme(_, name, where, inner) if name == records:
                yield from (atom for atom in atoms(where) if isinstance(atom, Compare))
                waiting.append(inner)
                yield from (Compare(field, "is", ()) for field in _fields((inner,)))
            case Compare(fact, _, terms):
                waiting += [FactTerm(fact), *terms]
            case Plus(start, amount):
                waiting += [start, amount]
            case FactTerm(fact) if fact in rulebook.computed and fact not in seen:
                seen.add(fact)
                waiting.append(rulebook.computed[fact].term)


def _fields(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        match term:
            case FactTerm(fact):
                yield fact
            case Plus(start, amount):
                yield from _fields((start, amount))


def further(known: Records | None, fields: Mapping[str, Sequence[Scalar]]) -> Iterator[tuple[Records, Record]]:
    """The list with one record more, those with few fields first."""
    items, complete = (known.items, known.complete) if known else ((), True)
    choices = [[None, *values] for values in fields.values()]
    made = (
        {name: value for name, value in zip(fields, chosen, strict=True) if value is not None}
        for chosen in product(*choices)
    )
    for record in sorted(islice((record for record in made if record), MAX_RECORDS), key=len):
        yield Records((*items, record), complete), record


def altered(known: Records | None, fields: Mapping[str, Sequence[Scalar]]) -> Iterator[tuple[Records, int, str]]:
    """The list with another value in one field of one record, with the record's number (from 1) and the field."""
    for number, record in enumerate(known.items if known else ()):
        for field, values in fields.items():
            for value in values:
                if known and record.get(field) != value:
                    items = (*known.items[:number], {**record, field: value}, *known.items[number + 1 :])
                    yield Records(items, known.complete), number + 1, field
