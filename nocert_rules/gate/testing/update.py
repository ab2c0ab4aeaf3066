"""Proposes to write what the rules decide into the case files. Whether that is right, only the text can say."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import yaml

from nocert_rules.gate.golden import Difference, GoldenCase
from nocert_rules.gate.testing.edit import Edit, Place, Value, checked, edit_for, edited, names_in
from nocert_rules.gate.testing.run import Outcome
from nocert_rules.gate.testing.why import Kind, named
from nocert_rules.words.errors import NocertError, Position
from nocert_rules.words.files import write_file

_KEYS: Mapping[Kind, str] = {
    "conclusion": "conclusions",
    "rule": "rules",
    "answer": "answer",
    "missing for": "missing",
    "bearer": "norms",
    "against": "norms",
}
_NAME = re.compile("`(.+?)`")


@dataclass(frozen=True, eq=False)
class Change:
    """What a case expects, and the edit of its file that would put what the rules decide in its place."""

    golden: GoldenCase
    difference: Difference
    text: str
    edit: Edit

    @property
    def position(self) -> Position:
        """Where the expected value stands."""
        return Position(self.golden.position.file, self.edit.line, self.edit.column)

    def diff(self) -> tuple[str, ...]:
        """The change as lines of a unified diff, a line around it."""
        before, after = self.text.splitlines(), edited(self.text, (self.edit,)).splitlines()
        name = self.golden.position.file
        return tuple(unified_diff(before, after, name, name, n=1, lineterm=""))


def changes(outcomes: Iterable[Outcome]) -> tuple[Change, ...]:
    """A change for each difference of `outcomes`, in their order."""
    texts: dict[str, str] = {}
    cases: dict[str, list[str]] = {}
    found: list[Change] = []
    for outcome in outcomes:
        file = outcome.golden.position.file
        if outcome.differences and file not in texts:
            texts[file] = _text(Path(file).read_bytes())
            cases[file] = names_in(texts[file], "case")
        for difference in outcome.differences:
            place: Place = ("cases", cases[file].index(outcome.golden.id), "expect", *_path(difference))
            edit = edit_for(texts[file], place, _value(difference))
            found.append(Change(outcome.golden, difference, texts[file], edit))
    return tuple(found)


def written(accepted: Iterable[Change]) -> tuple[Path, ...]:
    """Write the accepted changes, all of a file at once; the files written. Raises NocertError before any is."""
    by_file: dict[str, list[Change]] = {}
    for change in accepted:
        by_file.setdefault(change.golden.position.file, []).append(change)
    new: dict[Path, bytes] = {}
    for file, some in by_file.items():
        before = Path(file).read_bytes()
        if _text(before) != some[0].text:
            raise NocertError(f"{file} was changed meanwhile; nothing was written")
        mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
        new[Path(file)] = mark + checked(some[0].text, [change.edit for change in some]).encode("utf-8")
    for path, data in new.items():
        write_file(path, data)
    return tuple(new)


def place_of(outcome: Outcome, difference: Difference) -> Position:
    """Where the value that `difference` is about stands in the case file, or the case where it cannot be found."""
    try:
        (change,) = (change for change in changes((outcome,)) if change.difference is difference)
    except (KeyError, ValueError, OSError, yaml.YAMLError):
        return outcome.golden.position
    return change.position


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig")


def _path(difference: Difference) -> tuple[str, ...]:
    """Where the expected value stands within `expect`."""
    kind, name = named(difference)
    subject = ("subjects", difference.subject) if difference.subject is not None else ()
    match kind:
        case "answer":
            return (*subject, _KEYS[kind], *name.split(".", 1))
        case "bearer" | "against":
            return (*subject, _KEYS[kind], name, kind)
    return (*subject, _KEYS[kind], name)


def _value(difference: Difference) -> Value:
    """What the rules decide, as it would stand in a golden case."""
    kind, _ = named(difference)
    if kind in ("missing for", "bearer", "against"):
        return tuple(_NAME.findall(difference.got))
    if difference.got.startswith("["):
        return tuple(difference.got.strip("[]").split(", "))
    return difference.got
