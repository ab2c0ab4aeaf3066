"""A decision as JSON: stable, documented by `schemas/decision-1.json`, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.engine.decision.answer import Answer, answers, decision_status
from nocert_rules.engine.decision.caveats import caveats, in_force
from nocert_rules.engine.decision.decide import Decision, Part
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.engine.decision.trace import trace, trace_data
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Label, Source
from nocert_rules.version import DECISION_SCHEMA, VERSION
from nocert_rules.words.json_text import json_text

Data = dict[str, object]


def decision_json(decision: Decision, explanations: list[Data] | None = None) -> str:
    """The decision as JSON text, two blanks of indentation, ending with a newline."""
    return json_text(decision_data(decision, explanations))


def decision_data(decision: Decision, explanations: list[Data] | None = None) -> Data:
    """The decision as JSON data, with `explanations` of its conclusions where they are given."""
    rulebook, case = decision.rulebook, decision.case
    question = rulebook.questions[case.question]
    return {
        "schema": DECISION_SCHEMA,
        "question": case.question,
        "as_of": case.as_of.isoformat(),
        "jurisdiction": case.jurisdiction,
        "entries": [entry.id for entry in case.entries],
        "status": "undetermined" if decision_status(decision) == "undetermined" else "answered",
        "documents": [{"document": name, "in_force": in_force(decision, name)} for name in question.documents],
        "answer": _answer(decision),
        "conclusions": [item for part in decision.parts for item in _conclusions(rulebook, part)],
        "missing": [item for part in decision.parts for item in _missing(rulebook, part)],
        "gaps": [item for part in decision.parts for item in _gaps(part)],
        "conflicts": [item for part in decision.parts for item in _conflicts(rulebook, part)],
        "caveats": [caveat.data() for caveat in caveats(decision)],
        "trace": [
            trace_data(item, part.situation.subject) for part in decision.parts for item in trace(rulebook, part)
        ],
        **({"explanations": explanations} if explanations is not None else {}),
        "receipt": {
            "rulebook": rulebook.digest,
            "facts": case.digest(),
            "engines": list(decision.engines),
            "version": VERSION,
        },
    }


def _answer(decision: Decision) -> Data:
    parts = [(part, _answer_fields(answers(decision.rulebook, part))) for part in decision.parts]
    if not decision.rulebook.questions[decision.case.question].each:
        return parts[0][1]
    key = decision.rulebook.questions[decision.case.question].subjects_key
    return {key: [{"id": part.situation.subject, "name": part.situation.name, **fields} for part, fields in parts]}


def _answer_fields(found: Iterable[Answer]) -> Data:
    return {answer.field.id: _field(answer) for answer in found}


def _field(answer: Answer) -> Data:
    data: Data = {"status": answer.status, "label": answer.field.label.data()}
    match answer.field.kind:
        case "options":
            data["options"] = [
                {"id": option.id, "status": status, "label": option.label.data()} for option, status in answer.options
            ]
        case "value":
            data["value"] = answer.value.isoformat() if answer.value else None
        case "permits":
            data["permitted"] = [{"id": choice.id, "label": choice.label.data()} for choice in answer.permitted]
    return data


def _conclusions(rulebook: Rulebook, part: Part) -> list[Data]:
    found: list[Data] = []
    for name in part.program.question.asked:
        conclusion = rulebook.conclusions[name]
        if conclusion.tension:
            continue
        rules = part.deciding_rules(name)
        leading = next((rule for rule in rulebook.rules_of_conclusion[name] if rule.gap is None), None)
        found.append(
            {
                "id": name,
                "status": part.status(name),
                "modality": leading.modality if leading else None,
                "bearer": list(bearers(rules) or (leading.bearer if leading else ())),
                "against": list(counterparts(rules) or (leading.against if leading else ())),
                "subject": part.situation.subject,
                "sources": [source.data() for source in sources((*rules, *part.defeaters(name)))],
                "rules": [rule.id for rule in rules],
                "defeated_by": [rule.id for rule in part.defeaters(name)],
                "label": conclusion.label.data(),
            }
        )
    return found


def sources(rules: Iterable[Rule]) -> tuple[Source, ...]:
    """The sources of `rules`, each once."""
    return tuple(dict.fromkeys(source for rule in rules for source in rule.sources))


def bearers(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The parties that `rules` address, each once."""
    return tuple(dict.fromkeys(party for rule in rules for party in rule.bearer))


def counterparts(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The parties towards whom `rules` have something done, each once."""
    return tuple(dict.fromkeys(party for rule in rules for party in rule.against))


def _missing(rulebook: Rulebook, part: Part) -> list[Data]:
    found = missing_facts(rulebook, part, part.program.question.asked)
    return [_missing_fact(rulebook, part, name, found[name]) for name in in_asking_order(rulebook, part, found)]


def in_asking_order(rulebook: Rulebook, part: Part, names: Iterable[str]) -> list[str]:
    """Missing facts in the order in which the question asks for them."""
    order = {fact: number for number, fact in enumerate(part.program.question.facts)}
    return sorted(names, key=lambda name: (order.get(name.partition("[")[0], len(order)), name))


def fact_of(rulebook: Rulebook, name: str) -> Fact:
    """The vocabulary's fact for a missing name; `list[2].field` is the field of that list's records."""
    if name in rulebook.facts:
        return rulebook.facts[name]
    record = rulebook.facts[name.partition("[")[0]].type.record
    return rulebook.facts[f"{record}.{name.rpartition('.')[2]}"]


def _missing_fact(rulebook: Rulebook, part: Part, name: str, decides: tuple[str, ...]) -> Data:
    fact = fact_of(rulebook, name)
    data: Data = {"fact": name, "type": fact.type.name, "finding": fact.finding, "supplied_by": fact.supplied_by}
    if fact.type.choices:
        choices = rulebook.enumerations[fact.type.choices].choices
        data["values"] = [{"id": choice.id, "label": choice.label.data()} for choice in choices]
    return data | {"question": fact.question.data(), "decides": list(decides), "subject": part.situation.subject}


def _gaps(part: Part) -> list[Data]:
    found: list[Data] = []
    for name in part.program.question.asked:
        for rule in part.gaps(name):
            gap = rule.gap or Label("", "")
            found.append(
                {
                    "conclusion": name,
                    "subject": part.situation.subject,
                    "rule": rule.id,
                    "gap": gap.data(),
                    "sources": [source.data() for source in rule.sources],
                }
            )
    return found


def _conflicts(rulebook: Rulebook, part: Part) -> list[Data]:
    found: list[Data] = []
    for name in part.program.question.asked:
        conclusion = rulebook.conclusions[name]
        opposed = [other for other in conclusion.opposes if part.status(name) == "yes" and part.status(other) == "yes"]
        if (conclusion.tension and part.status(name) != "no") or opposed:
            rules = part.deciding_rules(name)
            found.append(
                {
                    "id": name,
                    "status": part.status(name),
                    "subject": part.situation.subject,
                    "opposes": opposed,
                    "label": conclusion.label.data(),
                    "sources": [source.data() for source in sources(rules)],
                }
            )
    return found
