"""The faults: what a tired hand does to a condition or a term, each with the words for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from nocert_rules.render.conditions import Describer
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Compare,
    Comparison,
    Condition,
    Extreme,
    Given,
    Not,
    Plus,
    Quantified,
    Term,
    Unit,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.messages import Language

Operator = Literal[
    "negate", "drop", "widen", "narrow", "and_or", "any_all", "strictness", "shift", "period", "extreme",
    "never", "exception", "conclusion", "modality", "bearer", "gap", "trial", "route", "list_date", "parameter",
]  # fmt: skip

_STRICTNESS: dict[Comparison, Comparison] = {
    "before": "not_after",
    "not_after": "before",
    "after": "not_before",
    "not_before": "after",
}
_UNITS: dict[Unit, Unit] = {"days": "working_days", "working_days": "days", "months": "years", "years": "months"}
_LANGUAGES: tuple[Language, Language] = ("zh", "en")


@dataclass(frozen=True)
class Fault:
    """What to put in the place of a condition, and what that does in words."""

    operator: Operator
    condition: Condition
    words: Label


@dataclass(frozen=True)
class TermFault:
    """What to put in the place of a term, and what that does in words."""

    operator: Operator
    term: Term
    words: Label


class Faults:
    """Makes the faults of conditions and terms of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._describe = tuple(Describer(rulebook, language) for language in _LANGUAGES)

    def said(self, condition: Condition) -> Label:
        """A condition in words."""
        return Label(*(describe.condition(condition) for describe in self._describe))

    def of_condition(self, condition: Condition) -> Iterator[Fault]:
        """The faults of a condition itself, not of what is in it."""
        said = self.said(condition)
        opposite = condition.part if isinstance(condition, Not) else Not(condition)
        yield Fault("negate", opposite, Label(f"取反：{said.zh}", f"negates: {said.en}"))
        match condition:
            case All(parts) | Any(parts) if len(parts) > 1:
                yield from self._joined(condition)
            case Compare():
                yield from self._compare(condition)
            case Quantified():
                yield from self._quantified(condition)

    def _joined(self, condition: All | Any) -> Iterator[Fault]:
        parts, joined = condition.parts, type(condition)
        for number, part in enumerate(parts):
            rest = (*parts[:number], *parts[number + 1 :])
            said = self.said(part)
            left = rest[0] if len(rest) == 1 else joined(rest)
            yield Fault("drop", left, Label(f"删去：{said.zh}", f"drops: {said.en}"))
        other: Condition = Any(parts) if joined is All else All(parts)
        said = self.said(condition)
        words = ("“且”改为“或”", "all becomes any") if joined is All else ("“或”改为“且”", "any becomes all")
        yield Fault("and_or", other, Label(f"{words[0]}：{said.zh}", f"{words[1]}: {said.en}"))

    def _compare(self, condition: Compare) -> Iterator[Fault]:
        comparison = condition.comparison
        if comparison in _STRICTNESS:
            yield self._rewritten("strictness", condition, replace(condition, comparison=_STRICTNESS[comparison]))
        values = [term.value for term in condition.terms if isinstance(term, Given)]
        choices = self._choices(condition.fact)
        further = next((choice for choice in choices if choice not in values), None)
        if comparison in ("is", "in") and values and further is not None:
            terms = (*condition.terms, Given(further))
            yield self._rewritten("widen", condition, Compare(condition.fact, "in", terms))
        if comparison == "in" and len(condition.terms) > 1:
            for number in range(len(condition.terms)):
                rest = (*condition.terms[:number], *condition.terms[number + 1 :])
                yield self._rewritten("narrow", condition, replace(condition, terms=rest))

    def _choices(self, fact: str) -> tuple[str, ...]:
        """The values of a one_of; none for other types."""
        known = self.rulebook.facts.get(fact)
        enumeration = self.rulebook.enumerations.get(known.type.choices) if known else None
        return tuple(choice.id for choice in enumeration.choices) if enumeration else ()

    def _quantified(self, condition: Quantified) -> Iterator[Fault]:
        if condition.quantifier in ("any_of", "all_of"):
            other: Literal["any_of", "all_of"] = "all_of" if condition.quantifier == "any_of" else "any_of"
            yield self._rewritten("any_all", condition, replace(condition, quantifier=other))
        for step in (-1, 1):
            if condition.at_least is not None:
                moved = replace(condition, at_least=condition.at_least + step)
                yield self._rewritten("shift", condition, moved)
            if condition.at_most is not None:
                yield self._rewritten("shift", condition, replace(condition, at_most=condition.at_most + step))

    def _rewritten(self, operator: Operator, old: Condition, new: Condition) -> Fault:
        before, after = self.said(old), self.said(new)
        return Fault(operator, new, Label(f"{before.zh} → {after.zh}", f"{before.en} → {after.en}"))

    def of_term(self, term: Term, fact: str = "") -> Iterator[TermFault]:
        """The faults of a term itself, not of what is in it."""
        match term:
            case Given(value) if isinstance(value, date):
                for days in (-1, 1):
                    yield self._changed("shift", term, Given(value + timedelta(days=days)), fact)
            case Given(value) if isinstance(value, int) and not isinstance(value, bool):
                for step in (-1, 1):
                    yield self._changed("shift", term, Given(value + step), fact)
            case Plus():
                yield self._changed("period", term, replace(term, unit=_UNITS[term.unit]), fact)
                for days in (-1, 1):
                    yield self._changed("shift", term, Plus(term, Given(days), "days"), fact)
            case Extreme():
                other: Literal["latest", "earliest"] = "earliest" if term.which == "latest" else "latest"
                yield self._changed("extreme", term, replace(term, which=other), fact)

    def _changed(self, operator: Operator, old: Term, new: Term, fact: str) -> TermFault:
        told = [
            f"{describe.fact(fact)}: {describe.term(fact, old)} → {describe.term(fact, new)}"
            for describe in self._describe
        ]
        return TermFault(operator, new, Label(*told))
