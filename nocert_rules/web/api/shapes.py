"""What the case of a question can look like, as a JSON Schema made from the declarations of the rulebook.

The names of facts may be written with dots or nested in groups, as in case files: `{"a.b": 1}` is `{"a": {"b": 1}}`.
Each way has a schema of its own, as has a case that mixes them; no fact may be given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nocert_rules.rulebook.model.catalogue import Fact, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label, Type
from nocert_rules.web.limits import MAX_RECORDS, MAX_SUBJECTS

Schema = dict[str, Any]
Way = Callable[[Rulebook, Iterable[str], str], dict[str, Schema]]

_LARGEST = 10**18 - 1
TEXT: Schema = {"type": "string", "minLength": 1, "pattern": r"\S"}
WORDS: Schema = {"type": "string", "minLength": 1}
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def ref(name: str) -> Schema:
    """A reference to the component `name`."""
    return {"$ref": f"#/components/schemas/{name}"}


def words(label: Label) -> str:
    """A label in both languages."""
    return f"{label.en} · {label.zh}"


def case_schemas(rulebook: Rulebook, question: Question) -> Mapping[str, Schema]:
    """The schemas of a case of `question`, by the way in which its facts are written."""
    ways = {"dotted": _dotted, "nested": _nested, "mixed": _mixed}
    return {way: _case(rulebook, question, write) for way, write in ways.items()}


def _case(rulebook: Rulebook, question: Question, write: Way) -> Schema:
    prefix = f"{question.each}." if question.each else ""
    given = [name for name in question.facts if rulebook.facts[name].supplied_by != "jurisdiction"]
    shared = [name for name in given if not prefix or not name.startswith(prefix)]
    heading: Schema = {
        "question": {"const": question.id, "description": "May be left out: the address says it."},
        "as_of": {**DAY, "description": "The day asked; without it, today. · 查询日；不写即为今天。"},
        "jurisdiction": {
            "enum": jurisdiction_names(rulebook),
            "description": "Whose lists and parameters count, by id or name. · 以何地的清单和参数为准，用标识或名称。",
        },
    }
    properties = {**heading, **write(rulebook, shared, "")}
    schema: Schema = {"type": "object", "title": words(question.label), "properties": properties}
    if question.each:
        own = [name for name in given if name.startswith(prefix)]
        properties[question.subjects_key] = {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_SUBJECTS,
            "description": "The subjects, each with its own facts and an id of its own. · 各主体及其自身的事实。",
            "items": _subject(write(rulebook, own, prefix)),
        }
        schema["required"] = [question.subjects_key]
    return {**schema, "additionalProperties": False}


def jurisdiction_names(rulebook: Rulebook) -> list[str]:
    """Everything a jurisdiction may be called."""
    names = ((item.id, item.name.zh, item.name.en) for item in rulebook.jurisdictions.values())
    return list(dict.fromkeys(name for each in names for name in each))


def _subject(facts: Mapping[str, Schema]) -> Schema:
    heading: Schema = {
        "id": {**WORDS, "description": "What the answer calls the subject. · 答复中对该主体的称呼。"},
        "name": {**WORDS, "description": "What people call it. · 名称。"},
    }
    return {
        "type": "object",
        "required": ["id"],
        "properties": {**heading, **facts},
        "additionalProperties": False,
    }


def _dotted(rulebook: Rulebook, names: Iterable[str], prefix: str) -> dict[str, Schema]:
    """The facts under `prefix`, each by the rest of its name."""
    return {name.removeprefix(prefix): fact_schema(rulebook, rulebook.facts[name]) for name in names}


def _nested(rulebook: Rulebook, names: Iterable[str], prefix: str) -> dict[str, Schema]:
    """The facts under `prefix`, those whose names begin alike as an object."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.removeprefix(prefix).partition(".")[0], []).append(name)
    found: dict[str, Schema] = {}
    for group, members in groups.items():
        if members == [f"{prefix}{group}"]:
            found[group] = fact_schema(rulebook, rulebook.facts[members[0]])
        else:
            properties = _nested(rulebook, members, f"{prefix}{group}.")
            found[group] = {"type": "object", "properties": properties, "additionalProperties": False}
    return found


def _mixed(rulebook: Rulebook, names: Iterable[str], prefix: str) -> dict[str, Schema]:
    """The facts under `prefix`: each by the rest of its name, and every group of them as an object."""
    known = list(names)
    found = _dotted(rulebook, known, prefix)
    for name in tuple(found):
        parts = name.split(".")
        for group in (".".join(parts[:length]) for length in range(1, len(parts))):
            if group not in found:
                members = [each for each in known if each.startswith(f"{prefix}{group}.")]
                properties = _mixed(rulebook, members, f"{prefix}{group}.")
                found[group] = {"type": "object", "properties": properties, "additionalProperties": False}
    return found


def fact_schema(rulebook: Rulebook, fact: Fact) -> Schema:
    """The schema of a fact: its value, or a finding with its author."""
    description = f"{words(fact.label)}. {words(fact.question)}"
    value = value_schema(rulebook, fact.type, fact.minimum)
    if not fact.finding:
        return {**value, "description": description}
    return {
        "type": "object",
        "description": f"{description} A finding: only a person can establish it. · 须由人认定。",
        "required": ["value", "by", "on", "reason"],
        "properties": {
            "value": value,
            "by": {**WORDS, "description": "Who found it. · 认定人或单位。"},
            "on": {**DAY, "description": "On which day, not after the day asked. · 认定日期，不晚于查询日。"},
            "reason": {**WORDS, "description": "Why. · 理由。"},
        },
        "additionalProperties": False,
    }


def value_schema(rulebook: Rulebook, type_: Type, minimum: int | None = None) -> Schema:
    """The schema of values of a type."""
    match type_.name:
        case "boolean":
            return {"type": "boolean"}
        case "integer":
            least = -_LARGEST if minimum is None else minimum
            return {"type": "integer", "minimum": least, "maximum": _LARGEST}
        case "date":
            return dict(DAY)
        case "one_of":
            return {"type": "string", "enum": [choice.id for choice in rulebook.enumerations[type_.choices].choices]}
        case "records":
            records = {"type": "array", "maxItems": MAX_RECORDS, "items": ref(record_name(type_.record))}
            some = {
                "type": "object",
                "required": ["records"],
                "properties": {
                    "complete": {"type": "boolean", "description": "false: there may be more. · false：可能还有。"},
                    "records": records,
                },
                "additionalProperties": False,
            }
            return {"oneOf": [records, some]}
    return dict(TEXT)


def record_name(record: str) -> str:
    """The component that describes records of a type."""
    return f"Record.{record}"


def record_schemas(rulebook: Rulebook) -> Mapping[str, Schema]:
    """The records of each type, by component."""
    found: dict[str, Schema] = {}
    for record, fields in rulebook.fields_of_record.items():
        properties = {field.id.rpartition(".")[2]: fact_schema(rulebook, field) for field in fields}
        found[record_name(record)] = {"type": "object", "properties": properties, "additionalProperties": False}
    return found
