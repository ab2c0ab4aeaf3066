"""The stage `test`: golden cases pass, and cover as much as the thresholds ask; also as violations for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nocert_rules.gate.check.model import NOT_LOADED, Found, Gate, Tell, left_out, outcome_of, refused, violation
from nocert_rules.gate.golden import load_cases
from nocert_rules.gate.lint.source import Sources
from nocert_rules.gate.report.violation import Check, Report, Violation
from nocert_rules.gate.testing.coverage import Coverage, Measure
from nocert_rules.gate.testing.run import Outcome, Run, Selection, run_cases
from nocert_rules.gate.testing.text import about, what
from nocert_rules.gate.testing.thresholds import thresholds_of
from nocert_rules.gate.testing.update import place_of
from nocert_rules.gate.testing.words import case_count, gap_words, measure_word, say
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COMMA, SEMICOLON
from nocert_rules.rulebook.model.values import Label
from nocert_rules.version import VERSION
from nocert_rules.words.errors import InputError
from nocert_rules.words.messages import Language

GOLDEN_CASE = Check(
    "golden-case",
    "cases",
    "error",
    Label("示例案件与条文的要求不符", "a golden case is not decided as the text demands"),
    Label("更正规则；条文确实另有要求的，更正案件", "correct the rule, or the case where the text demands otherwise"),
    "docs/guide-author.md#golden-cases",
)
COVERAGE = Check(
    "coverage",
    "cases",
    "error",
    Label("示例案件的覆盖低于下限", "the golden cases cover less than the thresholds ask"),
    Label("补充示例案件；`nocert test` 说明缺什么", "add the case that is missing; `nocert test` says which"),
    "docs/guide-author.md#golden-cases",
)
_MOST_GAPS = 5


def cases(gate: Gate, tell: Tell) -> Found:
    """Whether the golden cases pass and cover enough."""
    if gate.book.rulebook is None:
        return left_out(NOT_LOADED)
    limits = thresholds_of(gate.rules)
    try:
        golden = load_cases(gate.rules, gate.loaded)
    except InputError as error:
        return refused(GOLDEN_CASE, gate.sources, error.problems)

    def count(done: int, of: int) -> None:
        tell(f"{done} / {of}")

    run = run_cases(gate.rules, gate.loaded, golden, Selection(), limits, tell=count)
    found = tuple(violations_of(run, gate.sources))
    figure = Label(_figure(run, "zh"), _figure(run, "en"))
    return Found(outcome_of(found), figure, (GOLDEN_CASE, COVERAGE), found)


def _figure(run: Run, language: Language) -> str:
    semicolon, comma = SEMICOLON.text(language), COMMA.text(language)
    count = case_count(len(run.outcomes), len(run.failures), run.cases, language)
    shares = run.coverage.shares if run.coverage else {}
    covered = [f"{measure_word(name, language)} {share.percent:g} %" for name, share in shares.items()]
    return semicolon.join((count, comma.join(covered)))


def runs_report(runs: Iterable[Run]) -> Report:
    """Runs of golden cases as a report: what fails, and what is not covered and should be."""
    sources = Sources()
    found = tuple(item for run in runs for item in violations_of(run, sources))
    return Report("test", VERSION, (GOLDEN_CASE, COVERAGE), found)


def violations_of(run: Run, sources: Sources) -> Iterator[Violation]:
    """Each difference of each case that fails, and the gaps behind each measure that is below its threshold."""
    for outcome in run.failures:
        yield from _differences(outcome, sources)
    for measure in run.thresholds.missed(run.coverage) if run.coverage else ():
        assert run.coverage
        yield from _gaps(run, run.coverage, measure, sources)


def _differences(outcome: Outcome, sources: Sources) -> Iterator[Violation]:
    golden = outcome.golden
    for difference in outcome.differences:
        zh, en = what(difference, "zh"), what(difference, "en")
        told = Label(
            f"`{golden.id}`（{golden.provision}）：{zh}：预期 {difference.expected}，得到 {difference.got}",
            f"`{golden.id}` ({golden.provision}): {en}: expected {difference.expected}, got {difference.got}",
        )
        yield violation(GOLDEN_CASE, sources, place_of(outcome, difference), told)


def _gaps(run: Run, coverage: Coverage, measure: Measure, sources: Sources) -> Iterator[Violation]:
    """The first things that a measure lacks, each where it stands; how far it is below stands with each."""
    share, least = coverage.shares[measure].percent, run.thresholds.least[measure]
    below = Label(
        f"{measure_word(measure, 'zh')} {share:.1f} % {say('below', 'zh')} {least:g} %",
        f"{measure_word(measure, 'en')} {share:.1f} % {say('below', 'en')} {least:g} %",
    )
    gaps = [gap for gap in coverage.gaps if gap.measure == measure]
    for gap in gaps[:_MOST_GAPS]:
        zh = about(gap, Describer(coverage.rulebook, "zh"))
        en = about(gap, Describer(coverage.rulebook, "en"))
        told = Label(f"{below.zh}：{zh}：{gap_words(gap, 'zh')}", f"{below.en}: {en}: {gap_words(gap, 'en')}")
        yield violation(COVERAGE, sources, gap.subject.position, told)
