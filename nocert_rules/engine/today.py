"""The day it is: in the time zone of the jurisdiction, wherever the machine stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from nocert_rules.rulebook.model.rulebook import Rulebook

Clock = Callable[[tzinfo | None], datetime]


def today(rulebook: Rulebook | None = None, jurisdiction: str = "", now: Clock = datetime.now) -> date:
    """The day it is in `jurisdiction`, or else where the documents of `rulebook` apply.

    A jurisdiction without a time zone has that of the one it lies in; where none is declared, it is the day of the
    machine. `now` is the clock.
    """
    return now(_zone(rulebook, jurisdiction) if rulebook else None).date()


def _zone(rulebook: Rulebook, jurisdiction: str) -> tzinfo | None:
    territories = [document.territory for document in rulebook.documents.values()]
    for place in (jurisdiction, *territories):
        for name in rulebook.ancestry(place) if place in rulebook.jurisdictions else ():
            if zone := rulebook.jurisdictions[name].time_zone:
                return ZoneInfo(zone)
    return None
