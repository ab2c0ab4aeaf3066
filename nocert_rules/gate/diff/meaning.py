"""What a changed answer means for people, from the rules' own data: modality, scale, answer options, what follows.

A conclusion *grows* where a no becomes a yes, and *shrinks* where a yes becomes a no. What growing means is taken
from the first of these that fits:

1. it permits the measures of a scale: *stricter*, for the unit or person they are against;
2. it is an answer option named like a route of published lists: *more open*;
3. it is a must or must not, or has no modality, and every rule that concludes it is an exception to one that
   concludes a must, a must not or a scale (a waiver): *milder*;
4. it is a must or a must not: *stricter*, for those it is addressed to;
5. it is a may: *more open*;
6. it has none of these, but measures or routes follow from it, all in the same direction: that direction;
7. the same of musts, must nots and mays that follow from it, where neither measures nor routes do;
8. else *wider*: it holds in more cases, and whom that helps the data do not say.

Shrinking means the opposite: more closed for more open, stricter for milder, narrower for wider. A yes or no that
becomes undetermined is *newly undetermined*, the reverse *newly determined*: because a rule leaves the conclusion open,
or, where the conclusion neither grows nor shrinks, though every fact is known. Else, where only facts are wanting, it
*needs more facts* or *needs fewer facts*; what also grows or shrinks always needs some fact more or less.

A change of modality is judged by the same: to must or must not from may or none is growing, and back shrinking; a may
that comes is more open, one that goes more closed; must for must not is *mixed*. More measures in a scale are
growing. A party newly addressed is growing for it, one no longer addressed shrinking. Where several meanings come
together, a conclusion is *mixed*; newly determined, and needing more or fewer facts, do not count beside others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Literal

from nocert_rules.rulebook.model.conditions import All, Any, Condition, Holds, Not
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Modality

Meaning = Literal[
    "more_open", "more_closed", "stricter", "milder", "wider", "narrower",
    "later", "earlier", "newly_undetermined", "newly_determined", "needs_more_facts", "needs_fewer_facts",
    "mixed", "unsettled",
]  # fmt: skip
FailOn = Literal["looser", "stricter", "open", "closed", "undetermined", "mixed", "any"]

_OPPOSITES: tuple[tuple[Meaning, Meaning], ...] = (
    ("more_open", "more_closed"),
    ("stricter", "milder"),
    ("wider", "narrower"),
    ("later", "earlier"),
)
OPPOSITE: dict[Meaning, Meaning] = dict(_OPPOSITES) | {other: one for one, other in _OPPOSITES}
# what CI can refuse, by what it means; what the solver could not settle is refused with everything
REFUSED: dict[FailOn, tuple[Meaning, ...]] = {
    "looser": ("more_open", "milder"),
    "stricter": ("more_closed", "stricter"),
    "open": ("more_open",),
    "closed": ("more_closed",),
    "undetermined": ("newly_undetermined", "needs_more_facts"),
    "mixed": ("mixed",),
    "any": (),
}
_LIGHT: tuple[Meaning, ...] = ("newly_determined", "needs_more_facts", "needs_fewer_facts")
_BINDING = ("must", "must_not")


def together(meanings: Iterable[Meaning]) -> Meaning | None:
    """What several meanings come to: the one there is, light ones not counted beside others; else mixed."""
    found = list(dict.fromkeys(meanings))
    weighty = [meaning for meaning in found if meaning not in _LIGHT] or found
    return None if not weighty else weighty[0] if len(weighty) == 1 else "mixed"


def leading_modality(rulebook: Rulebook, conclusion: str) -> Modality | None:
    """The modality of a conclusion: that of its rules, which agree."""
    return next((rule.modality for rule in rulebook.rules_of_conclusion.get(conclusion, ()) if rule.gap is None), None)


def addressed(rulebook: Rulebook, conclusion: str) -> tuple[str, ...]:
    """The parties that the rules for a conclusion address, each once."""
    rules = [rule for rule in rulebook.rules_of_conclusion.get(conclusion, ()) if rule.gap is None]
    return tuple(dict.fromkeys(party for rule in rules for party in rule.bearer))


class Directions:
    """For each conclusion of a rulebook what it means when it holds in more cases."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def growing(self, conclusion: str) -> Meaning:
        """What it means that `conclusion` grows."""
        own = self._own(conclusion)
        if own:
            return own
        substance, duties = self._consequences(conclusion)
        for found in (substance, duties):
            if len(found) == 1:
                return found.pop()
            if found:
                return "wider"
        return "wider"

    def shrinking(self, conclusion: str) -> Meaning:
        """What it means that `conclusion` shrinks."""
        return OPPOSITE[self.growing(conclusion)]

    def parties(self, conclusion: str) -> tuple[str, ...]:
        """Whom it concerns, where its modality addresses somebody; measures concern the unit or person at hand."""
        found = self.rulebook.conclusions.get(conclusion)
        binds = leading_modality(self.rulebook, conclusion) is not None and not (found and found.scale)
        return addressed(self.rulebook, conclusion) if binds else ()

    def of_modality(self, conclusion: str, before: Modality | None, after: Modality | None) -> Meaning:
        """What it means that a conclusion's modality changes."""
        if before in _BINDING and after in _BINDING:
            return "mixed"
        if after in _BINDING:
            return "milder" if self._relieves(conclusion) else "stricter"
        if before in _BINDING:
            return "stricter" if self._relieves(conclusion) else "milder"
        return "more_open" if after == "may" else "more_closed"

    def _own(self, conclusion: str) -> Meaning | None:
        """What growing means by the conclusion's own scale, option or modality."""
        found = self.rulebook.conclusions.get(conclusion)
        modality = leading_modality(self.rulebook, conclusion)
        if found and found.scale:
            return "stricter"
        if conclusion in self._routes:
            return "more_open"
        if modality != "may" and self._relieves(conclusion):
            return "milder"
        if modality in _BINDING:
            return "stricter"
        return "more_open" if modality == "may" else None

    @cached_property
    def _routes(self) -> Collection[str]:
        """The conclusions of answer options that are named like routes of published lists."""
        routes = self.rulebook.route_labels
        return {
            option.conclusion
            for question in self.rulebook.questions.values()
            for field in question.answer
            for option in field.options
            if option.id in routes
        }

    def _burdens(self, conclusion: str) -> bool:
        found = self.rulebook.conclusions.get(conclusion)
        return bool(found and found.scale) or leading_modality(self.rulebook, conclusion) in _BINDING

    def _relieves(self, conclusion: str) -> bool:
        """Whether every rule that concludes it is an exception to a burden."""
        rules = [rule for rule in self.rulebook.rules_of_conclusion.get(conclusion, ()) if rule.gap is None]
        return bool(rules) and all(
            any(self._burdens(self.rulebook.rules[target].conclusion or "") for target in rule.exception_to)
            for rule in rules
        )

    def _consequences(self, conclusion: str) -> tuple[set[Meaning], set[Meaning]]:
        """What growing leads to: the directions of measures and routes, and those of duties and powers."""
        substance: set[Meaning] = set()
        duties: set[Meaning] = set()
        waiting, seen = [(conclusion, True, False)], set()
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            name, grows, beyond = at
            own = self._own(name) if name != conclusion else None
            meaning = own if own is None or grows else OPPOSITE[own]
            found = self.rulebook.conclusions.get(name)
            if meaning and ((found and found.scale) or name in self._routes):
                substance.add(meaning)
                continue
            if meaning and not beyond:
                duties.add(meaning)
            followers = self._followers.get(name, ())
            waiting += [(other, grows == same, beyond or bool(own)) for other, same in followers]
        return substance, duties

    @cached_property
    def _followers(self) -> dict[str, tuple[tuple[str, bool], ...]]:
        """For each conclusion those that follow from it, with whether they grow when it does."""
        found: dict[str, list[tuple[str, bool]]] = {}
        for rule in self.rulebook.rules.values():
            defeated = [self.rulebook.rules[target].conclusion for target in rule.exception_to]
            leads_to = [(rule.conclusion, True)] if rule.conclusion and rule.gap is None else []
            leads_to += [(target, False) for target in defeated if target]
            for name, positive in _mentioned(rule.when, True):
                found.setdefault(name, []).extend((other, positive == same) for other, same in leads_to)
            if rule.conclusion and rule.gap is None:
                found.setdefault(rule.conclusion, []).extend((target, False) for target in defeated if target)
        return {name: tuple(dict.fromkeys(others)) for name, others in found.items()}


def _mentioned(condition: Condition, positive: bool) -> Iterator[tuple[str, bool]]:
    """The conclusions in `condition`, with whether they speak for it."""
    match condition:
        case Holds(conclusion):
            yield conclusion, positive
        case Not(part):
            yield from _mentioned(part, not positive)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _mentioned(part, positive)
