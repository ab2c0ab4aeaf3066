"""Lints of the golden cases that stand beside the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nocert_rules.engine.decision.decide import RuleStatus, Status
from nocert_rules.gate.lint.book import Book, text_in
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.refused import as_found
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import ALWAYS
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problems

_WORDS = {"holds": "成立", "fails": "不成立", "undetermined": "未定"}
# what a status that is expected of a rule says of its condition: that of a defeated one does not come through
_TESTED: Mapping[str, RuleStatus] = {
    "holds": "holds", "fails": "fails", "defeated": "fails", "undetermined": "undetermined",
}  # fmt: skip
_NAMES = {"holds": "hold", "fails": "fail", "undetermined": "be undetermined"}


@dataclass(frozen=True)
class Expected:
    """A status that a golden case expects of a rule or conclusion, and where it says so."""

    kind: str
    name: str
    status: str
    position: Position


def expectations(case: MapNode, question: Question) -> Iterator[Expected]:
    """What `case` expects of rules and conclusions, answer fields read as the conclusions they show."""
    expect = case.get("expect")
    for part in _subjects(expect) if question.each else (expect,):
        if isinstance(part, MapNode):
            yield from _entries(part.get("rules"), "rule")
            yield from _entries(part.get("conclusions"), "conclusion")
            yield from _answers(part.get("answer"), question)


def _subjects(expect: Node | None) -> Iterator[Node]:
    subjects = expect.get("subjects") if isinstance(expect, MapNode) else None
    if isinstance(subjects, MapNode):
        yield from (node for _, node in subjects.entries)


def _entries(node: Node | None, kind: str) -> Iterator[Expected]:
    for key, value in node.entries if isinstance(node, MapNode) else ():
        yield Expected(kind, key.text, text_in(value), key.position)


def _answers(node: Node | None, question: Question) -> Iterator[Expected]:
    """Fields that show a conclusion whatever else holds."""
    fields = {field.id: field for field in question.answer if not field.shown_if}
    for key, value in node.entries if isinstance(node, MapNode) else ():
        field = fields.get(key.text)
        if field is None or field.kind == "value":
            continue
        if field.kind == "options":
            options = {option.id: option.conclusion for option in field.options}
            for found in _entries(value, "conclusion"):
                if found.name in options:
                    yield Expected("conclusion", options[found.name], found.status, found.position)
        else:
            status = "yes" if isinstance(value, ListNode) else text_in(value)
            yield Expected("conclusion", field.conclusion, status, key.position)


def tested_statuses(rulebook: Rulebook, expected: Iterable[Expected]) -> dict[str, set[RuleStatus]]:
    """What the golden cases expect of each rule: said of the rule itself, or following from its conclusion.

    A conclusion that does not hold leaves no rule of it that does; one that holds, or is undetermined, says what
    became of its rule where it has only one.
    """
    found: dict[str, set[RuleStatus]] = {name: set() for name in rulebook.rules}
    for item in expected:
        if item.kind == "rule" and item.name in found:
            if item.status in _TESTED:
                found[item.name].add(_TESTED[item.status])
        elif item.kind == "conclusion":
            for rule, status in _follows(rulebook.rules_of_conclusion.get(item.name, ()), item.status):
                found[rule.id].add(status)
    return found


def _follows(rules: tuple[Rule, ...], status: Status | str) -> Iterator[tuple[Rule, RuleStatus]]:
    positive = [rule for rule in rules if rule.gap is None]
    if status == "no":
        yield from ((rule, "fails") for rule in rules)
    elif status == "yes" and len(positive) == 1:
        yield positive[0], "holds"
    elif status == "undetermined" and len(rules) == len(positive) == 1:
        yield positive[0], "undetermined"


def rule_without_cases(book: Book) -> Iterator[Found]:
    """No golden case in which the rule holds, fails or is undetermined."""
    rulebook = book.loaded
    provisions = {text_in(case.get("provision")) for case in book.cases}
    documents = {rulebook.provisions[name].document for name in provisions if name in rulebook.provisions}
    for document in rulebook.documents:
        if document not in documents:
            message = Label(
                f"文件 `{document}` 没有标准案例；规则旁应有 `cases/*.yaml`",
                f"document `{document}` has no golden cases; expected `cases/*.yaml` beside its rules",
            )
            yield Found(book.place("document", document, "id"), message)
    tested = tested_statuses(rulebook, _all_expectations(book))
    for rule in rulebook.rules.values():
        missing = [status for status in _wanted(rule) if status not in tested[rule.id]]
        if missing and rule.document in documents:
            yield Found(book.place("rule", rule.id), _lacks(rule, missing))


def _lacks(rule: Rule, missing: Iterable[RuleStatus]) -> Label:
    words = "、".join(f"{_WORDS[status]}（`{status}`）" for status in missing)
    names = ", ".join(_NAMES[status] for status in missing)
    return Label(
        f"没有标准案例使规则 `{rule.id}` {words}；每种情形至少应有一个案例",
        f"no golden case expects rule `{rule.id}` to {names}; expected one case at least for each",
    )


def _wanted(rule: Rule) -> tuple[RuleStatus, ...]:
    """A rule without a condition only has to hold."""
    return ("holds",) if rule.own_condition == ALWAYS else ("holds", "fails", "undetermined")


def _all_expectations(book: Book) -> Iterator[Expected]:
    for case in book.cases:
        question = book.loaded.questions.get(text_in(case.get("question")))
        if question is not None:
            yield from expectations(case, question)


def case_unreadable(book: Book) -> Iterator[Found]:
    """A file of golden cases that cannot be read, or a case that names what does not exist."""
    known = {question.id: _names_of(book.loaded, question) for question in book.loaded.questions.values()}
    for problem in book.case_problems:
        yield as_found(book, problem)
    for case in book.cases:
        problems = Problems()
        _check_names(case, book.loaded, known, problems)
        yield from (as_found(book, problem) for problem in problems.found)


def _names_of(rulebook: Rulebook, question: Question) -> dict[str, set[str]]:
    """The rules and conclusions that a case on `question` can speak of."""
    rules = rules_for(rulebook.rules, question.asked)
    return {"rule": {rule.id for rule in rules}, "conclusion": {rule.conclusion or "" for rule in rules}}


def _check_names(
    case: MapNode, rulebook: Rulebook, known: Mapping[str, Mapping[str, set[str]]], problems: Problems
) -> None:
    for key, names in (("provision", rulebook.provisions), ("question", rulebook.questions)):
        node = case.get(key)
        if node is None:
            problems.add("missing_key", case.position, key=key, where="a golden case")
        elif text_in(node) not in names:
            problems.unknown_name(key, text_in(node), node.position, names)
    question = rulebook.questions.get(text_in(case.get("question")))
    for item in expectations(case, question) if question else ():
        if question and item.name not in known[question.id][item.kind]:
            kind = f"{item.kind} of `{question.id}`"
            problems.unknown_name(kind, item.name, item.position, known[question.id][item.kind])


LINTS = (
    Lint(
        "rule-without-cases",
        "cases",
        "warning",
        Label("规则缺少标准案例", "a rule lacks golden cases"),
        Label(
            "写出规则成立、不成立、未定的案例，写明所依据的条款和理由",
            "write cases in which the rule holds, fails and is undetermined, each with its provision and reason",
        ),
        rule_without_cases,
    ),
    Lint(
        "case-unreadable",
        "cases",
        "error",
        Label(
            "标准案例不能读取，或使用了不存在的名称", "golden cases that cannot be read, or name what does not exist"
        ),
        Label("`nocert test` 另查案例中的事实", "`nocert test` checks the facts of the cases too"),
        case_unreadable,
    ),
)
