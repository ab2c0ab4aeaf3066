"""A question of two rulebooks over the facts of one case: whether something is possible, and the smallest case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from nocert_rules.engine.decision.decide import Decision
from nocert_rules.gate.prove.cases import case_of, checked
from nocert_rules.gate.prove.facts import Facts, Variable
from nocert_rules.gate.prove.kleene import Bool
from nocert_rules.gate.prove.question import SymbolicQuestion
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.gate.prove.solve import TIMEOUT, USUAL_DAY, GaveUp, Search, wishes, work
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook

HEADING = (
    "新旧规则答复不同的案件，由求解器给出，其中的事实和认定均属虚构",
    "A case that the two rulebooks answer differently, found by the solver, its facts and findings made up",
)
# what plain cases are: days at most so far from the day asked, numbers at most so much above the least
_CLOSE, _SMALL = 45, 6
_STEP, _SHRINKING, _WISH = 2.0, 6.0, 0.5  # seconds


@dataclass(frozen=True, eq=False)
class Played:
    """A case as a file, and what the engines decide of it under both rulebooks."""

    text: str
    old: Decision
    new: Decision


class SymbolicPair:
    """A question of an old and a new rulebook, both translated over the facts of one case."""

    def __init__(
        self,
        old: Rulebook,
        new: Rulebook,
        question: str,
        scope: Scope | None = None,
        timeout: float = TIMEOUT,
        apart: Collection[str] = (),
    ) -> None:
        """`apart` are facts that may have another value under the new rulebook: it is a case of its own there."""
        self.timeout = timeout
        facts = Facts(scope or Scope())
        other = Facts(facts.scope, "new", frozenset(apart)) if apart else facts
        self.old = SymbolicQuestion(old, question, facts=facts)
        self.new = SymbolicQuestion(new, question, facts=other)

    @property
    def both(self) -> tuple[SymbolicQuestion, SymbolicQuestion]:
        """The old and the new."""
        return self.old, self.new

    def possible(self, where: Bool) -> bool:
        """Whether some case that both accept satisfies `where`; raises GaveUp."""
        if self.plainly_possible(where):
            return True
        with suppress(GaveUp):
            return _Search((where,), self.both, min(_STEP, self.timeout)).found()
        return self._found(where) is not None

    def plainly_possible(self, where: Bool) -> bool:
        """Whether some plain case satisfies `where`; no is no proof that none does."""
        with suppress(GaveUp):
            return self._plain.possible(where)
        return False

    def smallest(self, where: Bool, heading: Iterable[str] = HEADING) -> Played | None:
        """The smallest case that satisfies `where`, replayed under both rulebooks, if there is one.

        Raises GaveUp, and ReplayFailed where the engines decide otherwise than the solver says.
        """
        search = self._found(where)
        if search is None:
            return None
        search.shrink(self._wishes)
        assert search.model is not None
        before, after = (checked(case_of(search.model, asked), asked, search.model, heading) for asked in self.both)
        return Played(before.text, before.decision, after.decision)

    def _found(self, where: Bool) -> _Search | None:
        """A search that found a case: among plain ones first, where there is little calendar to get wrong."""
        for plain in ((self._usual, *self._small), self._small):
            search = _Search((*plain, where), self.both, min(_STEP, self.timeout))
            with suppress(GaveUp):
                if search.found():
                    return search
        search = _Search((where,), self.both, self.timeout)
        return search if search.found() else None

    @cached_property
    def _plain(self) -> _Search:
        """A search among plain cases that is used over and over; all that is reported is translated before."""
        for asked in self.both:
            for name in asked.question.asked:
                asked.truth(name)
            for field in asked.question.answer:
                if field.kind == "value":
                    asked.value(field.value)
        return _Search((self._usual, *self._small), self.both, min(_STEP, self.timeout))

    @property
    def _usual(self) -> Bool:
        return self.new.facts.as_of == USUAL_DAY.toordinal()

    @cached_property
    def _small(self) -> tuple[Bool, ...]:
        """What plain cases have in common: days close to the day asked, small numbers."""
        as_of = self.new.facts.as_of
        parts: list[Bool] = []
        for asked in self.both:
            for fact, variable in _variables(asked):
                if fact.type.name == "date":
                    parts += [variable.value >= as_of - _CLOSE, variable.value <= as_of + _CLOSE]
                elif fact.type.name == "integer":
                    parts += [variable.value >= (fact.minimum or 0), variable.value <= (fact.minimum or 0) + _SMALL]
        return tuple(parts)

    @cached_property
    def _wishes(self) -> tuple[Bool, ...]:
        """What makes a case small under both rulebooks, each wish once."""
        found = {wish.get_id(): wish for asked in self.both for wish in wishes(asked)}
        return tuple(found.values())


def _variables(asked: SymbolicQuestion) -> Iterator[tuple[Fact, Variable]]:
    """The variables of a question's facts and of the fields of its records."""
    facts = asked.rulebook.facts
    for name in asked.question.facts:
        if asked.is_list(name):
            for slot in asked.slots(name):
                yield from ((facts[field], variable) for field, variable in slot.fields.items())
        else:
            yield facts[name], asked.variable(name)


class _Search(Search):
    """A search whose time is for all its steps together, however often the calendar puts a model right."""

    def __init__(self, constraints: Iterable[Bool], questions: Sequence[SymbolicQuestion], timeout: float) -> None:
        super().__init__(constraints, questions, timeout)
        self._whole = self._left = work(timeout)

    def possible(self, where: Bool) -> bool:
        """Whether `where` can be satisfied beside the constraints, which stay as they are."""
        known = len(self._corrections)
        self._left = self._whole
        self._solver.push()
        self._solver.add(where)
        try:
            return self.found()
        finally:
            self._solver.pop()
            self._solver.add(*self._corrections[known:])

    def _checked(self) -> str:
        """As in `Search`, with what is left of the work, less what it took."""
        if self._left <= 0:
            return "out of time"
        before = self._done()
        self._solver.set("rlimit", self._left)
        answer = super()._checked()
        self._left -= max(1, self._done() - before)
        return answer

    def _done(self) -> int:
        """The work done so far, in the solver's units."""
        return next((int(value) for name, value in self._solver.statistics() if name == "rlimit count"), 0)

    def shrink(self, wishes: Iterable[Bool]) -> None:
        """Make the case smaller, for a while; each wish has a short time of its own."""
        left = work(_SHRINKING)
        for wish in wishes:
            if left > 0:
                self._left = most = work(_WISH)
                self.prefer((wish,))
                left -= most - self._left
