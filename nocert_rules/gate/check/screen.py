"""The gate on one screen: a line for each stage, the first things that each found, and how to see all."""

from __future__ import annotations

from collections.abc import Sequence

from nocert_rules.gate.check.model import STAGES, Outcome, Stage
from nocert_rules.render.marks import LISTED
from nocert_rules.render.page import Page, pad
from nocert_rules.render.words import pick
from nocert_rules.words.messages import Language

_MARKS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "left_out": "–"}
_COLOURS: dict[Outcome, str] = {"passed": "32", "failed": "31", "left_out": "33"}
_MOST = 3
_NAME = max(len(stage) for stage in STAGES) + 2
_WORDS: dict[str, tuple[str, str]] = {
    "left_out": ("未运行：", "left out: "),
    "more": ("……另有 {count} 项", "… and {count} more"),
    "all": ("全部：{command}", "all of it: {command}"),
    "passed": ("合格：{stages} 个阶段没有发现问题", "in order: {stages} stages found nothing"),
    "passed_some": (
        "合格：{stages} 个阶段没有发现问题，{left_out} 个未运行",
        "in order: {stages} stages found nothing, {left_out} left out",
    ),
    "failed": ("不合格：{failed}", "not in order: {failed}"),
}


def stage_line(stage: Stage, language: Language, page: Page) -> None:
    """The line of a stage: its outcome, its time and its figure."""
    found = stage.found
    mark = _MARKS[found.outcome]
    seconds = f"{stage.seconds:6.1f} s" if found.outcome != "left_out" else " " * 8
    reason = _say("left_out", language) if found.outcome == "left_out" else ""
    start = len(page.lines)
    page.row(f"{mark} {pad(stage.id, _NAME)}{seconds}", reason + found.figure.text(language), _NAME + 10, 0)
    if page.colour:
        page.lines[start] = page.lines[start].replace(mark, f"\x1b[{_COLOURS[found.outcome]}m{mark}\x1b[0m", 1)


def findings(stages: Sequence[Stage], language: Language, page: Page) -> None:
    """The first things that each stage found, and the command that shows all of them."""
    for stage in stages:
        if stage.found.outcome == "failed" or stage.found.violations:
            page.heading(stage.id)
            for item in stage.found.violations[:_MOST]:
                page.line(f"{item.position}: {item.severity}[{item.id}]: {item.message.text(language)}", 2, 2)
            more = len(stage.found.violations) - _MOST
            if more > 0:
                page.line(_say("more", language, count=more), 2, 2)
            page.line(_say("all", language, command=stage.command), 2, 2)


def verdict(stages: Sequence[Stage], language: Language) -> str:
    """In one line whether all is in order, and if not, where."""
    failed = [stage.id for stage in stages if stage.found.outcome == "failed"]
    left_out = sum(stage.found.outcome == "left_out" for stage in stages)
    seconds = f" · {sum(stage.seconds for stage in stages):.1f} s"
    if failed:
        return _say("failed", language, failed=LISTED.text(language).join(failed)) + seconds
    key = "passed_some" if left_out else "passed"
    return _say(key, language, stages=len(stages) - left_out, left_out=left_out) + seconds


def _say(key: str, language: Language, **details: object) -> str:
    return pick(_WORDS[key], language).format(**details)
