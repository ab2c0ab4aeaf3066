"""The sections of a case: what all subjects share, the facts of one, its grounds and answer, why it is so."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from nocert_rules.dialogue.forms import FindingForm, Form, Key, is_day
from nocert_rules.engine.decision.caveats import caveats
from nocert_rules.engine.decision.trace import TRUTH_NAMES
from nocert_rules.render.dossier import facts_for_people
from nocert_rules.render.explanation import explanation_view
from nocert_rules.web.desk.fields import Fields, text_of, with_posted
from nocert_rules.web.desk.opened import HEADING, Case, Opened
from nocert_rules.web.desk.sheet import Sheet, SubjectSheet
from nocert_rules.web.pages import see
from nocert_rules.web.visitors import Posted

router = APIRouter(prefix="/desk")


@router.get("/{draft}/facts")
def shared_facts(case: Case) -> Response:
    """What all subjects share: day, jurisdiction, incident, dates."""
    sheet = case.sheet()
    return case.page(
        "facts.html",
        sheet,
        groups=Fields(case.shared.rulebook, case.paged.language, sheet, None).groups(),
        heading_problems={name: sheet.problems.get(Key(None, name), ()) for name in HEADING},
        day_readable=not case.form.as_of or is_day(case.form.as_of),
        jurisdictions=case.shared.rulebook.jurisdictions,
        people=_people(case.form),
    )


@router.post("/{draft}/facts")
def save_shared(case: Case, posted: Posted) -> Response:
    """Keep what was typed, right or wrong."""
    form = _saved(case, None, posted)
    as_of = text_of(posted, "as_of") if "as_of" in posted else form.as_of
    place = text_of(posted, "jurisdiction") if "jurisdiction" in posted else form.jurisdiction
    case.save(replace(form, as_of=as_of, jurisdiction=place))
    return see(f"{case.address}/facts{_where(posted)}")


@router.get("/{draft}/subjects/{number}")
def subject_facts(case: Case, number: int) -> Response:
    """The facts, findings and steps of one subject."""
    sheet, subject = _subject(case, number)
    return case.page(
        "subject.html",
        sheet,
        subject=subject,
        groups=Fields(case.shared.rulebook, case.paged.language, sheet, subject).groups(),
        people=_people(case.form),
    )


@router.post("/{draft}/subjects/{number}")
def save_subject(case: Case, number: int, posted: Posted) -> Response:
    """Keep what was typed, right or wrong."""
    if text_of(posted, "subject") != case.number(number):
        raise HTTPException(409, "the subjects of the case have changed: load the page again")
    case.save(_saved(case, case.number(number), posted))
    return see(f"{case.address}/subjects/{number}{_where(posted)}")


@router.get("/{draft}/subjects/{number}/answer")
def subject_answer(case: Case, number: int) -> Response:
    """Grounds with their elements, the time line, and the answer in full."""
    sheet, subject = _subject(case, number)
    reserved = caveats(subject.answered.decision) if subject.answered else ()
    told = tuple(case.paged.text(caveat.label) for caveat in reserved)
    return case.page("answer.html", sheet, subject=subject, caveats=told)


@router.get("/{draft}/subjects/{number}/why/{conclusion}")
def why(case: Case, number: int, conclusion: str, part: bool = False) -> Response:
    """Why a conclusion is what it is, and what would make it otherwise: a page, or `part` of the page of the answer."""
    sheet, subject = _subject(case, number)
    if subject.answered is None or conclusion not in subject.answered.part.program.question.asked:
        raise HTTPException(404)
    answered = subject.answered
    return case.page(
        "because.html" if part else "why.html",
        sheet,
        subject=subject,
        why=explanation_view(case.shared.decider, answered.decision, answered.part, conclusion, case.paged.language),
        part=part,
        truth_name=TRUTH_NAMES.__getitem__,
    )


def _subject(case: Opened, number: int) -> tuple[Sheet, SubjectSheet]:
    case.number(number)
    sheet = case.sheet()
    return sheet, sheet.subjects[number - 1]


def _saved(case: Opened, subject: str | None, posted: Posted) -> Form:
    rulebook = case.shared.rulebook
    names = facts_for_people(rulebook, rulebook.questions[case.form.question], own=subject is not None)
    return with_posted(case.form, rulebook, names, subject, posted)


def _where(posted: Posted) -> str:
    """Where on the page to go on: at the group whose button was pressed."""
    group = text_of(posted, "save")
    return f"#{group}" if group.startswith("g-") and group[2:].isdecimal() else ""


def _people(form: Form) -> tuple[str, ...]:
    """Who has made findings in the case, for names to be completed as one types."""
    given = [each for subject in form.subjects for each in subject.facts.values()] + list(form.facts.values())
    return tuple(dict.fromkeys(each.by for each in given if isinstance(each, FindingForm) and each.by))
