"""One decision in process, for each question: by the reference evaluator, by both engines, by durable_rules alone."""

from __future__ import annotations

from benchmarks.shared import QUESTIONS, asked_with_file, asked_with_item, full_case, shipped
from benchmarks.timing import MS, US, Call, Group, measure
from nocert_rules.engine.decision.decide import Decider, Part, with_computed
from nocert_rules.engine.decision.trace import trace
from nocert_rules.engine.facts.build import build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.truth import UNKNOWN
from nocert_rules.words.errors import EngineUnavailable

TARGETS = {"reference": 150 * US, "both engines": 5 * MS}


def run() -> list[Group]:
    """A table for each question, and one for building cases."""
    groups = [_question(question) for question in QUESTIONS]
    return [*groups, _stages("route"), _stages("case"), _building()]


def _question(question: str) -> Group:
    case = full_case(question)
    reference = Decider(shipped(), "reference")
    calls: dict[str, Call] = {"reference": _decide(reference, case)}
    notes = [_extent(reference, case)]
    for name, choice in (("both engines", "both"), ("durable alone", "durable")):
        try:
            decider = Decider(shipped(), "both" if choice == "both" else "durable")
            calls[name] = _decide(decider, case)
            calls[name]()
        except EngineUnavailable as error:
            calls.pop(name, None)
            notes.append(f"{name}: {error}")
    calls["reference, whole trace with facts"] = _traced(reference, case)
    return Group(
        f"{question}: decide, read the status of every rule", measure(calls, targets=TARGETS), "reference", notes
    )


def _decide(decider: Decider, case: Case) -> Call:
    return lambda: [part.rule_statuses for part in decider.decide(case).parts]


def _traced(decider: Decider, case: Case) -> Call:
    return lambda: [trace(decider.rulebook, part) for part in decider.decide(case).parts]


def _extent(decider: Decider, case: Case) -> str:
    program, _ = decider.prepared(case.question)
    part: Part = decider.decide(case).parts[0]
    unknown = sum(part.inference.slots[number] == UNKNOWN for number in range(len(program.atoms)))
    rules = f"{len(program.rules)} rules, {len(program.atoms)} atoms, {len(program.conclusions)} conclusions"
    return f"{rules} in {len(program.strata)} strata; {unknown} atoms unknown"


def _stages(question: str) -> Group:
    """Where the time of a decision by the reference evaluator goes."""
    case, decider = full_case(question), Decider(shipped(), "reference")
    program, (engine,) = decider.prepared(question)
    values = with_computed(program, case.situations[0].values)
    atoms = program.decide_atoms(values)
    part = decider.decide(case).parts[0]
    calls: dict[str, Call] = {
        "whole": _decide(decider, case),
        "computed values": lambda: with_computed(program, case.situations[0].values),
        "atoms": lambda: program.decide_atoms(values),
        "inference": lambda: engine.infer(atoms),
        "statuses of rules": lambda: [part.rule_status(number) for number in range(len(program.rules))],
    }
    return Group(f"{question}: the parts of a decision by the reference evaluator", measure(calls), "whole")


def _building() -> Group:
    calls: dict[str, Call] = {f"{name}, all facts in a file": _build(name) for name in QUESTIONS}
    calls["route, a list item and nothing else"] = lambda: build_case(shipped(), asked_with_item())
    return Group("building a case: reading, checking, looking up", measure(calls))


def _build(question: str) -> Call:
    return lambda: build_case(shipped(), asked_with_file(question))
