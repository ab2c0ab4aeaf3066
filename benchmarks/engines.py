"""Other rule engines on the program of a question: each is given decided atoms and says what every conclusion is.

A translation is a function from the truths of all atoms to the truths of all conclusions (0 fails, 1 unknown,
2 holds), in the order of the program. An engine whose package is missing raises ImportError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from operator import itemgetter
from typing import Any, assert_never

from benchmarks.rails import Every, Is, Rail, Some, Step, inlined, slot_cell, steps
from nocert_rules.engine.inference.engines import Engine
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot
from nocert_rules.engine.inference.reference import ReferenceEngine
from nocert_rules.engine.truth import Truth

Decide = Callable[[Sequence[Truth]], list[int]]


def reference(program: Program) -> Decide:
    """The reference evaluator, which says what became of each rule, too."""
    return _own(ReferenceEngine(program), program)


def durable(program: Program) -> Decide:
    """durable_rules as this project uses it: its C module, one session a ruleset, strata outside."""
    from nocert_rules.engine.inference.durable import DurableEngine

    return _own(DurableEngine(program), program)


def _own(engine: Engine, program: Program) -> Decide:
    conclusions = itemgetter(*_slots(program))
    return lambda atoms: list(conclusions(engine.infer(atoms).slots))


def _slots(program: Program) -> list[int]:
    return [conclusion.slot for conclusion in program.conclusions]


def zen(program: Program) -> Decide:
    """zen-engine: one expression node, every rule and conclusion an expression with min and max over 0, 1, 2."""
    module: Any = import_module("zen")
    expressions: list[dict[str, str]] = []
    for kind, number in (step for stratum in program.strata for step in stratum):
        key = f"r{number}" if kind == "r" else slot_cell(program.conclusions[number].slot)
        value = _zen_rule(program, number) if kind == "r" else _zen_conclusion(program, number)
        expressions.append({"id": key, "key": key, "value": value})
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    pairs = (("in", "rules"), ("rules", "out"))
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
    decision = module.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    conclusions = itemgetter(*map(slot_cell, _slots(program)))

    def decide(atoms: Sequence[Truth]) -> list[int]:
        return [int(found) for found in conclusions(decision.evaluate(_fields(atoms))["result"])]

    return decide


def _fields(atoms: Sequence[Truth]) -> dict[str, int]:
    return {slot_cell(number): int(value) for number, value in enumerate(atoms)}


def _zen_rule(program: Program, number: int) -> str:
    rule = program.rules[number]
    return _fold("min", [_zen(rule.formula, len(program.atoms)), *(f"2 - $.r{other}" for other in rule.exceptions)])


def _zen_conclusion(program: Program, number: int) -> str:
    conclusion = program.conclusions[number]
    gaps = (f"min([1, $.r{rule}])" for rule in conclusion.gaps)
    return _fold("max", [*(f"$.r{rule}" for rule in conclusion.rules), *gaps])


def _zen(formula: Formula, atoms: int) -> str:
    match formula:
        case Slot(number):
            return slot_cell(number) if number < atoms else f"$.{slot_cell(number)}"
        case Neg(part):
            return f"(2 - {_zen(part, atoms)})"
        case And(parts):
            return _fold("min", [_zen(part, atoms) for part in parts])
        case Or(parts):
            return _fold("max", [_zen(part, atoms) for part in parts])
        case _:
            assert_never(formula)


def _fold(function: str, parts: list[str]) -> str:
    if len(parts) < 2:
        return parts[0] if parts else ("2" if function == "min" else "0")
    return f"{function}([{', '.join(parts)}])"


def cedar(program: Program) -> Decide:
    """Cedar: two policies a conclusion (holds, fails), all in terms of atoms, for policies cannot build on policies.

    One request with the atoms as its context; the policies that are satisfied are the answer's reasons.
    """
    module: Any = import_module("cedarpy")
    known = inlined(steps(program))
    verdicts: dict[str, tuple[int, int]] = {}
    policies: list[str] = []
    for place, slot in enumerate(_slots(program)):
        step = known[slot_cell(slot)]
        for value, rail in ((2, step.holds), (0, step.fails)):
            verdicts[f"policy{len(policies)}"] = (place, value)
            policies.append(f"permit(principal, action, resource) when {{ {_cedar(rail)} }};")
    parsed = module.PolicySet.from_str("\n".join(policies))
    entities = module.Entities.from_json_str("[]")
    asked = {"principal": 'Unit::"u"', "action": 'Action::"a"', "resource": 'Item::"i"'}

    def decide(atoms: Sequence[Truth]) -> list[int]:
        result = module.is_authorized({**asked, "context": _fields(atoms)}, parsed, entities)
        return _placed((verdicts[name] for name in result.diagnostics.reasons), len(program.conclusions))

    return decide


def _placed(verdicts: Any, count: int) -> list[int]:
    found = [1] * count
    for place, value in verdicts:
        found[place] = value
    return found


def _cedar(rail: Rail) -> str:
    match rail:
        case Is(cell, value):
            return f"context.{cell} == {value}"
        case Every(parts):
            return "(" + " && ".join(map(_cedar, parts)) + ")" if parts else "true"
        case Some(parts):
            return "(" + " || ".join(map(_cedar, parts)) + ")" if parts else "false"


def rego(program: Program) -> Decide:
    """Rego (regopy): each rule and conclusion as two rules (holds, fails), queried from a compiled bundle."""
    module: Any = import_module("regopy")
    interpreter = module.Interpreter()
    interpreter.add_module("inner.rego", _Rego(program).source())
    cells = {f"{slot_cell(slot)}_{value}": (n, value) for n, slot in enumerate(_slots(program)) for value in (2, 0)}
    lines = ["package route", "import rego.v1", *(f'verdicts contains "{c}" if data.inner.{c}' for c in cells)]
    interpreter.add_module("route.rego", "\n".join(lines))
    bundle = interpreter.build("x = data.route.verdicts")

    def decide(atoms: Sequence[Truth]) -> list[int]:
        interpreter.set_input(module.Input(_fields(atoms)))
        found = json.loads(str(interpreter.query_bundle(bundle)))["bindings"]["x"]
        return _placed((cells[name] for name in found), len(program.conclusions))

    return decide


class _Rego:
    """Writes steps as Rego rules; an "any of" inside an "all of" becomes a helper with a body for each part."""

    def __init__(self, program: Program) -> None:
        self._atoms = {slot_cell(number) for number in range(len(program.atoms))}
        self._lines = ["package inner", "import rego.v1"]
        self._steps: list[Step] = steps(program)
        self._helpers = 0

    def source(self) -> str:
        """The whole module."""
        for step in self._steps:
            self._rule(f"{step.cell}_2", step.holds)
            self._rule(f"{step.cell}_0", step.fails)
        return "\n".join(self._lines)

    def _rule(self, name: str, rail: Rail) -> None:
        bodies = rail.parts if isinstance(rail, Some) else (rail,)
        for body in bodies or (None,):
            self._lines.append(f"{name} if {{ {'; '.join(self._body(body)) if body else 'false'} }}")

    def _body(self, rail: Rail) -> list[str]:
        match rail:
            case Is(cell, value):
                return [f"input.{cell} == {value}" if cell in self._atoms else f"{cell}_{value}"]
            case Every(parts):
                return [text for part in parts for text in self._body(part)] or ["true"]
            case Some():
                self._helpers += 1
                name = f"h{self._helpers}"
                self._rule(name, rail)
                return [name]
