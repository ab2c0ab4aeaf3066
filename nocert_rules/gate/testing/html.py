"""Runs of golden cases as one HTML page: totals, gaps, and each document as it reads, coloured by its coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nocert_rules.gate.testing.coverage import MEASURES, Coverage, Gap
from nocert_rules.gate.testing.data import hint
from nocert_rules.gate.testing.html_rules import RuleTables, case_id, rule_id
from nocert_rules.gate.testing.html_style import STYLE
from nocert_rules.gate.testing.levels import LEVELS, MOST, SIGNS, Level, level_of_provision, marked
from nocert_rules.gate.testing.markup import Html, element, joined
from nocert_rules.gate.testing.run import Outcome, Run
from nocert_rules.gate.testing.text import about, failure
from nocert_rules.gate.testing.words import case_count, gap_words, measure_word, say
from nocert_rules.render.conditions import Describer
from nocert_rules.render.page import Page
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.rules import Document, Provision, Rule
from nocert_rules.version import VERSION
from nocert_rules.words.messages import Language


def runs_html(runs: Sequence[Run], language: Language) -> str:
    """The runs as one page that needs nothing else; the same runs give the same bytes."""
    title = say("title", language)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html(STYLE)),
    )
    body = [element("h1", title)]
    for number, run in enumerate(runs, start=1):
        body.append(_Section(run, language, f"r{number}-" if len(runs) > 1 else "").html())
    page = element("html", head, "\n", element("body", element("main", *body)), lang=_tag(language))
    return f"<!DOCTYPE html>\n{page}\n"


def _tag(language: Language) -> str:
    return "zh-CN" if language == "zh" else "en"


class _Section:
    """The part of the page that is about one rulebook; `prefix` tells its ids from those of others."""

    def __init__(self, run: Run, language: Language, prefix: str) -> None:
        self.run = run
        self.language = language
        self.prefix = prefix
        self.rulebook = run.rulebook
        self.describe = Describer(run.rulebook, language)
        self.outcomes: dict[str, list[Outcome]] = {name: [] for name in run.rulebook.provisions}
        for outcome in run.outcomes:
            self.outcomes[outcome.golden.provision].append(outcome)
        self.cases = frozenset(outcome.golden.id for outcome in run.outcomes)

    def html(self) -> Html:
        """The whole section."""
        run, coverage = self.run, self.run.coverage
        parts = [element("p", f"{run.rules} · {run.rulebook.digest[:19]}… · nocert {VERSION}", class_="about")]
        count = case_count(len(run.outcomes), len(run.failures), run.cases, self.language)
        parts.append(element("p", count, class_="count failed" if run.failures else "count"))
        if run.failures:
            parts.append(self._failures())
        if coverage:
            parts += [self._totals(coverage), self._gaps(coverage), self._legend()]
        else:
            parts.append(element("p", say("stopped" if run.stopped else "not_measured", self.language)))
        parts += [self._document(document) for document in self.rulebook.documents.values()]
        return element("section", "\n", *(joined(part, "\n") for part in parts))

    def _failures(self) -> Html:
        found: list[Html] = []
        for outcome in self.run.failures:
            page = Page(100)
            failure(page, outcome, self.language)
            found.append(element("pre", page.text()))
        return element("details", element("summary", say("failed", self.language)), *found, open="open")

    def _totals(self, coverage: Coverage) -> Html:
        heads = [element("th", say(name, self.language), scope="col") for name in ("coverage", "covered", "all")]
        heads += [element("th", say(name, self.language), scope="col") for name in ("percent", "least")]
        missed = self.run.thresholds.missed(coverage)
        rows: list[Html] = []
        for measure in MEASURES:
            share, least = coverage.shares[measure], self.run.thresholds.least.get(measure)
            met = "" if least is None else "✗" if measure in missed else "✓"
            bar = element("span", element("span", style=f"width:{share.percent}%"), class_="bar")
            cells = [str(share.covered), str(share.of), joined(f"{share.percent:.1f} ", bar)]
            cells.append("" if least is None else f"{least:g} {met}")
            head = joined(measure_word(measure, self.language), element("small", say(f"{measure}_are", self.language)))
            row = [element("th", head, scope="row"), *(element("td", cell) for cell in cells)]
            rows.append(element("tr", *row, class_="missed" if measure in missed else ""))
        return element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="totals")

    def _gaps(self, coverage: Coverage) -> Html:
        if not coverage.gaps:
            return Html("")
        parts: list[Html] = []
        for measure in MEASURES:
            gaps = [gap for gap in coverage.gaps if gap.measure == measure]
            if gaps:
                parts.append(element("h3", f"{measure_word(measure, self.language)} ({len(gaps)})"))
                parts.append(element("ul", *(element("li", *self._gap(gap)) for gap in gaps)))
        summary = element("summary", f"{say('gaps', self.language)} ({len(coverage.gaps)})")
        return element("details", summary, *parts, class_="gaps")

    def _gap(self, gap: Gap) -> Iterable[str]:
        name: str = about(gap, self.describe)
        if isinstance(gap.subject, Rule):
            name = element("a", name, href=f"#{rule_id(self.prefix, gap.subject)}")
        yield joined(name, " — ", gap_words(gap, self.language))
        if gap.measure == "mcdc" and isinstance(gap.subject, Rule):
            yield element("small", hint(gap.subject, gap, self.describe))

    def _legend(self) -> Html:
        parts = [
            element("span", SIGNS[level], " ", say(f"level_{level}", self.language, most=MOST), class_=f"key {level}")
            for level in LEVELS
        ]
        parts.append(element("span", SIGNS[None], " ", say("level_no_rules", self.language), class_="key"))
        return element("p", *parts, class_="legend")

    def _document(self, document: Document) -> Html:
        provisions = [item for item in self.rulebook.provisions.values() if item.document == document.id]
        title = element("h2", document.title.text(self.language), id=f"{self.prefix}document-{document.id}")
        in_force = self._in_force(document)
        return element("article", title, *in_force, *(joined("\n", self._provision(item)) for item in provisions))

    def _in_force(self, document: Document) -> list[Html]:
        coverage = self.run.coverage
        if coverage is None or document.id not in coverage.in_force:
            return []
        tables = RuleTables(coverage, self.language, self.prefix, self._case_link)
        condition = coverage.in_force[document.id]
        summary = element("summary", say("in_force_condition", self.language))
        return [element("details", summary, tables.conditions([condition], condition.condition), class_="guard")]

    def _provision(self, provision: Provision) -> Html:
        coverage = self.run.coverage
        level = level_of_provision(coverage, provision) if coverage else None
        found = coverage.of_provision(provision.id) if coverage and level else None
        share = f"{found.covered}/{found.of}" if found else ""
        words = say(f"level_{level}", self.language, most=MOST) if level else say("level_no_rules", self.language)
        number = provision.id.partition("/")[2]
        summary = element(
            "summary",
            element("span", SIGNS[level], class_="sign", title=words, role="img", aria_label=words),
            element("span", *self._text(provision), class_="text", lang="zh-CN"),
            element("span", number, element("small", share or "–"), class_="number"),
        )
        inside = [self._about(provision), *self._rules(provision), *self._cases(provision)]
        name = f"{self.prefix}{provision.id}"
        return element("details", summary, element("div", *inside, class_="inside"), id=name, class_=_classes(level))

    def _text(self, provision: Provision) -> Iterable[Html]:
        if self.run.coverage is None:
            yield joined(provision.text)
            return
        for piece, level in marked(self.run.coverage, provision):
            yield element("mark", piece, class_=level) if level else joined(piece)

    def _about(self, provision: Provision) -> Html:
        text = f"{provision.id} · {provision.heading.text(self.language)} · {word(provision.status, self.language)}"
        reason = provision.reason.text(self.language) if provision.reason else ""
        return element("p", text, f" · {reason}" if reason else "", class_="about")

    def _rules(self, provision: Provision) -> Iterable[Html]:
        if self.run.coverage is None:
            return
        tables = RuleTables(self.run.coverage, self.language, self.prefix, self._case_link)
        for rule in sorted(self.rulebook.rules_of_provision[provision.id], key=lambda rule: rule.position):
            yield tables.rule(rule) if rule.provision == provision.id else tables.reference(rule)

    def _cases(self, provision: Provision) -> Iterable[Html]:
        outcomes = self.outcomes[provision.id]
        if not outcomes:
            return
        yield element("h3", f"{word('cases', self.language)} ({len(outcomes)})")
        yield element("ul", *(self._case(outcome) for outcome in outcomes), class_="cases")

    def _case(self, outcome: Outcome) -> Html:
        golden = outcome.golden
        sign = "✓" if outcome.passed else "✗"
        words = say("passes" if outcome.passed else "fails", self.language)
        mark = element("span", sign, title=words, role="img", aria_label=words)
        name = joined(mark, " ", element("strong", golden.id), " ", element("small", str(golden.position)))
        reason = element("span", golden.reason, class_="reason", lang="zh-CN")
        id_ = case_id(self.prefix, golden.id)
        return element("li", name, reason, id=id_, class_="" if outcome.passed else "failed")

    def _case_link(self, case: str, sign: str) -> Html:
        """`sign` as a link to a case, or alone where the case is not on the page."""
        if case in self.cases:
            return element("a", sign, href=f"#{case_id(self.prefix, case)}", title=case)
        return element("span", sign, title=case)


def _classes(level: Level | None) -> str:
    return f"provision {level}" if level else "provision"
