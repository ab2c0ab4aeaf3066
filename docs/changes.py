"""Changes of the shipped rules that a page shows as `diff` blocks, made to a copy so that its commands can be run.

A block names each file with a `---` line, and sets its parts off with `@@` lines. The lines of a part, without those
that begin with `+`, must stand in the file once; they are replaced by the part without those that begin with `-`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

COPIED = ("rules", "catalogue", "pyproject.toml")


@dataclass(frozen=True)
class Edit:
    """Lines of a file of the rulebook, and what they become."""

    file: str
    old: str
    new: str


def edits_in(lines: Sequence[str]) -> Iterator[Edit]:
    """The edits that the lines of a `diff` block show, in order."""
    file, part = "", list[str]()
    for line in (*lines, "@@"):
        heading = line.startswith("--- ")
        if not heading and line != "@@":
            part.append(line)
            continue
        if part:
            yield Edit(file, _side(part, "-"), _side(part, "+"))
            part = []
        file = line.removeprefix("--- ") if heading else file


def _side(part: Sequence[str], mark: str) -> str:
    """What a part is before the change (`-`) or after it (`+`)."""
    return "".join(f"{line[1:]}\n" for line in part if line[:1] in (mark, " ", ""))


@contextmanager
def changed(root: Path, edits: Sequence[Edit]) -> Iterator[Path]:
    """A copy of the rulebook of `root` with `edits` made, as it is beside a copy named `before` without them."""
    with TemporaryDirectory() as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        for side in (before, after):
            side.mkdir()
            for name in COPIED:
                copy = shutil.copytree if (root / name).is_dir() else shutil.copy
                copy(root / name, side / name)
        for edit in edits:
            path = after / edit.file
            text = path.read_text(encoding="utf-8")
            if text.count(edit.old) != 1:
                raise ValueError(f"{edit.file} holds {text.count(edit.old)} times what a page changes:\n{edit.old}")
            path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
        yield after
