"""Cases: the list of them, a new one, one from a file, one at a glance, and its subjects."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from nocert_rules.dialogue.forms import Form, SubjectForm, read_case_file
from nocert_rules.engine.facts.build import MAX_CASE_BYTES
from nocert_rules.render.dossier import FactGroup, fact_groups
from nocert_rules.render.timeline import merged
from nocert_rules.web.desk.fields import text_of
from nocert_rules.web.desk.opened import Case, Opened, first_ask
from nocert_rules.web.desk.sheet import Sheet
from nocert_rules.web.desk.words import WORDS
from nocert_rules.web.home import address_of
from nocert_rules.web.pages import Paged, Pages, see
from nocert_rules.web.services import Services, Shared
from nocert_rules.web.visitors import Posted, Visitor
from nocert_rules.web.words import translator
from nocert_rules.words.errors import InputError

router = APIRouter(prefix="/desk")


@router.get("")
def desk(paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """Open cases, a new one, one from a file."""
    return _desk(paged, shared, visitor)


def _desk(
    paged: Pages, shared: Services, visitor: str, wrong: tuple[str, ...] = (), heading: str = "problems"
) -> Response:
    questions = [question for question in shared.rulebook.questions.values() if question.each]
    names = {question.id for question in questions}
    return paged.page(
        "desk/index.html",
        WORDS,
        422 if wrong else 200,
        drafts=[draft for draft in shared.drafts.of(visitor) if draft.form.question in names],
        with_subjects=questions,
        jurisdictions=shared.rulebook.jurisdictions,
        territories={shared.rulebook.documents[name].territory for each in questions for name in each.documents},
        today=shared.today().isoformat(),
        wrong=wrong,
        heading=paged_word(paged, heading),
    )


@router.post("/new")
def new(posted: Posted, paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """Begin a case."""
    question = shared.rulebook.questions.get(text_of(posted, "question"))
    if question is None or not question.each:
        return _desk(paged, shared, visitor, (paged_word(paged, "which_question"),))
    form = Form(question.id, text_of(posted, "as_of"), text_of(posted, "jurisdiction"))
    return see(f"/desk/{shared.drafts.create(visitor, form)}")


@router.post("/open")
def open_file(posted: Posted, paged: Paged, shared: Shared, visitor: Visitor) -> Response:
    """Open a case file, or say everything that is wrong in it."""
    upload = posted.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return _desk(paged, shared, visitor, (paged_word(paged, "nothing_chosen"),))
    data = upload.file.read(MAX_CASE_BYTES + 1)
    try:
        form = read_case_file(data, upload.filename, shared.rulebook, "", shared.today())
    except InputError as error:
        return _desk(paged, shared, visitor, error.lines(paged.language), "file_wrong")
    name = shared.drafts.create(visitor, form)
    draft = shared.drafts.get(visitor, name)
    assert draft is not None
    return see(address_of(draft, shared.rulebook.questions))


def paged_word(paged: Pages, key: str) -> str:
    """A word of the desk."""
    return translator(paged.language, WORDS)[key]


@router.get("/{draft}")
def glance(case: Case) -> Response:
    """The case at a glance."""
    return _glance(case)


def _glance(case: Opened, told: str = "", typed: SubjectForm | None = None) -> Response:
    sheet = case.sheet()
    return case.page(
        "case.html",
        sheet,
        422 if told else 200,
        ask=first_ask(sheet),
        known=_known(case, sheet),
        events=merged((each.title, each.answered.file.events) for each in sheet.subjects if each.answered),
        told=told,
        typed=typed or SubjectForm(""),
    )


def _known(case: Opened, sheet: Sheet) -> tuple[FactGroup, ...]:
    """What all subjects share, as far as it is known."""
    rulebook, language = case.shared.rulebook, case.paged.language
    return fact_groups(rulebook, sheet.question, sheet.known, language, own=False) if sheet.known else ()


@router.get("/{draft}/delete")
def delete_page(case: Case) -> Response:
    """Ask before a case goes."""
    return case.page("delete.html", case.sheet())


@router.post("/{draft}/subjects")
def add_subject(case: Case, posted: Posted) -> Response:
    """Add a subject; one whose id is taken is refused, and what was typed stays."""
    name, typed = text_of(posted, "name"), text_of(posted, "id")
    subject = SubjectForm(typed or _free_id(case), name)
    told = _refusal(case, subject, "")
    if told:
        return _glance(case, told, SubjectForm(typed, name))
    case.save(case.form.with_subject(subject))
    return see(f"{case.address}/subjects/{len(case.form.subjects) + 1}")


def _free_id(case: Opened) -> str:
    number = len(case.form.subjects) + 1
    while case.form.subject(f"subject-{number}"):
        number += 1
    return f"subject-{number}"


def _refusal(case: Opened, subject: SubjectForm, before: str) -> str:
    """Why a subject cannot be called so; nothing where it can."""
    if not subject.name:
        return paged_word(case.paged, "name_needed")
    if subject.id != before and case.form.subject(subject.id):
        return paged_word(case.paged, "id_taken").format(id=subject.id)
    return ""


@router.get("/{draft}/subjects/{number}/rename")
def rename_page(case: Case, number: int) -> Response:
    """Ask for another name."""
    subject = case.form.subject(case.number(number))
    return case.page("rename.html", case.sheet(), number=number, typed=subject, told="")


@router.post("/{draft}/subjects/{number}/rename")
def rename(case: Case, number: int, posted: Posted) -> Response:
    """Call a subject otherwise."""
    old = case.number(number)
    typed = SubjectForm(text_of(posted, "id") or old, text_of(posted, "name"))
    told = _refusal(case, typed, old)
    if told:
        return case.page("rename.html", case.sheet(), 422, number=number, typed=typed, told=told)
    case.save(case.form.renamed(old, typed.id, typed.name))
    return see(case.address)


@router.get("/{draft}/subjects/{number}/remove")
def remove_page(case: Case, number: int) -> Response:
    """Ask before a subject goes."""
    subject = case.form.subject(case.number(number))
    return case.page("remove.html", case.sheet(), number=number, subject=subject)


@router.post("/{draft}/subjects/{number}/remove")
def remove(case: Case, number: int, posted: Posted) -> Response:
    """Remove a subject with all that is known of it."""
    if text_of(posted, "id") == case.number(number):
        case.save(case.form.without_subject(case.number(number)))
    return see(case.address)
