"""What the rules speak of: facts, enumerations, conclusions, questions, jurisdictions, published lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from nocert_rules.rulebook.model.conditions import Condition
from nocert_rules.rulebook.model.values import Label, Scalar, Source, Type
from nocert_rules.words.errors import Position

Grade = Literal["A", "B", "C", "D"]
AnswerKind = Literal["status", "options", "value", "permits"]
CHANGEABLE = ("never", "once", "freely")
ITEM_PARTS = ("certificate", "matter", "requesting_unit", "issuing_unit")
"""What an item is told by, in lists and in case files."""


@dataclass(frozen=True)
class Fact:
    """An entry of the vocabulary.

    `supplied_by` says who knows it; `finding` that only a named person can establish it; `record` that it
    is a field of that record type; `minimum` the least value an integer can have. `changeable` says whether
    people can still bring it about: `once` what can happen and then has happened, `freely` what can also be
    taken back, `never` what the law or a list sets; empty for what is as it is.
    """

    id: str
    type: Type
    label: Label
    question: Label
    supplied_by: str
    changeable: str
    finding: bool
    record: str
    minimum: int | None
    position: Position


@dataclass(frozen=True)
class Choice:
    """One value of an enumeration; `called` are the words by which the documents call it."""

    id: str
    label: Label
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enumeration:
    """A closed set of values, in order; scales of measures and sanctions are ordered by severity."""

    id: str
    label: Label
    choices: tuple[Choice, ...]

    def label_of(self, value: str) -> Label:
        """The label of `value`, which must be one of the choices."""
        return next(choice.label for choice in self.choices if choice.id == value)


@dataclass(frozen=True)
class Contradiction:
    """Facts that cannot all be true; `when` describes the impossible combination."""

    id: str
    when: Condition
    label: Label
    position: Position


@dataclass(frozen=True)
class Conclusion:
    """What rules can conclude.

    `scale` names the enumeration of measures it permits; `words` say yes, no and undetermined in its own
    terms (a route is open or closed); `tension` marks a conflict between findings or provisions;
    `opposes` names conclusions that must not hold beside it; `defect` marks a flaw in what was done.
    """

    id: str
    label: Label
    words: Mapping[str, Label]
    scale: str
    tension: bool
    opposes: tuple[str, ...]
    position: Position
    defect: bool = False


@dataclass(frozen=True)
class Option:
    """One alternative of an answer field, such as a route."""

    id: str
    label: Label
    conclusion: str


@dataclass(frozen=True)
class AnswerField:
    """A field of a question's answer.

    `kind` is status (of `conclusion`), options, value (the computed value `value`) or permits (the scale
    of `conclusion`). `shown_if` names a conclusion without which the field says nothing; a `quiet` field is
    left out of pages where it is no. The question is undetermined while a field that `decides` is.
    """

    id: str
    kind: AnswerKind
    label: Label
    conclusion: str = ""
    options: tuple[Option, ...] = ()
    value: str = ""
    shown_if: str = ""
    decides: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Lookup:
    """How an item of the published lists becomes facts of a question.

    `listings` is the fact that receives the list entries as records; `item` and `fields` map an entry's own
    and further fields to facts; `within_territory` is the fact that says the unit asked lies in the
    documents' territory. An entry for `assumed_route` carries its drafters' `assumed_findings`;
    `risk_findings` maps the names of risks in an entry to findings.
    """

    listings: str
    item: Mapping[str, str]
    fields: Mapping[str, str]
    within_territory: str
    assumed_findings: Mapping[str, bool]
    assumed_route: str
    risk_findings: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A question people ask: what it needs and what it answers, in the order it is asked and shown.

    `each` is the prefix of facts that are given for every subject (`subject`), empty for a question about
    one situation. `groups` are headings for facts by the beginning of their names, for pages with many of them.
    `asked_of` names the suppliers of facts who are at hand where it is asked; empty for all. The facts in `ask_order`
    are asked in that order among themselves, as far as each can still matter.
    """

    id: str
    label: Label
    asked_by: Label
    each: str
    documents: tuple[str, ...]
    facts: tuple[str, ...]
    conclusions: tuple[str, ...]
    answer: tuple[AnswerField, ...]
    lookup: Lookup | None
    position: Position
    groups: Mapping[str, Label] = field(default_factory=dict)
    asked_of: tuple[str, ...] = ()
    ask_order: tuple[str, ...] = ()

    def at_hand(self, supplier: str) -> bool:
        """Whether `supplier` can be asked where the question is."""
        return not self.asked_of or supplier in self.asked_of

    @cached_property
    def focuses(self) -> Mapping[str, tuple[str, ...]]:
        """What one can ask for first, fields of the answer and their options, with the conclusions behind each."""
        found: dict[str, tuple[str, ...]] = {}
        for part in self.answer:
            options = tuple(option.conclusion for option in part.options)
            found[part.id] = options or tuple(name for name in (part.conclusion or part.shown_if,) if name)
        for part in self.answer:
            for option in part.options:
                found.setdefault(option.id, (option.conclusion,))
        return {name: conclusions for name, conclusions in found.items() if conclusions}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """Every conclusion the question reports, in its answer or in its list."""
        names = list(self.conclusions)
        for part in self.answer:
            names += [part.conclusion, part.shown_if, *(option.conclusion for option in part.options)]
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def subjects_key(self) -> str:
        """The key under which a case file lists the subjects of the question."""
        return f"{self.each}s" if self.each else ""


@dataclass(frozen=True)
class Parameter:
    """What a jurisdiction has set for a fact, from when to when; `value` None where it has set nothing."""

    fact: str
    value: Scalar | None
    source: Label
    in_force_from: date | None
    in_force_until: date | None
    position: Position


@dataclass(frozen=True)
class Jurisdiction:
    """A government or authority whose lists and parameters count in its own territory.

    `time_zone` is the IANA name of the zone in which its days begin; empty, it is that of the one it lies `within`.
    """

    id: str
    name: Label
    level: str
    within: str
    parameters: tuple[Parameter, ...]
    position: Position
    time_zone: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where data come from: address, grade (A official table, B notice, C press, D statute), what was inferred."""

    source: str
    grade: Grade
    inferred: tuple[str, ...]
    note: Label | None = None


@dataclass(frozen=True)
class Entry:
    """A row of a published list: certificate × matter × requesting unit × issuing unit, and its routes."""

    id: str
    list_id: str
    certificate: str
    matter: str
    requesting_unit: str
    issuing_unit: str
    routes: tuple[str, ...]
    facts: Mapping[str, Scalar]
    risk_findings: tuple[str, ...]
    route_as_published: str
    legal_basis: str
    provenance: Provenance
    position: Position

    @property
    def item(self) -> tuple[str, str, str, str]:
        """What tells the item from every other: the values of `ITEM_PARTS`."""
        return self.certificate, self.matter, self.requesting_unit, self.issuing_unit


@dataclass(frozen=True)
class PublishedList:
    """A list of certificate items with who drafted, approved and published it; absent is unknown."""

    id: str
    title: Label
    jurisdiction: str
    complete: bool
    drafted_by: str
    approved_by: str
    published_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    provenance: Provenance
    entries: tuple[Entry, ...]
    position: Position


@dataclass(frozen=True)
class Requirement:
    """A certificate that a statute itself requires; it opens no route."""

    id: str
    jurisdiction: str
    certificate: str
    matter: str
    requesting_unit: str
    issuing_unit: str
    legal_basis: str
    note: str
    provenance: Provenance


@dataclass(frozen=True)
class Definition:
    """A named condition on the records of a list, with the words that define it."""

    id: str
    records: str
    source: Source
    condition: Condition
    position: Position = field(compare=False)
