"""Asks the solver whether some case satisfies formulas, and for the smallest one that does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import z3

from nocert_rules.gate.prove.facts import Variable
from nocert_rules.gate.prove.kleene import YES, Bool, Int, every, implies, opposite, some
from nocert_rules.gate.prove.periods import Period, corrections, laws
from nocert_rules.gate.prove.question import SymbolicQuestion
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.words.errors import NocertError

TIMEOUT = 10.0
# What the solver does in about a second, in its own units. Limits count these and not the clock, so that a busy
# computer finds the same cases as an idle one; the clock ends only what has come off the rails.
WORK_A_SECOND = 2_000_000
_PATIENCE = 20
# what a witness looks like where nothing else matters
USUAL_DAY = date(2019, 6, 3)
_NEAR = (0, 1, 10, 31, 366)
_FEW = (0, 1, 2, 5, 30)


class GaveUp(NocertError):
    """The solver found neither an input nor a proof in its time."""


class Search:
    """One search for a case: `constraints`, and what holds of every case of `questions`.

    `timeout` in seconds of work (see `work`) holds for each step. After `found` returned True, `model` is a model
    that agrees with the calendar; `prefer` keeps it one while it makes it smaller.
    """

    def __init__(
        self, constraints: Iterable[Bool], questions: Sequence[SymbolicQuestion], timeout: float = TIMEOUT
    ) -> None:
        parts = [*constraints, *(question.consistent for question in questions)]
        facts = list({id(question.facts): question.facts for question in questions}.values())
        self._periods: list[Period] = [period for own in facts for period in own.periods.found.values()]
        self._solver = z3.Solver()
        self._solver.set("timeout", max(1, round(timeout * 1000)) * _PATIENCE)
        self._solver.set("rlimit", work(timeout))
        for own in facts:
            parts += [*own.domain, *laws(list(own.periods.found.values()), own.scope)]
        self._solver.add(*parts)
        self._corrections: list[Bool] = []
        self.model: z3.ModelRef | None = None

    def found(self) -> bool:
        """Whether there is a case. Raises GaveUp where the solver cannot tell in its time."""
        while True:
            answer = self._checked()
            if answer == "unsat":
                return False
            if answer != "sat":
                raise GaveUp(f"the solver gave up: {answer}")
            model = self._solver.model()
            wrong = corrections(model, self._periods)
            if not wrong:
                self.model = model
                return True
            self._solver.add(*wrong)
            self._corrections += wrong

    def _checked(self) -> str:
        """What the solver says: `sat`, `unsat`, or why it says neither."""
        answer = self._solver.check()
        return self._solver.reason_unknown() if answer == z3.unknown else str(answer)

    def prefer(self, wishes: Iterable[Bool]) -> None:
        """Make the case satisfy `wishes` as far as it can, the earlier ones first."""
        for wish in wishes:
            if self.model is not None and z3.is_true(self.model.eval(wish, model_completion=True)):
                self._solver.add(wish)
                continue
            self._solver.push()
            self._solver.add(wish)
            known = len(self._corrections)
            try:
                fulfilled = self.found()
            except GaveUp:
                fulfilled = False
            if not fulfilled:
                self._solver.pop()
                self._solver.add(*self._corrections[known:])


def work(seconds: float) -> int:
    """What the solver may do in so many seconds, in its own units."""
    return max(1, round(seconds * WORK_A_SECOND))


def satisfiable(constraints: Iterable[Bool], questions: Sequence[SymbolicQuestion], timeout: float = TIMEOUT) -> bool:
    """Whether some case of all `questions` satisfies `constraints`; `timeout` in seconds.

    Raises GaveUp where the solver cannot tell in its time.
    """
    return Search(constraints, questions, timeout).found()


def wishes(question: SymbolicQuestion) -> Iterator[Bool]:
    """What makes a case of `question` small and plain, the most wanted first.

    Nothing assumed of the jurisdiction, or else a case in its territory, which can take what is set there; few
    facts known, those first asked for kept longest; the usual day; few records; the first choice, `false`, small
    numbers, days near the day asked.
    """
    facts = question.rulebook.facts
    names = list(question.question.facts)
    set_elsewhere = [name for name in names if facts[name].supplied_by == "jurisdiction"]
    yield from (opposite(question.known(name)) for name in set_elsewhere)
    lookup = question.question.lookup
    if lookup and lookup.within_territory in question.declared:
        inside = question.variable(lookup.within_territory)
        assumed = some(question.known(name) for name in set_elsewhere)
        yield implies(assumed, every((inside.known, inside.value)))
    yield from (opposite(question.known(name)) for name in reversed(names))
    yield question.facts.as_of == USUAL_DAY.toordinal()
    for name, value in question.assumed.items():
        variable = question.variable(name)
        yield implies(variable.known, variable.value if value else opposite(variable.value))
    for name in names:
        if question.is_list(name):
            yield from _plain_list(question, name)
        else:
            yield from _plain(question.variable(name), facts[name], question, YES)


def _plain_list(question: SymbolicQuestion, name: str) -> Iterator[Bool]:
    slots = question.slots(name)
    for slot in reversed(slots):
        yield opposite(slot.present)
    yield question.complete(name)
    for slot in slots:
        for variable in slot.fields.values():
            yield implies(slot.present, opposite(variable.known))
        for field, variable in slot.fields.items():
            yield from _plain(variable, question.rulebook.facts[field], question, slot.present)


def _plain(variable: Variable, fact: Fact, question: SymbolicQuestion, here: Bool) -> Iterator[Bool]:
    given = every((here, variable.known))
    match fact.type.name:
        case "boolean":
            yield implies(given, opposite(variable.value))
        case "one_of":
            yield implies(given, next(iter(variable.value.values()), YES))
        case "integer":
            usual = _usual_numbers(question, fact.id)
            least = fact.minimum or 0
            yield from (implies(given, variable.value == number) for number in usual)
            yield from (implies(given, _between(variable.value, least, least + few)) for few in _FEW)
        case "date":
            as_of = question.facts.as_of
            yield from (implies(given, _between(variable.value, as_of - near, as_of + near)) for near in _NEAR)


def _usual_numbers(question: SymbolicQuestion, fact: str) -> list[int]:
    """What jurisdictions have set for a parameter."""
    parameters = [own for place in question.rulebook.jurisdictions.values() for own in place.parameters]
    return [own.value for own in parameters if own.fact == fact and isinstance(own.value, int)]


def _between(value: Int, least: Int | int, most: Int | int) -> Bool:
    return every((value >= least, value <= most))
