"""Every condition or term that one fault makes of another; those that come to the same only once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

from nocert_rules.gate.diff.slices import Slices
from nocert_rules.gate.mutate.operators import Faults, Operator
from nocert_rules.gate.mutate.sites import conditions, conditions_of_term, terms, terms_of_term
from nocert_rules.rulebook.model.conditions import ALWAYS, Any, Compare, Condition, Term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label

T = TypeVar("T")
Rewrite = tuple[Operator, T, Label]
NEVER = Any(())


class Rewriter:
    """Plants single faults in conditions and terms of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._faults = Faults(rulebook)
        self._shared: Collection[Condition] = [item.condition for item in rulebook.definitions.values()]
        self._slices = Slices(rulebook, next(iter(rulebook.questions.values())))

    def of_condition(self, condition: Condition, whole: bool = True) -> Iterator[Rewrite[Condition]]:
        """What faults make of `condition`; conditions that definitions give a name are whole.

        `whole` also leaves it out altogether, or makes it hold never.
        """
        found = self._in_condition(condition, [item for item in self._shared if item != condition])
        ways = [*found, *self._whole(condition)] if whole else found
        return _distinct(ways, self._slices.condition, condition)

    def of_term(self, term: Term, fact: str) -> Iterator[Rewrite[Term]]:
        """What faults make of `term`, which is a value of `fact`."""
        return _distinct(self._in_term(term, fact), self._slices.term, term)

    def _in_condition(self, condition: Condition, shared: Collection[Condition]) -> Iterator[Rewrite[Condition]]:
        for part, put in conditions(condition, shared):
            for fault in self._faults.of_condition(part) if part != ALWAYS else ():
                if part not in shared or fault.operator == "negate":
                    yield fault.operator, put(fault.condition), fault.words
            if isinstance(part, Compare):
                for term, put_term in terms(part):
                    for changed in self._faults.of_term(term, part.fact):
                        yield changed.operator, put(put_term(changed.term)), changed.words

    def _in_term(self, term: Term, fact: str) -> Iterator[Rewrite[Term]]:
        for inner, put in terms_of_term(term):
            for changed in self._faults.of_term(inner, fact):
                yield changed.operator, put(changed.term), changed.words
        for condition, put_condition in conditions_of_term(term, self._shared):
            for fault in self._faults.of_condition(condition):
                yield fault.operator, put_condition(fault.condition), fault.words

    def _whole(self, condition: Condition) -> Iterator[Rewrite[Condition]]:
        said = self._faults.said(condition)
        if condition != ALWAYS:
            yield "drop", ALWAYS, Label(f"删去全部条件：{said.zh}", f"drops the whole condition: {said.en}")
        yield "never", NEVER, Label("永不成立", "never holds")


def _distinct(found: Iterable[Rewrite[T]], key: Callable[[T], str], original: T) -> Iterator[Rewrite[T]]:
    seen = {key(original)}
    for operator, new, words in found:
        if key(new) not in seen:
            seen.add(key(new))
            yield operator, new, words
