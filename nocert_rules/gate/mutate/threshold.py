"""The least score a rulebook asks of its gate: `[tool.nocert.mutation] threshold` of the nearest pyproject.toml."""

from __future__ import annotations

from pathlib import Path

from nocert_rules.gate.testing.thresholds import pyproject_around, section
from nocert_rules.words.errors import Position, Problems, shown

SECTION = ("tool", "nocert", "mutation")
KEY = "threshold"
DEFAULT = 95.0


def threshold_of(folder: Path) -> float:
    """The threshold that the pyproject.toml of `folder`, or of the nearest folder around it, sets; else the default.

    Raises InputError where it cannot be read or is no percentage.
    """
    file = pyproject_around(folder)
    problems = Problems()
    found = _threshold(section(file, SECTION, problems), file, problems) if file else DEFAULT
    problems.raise_if_any()
    return found


def _threshold(found: object, file: Path, problems: Problems) -> float:
    keys = found if isinstance(found, dict) else {}
    if keys is not found:
        expected = {"expected": f"a table `[{'.'.join(SECTION)}]`", "expected_zh": f"表 `[{'.'.join(SECTION)}]`"}
        problems.add("expected_value", Position(str(file)), found=f"`{shown(str(found))}`", **expected)
    for name in keys:
        if name != KEY:
            problems.add("unknown_key", Position(str(file)), found=shown(str(name)), known=f"`{KEY}`")
    value = keys.get(KEY, DEFAULT)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        expected = {"expected": f"a number from 0 to 100 as `{KEY}`", "expected_zh": f"0 到 100 的数，作 `{KEY}`"}
        problems.add("expected_value", Position(str(file)), found=f"`{shown(str(value))}`", **expected)
        return DEFAULT
    return float(value)
