"""Pages of what documents speak of: conclusions, facts, golden cases and published lists."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from nocert_rules.render.view import supplier_text
from nocert_rules.render.words import pick
from nocert_rules.rulebook.model.catalogue import Entry, Fact
from nocert_rules.rulebook.model.conditions import conclusions, facts_of, facts_of_term
from nocert_rules.rulebook.model.graph import reachable, rule_graph
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.web.book.search import MAX_QUERY, marked, means
from nocert_rules.web.book.shelf import shelf_of
from nocert_rules.web.book.views import Link, Views
from nocert_rules.web.book.words import BOOK_WORDS
from nocert_rules.web.pages import Paged
from nocert_rules.web.services import Shared

router = APIRouter()
_PREFIX = "conclusion:"


@dataclass(frozen=True)
class FactView:
    """A fact of the vocabulary; `fields` are those of its records, or stand under the fact `fields_at`."""

    id: str
    label: str
    question: str
    type: str
    supplied_by: str
    finding: bool
    choices: tuple[tuple[str, str], ...]
    fields: tuple[FactView, ...]
    fields_at: str
    read_by: tuple[Link, ...]


@router.get("/rulebook/conclusions")
def conclusions_page(paged: Paged, shared: Shared) -> Response:
    """Every conclusion, by the question that reports it first."""
    rulebook = shared.rulebook
    views = Views(rulebook, paged.language)
    seen: set[str] = set()
    groups: list[tuple[str, list[tuple[str, Link]]]] = []
    for question in rulebook.questions.values():
        own = [name for name in question.asked if name not in seen]
        seen.update(own)
        groups.append((question.label.text(paged.language), [(name, views.conclusion(name)) for name in own]))
    others = [(name, views.conclusion(name)) for name in rulebook.conclusions if name not in seen]
    return paged.page("book/conclusions.html", BOOK_WORDS, groups=groups, others=others)


@router.get("/rulebook/conclusions/{name}")
def conclusion_page(name: str, paged: Paged, shared: Shared) -> Response:
    """A conclusion: its rules, what it depends on and what depends on it."""
    rulebook = shared.rulebook
    if name not in rulebook.conclusions:
        raise HTTPException(404)
    views = Views(rulebook, paged.language)
    found = rulebook.conclusions[name]
    rules = rulebook.rules_of_conclusion[name]
    below, above = _around(rulebook, name)
    scale = rulebook.enumerations.get(found.scale)
    return paged.page(
        "book/conclusion.html",
        BOOK_WORDS,
        conclusion=found,
        label=views.conclusion(name).words,
        rules=[views.rule(rule) for rule in rules],
        exceptions=[
            (views.rule_link(rule), views.rule_link(other))
            for rule in rules
            for other in rulebook.exceptions_of[rule.id]
        ],
        asking=[views.rule_link(rule) for rule in asking(rulebook, name)],
        questions_asking=[
            each.label.text(paged.language) for each in rulebook.questions.values() if name in each.asked
        ],
        reads=views.reads(rules),
        below=[views.conclusion(each) for each in below],
        above=[views.conclusion(each) for each in above],
        opposes=[views.conclusion(each) for each in found.opposes],
        permits=[choice.label.text(paged.language) for choice in scale.choices] if scale else [],
    )


def asking(rulebook: Rulebook, conclusion: str) -> tuple[Rule, ...]:
    """The rules that ask for a conclusion."""
    return tuple(rule for rule in rulebook.rules.values() if conclusion in conclusions(rule.when))


def _around(rulebook: Rulebook, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The conclusions that `name` depends on, and those that depend on it."""
    graph = rule_graph(rulebook.rules.values())
    turned: dict[str, set[str]] = {}
    for node, needs in graph.items():
        for need in needs:
            turned.setdefault(need, set()).add(node)
    start = _PREFIX + name
    below, above = reachable(graph, [start]), reachable(turned, [start])
    others = [each for each in rulebook.conclusions if each != name]
    return (
        tuple(each for each in others if _PREFIX + each in below),
        tuple(each for each in others if _PREFIX + each in above),
    )


@router.get("/rulebook/facts")
def facts_page(paged: Paged, shared: Shared) -> Response:
    """The vocabulary."""
    rulebook = shared.rulebook
    views = Views(rulebook, paged.language)
    readers = _readers(rulebook)
    groups: dict[str, list[FactView]] = {}
    for fact in rulebook.facts.values():
        if not fact.record:
            groups.setdefault(fact.id.partition(".")[0], []).append(_fact(views, fact, readers))
    computed = [
        (
            value,
            views.describe.term(value.id, value.term),
            [views.rule_link(rule) for rule in readers.get(value.id, ())],
        )
        for value in rulebook.computed.values()
    ]
    return paged.page("book/facts.html", BOOK_WORDS, groups=groups, computed=computed, count=len(rulebook.facts))


def _readers(rulebook: Rulebook) -> dict[str, list[Rule]]:
    """For each fact, field and computed value the rules that read it."""
    found: dict[str, list[Rule]] = {}
    for rule in rulebook.rules.values():
        own = dict.fromkeys(facts_of(rule.own_condition))
        through = [fact for name in own if name in rulebook.computed for fact in _inputs(rulebook, name)]
        for name in dict.fromkeys((*own, *through)):
            found.setdefault(name, []).append(rule)
    return found


def _inputs(rulebook: Rulebook, computed: str) -> list[str]:
    return list(facts_of_term(rulebook.computed[computed].term))


def _fact(views: Views, fact: Fact, readers: dict[str, list[Rule]]) -> FactView:
    rulebook, language = views.rulebook, views.language
    choices = rulebook.enumerations[fact.type.choices].choices if fact.type.choices else ()
    fields = rulebook.fields_of_record.get(fact.type.record, ()) if fact.type.record else ()
    first = next((each.id for each in rulebook.facts.values() if fields and each.type.record == fact.type.record), "")
    return FactView(
        id=fact.id,
        label=fact.label.text(language),
        question=fact.question.text(language),
        type=pick(BOOK_TYPES[fact.type.name], language),
        supplied_by=supplier_text(rulebook, fact, language),
        finding=fact.finding,
        choices=tuple((choice.id, choice.label.text(language)) for choice in choices),
        fields=tuple(_fact(views, field, readers) for field in fields) if first == fact.id else (),
        fields_at=first if first != fact.id else "",
        read_by=tuple(views.rule_link(rule) for rule in readers.get(fact.id, ())),
    )


BOOK_TYPES = {
    "boolean": ("是或否", "yes or no"),
    "integer": ("整数", "a whole number"),
    "text": ("文字", "words"),
    "date": ("日期", "a day"),
    "one_of": ("选一项", "one of several"),
    "records": ("若干条记录", "records"),
}


@router.get("/rulebook/cases/{name}")
def case_page(name: str, paged: Paged, shared: Shared) -> Response:
    """A golden case, in words and as it stands in its file."""
    shelf = shelf_of(shared)
    if name not in shelf.cases:
        raise HTTPException(404)
    case = Views(shared.rulebook, paged.language).case(shelf.cases[name])
    return paged.page("book/case.html", BOOK_WORDS, case=case, yaml=shelf.texts[name])


@router.get("/rulebook/lists/{name}")
def list_page(name: str, paged: Paged, shared: Shared, q: str = "") -> Response:
    """A published list; `q` keeps the entries that have these words."""
    rulebook = shared.rulebook
    if name not in rulebook.lists:
        raise HTTPException(404)
    found = rulebook.lists[name]
    wanted = q[:MAX_QUERY].split()
    entries = [entry for entry in found.entries if means(wanted, _texts(entry))]
    return paged.page(
        "book/list.html",
        BOOK_WORDS,
        list=found,
        entries=entries,
        q=q,
        jurisdiction=rulebook.jurisdictions[found.jurisdiction].name,
        routes=rulebook.route_labels,
        marks=lambda words: marked(words, wanted),
    )


def _texts(entry: Entry) -> tuple[str, ...]:
    return (*entry.item, entry.legal_basis)
