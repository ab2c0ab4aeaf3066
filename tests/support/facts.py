"""Fact sets for a question, made from the vocabulary of a rulebook: typed, partial, around the days that matter.

One `Maker` makes them from any `random.Random`: a seeded one where many are needed fast, Hypothesis' own where
a failing set is to be made small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, cast

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from nocert_rules.engine.decision.decide import with_computed
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case, Finding, Origin, Situation
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.engine.inference.program import Program
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.rulebook.load.nodes import Node, parse
from nocert_rules.rulebook.model.calendar import FIRST_DAY, LAST_DAY
from nocert_rules.rulebook.model.catalogue import Entry, Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar
from nocert_rules.words.errors import InputError, Problems

SHARES = (0.1, 0.4, 0.7, 0.9, 1.0)
TEXTS = ("夫妻关系证明", "市司法局", "true", "1", "no", "~", "a: b # c", "😀", '"', "a\tb", "长" * 300)
INTEGERS = (*(0, 1, 2, 3, 5, 10) * 5, 2_000)  # 2,000 working days leave the calendar
PARAMETERS = "parameters."
PERIODS = (timedelta(0), timedelta(3), timedelta(5), relativedelta(years=1), relativedelta(years=5))
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """The value of a finding, with who established it, when and why."""

    value: Scalar
    finding: Finding


Given = Scalar | Records | Found
Facts = Mapping[str, Given]


@dataclass(frozen=True)
class FactSet:
    """What a case says: facts of the whole case, and those of each subject by its id.

    `item` is the id of a list entry that is asked about beside the facts, as `--item` does.
    """

    question: str
    as_of: date
    jurisdiction: str = ""
    item: str = ""
    shared: Facts = field(default_factory=dict)
    subjects: Mapping[str, Facts] = field(default_factory=dict)

    def text(self, order: Random | None = None, nested: bool = False) -> str:
        """The case as YAML; `order` shuffles keys, `nested` writes groups of facts as mappings."""
        lines = [("question", self.question), ("as_of", self.as_of.isoformat())]
        lines += [("jurisdiction", self.jurisdiction)] if self.jurisdiction else []
        lines += _entries(self.shared, order, nested)
        if self.subjects:
            lines.append(
                ("subjects", "[" + ", ".join(self._subject(name, order, nested) for name in self.subjects) + "]")
            )
        return "".join(f"{name}: {value}\n" for name, value in _shuffled(lines, order))

    def _subject(self, name: str, order: Random | None, nested: bool) -> str:
        facts = {fact.partition(".")[2]: value for fact, value in self.subjects[name].items()}
        return _mapping([("id", _yaml(name, order)), *_entries(facts, order, nested)], order)

    def node(self, order: Random | None = None, nested: bool = False) -> Node:
        """The case as the parser reads it."""
        problems = Problems()
        node = parse(self.text(order, nested), "case.yaml", problems, "facts")
        assert node is not None, problems.found
        return node

    def case(self, rulebook: Rulebook, order: Random | None = None, nested: bool = False) -> Case:
        """The checked case; raises InputError where its facts contradict each other."""
        item = Selector(self.item) if self.item else None
        asked = Asked(self.question, self.as_of, nodes=(self.node(order, nested),), item=item, parameters=True)
        return build_case(rulebook, asked)

    def situations(self) -> tuple[Situation, ...]:
        """The same facts without checks and look-ups, straight as the engines see them."""
        day = ({"as_of": self.as_of}, {"as_of": Origin("day")})
        shared = {name: _value(value) for name, value in self.shared.items()} | day[0]
        if not self.subjects:
            return (Situation(None, "", shared, day[1]),)
        return tuple(
            Situation(name, "", shared | {fact: _value(value) for fact, value in facts.items()}, day[1])
            for name, facts in self.subjects.items()
        )

    def facts_of(self, subject: str | None) -> Facts:
        """The facts of a subject, or those of the whole case (None)."""
        return self.shared if subject is None else self.subjects[subject]

    def having(self, subject: str | None, facts: Facts) -> FactSet:
        """The same set with `facts` in place of those of a subject, or of the whole case (None)."""
        if subject is None:
            return replace(self, shared=facts)
        return replace(self, subjects={**self.subjects, subject: facts})

    def without(self, names: Iterable[str]) -> FactSet:
        """The same set without some facts, wherever they stand."""
        dropped = set(names)
        kept = self
        for subject in (None, *self.subjects):
            facts = {name: value for name, value in self.facts_of(subject).items() if name not in dropped}
            kept = kept.having(subject, facts)
        return kept


@dataclass
class Maker:
    """Makes fact sets with `random`."""

    rulebook: Rulebook
    random: Random

    def fact_set(self, question: str, share: float | None = None, jurisdiction: str = "") -> FactSet:
        """Facts for `question`, each given with a chance of `share`; findings are never later than the day asked."""
        asked = self.rulebook.questions[question]
        as_of = self.as_of()
        share = self.random.choice(SHARES) if share is None else share
        own = [name for name in asked.facts if asked.each and name.startswith(f"{asked.each}.")]
        subjects = [f"s{number}" for number in range(self.random.randint(1, 3))] if asked.each else []
        return FactSet(
            question,
            as_of,
            jurisdiction,
            "",
            self.facts([name for name in asked.facts if name not in own], as_of, share),
            {subject: self.facts(own, as_of, share) for subject in subjects},
        )

    def listed_fact_set(self, question: str) -> FactSet:
        """Facts for `question` about some item of some list; what the list calls it is left to the list."""
        lookup = self.rulebook.questions[question].lookup
        assert lookup is not None
        entry: Entry = self.random.choice(list(self.rulebook.entries.values()))
        facts = self.fact_set(question, jurisdiction=self.rulebook.lists[entry.list_id].jurisdiction)
        return replace(facts.without(lookup.item.values()), item=entry.id)

    def facts(self, names: Iterable[str], as_of: date, share: float) -> Facts:
        """Values for `names`, each with a chance of `share`."""
        facts = [self.rulebook.facts[name] for name in names]
        return {fact.id: self.value(fact, as_of, share) for fact in facts if self._chance(share)}

    def value(self, fact: Fact, as_of: date, share: float = 0.7) -> Given:
        """A value of `fact`; the fields of records are given with a chance of `share`."""
        if fact.type.name == "records":
            items = tuple(self.record(fact.type.record, as_of, share) for _ in range(self.random.randint(0, 3)))
            return Records(items, share == 1 or self._chance(0.7))
        value = self._scalar(fact, as_of)
        if not fact.finding:
            return value
        on = as_of - _DAY * self.random.choice((0, 1, 40))
        return Found(value, Finding(self.random.choice(TEXTS), on, self.random.choice(TEXTS)))

    def record(self, kind: str, as_of: date, share: float) -> Mapping[str, Scalar]:
        """A record of some kind."""
        fields = self.rulebook.fields_of_record[kind]
        return {part.id: self._scalar(part, as_of) for part in fields if self._chance(share)}

    def as_of(self) -> date:
        """A day to ask: around those of lists and parameters, leap days, the ends of the calendar."""
        steps = (-1, 0, 0, 1, 30, 366)
        day: date = self.random.choice(days_of(self.rulebook)) + _DAY * self.random.choice(steps)
        return day

    def _scalar(self, fact: Fact, as_of: date) -> Scalar:
        match fact.type.name:
            case "boolean":
                return self._chance(0.5)
            case "integer":
                return (fact.minimum or 0) + self.random.choice(INTEGERS)
            case "date":
                return self._day(as_of, fact.id.startswith(PARAMETERS))
            case "one_of":
                return str(self.random.choice(self.rulebook.enumerations[fact.type.choices].choices).id)
            case "text":
                return str(self.random.choice(TEXTS))
        raise AssertionError(fact.type)

    def _day(self, as_of: date, parameter: bool) -> date:
        """A day on which something can turn: the one asked or a period before it; later days for parameters alone."""
        period: timedelta | relativedelta = self.random.choice(PERIODS)
        step = self.random.choice((-1, 0, 1)) if parameter or period != timedelta(0) else self.random.choice((-1, 0))
        day: date = as_of - period + _DAY * step
        return day

    def _chance(self, share: float) -> bool:
        return share >= 1 or bool(self.random.random() < share)  # older Hypothesis draws 1.0 too

    def grown(self, before: FactSet, case: Case) -> tuple[FactSet, str] | None:
        """`before` with one thing more known, and its name: a fact, a field of a record, or more of a list.

        `case` is the case of `before`: what lists or jurisdictions have supplied to it is known already.
        """
        steps = [
            (subject, name, number)
            for subject in (None, *before.subjects)
            for name in self._open_facts(before, case, subject)
            for number in _open_records(before.facts_of(subject).get(name))
        ]
        if not steps:
            return None
        subject, name, number = self.random.choice(steps)
        facts = before.facts_of(subject)
        value = self._grown_value(self.rulebook.facts[name], facts.get(name), number, before.as_of)
        after = before.having(subject, {**facts, name: value})
        return after, name if number is None else f"{name}[{number + 1}]"

    def _open_facts(self, before: FactSet, case: Case, subject: str | None) -> list[str]:
        """The facts of a subject, or of the whole case, of which more can become known."""
        asked = self.rulebook.questions[before.question]
        in_force = {document.in_force_from for document in self.rulebook.documents.values()}
        known = case.situations[0].values if subject is None else _situation(case, subject).values
        own = [name for name in asked.facts if bool(asked.each) and name.startswith(f"{asked.each}.")]
        names = [name for name in asked.facts if (name in own) == (subject is not None) and name not in in_force]
        return [name for name in names if name not in known or name in before.facts_of(subject)]

    def _grown_value(self, fact: Fact, known: Given | None, number: int | None, as_of: date) -> Given:
        if number is None or not isinstance(known, Records):
            return self.value(fact, as_of)
        if number < len(known.items):
            more = {**self.record(fact.type.record, as_of, 1), **known.items[number]}
            return Records((*known.items[:number], more, *known.items[number + 1 :]), known.complete)
        further = [self.record(fact.type.record, as_of, 0.7) for _ in range(self.random.randint(0, 2))]
        return Records((*known.items, *further), self._chance(0.5))


def _situation(case: Case, subject: str) -> Situation:
    return next(situation for situation in case.situations if situation.subject == subject)


def _open_records(known: Given | None) -> list[int | None]:
    """Of what is not known: itself (None); of a list: its records by number, and one more where it is incomplete."""
    if known is None:
        return [None]
    return [*range(len(known.items) + (not known.complete))] if isinstance(known, Records) else []


def consistent(rulebook: Rulebook, facts: FactSet) -> FactSet:
    """`facts` without those that contradict others."""
    while True:
        try:
            facts.case(rulebook)
        except InputError as error:
            facts = facts.without(_contradicting(error))
        else:
            return facts


def _contradicting(error: InputError) -> Iterator[str]:
    """The last of the facts that each problem of `error` names."""
    for problem in error.problems:
        assert problem.code == "contradiction", problem.render()
        yield dict(problem.details)["facts"].split("`")[-2]


def fact_sets(rulebook: Rulebook, question: str, share: float | None = None) -> st.SearchStrategy[FactSet]:
    """Fact sets for `question` that contradict nothing."""
    randoms = st.randoms(use_true_random=False)
    return randoms.map(lambda random: consistent(rulebook, Maker(rulebook, random).fact_set(question, share)))


def growing_fact_sets(
    rulebook: Rulebook, question: str, listed: bool = False
) -> st.SearchStrategy[tuple[FactSet, FactSet, str]]:
    """A fact set (`listed`: about an item of a list), the same set with one thing more known, and the name of that."""

    def grown(random: Random) -> tuple[FactSet, FactSet, str] | None:
        maker = Maker(rulebook, random)
        before = consistent(rulebook, maker.listed_fact_set(question) if listed else maker.fact_set(question))
        after = maker.grown(before, before.case(rulebook))
        return (before, *after) if after else None

    found = st.randoms(use_true_random=False).map(grown)
    return found.filter(lambda sets: sets is not None).map(lambda sets: cast(tuple[FactSet, FactSet, str], sets))


def cases(rulebook: Rulebook, question: str, share: float | None = None) -> st.SearchStrategy[Case]:
    """Checked cases for `question`."""
    return fact_sets(rulebook, question, share).map(lambda facts: facts.case(rulebook))


def atoms_of(program: Program, situation: Situation) -> tuple[Truth, ...]:
    """The decided atoms of a situation."""
    return program.decide_atoms(with_computed(program, situation.values))


def random_atoms(program: Program, random: Random) -> tuple[Truth, ...]:
    """Any atoms, whether facts can decide them so or not; seldom, often or always some of them are unknown."""
    unknown, true = random.choice((0, 0.1, 0.5, 0.9)), random.choice((0.2, 0.5, 0.8))
    weights = (unknown, (1 - unknown) * true, (1 - unknown) * (1 - true))
    return tuple(random.choices((UNKNOWN, TRUE, FALSE), weights, k=len(program.atoms)))


def days_of(rulebook: Rulebook) -> tuple[date, ...]:
    """The days around which something changes: those of the data, leap days, the ends of the calendar."""
    found = {date(2019, 6, 3), date(2020, 2, 29), date(2024, 2, 29), FIRST_DAY, LAST_DAY}
    for published in rulebook.lists.values():
        found |= {day for day in (published.published_on, published.in_force_from, published.in_force_until) if day}
    for jurisdiction in rulebook.jurisdictions.values():
        for parameter in jurisdiction.parameters:
            found |= {day for day in (parameter.in_force_from, parameter.in_force_until) if day}
    return tuple(sorted(found))


def _value(given: Given) -> Scalar | Records:
    return given.value if isinstance(given, Found) else given


def _shuffled(entries: list[tuple[str, str]], order: Random | None) -> list[tuple[str, str]]:
    return order.sample(entries, len(entries)) if order else entries


def _mapping(entries: list[tuple[str, str]], order: Random | None) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in _shuffled(entries, order)) + "}"


def _entries(facts: Facts, order: Random | None, nested: bool) -> list[tuple[str, str]]:
    if not nested:
        return [(name, _yaml(value, order)) for name, value in facts.items()]
    groups: dict[str, Any] = {}
    for name, value in facts.items():
        group, *rest = name.split(".")
        if rest:
            groups.setdefault(group, {})[".".join(rest)] = value
        else:
            groups[group] = value
    return [
        (name, _mapping(_entries(value, order, nested), order) if isinstance(value, dict) else _yaml(value, order))
        for name, value in groups.items()
    ]


def _yaml(value: Given, order: Random | None) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case Found(inner, finding):
            parts = [("value", _yaml(inner, order)), ("by", _yaml(finding.by, order))]
            parts += [("on", str(finding.on)), ("reason", _yaml(finding.reason, order))]
            return _mapping(parts, order)
        case Records(items, complete):
            records = [
                _mapping([(name.rpartition(".")[2], _yaml(part, order)) for name, part in item.items()], order)
                for item in items
            ]
            listed = f"[{', '.join(records)}]"
            return listed if complete else _mapping([("complete", "false"), ("records", listed)], order)
