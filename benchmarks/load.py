"""Loading the shipped folders, and what follows before the first decision."""

from __future__ import annotations

from benchmarks.shared import QUESTIONS, shipped
from benchmarks.timing import Group, measure
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.search import ItemIndex


def run() -> list[Group]:
    """One table."""
    rulebook = shipped()
    rows = measure(
        {
            "load_rulebook()": load_rulebook,
            "programs of all questions, reference": lambda: [
                Decider(rulebook, "reference").prepared(q) for q in QUESTIONS
            ],
            "programs of all questions, all engines": lambda: [
                Decider(rulebook, "auto").prepared(q) for q in QUESTIONS
            ],
            "index of item names": lambda: ItemIndex(rulebook),
            "index of item names with pinyin": lambda: ItemIndex(rulebook).search("an quan"),
        },
        rounds=7,
    )
    extent = (
        f"{len(rulebook.rules)} rules, {len(rulebook.entries)} list entries, {len(rulebook.requirements)} requirements"
    )
    return [Group(f"load: {extent}", rows)]
