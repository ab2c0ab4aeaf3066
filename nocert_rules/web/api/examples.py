"""An example of each question: the first telling golden case that is answered, as a program would send it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nocert_rules.engine.decision.answer import decision_status
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.facts.write import case_yaml
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, parse
from nocert_rules.rulebook.load.reader import boolean_of, integer_of
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.book.shelf import shelf_of
from nocert_rules.web.services import Services
from nocert_rules.words.errors import InputError, Problems

_ENOUGH = 4  # facts that make an example worth reading


def example_of(services: Services, question: Question) -> dict[str, Any]:
    """The body of a request that is answered; its day alone where no golden case can be sent."""
    cases = [golden.case for golden in shelf_of(services).cases.values()]
    usual = {"as_of": services.today().isoformat()}
    return next((body for body in _bodies(services, question, cases) if _size(body) >= _ENOUGH), usual)


def _bodies(services: Services, question: Question, cases: list[Case]) -> Iterator[dict[str, Any]]:
    decider = Decider(services.rulebook, "reference")
    for case in sorted(cases, key=lambda case: not case.entries):  # items of lists first, where a question takes them
        if case.question != question.id:
            continue
        node = _sendable(services.rulebook, case)
        try:
            again = build_case(services.rulebook, Asked(question.id, case.as_of, nodes=(node,)))
        except InputError:
            continue
        if decision_status(decider.decide(again)) != "undetermined":
            body = _plain(node)
            body.pop("question")
            yield body


def _sendable(rulebook: Rulebook, case: Case) -> MapNode:
    """The file of `case` without what only golden cases may say: what a jurisdiction has set."""
    node = parse(case_yaml(case, rulebook), "example", Problems(), "a case")
    assert isinstance(node, MapNode)
    entries = [(key, value) for key, value in node.entries if not _of_jurisdiction(rulebook, key.text)]
    return MapNode(node.position, tuple(entries))


def _of_jurisdiction(rulebook: Rulebook, name: str) -> bool:
    return name in rulebook.facts and rulebook.facts[name].supplied_by == "jurisdiction"


def _size(value: Any) -> int:
    """How many values there are in JSON data."""
    if isinstance(value, dict | list):
        return sum(_size(each) for each in (value.values() if isinstance(value, dict) else value))
    return 1


def _plain(node: Node) -> Any:
    """A node as JSON data."""
    match node:
        case ListNode(_, items):
            return [_plain(item) for item in items]
        case MapNode(_, entries):
            return {key.text: _plain(value) for key, value in entries}
        case ScalarNode(_, text, _):
            values = (boolean_of(node), integer_of(node))
            return next((value for value in values if value is not None), text)
