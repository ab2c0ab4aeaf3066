"""How the project is worked on is what the files about it say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.generate import with_lines
from nocert_rules.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
HOOKS = ROOT / ".pre-commit-config.yaml"
_NAMED = re.compile(r"`([\w.][\w./-]*(?:/|\.\w{2,4}))`")
QUICK = "NOCERT_EXAMPLES=few .venv-test/bin/python -m pytest tests/unit tests/golden -m 'not slow'"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named_in(page: str) -> list[str]:
    """The files and folders that a page names."""
    return _NAMED.findall(text_of(page))


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page: str) -> None:
    assert [name for name in named_in(page) if not (ROOT / name).exists()] == []


def test_the_walks_lead_through_files() -> None:
    walks = re.split(r"^## ", text_of("CONTRIBUTING.md"), flags=re.MULTILINE)
    for title in ("A lint", "A message", "A question", "A construct of the language"):
        (walk,) = (walk for walk in walks if walk.startswith(title))
        assert len(_NAMED.findall(walk)) > 5


def test_every_wing_is_named() -> None:
    wings = {f"nocert_rules/{path.parent.name}/" for path in (ROOT / "nocert_rules").glob("*/__init__.py")}
    assert wings <= set(named_in("CONTRIBUTING.md"))


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_the_short_test_command_is_the_same_everywhere(page: str) -> None:
    assert QUICK in text_of(page)
    assert [path for path in re.findall(r"tests/\w+", QUICK) if not (ROOT / path).is_dir()] == []


def test_the_newest_version_and_what_comes_after_it_are_told() -> None:
    headings = re.findall(r"^## (.*)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased" and headings[1].split()[0] == VERSION
    parts = re.findall(r"^### (.*)$", text_of("CHANGELOG.md").split(f"## {VERSION}")[0], re.MULTILINE)
    assert parts[0] == "Answers"


def hooks() -> Iterator[Any]:
    for repository in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))["repos"]:
        assert repository["repo"] == "local"
        yield from repository["hooks"]


def test_hooks_fetch_nothing_and_run_what_there_is() -> None:
    pytest.importorskip("pre_commit")
    assert {hook["language"] for hook in hooks()} == {"system"}
    for hook in hooks():
        program, *arguments = hook["entry"].split()
        module = {"ruff": "ruff", "nocert": "nocert_rules"}[program]
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(HOOKS)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def own_files() -> list[Path]:
    folders = ("nocert_rules", "tests", "docs", "benchmarks", "rules", "catalogue", "examples")
    endings = {".py", ".md", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".toml"}
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    return [*found, *(path for path in ROOT.iterdir() if path.suffix in endings)]


def fits(path: Path) -> bool:
    """Whether a file is as .editorconfig has it; in Markdown, blanks at the end of a line mean something."""
    text = path.read_bytes().decode("utf-8")
    blanks = path.suffix != ".md" and re.search(r"[ \t]$", text, re.MULTILINE)
    return "\r" not in text and not blanks and (not text or text.endswith("\n"))


def test_files_are_as_editors_are_told() -> None:
    assert {"charset = utf-8", "end_of_line = lf", "insert_final_newline = true"} <= set(
        text_of(".editorconfig").splitlines()
    )
    assert [str(path) for path in own_files() if not fits(path)] == []


def test_the_lines_of_a_wing_are_told_within_a_tenth() -> None:
    page = text_of("docs/architecture.md")
    stated = re.findall(r"^\| `\w+/`.*? \| ([\d,]+) \|", page, re.MULTILINE)
    assert len(stated) == 7 and with_lines(page) == page
    doubled = page.replace(f"| {stated[0]} |", f"| {2 * int(stated[0].replace(',', ''))} |", 1)
    assert with_lines(doubled) != doubled
