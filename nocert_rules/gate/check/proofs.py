"""The stage `prove`: every invariant is proved for all inputs; also as violations for other tools.

Needs the solver: import it only where that is installed.
"""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.gate.check.model import Found, Gate, Tell, outcome_of, refused, violation
from nocert_rules.gate.lint.source import Sources
from nocert_rules.gate.prove import Result, load_invariants, prove
from nocert_rules.gate.prove.report import counted, say
from nocert_rules.gate.prove.run import OUTCOMES
from nocert_rules.gate.report.violation import Check, Report, Violation
from nocert_rules.render.marks import COLON, COMMA, SEMICOLON
from nocert_rules.rulebook.model.values import Label
from nocert_rules.version import VERSION
from nocert_rules.words.errors import InputError
from nocert_rules.words.messages import Language

INVARIANT = Check(
    "invariant",
    "proofs",
    "error",
    Label("不变式没有得到证明", "an invariant is not proved"),
    Label(
        "更正规则；`nocert prove` 给出违反它的案件",
        "correct the rule; `nocert prove` shows the case that breaks it",
    ),
    "docs/guide-author.md#an-invariant",
)


def proofs(gate: Gate, tell: Tell) -> Found:
    """Whether every invariant is proved."""
    try:
        invariants = load_invariants(gate.rules, gate.loaded)
    except InputError as error:
        return refused(INVARIANT, gate.sources, error.problems)
    results: list[Result] = []
    proving = prove(gate.loaded, invariants)
    for number, invariant in enumerate(invariants):
        tell(f"{number} / {len(invariants)} {invariant.id}")
        results.append(next(proving))
    found = tuple(_violation(result, gate.sources) for result in results if result.outcome != "proved")
    figure = Label(_figure(results, "zh"), _figure(results, "en"))
    return Found(outcome_of(found), figure, (INVARIANT,), found)


def _figure(results: Iterable[Result], language: Language) -> str:
    counts = counted(results)
    if not any(counts.values()):
        return say("none", language)
    named = [name for name in OUTCOMES if counts[name] or name == "proved"]
    of = "项" if language == "zh" else ""
    return COMMA.text(language).join(f"{counts[name]} {of}{say(name, language)}" for name in named)


def results_report(results: Iterable[Result]) -> Report:
    """Results of proofs as a report: every invariant that is not proved, with the case that breaks it."""
    sources = Sources()
    found = tuple(_violation(result, sources) for result in results if result.outcome != "proved")
    return Report("prove", VERSION, (INVARIANT,), found)


def _violation(result: Result, sources: Sources) -> Violation:
    told = Label(_words(result, "zh"), _words(result, "en"))
    example = "\n".join(played.text for played in result.replays)
    return violation(INVARIANT, sources, result.invariant.position, told, example)


def _words(result: Result, language: Language) -> str:
    """What became of the statement, and the rules that break it."""
    invariant = result.invariant
    colon, comma, semicolon = (mark.text(language) for mark in (COLON, COMMA, SEMICOLON))
    told = f"`{invariant.id}` {say(result.outcome, language)}{colon}{invariant.text.text(language)}"
    if result.rules:
        rules = comma.join(f"`{rule.id}` ({rule.provision})" for rule in result.rules)
        return f"{told}{semicolon}{say('broken_by', language)}{colon}{rules}"
    if result.outcome in ("vacuous", "unknown"):
        return told + semicolon + say("says_nothing" if result.outcome == "vacuous" else "gave_up", language)
    return told
