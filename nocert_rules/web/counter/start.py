"""The first page of the counter: what is asked, where, as of which day, about which item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from nocert_rules.dialogue.forms import Form, read_case_file
from nocert_rules.rulebook.model.catalogue import Jurisdiction, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.counter.fields import text_in
from nocert_rules.web.counter.hits import MAX_HITS, facts_of_item, hits
from nocert_rules.web.counter.standing import asked_about
from nocert_rules.web.counter.words import COUNTER_WORDS
from nocert_rules.web.home import address_of
from nocert_rules.web.pages import Paged, Pages, see
from nocert_rules.web.services import Services, Shared
from nocert_rules.web.visitors import Posted, Visitor
from nocert_rules.web.words import translator
from nocert_rules.words.errors import InputError

router = APIRouter()


@dataclass(frozen=True)
class Start:
    """What is chosen on the first page so far."""

    question: Question
    jurisdiction: str
    as_of: str
    query: str = ""

    @property
    def listed(self) -> bool:
        """Whether the question is about an item of the published lists."""
        return bool(self.question.lookup and self.question.lookup.listings)


@router.get("/counter")
def start(
    paged: Paged, shared: Shared, question: str = "", q: str = "", jurisdiction: str = "", as_of: str = ""
) -> Response:
    """Look for an item, as an ordinary form."""
    rulebook = shared.rulebook
    asked = rulebook.questions.get(question) if question else _usual_question(rulebook)
    if asked is None:
        raise HTTPException(404)
    if asked.each:
        return see("/desk")
    place = jurisdiction if jurisdiction in rulebook.jurisdictions else _territory(rulebook, asked)
    return _page(paged, shared, Start(asked, place, as_of or shared.today(place).isoformat(), q.strip()))


@router.get("/counter/items")
def items(paged: Paged, shared: Shared, q: str = "", jurisdiction: str = "", question: str = "") -> Response:
    """The items found, as the part of the page that shows them."""
    asked = shared.rulebook.questions.get(question) if question else _usual_question(shared.rulebook)
    if jurisdiction not in shared.rulebook.jurisdictions or asked is None:
        raise HTTPException(404)
    found = hits(shared, asked, jurisdiction, q, paged.language)
    return paged.page("counter/hits.html", COUNTER_WORDS, query=q.strip(), hits=found, most=MAX_HITS)


@router.post("/counter")
def begin(posted: Posted, shared: Shared, visitor: Visitor, about: str = "") -> Response:
    """Begin a draft on an item that was found, on a name that is on no list, or on no item; `about` is asked first."""
    rulebook = shared.rulebook
    question = rulebook.questions.get(text_in(posted, "question"))
    if question is None or question.each:
        raise HTTPException(400, "question: expected one of the counter")
    about = asked_about(question, about)
    place, day = text_in(posted, "jurisdiction"), text_in(posted, "as_of")
    facts: dict[str, str] | None = {}
    chosen, typed = text_in(posted, "item"), text_in(posted, "name")
    if chosen:
        facts = facts_of_item(rulebook, question, place, chosen) if place in rulebook.jurisdictions else None
    elif typed and question.lookup:
        facts = {fact: typed for part, fact in question.lookup.item.items() if part == "certificate"}
    if facts is None:
        raise HTTPException(400, "item: there is no such item")
    form = Form(question.id, day or shared.today(place).isoformat(), place, facts, about=about)
    return see(f"/counter/{shared.drafts.create(visitor, form)}")


@router.post("/counter/open")
def open_file(posted: Posted, paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """Begin a draft with what a case file says."""
    sent = posted.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _not_opened(paged, shared, (translator(paged.language, COUNTER_WORDS)["no_file"],))
    try:
        form = read_case_file(sent.file.read(), sent.filename, shared.rulebook, "", shared.today())
    except InputError as error:
        return _not_opened(paged, shared, tuple(problem.render(paged.language) for problem in error.problems))
    draft = shared.drafts.get(visitor, shared.drafts.create(visitor, form))
    assert draft is not None
    return see(address_of(draft, shared.rulebook.questions))


def _not_opened(paged: Pages, shared: Services, told: tuple[str, ...]) -> HTMLResponse:
    asked = _usual_question(shared.rulebook)
    chosen = Start(asked, _territory(shared.rulebook, asked), shared.today().isoformat())
    return _page(paged, shared, chosen, 422, told)


def _page(paged: Pages, shared: Services, chosen: Start, status: int = 200, told: tuple[str, ...] = ()) -> HTMLResponse:
    found = hits(shared, chosen.question, chosen.jurisdiction, chosen.query, paged.language) if chosen.query else ()
    return paged.page(
        "counter/start.html",
        COUNTER_WORDS,
        status,
        chosen=chosen,
        offered=_offered(shared.rulebook),
        query=chosen.query,
        hits=found,
        most=MAX_HITS,
        places=_places(shared.rulebook, chosen.question),
        told=told,
    )


def _usual_question(rulebook: Rulebook) -> Question:
    """The question to begin with; 404 where all questions are about subjects, for the desk."""
    offered = _offered(rulebook)
    if not offered:
        raise HTTPException(404)
    return offered[0]


def _offered(rulebook: Rulebook) -> tuple[Question, ...]:
    """The questions without subjects, those about items of the lists first."""
    found = [question for question in rulebook.questions.values() if not question.each]
    return tuple(sorted(found, key=lambda each: not (each.lookup and each.lookup.listings)))


def _territory(rulebook: Rulebook, question: Question) -> str:
    """Where the documents of `question` apply."""
    return rulebook.documents[question.documents[0]].territory


def _places(rulebook: Rulebook, question: Question) -> tuple[tuple[Jurisdiction, ...], tuple[Jurisdiction, ...]]:
    """The jurisdictions in the documents' territory, the territory first, and all others."""
    territory = _territory(rulebook, question)
    inside = [each for each in rulebook.jurisdictions.values() if territory in rulebook.ancestry(each.id)]
    return _outermost_first(rulebook, inside), _outermost_first(
        rulebook, [each for each in rulebook.jurisdictions.values() if each not in inside]
    )


def _outermost_first(rulebook: Rulebook, places: Iterable[Jurisdiction]) -> tuple[Jurisdiction, ...]:
    return tuple(sorted(places, key=lambda each: rulebook.ancestry(each.id)[::-1]))
