"""Runs the commands that README and guides show, and writes what they print in place.

A block marked `console` holds lines `$ nocert …`, each followed by its output; a line `…` stands for output left
out, and `$ echo $?` shows the exit status. Pages named `*.zh.md` run under a Chinese locale, the others under an
English one, all of them from the root of the project; what took how many seconds may differ.

A block marked `diff` changes the rules: the commands after it, up to the next heading of its rank or above, are run in
a copy that is so changed, beside a copy `../before` that is not (see `changes`).

    python -m docs.refresh           write the outputs
    python -m docs.refresh --check   only say which pages are out of date
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.changes import Edit, changed, edits_in
from nocert_rules.cli.main import main as nocert

ROOT = Path(__file__).resolve().parents[1]
ELLIPSIS = "…"
NOCERT, STATUS = "$ nocert ", "$ echo $?"
_SECONDS = re.compile(r" *\d+\.\d+ s\b")
_COLUMN = 6  # a line indented so much more goes on with the line above


@dataclass(frozen=True)
class Shown:
    """A command in a page and the lines shown under it; `line` is the command's, counted from 1.

    `edits` are the changes of the rules under which it is run.
    """

    page: Path
    line: int
    command: str
    lines: tuple[str, ...]
    edits: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line} {self.command}"


def pages() -> list[Path]:
    """Every page that people write: the READMEs and the guides."""
    return [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md"))]


def language_of(page: Path) -> str:
    """`zh` for the Chinese twin of a page, else `en`."""
    return "zh" if page.name.endswith(".zh.md") else "en"


def shown_in(page: Path) -> Iterator[Shown]:
    """The commands that `page` shows, in order."""
    block, start, command, lines = "", 0, "", list[str]()
    changes: list[tuple[int, Edit]] = []
    level = 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = line.startswith("```")
        if command and (fence or line.startswith("$ ")):
            yield Shown(page, start, command, tuple(lines), tuple(edit for _, edit in changes))
            command = ""
        if fence:
            if block == "diff":
                changes += [(level, edit) for edit in edits_in(lines)]
            block, lines = ("" if block else line.removeprefix("```") or "text"), []
        elif not block and line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            changes = [(rank, edit) for rank, edit in changes if rank < level]
        elif block == "console" and line.startswith("$ "):
            start, command, lines = number, line, []
        elif block == "diff" or (block == "console" and command):
            lines.append(line)


def outputs_of(page: Path) -> Iterator[tuple[Shown, list[str]]]:
    """Each command that `page` shows, with the lines it prints now."""
    status = 0
    for shown in shown_in(page):
        if shown.command == STATUS:
            yield shown, [str(status)]
        elif shown.command.startswith(NOCERT):
            text, status = _run_shown(shown)
            yield shown, text.splitlines()
        else:
            raise ValueError(f"{shown}: only `nocert` and `echo $?` are run here; mark other blocks `sh`")


def _run_shown(shown: Shown) -> tuple[str, int]:
    """What a shown command prints, under the changes that its page has made."""
    command, language = shown.command.removeprefix("$ "), language_of(shown.page)
    if not shown.edits:
        return run(command, language)
    with changed(ROOT, shown.edits) as folder:
        return run(command, language, folder)


def run(command: str, language: str, folder: Path = ROOT) -> tuple[str, int]:
    """What `command` prints (errors included) and its exit status, run in this process under a fixed locale."""
    locale = {"LANG": {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language], "NO_COLOR": "1", "COLUMNS": "80"}
    unset = ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "FORCE_COLOR")
    before = dict(os.environ)
    printed = io.StringIO()
    status = 0
    for name in unset:
        os.environ.pop(name, None)
    os.environ.update(locale)
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            nocert(shlex.split(command)[1:])
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    finally:
        os.environ.clear()
        os.environ.update(before)
    return printed.getvalue(), status


def agrees(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Whether `shown` is `printed` with nothing changed but what its `…` lines leave out, and seconds."""
    printed = [_SECONDS.sub(" 0 s", line) for line in printed]
    parts = _split([_SECONDS.sub(" 0 s", line) for line in shown])
    if len(parts) == 1:
        return parts[0] == printed
    first, *middle, last = parts
    if printed[: len(first)] != first or (last and printed[-len(last) :] != last):
        return False
    at, end = len(first), len(printed) - len(last)
    for part in middle:
        found = _find(part, printed, at, end)
        if found is None:
            return False
        at = found + len(part)
    return at <= end


def renewed(shown: tuple[str, ...], printed: list[str]) -> list[str] | None:
    """`printed`, shortened as `shown` is; None where the place of a shown part cannot be told.

    A part between `…` lines is found again by its first line. Of the paragraphs it begins, those shown whole are
    taken whole; one that is broken off by `…` keeps its number of lines.
    """
    parts = _split(list(shown))
    if len(parts) == 1:
        return printed
    renewed_lines: list[str] = []
    at = 0
    for number, part in enumerate(parts):
        if number:
            renewed_lines.append(ELLIPSIS)
        if not part:
            continue
        is_last = number == len(parts) - 1
        if is_last and printed[-len(part) :] == part:
            renewed_lines += part
            continue
        begin = 0 if number == 0 else _first_line(part, printed, at)
        if begin is None:
            return None
        end = len(printed) if is_last and number else _end(part, printed, begin)
        renewed_lines += printed[begin:end]
        at = end
    return renewed_lines


def _first_line(part: list[str], printed: list[str], at: int) -> int | None:
    """Where the first line of `part` that says something stands in `printed`, blank lines before it included."""
    blanks = next((number for number, line in enumerate(part) if line.strip()), len(part))
    if blanks == len(part):
        return None
    found = _nearest(part[blanks], printed, at)
    return None if found is None else max(found - blanks, at)


def _nearest(line: str, printed: list[str], at: int) -> int | None:
    """Where `line` stands in `printed` after `at`: the same but for blanks, its beginning, or else much like it."""
    words = [" ".join(other.split()) for other in printed]
    wanted = " ".join(line.split())
    for found in range(at, len(words)):
        if words[found] == wanted:
            return found
    for found in range(at, len(words)):
        if words[found].startswith(f"{wanted} "):
            return found
    close = difflib.get_close_matches(wanted, words[at:], n=1, cutoff=0.8)
    return words.index(close[0], at) if close else None


def _end(part: list[str], printed: list[str], begin: int) -> int:
    """Where what is shown as `part` ends in `printed`; a line that is broken there goes on to its end."""
    whole = not part[-1].strip()
    wanted = len(_paragraphs(part))
    found = _paragraphs(printed[begin:])
    if whole:
        return begin + sum(len(paragraph) for paragraph in found[:wanted])
    before = sum(len(paragraph) for paragraph in found[: wanted - 1])
    end = begin + before + min(len(_paragraphs(part)[-1]), len(found[min(wanted, len(found)) - 1]))
    while end < len(printed) and _indent(printed[end]) >= _indent(printed[end - 1]) + _COLUMN:
        end += 1
        while end < len(printed) and _indent(printed[end]) == _indent(printed[end - 1]):
            end += 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """`lines` as paragraphs, each with the blank lines after it."""
    found: list[list[str]] = []
    for number, line in enumerate(lines):
        if number == 0 or (line.strip() and not lines[number - 1].strip()):
            found.append([])
        found[-1].append(line)
    return found


def _split(lines: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.strip() == ELLIPSIS:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _find(part: list[str], printed: list[str], at: int, end: int) -> int | None:
    places = range(at, end - len(part) + 1)
    return next((place for place in places if printed[place : place + len(part)] == part), None)


def refresh(page: Path) -> tuple[str, list[str]]:
    """The text of `page` with fresh outputs, and what could not be renewed."""
    lines = page.read_text(encoding="utf-8").splitlines()
    problems: list[str] = []
    for shown, printed in reversed(list(outputs_of(page))):
        if agrees(shown.lines, printed):
            continue
        fresh = renewed(shown.lines, printed)
        if fresh is None:
            problems.append(f"{shown}: a part shown after `{ELLIPSIS}` is no longer printed")
        else:
            lines[shown.line : shown.line + len(shown.lines)] = fresh
    return "\n".join(lines) + "\n", problems


def main() -> int:
    """Refresh every page, or with `--check` compare only; 1 where something is out of date."""
    check = sys.argv[1:] == ["--check"]
    failed = False
    for page in pages():
        text, problems = refresh(page)
        stale = text != page.read_text(encoding="utf-8")
        if stale and not check:
            page.write_text(text, encoding="utf-8")
        for line in problems:
            print(line, file=sys.stderr)
        if stale:
            print(f"{page.relative_to(ROOT)}: {'out of date' if check else 'written'}")
        failed = failed or bool(problems) or (check and stale)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
