"""The API in the words of OpenAPI 3.1, made from the declarations of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nocert_rules.rulebook.load.documents import STATUSES
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.version import VERSION
from nocert_rules.web.api.answers import answer_schemas
from nocert_rules.web.api.asking import ENGINES
from nocert_rules.web.api.shapes import Schema, case_schemas, jurisdiction_names, record_schemas, ref, words

MAX_ITEMS = 1000
BASE = "/api/v1"
_ABOUT = """\
The same questions that the command line answers, with the same answers, byte for byte. A case is sent as JSON in the
shape of a case file: a fact that is not known is left out; names are written with dots or nested in groups; nothing
is converted. What is wrong is answered with every problem found, in Chinese and English, with its place."""
REFUSALS = {
    "400": "The request came by a name that this program does not answer to.",
    "403": "The request was sent by a page of another site.",
    "404": "The address names something that the rulebook does not have.",
    "408": "The request took too long to arrive.",
    "413": "The request is too long.",
    "415": "The body is not `application/json` in UTF-8.",
    "422": "The request is wrong: every problem found, with the command line's messages.",
    "500": "The program has made a mistake, or the engines disagree: no answer is given.",
    "503": "The answer would take too long.",
}
_ALWAYS = ("400", "408", "413", "500", "503")
Operation = dict[str, Any]


def description(rulebook: Rulebook) -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, Any] = {}
    for question in rulebook.questions.values():
        paths |= _question_paths(question)
    return {
        "openapi": "3.1.0",
        "info": {"title": "nocert-rules", "version": VERSION, "description": _ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": "questions"}, {"name": "interview"}, {"name": "rulebook"}, {"name": "server"}],
        "paths": {**paths, **_reading_paths(rulebook)},
        "components": {
            "schemas": {**_case_schemas(rulebook), **record_schemas(rulebook), **answer_schemas(rulebook)},
            "responses": {_refusal(status): _problems(text) for status, text in REFUSALS.items()},
        },
    }


def _case_schemas(rulebook: Rulebook) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for name, question in rulebook.questions.items():
        ways = {f"{_case(name)}.{way}": schema for way, schema in case_schemas(rulebook, question).items()}
        found |= {**ways, _case(name): {"anyOf": [ref(way) for way in ways]}}
        found[f"Interview.{name}"] = _interview_schema(question)
    return found


def _case(question: str) -> str:
    """The component that describes a case of a question."""
    return f"Case.{question}"


def _interview_schema(question: Question) -> Schema:
    skipped: Schema = {
        "type": "object",
        "required": ["fact"],
        "properties": {"fact": {"enum": list(question.facts)}, "subject": {"type": ["string", "null"], "minLength": 1}},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "required": ["case"],
        "properties": {
            "case": ref(_case(question.id)),
            "skipped": {"type": "array", "items": skipped, "description": "The facts that nobody knows."},
        },
        "additionalProperties": False,
    }


def _question_paths(question: Question) -> dict[str, Any]:
    label = words(question.label)
    answer = _operation(
        f"answer_{question.id}",
        f"{label}: the answer",
        ("questions", "Decision", ("403", "415", "422")),
        [_query("engine", {"enum": list(ENGINES)}, "Which engines answer; without it, all that can.")],
    )
    ask = _operation(
        f"next_{question.id}", f"{label}: what to ask next", ("interview", "Interview", ("403", "415", "422"))
    )
    declared = _operation(f"declaration_{question.id}", f"{label}: what it takes", ("questions", "Question", ()))
    address = f"{BASE}/questions/{question.id}"
    return {
        address: {
            "get": declared,
            "post": {**answer, "requestBody": _body(_case(question.id))},
        },
        f"{address}/next": {"post": {**ask, "requestBody": _body(f"Interview.{question.id}")}},
    }


def _reading_paths(rulebook: Rulebook) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "pattern": r"\S"}
    search = [
        _query("q", text, "A name, a part of one, pinyin, initials, with slips.", required=True),
        _query(
            "jurisdiction",
            {"enum": jurisdiction_names(rulebook)},
            "Only lists of this jurisdiction and of those it lies in, by id or name.",
        ),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MAX_ITEMS, "default": 20}, "At most so many."),
    ]
    narrowed = [
        _query("document", {"enum": list(rulebook.documents)}, "Only this document."),
        _query("status", {"enum": list(STATUSES)}, "Only this status."),
    ]
    address = [
        _in_path("document", {"enum": list(rulebook.documents)}, "The document."),
        _in_path("number", {"type": "string", "minLength": 1}, "The provision in it, such as 4.2."),
    ]
    return {
        f"{BASE}/questions": {"get": _listing("questions", "What can be asked", "Question")},
        f"{BASE}/items": {
            "get": _listing("items", "Items of the published lists, by name", "Item", search, ("422",)),
        },
        f"{BASE}/provisions": {
            "get": _listing("provisions", "The provisions, and what became of each", "Provision", narrowed, ("422",)),
        },
        f"{BASE}/provisions/{{document}}/{{number}}": {
            "get": _operation(
                "provision", "A provision with its rules", ("rulebook", "ProvisionWithRules", ("404",)), address
            )
        },
        f"{BASE}/lists": {"get": _listing("lists", "The published lists, without their entries", "List")},
        f"{BASE}/jurisdictions": {"get": _listing("jurisdictions", "The jurisdictions", "Jurisdiction")},
        f"{BASE}/health": {"get": _operation("health", "Whether the server answers", ("server", "Health", ()))},
        f"{BASE}/openapi.json": {
            "get": _with_answer(_operation("openapi", "This description", ("server", "", ())), {"type": "object"}),
        },
    }


def _listing(
    name: str, summary: str, component: str, parameters: Iterable[Schema] = (), refusals: Iterable[str] = ()
) -> Operation:
    """An operation that answers a list of a component."""
    tag = "questions" if component == "Question" else "rulebook"
    found = _operation(name, summary, (tag, component, tuple(refusals)), parameters)
    return _with_answer(found, {"type": "array", "items": ref(component)})


def _operation(
    name: str, summary: str, about: tuple[str, str, tuple[str, ...]], parameters: Iterable[Schema] = ()
) -> Operation:
    """An operation; `about` is its tag, the component it answers and how it may refuse beyond what all do."""
    tag, component, refusals = about
    answers: dict[str, Any] = {"200": {"description": summary, "content": _content(ref(component))}}
    answers |= {status: {"$ref": f"#/components/responses/{_refusal(status)}"} for status in (*refusals, *_ALWAYS)}
    given = list(parameters)
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        **({"parameters": given} if given else {}),
        "responses": dict(sorted(answers.items())),
    }


def _with_answer(operation: Operation, schema: Schema) -> Operation:
    answer = {"description": operation["summary"], "content": _content(schema)}
    return {**operation, "responses": {**operation["responses"], "200": answer}}


def _refusal(status: str) -> str:
    return f"Refused.{status}"


def _problems(text: str) -> Schema:
    return {"description": text, "content": _content(ref("Problems"))}


def _content(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _body(component: str) -> Schema:
    return {"required": True, "content": _content(ref(component))}


def _query(name: str, schema: Schema, text: str, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": text, "schema": schema}


def _in_path(name: str, schema: Schema, text: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}
