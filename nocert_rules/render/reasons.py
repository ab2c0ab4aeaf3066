"""Why a conclusion fails or is open, in a few words: a silent text, an exception, a condition that is not met."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.engine.decision.decide import Part, Status
from nocert_rules.engine.decision.trace import TraceNode, deciding, rule_trace
from nocert_rules.engine.truth import FALSE
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COLON, aside
from nocert_rules.render.page import width_of
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.conditions import Compare, Holds
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import Language

_MAX_REASON_WIDTH = 72


class Reasons:
    """Finds the reasons behind the conclusions of one part of a decision."""

    def __init__(self, rulebook: Rulebook, part: Part, language: Language) -> None:
        self.rulebook = rulebook
        self.part = part
        self.language = language
        self.describe = Describer(rulebook, language)

    def status(self, conclusion: str, status: Status) -> str:
        """A status in the conclusion's own words: a route is open or closed."""
        words = self.rulebook.conclusions[conclusion].words
        return words[status].text(self.language) if status in words else word(status, self.language)

    def of(self, conclusion: str) -> Iterator[str]:
        """Every reason why `conclusion` is no plain yes."""
        part = self.part
        for rule in part.gaps(conclusion):
            yield rule.gap.text(self.language) if rule.gap else ""
        for rule in part.defeaters(conclusion):
            yield f"{rule.provision} “{rule.sources[0].quote}”"
        item = part.program.by_id[conclusion]
        for number in item.rules if part.status(conclusion) == "no" else ():
            if part.rule_status(number) == "fails":
                yield from self._failing(rule_trace(self.rulebook, part, number).condition)

    def _failing(self, node: TraceNode) -> Iterator[str]:
        """What made a rule fail: the facts as they are where that says it, else the condition that is not met."""
        colon = COLON.text(self.language)
        for leaf in deciding(node):
            match leaf.condition:
                case Compare(fact, "is" | "in"):
                    yield f"{self.describe.fact(fact)}{colon}{self.describe.value(fact, self.part.values.get(fact))}"
                case Holds(conclusion):
                    yield self._other(conclusion, colon)
                case condition:
                    text = self.describe.condition(condition)
                    text = text if width_of(text) <= _MAX_REASON_WIDTH else f"{text[: _MAX_REASON_WIDTH // 2]}…"
                    yield f"{word('not_met' if leaf.truth == FALSE else 'met', self.language)}{colon}{text}"

    def _other(self, conclusion: str, colon: str) -> str:
        """Another conclusion that made the rule fail, with what bars that one."""
        label = self.rulebook.conclusions[conclusion].label.text(self.language)
        status = self.status(conclusion, self.part.status(conclusion))
        bars = ", ".join(rule.provision for rule in self.part.defeaters(conclusion))
        return f"{label}{colon}{status}{aside(bars, self.language)}"
