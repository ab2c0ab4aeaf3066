"""What an undecided atom waits for: the names of the missing facts, and the values of a fact that matter to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any as Anything

from nocert_rules.engine.atoms import compile_term, decide_in_record
from nocert_rules.engine.truth import UNKNOWN
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Atom,
    Compare,
    Condition,
    Extreme,
    FactTerm,
    Given,
    InForce,
    Not,
    Plus,
    Quantified,
    Term,
    facts_of,
    facts_of_term,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records

Values = Mapping[str, Anything]
_DAY = timedelta(days=1)
_FAR = timedelta(days=36_525)
_MOST = 100_000


def unknown_names(rulebook: Rulebook, atom: Atom, values: Values) -> list[str]:
    """The missing facts that keep `atom` undecided: facts, fields as `list[2].field`, or a list itself."""
    return list(dict.fromkeys(_of_atom(rulebook, atom, values)))


def _of_atom(rulebook: Rulebook, atom: Atom, values: Values) -> Iterator[str]:
    match atom:
        case Compare(fact, _, terms):
            yield from _of_name(rulebook, fact, values)
            for term in terms:
                yield from _of_term(rulebook, term, values)
        case Quantified(_, records, where):
            yield from _of_records(rulebook, records, where, values)
        case InForce(_, day):
            yield from _of_name(rulebook, day, values)


def _of_name(rulebook: Rulebook, name: str, values: Values) -> Iterator[str]:
    if values.get(name) is not None:
        return
    if name in rulebook.computed:
        yield from _of_term(rulebook, rulebook.computed[name].term, values)
    else:
        yield name


def _of_term(rulebook: Rulebook, term: Term, values: Values) -> Iterator[str]:
    match term:
        case FactTerm(fact):
            yield from _of_name(rulebook, fact, values)
        case Plus(start, amount):
            yield from _of_term(rulebook, start, values)
            yield from _of_term(rulebook, amount, values)
        case Extreme(_, records, where, inner):
            yield from _of_records(rulebook, records, All((where, *_needs(inner))), values)


def _needs(term: Term) -> list[Condition]:
    """Conditions that are undecided exactly where `term` is unknown."""
    return [Compare(fact, "is", (FactTerm(fact),)) for fact in facts_of_term(term)]


def _of_records(rulebook: Rulebook, name: str, where: Condition, values: Values) -> Iterator[str]:
    records: Records | None = values.get(name)
    if records is None:
        yield name
        return
    for number, record in enumerate(records.items, start=1):
        here = {**values, **record}
        for atom in _undecided(rulebook, where, here):
            for missing in _of_atom(rulebook, atom, here):
                field = rulebook.facts.get(missing)
                is_field = field is not None and bool(field.record)
                yield f"{name}[{number}].{missing.rpartition('.')[2]}" if is_field else missing
    if not records.complete:
        yield name


def _undecided(rulebook: Rulebook, condition: Condition, values: Values) -> Iterator[Atom]:
    """The undecided atoms on which `condition` hangs: none where it is decided without them."""
    if decide_in_record(condition, rulebook, values) != UNKNOWN:
        return
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _undecided(rulebook, part, values)
        case Not(part):
            yield from _undecided(rulebook, part, values)
        case Compare() | Quantified():
            yield condition


def candidates(rulebook: Rulebook, fact: str, waiting: Sequence[Atom], values: Values) -> list[Anything]:
    """Values of `fact` that between them give `waiting` every truth it can take."""
    kind = rulebook.facts[fact].type
    match kind.name:
        case "boolean":
            return [True, False]
        case "one_of":
            return [choice.id for choice in rulebook.enumerations[kind.choices].choices]
        case "integer":
            least = rulebook.facts[fact].minimum
            found = {n + d for n in _integers(waiting) for d in (-1, 0, 1)} | {0 if least is None else least, 1_000}
            return sorted(n for n in found if least is None or n >= least)
        case "date":
            return _days(rulebook, waiting, values)
        case "text":
            return [*sorted({v for v in _givens(waiting) if isinstance(v, str)}), "\N{REPLACEMENT CHARACTER}"]
    return []


def _givens(waiting: Iterable[Atom]) -> Iterator[object]:
    for atom in waiting:
        if isinstance(atom, Compare):
            yield from (term.value for term in atom.terms if isinstance(term, Given))


def _integers(waiting: Iterable[Atom]) -> list[int]:
    return [value for value in _givens(waiting) if isinstance(value, int) and not isinstance(value, bool)]


def _days(rulebook: Rulebook, waiting: Sequence[Atom], values: Values) -> list[date]:
    """Days around every day the atoms speak of, and around those days less the periods they add."""
    known: set[date] = {values["as_of"]}
    for atom in waiting:
        for name in facts_of(atom):
            if isinstance(values.get(name), date):
                known.add(values[name])
        if isinstance(atom, Compare):
            for term in atom.terms:
                found = compile_term(term, rulebook)(values)
                if isinstance(found, date):
                    known.add(found)
    shifts = {timedelta(0), *(_length(rulebook, p, values) for p in periods(rulebook, waiting))}
    near = _moved(_moved(known, [-shift for shift in shifts]), (-3 * _DAY, -_DAY, 0 * _DAY, _DAY, 3 * _DAY))
    far = _moved(known, (-_FAR, _FAR))
    return sorted(near | far)


def periods(rulebook: Rulebook, waiting: Iterable[Atom]) -> Iterator[Plus]:
    """Every period that the comparisons among `waiting` add to a day."""
    terms: list[Term] = [term for atom in waiting if isinstance(atom, Compare) for term in atom.terms]
    terms += [FactTerm(atom.fact) for atom in waiting if isinstance(atom, Compare)]
    while terms:
        term = terms.pop()
        match term:
            case Plus():
                yield term
                terms += [term.start, term.amount]
            case FactTerm(fact) if fact in rulebook.computed:
                terms.append(rulebook.computed[fact].term)
            case Extreme():
                terms.append(term.term)


def _length(rulebook: Rulebook, period: Plus, values: Values) -> timedelta:
    amount = compile_term(period.amount, rulebook)(values)
    days = {"days": 1.0, "working_days": 1.45, "months": 30.44, "years": 365.25}[period.unit]
    return timedelta(days=round(min(amount if isinstance(amount, int) else 0, _MOST) * days))


def _moved(days: Iterable[date], steps: Iterable[timedelta]) -> set[date]:
    """Every day moved by every step, where the calendar reaches so far."""
    steps = tuple(steps)
    ordinals = {day.toordinal() + step.days for day in days for step in steps}
    return {date.fromordinal(number) for number in ordinals if 1 <= number <= date.max.toordinal()}
