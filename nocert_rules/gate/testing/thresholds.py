"""The least coverage that a rulebook asks of its cases: `[tool.nocert.coverage]` of the nearest pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nocert_rules.gate.testing.coverage import MEASURES, Coverage, Measure
from nocert_rules.rulebook.load.nodes import read_text
from nocert_rules.words.errors import Position, Problems, listed, shown

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
    file = pyproject_around(folder)
    if file is None:
        return Thresholds()
    problems = Problems()
    found = Thresholds(_least(section(file, SECTION, problems), file, problems), file)
    problems.raise_if_any()
    return found


def pyproject_around(folder: Path) -> Path | None:
    """The pyproject.toml of `folder`, or of the nearest folder around it."""
    full = folder.resolve()
    return next((path for parent in (full, *full.parents) if (path := parent / "pyproject.toml").is_file()), None)


def section(file: Path, names: tuple[str, ...], problems: Problems) -> object:
    """What stands in a TOML file under `names`; nothing, and a problem, where it cannot be read."""
    data: object = {}
    try:
        data = tomllib.loads(read_text(file, str(file), problems) or "")
    except tomllib.TOMLDecodeError as error:
        problems.add("unreadable", Position(str(file)), reason=shown(str(error), 200).lower())
    for name in names:
        data = data.get(name, {}) if isinstance(data, dict) else {}
    return data


def _least(asked: object, file: Path, problems: Problems) -> dict[Measure, float]:
    found: dict[Measure, float] = {}
    for name, value in asked.items() if isinstance(asked, dict) else ():
        measure = next((known for known in MEASURES if known == name), None)
        if measure is None:
            known = listed(MEASURES)
            problems.add("unknown_key", Position(str(file)), found=shown(name), known=known)
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            expected = {"expected": f"a number from 0 to 100 as `{name}`", "expected_zh": f"0 到 100 的数，作 `{name}`"}
            problems.add("expected_value", Position(str(file)), found=f"`{shown(str(value))}`", **expected)
        else:
            found[measure] = value
    return found
