"""What happened on which day: facts that are days, records with a day, findings, and the days that periods end on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from nocert_rules.engine.decision.decide import Part
from nocert_rules.render.conditions import Describer
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.conditions import Extreme, Plus, Term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records
from nocert_rules.words.messages import Language

Kind = Literal["fact", "record", "finding", "due", "asked"]
_ORDER: tuple[Kind, ...] = ("fact", "record", "finding", "due", "asked")


@dataclass(frozen=True)
class Event:
    """Something on a day; `fact` is where it stands in the file, empty for what is computed."""

    day: date
    kind: Kind
    label: str
    details: tuple[str, ...] = ()
    fact: str = ""
    subjects: tuple[str, ...] = ()


def timeline(rulebook: Rulebook, part: Part, language: Language) -> tuple[Event, ...]:
    """The events of one subject, in the order of days."""
    return tuple(sorted(_Timeline(rulebook, part, language).events(), key=_place))


def merged(timelines: Iterable[tuple[str, tuple[Event, ...]]]) -> tuple[Event, ...]:
    """The events of several subjects on one line: what all share stands once, the rest with its subjects."""
    found: dict[Event, list[str]] = {}
    count = 0
    for name, events in timelines:
        count += 1
        for event in events:
            found.setdefault(event, []).append(name)
    shared = [replace(event, subjects=() if len(names) == count else tuple(names)) for event, names in found.items()]
    return tuple(sorted(shared, key=_place))


def record_fields(rulebook: Rulebook, name: str) -> tuple[Fact, ...]:
    """The fields of the records that the fact `name` lists, as the vocabulary orders them."""
    return tuple(sorted(rulebook.fields_of_record[rulebook.facts[name].type.record], key=lambda each: each.position))


def _place(event: Event) -> tuple[date, int]:
    return event.day, _ORDER.index(event.kind)


class _Timeline:
    def __init__(self, rulebook: Rulebook, part: Part, language: Language) -> None:
        self.rulebook = rulebook
        self.part = part
        self.language: Language = language
        self.describe = Describer(rulebook, language)

    def events(self) -> Iterator[Event]:
        yield from self._facts()
        yield from self._findings()
        yield from self._due()
        as_of = self.part.values.get("as_of")
        if isinstance(as_of, date):
            yield Event(as_of, "asked", word("as_of", self.language))

    def _facts(self) -> Iterator[Event]:
        for name in self.part.program.question.facts:
            value, origin = self.part.situation.values.get(name), self.part.situation.origins.get(name)
            if origin is None or origin.kind != "case":
                continue
            if isinstance(value, Records):
                yield from self._records(name, value)
            elif isinstance(value, date):
                yield Event(value, "fact", self.describe.fact(name), fact=name)

    def _records(self, name: str, records: Records) -> Iterator[Event]:
        """A record stands at its first day, under the value of its first field."""
        fields = record_fields(self.rulebook, name)
        for item in records.items:
            day = next((value for value in item.values() if isinstance(value, date)), None)
            words = [
                self.describe.value(field.id, item[field.id])
                if field.type.name == "one_of"
                else f"{field.label.text(self.language)}{self._colon()}{self.describe.value(field.id, item[field.id])}"
                for field in fields
                if field.id in item and item[field.id] is not day
            ]
            if day is not None:
                label = words[0] if words else self.describe.fact(name)
                yield Event(day, "record", label, tuple(words[1:]), name)

    def _findings(self) -> Iterator[Event]:
        """Findings by the same person on the same day stand together."""
        found: dict[tuple[date, str], list[str]] = {}
        for name in self.part.program.question.facts:
            origin = self.part.situation.origins.get(name)
            if origin and origin.finding and origin.finding.on:
                value = self.describe.value(name, self.part.situation.values.get(name))
                line = f"{self.describe.fact(name)}{self._colon()}{value}"
                found.setdefault((origin.finding.on, origin.finding.by), []).append(line)
        for (day, by), lines in found.items():
            yield Event(day, "finding", f"{word('findings', self.language)}{self._colon()}{by}", tuple(lines))

    def _due(self) -> Iterator[Event]:
        """The last days of periods: computed values that add a length of time to a day."""
        for name, _ in self.part.program.computed:
            value = self.part.values.get(name)
            if isinstance(value, date) and _is_period(self.rulebook.computed[name].term):
                yield Event(value, "due", self.describe.fact(name))

    def _colon(self) -> str:
        return "：" if self.language == "zh" else ": "


def _is_period(term: Term) -> bool:
    match term:
        case Plus():
            return True
        case Extreme(_, _, _, inner):
            return _is_period(inner)
    return False
