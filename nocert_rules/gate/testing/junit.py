"""Runs of golden cases as JUnit XML: one test case for each golden case, and one for each threshold of coverage."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from nocert_rules.gate.testing.coverage import Coverage, Measure
from nocert_rules.gate.testing.run import Outcome, Run
from nocert_rules.gate.testing.text import failure, what
from nocert_rules.gate.testing.words import gap_words, measure_word, say
from nocert_rules.render.page import Page
from nocert_rules.render.xml import fit_for_xml
from nocert_rules.words.messages import Language


def runs_junit(runs: Iterable[Run], language: Language) -> str:
    """The runs as JUnit test suites: the cases of a rulebook, then its coverage. Without times: the same bytes."""
    root = Element("testsuites", name="nocert test")
    for run in runs:
        _cases(root, run, language)
        if run.coverage:
            _coverage(root, run, run.coverage, language)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _cases(root: Element, run: Run, language: Language) -> None:
    suite = _suite(root, f"golden cases of {run.rules}", len(run.outcomes), len(run.failures))
    for outcome in run.outcomes:
        golden = outcome.golden
        case = SubElement(suite, "testcase", classname=fit_for_xml(golden.provision), name=fit_for_xml(golden.id))
        case.set("file", fit_for_xml(golden.position.file))
        case.set("line", str(golden.position.line))
        if outcome.differences:
            _failure(case, outcome, language)


def _failure(case: Element, outcome: Outcome, language: Language) -> None:
    first = outcome.differences[0]
    compared = f"{say('expected', language)} {first.expected}, {say('got', language)} {first.got}"
    message = f"{what(first, language)}: {compared}"
    page = Page(100)
    failure(page, outcome, language)
    SubElement(case, "failure", type="difference", message=fit_for_xml(message)).text = fit_for_xml(page.text())


def _coverage(root: Element, run: Run, coverage: Coverage, language: Language) -> None:
    missed = run.thresholds.missed(coverage)
    suite = _suite(root, f"coverage of {run.rules}", len(run.thresholds.least), len(missed))
    for measure, least in run.thresholds.least.items():
        case = SubElement(suite, "testcase", classname="coverage", name=measure)
        if measure in missed:
            message = f"{coverage.shares[measure].percent:.1f} % {say('below', language)} {least:g} %"
            SubElement(case, "failure", type="coverage", message=message).text = _gaps(coverage, measure, language)


def _gaps(coverage: Coverage, measure: Measure, language: Language) -> str:
    gaps = [gap for gap in coverage.gaps if gap.measure == measure]
    lines = [f"{gap.subject.position}: {gap.subject.id}: {gap_words(gap, language)}" for gap in gaps]
    return fit_for_xml("\n".join((measure_word(measure, language), *lines)))


def _suite(root: Element, name: str, tests: int, failures: int) -> Element:
    return SubElement(
        root, "testsuite", name=fit_for_xml(name), tests=str(tests), failures=str(failures), errors="0", skipped="0"
    )
