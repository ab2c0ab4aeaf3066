"""How loading, deciding and looking up grow from the shipped rulebook to a hundred times its rules and entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.growth import write_grown
from benchmarks.shared import ITEM, JURISDICTION, asked_with_file, asked_with_item, shipped
from benchmarks.timing import Call, Group, Timing, measure, measure_once
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import build_case
from nocert_rules.engine.facts.lookup import Selector, find_entries
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.search import ItemIndex
from nocert_rules.words.errors import Position, Problems

FACTORS = (1, 10, 100)
ENTRY = "jinhua-2019/1"


def run() -> list[Group]:
    """A table for each thing that may grow, with a row for each size."""
    beside = {factor: _grown(factor, factor, False) for factor in FACTORS}
    inside = {factor: _grown(factor, 1, True) for factor in FACTORS}
    outside = "beside the question"
    return [
        _loads(f"load, rules and entries {outside}", beside),
        _loads("load, rules inside the question, the same entries", inside),
        _side_by_side(f"program of route, rules {outside}", beside, _program),
        _side_by_side("program of route, rules inside it", inside, _program),
        _side_by_side(f"decision of route by the reference evaluator, rules {outside}", beside, _decision),
        _side_by_side("decision of route by the reference evaluator, rules inside it", inside, _decision),
        _side_by_side("an item by its name", beside, _by_name),
        _side_by_side("an item by the id of its entry", beside, _by_id),
        _side_by_side("the whole case of a list item", beside, _item_case),
        _side_by_side("a misspelt item: the message with the nearest names", beside, _misspelt),
        _side_by_side("search by initials, pinyin read before", beside, _search),
    ]


def _grown(rules: int, entries: int, same_conclusions: bool) -> tuple[Rulebook, Timing]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_grown(folder, shipped(), rules, entries, same_conclusions)
        loaded: list[Rulebook] = []

        def load() -> None:
            loaded[:] = [load_rulebook(folder / "rules", folder / "catalogue")]

        timing = measure_once(f"{rules}×", load, rounds=5)
    (rulebook,) = loaded
    return rulebook, timing


def _loads(title: str, grown: dict[int, tuple[Rulebook, Timing]]) -> Group:
    rows = [
        replace(timing, name=f"{timing.name}: {len(rulebook.rules)} rules, {len(rulebook.entries)} entries")
        for rulebook, timing in grown.values()
    ]
    return Group(title, rows)


def _side_by_side(title: str, grown: dict[int, tuple[Rulebook, Timing]], make: Callable[[Rulebook], Call]) -> Group:
    calls = {f"{factor}×": make(rulebook) for factor, (rulebook, _) in grown.items()}
    return Group(title, measure(calls, rounds=5))


def _program(rulebook: Rulebook) -> Call:
    return lambda: Decider(rulebook, "reference").prepared("route")


def _decision(rulebook: Rulebook) -> Call:
    case, decider = build_case(rulebook, asked_with_file("route")), Decider(rulebook, "reference")
    return lambda: [part.rule_statuses for part in decider.decide(case).parts]


def _by_name(rulebook: Rulebook) -> Call:
    return lambda: find_entries(rulebook, JURISDICTION, Selector(ITEM), Problems())


def _by_id(rulebook: Rulebook) -> Call:
    return lambda: find_entries(rulebook, JURISDICTION, Selector(ENTRY), Problems())


def _item_case(rulebook: Rulebook) -> Call:
    return lambda: build_case(rulebook, asked_with_item())


def _misspelt(rulebook: Rulebook) -> Call:
    wrong = Selector("近三年安全驾驶情况证明", position=Position("--item"))
    return lambda: find_entries(rulebook, JURISDICTION, wrong, Problems())


def _search(rulebook: Rulebook) -> Call:
    index = ItemIndex(rulebook)
    return lambda: index.search("jsnaqjsqkzm")
