"""A case: what is known, about whom, and where each fact comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nocert_rules.rulebook.model.catalogue import Entry
from nocert_rules.rulebook.model.values import Records, Value


@dataclass(frozen=True)
class Finding:
    """Who established a finding, when and why."""

    by: str
    on: date | None
    reason: str

    def data(self) -> dict[str, str]:
        """As it stands in JSON."""
        return {"by": self.by, "on": self.on.isoformat() if self.on else "", "reason": self.reason}


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: the case (its place), a list entry, a jurisdiction, the day asked, or a computation."""

    kind: Literal["case", "list", "jurisdiction", "day", "computed"]
    place: str = ""
    finding: Finding | None = None
    inferred: bool = False


@dataclass(frozen=True)
class Situation:
    """The facts about one subject, or about the whole case where a question has no subjects."""

    subject: str | None
    name: str
    values: Mapping[str, Value]
    origins: Mapping[str, Origin]


@dataclass(frozen=True)
class Case:
    """Checked facts for a question as of a day.

    `entries` are the list entries the item was found as; `unlisted` says that an item was named that is on
    no list.
    """

    question: str
    as_of: date
    jurisdiction: str | None
    situations: tuple[Situation, ...]
    entries: tuple[Entry, ...] = ()
    unlisted: bool = False

    def digest(self) -> str:
        """A sha256 over question, day, jurisdiction and facts, whatever their order."""
        data = {
            "question": self.question,
            "as_of": self.as_of.isoformat(),
            "jurisdiction": self.jurisdiction,
            "situations": [
                {
                    "subject": situation.subject,
                    "name": situation.name,
                    "values": {name: plain_value(value) for name, value in situation.values.items()},
                    "findings": {
                        name: origin.finding.data() for name, origin in situation.origins.items() if origin.finding
                    },
                }
                for situation in self.situations
            ],
        }
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def plain_value(value: object) -> object:
    """A value as JSON data: days as ISO text, records as lists of objects."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Records):
        return {
            "complete": value.complete,
            "records": [{name: plain_value(item[name]) for name in sorted(item)} for item in value.items],
        }
    return value if isinstance(value, bool | int | str) else None
