"""Whether two rulebooks accept the same cases: a contradiction or a value more or less, and a case is refused."""

from __future__ import annotations

from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.gate.diff.model import Inputs
from nocert_rules.gate.diff.symbolic import SymbolicPair
from nocert_rules.gate.prove import GaveUp, ReplayFailed, SymbolicQuestion, case_yaml, witness
from nocert_rules.gate.prove.kleene import every, opposite
from nocert_rules.rulebook.load.nodes import parse
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Problems

HEADING = (
    "只有一个规则库接受的案件，由求解器给出，其中的事实和认定均属虚构",
    "A case that only one of the rulebooks accepts, found by the solver, its facts and findings made up",
)


def compare_inputs(pair: SymbolicPair) -> Inputs:
    """The cases that only one of the rulebooks accepts, among those whose facts both declare."""
    old, new = pair.both
    removed, added = _only(old, new), _only(new, old)
    try:
        refused, accepted = (_case(pair, *two) for two in ((old, new), (new, old)))
    except GaveUp:
        return Inputs("unsettled", "", "", removed, added)
    return Inputs("changed" if refused or accepted else "proved", refused, accepted, removed, added)


def _only(one: SymbolicQuestion, other: SymbolicQuestion) -> tuple[str, ...]:
    return tuple(name for name in one.question.facts if name not in other.declared)


def _case(pair: SymbolicPair, accepts: SymbolicQuestion, refuses: SymbolicQuestion) -> str:
    """The smallest case that only `accepts` takes, as a file; empty where there is none."""
    own = (opposite(accepts.known(name)) for name in _only(accepts, refuses))
    where = every((opposite(refuses.consistent), *own))
    found = witness((where,), accepts, timeout=pair.timeout)
    if found is None:
        return ""
    text = case_yaml(found, accepts.rulebook, HEADING)
    if _accepted(found, text, refuses.rulebook):
        raise ReplayFailed(f"a case that one rulebook should refuse is accepted by both:\n{text}")
    return text


def _accepted(case: Case, text: str, rulebook: Rulebook) -> bool:
    problems = Problems()
    node = parse(text, "witness.yaml", problems, "the facts of a case")
    problems.raise_if_any()
    assert node is not None
    try:
        build_case(rulebook, Asked(case.question, case.as_of, nodes=(node,), parameters=True))
    except InputError:
        return False
    return True
