"""What a search for an item shows."""

from __future__ import annotations

from dataclasses import dataclass

from nocert_rules.dialogue.forms import item_facts
from nocert_rules.rulebook.model.catalogue import Entry, Question, Requirement
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.services import Services
from nocert_rules.words.messages import Language

MAX_HITS = 20


@dataclass(frozen=True)
class HitView:
    """An item that was found. `statute` says that no list has it: a statute requires it, which opens no route.

    `focuses` are the options of the answer that the list names for it, with their labels: what one may ask for first.
    """

    id: str
    certificate: str
    matter: str
    requesting_unit: str
    issuing_unit: str
    routes: tuple[str, ...]
    place: str
    list_title: str
    published_on: str
    statute: bool
    basis: str
    focuses: tuple[tuple[str, str], ...] = ()


def hits(
    shared: Services, question: Question, jurisdiction: str, query: str, language: Language
) -> tuple[HitView, ...]:
    """The items that count in `jurisdiction` and are meant by `query`."""
    places = shared.rulebook.ancestry(jurisdiction)
    found = shared.items.search(query, places, MAX_HITS)
    return tuple(_hit(shared.rulebook, question, hit.item, language) for hit in found)


def _hit(rulebook: Rulebook, question: Question, item: Entry | Requirement, language: Language) -> HitView:
    if isinstance(item, Requirement):
        place = rulebook.jurisdictions[item.jurisdiction].name.text(language)
        return HitView(
            id=item.id,
            certificate=item.certificate,
            matter=item.matter,
            requesting_unit=item.requesting_unit,
            issuing_unit=item.issuing_unit,
            routes=(),
            place=place,
            list_title="",
            published_on="",
            statute=True,
            basis=item.legal_basis,
        )
    published = rulebook.lists[item.list_id]
    return HitView(
        id=item.id,
        certificate=item.certificate,
        matter=item.matter,
        requesting_unit=item.requesting_unit,
        issuing_unit=item.issuing_unit,
        routes=tuple(rulebook.route_labels[route].text(language) for route in item.routes),
        place=rulebook.jurisdictions[published.jurisdiction].name.text(language),
        list_title=published.title.text(language),
        published_on=published.published_on.isoformat() if published.published_on else "",
        statute=False,
        basis=item.legal_basis,
        focuses=tuple(
            (option.id, option.label.text(language))
            for field in question.answer
            for option in field.options
            if option.id in item.routes
        ),
    )


def facts_of_item(rulebook: Rulebook, question: Question, jurisdiction: str, name: str) -> dict[str, str] | None:
    """The facts of `question` that mean the item with the id `name`; None where there is none."""
    if question.lookup is None:
        return None
    if name in rulebook.entries:
        return item_facts(rulebook, question, jurisdiction, rulebook.entries[name])
    required = next((item for item in rulebook.requirements if item.id == name), None)
    if required is None:
        return None
    return {fact: getattr(required, part) for part, fact in question.lookup.item.items() if getattr(required, part)}
