"""Cases with a few facts left open: every way they can turn out, decided one by one, and the best order of asking.

Nothing here uses the interview or its tables: what can be answered is a value of the fact, and what follows from it
is what the reference evaluator decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any as Anything

from nocert_rules.engine.decision.answer import undetermined_fields
from nocert_rules.engine.decision.decide import Decider, Part, with_computed
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.engine.decision.unknown import candidates
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.truth import UNKNOWN, Truth
from nocert_rules.rulebook.model.conditions import Atom, facts_of, facts_of_term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records
from tests.support.facts import Found, Maker

TYPES = ("boolean", "one_of", "integer", "date")
Cost = Callable[[str], float]


@dataclass(frozen=True)
class OpenCase:
    """A case of one part with facts left open, each with the values it can turn out to have."""

    case: Case
    domains: Mapping[str, tuple[Anything, ...]]

    @property
    def ways(self) -> int:
        """In how many ways all can turn out."""
        total = 1
        for domain in self.domains.values():
            total *= len(domain)
        return total


class TooMany(Exception):
    """There is more to enumerate than was allowed."""


def with_values(case: Case, values: Mapping[str, Anything]) -> Case:
    """`case`, of one part, with other values of some facts; those that are None are unknown."""
    (situation,) = case.situations
    known = {name: value for name, value in {**situation.values, **values}.items() if value is not None}
    return replace(case, situations=(replace(situation, values=known),))


def generated(decider: Decider, base: Case, random: Random, most: int) -> OpenCase | None:
    """`base`, its first subject if it has several, with at most `most` facts open and all others known.

    What `base` does not say is made up. None where the answer hangs on none of the open facts.
    """
    rulebook = decider.rulebook
    asked = rulebook.questions[base.question].facts
    made_up = Maker(rulebook, random).facts(asked, base.as_of, 1)
    values = {name: value.value if isinstance(value, Found) else value for name, value in made_up.items()}
    typed = [name for name in asked if rulebook.facts[name].type.name in TYPES]
    typed = [name for name in typed if rulebook.facts[name].supplied_by != "jurisdiction"]
    case = replace(base, situations=base.situations[:1])
    values |= case.situations[0].values
    lists = {name: replace(value, complete=True) for name, value in values.items() if isinstance(value, Records)}
    case = with_values(case, {**values, **lists})
    apart = {name: far_apart(rulebook, name, case.as_of) for name in typed}
    case = with_values(case, {name: values[0] for name, values in apart.items() if values})
    (part,) = decider.decide(with_values(case, dict.fromkeys(typed))).parts
    matter = missing_facts(rulebook, part, [field.conclusion for field in undetermined_fields(part)])
    pool = [name for name in typed if name in matter] if random.random() < 0.8 else typed
    emptied = with_values(case, dict.fromkeys(random.sample(pool, random.randint(0, min(most, len(pool))))))
    return opened(decider, emptied, [name for name in typed if name not in emptied.situations[0].values])


def opened(decider: Decider, case: Case, names: list[str]) -> OpenCase | None:
    """`case` with the domains of its open facts `names`; None where its answer is determined."""
    (part,) = decider.decide(case).parts
    if not undetermined_fields(part):
        return None
    return OpenCase(case, {name: domain(decider.rulebook, part, name) for name in names})


def domain(rulebook: Rulebook, part: Part, name: str) -> tuple[Anything, ...]:
    """A value of an open fact for each way in which the rules tell its values apart.

    A day or a number that is compared together with other open facts has two values, far apart.
    """
    found: dict[tuple[Truth, ...], Anything] = {}
    for value in candidates(rulebook, name, part.program.atoms, part.values):
        atoms = part.program.decide_atoms(with_computed(part.program, {**part.values, name: value}))
        found.setdefault(atoms, value)
    read = [number for number, atom in enumerate(part.program.atoms) if name in _facts_behind(rulebook, atom)]
    if any(atoms[number] == UNKNOWN for atoms in found for number in read):
        return far_apart(rulebook, name, part.values["as_of"])[1:] or tuple(found.values())
    return tuple(found.values())


def far_apart(rulebook: Rulebook, name: str, as_of: date) -> tuple[Anything, ...]:
    """A day or a limit, and two so far apart that it makes a difference; nothing for other facts."""
    if rulebook.facts[name].type.name == "date":
        return tuple(as_of - timedelta(days=days) for days in (20, 40, 0))
    computed = {fact for value in rulebook.computed.values() for fact in facts_of_term(value.term)}
    return (5, 5, 60) if rulebook.facts[name].type.name == "integer" and name in computed else ()


def _facts_behind(rulebook: Rulebook, atom: Atom) -> set[str]:
    """The facts an atom is about, those of computed values included."""
    found: set[str] = set()
    waiting = list(facts_of(atom))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += facts_of_term(rulebook.computed[name].term) if name in rulebook.computed else ()
    return found


def outcomes(decider: Decider, open_: OpenCase, most: int) -> str:
    """What is answered in each way the open facts turn out, a character for each, the last fact changing fastest.

    Raises TooMany where there are more than `most` ways.
    """
    if open_.ways > most:
        raise TooMany
    (part,) = decider.decide(open_.case).parts
    asked = [field.conclusion for field in undetermined_fields(part)]
    seen: dict[tuple[str, ...], str] = {}
    found = []
    for values in product(*open_.domains.values()):
        (part,) = decider.decide(with_values(open_.case, dict(zip(open_.domains, values, strict=True)))).parts
        statuses = tuple(part.status(name) for name in asked)
        found.append(seen.setdefault(statuses, chr(len(seen))))
    return "".join(found)


class Optimum:
    """The least expected cost of finding out, by trying every order of asking; what comes to the same, once.

    `facts` is how many facts the answer hung on.
    """

    def __init__(self, cost: Cost, most: int) -> None:
        self.cost = cost
        self.most = most
        self._known: dict[object, float] = {}
        self.facts = 0

    def least(self, domains: Mapping[str, int], found: str) -> float:
        """The least expected cost until the answer is known, all ways being equally likely.

        `domains` says how many values each fact can have, `found` the answer for each way. Raises TooMany.
        """
        parts = {name: sliced(domains, found, name) for name in domains}
        idle = next((name for name, values in parts.items() if len(set(values)) == 1), None)
        if idle is not None:  # the answer never hangs on it
            return self.least({name: size for name, size in domains.items() if name != idle}, parts[idle][0])
        if not domains:
            return 0.0
        self.facts = max(self.facts, len(domains))
        key = (tuple(domains), found)
        if key not in self._known:
            if len(self._known) >= self.most:
                raise TooMany
            self._known[key] = min(self._asking(domains, name, values) for name, values in parts.items())
        return self._known[key]

    def _asking(self, domains: Mapping[str, int], name: str, parts: list[str]) -> float:
        rest = {other: size for other, size in domains.items() if other != name}
        return self.cost(name) + sum(self.least(rest, part) for part in parts) / len(parts)


def least_by_deciding(decider: Decider, open_: OpenCase, found: str, cost: Cost, most: int) -> float:
    """The least expected cost until there is an answer, each step decided; `found` as `outcomes` tells it.

    Where what is known leaves one answer only, this goes on until it is given, or never will be. Raises TooMany.
    """
    sizes = {name: len(values) for name, values in open_.domains.items()}
    (part,) = decider.decide(open_.case).parts
    asked = [field.conclusion for field in undetermined_fields(part)]
    last: dict[str, tuple[str, ...]] = {}
    for answer, values in zip(found, product(*open_.domains.values()), strict=True):
        if answer not in last:
            last[answer] = _statuses(decider, with_values(open_.case, dict(zip(sizes, values, strict=True))), asked)
    known: dict[object, float] = {}

    def least(values: dict[str, Anything], left: dict[str, int], answers: str) -> float:
        key = tuple(sorted(values.items(), key=lambda item: item[0]))
        if key in known:
            return known[key]
        if len(known) >= most:
            raise TooMany
        now = _statuses(decider, with_values(open_.case, values), asked)
        if {last[answer] for answer in answers} == {now}:
            known[key] = 0.0
        else:
            known[key] = min(asking(name, values, left, answers) for name in left)
        return known[key]

    def asking(name: str, values: dict[str, Anything], left: dict[str, int], answers: str) -> float:
        rest = {other: size for other, size in left.items() if other != name}
        parts = zip(open_.domains[name], sliced(left, answers, name), strict=True)
        return cost(name) + sum(least({**values, name: value}, rest, part) for value, part in parts) / left[name]

    return least({}, sizes, found)


def _statuses(decider: Decider, case: Case, asked: list[str]) -> tuple[str, ...]:
    (part,) = decider.decide(case).parts
    return tuple(part.status(name) for name in asked)


def sliced(domains: Mapping[str, int], found: str, name: str) -> list[str]:
    """`found` for each value of one fact."""
    names, size = list(domains), domains[name]
    stride = 1
    for other in names[names.index(name) + 1 :]:
        stride *= domains[other]
    starts = range(0, len(found), stride * size)
    return [
        "".join(found[start + value * stride : start + (value + 1) * stride] for start in starts)
        for value in range(size)
    ]
