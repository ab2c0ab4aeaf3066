"""Lints that ask the solver: what no input can show, and what some input shows that must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from nocert_rules.gate.lint.book import Book, key_in
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.report.violation import Severity
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position

if TYPE_CHECKING:
    from nocert_rules.gate.lint.goals import Goal, Kind

Find = Callable[[Book], Iterable[Found]]


def _unmet(book: Book, kind: Kind) -> list[Goal]:
    """The goals of a kind that no input shows, in the order of the text."""
    from nocert_rules.gate.lint.goals import unmet  # the solver is loaded only where it is asked

    order = {name: number for number, name in enumerate(book.loaded.rules)}
    found = [goal for goal in unmet(book) if goal.kind == kind]
    return sorted(found, key=lambda goal: (order[goal.rule], goal.path, goal.other))


def _never(book: Book) -> set[str]:
    """The rules whose condition can never hold: nothing else is said of them."""
    return {goal.rule for goal in _unmet(book, "can_hold")}


def condition_never_holds(book: Book) -> Iterator[Found]:
    """No input makes the condition of a rule true, or an alternative in it together with the rule."""
    never = _never(book)
    for goal in _unmet(book, "can_hold"):
        message = Label(
            f"规则 `{goal.rule}` 的条件永远不能成立；至少应有一种情形使其成立",
            f"the condition of rule `{goal.rule}` can never hold; expected some input on which it does",
        )
        yield Found(_when(book, goal.rule), message)
    for goal in _unmet(book, "part_can_hold"):
        if goal.rule not in never:
            message = Label(
                f"规则 `{goal.rule}` 成立时，这一选项永远不能成立；至少应有一种情形使其成立",
                f"this alternative can never hold where rule `{goal.rule}` does; expected some input on which it does",
            )
            yield Found(_part(book, goal).position, message)


def condition_always_holds(book: Book) -> Iterator[Found]:
    """No input on which the document is in force makes the condition of a rule false."""
    for goal in _unmet(book, "can_fail"):
        message = Label(
            f"规则 `{goal.rule}` 的条件总是成立；应写作 `always`，或应有一种情形使其不成立",
            f"the condition of rule `{goal.rule}` always holds; expected `always`, or some input on which it fails",
        )
        yield Found(_when(book, goal.rule), message)


def condition_without_effect(book: Book) -> Iterator[Found]:
    """A part of a condition that could be left out: the rest is as true, false or unknown on every input."""
    silent = _never(book) | {goal.rule for goal in _unmet(book, "can_fail")}
    dead = {(goal.rule, goal.path) for goal in _unmet(book, "part_can_hold")}
    for goal in _unmet(book, "part_matters"):
        if goal.rule not in silent and (goal.rule, goal.path) not in dead:
            message = Label(
                f"规则 `{goal.rule}` 没有这一条件也一样；应为有作用的条件",
                f"rule `{goal.rule}` is the same without this condition; expected one that changes something",
            )
            yield Found(_part(book, goal).position, message)


def _when(book: Book, rule: str) -> Position:
    key = key_in(book.node("rule", rule), "when")
    return key.position if key else book.place("rule", rule)


def _part(book: Book, goal: Goal) -> Node:
    """The node that writes the part of a condition to which the path of `goal` leads."""
    node = book.node("rule", goal.rule).get("when")
    for number in goal.path:
        inner = node.entries[0][1] if isinstance(node, MapNode) else node
        node = inner.items[number] if isinstance(inner, ListNode) else inner
    return node or book.node("rule", goal.rule)


def exception_without_effect(book: Book) -> Iterator[Found]:
    """An exception that changes nothing: it never meets the rule it is an exception to."""
    never = _never(book)
    for goal in _unmet(book, "exception_matters"):
        if goal.rule not in never and goal.other not in never:
            message = Label(
                f"规则 `{goal.rule}` 作为 `{goal.other}` 的例外没有作用；应有一种情形使其排除该规则",
                f"rule `{goal.rule}` changes nothing as an exception to `{goal.other}`; "
                "expected some input on which it defeats it",
            )
            yield Found(book.place_of_exception(goal.rule, goal.other), message)


def rule_subsumed(book: Book) -> Iterator[Found]:
    """A rule that one other rule makes superfluous."""
    for goal, wider in _superfluous(book):
        if wider:
            message = Label(
                f"规则 `{goal.rule}` 成立时，`{wider}` 总是得出同一结论；应为有作用的规则",
                f"wherever rule `{goal.rule}` holds, `{wider}` concludes the same; expected a rule that matters",
            )
            yield Found(book.place("rule", goal.rule), message)


def rule_never_decides(book: Book) -> Iterator[Found]:
    """A rule without which every conclusion would be the same, whatever the input."""
    for goal, wider in _superfluous(book):
        if not wider:
            message = Label(
                f"没有规则 `{goal.rule}`，结论 `{book.loaded.rules[goal.rule].conclusion}` 也一样；应为有作用的规则",
                f"conclusion `{book.loaded.rules[goal.rule].conclusion}` is the same without rule `{goal.rule}`; "
                "expected a rule that matters",
            )
            yield Found(book.place("rule", goal.rule), message)


def _superfluous(book: Book) -> Iterator[tuple[Goal, str]]:
    """Rules that change nothing, each with the one rule that makes it superfluous, if it is one."""
    from nocert_rules.gate.lint.goals import wider_rule

    never = _never(book)
    for goal in _unmet(book, "rule_matters"):
        if goal.rule not in never:
            yield goal, wider_rule(book, goal.rule)


def opposite_conclusions(book: Book) -> Iterator[Found]:
    """Two rules hold on the same input and conclude opposites, and neither is an exception to the other."""
    from nocert_rules.gate.lint.opposites import clashes

    for clash in clashes(book):
        one, other = book.loaded.rules[clash.rule], book.loaded.rules[clash.other]
        message = Label(
            f"规则 `{one.id}`（`{one.conclusion}`）与 `{other.id}`（`{other.conclusion}`）可以同时成立，结论却相反；"
            "应有一条是另一条的例外",
            f"rules `{one.id}` (`{one.conclusion}`) and `{other.id}` (`{other.conclusion}`) conclude opposites "
            "on the same input; expected one to be an exception to the other",
        )
        yield Found(book.place("rule", one.id), message, example=clash.example)


def _lint(id_: str, severity: Severity, zh: str, en: str, hint_zh: str, hint_en: str, find: Find) -> Lint:
    return Lint(id_, "logic", severity, Label(zh, en), Label(hint_zh, hint_en), find, needs="solver")


LINTS = (
    _lint(
        "condition-never-holds", "error", "永远不能成立的条件", "a condition that can never hold",
        "检查条件是否与自身、事实的取值或不可能的组合矛盾",
        "look for parts that contradict each other, the values of the facts, or an impossible combination",
        condition_never_holds,
    ),
    _lint(
        "condition-always-holds", "warning", "总是成立的条件", "a condition that always holds",
        "总是成立的写 `when: always`，否则更正条件", "write `when: always` if that is meant, or correct the condition",
        condition_always_holds,
    ),
    _lint(
        "condition-without-effect", "warning", "没有作用的条件", "a condition that could be left out",
        "删去它，或更正使其有作用", "delete it, or correct it so that it matters",
        condition_without_effect,
    ),
    _lint(
        "exception-without-effect", "warning", "没有作用的例外", "an exception that changes nothing",
        "从 `exception_to` 删去该规则，或更正条件", "take the rule out of `exception_to`, or correct its condition",
        exception_without_effect,
    ),
    _lint(
        "rule-subsumed", "warning", "被另一条规则包含的规则", "a rule that another one makes superfluous",
        "删去较窄的规则，或把引文并入较宽规则的 `also`", "delete the narrower rule, or quote its words in the other",
        rule_subsumed,
    ),
    _lint(
        "rule-never-decides", "warning", "从不决定任何事的规则", "a rule that never decides anything",
        "删去规则，或更正条件使其有作用", "delete the rule, or correct its condition so that it matters",
        rule_never_decides,
    ),
    _lint(
        "opposite-conclusions", "error", "同时成立而结论相反的规则", "two rules that conclude opposites at once",
        "以 `exception_to` 写明哪一条让位，或写出须由人决定的矛盾（`tension`）",
        "say with `exception_to` which one gives way, or conclude a `tension` for a person to decide",
        opposite_conclusions,
    ),
)  # fmt: skip
