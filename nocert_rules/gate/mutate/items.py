"""Whether a mutant of a list or a parameter answers anybody otherwise: what it supplies, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nocert_rules.engine.facts.case import Origin
from nocert_rules.engine.facts.lookup import add_assumed_findings, add_entries, add_jurisdiction
from nocert_rules.engine.facts.read import Given
from nocert_rules.gate.diff.symbolic import Played, SymbolicPair
from nocert_rules.gate.mutate.mutants import Mutant
from nocert_rules.gate.mutate.settle import HEADING, Settled, told
from nocert_rules.gate.prove import GaveUp, case_yaml
from nocert_rules.gate.prove.kleene import every, some
from nocert_rules.rulebook.model.catalogue import Entry, Parameter, PublishedList, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Value

USUAL_DAY = date(2019, 6, 3)
Values = dict[str, Value | None]


@dataclass(frozen=True)
class Place:
    """Where and when somebody asks: a jurisdiction, a day (any, if None), and the list entry meant, if any."""

    jurisdiction: str
    day: date | None
    entry: str = ""


class ItemSettler:
    """Settles mutants of lists and parameters; what comes to the same is proved once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._known: dict[object, Played | None] = {}

    def settle(self, mutant: Mutant, mutated: Rulebook) -> Settled:
        """The first place where the mutant answers otherwise, or the proof that it does nowhere."""
        gave_up = False
        for question in self.rulebook.questions.values():
            for place in _places(self.rulebook, mutated, mutant):
                try:
                    found = self._at(question, place, mutated)
                except GaveUp:
                    gave_up = True
                    continue
                if not found.equivalent:
                    return found
        return Settled(equivalent=not gave_up)

    def _at(self, question: Question, place: Place, mutated: Rulebook) -> Settled:
        before, after = (_supplied(book, question, place) for book in (self.rulebook, mutated))
        differ = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
        if not differ:
            return Settled(equivalent=True)
        one, other = ({name: values.get(name) for name in differ} for values in (before, after))
        key = (question.id, place.day, tuple((name, _hashable(one[name]), _hashable(other[name])) for name in differ))
        if key not in self._known:
            self._known[key] = self._found(question, place, one, other, mutated)
        played = self._known[key]
        return _told(question, place, played, differ, self.rulebook) if played else Settled(equivalent=True)

    def _found(
        self, question: Question, place: Place, before: Values, after: Values, mutated: Rulebook
    ) -> Played | None:
        """A case that is answered otherwise where lists and jurisdiction supply `after` instead of `before`."""
        pair = SymbolicPair(self.rulebook, mutated, question.id, apart=tuple(before))
        differ = some(pair.old.truth(name).differs_from(pair.new.truth(name)) for name in question.asked)
        given = [
            every(asked.given(*each) for each in values.items())
            for asked, values in zip(pair.both, (before, after), strict=True)
        ]
        where = [differ, *given]
        if place.day:
            where.append(pair.old.facts.as_of == place.day.toordinal())
        return pair.smallest(every(where), HEADING)


def _told(question: Question, place: Place, played: Played, supplied: list[str], rulebook: Rulebook) -> Settled:
    """What the case shows, as a case that names the item and the jurisdiction and leaves to them what they supply."""
    found = told(question.id, played)
    case = played.old.case
    situations = tuple(
        replace(
            situation,
            origins={
                name: Origin("list") if name in supplied else origin for name, origin in situation.origins.items()
            },
        )
        for situation in case.situations
    )
    placed = replace(case, jurisdiction=place.jurisdiction, situations=situations)
    return replace(found, text=case_yaml(placed, rulebook, HEADING), item=place.entry)


def _hashable(value: Value | None) -> object:
    if isinstance(value, Records):
        return (value.complete, tuple(tuple(sorted(item.items(), key=str)) for item in value.items))
    return value


def _places(rulebook: Rulebook, mutated: Rulebook, mutant: Mutant) -> Iterator[Place]:
    """Where and when what the mutant changes can be asked for."""
    if mutant.kind == "parameter":
        jurisdiction, _, fact = mutant.target.partition(" ")
        days = [USUAL_DAY, *_critical(rulebook, mutated, jurisdiction, fact)]
        for place in _reaching(rulebook, jurisdiction):
            yield from (Place(place, day) for day in days)
    else:
        published, entries = _listed(rulebook, mutant)
        for entry in entries:
            yield from (Place(place, None, entry.id) for place in _reaching(rulebook, published.jurisdiction))


def _listed(rulebook: Rulebook, mutant: Mutant) -> tuple[PublishedList, tuple[Entry, ...]]:
    if mutant.kind == "list":
        return rulebook.lists[mutant.target], rulebook.lists[mutant.target].entries
    entry = rulebook.entries[mutant.target]
    return rulebook.lists[entry.list_id], (entry,)


def _reaching(rulebook: Rulebook, jurisdiction: str) -> tuple[str, ...]:
    """The jurisdiction itself, and the documents' territories within it."""
    territories = [document.territory for document in rulebook.documents.values()]
    within = [place for place in territories if jurisdiction in rulebook.ancestry(place)]
    return tuple(dict.fromkeys((jurisdiction, *within)))


def _critical(rulebook: Rulebook, mutated: Rulebook, jurisdiction: str, fact: str) -> Iterator[date]:
    """The days around which a parameter begins or ends to be set."""
    for book in (rulebook, mutated):
        for parameter in book.jurisdictions[jurisdiction].parameters:
            if parameter.fact == fact:
                yield from _ends(parameter)


def _ends(parameter: Parameter) -> Iterator[date]:
    for day in (parameter.in_force_from, parameter.in_force_until):
        if day:
            yield from (day - timedelta(days=1), day, day + timedelta(days=1))


def _supplied(rulebook: Rulebook, question: Question, place: Place) -> dict[str, Value]:
    """What lists and jurisdiction say of a case that says nothing itself."""
    given = Given()
    if place.entry:
        add_entries(rulebook, question, place.jurisdiction, (rulebook.entries[place.entry],), given)
    add_jurisdiction(rulebook, question, place.jurisdiction, place.day or USUAL_DAY, given)
    add_assumed_findings(rulebook, question, given)
    return {name: value for name, value in given.values.items() if name in question.facts}
