"""For which inputs a proof holds: the bounds that every output names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nocert_rules.words.messages import Language


@dataclass(frozen=True)
class Scope:
    """The inputs that are considered; everything else about a case is free.

    `bound` is the most records a list has (fewer, none and an unknown list included). Every day given,
    the day asked among them, lies from `first_day` to `last_day`; days that are worked out from them may lie
    outside. `longest` is the largest number of days, working days, months or years that a fact adds to a day.
    """

    bound: int = 3
    first_day: date = date(2015, 1, 1)
    last_day: date = date(2035, 12, 31)
    longest: int = 1000

    def text(self, language: Language) -> str:
        """The bounds in one line."""
        days = f"{self.first_day}…{self.last_day}"
        if language == "zh":
            return f"每个记录列表至多 {self.bound} 条；日期在 {days} 之间；期限至多 {self.longest}"
        return f"at most {self.bound} records a list; days {days}; periods of at most {self.longest}"

    def data(self) -> dict[str, object]:
        """The bounds as they stand in JSON."""
        return {
            "records_per_list": self.bound,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "longest_period": self.longest,
        }
