"""Documents, their provisions and the rules that stand with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nocert_rules.rulebook.model.conditions import All, Condition, InForce, Term
from nocert_rules.rulebook.model.values import Label, Modality, Source, Type
from nocert_rules.words.errors import Position

Status = Literal["encoded", "finding", "procedure", "not_normative"]


@dataclass(frozen=True)
class Document:
    """A regulation: its titles, whether it is a draft, where and how long it is in force.

    `in_force_from` names the jurisdiction parameter that holds its first day; `trial_years` is the length
    of its trial period, None where it has none. `territory` is the jurisdiction within which it applies.
    `sha256` is the digest of the verbatim text (lines stripped, blank lines dropped); `contents` lists the
    provisions in the order of the text.
    """

    id: str
    title: Label
    short: Label
    draft: bool
    territory: str
    in_force_from: str
    trial_years: int | None
    sha256: str
    contents: tuple[str, ...]
    source: Label
    position: Position


@dataclass(frozen=True)
class Provision:
    """A piece of a document's text with what became of it; `reason` says why it has no rules."""

    id: str
    document: str
    heading: Label
    text: str
    status: Status
    reason: Label | None
    position: Position


@dataclass(frozen=True)
class Rule:
    """When its condition holds and no exception does, its conclusion holds.

    A rule with `gap` leaves its conclusion open instead: the text is silent there, and `gap` says on what.
    `exception_to` names the rules that it defeats. `bearer` names the parties the modality is addressed to,
    `against` those towards whom it is done.
    """

    id: str
    provision: str
    document: str
    sources: tuple[Source, ...]
    modality: Modality | None
    bearer: tuple[str, ...]
    against: tuple[str, ...]
    when: Condition
    conclusion: str | None
    exception_to: tuple[str, ...]
    gap: Label | None
    position: Position

    @property
    def own_condition(self) -> Condition:
        """The condition as written: without the one that the document is in force, which the loader adds."""
        match self.when:
            case All((InForce(self.document, "as_of"), condition)):
                return condition
        return self.when


@dataclass(frozen=True)
class ComputedValue:
    """A value worked out from facts, such as the last day for an answer, with the words it rests on."""

    id: str
    type: Type
    label: Label
    source: Source
    document: str
    term: Term
    position: Position
