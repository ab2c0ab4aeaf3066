"""The least coverage that a rulebook asks of its cases: `[tool.nocert.coverage]` of the nearest pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nocert_rules.errors import Position, Problems, shown
from nocert_rules.load.nodes import read_text
from nocert_rules.testing.coverage import MEASURES, Coverage, Measure

SECTION = ("tool", "nocert", "coverage")


@dataclass(frozen=True)
class Thresholds:
    """The least share of each measure, in per cent; a measure that is not named has none. `file` says where."""

    least: Mapping[Measure, float] = field(default_factory=dict)
    file: Path | None = None

    def missed(self, coverage: Coverage) -> tuple[Measure, ...]:
        """The measures of `coverage` that are below their threshold."""
        return tuple(name for name, least in self.least.items() if not coverage.shares[name].reaches(least))


def thresholds_of(folder: Path) -> Thresholds:
    """The thresholds that the pyproject.toml of `folder`, or of the nearest folder around it, sets; else none.

    Raises InputError where they cannot be read or are no percentages.
    """
    full = folder.resolve()
    file = next((path for parent in (full, *full.parents) if (path := parent / "pyproject.toml").is_file()), None)
    if file is None:
        return Thresholds()
    problems = Problems()
    found = Thresholds(_least(_section(file, problems), file, problems), file)
    problems.raise_if_any()
    return found


def _section(file: Path, problems: Problems) -> object:
    data: object = {}
    try:
        data = tomllib.loads(read_text(file, str(file), problems) or "")
    except tomllib.TOMLDecodeError as error:
        problems.add("unreadable", Position(str(file)), reason=shown(str(error), 200).lower())
    for name in SECTION:
        data = data.get(name, {}) if isinstance(data, dict) else {}
    return data


def _least(section: object, file: Path, problems: Problems) -> dict[Measure, float]:
    found: dict[Measure, float] = {}
    for name, value in section.items() if isinstance(section, dict) else ():
        measure = next((known for known in MEASURES if known == name), None)
        if measure is None:
            known = ", ".join(f"`{measure}`" for measure in MEASURES)
            problems.add("unknown_key", Position(str(file)), found=shown(name), known=known)
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            expected = {"expected": f"a number from 0 to 100 as `{name}`", "expected_zh": f"0 到 100 的数，作 `{name}`"}
            problems.add("expected_value", Position(str(file)), found=f"`{shown(str(value))}`", **expected)
        else:
            found[measure] = value
    return found
