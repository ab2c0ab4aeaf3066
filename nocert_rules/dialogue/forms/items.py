"""Which facts name an item of the published lists, as few as tell it apart from others."""

from __future__ import annotations

from nocert_rules.engine.facts.lookup import Selector, find_entries
from nocert_rules.rulebook.model.catalogue import ITEM_PARTS, Entry, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Problems

_FURTHER = ITEM_PARTS[1:]


def item_facts(rulebook: Rulebook, question: Question, jurisdiction: str, entry: Entry) -> dict[str, str]:
    """The facts of `question` that mean `entry` in `jurisdiction`: its certificate, and what else is needed.

    Naming no more than that also finds the same item on lists that call its units otherwise. An entry that says
    less than another of its name is named by its id.
    """
    if question.lookup is None:
        return {}
    for needed in range(len(_FURTHER) + 1):
        named = {"certificate": entry.certificate} | {part: getattr(entry, part) for part in _FURTHER[:needed]}
        if _means(rulebook, jurisdiction, named, entry):
            return {fact: named[key] for key, fact in question.lookup.item.items() if named.get(key)}
    return {fact: entry.id for key, fact in question.lookup.item.items() if key == "certificate"}


def _means(rulebook: Rulebook, jurisdiction: str, named: dict[str, str], entry: Entry) -> bool:
    name, matter, requesting_unit, issuing_unit = (named.get(part, "") for part in ITEM_PARTS)
    selector = Selector(name, matter, requesting_unit, issuing_unit)
    try:
        found = find_entries(rulebook, jurisdiction, selector, Problems())
    except InputError:
        return False
    return found is not None and any(each.id == entry.id for each in found)
