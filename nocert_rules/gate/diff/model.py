"""What a comparison finds, as values: nothing here decides or renders anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from nocert_rules.engine.decision.decide import Decision
from nocert_rules.gate.diff.meaning import REFUSED, FailOn, Meaning, together
from nocert_rules.gate.diff.sources import Side
from nocert_rules.rulebook.model.catalogue import Entry
from nocert_rules.words.errors import Problem

if TYPE_CHECKING:
    from nocert_rules.gate.prove.scope import Scope

How = Literal["same_rules", "proved", "changed", "added", "removed", "unsettled"]
"""Equal because the rules are the same, equal by proof, or not; `unsettled` where the solver gave up."""
Kind = Literal[
    "grows", "shrinks", "undetermined", "determined", "needs_more", "needs_fewer",
    "modality", "addressed", "no_longer_addressed", "measures",
    "later", "earlier", "day_appears", "day_goes",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Witness:
    """A case that is answered differently, as a file, and what the engines decide of it under both rulebooks."""

    number: int
    text: str
    old: Decision
    new: Decision


@dataclass(frozen=True, eq=False)
class Change:
    """One way in which a conclusion or a value changed: from what to what, and what it means for `parties`."""

    kind: Kind
    before: str
    after: str
    meaning: Meaning
    parties: tuple[str, ...] = ()
    witness: Witness | None = None


@dataclass(frozen=True, eq=False)
class Compared:
    """What became of a conclusion, or of a day that an answer shows."""

    id: str
    how: How
    changes: tuple[Change, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether it is answered alike for all inputs."""
        return self.how in ("same_rules", "proved")

    @property
    def meaning(self) -> Meaning | None:
        """What all its changes come to; None where there are none."""
        return "unsettled" if self.how == "unsettled" else together(change.meaning for change in self.changes)


@dataclass(frozen=True, eq=False)
class Inputs:
    """Whether the same cases are accepted: `refused` is a case only the old rulebook takes, `accepted` only the new.

    Facts that only one of them declares are named instead.
    """

    how: How
    refused: str = ""
    accepted: str = ""
    facts_removed: tuple[str, ...] = ()
    facts_added: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether every case that one accepts is accepted by the other."""
        return self.how in ("same_rules", "proved") and not self.facts_removed and not self.facts_added


@dataclass(frozen=True, eq=False)
class QuestionDiff:
    """A question under both rulebooks; `fields_changed` names answer fields that show something else."""

    id: str
    how: How
    inputs: Inputs
    conclusions: tuple[Compared, ...] = ()
    values: tuple[Compared, ...] = ()
    fields_changed: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether every accepted case is answered alike."""
        items = (*self.conclusions, *self.values)
        there = self.how not in ("added", "removed") and not self.fields_changed
        return there and self.inputs.equal and all(one.equal for one in items)


@dataclass(frozen=True)
class Shift:
    """A reported conclusion of some case that changed from one status to another."""

    conclusion: str
    before: str
    after: str
    meaning: Meaning
    subject: str | None = None


@dataclass(frozen=True, eq=False)
class EntryChange:
    """A list entry that came, went, was moved to another route or list, or says something else now.

    `item` lists what the question that looks items up answers otherwise; `asked` is whether it could be asked.
    """

    kind: Literal["added", "removed", "moved", "altered", "list_changed"]
    question: str
    old: Entry | None
    new: Entry | None
    fields: tuple[str, ...] = ()
    item: tuple[Shift, ...] = ()
    asked: bool = True

    @property
    def entry(self) -> Entry:
        """The entry as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True)
class Field:
    """A field with its old and new value, as text; empty for none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ListChange:
    """A published list that came, went, or whose dates or publication changed."""

    kind: Literal["added", "removed", "changed"]
    id: str
    fields: tuple[Field, ...] = ()
    entries: int = 0


@dataclass(frozen=True, eq=False)
class Lists:
    """Everything that changed in the catalogue's lists and parameters."""

    lists: tuple[ListChange, ...] = ()
    entries: tuple[EntryChange, ...] = ()
    parameters: tuple[tuple[str, Field], ...] = ()
    day: date | None = None


@dataclass(frozen=True)
class Words:
    """A provision whose text changed: runs of characters that are kept, removed or added."""

    provision: str
    runs: tuple[tuple[Literal["kept", "removed", "added"], str], ...]


@dataclass(frozen=True)
class Names:
    """Things of one kind by id: those added, removed, and written otherwise."""

    kind: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PastCase:
    """A case file that is answered otherwise, or that only one of the rulebooks accepts."""

    file: str
    question: str
    shifts: tuple[Shift, ...] = ()
    days: tuple[Field, ...] = ()
    refused_by: Literal["", "old", "new"] = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class Past:
    """How many case files were decided under both rulebooks, and those that differ."""

    folder: str
    decided: int
    changed: tuple[PastCase, ...]


@dataclass(frozen=True, eq=False)
class Diff:
    """The whole comparison of `old` with `new`.

    `scope` is what the proofs hold for, None where none was needed: the rules were the same.
    """

    old: Side
    new: Side
    scope: Scope | None
    questions: tuple[QuestionDiff, ...]
    lists: Lists
    names: tuple[Names, ...]
    words: tuple[Words, ...]
    past: Past | None = None
    seconds: float = 0.0

    @property
    def answers_equal(self) -> bool:
        """Whether everybody is answered alike: by the rules, by the lists, by parameters, in past cases."""
        lists = any(entry.item or not entry.asked for entry in self.lists.entries)
        past = self.past is not None and bool(self.past.changed)
        return all(question.equal for question in self.questions) and not (lists or past or self.lists.parameters)

    @property
    def compared(self) -> tuple[Compared, ...]:
        """Every conclusion and day of every question."""
        return tuple(item for question in self.questions for item in (*question.conclusions, *question.values))

    @property
    def meanings(self) -> set[Meaning]:
        """Everything that changes mean, each change and each conclusion as a whole."""
        found: set[Meaning] = set()
        for item in self.compared:
            found |= {change.meaning for change in item.changes} | ({item.meaning} if item.meaning else set())
        if any(question.inputs.how == "unsettled" for question in self.questions):
            found.add("unsettled")
        for entry in self.lists.entries:
            found |= {shift.meaning for shift in entry.item}
        for case in self.past.changed if self.past else ():
            found |= {shift.meaning for shift in case.shifts}
        return found

    def refused(self, fail_on: tuple[FailOn, ...]) -> bool:
        """Whether there is a change of a kind that `fail_on` names; what is not settled counts as every kind."""
        if not fail_on:
            return False
        if ("any" in fail_on and not self.answers_equal) or "unsettled" in self.meanings:
            return True
        return bool(self.meanings & {meaning for name in fail_on for meaning in REFUSED[name]})
