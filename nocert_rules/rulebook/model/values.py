"""Values, their types and the labels people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nocert_rules.words.messages import Language

Modality = Literal["must", "may", "must_not"]
Scalar = bool | int | str | date


@dataclass(frozen=True)
class Label:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The words in `language`."""
        return self.zh if language == "zh" else self.en

    def data(self) -> dict[str, str]:
        """As it stands in JSON."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class Records:
    """A list of records. `complete` is False where further records may exist that nobody has written down.

    Each record maps field names (`listing.route`) to values; an absent field is unknown.
    """

    items: tuple[Mapping[str, Scalar], ...]
    complete: bool = True


Value = Scalar | Records


@dataclass(frozen=True)
class Type:
    """What values a fact can have.

    `name` is boolean, integer, text, date, one_of or records. `choices` names the enumeration of a
    one_of; `record` the record type of a list.
    """

    name: Literal["boolean", "integer", "text", "date", "one_of", "records"]
    choices: str = ""
    record: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Source:
    """The words of a provision that something rests on."""

    provision: str
    quote: str

    def data(self) -> dict[str, str]:
        """As it stands in JSON."""
        return {"provision": self.provision, "quote": self.quote}
