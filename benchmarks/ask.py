"""The interview: how near its expected number of questions comes to the least there can be, and the time for each.

The least is enumerated (`tests/support/interview.py`): every way the open facts can turn out is decided, and every
order of asking tried. The interview is then followed along every answer to its end. Times are of the processor.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time_ns
from typing import Any

from benchmarks.shared import DAY, QUESTIONS, shipped
from benchmarks.timing import MS, Group, Timing, shown
from nocert_rules.dialogue.interview.session import COST, next_question
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.gate.golden import load_cases
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.documents import text_digest
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.calendar import LAST_DAY
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.interview import (
    OpenCase,
    Optimum,
    TooMany,
    generated,
    least_by_deciding,
    opened,
    outcomes,
    with_values,
)

MOST_FACTS = 12
STATES, BOOKS = 150, 25
WAYS, STEPS, DECISIONS = 20_000, 60_000, 4_000
TARGET, NEAR = 50 * MS, 1.05
LATEST = LAST_DAY - timedelta(days=200)  # nearer to the end of the calendar hardly a period has a last day


@dataclass
class Found:
    """What was found of some cases: cost as a multiple of the least, and the time of each question."""

    ratios: list[float] = field(default_factory=list)
    facts: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    too_many: int = 0


def run() -> list[Group]:
    """One table, a row for each question of the shipped rulebook and one for made-up rulebooks."""
    decider = Decider(shipped(), "reference")
    found = {name: _measured(decider, _shipped_cases(decider, name)) for name in QUESTIONS}
    found["made-up rulebooks"] = _made_up()
    rows = [Timing(name, tuple(each.times), TARGET) for name, each in found.items()]
    notes = [f"{name}: {_told(each)}" for name, each in found.items()]
    return [Group(f"ask: the next question, at most {MOST_FACTS} facts open", rows, notes=notes)]


def _told(found: Found) -> str:
    late = sorted(found.times)[int(len(found.times) * 0.99)]
    verdict = "met" if max(found.ratios) <= NEAR else "MISSED"
    return (
        f"{len(found.ratios)} cases with up to {max(found.facts)} open facts that matter, expected cost "
        f"{mean(found.ratios):.4f}× the least, at worst {max(found.ratios):.4f}× (≤ {NEAR}× {verdict}); "
        f"{len(found.times)} questions, 99 % within {shown(late)}; "
        f"{found.too_many} cases too large to enumerate left out"
    )


def _shipped_cases(decider: Decider, question: str) -> Iterator[OpenCase]:
    """Golden cases with some of their facts taken away again."""
    golden = load_cases(default_folder("rules"), decider.rulebook)
    bases = [each.case for each in golden if each.case.question == question and each.case.as_of < LATEST]
    for seed in range(STATES):
        open_ = generated(decider, bases[seed % len(bases)], Random(seed), MOST_FACTS)
        if open_ is not None:
            yield open_


def _measured(decider: Decider, cases: Iterator[OpenCase]) -> Found:
    found = Found()
    for open_ in cases:
        _measure(decider, open_, found)
    return found


def _measure(decider: Decider, open_: OpenCase, found: Found) -> None:
    """Add one case to what was found."""

    def cost(name: str) -> float:
        return _cost(decider.rulebook, name)

    try:
        answers = outcomes(decider, open_, WAYS)
        optimum = Optimum(cost, STEPS)
        least = optimum.least({name: len(values) for name, values in open_.domains.items()}, answers)
        expected = _Followed(decider, open_, found.times, DECISIONS).cost({})
        if expected > least * NEAR:  # what comes to the same in every way may still have to be asked
            least = least_by_deciding(decider, open_, answers, cost, DECISIONS)
    except TooMany:
        found.too_many += 1
        return
    if least:
        found.ratios.append(expected / least)
        found.facts.append(optimum.facts)


class _Followed:
    """The interview, followed along every answer."""

    def __init__(self, decider: Decider, open_: OpenCase, times: list[float], most: int) -> None:
        self.decider = decider
        self.open = open_
        self.times = times
        self.left = most

    def cost(self, known: Mapping[str, Any]) -> float:
        """The expected cost from where `known` was answered. Raises TooMany."""
        self.left -= 1
        if self.left < 0:
            raise TooMany
        name = self._asked(with_values(self.open.case, known))
        if name is None:
            return 0.0
        parts = [self.cost({**known, name: value}) for value in self.open.domains[name]]
        return _cost(self.decider.rulebook, name) + mean(parts)

    def _asked(self, case: Case) -> str | None:
        start = process_time_ns()
        ask = next_question(self.decider, case).ask
        self.times.append(process_time_ns() - start)
        return ask.name if ask else None


def _cost(rulebook: Rulebook, name: str) -> float:
    return COST["finding" if rulebook.facts[name].finding else "fact"]


def _made_up() -> Found:
    found = Found()
    for seed in range(BOOKS):
        with TemporaryDirectory() as folder:
            rulebook = write_made_up(Path(folder), Random(seed))
        decider = Decider(rulebook, "reference")
        open_ = opened(decider, build_case(rulebook, Asked("q", DAY)), list(rulebook.questions["q"].facts[1:]))
        if open_ is not None:
            _measure(decider, open_, found)
    return found


def write_made_up(folder: Path, random: Random) -> Rulebook:
    """A rulebook of a few facts, and rules with exceptions about them, in `folder`."""
    names = [f"thing.f{number}" for number in range(random.randint(5, MOST_FACTS))]
    rules = [_rule(number, names, random) for number in range(random.randint(3, 7))]
    read = [name for name in names if f'"{name}"' in json.dumps(rules)]
    document = {
        "id": "d", "title": _label("d"), "short": _label("d"), "draft": False, "territory": "t",
        "in_force_from": "parameters.first_day", "sha256": text_digest("文"), "source": _label("d"), "contents": ["1"],
    }  # fmt: skip
    provision = {"provision": "d/1", "heading": _label("d"), "status": "encoded", "text": "文", "rules": rules}
    conclusions = sorted({rule["then"] for rule in rules})
    question = {
        "question": "q", "label": _label("q"), "asked_by": _label("q"), "documents": ["d"],
        "facts": ["parameters.first_day", *read],
        "answer": [{"field": name, "label": _label(name), "status": name, "decides": True} for name in conclusions],
    }  # fmt: skip
    catalogue = {
        "enumerations": [
            {"enumeration": name, "label": _label(name), "values": [_value("person"), _value("jurisdiction")]}
            for name in ("supplier", "party")
        ],
        "jurisdictions": [{"jurisdiction": "t", "name": _label("t"), "level": "t", "parameters": []}],
        "conclusions": [{"conclusion": name, "label": _label(name)} for name in conclusions],
        "questions": [question],
        "facts": [
            _fact("parameters.first_day", "date", "jurisdiction"),
            *(_fact(name, "boolean", "person", finding=random.random() < 0.3) for name in read),
        ],
    }
    for path, data in (
        ("rules/d/1.yaml", {"document": document, "provisions": [provision]}),
        ("catalogue/1.yaml", catalogue),
    ):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return load_rulebook(folder / "rules", folder / "catalogue")


def _label(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _value(name: str) -> dict[str, Any]:
    return {"value": name, "label": _label(name)}


def _fact(name: str, kind: str, by: str, finding: bool = False) -> dict[str, Any]:
    found = {"fact": name, "type": kind, "supplied_by": by, "label": _label(name), "question": _label(name)}
    return {**found, "finding": True} if finding else found


def _rule(number: int, names: list[str], random: Random) -> dict[str, Any]:
    rule = {"id": f"r{number}", "quote": "文", "when": _condition(names, random, 2), "then": random.choice(["a", "b"])}
    return {**rule, "exception_to": f"r{number - 1}"} if number and random.random() < 0.3 else rule


def _condition(names: list[str], random: Random, depth: int) -> dict[str, Any]:
    if not depth or random.random() < 0.2:
        return {random.choice(names): random.random() < 0.7}
    parts = [_condition(names, random, depth - 1) for _ in range(random.randint(2, 3))]
    return {random.choice(["all", "any"]): parts}
