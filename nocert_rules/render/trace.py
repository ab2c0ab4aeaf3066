"""The trace of a rule as lines of text."""

from __future__ import annotations

from nocert_rules.engine.decision.trace import TRUTH_NAMES, FactUse, RuleTrace, TraceNode
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COLON
from nocert_rules.render.page import Page
from nocert_rules.render.words import pick, word
from nocert_rules.rulebook.model.conditions import All, Any, Not

_MARKS = {"true": "✓", "false": "✗", "unknown": "?"}
_JOINED = {All: ("全部", "all of"), Any: ("任一", "any of"), Not: ("并非", "not")}


def render_trace(page: Page, describe: Describer, item: RuleTrace) -> None:
    """Write what became of a rule, with its conditions and the facts they read."""
    status = word(item.status, describe.language)
    page.line(f"{item.rule.provision} {item.rule.id} — {status}", 2, 2)
    _node(page, describe, item.condition, 4)
    for rule, exception_status in item.exceptions:
        colon = COLON.text(describe.language)
        text = f"{word('except', describe.language)} {rule.id}{colon}{word(exception_status, describe.language)}"
        page.line(text, 4, 2)


def _node(page: Page, describe: Describer, node: TraceNode, indent: int) -> None:
    mark = _MARKS[TRUTH_NAMES[node.truth]]
    if isinstance(node.condition, All | Any | Not) and node.parts:
        page.line(f"{mark} {pick(_JOINED[type(node.condition)], describe.language)}", indent)
        for part in node.parts:
            _node(page, describe, part, indent + 2)
        return
    page.line(f"{mark} {describe.condition(node.condition)}", indent, 2)
    for use in node.facts:
        page.line(_use(describe, use), indent + 4, 2)


def _use(describe: Describer, use: FactUse) -> str:
    colon = COLON.text(describe.language)
    text = f"{use.fact}{colon}{describe.value(use.fact, use.value)}"
    if use.origin is None:
        return text
    text += f" [{word(use.origin.kind, describe.language)}{' ' + use.origin.place if use.origin.place else ''}]"
    finding = use.origin.finding
    if finding:
        text += f" {finding.by} {finding.on.isoformat() if finding.on else ''} {finding.reason}".rstrip()
    return text
