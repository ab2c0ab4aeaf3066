"""The stage `fmt`: every file stands in the one canonical layout."""

from __future__ import annotations

from itertools import zip_longest

from nocert_rules.gate.check.model import Found, Gate, Tell, outcome_of, refused, violation
from nocert_rules.gate.fmt.run import Outcome, check_digest, find_files, lay_out
from nocert_rules.gate.report.violation import Check, Violation
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problems, shown

LAYOUT = Check(
    "layout",
    "layout",
    "error",
    Label("文件不是规范版式", "a file is not in the canonical layout"),
    Label("运行 `nocert fmt`", "run `nocert fmt`"),
    "docs/ci/README.md#the-layout",
)
_LONGEST = 80


def layout(gate: Gate, tell: Tell) -> Found:
    """Whether the files of the rulebook would be written as they are; nothing is written."""
    problems = Problems()
    outcomes: list[Outcome] = []
    for path in find_files((gate.rules, gate.catalogue), problems):
        tell(str(path))
        outcome = lay_out(path, None, problems)
        outcomes += [outcome] if outcome else []
    if problems.found:
        return refused(LAYOUT, gate.sources, problems.in_order())
    check_digest(outcomes)
    found = tuple(_violation(gate, outcome) for outcome in outcomes if outcome.changed)
    same = len(outcomes) - len(found)
    figure = (
        Label(f"{len(found)} 个需要整理，{same} 个合格", f"{len(found)} to format, {same} in order")
        if found
        else Label(f"{same} 个文件合格", f"{same} files in order")
    )
    return Found(outcome_of(found), figure, (LAYOUT,), found)


def _violation(gate: Gate, outcome: Outcome) -> Violation:
    """The first line of a file that would change, and what would stand there."""
    pairs = zip_longest(outcome.old.splitlines(), outcome.after.text.splitlines())
    number, line = next(((at, new) for at, (old, new) in enumerate(pairs, 1) if old != new), (1, ""))
    place = Position(outcome.before.name, number, 1)
    if line is None:
        told = Label("应在此前结束", "expected the file to end above")
    elif line.strip():
        expected = shown(line.strip(), _LONGEST)
        told = Label(f"不是规范版式；应为 `{expected}`", f"not in the canonical layout; expected `{expected}`")
    else:
        told = Label("不是规范版式；应为空行", "not in the canonical layout; expected an empty line")
    return violation(LAYOUT, gate.sources, place, told)
