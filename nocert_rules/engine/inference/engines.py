"""Chooses the engines, runs them on the same atoms, and refuses to answer where they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from nocert_rules.engine.inference.program import Program
from nocert_rules.engine.inference.reference import Inference, ReferenceEngine
from nocert_rules.engine.truth import Truth
from nocert_rules.words.errors import EngineDisagreement, EngineUnavailable

if TYPE_CHECKING:
    from nocert_rules.engine.inference.supervised import Supervisor

EngineChoice = Literal["both", "reference", "durable", "auto"]


class Engine(Protocol):
    """Infers the truth of rules and conclusions from decided atoms."""

    name: str

    def infer(self, atoms: Sequence[Truth]) -> Inference:
        """What follows from `atoms`."""


def engines_for(program: Program, choice: EngineChoice, supervisor: Supervisor | None = None) -> tuple[Engine, ...]:
    """The engines `choice` asks for; `auto` takes both where durable_rules can be used, else the reference.

    With a `supervisor` durable_rules runs in the process that it looks after, else in this one.
    Raises EngineUnavailable where durable_rules is asked for by name and cannot be used.
    """
    if choice == "reference":
        return (ReferenceEngine(program),)
    try:
        from nocert_rules.engine.inference.durable import DurableEngine

        durable: Engine = DurableEngine(program, supervisor.put if supervisor else None)
    except (ImportError, EngineUnavailable) as error:
        if choice == "auto":
            return (ReferenceEngine(program),)
        raise EngineUnavailable(f"durable_rules cannot be used here: {error}") from None
    return (durable,) if choice == "durable" else (ReferenceEngine(program), durable)


def infer(engines: Sequence[Engine], program: Program, atoms: Sequence[Truth], subject: str | None) -> Inference:
    """What all `engines` infer alike; raises EngineDisagreement with the rules on which they differ."""
    first, *others = [engine.infer(atoms) for engine in engines]
    for other in others:
        if other != first:
            raise EngineDisagreement(_differences(program, first, other), subject)
    return first


def _differences(program: Program, first: Inference, other: Inference) -> tuple[str, ...]:
    rules = [
        rule.rule.id
        for rule, *pairs in zip(
            program.rules, first.rules, other.rules, first.conditions, other.conditions, strict=True
        )
        if pairs[0] != pairs[1] or pairs[2] != pairs[3]
    ]
    slots = [item.id for item in program.conclusions if first.slots[item.slot] != other.slots[item.slot]]
    return tuple(rules or slots)
