"""The mutants of the catalogue: an entry under another route, a list or a parameter a day or a number off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from nocert_rules.gate.mutate.mutants import Mutant, Plant, replaced
from nocert_rules.rulebook.model.catalogue import Entry, Jurisdiction, Parameter, PublishedList
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label, Scalar, Source

_DAYS = ("published_on", "in_force_from", "in_force_until")


def catalogue_mutants(rulebook: Rulebook) -> Iterator[Mutant]:
    """Every mutant of lists, their entries and the parameters of jurisdictions."""
    routes = tuple(rulebook.route_labels)
    for published in rulebook.lists.values():
        for entry in published.entries:
            yield from _route(entry, routes)
        yield from _days(published)
    for place in rulebook.jurisdictions.values():
        for number, parameter in enumerate(place.parameters):
            yield from _parameter(place, number, parameter)


def _route(entry: Entry, routes: tuple[str, ...]) -> Iterator[Mutant]:
    """The entry stands under the next route that lists know, in the place of its first."""
    if not entry.routes:
        return
    start = routes.index(entry.routes[0])
    others = [name for name in (*routes[start:], *routes[:start]) if name not in entry.routes]
    for other in others[:1]:
        changed = replace(entry, routes=(other, *entry.routes[1:]))
        told = f"{', '.join(entry.routes)} → {', '.join(changed.routes)}"
        words = Label(f"办理方式 {told}", f"route {told}")
        source = Source(entry.list_id, entry.route_as_published)
        plant = _with_entry(changed)
        yield Mutant(f"{entry.id}/route", "route", "entry", entry.id, words, source, entry.position, plant)


def _with_entry(changed: Entry) -> Plant:
    def plant(book: Rulebook) -> Rulebook:
        published = book.lists[changed.list_id]
        entries = tuple(changed if entry.id == changed.id else entry for entry in published.entries)
        return _with_list(book, replace(published, entries=entries))

    return plant


def _with_list(book: Rulebook, changed: PublishedList) -> Rulebook:
    return replace(book, lists=replaced(book.lists, (changed.id, changed)))


def _days(published: PublishedList) -> Iterator[Mutant]:
    """Each day of the list a day earlier and later."""
    for name in _DAYS:
        day: date | None = getattr(published, name)
        for step in (-1, 1) if day else ():
            assert day is not None
            after = day + timedelta(days=step)
            changed = _moved(published, name, after)
            told = f"{name} {day} → {after}"

            def plant(book: Rulebook, changed: PublishedList = changed) -> Rulebook:
                return _with_list(book, changed)

            source = Source(published.id, published.title.zh)
            words = Label(told, told)
            yield Mutant(
                f"{published.id}/list_date", "list_date", "list", published.id, words, source, published.position, plant
            )


def _moved(published: PublishedList, name: str, day: date) -> PublishedList:
    match name:
        case "published_on":
            return replace(published, published_on=day)
        case "in_force_from":
            return replace(published, in_force_from=day)
    return replace(published, in_force_until=day)


def _parameter(place: Jurisdiction, number: int, parameter: Parameter) -> Iterator[Mutant]:
    """The parameter's number or day, and each end of its period, one off."""
    changes = [replace(parameter, value=value) for value in _beside(parameter.value)]
    for day, step in ((parameter.in_force_from, -1), (parameter.in_force_from, 1)):
        changes += [replace(parameter, in_force_from=day + timedelta(days=step))] if day else []
    for day, step in ((parameter.in_force_until, -1), (parameter.in_force_until, 1)):
        changes += [replace(parameter, in_force_until=day + timedelta(days=step))] if day else []
    for changed in changes:
        parameters = (*place.parameters[:number], changed, *place.parameters[number + 1 :])
        plant = _with_jurisdiction(replace(place, parameters=parameters))
        told = f"{_said(parameter)} → {_said(changed)}"
        target, source = f"{place.id} {parameter.fact}", Source(place.id, parameter.source.zh)
        words = Label(told, told)
        yield Mutant(f"{target}/parameter", "parameter", "parameter", target, words, source, parameter.position, plant)


def _with_jurisdiction(changed: Jurisdiction) -> Plant:
    def plant(book: Rulebook) -> Rulebook:
        return replace(book, jurisdictions=replaced(book.jurisdictions, (changed.id, changed)))

    return plant


def _beside(value: Scalar | None) -> tuple[Scalar, ...]:
    """The values next to a number or a day; none for other values."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value - 1, value + 1)
    if isinstance(value, date):
        return (value - timedelta(days=1), value + timedelta(days=1))
    return ()


def _said(parameter: Parameter) -> str:
    return f"{parameter.value} ({parameter.in_force_from or ''}…{parameter.in_force_until or ''})"
