"""The first page, the choice of language, and the visitor's drafts."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.web.drafts import Draft
from nocert_rules.web.pages import LANGUAGE, Paged, see
from nocert_rules.web.services import Shared
from nocert_rules.web.visitors import Posted, Visitor
from nocert_rules.web.words import Words

router = APIRouter(include_in_schema=False)

HOME_WORDS: Words = {
    "title": ("从哪里开始？", "where to begin?"),
    "counter_lead": (
        "查一项证明，逐题作答，当场得出办理方式。",
        "look an item up, answer one question at a time, and see how it may be handled.",
    ),
    "desk_lead": (
        "录入案件和其中各个主体，逐一得出结论和所依条款，并指出还缺什么、有何缺陷。",
        "enter a case and its subjects: what follows for each, by which clause, and what is missing or defective.",
    ),
    "rulebook_lead": (
        "逐条阅读文件，看每条规则和案例。",
        "read the documents with every rule and case that stands under a provision.",
    ),
    "other_questions": ("其他问题", "other questions"),
    "api_lead": ("供其他系统使用的同样问题。", "the same questions for other programs."),
    "your_drafts": ("本浏览器的草稿", "this browser's drafts"),
    "as_of": ("查询日", "as of"),
    "delete_sure": ("删除这份草稿？删除后不能恢复。", "delete this draft? it cannot be brought back."),
}


@router.get("/")
def home(paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """The doors of the program, and the visitor's drafts."""
    questions = shared.rulebook.questions
    drafts = [(draft, address_of(draft, questions), _about(draft, questions)) for draft in shared.drafts.of(visitor)]
    return paged.page(
        "home.html", HOME_WORDS, drafts=drafts, with_items=_with_items, documents=shared.rulebook.documents
    )


@router.post("/language")
def language(posted: Posted) -> Response:
    """Choose the language, and go on where one was."""
    chosen = str(posted.get("language", ""))
    if chosen not in ("zh", "en"):
        raise HTTPException(400, "language: expected `zh` or `en`")
    response = _go_on(posted)
    response.set_cookie(LANGUAGE, chosen, max_age=365 * 24 * 3600, samesite="lax", httponly=True)
    return response


@router.post("/drafts/{name}/delete")
def delete_draft(name: str, posted: Posted, shared: Shared, visitor: Visitor) -> Response:
    """Throw a draft away, and go on where one was."""
    shared.drafts.delete(visitor, name)
    return _go_on(posted)


def _go_on(posted: FormData) -> RedirectResponse:
    """See the page that a form names as the `next` one, if it is one of this program."""
    where = str(posted.get("next", "/"))
    local = where.startswith("/") and not where.startswith("//") and "\\" not in where
    return see(where if local else "/")


def address_of(draft: Draft, questions: Mapping[str, Question]) -> str:
    """Where a draft is worked on: questions with subjects at the desk, all others at the counter."""
    return f"/desk/{draft.id}" if questions[draft.form.question].each else f"/counter/{draft.id}"


def _about(draft: Draft, questions: Mapping[str, Question]) -> str:
    """What a draft is about, as far as it says: its item, or its subjects."""
    lookup = questions[draft.form.question].lookup
    named = draft.form.facts.get(lookup.item.get("certificate", "")) if lookup else None
    return named if isinstance(named, str) else " · ".join(each.name for each in draft.form.subjects if each.name)


def _with_items(question: Question) -> bool:
    """Whether a question is about an item of the published lists."""
    return bool(question.lookup and question.lookup.listings)
