"""The addresses of the API."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from nocert_rules.dialogue.interview.session import Ask, Outcome, next_question
from nocert_rules.engine.decision.document import decision_json
from nocert_rules.render.found import hit_data, provision_data
from nocert_rules.rulebook.load.documents import STATUSES
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.version import VERSION
from nocert_rules.web.api.asking import (
    Json,
    case_of_json,
    count_of,
    decider_for,
    interview_of_json,
    not_found,
    one_of,
    question_of,
    reach_of,
    text_of,
)
from nocert_rules.web.api.declared import (
    Data,
    document_provision_data,
    fact_data,
    jurisdiction_data,
    list_data,
    question_data,
)
from nocert_rules.web.api.description import MAX_ITEMS, description
from nocert_rules.web.book.shelf import shelf_of
from nocert_rules.web.services import Services, Shared
from nocert_rules.words.json_text import json_text

router = APIRouter(prefix="/api/v1", include_in_schema=False)


@router.get("/openapi.json")
def openapi(shared: Shared) -> Response:
    """The description of all this."""
    return _text(_described(shared.rulebook))


def methods_at(scope: Scope) -> tuple[str, ...]:
    """The methods that the address of a request takes."""
    found: set[str] = set()
    for route in router.routes:
        if route.matches(scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return tuple(sorted(found))


@lru_cache(maxsize=4)
def _described(rulebook: Rulebook) -> str:
    return _json(description(rulebook))


@router.get("/health")
def health(shared: Shared) -> Response:
    """Whether the server answers, with what."""
    engines = {engine.name for name in shared.rulebook.questions for engine in shared.decider.prepared(name)[1]}
    return _data({"status": "ok", "version": VERSION, "rulebook": shared.rulebook.digest, "engines": sorted(engines)})


@router.get("/questions")
def questions(shared: Shared) -> Response:
    """What can be asked, with the facts that each question takes."""
    return _data([question_data(shared.rulebook, item) for item in shared.rulebook.questions.values()])


@router.get("/questions/{question}")
def declaration(question: str, shared: Shared) -> Response:
    """One question."""
    return _data(question_data(shared.rulebook, question_of(shared.rulebook, question)))


@router.post("/questions/{question}")
def answer(question: str, body: Json, shared: Shared, engine: str | None = None) -> Response:
    """The decision, in the very bytes of the command line."""
    asked = question_of(shared.rulebook, question)
    decider = decider_for(shared, engine)
    return _text(decision_json(decider.decide(case_of_json(shared, asked, body))))


@router.post("/questions/{question}/next")
def next_(question: str, body: Json, shared: Shared) -> Response:
    """The question that is worth asking next."""
    asked = question_of(shared.rulebook, question)
    case, skipped = interview_of_json(shared, asked, body)
    return _data(_outcome(shared.rulebook, next_question(shared.decider, case, skipped)))


def _outcome(rulebook: Rulebook, outcome: Outcome) -> Data:
    return {"status": outcome.status, "ask": _ask(rulebook, outcome.ask) if outcome.ask else None}


def _ask(rulebook: Rulebook, ask: Ask) -> Data:
    sources = dict.fromkeys(rule.sources[0] for rule in ask.rules)
    return {
        "name": ask.name,
        "subject": ask.subject,
        "own": ask.own,
        "fact": fact_data(rulebook, ask.fact),
        "remaining": {"best": ask.best, "worst": ask.worst},
        "decides": [{"id": name, "label": rulebook.conclusions[name].label.data()} for name in ask.decides],
        "sources": [source.data() for source in sources],
    }


@router.get("/items")
def items(shared: Shared, q: str | None = None, jurisdiction: str | None = None, limit: str = "20") -> Response:
    """Items of the published lists, found as people type them."""
    reach = reach_of(shared.rulebook, jurisdiction)
    hits = shared.items.search(text_of("q", q), reach, count_of("limit", limit, MAX_ITEMS))
    return _data([hit_data(shared.rulebook, hit) for hit in hits])


@router.get("/provisions")
def provisions(shared: Shared, document: str | None = None, status: str | None = None) -> Response:
    """The provisions of the documents, with what became of each."""
    rulebook, cases = shared.rulebook, _cases(shared)
    if document is not None:
        one_of("document", document, rulebook.documents)
    if status is not None:
        one_of("status", status, STATUSES)
    found = [
        provision_data(rulebook, provision, cases)
        for provision in rulebook.provisions.values()
        if document in (None, provision.document) and status in (None, provision.status)
    ]
    return _data(found)


@router.get("/provisions/{document}/{number}")
def provision(document: str, number: str, shared: Shared) -> Response:
    """One provision with its rules."""
    name = f"{document}/{number}"
    if name not in shared.rulebook.provisions:
        raise not_found("provision", name, shared.rulebook.provisions)
    return _data(document_provision_data(shared.rulebook, name, _cases(shared)))


@router.get("/lists")
def lists(shared: Shared) -> Response:
    """The published lists, without their entries."""
    return _data([list_data(item) for item in shared.rulebook.lists.values()])


@router.get("/jurisdictions")
def jurisdictions(shared: Shared) -> Response:
    """The jurisdictions that can be asked for."""
    return _data([jurisdiction_data(item) for item in shared.rulebook.jurisdictions.values()])


def _cases(services: Services) -> dict[str, list[str]]:
    return {name: [case.id for case in cases] for name, cases in shelf_of(services).by_provision.items()}


def _json(data: object) -> str:
    return json_text(data)


def _data(data: object) -> Response:
    return _text(_json(data))


def _text(text: str) -> Response:
    return Response(text.encode(), media_type="application/json")
