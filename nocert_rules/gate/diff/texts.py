"""What was added, removed or written otherwise, and the provisions whose text changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any as Anything
from typing import Literal

from nocert_rules.gate.diff.model import Names, Words
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position

_TOKENS = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_RUNS: Mapping[str, tuple[Literal["removed", "added"], ...]] = {
    "replace": ("removed", "added"),
    "delete": ("removed",),
    "insert": ("added",),
}


def names(old: Rulebook, new: Rulebook) -> Iterator[Names]:
    """For each kind of thing what was added, removed, or written otherwise; kinds without changes are left out."""
    for kind in ("documents", "provisions", "rules", "computed", "definitions", "facts", "enumerations", "conclusions",
                 "questions", "notices", "jurisdictions", "calendar"):  # fmt: skip
        before: Mapping[str, object] = getattr(old, kind)
        after: Mapping[str, object] = getattr(new, kind)
        added = tuple(name for name in after if name not in before)
        removed = tuple(name for name in before if name not in after)
        changed = tuple(name for name in after if name in before and _written(before[name]) != _written(after[name]))
        if added or removed or changed:
            yield Names(kind, added, removed, changed)


def _written(value: Anything) -> object:
    """`value` without the places it was read from."""
    if isinstance(value, Position):
        return ""
    if is_dataclass(value):
        return (type(value).__name__, *(_written(getattr(value, part.name)) for part in fields(value)))
    if isinstance(value, Mapping):
        return tuple((key, _written(value[key])) for key in sorted(value))
    if isinstance(value, tuple):
        return tuple(_written(item) for item in value)
    return (type(value).__name__, value)


def words(old: Rulebook, new: Rulebook) -> Iterator[Words]:
    """The provisions of both whose text is not the same."""
    for name, provision in new.provisions.items():
        before = old.provisions.get(name)
        if before is not None and before.text != provision.text:
            yield Words(name, tuple(_runs(before.text, provision.text)))


def _runs(before: str, after: str) -> Iterator[tuple[Literal["kept", "removed", "added"], str]]:
    one, other = _TOKENS.findall(before), _TOKENS.findall(after)
    for tag, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "kept", "".join(one[start:end])
        for run in _RUNS.get(tag, ()):
            yield run, "".join(one[start:end] if run == "removed" else other[first:last])
