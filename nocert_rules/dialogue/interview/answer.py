"""Takes an answer as a person types it, with the checks of a case file, and adds it to the case."""

from __future__ import annotations

from dataclasses import replace

from nocert_rules.dialogue.interview.session import Ask
from nocert_rules.engine.facts.case import Case, Situation
from nocert_rules.engine.facts.check import check_situation
from nocert_rules.engine.facts.read import FactReader, Given
from nocert_rules.rulebook.load.nodes import Node, ScalarNode, parse
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position, Problems

PLACE = Position("answer")


def answered(rulebook: Rulebook, case: Case, ask: Ask, text: str) -> Case:
    """`case` with the answer `text` (a value as in a case file) to `ask`.

    Raises InputError where the value is not one of the fact's, or contradicts what is known.
    """
    problems = Problems()
    node = parse(text, PLACE.file, problems, "an answer")
    problems.raise_if_any()
    assert node is not None
    given = _read(rulebook, case, ask, node, problems)
    problems.raise_if_any()
    changed = replace(case, situations=tuple(_with(situation, ask, given) for situation in case.situations))
    for situation in changed.situations:
        check_situation(rulebook, rulebook.questions[case.question], situation, {ask.name: PLACE}, problems)
    problems.raise_if_any()
    return changed


def _read(rulebook: Rulebook, case: Case, ask: Ask, node: Node, problems: Problems) -> Given:
    question = rulebook.questions[case.question]
    prefix = f"{question.each}." if ask.own else ""
    key = ScalarNode(PLACE, ask.name.removeprefix(prefix), False)
    given = Given()
    FactReader(rulebook, question, problems).facts(((key, node),), prefix, given)
    return given


def _with(situation: Situation, ask: Ask, given: Given) -> Situation:
    """A subject's own fact goes to that subject, a shared one to all."""
    if ask.own and situation.subject != ask.subject:
        return situation
    values = {**situation.values, **given.values}
    return replace(situation, values=values, origins={**situation.origins, **given.origins})
