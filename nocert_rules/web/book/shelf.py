"""The golden cases of a rulebook, each with its text as it stands in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from nocert_rules.gate.golden import GoldenCase, case_files, load_cases
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.services import Services
from nocert_rules.words.errors import InputError

_READING = Lock()  # many may ask at once, and one is enough to read


@dataclass(frozen=True, eq=False)
class Shelf:
    """What stands beside the rules: `cases` by id, `texts` their YAML; `error` where they cannot be read."""

    cases: Mapping[str, GoldenCase]
    by_provision: Mapping[str, tuple[GoldenCase, ...]]
    texts: Mapping[str, str]
    error: InputError | None = None


def shelf_of(shared: Services) -> Shelf:
    """The golden cases beside the rules that are served; read once."""
    with _READING:
        return _shelf(shared.rulebook, shared.settings.rules or default_folder("rules"))


@lru_cache(maxsize=4)
def _shelf(rulebook: Rulebook, folder: Path) -> Shelf:
    try:
        cases = load_cases(folder, rulebook) if case_files(folder) else ()
    except InputError as error:
        return Shelf({}, {}, {}, error)
    by_provision: dict[str, list[GoldenCase]] = {}
    for case in cases:
        by_provision.setdefault(case.provision, []).append(case)
    lines = {file: _lines(file) for file in {case.position.file for case in cases}}
    return Shelf(
        {case.id: case for case in cases},
        {name: tuple(found) for name, found in by_provision.items()},
        {case.id: written(lines[case.position.file], case.position.line, case.position.column) for case in cases},
    )


def _lines(file: str) -> list[str]:
    return Path(file).read_text("utf-8").splitlines()


def written(lines: list[str], line: int, column: int) -> str:
    """The item of a YAML list whose mapping begins at `line` and `column`, its dash at the margin."""
    margin = len(lines[line - 1]) - len(lines[line - 1].lstrip(" "))
    own = [lines[line - 1][margin:]]
    for text in lines[line:]:
        if text.strip() and len(text) - len(text.lstrip(" ")) < column - 1:
            break
        own.append(text[margin:])
    return "\n".join(own).rstrip() + "\n"
