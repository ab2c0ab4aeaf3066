"""Results of proofs for people and as JSON data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nocert_rules.engine.decision.decide import STATUS
from nocert_rules.gate.prove.cases import Replay
from nocert_rules.gate.prove.claims import concluded
from nocert_rules.gate.prove.run import OUTCOMES, Outcome, Result
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.render.page import Page, pad
from nocert_rules.render.words import pick, word
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Source
from nocert_rules.version import VERSION
from nocert_rules.words.messages import Language

SCHEMA = "nocert.proof/1"
_WORDS: dict[str, tuple[str, str]] = {
    "proved": ("已证明", "proved"),
    "refuted": ("不成立", "refuted"),
    "unknown": ("未决", "unknown"),
    "vacuous": ("空话", "vacuous"),
    "statement": ("陈述", "statement"),
    "follows_from": ("陈述依据", "follows from"),
    "broken_by": ("违反它的规则", "broken by"),
    "in_this_case": ("在此例中", "in this case"),
    "compared_with": ("与之对照", "compared with"),
    "engines": ("重放引擎", "replayed through"),
    "says_nothing": ("没有任何案件满足其前提，这一陈述等于没有说", "no case satisfies its premise: it says nothing"),
    "gave_up": ("求解器在限时内没有结果", "the solver found no answer in its time"),
    "for_all": ("对下列范围内的一切输入", "for all inputs with"),
    "none": ("没有陈述", "no statements"),
}
Data = dict[str, object]


def say(key: str, language: Language) -> str:
    """The words for `key`."""
    return pick(_WORDS[key], language)


def scope_line(scope: Scope, language: Language) -> str:
    """What the results hold for, in one line."""
    return f"{say('for_all', language)} {scope.text(language)}"


def result_text(rulebook: Rulebook, result: Result, language: Language, page: Page) -> None:
    """A line on the result, and on a failure everything that a reader needs to judge it."""
    invariant = result.invariant
    provision = f"  {invariant.sources[0].provision}" if invariant.sources else ""
    outcome = pad(say(result.outcome, language), 8)
    page.line(f"{outcome}{result.seconds:6.2f} s  {invariant.id}{provision}", 0, 18)
    if result.outcome == "proved":
        return
    page.line(invariant.text.text(language), 2, 2)
    if invariant.sources:
        page.line(f"{say('follows_from', language)}:", 2)
    _sources(invariant.sources, page, 4)
    if result.outcome == "refuted":
        _refutation(rulebook, result, language, page)
    else:
        page.line(say("says_nothing" if result.outcome == "vacuous" else "gave_up", language), 2)


def _refutation(rulebook: Rulebook, result: Result, language: Language, page: Page) -> None:
    if result.rules:
        page.line(f"{say('broken_by', language)}:", 2)
    for rule in result.rules:
        modality = f" · {word(rule.modality, language)}" if rule.modality else ""
        page.line(f"{rule.id}{modality}", 4)
        _sources(rule.sources, page, 6)
    for number, played in enumerate(result.replays):
        page.line(f"{say('compared_with' if number else 'in_this_case', language)}:", 2)
        for name in result.concerned:
            label = rulebook.conclusions[name].label.text(language)
            page.line(f"{name}: {word(_status(played, name), language)} · {label}", 4, 2)
        page.line(f"{say('engines', language)} {', '.join(played.decision.engines)}", 4, 2)
        page.lines += [f"    | {line}" for line in played.text.splitlines()]


def _sources(sources: Iterable[Source], page: Page, indent: int) -> None:
    for source in sources:
        page.line(f"{source.provision} “{source.quote}”", indent, 2)


def _status(played: Replay, conclusion: str) -> str:
    return STATUS[concluded(played.decision.parts[0], conclusion)]


def summary_line(results: Sequence[Result], language: Language) -> str:
    """How many came to which result, and the time they took together."""
    if not results:
        return say("none", language)
    counts = counted(results)
    parts = [f"{say(name, language)} {counts[name]}" for name in OUTCOMES if counts[name] or name == "proved"]
    return f"{' · '.join(parts)} · {sum(result.seconds for result in results):.2f} s"


def counted(results: Iterable[Result]) -> dict[Outcome, int]:
    """How many results there are of each outcome."""
    counts: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
    for result in results:
        counts[result.outcome] += 1
    return counts


def report_data(rulebook: Rulebook, results: Sequence[Result], scope: Scope) -> Data:
    """All results as JSON data; but for the times, the same rulebook and scope give the same data."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "rulebook": rulebook.digest,
        "scope": scope.data(),
        "counts": counted(results),
        "seconds": round(sum(result.seconds for result in results), 3),
        "statements": [_result_data(result) for result in results],
    }


def _result_data(result: Result) -> Data:
    invariant = result.invariant
    return {
        "id": invariant.id,
        "question": invariant.question,
        "kind": invariant.kind,
        "text": invariant.text.data(),
        "sources": [source.data() for source in invariant.sources],
        "file": invariant.position.file,
        "line": invariant.position.line,
        "outcome": result.outcome,
        "seconds": round(result.seconds, 3),
        "concerned": list(result.concerned),
        "rules": [_rule_data(rule) for rule in result.rules],
        "cases": [_replay_data(played, result.concerned) for played in result.replays],
    }


def _rule_data(rule: Rule) -> Data:
    return {"id": rule.id, "modality": rule.modality, "sources": [source.data() for source in rule.sources]}


def _replay_data(played: Replay, concerned: Iterable[str]) -> Data:
    return {
        "yaml": played.text,
        "conclusions": {name: _status(played, name) for name in concerned},
        "engines": list(played.decision.engines),
    }
