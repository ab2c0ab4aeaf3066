"""Items of the lists, however closely they are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.lookup import Selector, find_entries
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Problems

DAY = date(2019, 6, 3)
PARTS = ("matter", "requesting_unit", "issuing_unit")


def test_naming_an_item_more_closely_loses_none_of_its_listings(rulebook: Rulebook) -> None:
    seen = 0
    for entry in rulebook.entries.values():
        for place in (name for name in rulebook.jurisdictions if rulebook.lists[entry.list_id].jurisdiction == name):
            by_name = find_entries(rulebook, place, Selector(entry.certificate), Problems())
            if by_name is None or len({found.matter for found in by_name}) > 1:
                continue
            for count in range(1, len(PARTS) + 1):
                named = {part: getattr(by_name[0], part) for part in PARTS[:count]}
                assert find_entries(rulebook, place, Selector(entry.certificate, **named), Problems()) == by_name
                seen += 1
    assert seen > 100


def test_a_list_of_a_wider_territory_counts_however_it_calls_the_units(rulebook: Rulebook) -> None:
    own = next(entry for entry in rulebook.entries.values() if entry.requesting_unit and entry.issuing_unit)
    published = rulebook.lists[own.list_id]
    wider = rulebook.ancestry(published.jurisdiction)[-1]
    further = replace(own, id="wider/1", list_id="wider", requesting_unit="别的单位", issuing_unit="")
    lists = {**rulebook.lists, "wider": replace(published, id="wider", jurisdiction=wider, entries=(further,))}
    book = replace(rulebook, lists=MappingProxyType(lists))
    selector = Selector(own.certificate, own.matter, own.requesting_unit, own.issuing_unit)
    found = find_entries(book, published.jurisdiction, selector, Problems())
    assert found is not None and own in found
    assert found[-1] == further


def test_a_file_and_the_option_mean_the_same_item(rulebook: Rulebook) -> None:
    item = Selector("近3年安全驾驶情况证明")
    case = build_case(rulebook, Asked("route", DAY, item=item, jurisdiction="jinhua", as_of=DAY))
    assert [entry.certificate for entry in case.entries] == [item.name]
