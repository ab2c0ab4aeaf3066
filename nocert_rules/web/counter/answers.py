"""What is known of a case, a line for each fact: what people said, what nobody knew, what lists know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nocert_rules.dialogue.forms import FindingForm, Form, Given, Key, RecordsForm
from nocert_rules.dialogue.interview.session import askable
from nocert_rules.engine.decision.document import fact_of
from nocert_rules.engine.facts.case import Origin, Situation
from nocert_rules.render.conditions import Describer
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Value
from nocert_rules.web.counter.standing import Standing
from nocert_rules.words.messages import Language


@dataclass(frozen=True)
class FactLine:
    """A fact with its value in words. `text` is None where nobody knows; `source` says who or what says so."""

    name: str
    label: str
    text: str | None
    source: str = ""
    wrong: bool = False
    inferred: bool = False
    details: tuple[str, ...] = ()
    changeable: bool = True


@dataclass(frozen=True)
class Known:
    """Answers of people, in the order given, then what lists and jurisdictions supply."""

    answers: tuple[FactLine, ...]
    supplied: tuple[FactLine, ...]


def known(standing: Standing, rulebook: Rulebook, language: Language) -> Known:
    """What is known where a draft stands."""
    lines = _Lines(standing, rulebook, language)
    return Known(tuple(lines.answers()), tuple(lines.supplied()))


class _Lines:
    def __init__(self, standing: Standing, rulebook: Rulebook, language: Language) -> None:
        self.form: Form = standing.form
        self.standing = standing
        self.rulebook = rulebook
        self.language = language
        self.describe = Describer(rulebook, language)
        decision = standing.decision
        self.situation: Situation | None = decision.case.situations[0] if decision else None

    def answers(self) -> Iterator[FactLine]:
        asked = [key.fact for key in self.form.order]
        before = [name for name in self.form.facts if name not in asked]
        for name in (*before, *asked):
            given = self.form.facts.get(name)
            wrong = Key(None, name) in self.standing.problems
            label = self._label(name)
            if given is None:
                yield FactLine(name, label, None)
                continue
            by, details = self._told(name, given)
            yield FactLine(name, label, self._words(name, given, wrong), by, wrong, details=details)

    def supplied(self) -> Iterator[FactLine]:
        if self.situation is None:
            return
        for name in self.rulebook.questions[self.form.question].facts:
            origin = self.situation.origins.get(name)
            if origin is None or origin.kind not in ("list", "jurisdiction"):
                continue
            value = self.situation.values[name]
            yield FactLine(
                name,
                self._label(name),
                self.describe.value(name, value),
                origin.place,
                inferred=origin.inferred,
                details=tuple(self.describe.records(value)) if isinstance(value, Records) else _finding(origin),
                changeable=askable(self.rulebook, name),
            )

    def _label(self, name: str) -> str:
        known_fact = name in self.rulebook.facts
        return fact_of(self.rulebook, name).label.text(self.language) if known_fact else name

    def _words(self, name: str, given: Given, wrong: bool) -> str:
        """The value as it is understood, or as it was typed where it is not."""
        if not wrong and self.situation is not None and name in self.situation.values:
            return self.describe.value(name, self.situation.values[name])
        if isinstance(given, RecordsForm):
            return str(len(given.records))
        return given.value if isinstance(given, FindingForm) else given

    def _told(self, name: str, given: Given) -> tuple[str, tuple[str, ...]]:
        if isinstance(given, FindingForm):
            return " · ".join(part for part in (given.by, given.on) if part), (given.reason,) if given.reason else ()
        value: Value | None = self.situation.values.get(name) if self.situation else None
        return "", tuple(self.describe.records(value)) if isinstance(value, Records) else ()


def _finding(origin: Origin) -> tuple[str, ...]:
    return (origin.finding.by,) if origin.finding else ()
