"""What the benchmarks have in common: the shipped rulebook and fully answered cases."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook

QUESTIONS = ("route", "verification", "pledge", "case")
DAY = date(2019, 6, 3)
ITEM = "近3年安全驾驶情况证明"
JURISDICTION = "jinhua"
CASES = Path(__file__).parent / "cases"


@cache
def shipped() -> Rulebook:
    """The rulebook of the shipped folders."""
    return load_rulebook()


def asked_with_file(question: str) -> Asked:
    """`question` with every fact given in a file."""
    return Asked(question, DAY, files=(CASES / f"{question}.yaml",))


def asked_with_item() -> Asked:
    """The route of a list item, with no facts but what the lists say."""
    return Asked("route", DAY, item=Selector(ITEM), jurisdiction=JURISDICTION, as_of=DAY)


def full_case(question: str) -> Case:
    """A case of `question` in which every fact is known."""
    return build_case(shipped(), asked_with_file(question))
