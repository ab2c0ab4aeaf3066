"""What is found in lists and documents, as JSON data: the same on the command line and for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nocert_rules.rulebook.model.catalogue import Entry, Requirement
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Provision

if TYPE_CHECKING:
    from nocert_rules.rulebook.search import Hit

Data = dict[str, object]


def jurisdiction_of(rulebook: Rulebook, item: Entry | Requirement) -> str:
    """Whose list or statute an item stands in."""
    return item.jurisdiction if isinstance(item, Requirement) else rulebook.lists[item.list_id].jurisdiction


def hit_data(rulebook: Rulebook, hit: Hit) -> Data:
    """An item that was found, and how."""
    item = hit.item
    return {
        "id": item.id,
        "kind": "entry" if isinstance(item, Entry) else "requirement",
        "jurisdiction": jurisdiction_of(rulebook, item),
        "certificate": item.certificate,
        "matter": item.matter,
        "requesting_unit": item.requesting_unit,
        "issuing_unit": item.issuing_unit,
        "routes": list(item.routes) if isinstance(item, Entry) else [],
        "grade": item.provenance.grade,
        "source": item.provenance.source,
        "how": hit.how,
        "score": round(hit.score, 3),
    }


def provision_data(rulebook: Rulebook, provision: Provision, cases: Mapping[str, list[str]]) -> Data:
    """A provision with the rules and cases that rest on it."""
    return {
        "provision": provision.id,
        "status": provision.status,
        "heading": provision.heading.data(),
        "text": provision.text,
        "rules": [rule.id for rule in rulebook.rules_of_provision[provision.id]],
        "cases": cases.get(provision.id, []),
    }
