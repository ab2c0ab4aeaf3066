"""What the API answers, as JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, get_args

from nocert_rules.rulebook.load.documents import MODALITIES, STATUSES
from nocert_rules.rulebook.load.lists import GRADES
from nocert_rules.rulebook.model.catalogue import AnswerKind
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.search import How
from nocert_rules.web.api.shapes import Schema, ref

LABEL = ref("Label")
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_DECISION = "Decision"


def _object(**properties: Schema) -> Schema:
    """An object that has exactly these properties."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def answer_schemas(rulebook: Rulebook) -> dict[str, Schema]:
    """The components of what is answered."""
    return {
        "Label": _object(zh=_TEXT, en=_TEXT),
        "Named": _object(id=_TEXT, label=LABEL),
        "Source": _object(provision=_TEXT, quote=_TEXT),
        "Problems": _object(problems={**_list(ref("Problem")), "minItems": 1}),
        "Problem": _problem(),
        "Fact": _fact(),
        "Question": _question(rulebook),
        "Item": _item(),
        "Provision": _provision(),
        "ProvisionWithRules": _provision_with_rules(),
        "Rule": _rule(),
        "List": _published_list(),
        "Jurisdiction": _object(id=_TEXT, name=LABEL, level=_TEXT, within=_or_null(_TEXT)),
        "Health": _object(
            status={"const": "ok"},
            version=_TEXT,
            rulebook={**_TEXT, "description": "The digest of the rulebook, as in receipts."},
            engines=_TEXTS,
        ),
        "Interview": _interview(),
        **decision_schemas(),
    }


def _fact() -> Schema:
    return _object(
        id=_TEXT,
        type={"enum": ["boolean", "integer", "text", "date", "one_of", "records"]},
        label=LABEL,
        question=LABEL,
        finding={"type": "boolean"},
        supplied_by=_TEXT,
        minimum=_or_null({"type": "integer"}),
        choices=_list(ref("Named")),
        fields=_list(ref("Fact")),
    )


def _question(rulebook: Rulebook) -> Schema:
    kinds: Schema = {"enum": list(get_args(AnswerKind))}
    return _object(
        id={"enum": list(rulebook.questions)},
        label=LABEL,
        asked_by=LABEL,
        subjects={**_or_null(_TEXT), "description": "The key of the list of subjects, null without them."},
        documents=_TEXTS,
        facts=_list(ref("Fact")),
        answer=_list(_object(id=_TEXT, kind=kinds, label=LABEL, options=_list(ref("Named")))),
    )


def _item() -> Schema:
    return _object(
        id=_TEXT,
        kind={"enum": ["entry", "requirement"]},
        jurisdiction=_TEXT,
        certificate=_TEXT,
        matter=_TEXT,
        requesting_unit=_TEXT,
        issuing_unit=_TEXT,
        routes=_TEXTS,
        grade={"enum": list(GRADES)},
        source=_TEXT,
        how={"enum": list(get_args(How))},
        score={"type": "number"},
    )


def _provision() -> Schema:
    return _object(
        provision=_TEXT, status={"enum": list(STATUSES)}, heading=LABEL, text=_TEXT, rules=_TEXTS, cases=_TEXTS
    )


def _provision_with_rules() -> Schema:
    return _object(
        provision=_TEXT,
        document=_object(id=_TEXT, title=LABEL),
        status={"enum": list(STATUSES)},
        reason=_or_null(LABEL),
        heading=LABEL,
        text=_TEXT,
        rules=_list(ref("Rule")),
        cases=_TEXTS,
    )


def _rule() -> Schema:
    return _object(
        id=_TEXT,
        modality={"enum": [*MODALITIES, None]},
        bearer=_TEXTS,
        against=_TEXTS,
        conclusion=_or_null(_TEXT),
        gap=_or_null(LABEL),
        exception_to=_TEXTS,
        sources=_list(ref("Source")),
    )


def _published_list() -> Schema:
    return _object(
        id=_TEXT,
        title=LABEL,
        jurisdiction=_TEXT,
        complete={"type": "boolean"},
        drafted_by=_TEXT,
        approved_by=_TEXT,
        published_on=_or_null({"type": "string", "format": "date"}),
        entries=_COUNT,
        grade={"enum": list(GRADES)},
        source=_TEXT,
    )


def _problem() -> Schema:
    problem = _object(
        code={**_TEXT, "description": "What is wrong, for programs."},
        message={**LABEL, "description": "What is wrong, for people: the command line's message."},
        line={**_COUNT, "description": "From 1; 0 for the whole request."},
        column={**_COUNT, "description": "From 1; 0 for the whole request."},
    )
    problem["properties"]["path"] = {**_TEXT, "description": "A JSON pointer to the value, where there is one."}
    problem["properties"]["parameter"] = {**_TEXT, "description": "The parameter of the address, where it is in one."}
    return problem


def _interview() -> Schema:
    ask = _object(
        name={**_TEXT, "description": "The fact that is asked for."},
        subject={**_or_null(_TEXT), "description": "For which subject, null for the whole case."},
        own={"type": "boolean", "description": "Whether it is the subject's own fact, not one that all share."},
        fact=ref("Fact"),
        remaining={**_object(best=_COUNT, worst=_COUNT), "description": "How many questions there are still to come."},
        decides={**_list(ref("Named")), "description": "The conclusions that hang on it."},
        sources=_list(ref("Source")),
    )
    return _object(
        status={
            "enum": ["asking", "answered", "open"],
            "description": "open: nothing is left to ask, and the answer stays undetermined.",
        },
        ask=_or_null(ask),
    )


def decision_schemas() -> dict[str, Schema]:
    """The schema of decisions with its parts as components of their own."""
    text = files("nocert_rules").joinpath("schemas", "decision-1.json").read_text(encoding="utf-8")
    whole: dict[str, Any] = _moved(json.loads(text))
    parts: Mapping[str, Schema] = whole.pop("$defs")
    for key in ("$schema", "$id"):
        whole.pop(key)
    return {_DECISION: whole, **{f"{_DECISION}.{name}": schema for name, schema in parts.items()}}


def _moved(value: Any) -> Any:
    """`value` with its references to parts of the schema as references to components."""
    if isinstance(value, list):
        return [_moved(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _reference(item) if key == "$ref" else _moved(item) for key, item in value.items()}


def _reference(text: str) -> str:
    return str(ref(f"{_DECISION}.{text.removeprefix('#/$defs/')}")["$ref"])
