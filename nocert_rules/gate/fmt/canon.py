"""How each part of a file is to stand: the order of its keys, on one line or on several, with blank lines or without.

`KINDS` is the whole canon, a table; `docs/ci/README.md` tells it in words. It follows what the shipped files had come
to. A key that a kind does not name keeps its place among its like, after the named ones or where `REST` stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

WIDTH = 150
REST = "*"

Layout = Literal["block", "fit", "line", "row", "pair"]
"""What a part may look like, where nothing in it asks for more lines:

`block`: an entry a line. `fit`: one line if it ends within WIDTH columns. `line`: one line. `row`: one line too, but
never within another. `pair`: one line where it has one entry or, as a list, values alone.
"""
Gaps = Literal["none", "one", "kept"]
"""The blank lines between entries: none, one each, or one where the author had some (they set off groups)."""


@dataclass(frozen=True)
class Kind:
    """How one kind of mapping stands, or one kind of list and its `items`.

    `order` gives the place of each key, `parts` the kinds of values by key, with `REST` for all others.
    """

    layout: Layout
    order: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    items: str = "line"
    gaps: Gaps = "none"

    def place_of(self, key: str) -> int:
        """Where `key` stands among the keys of a mapping."""
        return self.order.get(key, self.order.get(REST, len(self.order)))

    def part(self, key: str) -> str:
        """The kind of the value under `key`."""
        return self.parts.get(key, self.parts.get(REST, "line"))


def _map(layout: Layout, keys: str, items: str = "line", gaps: Gaps = "none") -> Kind:
    """A kind of mapping, from its keys in order: `key`, or `key:kind` where the value has a kind of its own."""
    named = [key.partition(":") for key in keys.split()]
    order = {key: number for number, (key, _, _) in enumerate(named)}
    return Kind(layout, order, {key: kind for key, _, kind in named if kind}, items, gaps)


def _list(items: str, gaps: Gaps = "none") -> Kind:
    return Kind("block", items=items, gaps=gaps)


_STATEMENT = (
    "invariant provision quote also:sources text:label question unknown:fit varies:fit if:condition then:condition"
    " always:condition never:condition exactly_one:condition answered:fit changes_only:fit never_adds:fit"
    " modality:fit monotone declared_facts_only"
)
_ENTRY = (
    "entry certificate matter requesting_unit requesting_unit_kind issuing_unit issued_in_territory document_kind *"
    " routes route_as_published risk_findings legal_basis provenance:provenance"
)

KINDS: Mapping[str, Kind] = {
    # files
    "rulebook": _map(
        "block",
        "enumerations:enumerations facts:facts records:records contradictions:contradictions"
        " conclusions:conclusions questions:questions notices:notices jurisdictions:jurisdictions lists:lists"
        " requirements:requirements calendar:calendar document:document provisions:provisions",
        gaps="one",
    ),
    "cases": _map("block", "cases:golden-cases"),
    "invariants": _map("block", "invariants:statements"),
    # everywhere
    "line": Kind("line"),
    "fit": Kind("fit"),
    "names": Kind("block"),
    "text": Kind("line"),  # words of a document: a block, if they are in quotes
    "label": _map("line", "zh en"),
    "words": _map("block", "zh en"),  # long ones
    "sources": _list("source"),
    "source": _map("row", "provision quote"),
    "condition": _map("pair", "records of where is from plus at_least at_most *:condition", "condition"),
    # documents
    "document": _map(
        "block",
        "id title:label short:label draft territory in_force_from trial_years sha256 source:label contents:fit",
    ),
    "provisions": _list("provision"),
    "provision": _map(
        "block",
        "provision heading:label status reason:label text:text definitions:definitions values:values rules:rules",
    ),
    "definitions": _list("definition"),
    "definition": _map("block", "id quote of is:condition"),
    "values": _list("value"),
    "value": _map("block", "id label:label quote is:condition"),
    "rules": _list("rule"),
    "rule": _map(
        "block",
        "id quote also:sources bearer against modality outside_force when:condition then leaves_open gap:words "
        "exception_to",
    ),
    # the vocabulary
    "enumerations": _list("enumeration", "kept"),
    "enumeration": _map("block", "enumeration label:label values:choices"),
    "choices": _list("choice", "kept"),
    "choice": _map("row", "value label:label called:fit"),
    "facts": _list("fact", "kept"),
    "fact": _map("row", "fact type minimum finding supplied_by changeable label:label question:label"),
    "records": _list("record", "kept"),
    "record": _map("block", "record fields:facts"),
    "contradictions": _list("contradiction", "kept"),
    "contradiction": _map("block", "contradiction label:label when:condition"),
    "conclusions": _list("conclusion", "kept"),
    "conclusion": _map("row", "conclusion scale tension defect opposes label:label words:outcomes"),
    "outcomes": _map("line", "yes:label no:label undetermined:label"),
    # questions
    "questions": _list("question", "one"),
    "question": _map(
        "block",
        "question label:label asked_by:label asked_of each documents groups:fact-groups facts:names ask_order:names"
        " answer:answers conclusions:names lookup:lookup",
    ),
    "fact-groups": _list("fact-group"),
    "fact-group": _map("row", "group label:label"),
    "answers": _list("answer"),
    "answer": _map("row", "field label:label status permits value shown_if decides quiet options:options"),
    "options": _list("option"),
    "option": _map("row", "option label:label status"),
    "lookup": _map("block", "listings item:item-facts fields within_territory assumed:assumed risk_findings"),
    "item-facts": _map("line", "certificate matter requesting_unit issuing_unit"),
    "assumed": _map("block", "route findings:names"),
    # notices
    "notices": _list("notice", "kept"),
    "notice": _map("block", "notice question title:label when unless paragraphs:paragraphs"),
    "paragraphs": _list("paragraph"),
    "paragraph": _map("block", "heading:label quotes:sources because field fact"),
    # jurisdictions, lists, requirements
    "jurisdictions": _list("jurisdiction", "kept"),
    "jurisdiction": _map("block", "jurisdiction name:label level within time_zone parameters:parameters"),
    "parameters": _list("parameter"),
    "parameter": _map("block", "parameter value from until source:words unknown:words"),
    "lists": _list("list", "kept"),
    "list": _map(
        "block",
        "list title:words jurisdiction complete drafted_by approved_by published_on in_force_from in_force_until"
        " provenance:list-provenance entries:entries",
    ),
    "list-provenance": _map("block", "source grade inferred note:words"),
    "entries": _list("entry"),
    "entry": _map("block", _ENTRY),
    "provenance": _map("line", "source grade inferred note:label"),
    "requirements": _list("requirement", "kept"),
    "requirement": _map(
        "block",
        "requirement jurisdiction certificate matter requesting_unit issuing_unit legal_basis note"
        " provenance:provenance",
    ),
    # holidays and make-up days
    "calendar": _list("calendar-notice", "kept"),
    "calendar-notice": _map(
        "block", "notice year amends issued_on source:words holidays:holiday-spans working_days:fit"
    ),
    "holiday-spans": _list("holiday-span"),
    "holiday-span": _map("line", "from until"),
    # golden cases
    "golden-cases": _list("golden-case", "one"),
    "golden-case": _map(
        "block",
        "case provision reason question as_of jurisdiction item:item facts:case-facts subjects:subjects"
        " expect:expected",
    ),
    "item": _map("fit", "certificate matter requesting_unit issuing_unit"),
    "case-facts": _map("pair", "*:group"),
    "group": _map("fit", "complete records *:group", "case-record"),
    "case-record": Kind("row"),
    "finding": _map("row", "value by on reason"),
    "subjects": _list("subject"),
    "subject": _map("block", "id name *:group"),
    "expected": _map(
        "block", "subjects:expected-subjects conclusions:fit rules:fit answer:fit missing:fit norms:norms"
    ),
    "norms": _map("block", "*:norm"),
    "norm": _map("row", "bearer against"),
    "expected-subjects": _map("block", "*:expected"),
    # invariants
    "statements": _list("statement", "kept"),
    "statement": _map("block", _STATEMENT),
}


def file_kind(keys: frozenset[str]) -> str:
    """The kind of file that has these sections."""
    return next((kind for kind in ("cases", "invariants") if kind in keys), "rulebook")
