"""Proves invariants: each is true for all inputs in scope, or there is a case that breaks it, replayed and shown."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from nocert_rules.gate.prove.cases import Replay, ReplayFailed, replay, witnesses
from nocert_rules.gate.prove.claims import Claim, Claims, broken
from nocert_rules.gate.prove.invariants import Invariant
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.gate.prove.solve import TIMEOUT, GaveUp, satisfiable
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

Outcome = Literal["proved", "refuted", "unknown", "vacuous"]
OUTCOMES: tuple[Outcome, ...] = ("proved", "refuted", "unknown", "vacuous")


@dataclass(frozen=True, eq=False)
class Result:
    """What became of an invariant, and how long it took.

    Refuted: `replays` is the case (or the two cases) that breaks it, `concerned` the conclusions in which, `rules`
    the rules that decide these there. Unknown: the solver gave up in its time. Vacuous: no case satisfies its `if`.
    """

    invariant: Invariant
    outcome: Outcome
    seconds: float
    replays: tuple[Replay, ...] = ()
    concerned: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


def prove(
    rulebook: Rulebook, invariants: Iterable[Invariant], scope: Scope | None = None, timeout: float = TIMEOUT
) -> Iterator[Result]:
    """The result of each of `invariants`, one after another; `timeout` in seconds for each step of the solver.

    Raises ReplayFailed where a case of the solver is not what the engines say, and EngineDisagreement.
    """
    claims = Claims(rulebook, scope or Scope())
    for invariant in invariants:
        started = time.perf_counter()
        try:
            outcome, replays, concerned, rules = _settle(rulebook, invariant, claims, timeout)
        except GaveUp:
            outcome, replays, concerned, rules = "unknown", (), (), ()
        yield Result(invariant, outcome, time.perf_counter() - started, replays, concerned, rules)


Settled = tuple[Outcome, tuple[Replay, ...], tuple[str, ...], tuple[Rule, ...]]


def _settle(rulebook: Rulebook, invariant: Invariant, claims: Claims, timeout: float) -> Settled:
    if invariant.kind == "modality":
        rules = _wrong_modality(rulebook, invariant)
        names = tuple(dict.fromkeys(rule.conclusion for rule in rules if rule.conclusion))
        return ("refuted" if rules else "proved"), (), names, rules
    claim = claims.claim(invariant)
    cases = witnesses((claim.violation,), claim.questions, preferably=(claim.blatant,), timeout=timeout)
    if cases is not None:
        heading = _heading(invariant)
        questions = zip(cases, claim.questions, strict=True)
        replays = tuple(replay(case, asked.rulebook, asked.decider, heading) for case, asked in questions)
        concerned = _broken(claim, replays)
        return "refuted", replays, concerned, _deciding(replays, concerned)
    if not satisfiable((claim.premise,), claim.questions, timeout):
        return "vacuous", (), (), ()
    return "proved", (), (), ()


def _wrong_modality(rulebook: Rulebook, invariant: Invariant) -> tuple[Rule, ...]:
    return tuple(
        rule
        for name, modality in invariant.modalities.items()
        for rule in rulebook.rules_of_conclusion[name]
        if rule.gap is None and rule.modality != modality
    )


def _heading(invariant: Invariant) -> tuple[str, ...]:
    return (
        f"反例，由求解器给出，其中的事实和认定均属虚构：{invariant.text.zh}",
        f"A case that breaks `{invariant.id}`; the solver made its facts and findings up: {invariant.text.en}",
    )


def _broken(claim: Claim, replays: tuple[Replay, ...]) -> tuple[str, ...]:
    """The conclusions in which the replayed cases break the invariant; raises ReplayFailed where they do not."""
    parts = [played.decision.parts[0] for played in replays]
    found = broken(claim.meant, claim.questions[0].rulebook, parts)
    if found is None:
        texts = "\n".join(played.text for played in replays)
        raise ReplayFailed(f"the witness against `{claim.meant.id}` does not break it when it is replayed:\n{texts}")
    return found


def _deciding(replays: tuple[Replay, ...], concerned: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules on which the conclusions rest in the replayed cases, and the exceptions that hold against them."""
    found: dict[str, Rule] = {}
    for played in replays:
        part = played.decision.parts[0]
        known = {item.id for item in part.program.conclusions}
        for name in (name for name in concerned if name in known):
            for rule in (*part.deciding_rules(name), *part.defeaters(name)):
                found[rule.id] = rule
    return tuple(found.values())
