"""Published lists and parameters compared: entries added, removed, moved, and what that changes for their items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.gate.diff.answers import shifts
from nocert_rules.gate.diff.meaning import Directions
from nocert_rules.gate.diff.model import EntryChange, Field, ListChange, Lists
from nocert_rules.rulebook.model.catalogue import ITEM_PARTS, Entry, Parameter
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Position

_LIST_FIELDS = (
    "jurisdiction", "complete", "drafted_by", "approved_by", "published_on", "in_force_from", "in_force_until",
)  # fmt: skip
_ENTRY_FIELDS = (*ITEM_PARTS, "routes", "facts", "risk_findings")


def compare_lists(old: Rulebook, new: Rulebook, day: date) -> Lists:
    """Everything that differs in lists and parameters; items are asked for as of `day`."""
    changed = tuple(_lists(old, new))
    touched = {item.id for item in changed if item.kind == "changed"}
    entries = list(_entries(old, new, touched))
    asking = _Asking(old, new, day) if entries else None
    answered = tuple(asking.answered(entry) for entry in entries) if asking else ()
    return Lists(changed, answered, tuple(_parameters(old, new)), day)


def _lists(old: Rulebook, new: Rulebook) -> Iterator[ListChange]:
    for name in dict.fromkeys((*old.lists, *new.lists)):
        before, after = old.lists.get(name), new.lists.get(name)
        if before is None or after is None:
            found = before or after
            yield ListChange("added" if before is None else "removed", name, (), len(found.entries) if found else 0)
        else:
            fields = tuple(_fields(before, after, _LIST_FIELDS))
            if fields:
                yield ListChange("changed", name, fields, len(after.entries))


def _fields(before: object, after: object, names: Iterable[str]) -> Iterator[Field]:
    for name in names:
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            yield Field(name, _text(one), _text(other))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _entries(old: Rulebook, new: Rulebook, touched: set[str]) -> Iterator[EntryChange]:
    """Entries of the same item are compared within their list first, then within the jurisdiction, then by id."""
    removed, added = dict(old.entries), dict(new.entries)
    for before, after in _matched(removed, added, old, new):
        fields = tuple(field.name for field in _fields(before, after, _ENTRY_FIELDS))
        if before.list_id != after.list_id or "routes" in fields:
            yield EntryChange("moved", "", before, after, fields)
        elif fields:
            yield EntryChange("altered", "", before, after, fields)
        elif after.list_id in touched:
            yield EntryChange("list_changed", "", before, after)
    for before in removed.values():
        yield EntryChange("removed", "", before, None)
    for after in added.values():
        yield EntryChange("added", "", None, after)


def _matched(
    removed: dict[str, Entry], added: dict[str, Entry], old: Rulebook, new: Rulebook
) -> Iterator[tuple[Entry, Entry]]:
    """Pairs of old and new entries; what is paired is taken out of `removed` and `added`."""
    ways: tuple[Callable[[Entry, Rulebook], tuple[str, ...]], ...] = (
        lambda entry, book: (entry.list_id, *entry.item),
        lambda entry, book: (book.lists[entry.list_id].jurisdiction, *entry.item),
        lambda entry, book: (entry.id,),
    )
    for way in ways:
        by_way: dict[tuple[str, ...], str] = {}
        for name, entry in removed.items():
            by_way.setdefault(way(entry, old), name)
        for name, entry in list(added.items()):
            partner = by_way.pop(way(entry, new), None)
            if partner is not None:
                yield removed.pop(partner), added.pop(name)


class _Asking:
    """Asks both rulebooks for the item of an entry, as somebody at the counter would."""

    def __init__(self, old: Rulebook, new: Rulebook, day: date) -> None:
        self.old, self.new, self.day = Decider(old), Decider(new), day
        self.directions = Directions(new)
        self.questions = [
            question.id
            for question in new.questions.values()
            if question.lookup and question.lookup.listings and question.id in old.questions
        ]

    def answered(self, entry: EntryChange) -> EntryChange:
        """`entry` with what the first question that looks items up answers otherwise."""
        for question in self.questions:
            try:
                before, after = (self._decided(decider, question, entry) for decider in (self.old, self.new))
            except InputError:
                return replace(entry, question=question, asked=False)
            found = tuple(shifts(self.directions, before, after))
            return replace(entry, question=question, item=found)
        return entry

    def _decided(self, decider: Decider, question: str, entry: EntryChange) -> Decision:
        """The decision on the item: on all lists that name it, or on the entry alone where its name is ambiguous."""
        rulebook = decider.rulebook
        here = entry.old if decider is self.old else entry.new
        known = here or entry.entry
        certificate, matter, requesting, issuing = known.item
        jurisdiction = self._jurisdiction(known, here, decider)
        place = Position(known.id)
        selector = Selector(certificate, matter, requesting, issuing, place, required=False)
        try:
            return self._with(decider, question, jurisdiction, selector)
        except InputError:
            if here is None or here.id not in rulebook.entries:
                raise
            return self._with(decider, question, jurisdiction, Selector(here.id, "", "", "", place))

    def _jurisdiction(self, known: Entry, here: Entry | None, decider: Decider) -> str:
        book = decider.rulebook if here else (self.new if decider is self.old else self.old).rulebook
        return book.lists[known.list_id].jurisdiction

    def _with(self, decider: Decider, question: str, jurisdiction: str, selector: Selector) -> Decision:
        asked = Asked(question, self.day, item=selector, jurisdiction=jurisdiction, as_of=self.day)
        return decider.decide(build_case(decider.rulebook, asked))


def _parameters(old: Rulebook, new: Rulebook) -> Iterator[tuple[str, Field]]:
    """What jurisdictions set otherwise, with the jurisdiction."""
    for name in dict.fromkeys((*old.jurisdictions, *new.jurisdictions)):
        before, after = (_set(book, name) for book in (old, new))
        for fact in dict.fromkeys((*before, *after)):
            one, other = before.get(fact, ""), after.get(fact, "")
            if one != other:
                yield name, Field(fact, one, other)


def _set(book: Rulebook, jurisdiction: str) -> dict[str, str]:
    """The parameters of a jurisdiction, each with its values and their periods as text."""
    found: dict[str, list[str]] = {}
    place = book.jurisdictions.get(jurisdiction)
    for parameter in place.parameters if place else ():
        if parameter.value is not None:
            found.setdefault(parameter.fact, []).append(_period(parameter))
    return {fact: "; ".join(sorted(values)) for fact, values in found.items()}


def _period(parameter: Parameter) -> str:
    first, last = parameter.in_force_from, parameter.in_force_until
    return f"{_text(parameter.value)}" + (f" ({first or ''}…{last or ''})" if first or last else "")
