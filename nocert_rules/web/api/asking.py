"""Takes a request to the API apart: its case, its options; what is wrong is told as the command line tells it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Annotated, cast

from fastapi import Depends, Request

from nocert_rules.dialogue.interview.session import Skipped
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.facts.lookup import find_jurisdiction
from nocert_rules.engine.inference.engines import EngineChoice
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode
from nocert_rules.rulebook.load.reader import Fields, fields_of
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.api.json_nodes import paths_of, read_json
from nocert_rules.web.limits import too_many_parts
from nocert_rules.web.refusals import PARAMETER, REQUEST, Refused, WrongRequest
from nocert_rules.web.services import Services
from nocert_rules.web.visitors import check_same_origin
from nocert_rules.words.errors import EngineUnavailable, InputError, Position, Problems, listed, shown

MAX_JSON = 500_000
ENGINES = ("both", "reference", "durable")
_JSON = "application/json"


async def _json_of(request: Request) -> bytes:
    check_same_origin(request)
    given = request.headers.get("content-type", "")
    kind, _, rest = given.partition(";")
    charset = rest.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != _JSON or charset not in ("", "utf-8"):
        raise Refused(415, "content_type", found=shown(given))
    body = await request.body()
    if len(body) > MAX_JSON:
        raise Refused(413, "request_too_long", limit=MAX_JSON)
    return body


Json = Annotated[bytes, Depends(_json_of)]


def question_of(rulebook: Rulebook, name: str) -> Question:
    """The question that an address names."""
    if name not in rulebook.questions:
        raise not_found("question", name, rulebook.questions)
    return rulebook.questions[name]


def not_found(kind: str, name: str, known: Collection[str]) -> Refused:
    """The refusal of an address that names something the rulebook does not have."""
    problems = Problems()
    problems.unknown_name(kind, name, REQUEST, known)
    found = problems.found[0]
    return Refused(404, found.code, **dict(found.details))


def case_of_json(services: Services, question: Question, body: bytes) -> Case:
    """The case that a body describes; raises WrongRequest with everything wrong in it."""
    node, problems = _node(body)
    return _case(services, question, node, node, problems)


def interview_of_json(services: Services, question: Question, body: bytes) -> tuple[Case, tuple[Skipped, ...]]:
    """The case of an interview and the questions nobody could answer; raises WrongRequest."""
    node, problems = _node(body)
    fields = fields_of(node, "an interview", problems)
    skipped: tuple[Skipped, ...] = ()
    places: list[Position] = []
    case: Node | None = None
    if fields:
        fields.only(("case", "skipped"))
        case = fields.child("case")
        if fields.has("skipped"):
            each = list(fields.each("skipped", "a fact nobody knows"))
            skipped = tuple(_skipped(item.only(("fact", "subject")), question, problems) for item in each)
            places = [item.place("subject") for item in each]
    _raise(problems, node)
    assert case is not None
    found = _case(services, question, case, node, problems)
    _check_subjects(skipped, places, found, problems)
    _raise(problems, node)
    return found, skipped


def _check_subjects(skipped: tuple[Skipped, ...], places: Sequence[Position], case: Case, problems: Problems) -> None:
    """A question skipped for a subject that the case does not have would be asked again and again."""
    known = [situation.subject for situation in case.situations if situation.subject is not None]
    for each, place in zip(skipped, places, strict=True):
        if each.subject is not None and each.subject not in known:
            problems.unknown_name("subject", each.subject, place, known)


def _skipped(fields: Fields, question: Question, problems: Problems) -> Skipped:
    name = fields.text("fact")
    if name and name not in question.facts:
        problems.unknown_name("fact", name, fields.place("fact"), question.facts)
    match fields.node.get("subject"):
        case None | ScalarNode(_, "null", False):
            return Skipped(name, None)
    return Skipped(name, fields.text("subject"))


def _node(body: bytes) -> tuple[Node, Problems]:
    problems = Problems()
    node = read_json(body, REQUEST.file, problems, MAX_JSON)
    problems.raise_if_any()
    assert node is not None
    return node, problems


def _case(services: Services, question: Question, case: Node, whole: Node, problems: Problems) -> Case:
    found = case.get(question.subjects_key) if question.each and isinstance(case, MapNode) else None
    subjects = len(found.items) if isinstance(found, ListNode) else 0
    wrong = too_many_parts(subjects, _listed(case) - subjects)
    if wrong:
        problems.add(wrong.code, case.position, **dict(wrong.details))
    _raise(problems, whole)
    try:
        return build_case(services.rulebook, Asked(question.id, services.settings.today, nodes=(case,)))
    except InputError as error:
        raise WrongRequest(error.problems, paths_of(whole)) from error


def _listed(node: Node) -> int:
    """How many items there are in the lists of a case, whatever they are."""
    count, open_ = 0, [node]
    while open_:
        match open_.pop():
            case ListNode(_, items):
                count += len(items)
                open_ += items
            case MapNode(_, entries):
                open_ += [value for _, value in entries]
    return count


def _raise(problems: Problems, node: Node) -> None:
    try:
        problems.raise_if_any()
    except InputError as error:
        raise WrongRequest(error.problems, paths_of(node)) from error


def decider_for(services: Services, engine: str | None) -> Decider:
    """Who answers: the engines of this server, or those that a request wants."""
    if engine is None:
        return services.decider
    choice = one_of("engine", engine, ENGINES)
    try:
        return _decider(services.decider, cast(EngineChoice, choice))
    except EngineUnavailable as error:
        raise Refused(422, "unknown_engine", found=choice) from error


@lru_cache(maxsize=16)
def _decider(usual: Decider, engine: EngineChoice) -> Decider:
    decider = Decider(usual.rulebook, engine, usual.supervisor)
    for question in usual.rulebook.questions:
        decider.prepared(question)
    return decider


def reach_of(rulebook: Rulebook, name: str | None) -> tuple[str, ...] | None:
    """The jurisdictions whose lists count for the one that a request names, None for all."""
    if name is None:
        return None
    problems = Problems()
    found = find_jurisdiction(rulebook, name, parameter("jurisdiction"), problems)
    problems.raise_if_any()
    return rulebook.ancestry(found) if found else None


def parameter(name: str) -> Position:
    """The place of a parameter of an address."""
    return Position(f"{PARAMETER}{name}")


def one_of(option: str, value: str, known: Collection[str]) -> str:
    """A value that must be one of those known."""
    if value not in known:
        problems = Problems()
        names = listed(known)
        problems.add("wrong_option", parameter(option), found=shown(value), known=names)
        problems.raise_if_any()
    return value


def count_of(option: str, text: str, most: int) -> int:
    """A number from 1 to `most`."""
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        _wrong(option, text, f"a number in 1–{most}")
    return int(text)


def text_of(option: str, text: str | None) -> str:
    """Text that must be there."""
    if not text or not text.strip():
        _wrong(option, text or "", "text")
    return text or ""


def _wrong(option: str, text: str, expected: str) -> None:
    problems = Problems()
    problems.add("expected_value", parameter(option), found=f"`{shown(text)}`", expected=expected)
    problems.raise_if_any()
