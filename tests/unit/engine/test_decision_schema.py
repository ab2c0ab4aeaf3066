"""The JSON Schema of decisions says exactly what is written, and that of case files what people write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import nocert_rules
from nocert_rules.dialogue.explanation import explanations_data
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.decision.document import decision_data, decision_json
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.render.catalogue import template
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.casefiles import case_in
from tests.support.facts import Maker, consistent

SCHEMAS = Path(nocert_rules.__file__).parent / "schemas"
EXAMPLES = sorted((SCHEMAS.parents[1] / "examples").glob("*.yaml"))
QUESTIONS = ("route", "verification", "pledge", "case")
DAY = date(2019, 6, 3)
MADE = 20
# An item of a list, an item on no list, a question without a jurisdiction: what lists and caveats add.
ASKED = (
    Asked("route", DAY, item=Selector("jinhua-2019/1"), jurisdiction="jinhua"),
    Asked("route", DAY, item=Selector("jinhua-2019/2"), jurisdiction="jinhua"),
    Asked("route", DAY, facts=("item.certificate=天文观测证明",), jurisdiction="jinhua"),
    Asked("route", DAY),
)

# what the language of rules knows and the shipped rules may not use
UNUSED = {
    ("compare_condition", "comparison=not_before"),
    ("compare_condition", "comparison=at_most"),
    ("records_condition", "quantifier=all_of"),
    ("records_condition", "quantifier=count_of"),
    ("missing", "type=text"),
}

Used = set[tuple[str, str]]


@cache
def schema_of(name: str) -> dict[str, Any]:
    found = json.loads((SCHEMAS / f"{name}-1.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(name), format_checker=FormatChecker())


def errors(name: str, data: Any) -> list[str]:
    """What the schema finds wrong with `data`."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(data)]


def question_of(path: Path) -> str:
    return path.name.partition("-")[0]


def decision_on(decider: Decider, asked: Asked) -> Any:
    """The decision on `asked`, as it is read back from JSON."""
    return json.loads(decision_json(decider.decide(build_case(decider.rulebook, asked))))


def explained_on(decider: Decider, asked: Asked) -> Any:
    """The decision on `asked` with its explanations, as it is read back from JSON."""
    decision = decider.decide(build_case(decider.rulebook, asked))
    return json.loads(decision_json(decision, explanations_data(decider, decision)))


def made(rulebook: Rulebook, decider: Decider, question: str) -> Iterator[Any]:
    """Decisions on generated facts for `question`."""
    maker = Maker(rulebook, Random(question))
    for number in range(MADE):
        jurisdiction = ("", "jinhua", "yiwu", "changde")[number % 4]
        facts = consistent(rulebook, maker.fact_set(question, jurisdiction=jurisdiction))
        yield json.loads(decision_json(decider.decide(facts.case(rulebook))))


def at_the_end_of_the_calendar(rulebook: Rulebook) -> Asked:
    """A verification asked for on the last day whose holidays are known."""
    day = rulebook.working_days.last_day
    given = ("verification.requested=true", f"verification.requested_on={day}", "verification.limit=5")
    return Asked("verification", day, facts=given)


@pytest.fixture(scope="module")
def decisions(rulebook: Rulebook, reference: Decider, decider: Decider) -> list[Any]:
    """Decisions of examples, list items and generated facts."""
    examples = [Asked(question_of(path), DAY, files=(path,)) for path in EXAMPLES]
    found = [decision_on(decider, asked) for asked in (*examples, *ASKED, at_the_end_of_the_calendar(rulebook))]
    found += [explained_on(reference, asked) for asked in (*examples, ASKED[-1])]
    for question in QUESTIONS:
        found += made(rulebook, reference, question)
    return found


@pytest.mark.slow
def test_every_decision_is_as_the_schema_says(decisions: list[Any]) -> None:
    own = 2 * len(EXAMPLES) + len(ASKED) + 2
    for decision in (*decisions[:own], *decisions[own::3]):  # a schema is slow to check
        assert errors("decision", decision) == []


@pytest.mark.slow
def test_every_key_and_value_of_the_schema_is_written_by_some_decision(decisions: list[Any]) -> None:
    schema = schema_of("decision")
    used: Used = set()
    for decision in decisions:
        used |= set(uses(schema, decision, ""))
    declared = {(place, key) for place, part in [("", schema), *schema["$defs"].items()] for key in keys_of(part)}
    assert declared - used <= UNUSED


def keys_of(part: dict[str, Any]) -> Iterator[str]:
    """The keys that an object of the schema declares, and the values of its enumerations as `key=value`."""
    yield from (f"={value}" for value in part.get("enum", ()))
    for key, inner in part.get("properties", {}).items():
        yield key
        yield from (f"{key}={value}" for value in inner.get("enum", ()))


def uses(part: dict[str, Any], data: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every key and enumerated value of the schema that `data` uses, with the definition it belongs to."""
    if "$ref" in part:
        place = part["$ref"].removeprefix("#/$defs/")
        part = schema_of("decision")["$defs"][place]
    if "oneOf" in part:
        yield from uses(next(choice for choice in part["oneOf"] if could_be(choice, data)), data, place)
        return
    if "enum" in part:
        yield place, f"={data}"
    for item in data if isinstance(data, list) else ():
        yield from uses(part["items"], item, place)
    for key, value in data.items() if isinstance(data, dict) else ():
        inner = part.get("properties", {}).get(key)
        if inner is not None:
            yield place, key
            if "enum" in inner:
                yield place, f"{key}={value}"
        yield from uses(inner or part["additionalProperties"], value, place)


def could_be(part: dict[str, Any], data: Any) -> bool:
    """Whether `data`, which is valid, can be the alternative `part`: the keys of an object say which it is."""
    part = schema_of("decision")["$defs"][part["$ref"].removeprefix("#/$defs/")] if "$ref" in part else part
    if "oneOf" in part:
        return any(could_be(choice, data) for choice in part["oneOf"])
    if not isinstance(data, dict):
        return validator("decision").evolve(schema=part).is_valid(data)
    if part.get("type") != "object" or not set(part.get("required", ())) <= set(data):
        return False
    inner = part["additionalProperties"]
    others = [value for key, value in data.items() if key not in part.get("properties", {})]
    return not others if inner is False else all(could_be(inner, value) for value in others)


@pytest.mark.parametrize("name", ["decision", "case"])
def test_schema_is_valid_and_explains_itself(name: str) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"nocert:{name}/1"
    for part in [schema, *schema["$defs"].values()]:
        assert part["title"] and part["description"]
        for key, inner in part.get("properties", {}).items():
            assert inner.get("title") and inner.get("description"), (part["title"], key)


@pytest.mark.parametrize("name", ["decision", "case"])
def test_every_definition_is_used_and_every_object_is_closed(name: str) -> None:
    schema = schema_of(name)
    parts = list(objects_in(schema))
    assert {part["$ref"] for part in parts if "$ref" in part} == {f"#/$defs/{key}" for key in schema["$defs"]}
    assert all("additionalProperties" in part for part in parts if part.get("type") == "object" and "anyOf" not in part)


def objects_in(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from objects_in(part)


BROKEN = (
    ("surplus", "$: Additional properties are not allowed"),
    ("status", "$.status: 'maybe' is not one of"),
    ("as_of", "$.as_of: '2019-02-30' is not a 'date'"),
    ("label", "$.caveats[0].label: 'zh' is a required property"),
    ("receipt", "$.receipt.rulebook: 'sha256:0' does not match"),
    ("trace", "$.trace[0].condition: "),
)


@pytest.mark.parametrize(("what", "expected"), BROKEN)
def test_what_no_decision_says_is_refused(decider: Decider, what: str, expected: str) -> None:
    decision = decision_on(decider, ASKED[0])
    match what:
        case "surplus":
            decision["surplus"] = 1
        case "status":
            decision["status"] = "maybe"
        case "as_of":
            decision["as_of"] = "2019-02-30"
        case "label":
            del decision["caveats"][0]["label"]["zh"]
        case "receipt":
            decision["receipt"]["rulebook"] = "sha256:0"
        case "trace":
            decision["trace"][0]["condition"]["all"][0]["why"] = ""
    assert [error for error in errors("decision", decision) if error.startswith(expected)]


def test_decision_data_is_what_json_says(reference: Decider) -> None:
    decision = reference.decide(build_case(reference.rulebook, ASKED[0]))
    assert json.loads(json.dumps(decision_data(decision))) == json.loads(decision_json(decision))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_case_files(path: Path) -> None:
    assert errors("case", case_in(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_the_loader_accepts_is_a_case_file(rulebook: Rulebook, question: str) -> None:
    maker = Maker(rulebook, Random(question))
    for number in range(MADE):
        facts = consistent(rulebook, maker.fact_set(question))
        text = facts.text(Random(number), nested=number % 2 == 1)
        assert errors("case", case_in(text)) == [], text
    assert errors("case", case_in(template(rulebook, rulebook.questions[question], "en"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "as_of: 2019-02-30",
        "as_of: today",
        "subjects: []",
        "subjects: [{name: a}]",
        "subjects: [{id: ''}]",
        "findings.crime: {value: true, by: a}",
        "findings: {crime: {value: true, by: a, on: 2019-06-03, reason: r, who: b}}",
        "applicant.bad_records: {complete: false}",
        "applicant.bad_records: [{origin: {a: b}}]",
        "applicant.bad_records: [1]",
        "'': 1",
        "[]",
    ],
)
def test_what_is_no_case_file_is_refused_by_schema_and_loader(rulebook: Rulebook, text: str, tmp_path: Path) -> None:
    assert errors("case", case_in(text))
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    question = "case" if "subjects" in text else "pledge" if "crime" in text else "route"
    with pytest.raises(InputError):
        build_case(rulebook, Asked(question, DAY, files=(tmp_path / "case.yaml",)))
