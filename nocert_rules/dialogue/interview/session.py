"""An interview: the answers so far, the next question worth asking, and why it is asked.

A session is immutable: answering, going back and saving make a new one or data, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from nocert_rules.dialogue.interview.focus import focus
from nocert_rules.dialogue.interview.plan import SETTLED, Names, Plan, plan
from nocert_rules.engine.decision.answer import decision_status, open_names
from nocert_rules.engine.decision.decide import Decider, Decision, Part
from nocert_rules.engine.decision.document import fact_of, in_asking_order
from nocert_rules.engine.decision.missing import MAX_COMBINATIONS, missing_facts, relevant_groups
from nocert_rules.engine.decision.table import Table, combinations, groups_behind
from nocert_rules.engine.facts.case import Case
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

# a finding needs a person's judgement, a list of records a look into files
COST = {"finding": 3.0, "records": 2.0, "fact": 1.0}


@dataclass(frozen=True)
class Ask:
    """The next question: a fact, for which subject, how many questions remain at best and at worst, and why.

    `own` says that the fact is the subject's own, not one that all subjects of the case share.
    """

    name: str
    fact: Fact
    subject: str | None
    own: bool
    best: int
    worst: int
    decides: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Skipped:
    """A question that nobody could answer."""

    name: str
    subject: str | None


Status = Literal["asking", "answered", "open"]


@dataclass(frozen=True)
class Wish:
    """What an interview is for.

    `about` names what is to be settled, a field of the answer or an option; empty for the whole. `ask_all` says to ask
    also for what only people or lists elsewhere know.
    """

    about: str = ""
    ask_all: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where an interview stands: the next question, or the decision with nothing left to ask."""

    decision: Decision
    ask: Ask | None
    wish: Wish = Wish()

    @property
    def status(self) -> Status:
        """Asking while a question is left; open where the answer stays undetermined without one."""
        if self.ask is not None:
            return "asking"
        return "open" if decision_status(self.decision, self.wish.about) == "undetermined" else "answered"


def next_question(decider: Decider, case: Case, skipped: Iterable[Skipped] = (), wish: Wish = Wish()) -> Outcome:
    """Decide `case` as far as it is known, and choose what to ask next; nothing is asked that cannot matter."""
    decision = decider.decide(case)
    unknown = frozenset(skipped)
    for part in decision.parts:
        names = open_names(part, wish.about)
        if names:
            ask = _ask(decider.rulebook, part, names, unknown, wish.ask_all)
            if ask is not None:
                return Outcome(decision, ask, wish)
    return Outcome(decision, None, wish)


def _ask(
    rulebook: Rulebook, part: Part, conclusions: list[str], skipped: frozenset[Skipped], ask_all: bool
) -> Ask | None:
    nobody_knows = {item.name for item in skipped if item.subject == part.situation.subject}

    def can_ask(name: str) -> bool:
        if name in nobody_knows or not askable(rulebook, name):
            return False
        return ask_all or part.program.question.at_hand(fact_of(rulebook, name).supplied_by)

    found = focus(rulebook, part, conclusions, can_ask)
    if found is None:
        return None
    table, about = found
    chosen = plan(table, about, lambda names: _cost(rulebook, names), part.program.question.ask_order)
    if chosen.names is None:
        chosen = _to_be_known(rulebook, part, conclusions, can_ask)
    if chosen.names is None:
        return None
    name = in_asking_order(rulebook, part, chosen.names)[0]
    decides = tuple(_hanging_on(name, rulebook, part, conclusions)) or tuple(conclusions)
    rules = tuple(dict.fromkeys(rule for conclusion in decides for rule in part.deciding_rules(conclusion)))
    subject = part.situation.subject
    own = subject is not None and name.startswith(f"{part.program.question.each}.")
    return Ask(name, fact_of(rulebook, name), subject, own, chosen.best, chosen.worst, decides, rules)


def _to_be_known(rulebook: Rulebook, part: Part, conclusions: list[str], can_ask: Callable[[str], bool]) -> Plan:
    """What has to be known before there is an answer, though all it can turn out to be comes to the same."""
    names = tuple(name for name in missing_facts(rulebook, part, conclusions) if can_ask(name))
    return Plan(names, _cost(rulebook, names), 1, len(names)) if names else SETTLED


def _hanging_on(name: str, rulebook: Rulebook, part: Part, conclusions: list[str]) -> Iterator[str]:
    """Those of the open `conclusions` that a fact can change."""
    for conclusion in conclusions:
        groups = groups_behind(rulebook, part, [conclusion])
        mine = [group for group in groups if name in group.names]
        too_many = combinations(groups) > MAX_COMBINATIONS
        if mine and (too_many or relevant_groups(Table(part, groups), conclusion, mine)):
            yield conclusion


def askable(rulebook: Rulebook, name: str) -> bool:
    """Whether people can be asked for a fact: not for what a jurisdiction sets or a field of a listed record."""
    return fact_of(rulebook, name).supplied_by != "jurisdiction" and "[" not in name


def _cost(rulebook: Rulebook, names: Names) -> float:
    return sum(_cost_of(fact_of(rulebook, name)) for name in names)


def _cost_of(fact: Fact) -> float:
    if fact.finding:
        return COST["finding"]
    return COST["records"] if fact.type.record else COST["fact"]


def skip(skipped: tuple[Skipped, ...], ask: Ask) -> tuple[Skipped, ...]:
    """`skipped` with the question `ask` added: nobody knows."""
    return (*skipped, Skipped(ask.name, ask.subject))


def without(skipped: tuple[Skipped, ...], name: str, subject: str | None) -> tuple[Skipped, ...]:
    """`skipped` without a question that is to be asked again."""
    return tuple(item for item in skipped if item != Skipped(name, subject))
