"""How well a rule or provision is covered, in four levels, each with a sign of its own beside its colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from nocert_rules.gate.testing.coverage import Coverage, Share
from nocert_rules.rulebook.model.rules import Provision

Level = Literal["all", "most", "some", "none"]
LEVELS: tuple[Level, ...] = ("all", "most", "some", "none")
SIGNS: dict[Level | None, str] = {"all": "●", "most": "◕", "some": "◔", "none": "○", None: "·"}
MOST = 80
"""From so many per cent on it is most."""


def level_of(share: Share) -> Level:
    """The level of a share."""
    if share.covered == share.of:
        return "all"
    if not share.covered:
        return "none"
    return "most" if share.reaches(MOST) else "some"


def level_of_provision(coverage: Coverage, provision: Provision) -> Level | None:
    """The level of a provision, None for one that has no rules."""
    return level_of(coverage.of_provision(provision.id)) if provision.id in coverage.provisions else None


def marked(coverage: Coverage, provision: Provision) -> Iterator[tuple[str, Level | None]]:
    """The text of `provision` in pieces: words that rules quote with the lowest level of these rules, or None."""
    levels: list[Level | None] = [None] * len(provision.text)
    for start, end, level in _quotes(coverage, provision):
        for place in range(start, end):
            levels[place] = _lower(levels[place], level)
    begin = 0
    for place in range(1, len(levels) + 1):
        if place == len(levels) or levels[place] != levels[begin]:
            yield provision.text[begin:place], levels[begin]
            begin = place


def _quotes(coverage: Coverage, provision: Provision) -> Iterator[tuple[int, int, Level]]:
    for rule in coverage.rulebook.rules_of_provision[provision.id]:
        for source in rule.sources:
            start = provision.text.find(source.quote)
            if source.provision == provision.id and start >= 0:
                yield start, start + len(source.quote), level_of(coverage.rules[rule.id].share)


def _lower(one: Level | None, other: Level) -> Level:
    both: Iterable[Level] = (one, other) if one else (other,)
    return max(both, key=LEVELS.index)
