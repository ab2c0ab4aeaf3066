"""Runs of golden cases as a page of text: the failures with their reasons, how many cases, what they cover."""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.engine.decision.trace import FactUse, TraceNode
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.golden import Difference
from nocert_rules.gate.testing.coverage import MEASURES, Coverage, Gap, Measure
from nocert_rules.gate.testing.run import Outcome, Run
from nocert_rules.gate.testing.update import place_of
from nocert_rules.gate.testing.why import Step, named, part_of, records_in, value_behind, why
from nocert_rules.gate.testing.words import case_count, gap_words, measure_word, say
from nocert_rules.render.conditions import Describer
from nocert_rules.render.page import Page, pad, width_of
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.conditions import Compare, InForce, Quantified
from nocert_rules.rulebook.model.rules import ComputedValue, Rule
from nocert_rules.words.messages import Language

MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}
MOST_GAPS = 5
MOST_STEPS = 8
_DEEP = 1  # rules further down than this are left to the JSON
_WIDE = 40  # a condition in more columns than this is named by its fact
_COLUMNS = ("covered", "all", "percent", "least")


def runs_text(runs: Iterable[Run], language: Language, page: Page) -> str:
    """The runs of one or several rulebooks, one after another."""
    found = list(runs)
    for run in found:
        if len(found) > 1:
            page.heading(str(run.rules))
        for outcome in run.failures:
            failure(page, outcome, language)
        if run.failures:
            page.line()
        page.line(case_count(len(run.outcomes), len(run.failures), run.cases, language))
        if run.stopped:
            page.line(say("stopped", language))
        if run.coverage:
            _table(page, run, run.coverage, language)
            _gaps(page, run.coverage, language)
    return page.text()


def failure(page: Page, outcome: Outcome, language: Language) -> None:
    """A case that fails: where it stands, what the text says, and every difference with what decided."""
    golden, rulebook = outcome.golden, outcome.decision.rulebook
    page.heading(f"{golden.position}: `{golden.id}` {say('fails', language)}")
    text = rulebook.provisions[golden.provision].text.replace("\n", " ")
    page.line(f"{golden.provision} “{text}”", 2, 2)
    page.line(f"{word('reason', language)} {golden.reason}", 2, 2)
    told: set[tuple[str | None, str]] = set()
    for difference in outcome.differences:
        _difference(page, outcome, difference, language, told)


def _difference(
    page: Page, outcome: Outcome, difference: Difference, language: Language, told: set[tuple[str | None, str]]
) -> None:
    place = place_of(outcome, difference)
    page.line(f"- {what(difference, language)} ({say('line', language, line=place.line)})", 2, 2)
    width = max(width_of(say(key, language)) for key in ("expected", "got"))
    page.row(say("expected", language), difference.expected, width, 4)
    page.row(say("got", language), difference.got, width, 4)
    steps, value = why(outcome, difference), value_behind(outcome, difference)
    page.line(say("because" if steps or value else "no_rule", language), 4)
    if value:
        _value(page, Describer(outcome.decision.rulebook, language), *value)
    for step in (step for step in steps[:MOST_STEPS] if step.depth <= _DEEP):
        key = (difference.subject, step.trace.rule.id)
        _step(page, Describer(outcome.decision.rulebook, language), outcome, difference, step, key in told)
        told.add(key)


def what(difference: Difference, language: Language) -> str:
    """What a difference is about, in words."""
    kind, name = named(difference)
    of = f" {say('of', language)} `{difference.subject}`" if difference.subject else ""
    return f"{say(kind, language)} `{name}`{of}"


def _value(page: Page, describe: Describer, value: ComputedValue, uses: Iterable[FactUse]) -> None:
    """A computed value that an answer shows: its words, how it is worked out, and from which facts."""
    page.line(f"{value.source.provision} {value.id} = {describe.term(value.id, value.term)}", 6, 2)
    page.line(f"{value.position} “{value.source.quote}”", 8, 2)
    for fact in uses:
        page.line(_use(describe, fact), 8, 2)


def _step(page: Page, describe: Describer, outcome: Outcome, difference: Difference, step: Step, told: bool) -> None:
    """A rule that decided, with what decided it; one that was told before is only named."""
    indent = 6 + 2 * step.depth
    rule = step.trace.rule
    status = word(step.trace.status, describe.language)
    above = f" ({say('above', describe.language)})" if told else ""
    page.line(f"{rule.provision} {rule.id} — {status}{above}", indent, 2)
    if told:
        return
    page.line(f"{rule.position} “{rule.sources[0].quote}”", indent + 2, 2)
    for node in step.conditions:
        if isinstance(node.condition, InForce) and node.truth == Truth.TRUE:
            continue
        for line in condition_lines(describe, outcome, difference, node):
            page.line(line, indent + 2, 4)
    for exception, exception_status in step.trace.exceptions:
        if step.trace.status != "fails" and exception_status in ("holds", "undetermined"):
            words = word(exception_status, describe.language)
            page.line(f"{word('except', describe.language)} {exception.id} — {words}", indent + 2, 2)


def condition_lines(describe: Describer, outcome: Outcome, difference: Difference, node: TraceNode) -> list[str]:
    """A condition with its truth, and the values of the facts that it reads."""
    lines = [f"{MARKS[node.truth]} {describe.condition(node.condition)}"]
    for inner in node.walk():
        lines += [f"  {_use(describe, use)}" for use in inner.facts]
        if isinstance(inner.condition, Quantified):
            truths = records_in(outcome.decision.rulebook, part_of(outcome, difference), inner.condition)
            marks = " ".join(f"{number}{MARKS[truth]}" for number, truth in enumerate(truths, start=1))
            lines += [f"  {say('records', describe.language)} {marks}"] if marks else []
    return lines


def _use(describe: Describer, use: FactUse) -> str:
    text = f"{use.fact} = {describe.value(use.fact, use.value)}"
    if use.origin is None:
        return text
    place = f" {use.origin.place}" if use.origin.place and use.origin.kind != "case" else ""
    return f"{text} [{word(use.origin.kind, describe.language)}{place}]"


def _table(page: Page, run: Run, coverage: Coverage, language: Language) -> None:
    heads = [say(name, language) for name in _COLUMNS]
    widths = [max(width_of(head), 8) for head in heads]
    first = max(width_of(text) for text in (say("coverage", language), *(say(name, language) for name in MEASURES))) + 2
    page.heading(_row(say("coverage", language), heads, first, widths))
    missed = run.thresholds.missed(coverage)
    for measure in MEASURES:
        share, least = coverage.shares[measure], run.thresholds.least.get(measure)
        cells = [str(share.covered), str(share.of), f"{share.percent:.1f}", "" if least is None else f"{least:g}"]
        below = f"  ✗ {say('below', language)}" if measure in missed else ""
        page.lines.append(_row(f"  {measure_word(measure, language)}", cells, first, widths).rstrip() + below)


def _row(label: str, cells: Iterable[str], first: int, widths: Iterable[int]) -> str:
    right = (" " * (width - width_of(cell)) + cell for cell, width in zip(cells, widths, strict=True))
    return "  ".join((pad(label, first), *right))


def _gaps(page: Page, coverage: Coverage, language: Language) -> None:
    if coverage.gaps:
        page.heading(say("gaps", language))
    describe = Describer(coverage.rulebook, language)
    for measure in MEASURES:
        gaps = [gap for gap in coverage.gaps if gap.measure == measure]
        if gaps:
            _gaps_of(page, describe, measure, gaps)


def _gaps_of(page: Page, describe: Describer, measure: Measure, gaps: list[Gap]) -> None:
    language = describe.language
    more = len(gaps) - MOST_GAPS
    if measure in ("provisions", "lists", "norms"):
        names = ", ".join(gap.subject.id for gap in gaps[:MOST_GAPS])
        rest = f" {say('more', language, count=more)}" if more > 0 else ""
        page.line(f"{measure_word(measure, language)}: {gap_words(gaps[0], language)}: {names}{rest}", 2, 2)
        return
    page.line(measure_word(measure, language), 2)
    for gap in gaps[:MOST_GAPS]:
        page.line(f"{about(gap, describe)}: {gap_words(gap, language)}", 4, 2)
    if more > 0:
        page.line(say("more", language, count=more), 4)


def about(gap: Gap, describe: Describer) -> str:
    """What a gap is about: the rule with its provision, and the condition."""
    subject = gap.subject
    text = f"{subject.provision} {subject.id}" if isinstance(subject, Rule) else subject.id
    if gap.condition is None:
        return text
    inner = gap.condition.condition
    words = describe.condition(inner)
    if isinstance(inner, Compare) and width_of(words) > _WIDE:
        words = describe.fact(inner.fact)
    return f"{text} ({gap.condition.number}: {words})" if gap.condition.number else f"{text} ({words})"
