"""A draft at the counter: the interview, one question at a time, and the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from nocert_rules.dialogue.forms import Form, Key, RecordsForm, form_yaml
from nocert_rules.render.explanation import explanation_view
from nocert_rules.render.view import decision_view
from nocert_rules.web.counter.answers import known
from nocert_rules.web.counter.asked import asked_view
from nocert_rules.web.counter.fields import MAX_ROWS, given_in, input_kind, text_in
from nocert_rules.web.counter.notice import given_notices, notice_views
from nocert_rules.web.counter.standing import DAY, PLACE, Standing, about_of, asked_about, can_be_asked, standing
from nocert_rules.web.counter.words import COUNTER_WORDS
from nocert_rules.web.pages import Paged, see
from nocert_rules.web.services import Services, Shared
from nocert_rules.web.visitors import Posted, Visitor
from nocert_rules.words.messages import Language

router = APIRouter(prefix="/counter/{name}")
Text = Annotated[str, Query(max_length=200)]
Rows = Annotated[int, Query(ge=0, le=MAX_ROWS)]
_NO_DAY = re.compile(r"[^0-9-]")
_DROP = re.compile(r"drop[0-9]{1,3}")


@dataclass(frozen=True)
class HeadingView:
    """The fields of a draft's day and place: how the day is typed, and what is wrong with them."""

    day_kind: str
    day_problems: tuple[str, ...]
    place_problems: tuple[str, ...]


def form_of_draft(shared: Services, visitor: str, name: str) -> Form:
    """The form of this visitor's draft `name`; 404 for what is not theirs, or is no question of the counter."""
    draft = shared.drafts.get(visitor, name)
    question = shared.rulebook.questions.get(draft.form.question) if draft else None
    if draft is None or question is None or question.each:
        raise HTTPException(404)
    return draft.form


@router.get("")
def show(
    name: str, paged: Paged, shared: Shared, visitor: Visitor, change: Text = "", rows: Rows = 0, empty: bool = False
) -> Response:
    """The question to answer now (or the one to change), and the answer as far as it is known."""
    form = form_of_draft(shared, visitor, name)
    stands = standing(shared, form, paged.language)
    fact = change or stands.current
    if fact is not None and not can_be_asked(shared, form, fact):
        raise HTTPException(404)
    return paged.page(
        "counter/draft.html",
        COUNTER_WORDS,
        name=name,
        form=form,
        stands=stands,
        asked=asked_view(shared.rulebook, stands, fact, rows, paged.language) if fact else None,
        empty=empty,
        changing=bool(change),
        back=_before(form, change),
        view=decision_view(stands.decision, paged.language, about_of(shared, form)) if stands.decision else None,
        known=known(stands, shared.rulebook, paged.language),
        places=shared.rulebook.jurisdictions.values(),
        heading=heading_view(stands),
        wrong=problems_of(stands, fact, name),
        entry=next(iter(stands.decision.case.entries), None) if stands.decision else None,
        item_name=_item_name(shared, form),
        search_address=_search_address(shared, form),
        notices=given_notices(stands.decision) if stands.decision else (),
        address_of_fact=lambda missing: address_of_fact(name, missing),
        can_answer=lambda missing: can_be_asked(shared, form, _whole(missing)),
    )


@router.post("/answer")
def answer(name: str, posted: Posted, shared: Shared, visitor: Visitor) -> Response:
    """Keep an answer, right or wrong, and go on."""
    base = form = form_of_draft(shared, visitor, name)
    fact, action = text_in(posted, "fact"), text_in(posted, "action")
    if not can_be_asked(shared, form, fact):
        raise HTTPException(400, "fact: expected one of the question's")
    key = Key(None, fact)
    match action:
        case "unknown":
            form = form.not_known(key)
        case "withdraw":
            form = form.asked_again(key)
        case "none":
            form = form.answered(key, RecordsForm())
        case _:
            dropped = int(action.removeprefix("drop")) if _DROP.fullmatch(action) else None
            given = given_in(posted, shared.rulebook.facts[fact], shared.rulebook, dropped)
            if isinstance(given, RecordsForm):
                return _records(name, shared, visitor, key, given, action)
            form = form.answered(key, given)
    shared.drafts.save(visitor, name, form, base)
    return see(f"/counter/{name}")


def _records(name: str, shared: Services, visitor: str, key: Key, given: RecordsForm, action: str) -> Response:
    """Keep a list of records; it is no answer before it is said to be one, nor while nothing is said in it."""
    form = form_of_draft(shared, visitor, name)
    answering = action in ("answer", "complete")
    if answering and (given.records or not given.complete):
        shared.drafts.save(visitor, name, form.answered(key, given), form)
        return see(f"/counter/{name}")
    shared.drafts.save(visitor, name, form.with_started(key.fact, given), form)
    if answering:
        return see(address_of_fact(name, key.fact, empty="true"))
    return see(address_of_fact(name, key.fact, rows=str(len(given.records) + (action == "row"))))


@router.post("/heading")
def heading(name: str, posted: Posted, shared: Shared, visitor: Visitor) -> Response:
    """Keep another place or day, and what is asked for first."""
    form = form_of_draft(shared, visitor, name)
    place, day = text_in(posted, "jurisdiction"), text_in(posted, "as_of")
    question = shared.rulebook.questions[form.question]
    about = asked_about(question, text_in(posted, "about")) if "about" in posted else form.about
    changed = replace(form, jurisdiction=place, as_of=day or shared.today(place).isoformat(), about=about)
    shared.drafts.save(visitor, name, changed, form)
    return see(f"/counter/{name}")


@router.post("/ask")
def ask(name: str, posted: Posted, shared: Shared, visitor: Visitor) -> Response:
    """Ask also for what is known elsewhere only, or no longer."""
    form = form_of_draft(shared, visitor, name)
    shared.drafts.save(visitor, name, replace(form, ask_all=text_in(posted, "ask") == "all"), form)
    return see(f"/counter/{name}")


@router.get("/case.yaml")
def case_file(name: str, shared: Shared, visitor: Visitor) -> Response:
    """The case as the file that the command line reads."""
    form = form_of_draft(shared, visitor, name)
    file_name = f"{form.question}-{_NO_DAY.sub('', form.as_of)[:10]}.yaml"
    headers = {"content-disposition": f'attachment; filename="{file_name}"'}
    return Response(form_yaml(form, shared.rulebook).text, media_type="application/yaml", headers=headers)


def heading_view(stands: Standing) -> HeadingView:
    """The place and the day of a draft."""
    form = stands.form
    day, place = stands.problems.get(DAY, ()), stands.problems.get(PLACE, ())
    return HeadingView(input_kind("date", form.as_of), day, place)


def problems_of(stands: Standing, fact: str | None, name: str) -> list[tuple[str, str]]:
    """What is wrong in a draft: where to put it right, and the message."""
    found = []
    for key, told in stands.problems.items():
        target = ""
        if key == Key(None, fact or ""):
            target = "#asked"
        elif key is not None and key in (DAY, PLACE):
            target = f"#{key.fact}"
        elif key is not None and key.fact in stands.form.facts:
            target = address_of_fact(name, key.fact)
        found += [(target, message) for message in told]
    return found


def _item_name(shared: Services, form: Form) -> str:
    """The certificate that the form names."""
    lookup = shared.rulebook.questions[form.question].lookup
    found = form.facts.get(lookup.item.get("certificate", "")) if lookup else None
    return found if isinstance(found, str) else ""


@router.get("/why")
def why(name: str, paged: Paged, shared: Shared, visitor: Visitor, about: Text, part: bool = False) -> Response:
    """Why a conclusion is what it is, and what would change it: a page, or the `part` of one."""
    form = form_of_draft(shared, visitor, name)
    decision = standing(shared, form, paged.language, asking=False).decision
    if decision is None or about not in shared.rulebook.questions[form.question].asked:
        raise HTTPException(404)
    found = explanation_view(shared.decider, decision, decision.parts[0], about, paged.language)
    template = "counter/explanation.html" if part else "counter/why.html"
    return paged.page(template, COUNTER_WORDS, name=name, explained=found)


@router.get("/notice")
def notice(name: str, paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """What the applicant is told in writing, to be printed; nothing while something is wrong in the draft."""
    form = form_of_draft(shared, visitor, name)
    stands = standing(shared, form, paged.language, asking=False)
    decision = stands.decision if not stands.problems else None
    view = decision_view(decision, paged.language) if decision else None
    return paged.page(
        "counter/notice.html",
        COUNTER_WORDS,
        name=name,
        notices=notice_views(decision, view, paged.language) if decision and view else (),
        view=view,
        item=_item(shared, stands, paged.language),
    )


def _item(shared: Services, stands: Standing, language: Language) -> list[tuple[str, str]]:
    """What the item is called, part by part, each with the label of the part."""
    lookup = shared.rulebook.questions[stands.form.question].lookup
    values = stands.decision.case.situations[0].values if stands.decision else {}
    facts = [fact for fact in lookup.item.values() if fact in values] if lookup else []
    return [(shared.rulebook.facts[fact].label.text(language), str(values[fact])) for fact in facts]


def _search_address(shared: Services, form: Form) -> str:
    """Where to look for the item that the form names."""
    chosen = {"question": form.question, "jurisdiction": form.jurisdiction, "as_of": form.as_of}
    return f"/counter?{urlencode({**chosen, 'q': _item_name(shared, form)})}"


def address_of_fact(name: str, missing: str, **more: str) -> str:
    """Where the draft `name` asks for a missing fact; for a field of a list's record, for the list."""
    return f"/counter/{name}?{urlencode({'change': _whole(missing), **more})}"


def _whole(missing: str) -> str:
    return missing.partition("[")[0]


def _before(form: Form, change: str) -> str | None:
    """The question answered before the one that is shown."""
    order = [key.fact for key in form.order]
    if change in order:
        order = order[: order.index(change)]
    return order[-1] if order else None
