"""Formats the files of a rulebook: all of them are read and laid out before the first is written."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nocert_rules.gate.fmt.document import Document, FormatRefused, digest_of, formatted, read_document
from nocert_rules.rulebook.load.nodes import read_text
from nocert_rules.words.errors import Position, Problems
from nocert_rules.words.files import write_file


@dataclass(frozen=True)
class Outcome:
    """A file as it stands (`before`, `old`) and in canonical layout (`after`); `changed` where the two differ."""

    path: Path
    old: str
    before: Document
    after: Document
    changed: bool

    @property
    def diff(self) -> str:
        """What would change, as a unified diff; empty where nothing would."""
        name = self.before.name.lstrip("/")
        lines = difflib.unified_diff(_lines(self.old), _lines(self.after.text), f"a/{name}", f"b/{name}", lineterm="")
        return "".join(f"{line}\n" for line in lines)


def find_files(paths: Iterable[Path], problems: Problems) -> list[Path]:
    """The files among `paths` and the YAML files in the folders among them, each once; what is missing is noted."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.yaml"), key=lambda file: file.relative_to(path).as_posix())
            if not inside:
                problems.add("folder_empty", Position(str(path)))
            found |= dict.fromkeys(inside)
        elif path.exists():
            found[path] = None
        else:
            problems.add("no_file", Position(str(path)))
    return list(found)


def lay_out(path: Path, schemas: Path | None, problems: Problems) -> Outcome | None:
    """The file at `path` in canonical layout; with a modeline for its schema in the folder `schemas`, if given."""
    text = read_text(path, str(path), problems)
    before = read_document(text, str(path), problems) if text is not None else None
    if text is None or before is None:
        return None
    after = formatted(before, schema_for(path, before.kind, schemas) if schemas else "")
    return Outcome(path, text, before, after, path.read_bytes() != after.text.encode())


def schema_for(path: Path, kind: str, schemas: Path) -> str:
    """How the file at `path` names the schema of its kind in `schemas`; empty where there is no such schema."""
    schema = schemas / f"{kind}-1.json"
    if not schema.is_file():
        return ""
    return Path(os.path.relpath(schema.resolve(), path.resolve().parent)).as_posix()


def check_digest(outcomes: Sequence[Outcome]) -> None:
    """Raise FormatRefused where the files, as they would be written, would make another Rulebook."""
    if digest_of(outcome.before for outcome in outcomes) != digest_of(outcome.after for outcome in outcomes):
        raise FormatRefused("nocert fmt", "the digest of the rulebook", "规则库摘要")


def write(outcome: Outcome) -> None:
    """Put the formatted file in the place of the old one, whole or not at all."""
    write_file(outcome.path, outcome.after.text)


def _lines(text: str) -> list[str]:
    """The lines of a text for a diff, which says where the last one is not ended."""
    lines = text.split("\n")
    if lines[-1]:
        lines[-1] += "\n\\ No newline at end of file"
        return lines
    return lines[:-1]
