"""The stage `diff`: who is answered differently than under another rulebook; fails for the kinds of change named."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from nocert_rules.gate.check.model import NO_SOLVER, NOT_LOADED, Found, Gate, Tell, left_out, violation
from nocert_rules.gate.diff.meaning import REFUSED, FailOn, Meaning
from nocert_rules.gate.diff.model import Compared, Diff
from nocert_rules.gate.diff.phrases import say
from nocert_rules.gate.diff.report import status_word, verdict
from nocert_rules.gate.diff.run import Wanted, compare_rulebooks
from nocert_rules.gate.diff.sources import Side
from nocert_rules.gate.report.violation import Check, Violation
from nocert_rules.render.marks import COLON, SEMICOLON
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, listed
from nocert_rules.words.messages import Language

CHANGE = Check(
    "answer-changed",
    "changes",
    "error",
    Label("答复发生了 --fail-on 所列的变化", "an answer changed in a way that --fail-on names"),
    Label("`nocert diff` 给出显示这一变化的案件", "`nocert diff` shows the case in which it changes"),
    "docs/guide-author.md#before-you-hand-it-on",
)


def changes(gate: Gate, tell: Tell) -> Found:
    """Whether anybody is answered differently than under `gate.old`, in a way that is refused."""
    old = gate.old
    if gate.book.rulebook is None or old is None:
        return left_out(NOT_LOADED)
    if find_spec("z3") is None and old.rulebook.digest != gate.loaded.digest:
        return left_out(NO_SOLVER)
    new = Side(str(gate.rules), gate.loaded)
    found = compare_rulebooks(old, new, Wanted(day=gate.book.as_of), tell)
    figure = Label(verdict(found, "zh"), verdict(found, "en"))
    if not found.refused(gate.fail_on):
        return Found("passed", figure, (CHANGE,))
    shown = tuple(_violations(gate, found)) or (violation(CHANGE, gate.sources, Position(old.name), figure),)
    return Found("failed", figure, (CHANGE,), shown)


def _violations(gate: Gate, diff: Diff) -> Iterator[Violation]:
    """Each conclusion that changed in a way that is refused, at the first rule that concludes it."""
    for item in diff.compared:
        meanings = {change.meaning for change in item.changes} | ({item.meaning} if item.meaning else set())
        if not item.equal and _is_refused(meanings, gate.fail_on):
            told = Label(_words(gate, item, "zh"), _words(gate, item, "en"))
            yield violation(CHANGE, gate.sources, _place(gate, item), told)
    for entry in diff.lists.entries:
        if entry.item and _is_refused({shift.meaning for shift in entry.item}, gate.fail_on):
            names = listed(shift.conclusion for shift in entry.item)
            told = Label(f"清单条目 `{entry.entry.id}`：{names}", f"list entry `{entry.entry.id}`: {names}")
            yield violation(CHANGE, gate.sources, (entry.new or entry.entry).position, told)


def _is_refused(meanings: set[Meaning], fail_on: tuple[FailOn, ...]) -> bool:
    named = {meaning for name in fail_on for meaning in REFUSED[name]}
    return "any" in fail_on or "unsettled" in meanings or bool(meanings & named)


def _place(gate: Gate, item: Compared) -> Position:
    """Where the new rulebook concludes it, or works it out; else the rulebook."""
    rules = gate.loaded.rules_of_conclusion.get(item.id, ())
    if rules:
        return rules[0].position
    value = gate.loaded.computed.get(item.id)
    return value.position if value else Position(str(gate.rules))


def _words(gate: Gate, item: Compared, language: Language) -> str:
    colon, semicolon = COLON.text(language), SEMICOLON.text(language)
    conclusion = gate.loaded.conclusions.get(item.id)
    label = f" ({conclusion.label.text(language)})" if conclusion else ""
    told = []
    for change in item.changes:
        before, after = (status_word(gate.loaded, item.id, text, language) for text in (change.before, change.after))
        told.append(f"{say(change.meaning, language)}{colon}{before} → {after}")
    if not told and item.meaning:
        told.append(say(item.meaning, language))
    return f"`{item.id}`{label}{colon}{semicolon.join(told)}"
