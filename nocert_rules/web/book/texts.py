"""The first page of the rulebook, its documents as they read, and each provision with what stands under it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Document, Provision, Status
from nocert_rules.rulebook.model.values import Label
from nocert_rules.web.book.shelf import Shelf, shelf_of
from nocert_rules.web.book.views import Views, list_address, pieces, quotes_of
from nocert_rules.web.book.words import BOOK_WORDS
from nocert_rules.web.pages import Paged
from nocert_rules.web.services import Shared
from nocert_rules.words.messages import Language

router = APIRouter()
STATUSES: tuple[Status, ...] = get_args(Status)
_ENDS = tuple("。；：，.;:,")
_HEADING = 40


@dataclass(frozen=True)
class DocumentView:
    """A document with its figures."""

    document: Document
    territory: Label
    first_day: str
    first_day_note: str
    statuses: tuple[tuple[Status, int], ...]
    rules: int
    cases: int


@dataclass(frozen=True)
class ProvisionLine:
    """A provision as it stands in its document: `heading` where it only opens a part of the text."""

    provision: Provision
    number: str
    heading: bool
    rules: int
    cases: int


@router.get("/rulebook")
def rulebook_page(paged: Paged, shared: Shared) -> Response:
    """What the rulebook holds."""
    rulebook, shelf = shared.rulebook, shelf_of(shared)
    return paged.page(
        "book/index.html",
        BOOK_WORDS,
        documents=[document_view(rulebook, shelf, each, paged.language) for each in rulebook.documents.values()],
        lists=rulebook.lists.values(),
        jurisdictions=rulebook.jurisdictions,
        with_parameters=[each for each in rulebook.jurisdictions.values() if each.parameters],
        without_parameters=[each for each in rulebook.jurisdictions.values() if not each.parameters],
        views=Views(rulebook, paged.language),
        list_address=list_address,
        problems=paged.problems(shelf.error) if shelf.error else (),
        sizes=(len(rulebook.facts) + len(rulebook.computed), len(rulebook.conclusions), len(rulebook.rules)),
        requirements=len(rulebook.requirements),
    )


@router.get("/rulebook/{document}")
def document_page(document: str, paged: Paged, shared: Shared) -> Response:
    """A document from its first line to its last."""
    rulebook, shelf = shared.rulebook, shelf_of(shared)
    if document not in rulebook.documents:
        raise HTTPException(404)
    found = rulebook.documents[document]
    lines = lines_of(rulebook, shelf, document)
    return paged.page(
        "book/document.html",
        BOOK_WORDS,
        view=document_view(rulebook, shelf, found, paged.language),
        lines=lines,
        parts=_parts(lines),
    )


@router.get("/rulebook/{document}/{number:path}")
def provision_page(document: str, number: str, paged: Paged, shared: Shared) -> Response:
    """A provision with its rules, values, definitions and cases."""
    rulebook, shelf = shared.rulebook, shelf_of(shared)
    provision = rulebook.provisions.get(f"{document}/{number}")
    if provision is None:
        raise HTTPException(404)
    contents = rulebook.documents[document].contents
    place = contents.index(provision.id)
    views = Views(rulebook, paged.language)
    return paged.page(
        "book/provision.html",
        BOOK_WORDS,
        provision=provision,
        number=number,
        document=rulebook.documents[document],
        pieces=pieces(provision.text, quotes_of(rulebook, provision)),
        rules=[views.rule(rule) for rule in rulebook.rules_of_provision[provision.id]],
        computed=[
            (value, views.describe.term(value.id, value.term))
            for value in rulebook.computed.values()
            if value.source.provision == provision.id
        ],
        definitions=[
            (each, views.condition(each.condition))
            for each in rulebook.definitions.values()
            if each.source.provision == provision.id
        ],
        cases=[views.case(case) for case in shelf.by_provision.get(provision.id, ())],
        before=rulebook.provisions[contents[place - 1]] if place else None,
        after=rulebook.provisions[contents[place + 1]] if place + 1 < len(contents) else None,
    )


def document_view(rulebook: Rulebook, shelf: Shelf, document: Document, language: Language) -> DocumentView:
    """A document with how many provisions of each status, rules and cases it has."""
    own = [provision for provision in rulebook.provisions.values() if provision.document == document.id]
    counted = Counter(provision.status for provision in own)
    parameters = [
        parameter
        for place in rulebook.ancestry(document.territory)
        for parameter in rulebook.jurisdictions[place].parameters
        if parameter.fact == document.in_force_from
    ]
    first = parameters[0] if parameters else None
    return DocumentView(
        document,
        rulebook.jurisdictions[document.territory].name,
        str(first.value) if first and first.value is not None else "",
        first.source.text(language) if first else "",
        tuple((status, counted[status]) for status in STATUSES if counted[status]),
        sum(rule.document == document.id for rule in rulebook.rules.values()),
        sum(len(shelf.by_provision.get(provision.id, ())) for provision in own),
    )


@lru_cache(maxsize=64)
def lines_of(rulebook: Rulebook, shelf: Shelf, document: str) -> tuple[ProvisionLine, ...]:
    """The provisions of a document in the order of its text."""
    return tuple(
        ProvisionLine(
            provision,
            provision.id.partition("/")[2],
            _is_heading(provision),
            len(rulebook.rules_of_provision[provision.id]),
            len(shelf.by_provision.get(provision.id, ())),
        )
        for provision in (rulebook.provisions[name] for name in rulebook.documents[document].contents)
    )


def _is_heading(provision: Provision) -> bool:
    """Whether a provision is a title: nothing normative, short, and no sentence."""
    text = provision.text.rstrip()
    return provision.status == "not_normative" and not text.endswith(_ENDS) and len(text) <= 2 * _HEADING


def _parts(lines: tuple[ProvisionLine, ...]) -> list[tuple[ProvisionLine | None, list[ProvisionLine]]]:
    """The table of contents: each heading with the provisions under it."""
    parts: list[tuple[ProvisionLine | None, list[ProvisionLine]]] = []
    for number, line in enumerate(lines):
        if line.heading and number:
            parts.append((line, []))
        elif not line.heading:
            if not parts:
                parts.append((None, []))
            parts[-1][1].append(line)
    return parts
