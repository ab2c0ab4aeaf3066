"""Explanations as JSON data: for each conclusion because, and what would make it otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nocert_rules.dialogue.explanation.because import Because, Reason, RecordReason, RuleReason, because
from nocert_rules.dialogue.explanation.flips import otherwise
from nocert_rules.engine.decision.decide import Decider, Decision, Part
from nocert_rules.engine.decision.trace import condition_data
from nocert_rules.engine.facts.case import plain_value

Data = dict[str, object]


def explanations_data(decider: Decider, decision: Decision, about: Sequence[str] = ()) -> list[Data]:
    """The conclusions `about` (none: all that the question reports) and what they rest on, each once a subject."""
    return [item for part in decision.parts for item in _of_part(decider, decision, part, about)]


def _of_part(decider: Decider, decision: Decision, part: Part, about: Sequence[str]) -> Iterator[Data]:
    asked = about or part.program.question.asked
    explained: set[str] = set()
    waiting = [because(decision.rulebook, part, name) for name in asked]
    while waiting:
        item = waiting.pop(0)
        if item.conclusion in explained:
            continue
        explained.add(item.conclusion)
        data: Data = {
            "id": item.conclusion,
            "subject": part.situation.subject,
            "status": item.status,
            "because": [_rule(rule) for rule in item.rules],
        }
        if item.conclusion in asked:
            found = otherwise(decider, decision, part, item.conclusion)
            data["otherwise"] = [flip.data() for flip in found.flips]
            data["complete"] = found.complete
        yield data
        waiting += list(_rested_on(item))


def _rested_on(item: Because) -> Iterator[Because]:
    for reason in item.walk():
        yield from reason.rests_on


def _rule(rule: RuleReason) -> Data:
    return {
        "rule": rule.rule.id,
        "provision": rule.rule.provision,
        "status": rule.status,
        "sources": [source.data() for source in rule.rule.sources],
        "conditions": [_reason(reason) for reason in rule.reasons],
        "exceptions": [_rule(exception) for exception in rule.exceptions],
    }


def _reason(reason: Reason) -> Data:
    return {
        "condition": condition_data(reason.node),
        "negated": reason.negated,
        "facts": [item.data() for item in reason.facts],
        "records": [_record(record) for record in reason.records],
        "rests_on": [item.conclusion for item in reason.rests_on],
    }


def _record(item: RecordReason) -> Data:
    return {"record": item.number, "fields": {name: plain_value(value) for name, value in item.fields}}
