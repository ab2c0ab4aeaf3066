"""Looks an item up in the published lists, and adds what lists and jurisdictions know to the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from nocert_rules.engine.facts.case import Finding, Origin
from nocert_rules.engine.facts.read import Given
from nocert_rules.rulebook.model.catalogue import ITEM_PARTS, Entry, Lookup, Parameter, PublishedList, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar
from nocert_rules.words.errors import Position, Problems, nearest, shown

MAX_CANDIDATES = 8
ITEM_OPTION = Position("--item")


@dataclass(frozen=True)
class Selector:
    """Which item is meant: its name or entry id, narrowed by matter and units; `required` = it must be on a list."""

    name: str
    matter: str = ""
    requesting_unit: str = ""
    issuing_unit: str = ""
    position: Position = ITEM_OPTION
    required: bool = True

    def fits(self, entry: Entry) -> bool:
        """Whether `entry` agrees with every part that is given."""
        given = (
            (self.matter, entry.matter),
            (self.requesting_unit, entry.requesting_unit),
            (self.issuing_unit, entry.issuing_unit),
        )
        return all(not wanted or wanted == found for wanted, found in given)


def find_jurisdiction(rulebook: Rulebook, name: str, position: Position, problems: Problems) -> str | None:
    """The jurisdiction with the id or name `name`."""
    names: dict[str, str] = {}
    for jurisdiction in rulebook.jurisdictions.values():
        for known in (jurisdiction.id, jurisdiction.name.zh, jurisdiction.name.en):
            names[known] = jurisdiction.id
    if name in names:
        return names[name]
    close = nearest(name, names) or nearest(name.lower(), names)
    if close:
        label = rulebook.jurisdictions[names[close]].name
        near = {"nearest": f"`{names[close]}` ({label.en})", "nearest_zh": f"`{names[close]}`（{label.zh}）"}
        problems.add("unknown_jurisdiction_near", position, found=shown(name), **near)
    else:
        problems.add("unknown_jurisdiction", position, found=shown(name))
    return None


def find_entries(
    rulebook: Rulebook, jurisdiction: str, selector: Selector, problems: Problems
) -> tuple[Entry, ...] | None:
    """The entries of the one item that `selector` means, its own jurisdiction's first.

    Returns an empty tuple for an item on no list where that is allowed, None after a problem.
    """
    reach = rulebook.ancestry(jurisdiction)
    if selector.name in rulebook.entries:
        candidates: list[Entry] = _by_id(rulebook, jurisdiction, selector, problems)
        if not candidates:
            return None
    else:
        named = rulebook.entries_of_certificate.get(selector.name, ())
        within = [e for e in named if rulebook.lists[e.list_id].jurisdiction in reach]
        fitting = [e for e in within if selector.fits(e)]
        own = [e for e in fitting if rulebook.lists[e.list_id].jurisdiction == jurisdiction]
        # the lists of a wider territory name the units of an item in their own way
        wider = [e for e in within if rulebook.lists[e.list_id].jurisdiction != jurisdiction and _same_matter(e, own)]
        candidates = own + wider if own else fitting
    items = list(dict.fromkeys(e.item for e in candidates))
    if len(items) > 1 and not _one_matter(candidates, rulebook, jurisdiction):
        _several(selector, candidates, problems)
        return None
    if not candidates and selector.required:
        _unknown_item(rulebook, jurisdiction, selector, problems)
        return None
    return tuple(candidates)


def _by_id(rulebook: Rulebook, jurisdiction: str, selector: Selector, problems: Problems) -> list[Entry]:
    """The entry whose id `selector` gives, none after a problem: its list counts there and the rest fits it."""
    entry = rulebook.entries[selector.name]
    place = rulebook.lists[entry.list_id].jurisdiction
    if place not in rulebook.ancestry(jurisdiction):
        names = _named(rulebook, "place", place) | _named(rulebook, "jurisdiction", jurisdiction)
        problems.add("item_elsewhere", selector.position, found=entry.id, **names)
        return []
    for part in ITEM_PARTS[1:]:
        wanted, found = getattr(selector, part), getattr(entry, part)
        if wanted and wanted != found:
            details = {"found": shown(wanted), "part": part.replace("_", " "), "item": entry.id, "expected": found}
            problems.add("item_differs", selector.position, **details)
            return []
    return [entry]


def _named(rulebook: Rulebook, detail: str, jurisdiction: str) -> dict[str, str]:
    name = rulebook.jurisdictions[jurisdiction].name
    return {detail: name.en, f"{detail}_zh": name.zh}


def _same_matter(entry: Entry, own: Iterable[Entry]) -> bool:
    return any(entry.matter == other.matter for other in own)


def _one_matter(candidates: list[Entry], rulebook: Rulebook, jurisdiction: str) -> bool:
    """Whether only one item is of the jurisdiction's own lists, so that the others are further listings of it."""
    own = {e.item for e in candidates if rulebook.lists[e.list_id].jurisdiction == jurisdiction}
    return len(own) == 1


def describe(entry: Entry) -> str:
    """An entry in a message: id, certificate, matter and units."""
    return f"`{entry.id}` ({' · '.join(part for part in entry.item if part)})"


def _several(selector: Selector, candidates: list[Entry], problems: Problems) -> None:
    shown_candidates = ", ".join(describe(entry) for entry in candidates[:MAX_CANDIDATES])
    if len(candidates) > MAX_CANDIDATES:
        shown_candidates += ", …"
    problems.add(
        "several_items",
        selector.position,
        found=shown(selector.name),
        count=len(candidates),
        candidates=shown_candidates,
    )


def _unknown_item(rulebook: Rulebook, jurisdiction: str, selector: Selector, problems: Problems) -> None:
    reach = rulebook.ancestry(jurisdiction)
    within = [e for e in rulebook.entries.values() if rulebook.lists[e.list_id].jurisdiction in reach]
    close = nearest_items(selector.name, within)
    close_id = nearest(selector.name, (entry.id for entry in within))
    close = close or [entry for entry in within if entry.id == close_id]
    details = {"found": shown(selector.name)} | _named(rulebook, "jurisdiction", jurisdiction)
    if close:
        problems.add("unknown_item_near", selector.position, **details, nearest=", ".join(describe(e) for e in close))
    else:
        problems.add("unknown_item", selector.position, **details)


def nearest_items(name: str, entries: Iterable[Entry], limit: int = 3) -> list[Entry]:
    """The entries whose certificate is most like `name`, or part of it."""
    from nocert_rules.rulebook.search import best_entries  # heavy libraries are loaded only when a name is wrong

    return best_entries(name, list(entries), limit)


def add_jurisdiction(rulebook: Rulebook, question: Question, jurisdiction: str, as_of: date, given: Given) -> None:
    """Parameters set for `jurisdiction`, the innermost first, and whether it lies in the documents' territory."""
    reach = rulebook.ancestry(jurisdiction)
    for place in reach:
        for parameter in rulebook.jurisdictions[place].parameters:
            if parameter.fact in question.facts and parameter.value is not None and _in_force(parameter, as_of):
                origin = Origin("jurisdiction", parameter.source.zh)
                _supply(given, parameter.fact, parameter.value, origin)
    if question.lookup and question.lookup.within_territory in question.facts:
        territories = {rulebook.documents[name].territory for name in question.documents}
        inside = territories <= set(reach)
        _supply(
            given,
            question.lookup.within_territory,
            inside,
            Origin("jurisdiction", rulebook.jurisdictions[jurisdiction].name.zh),
        )


def _in_force(parameter: Parameter, as_of: date) -> bool:
    first, last = parameter.in_force_from, parameter.in_force_until
    return (first is None or first <= as_of) and (last is None or as_of <= last)


def _supply(given: Given, fact: str, value: Scalar | Records, origin: Origin) -> None:
    """Add a value that the case does not give itself: what a person says of the case goes before."""
    if fact not in given.values:
        given.values[fact] = value
        given.origins[fact] = origin


def add_entries(
    rulebook: Rulebook, question: Question, jurisdiction: str, entries: tuple[Entry, ...], given: Given
) -> None:
    """What the list entries of an item say, as facts of `question`; an unlisted item has no entries."""
    lookup = question.lookup
    if lookup is None:
        return
    if lookup.listings:
        _add_listings(rulebook, lookup, jurisdiction, entries, given)
    for entry in entries:
        _add_entry(rulebook.lists[entry.list_id], lookup, question, entry, given)


def _add_listings(
    rulebook: Rulebook, lookup: Lookup, jurisdiction: str, entries: tuple[Entry, ...], given: Given
) -> None:
    """Every route under which the lists name the item; complete only where all lists of the jurisdiction are."""
    own = [published for published in rulebook.lists.values() if published.jurisdiction == jurisdiction]
    records = [record for entry in entries for record in _listings(rulebook, lookup, jurisdiction, entry)]
    complete = bool(own) and all(published.complete for published in own)
    place = ", ".join(entry.id for entry in entries) or ", ".join(published.id for published in own)
    _supply(given, lookup.listings, Records(tuple(records), complete), Origin("list", place))


def _listings(rulebook: Rulebook, lookup: Lookup, jurisdiction: str, entry: Entry) -> list[Mapping[str, Scalar]]:
    published = rulebook.lists[entry.list_id]
    prefix = rulebook.facts[lookup.listings].type.record
    record: dict[str, Scalar] = {f"{prefix}.own_level": published.jurisdiction == jurisdiction}
    for name in ("drafted_by", "approved_by"):
        if getattr(published, name):
            record[f"{prefix}.{name.removesuffix('_by')}"] = True
    for name in ("published_on", "in_force_from", "in_force_until"):
        if getattr(published, name):
            record[f"{prefix}.{name}"] = getattr(published, name)
    record[f"{prefix}.open_ended"] = published.in_force_until is None
    return [record | {rulebook.route_field(lookup): route} for route in entry.routes]


def _add_entry(published: PublishedList, lookup: Lookup, question: Question, entry: Entry, given: Given) -> None:
    own = dict(zip(ITEM_PARTS, entry.item, strict=True))
    further = [(fact, entry.facts.get(key), key) for key, fact in lookup.fields.items()]
    named = [(fact, own.get(key) or None, key) for key, fact in lookup.item.items()]
    for fact, value, key in (*named, *further):
        if value is not None and fact in question.facts:
            _supply(given, fact, value, Origin("list", entry.id, inferred=key in entry.provenance.inferred))
    finding = Finding(published.drafted_by or published.title.zh, published.published_on, entry.id)
    for risk in entry.risk_findings:
        _supply_finding(lookup.risk_findings[risk], True, entry, finding, question, given)
    if lookup.assumed_route in entry.routes:
        for fact, value in lookup.assumed_findings.items():
            _supply_finding(fact, value, entry, finding, question, given)


def add_assumed_findings(rulebook: Rulebook, question: Question, given: Given) -> None:
    """What a listing that the case itself gives carries: its drafters' findings on the assumed route."""
    lookup = question.lookup
    records = given.values.get(lookup.listings) if lookup else None
    if lookup is None or not isinstance(records, Records):
        return
    route = rulebook.route_field(lookup)
    if any(record.get(route) == lookup.assumed_route for record in records.items):
        for fact, value in lookup.assumed_findings.items():
            if fact in question.facts:
                _supply(given, fact, value, Origin("list", lookup.listings, inferred=True))


def _supply_finding(fact: str, value: bool, entry: Entry, finding: Finding, question: Question, given: Given) -> None:
    if fact in question.facts:
        _supply(given, fact, value, Origin("list", entry.id, finding, inferred=True))
