"""Who may import whom: words and stages below, interfaces above, and never in a circle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import nocert_rules

FOLDER = Path(nocert_rules.__file__).parent
# each wing, package or module of a wing may import those on the lines before it; those on one line leave each other
# alone
ORDER = (
    "version",
    "words.phrases",
    "words.messages",
    "words.errors words.json_text",
    "words.files",
    "rulebook.model",
    "rulebook.load rulebook.search",
    "engine.truth engine.calendar engine.today",
    "engine.atoms",
    "engine.facts engine.inference",
    "engine.decision",
    "dialogue.explanation dialogue.forms dialogue.interview",
    "render",
    "gate.norms gate.prove gate.report",
    "gate.golden",
    "gate.lint gate.diff gate.testing gate.fmt",
    "gate.mutate",
    "gate.check",
    "library",
    "web",
    "cli",
)
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names.split()}
WINGS = {name.split(".")[0] for name in LEVEL if "." in name}
CORE = ("words", "rulebook", "engine", "dialogue")
INTERFACES = ("cli", "web", "render")


def module_name(path: Path) -> str:
    parts = path.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    return {module_name(path): path for path in sorted(FOLDER.rglob("*.py"))}


def imported(path: Path) -> Iterator[str]:
    """Every module of the package that a file imports, inside functions and for types alone included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nocert_rules"):
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in modules() else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("nocert_rules"))


@cache
def imports() -> dict[str, frozenset[str]]:
    return {name: frozenset(imported(path)) - {name} for name, path in modules().items()}


def part_of(module: str) -> str:
    """The part of a wing, or the door; the front door, a wing's own page and `python -m` have none."""
    names = [*module.split(".")[1:], ""]
    if names[0] in {*WINGS, "__main__"}:
        return ".".join(names[:2]) if names[0] in WINGS and names[1] else ""
    return names[0]


def test_every_part_has_its_place() -> None:
    assert {part_of(name) for name in modules()} - {""} == set(LEVEL)


@pytest.mark.parametrize("part", LEVEL)
def test_a_part_imports_only_what_lies_below(part: str) -> None:
    found = {
        f"{name} imports {other}"
        for name in modules()
        if part_of(name) == part
        for other in imports()[name]
        if part_of(other) != part and not (part_of(other) and LEVEL[part_of(other)] < LEVEL[part])
    }
    assert found == set()


@pytest.mark.parametrize("wing", [*sorted(WINGS), "cli", "web"])
def test_a_wing_says_what_it_may_use_and_where_to_begin(wing: str) -> None:
    told = ast.get_docstring(ast.parse((FOLDER / wing / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert re.search(r"\bUses (?:nothing|all|`)", told)
    (first,) = re.findall(r"\bBegin with `([\w.]+)`", told)
    assert {f"nocert_rules.{wing}.{name}" for name in (first, first.rpartition(".")[0])} & modules().keys()


def test_the_core_knows_no_interface() -> None:
    core = [level for part, level in LEVEL.items() if part.split(".")[0] in CORE]
    assert max(core) < min(LEVEL[part] for part in INTERFACES)


def test_modules_import_each_other_in_no_circle() -> None:
    left = dict(imports())
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}
    assert sorted(left) == []
