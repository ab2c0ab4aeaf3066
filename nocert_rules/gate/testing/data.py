"""Runs of golden cases as JSON data: every outcome, what is covered and by which case, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nocert_rules.engine.decision.trace import TRUTH_NAMES, condition_data
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.golden import Difference
from nocert_rules.gate.testing.conditions import beside
from nocert_rules.gate.testing.coverage import MEASURES, ConditionCoverage, Coverage, Gap, RuleCoverage
from nocert_rules.gate.testing.run import Outcome, Run
from nocert_rules.gate.testing.update import place_of
from nocert_rules.gate.testing.why import named, value_behind, why
from nocert_rules.gate.testing.words import say, truth_word
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COMMA
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.version import VERSION
from nocert_rules.words.errors import Position
from nocert_rules.words.json_text import json_text
from nocert_rules.words.messages import Language

Data = dict[str, object]
SCHEMA = "nocert.test/1"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def runs_json(runs: Iterable[Run]) -> str:
    """The runs as a JSON document; the same runs give the same bytes."""
    found = list(runs)
    data: Data = {
        "schema": SCHEMA,
        "version": VERSION,
        "passed": all(run.passed for run in found),
        "rulebooks": [_run(run) for run in found],
    }
    return json_text(data)


def _run(run: Run) -> Data:
    return {
        "rules": str(run.rules),
        "rulebook": run.rulebook.digest,
        "passed": run.passed,
        "cases": {
            "all": run.cases,
            "decided": len(run.outcomes),
            "failed": len(run.failures),
            "stopped": run.stopped,
        },
        "results": [_outcome(outcome) for outcome in run.outcomes],
        "coverage": _coverage(run, run.coverage) if run.coverage else None,
    }


def _outcome(outcome: Outcome) -> Data:
    golden = outcome.golden
    return {
        "case": golden.id,
        "provision": golden.provision,
        "reason": golden.reason,
        **_place(golden.position),
        "engines": list(outcome.decision.engines),
        "passed": outcome.passed,
        "differences": [_difference(outcome, difference) for difference in outcome.differences],
    }


def _difference(outcome: Outcome, difference: Difference) -> Data:
    kind, name = named(difference)
    value = value_behind(outcome, difference)
    return {
        "kind": kind.partition(" ")[0],
        "name": name,
        "subject": difference.subject,
        **_place(place_of(outcome, difference)),
        "expected": difference.expected,
        "got": difference.got,
        "computed": {"value": value[0].id, "facts": [use.data() for use in value[1]]} if value else None,
        "why": [
            {
                "depth": step.depth,
                "rule": step.trace.rule.id,
                "provision": step.trace.rule.provision,
                "quote": step.trace.rule.sources[0].quote,
                "status": step.trace.status,
                "conditions": [condition_data(node) for node in step.conditions],
                "exceptions": [{"rule": rule.id, "status": status} for rule, status in step.trace.exceptions],
            }
            for step in why(outcome, difference)
        ],
    }


def _place(position: Position) -> Data:
    return {"file": position.file, "line": position.line, "column": position.column}


def _coverage(run: Run, coverage: Coverage) -> Data:
    missed = run.thresholds.missed(coverage)
    return {
        "measures": {
            name: {
                "covered": share.covered,
                "of": share.of,
                "percent": share.percent,
                "threshold": run.thresholds.least.get(name),
                "met": name not in missed,
            }
            for name, share in ((name, coverage.shares[name]) for name in MEASURES)
        },
        "uncovered": [gap_data(gap, coverage) for gap in coverage.gaps],
        "rules": [_rule(item, coverage) for item in coverage.rules.values()],
        "in_force": {name: _condition(item, coverage) for name, item in coverage.in_force.items()},
        "provisions": {name: list(cases) for name, cases in coverage.provisions.items()},
        "lists": {name: list(cases) for name, cases in coverage.lists.items()},
        "norms": {name: list(cases) for name, cases in coverage.norms.items()},
    }


def _rule(item: RuleCoverage, coverage: Coverage) -> Data:
    return {
        "rule": item.rule.id,
        "provision": item.rule.provision,
        **_place(item.rule.position),
        "statuses": dict(item.statuses),
        "conditions": [_condition(condition, coverage) for condition in item.conditions],
    }


def _condition(item: ConditionCoverage, coverage: Coverage) -> Data:
    shown = item.independence
    return {
        "condition": item.number,
        "label": {language: Describer(coverage.rulebook, language).condition(item.condition) for language in LANGUAGES},
        "truths": {TRUTH_NAMES[truth]: case for truth, case in item.truths.items()},
        "mcdc": {"true": shown.true, "false": shown.false, "shown": not shown.lacking, "alone": shown.alone},
    }


def gap_data(gap: Gap, coverage: Coverage) -> Data:
    """A gap as JSON: what it is about, and for MC/DC which case would fill it."""
    subject = gap.subject
    data: Data = {"measure": gap.measure, "what": gap.what, **_place(subject.position)}
    if isinstance(subject, Rule):
        data |= {"rule": subject.id, "provision": subject.provision}
    else:
        data["id"] = subject.id
    if gap.condition:
        describe = {language: Describer(coverage.rulebook, language) for language in LANGUAGES}
        data["condition"] = gap.condition.number
        data["label"] = {language: item.condition(gap.condition.condition) for language, item in describe.items()}
        if gap.measure == "mcdc" and isinstance(subject, Rule):
            data["hint"] = {language: hint(subject, gap, item) for language, item in describe.items()}
    return data


def hint(rule: Rule, gap: Gap, describe: Describer) -> str:
    """Which case would show that the condition decides: its truth, and that of everything beside it."""
    if gap.condition is None:
        return ""
    language = describe.language
    parts = beside(rule.own_condition, gap.condition.number - 1)
    texts = [_is(describe.condition(part), truth, language) for part, truth in parts]
    wanted = _side(gap.what, language)
    if not texts:
        return say("hint_alone", language, what=wanted)
    return say("hint", language, what=wanted, beside=COMMA.text(language).join(texts))


def _is(part: str, truth: Truth, language: Language) -> str:
    return say("is", language, part=part, truth=truth_word(truth, language))


def _side(what: str, language: Language) -> str:
    if what == "either":
        return say("either", language)
    names: Mapping[str, Truth] = {name: Truth(number) for number, name in enumerate(TRUTH_NAMES)}
    return truth_word(names[what], language)
