"""Rules as HTML: what became of each, and its conditions as a table, each mark a link to the case that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from nocert_rules.engine.decision.trace import TRUTH_NAMES
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.testing.coverage import ConditionCoverage, Coverage, Gap, RuleCoverage
from nocert_rules.gate.testing.data import hint
from nocert_rules.gate.testing.levels import SIGNS, level_of
from nocert_rules.gate.testing.markup import Html, element, joined
from nocert_rules.gate.testing.possible import TRUTHS
from nocert_rules.gate.testing.words import gap_words, say
from nocert_rules.render.conditions import Describer
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.conditions import All, Any, Condition, Not
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.words.messages import Language

CaseLink = Callable[[str, str], Html]
COVERED, LACKING, IMPOSSIBLE = "✓", "✗", "–"
_GROUPS = {All: "all_of", Any: "any_of", Not: "not"}


def rule_id(prefix: str, rule: Rule) -> str:
    """The id of a rule on the page."""
    return f"{prefix}rule-{rule.id}"


def case_id(prefix: str, case: str) -> str:
    """The id of a case on the page."""
    return f"{prefix}case-{quote(case)}"


class RuleTables:
    """Shows rules with their coverage; `link` makes a mark a link to a case."""

    def __init__(self, coverage: Coverage, language: Language, prefix: str, link: CaseLink) -> None:
        self.coverage = coverage
        self.language = language
        self.prefix = prefix
        self.link = link
        self.describe = Describer(coverage.rulebook, language)

    def rule(self, rule: Rule) -> Html:
        """A rule: its words, what became of it, its conditions."""
        item = self.coverage.rules[rule.id]
        level = level_of(item.share)
        sign = element("span", SIGNS[level], class_="sign")
        name = [sign, " ", rule.id, f" · {word(rule.modality, self.language)}" if rule.modality else ""]
        share = element("small", f" {item.share.covered}/{item.share.of} · {rule.position}")
        parts = [element("h3", *name, share), element("p", f"“{rule.sources[0].quote}”", class_="quote", lang="zh-CN")]
        parts.append(element("p", *self._statuses(item), class_="statuses"))
        if item.conditions:
            parts.append(self.conditions(item.conditions, rule.own_condition, rule))
        return element("section", *parts, id=rule_id(self.prefix, rule), class_=f"rule {level}")

    def reference(self, rule: Rule) -> Html:
        """A rule that stands with another provision and rests on this one, too."""
        level = level_of(self.coverage.rules[rule.id].share)
        link = element("a", f"{rule.provision} {rule.id}", href=f"#{rule_id(self.prefix, rule)}")
        sign = element("span", SIGNS[level], class_="sign")
        return element("p", sign, " ", say("also", self.language), " ", link, class_=f"rule {level}")

    def _statuses(self, item: RuleCoverage) -> Iterator[Html]:
        for status, case in item.statuses.items():
            mark = self._mark(case)
            yield element("span", word(status, self.language), " ", mark, class_="chip" if case else "chip lacking")

    def conditions(
        self, conditions: Sequence[ConditionCoverage], condition: Condition, rule: Rule | None = None
    ) -> Html:
        """The conditions as a table, in the order and nesting in which they stand."""
        heads = ["#", word("when", self.language), *(word(TRUTH_NAMES[truth], self.language) for truth in TRUTHS)]
        head = element("tr", *(element("th", text, scope="col") for text in (*heads, say("mcdc", self.language))))
        rows = self._rows(iter(conditions), condition, 0, rule)
        return element("table", element("thead", head), element("tbody", *rows), class_="conditions")

    def _rows(
        self, conditions: Iterator[ConditionCoverage], condition: Condition, depth: int, rule: Rule | None
    ) -> Iterator[Html]:
        if not isinstance(condition, All | Any | Not):
            yield self._row(next(conditions), depth, rule)
            return
        parts = (condition.part,) if isinstance(condition, Not) else condition.parts
        if len(parts) > 1 or isinstance(condition, Not):
            label = say(_GROUPS[type(condition)], self.language)
            group = element("td", label, colspan="5", class_=f"group depth{depth}")
            yield element("tr", element("td"), group)
            depth += 1
        for part in parts:
            yield from self._rows(conditions, part, depth, rule)

    def _row(self, item: ConditionCoverage, depth: int, rule: Rule | None) -> Html:
        words: list[str] = [self.describe.condition(item.condition)]
        if rule and item.independence.lacking:
            gap = Gap("mcdc", rule, item.independence.lacking, item)
            words.append(element("small", hint(rule, gap, self.describe)))
        cells = [self._cell(item.truths, truth) for truth in TRUTHS]
        number = element("td", str(item.number) if item.number else "")
        return element("tr", number, element("td", *words, class_=f"depth{depth}"), *cells, self._mcdc(item, rule))

    def _cell(self, truths: Mapping[Truth, str | None], truth: Truth) -> Html:
        if truth not in truths:
            return element("td", IMPOSSIBLE, title=say("impossible", self.language))
        case = truths[truth]
        return element("td", self._mark(case), class_="" if case else "lacking")

    def _mcdc(self, item: ConditionCoverage, rule: Rule | None) -> Html:
        shown = item.independence
        if shown.lacking:
            words = gap_words(Gap("mcdc", rule, shown.lacking, item), self.language) if rule else ""
            return element("td", LACKING, class_="lacking", title=words)
        sides: Iterable[tuple[str, str | None]] = (("true", shown.true), ("false", shown.false))
        links = [self.link(case, word(side, self.language)) for side, case in sides if case]
        return element("td", COVERED, " ", links[0], " / ", links[1])

    def _mark(self, case: str | None) -> Html:
        return self.link(case, COVERED) if case else joined(LACKING)
