"""Witnesses: cases read off a model, and replayed through the engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

import z3

from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case, Finding, Origin, Situation
from nocert_rules.engine.facts.write import MADE_UP, case_yaml
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.gate.prove.facts import AS_OF, Variable
from nocert_rules.gate.prove.kleene import Bool, Pair
from nocert_rules.gate.prove.question import SymbolicQuestion
from nocert_rules.gate.prove.solve import TIMEOUT, Search, wishes
from nocert_rules.rulebook.load.nodes import parse
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar
from nocert_rules.words.errors import InputError, NocertError, Problems

SUBJECT = "witness"


class ReplayFailed(NocertError):
    """A witness of the solver is not what the engines say: an error of this program, never a result."""


@dataclass(frozen=True, eq=False)
class Replay:
    """A witness as its file gives it, and what the engines decide of it."""

    text: str
    case: Case
    decision: Decision


def witness(
    constraints: Iterable[Bool],
    question: SymbolicQuestion,
    *others: SymbolicQuestion,
    preferably: Iterable[Bool] = (),
    timeout: float = TIMEOUT,
    replayed: bool = True,
) -> Case | None:
    """The smallest case of `question` that satisfies `constraints`, None where there is none.

    `others` are further questions that the constraints speak of. What the case should satisfy `preferably` goes
    before its size, the first before the next. It was replayed through the engines unless `replayed` is False.
    Raises GaveUp (no answer within `timeout` seconds a step) and ReplayFailed.
    """
    questions = (question, *others)
    found = witnesses(constraints, questions, preferably=preferably, timeout=timeout, replayed=replayed)
    return found[0] if found else None


def witnesses(
    constraints: Iterable[Bool],
    questions: Sequence[SymbolicQuestion],
    *,
    preferably: Iterable[Bool] = (),
    timeout: float = TIMEOUT,
    replayed: bool = True,
) -> tuple[Case, ...] | None:
    """As `witness`, with the case of each of `questions` (the same facts for those that share them)."""
    search = Search(constraints, questions, timeout)
    if not search.found():
        return None
    search.prefer(preferably)
    for question in questions:
        search.prefer(wishes(question))
    assert search.model is not None
    cases = [case_of(search.model, question) for question in questions]
    if not replayed:
        return tuple(cases)
    return tuple(checked(case, question, search.model).case for case, question in zip(cases, questions, strict=True))


def case_of(model: z3.ModelRef, question: SymbolicQuestion) -> Case:
    """The case that `model` describes; findings are marked as made up."""
    as_of = _day(model, question.facts.as_of)
    values: dict[str, Anything] = {}
    origins: dict[str, Origin] = {}
    carried = _holds(model, question.carried)
    for name in question.question.facts:
        fact = question.rulebook.facts[name]
        listed = question.is_list(name)
        value = _list(model, question, name) if listed else _value(model, question.variable(name), fact, question)
        if value is not None:
            assumed = carried and question.assumed.get(name) == value
            values[name] = value
            origins[name] = Origin("list") if assumed else _origin(fact, as_of)
    values[AS_OF], origins[AS_OF] = as_of, Origin("day")
    subject = SUBJECT if question.question.each else None
    situation = Situation(subject, "", values, origins)
    return Case(question.question.id, as_of, None, (situation,))


def _origin(fact: Fact, as_of: date) -> Origin:
    if fact.supplied_by == "jurisdiction":
        return Origin("jurisdiction")
    return Origin("case", "", Finding(MADE_UP.by, as_of, MADE_UP.reason) if fact.finding else None)


def _value(model: z3.ModelRef, variable: Variable, fact: Fact, question: SymbolicQuestion) -> Scalar | None:
    if not _holds(model, variable.known):
        return None
    match fact.type.name:
        case "boolean":
            return _holds(model, variable.value)
        case "one_of":
            return str(next(choice for choice, flag in variable.value.items() if _holds(model, flag)))
        case "date":
            return _day(model, variable.value)
        case "text":
            code = _number(model, variable.value)
            return question.facts.words.get(code, f"其他 {code}")
        case "integer":
            return _number(model, variable.value)
    raise AssertionError(f"`{fact.id}` is no single value")


def _list(model: z3.ModelRef, question: SymbolicQuestion, name: str) -> Records | None:
    if not _holds(model, question.known(name)):
        return None
    items: list[Mapping[str, Scalar]] = []
    for slot in question.slots(name):
        if _holds(model, slot.present):
            read = {
                field: _value(model, variable, question.rulebook.facts[field], question)
                for field, variable in slot.fields.items()
            }
            items.append({field: value for field, value in read.items() if value is not None})
    return Records(tuple(items), _holds(model, question.complete(name)))


def _holds(model: z3.ModelRef, flag: Bool) -> bool:
    return bool(z3.is_true(model.eval(flag, model_completion=True)))


def _number(model: z3.ModelRef, term: Anything) -> int:
    return int(model.eval(term, model_completion=True).as_long())


def _day(model: z3.ModelRef, term: Anything) -> date:
    return date.fromordinal(_number(model, term))


def truth_in(model: z3.ModelRef, pair: Pair) -> Truth:
    """What a pair is in `model`."""
    return TRUE if _holds(model, pair.is_true) else FALSE if _holds(model, pair.is_false) else UNKNOWN


def replay(case: Case, rulebook: Rulebook, decider: Decider | None = None, heading: Iterable[str] = ()) -> Replay:
    """Write `case` as a file, read it back, and let the engines decide it.

    What the case assumes of the jurisdiction is left to the documents' territory where that comes to the same.
    Raises ReplayFailed where the file does not give the facts of `case`, EngineDisagreement where the engines differ.
    """
    heading = tuple(heading)
    decider = decider or Decider(rulebook)
    wanted = [dict(situation.values) for situation in case.situations]
    for place in (case.jurisdiction,) if case.jurisdiction else (*_territories(case, rulebook), None):
        text = case_yaml(_settled(case, place), rulebook, heading)
        try:
            read = _read(text, case, rulebook, parameters=place is None)
        except InputError as error:
            if place == case.jurisdiction:
                raise ReplayFailed(f"a witness is no valid case: {error}\n{text}") from None
            continue
        if [dict(situation.values) for situation in read.situations] == wanted:
            return Replay(text, read, decider.decide(read))
    raise ReplayFailed(f"a witness is read back with other facts:\n{text}")


def _territories(case: Case, rulebook: Rulebook) -> list[str]:
    """Where the case could be, if it assumes anything of a jurisdiction."""
    origins = case.situations[0].origins.values()
    if not any(origin.kind == "jurisdiction" for origin in origins):
        return []
    names = (rulebook.documents[name].territory for name in rulebook.questions[case.question].documents)
    return list(dict.fromkeys(names))


def _settled(case: Case, place: str | None) -> Case:
    return Case(case.question, case.as_of, place, case.situations)


def _read(text: str, case: Case, rulebook: Rulebook, parameters: bool) -> Case:
    problems = Problems()
    node = parse(text, "witness.yaml", problems, "the facts of a case")
    problems.raise_if_any()
    assert node is not None
    return build_case(rulebook, Asked(case.question, case.as_of, nodes=(node,), parameters=parameters))


def checked(case: Case, question: SymbolicQuestion, model: z3.ModelRef, heading: Iterable[str] = ()) -> Replay:
    """`case` replayed, and compared with `model` in every rule and conclusion that was translated.

    Raises ReplayFailed where one differs, and what `replay` raises.
    """
    played = replay(case, question.rulebook, question.decider, heading)
    part = played.decision.parts[0]
    engines = {item.rule.id: part.inference.rules[number] for number, item in enumerate(question.program.rules)}
    rules, conclusions = question.translated
    for name, pair in rules.items():
        _same(f"rule `{name}`", truth_in(model, pair), engines[name], played)
    for name, pair in conclusions.items():
        _same(f"conclusion `{name}`", truth_in(model, pair), part.truth(name), played)
    return played


def _same(what: str, solver: Truth, engines: Truth, played: Replay) -> None:
    if solver != engines:
        raise ReplayFailed(
            f"the solver takes {what} for {solver.name.lower()}, the engines for {engines.name.lower()}:\n{played.text}"
        )
