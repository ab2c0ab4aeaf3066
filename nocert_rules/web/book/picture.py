"""The picture of how rules depend on each other: around a conclusion, below it, or of a whole question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from markupsafe import Markup

from nocert_rules.render.graph import Node, Picture, Words, around, draw, picture_of
from nocert_rules.render.words import pick, word
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.web.book.views import Link, Views, conclusion_address, fact_address, rule_address
from nocert_rules.web.book.words import BOOK_WORDS
from nocert_rules.web.pages import Paged
from nocert_rules.web.services import Shared
from nocert_rules.words.messages import Language

router = APIRouter()
_DRAWING = Lock()  # many may ask for the same at once
_QUOTED = 22  # characters of the law's words in a box
Reach = Literal["all", "near"]


@dataclass(frozen=True)
class Line:
    """A rule in the list that says the same as the picture."""

    rule: Link
    provision: str
    reads: tuple[Link, ...]
    concludes: Link | None
    gap: bool
    exception_to: tuple[Link, ...]


@dataclass(frozen=True)
class Drawn:
    """A picture that is ready: its SVG, its title, what it holds in figures, and the same as a list."""

    svg: str
    title: str
    size: str
    lines: tuple[Line, ...]


@router.get("/rulebook/picture")
def picture_page(
    paged: Paged, shared: Shared, conclusion: str = "", question: str = "", reach: str = "all"
) -> Response:
    """A picture with a choice of others."""
    rulebook = shared.rulebook
    drawn, chosen = _chosen(rulebook, conclusion, question, reach, paged.language)
    views = Views(rulebook, paged.language)
    groups = [
        (each.label.text(paged.language), [(name, views.conclusion(name).words) for name in each.asked])
        for each in rulebook.questions.values()
    ]
    listed = {name for each in rulebook.questions.values() for name in each.asked}
    others = [(name, views.conclusion(name).words) for name in rulebook.conclusions if name not in listed]
    return paged.page(
        "book/picture.html",
        BOOK_WORDS,
        svg=Markup(drawn.svg),
        drawn=drawn,
        groups=[*groups, (word("other", paged.language), others)],
        conclusion="" if question else chosen,
        question=question,
        reach=reach,
        alone="/rulebook/picture.svg?"
        + urlencode({"question": question} if question else {"conclusion": chosen, "reach": reach}),
    )


@router.get("/rulebook/picture.svg")
def picture_alone(
    paged: Paged, shared: Shared, conclusion: str = "", question: str = "", reach: str = "all"
) -> Response:
    """A picture as a file of its own."""
    drawn, _ = _chosen(shared.rulebook, conclusion, question, reach, paged.language)
    return Response(drawn.svg, media_type="image/svg+xml")


def _chosen(rulebook: Rulebook, conclusion: str, question: str, reach: str, language: Language) -> tuple[Drawn, str]:
    """The picture asked for, and the conclusion that it is about; without any, the first answer's first."""
    if question:
        if question not in rulebook.questions:
            raise HTTPException(404)
        with _DRAWING:
            return drawn_question(rulebook, question, language), ""
    chosen = conclusion or next((name for each in rulebook.questions.values() for name in each.asked), "")
    if chosen not in rulebook.conclusions:
        raise HTTPException(404)
    with _DRAWING:
        return drawn_conclusion(rulebook, chosen, "near" if reach == "near" else "all", language), chosen


@lru_cache(maxsize=128)
def drawn_conclusion(rulebook: Rulebook, conclusion: str, reach: Reach, language: Language) -> Drawn:
    """The picture of what a conclusion depends on, or of what is next to it."""
    rules = around(rulebook, conclusion) if reach == "near" else rules_for(rulebook.rules, [conclusion])
    return _drawn(rulebook, rules, (conclusion,), Views(rulebook, language).conclusion(conclusion).words, language)


@lru_cache(maxsize=16)
def drawn_question(rulebook: Rulebook, question: str, language: Language) -> Drawn:
    """The picture of all rules of a question; its answer is what is asked."""
    declared = rulebook.questions[question]
    asked = tuple(
        name
        for field in declared.answer
        for name in (field.conclusion, *(option.conclusion for option in field.options))
        if name
    )
    return _drawn(rulebook, rules_for(rulebook.rules, declared.asked), asked, declared.label.text(language), language)


def _drawn(
    rulebook: Rulebook, rules: tuple[Rule, ...], asked: tuple[str, ...], label: str, language: Language
) -> Drawn:
    views = Views(rulebook, language)
    text = {key: pick(pair, language) for key, pair in BOOK_WORDS.items()}
    picture = picture_of(rulebook, rules, asked)
    kinds = [node.kind for node in picture.nodes]
    size = text["picture_size"].format(
        facts=sum(kind in ("fact", "finding", "computed") for kind in kinds),
        rules=sum(node.is_rule for node in picture.nodes),
        conclusions=kinds.count("conclusion"),
    )
    title = text["picture_of"] + label

    def above(node: Node) -> str:
        if node.is_rule:
            rule = rulebook.rules[node.name]
            modality = f" · {word(rule.modality, language)}" if rule.modality else ""
            silent = f" · {text['silent']}" if rule.gap else ""
            document, _, number = rule.provision.partition("/")
            return f"{rulebook.documents[document].short.text(language)} {number}{modality}{silent}"
        return {"finding": "◆ " + text["legend_finding"], "computed": "= " + word("computed", language)}.get(
            node.kind, ""
        )

    words = Words(
        title=title,
        description=f"{text['picture_lead']} {size}",
        above=above,
        label=lambda node: _said(views, node) or _label(views, node),
        below=lambda node: node.name if _said(views, node) else "",
        address=lambda node: _address(rulebook, node),
    )
    return Drawn(draw(picture, words), title, size, tuple(_line(views, picture, rule) for rule in rules))


def _said(views: Views, node: Node) -> str:
    """What stands in the box of a rule for readers of Chinese: the law's own words, shortened; its id comes below."""
    if views.language != "zh" or not node.is_rule:
        return ""
    quote = views.rulebook.rules[node.name].sources[0].quote.replace("\n", "")
    return f"“{quote}”" if len(quote) <= _QUOTED else f"“{quote[:_QUOTED]}…”"


def _label(views: Views, node: Node) -> str:
    if node.is_rule:
        return node.name
    return views.conclusion(node.name).words if node.kind == "conclusion" else views.describe.fact(node.name)


def _address(rulebook: Rulebook, node: Node) -> str:
    if node.is_rule:
        return rule_address(rulebook.rules[node.name])
    return conclusion_address(node.name) if node.kind == "conclusion" else fact_address(node.name)


def _line(views: Views, picture: Picture, rule: Rule) -> Line:
    nodes = {node.id: node for node in picture.nodes}
    own = f"rule:{rule.id}"
    reads = [nodes[edge.source] for edge in picture.edges if edge.target == own and edge.kind in ("needs", "negated")]
    defeats = [nodes[edge.target] for edge in picture.edges if edge.source == own and edge.kind == "excepts"]
    return Line(
        views.rule_link(rule),
        rule.provision,
        tuple(Link(_label(views, node), _address(views.rulebook, node)) for node in reads),
        views.conclusion(rule.conclusion) if rule.conclusion else None,
        rule.gap is not None,
        tuple(Link(_label(views, node), _address(views.rulebook, node)) for node in defeats),
    )
