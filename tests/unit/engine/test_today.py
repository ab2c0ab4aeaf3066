"""Today is the day in the jurisdiction, wherever the machine stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType

import pytest

from nocert_rules.engine.today import today
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError

BASE = Path(__file__).parents[2] / "lint" / "fixtures" / "base"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def at_half_past_four(zone: tzinfo | None) -> datetime:
    """In the afternoon in London; in Shanghai the next day has begun."""
    moment = datetime(2019, 6, 2, 16, 30, tzinfo=UTC)
    return moment.astimezone(zone) if zone else moment


def with_zone(rulebook: Rulebook, place: str, zone: str) -> Rulebook:
    places = dict(rulebook.jurisdictions)
    return replace(rulebook, jurisdictions=MappingProxyType(places | {place: replace(places[place], time_zone=zone)}))


@pytest.mark.parametrize("place", ["jinhua", "wucheng", "china", ""])
def test_a_place_has_the_day_of_its_country(rulebook: Rulebook, place: str) -> None:
    assert today(rulebook, place, at_half_past_four) == date(2019, 6, 3)


def test_the_nearest_zone_counts(rulebook: Rulebook) -> None:
    changed = with_zone(rulebook, "jinhua", "Europe/London")
    assert today(changed, "jinhua", at_half_past_four) == date(2019, 6, 2)
    assert today(changed, "zhejiang", at_half_past_four) == date(2019, 6, 3)


def test_without_a_zone_the_machine_says_the_day(rulebook: Rulebook) -> None:
    assert today(with_zone(rulebook, "china", ""), "jinhua", at_half_past_four) == date(2019, 6, 2)
    assert today(now=at_half_past_four) == date(2019, 6, 2)


@pytest.mark.parametrize(("zone", "told"), [("Asia/Shangai", "nearest: Asia/Shanghai"), ("../x", "an IANA name")])
def test_an_unknown_zone_is_refused(tmp_path: Path, zone: str, told: str) -> None:
    for folder in ("rules", "catalogue"):
        for path in (BASE / folder).rglob("*.yaml"):
            copy = tmp_path / path.relative_to(BASE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            copy.write_text(
                text.replace("    level: town\n", f"    level: town\n    time_zone: {zone}\n"), encoding="utf-8"
            )
    with pytest.raises(InputError) as refused:
        load_rulebook(tmp_path / "rules", tmp_path / "catalogue")
    (line,) = [problem.render("en") for problem in refused.value.problems]
    assert told in line
    assert f"`{zone}`" in line and "places.yaml:5:16" in line
