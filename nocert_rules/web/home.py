"""The first page, the choice of language, and the visitor's drafts."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from nocert_rules.model.catalogue import Question
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
        "录入案件和各责任主体，得出情形、可采取的方式、免责和缺陷。",
        "enter a case and its subjects: grounds, measures open, exemption, what is missing or defective.",
    ),
    "rulebook_lead": (
        "逐条阅读文件，看每条规则和案例。",
        "read the documents with every rule and case that stands under a provision.",
    ),
    "other_questions": ("其他问题", "other questions"),
    "api_lead": ("供其他系统使用的同样问题。", "the same questions for other programs."),
    "your_drafts": ("本浏览器的草稿", "this browser's drafts"),
    "as_of": ("查询日", "as of"),
}


@router.get("/")
def home(paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """The doors of the program, and the visitor's drafts."""
    drafts = [(draft, address_of(draft, shared.rulebook.questions)) for draft in shared.drafts.of(visitor)]
    return paged.page(
        "home.html", HOME_WORDS, drafts=drafts, with_items=_with_items, documents=shared.rulebook.documents
    )


@router.post("/language")
def language(posted: Posted) -> Response:
    """Choose the language, and go on where one was."""
    chosen, where = str(posted.get("language", "")), str(posted.get("next", "/"))
    if chosen not in ("zh", "en"):
        raise HTTPException(400, "language: expected `zh` or `en`")
    local = where.startswith("/") and not where.startswith("//") and "\\" not in where
    response = see(where if local else "/")
    response.set_cookie(LANGUAGE, chosen, max_age=365 * 24 * 3600, samesite="lax", httponly=True)
    return response


@router.post("/drafts/{name}/delete")
def delete_draft(name: str, posted: Posted, shared: Shared, visitor: Visitor) -> Response:
    """Throw a draft away."""
    shared.drafts.delete(visitor, name)
    return see("/")


def address_of(draft: Draft, questions: Mapping[str, Question]) -> str:
    """Where a draft is worked on: questions with subjects at the desk, all others at the counter."""
    return f"/desk/{draft.id}" if questions[draft.form.question].each else f"/counter/{draft.id}"


def _with_items(question: Question) -> bool:
    """Whether a question is about an item of the published lists."""
    return bool(question.lookup and question.lookup.listings)
