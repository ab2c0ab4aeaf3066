"""The rulebook that the examples of docs/lints change, and the examples themselves."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from nocert_rules.gate.lint.runner import Selection, run_lints
from nocert_rules.gate.report.violation import Report, Violation

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "lint" / "fixtures"
DOCS = ROOT / "docs" / "lints"
DAY = date(2021, 6, 1)
Example = Literal["wrong", "right"]
_FENCE = re.compile(r"^## (Wrong|Right)\n\n```yaml\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where the examples of a lint stand in the rulebook, and the words that the wrong one is found by."""

    file: str
    replace: str
    words: str
    where: str
    asked: dict[str, str]
    also: list[dict[str, str]]


def places() -> dict[str, Place]:
    """The place of every lint's examples."""
    data: dict[str, Any] = yaml.safe_load((FIXTURES / "places.yaml").read_text(encoding="utf-8"))
    return {
        name: Place(
            own["file"],
            own["replace"],
            own["words"],
            own.get("where", own["file"]),
            own.get("asked", {}),
            own.get("also", []),
        )
        for name, own in data.items()
    }


def example(lint: str, which: Example) -> str:
    """The wrong or right example on the page of a lint."""
    page = (DOCS / f"{lint}.md").read_text(encoding="utf-8")
    found: dict[str, str] = {heading.lower(): text for heading, text in _FENCE.findall(page)}
    return found[which]


def base(folder: Path) -> Path:
    """A copy of the rulebook in `folder`."""
    return Path(shutil.copytree(FIXTURES / "base", folder / "rulebook"))


def change(rulebook: Path, file: str, replace: str, by: str) -> None:
    """Put `by` in the place of the lines `replace`, which stand in `file` once, indented as they are."""
    path = rulebook / file
    text = path.read_text(encoding="utf-8")
    found = {
        (start, _indented(replace, column))
        for start in (match.start() for match in re.finditer(re.escape(replace.partition("\n")[0]), text))
        for column in (start - (text.rfind("\n", 0, start) + 1),)
        if text.startswith(_indented(replace, column), start)
    }
    assert len(found) == 1, f"{file} holds {len(found)} times\n{replace}"
    ((start, lines),) = found
    column = start - (text.rfind("\n", 0, start) + 1)
    path.write_text(text[:start] + _indented(by, column) + text[start + len(lines) :], encoding="utf-8")


def _indented(text: str, column: int) -> str:
    return ("\n" + " " * column).join(text.split("\n"))


def lint(rulebook: Path, *ids: str, on: date = DAY, solver: bool = True) -> Report:
    """What the lints (or those of `ids`) find in `rulebook`."""
    return run_lints(rulebook / "rules", rulebook / "catalogue", on, Selection(ids, solver=solver))


def words_of(violation: Violation) -> str:
    """The words that a violation covers."""
    text = Path(violation.position.file).read_text(encoding="utf-8").splitlines()
    assert violation.end.line == violation.position.line
    return text[violation.position.line - 1][violation.position.column - 1 : violation.end.column - 1]
