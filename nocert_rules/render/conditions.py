"""Conditions, terms and values in the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from nocert_rules.render.marks import AND, COLON, COMMA, LISTED, OR, aside, bracketed
from nocert_rules.render.words import pick, word
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Extreme,
    FactTerm,
    Given,
    Holds,
    InForce,
    Not,
    Plus,
    Quantified,
    Term,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label, Records
from nocert_rules.words.messages import Language

_COMPARISONS: dict[str, tuple[str, str]] = {
    "before": ("早于", "before"),
    "not_before": ("不早于", "not before"),
    "after": ("晚于", "after"),
    "not_after": ("不晚于", "not after"),
    "at_least": ("不少于", "at least"),
    "at_most": ("不多于", "at most"),
}
_UNITS: dict[str, tuple[str, str]] = {
    "days": ("日", "days"),
    "working_days": ("个工作日", "working days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
}
_QUANTIFIERS: dict[str, tuple[str, str]] = {
    "any_of": ("中有一条符合", "has one with"),
    "all_of": ("每一条都符合", "all with"),
    "count_of": ("中符合者", "counting those with"),
}


class Describer:
    """Puts conditions of a rulebook into words of one language."""

    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        self.rulebook = rulebook
        self.language = language

    def _pick(self, pair: tuple[str, str]) -> str:
        return pick(pair, self.language)

    def fact(self, name: str) -> str:
        """The label of a fact or computed value."""
        if name == "as_of":
            return word("day_asked", self.language)
        if name in self.rulebook.computed:
            return self.rulebook.computed[name].label.text(self.language)
        return self.rulebook.facts[name].label.text(self.language)

    def value(self, fact: str, value: object) -> str:
        """A value of `fact` in words; None is unknown."""
        if value is None:
            return word("unknown", self.language)
        if isinstance(value, bool):
            return word("yes" if value else "no", self.language)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Records):
            return self._records(value)
        known = self.rulebook.facts.get(fact)
        if known and known.type.choices:
            return self.rulebook.enumerations[known.type.choices].label_of(str(value)).text(self.language)
        return str(value)

    def records(self, records: Records) -> Iterator[str]:
        """Each record with its fields, in words."""
        colon, joiner = COLON.text(self.language), COMMA.text(self.language)
        for item in records.items:
            yield joiner.join(f"{self.fact(name)}{colon}{self.value(name, value)}" for name, value in item.items())

    def _records(self, records: Records) -> str:
        count = len(records.items)
        if self.language == "zh":
            return f"{count} 条" + ("" if records.complete else "（可能还有其他）")
        return f"{count} record{'' if count == 1 else 's'}" + ("" if records.complete else " (there may be more)")

    def condition(self, condition: Condition, nested: bool = False) -> str:
        """`condition` in words; `nested` puts brackets around what would be read wrongly without."""
        match condition:
            case All(parts):
                if not parts:
                    return word("always", self.language)
                return self._joined([self.condition(part, True) for part in parts], AND, nested)
            case Any(parts):
                return self._joined([self.condition(part, True) for part in parts], OR, nested)
            case Not(part):
                inner = self.condition(part)
                return self._pick(("并非", "not ")) + bracketed(inner, self.language)
            case Holds(conclusion):
                return self.rulebook.conclusions[conclusion].label.text(self.language)
            case InForce(document, day):
                short = self.rulebook.documents[document].short.text(self.language)
                if self.language == "zh":
                    return f"《{short}》在{self.fact(day)}施行"
                return f"“{short}” is in force on the {'day asked' if day == 'as_of' else self.fact(day)}"
            case Compare():
                return self._compare(condition)
            case Quantified():
                return self._quantified(condition)
            case _:
                assert_never(condition)

    def _joined(self, parts: list[str], joiner: Label, nested: bool) -> str:
        text = joiner.text(self.language).join(parts)
        return bracketed(text, self.language) if nested and len(parts) > 1 else text

    def _compare(self, atom: Compare) -> str:
        label = self.fact(atom.fact)
        values = [self.term(atom.fact, term) for term in atom.terms]
        if atom.comparison in ("is", "in"):
            return label + COLON.text(self.language) + LISTED.text(self.language).join(values)
        return f"{label} {self._pick(_COMPARISONS[atom.comparison])} {values[0]}"

    def _quantified(self, atom: Quantified) -> str:
        inner = self.condition(atom.where)
        bounds = [
            f"{self._pick(_COMPARISONS[name])} {bound}"
            for name, bound in (("at_least", atom.at_least), ("at_most", atom.at_most))
            if bound is not None
        ]
        text = f"{self.fact(atom.records)} {self._pick(_QUANTIFIERS[atom.quantifier])}"
        return " ".join([text + aside(inner, self.language), *bounds])

    def term(self, fact: str, term: Term) -> str:
        """A term that is compared with `fact`, in words."""
        match term:
            case Given(value):
                return self.value(fact, value)
            case FactTerm(name):
                return self.fact(name)
            case Plus(start, amount, unit):
                begin, count = self.term(fact, start), self.term(fact, amount)
                unit_word = self._pick(_UNITS[unit])
                return (
                    f"{begin}起 {count} {unit_word}" if self.language == "zh" else f"{begin} plus {count} {unit_word}"
                )
            case Extreme(which, records, where, inner):
                chinese = "最晚" if which == "latest" else "最早"
                text, scope = self.term(fact, inner), self.condition(where)
                if self.language == "zh":
                    return f"{self.fact(records)}中（{scope}）{chinese}的 {text}"
                return f"the {which} {text} of {self.fact(records)} with ({scope})"
            case _:
                assert_never(term)
