"""Changes single values in a file of golden cases, character by character, so that comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import yaml

from nocert_rules.words.errors import NocertError

_Composer = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
Value = str | tuple[str, ...]
"""What stands in a golden case: a status or a day, or a list of names."""
Place = tuple[str | int, ...]
"""Where it stands: keys, and places in lists counted from 0."""


@dataclass(frozen=True)
class Edit:
    """Characters of a text to be replaced, from `start` up to `end`; `line` and `column` of the start from 1."""

    start: int
    end: int
    line: int
    column: int
    new: str
    place: Place
    value: Value


def edit_for(text: str, place: Place, value: Value) -> Edit:
    """The edit that puts `value` where `place` leads in the YAML `text`. Raises KeyError where it leads nowhere."""
    node = _follow(_composed(text), place)
    start, end, new = node.start_mark, node.end_mark.index, _written(value)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        end = _line_end(text, node.value[-1].end_mark.index)
        if isinstance(value, tuple) and value:
            new = _block(text, node, value)
    return Edit(start.index, end, start.line + 1, start.column + 1, new, place, value)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all `edits` done, which must not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def checked(text: str, edits: Sequence[Edit]) -> str:
    """`edited`, but raises NocertError if the file would then say anything else than the edits ask for."""
    done, expected = edited(text, edits), _read(text)
    for edit in edits:
        expected = _with(expected, edit.place, edit.value)
    try:
        faithful = _read(done) == expected
    except yaml.YAMLError:
        faithful = False
    if not faithful:
        raise NocertError("the edited file would not say what it should; nothing was written")
    return done


def names_in(text: str, key: str) -> list[str]:
    """The texts under `key` of each item of the one list that the YAML `text` holds."""
    root = _composed(text)
    items = root.value[0][1].value if isinstance(root, yaml.MappingNode) else []
    return [next(value.value for name, value in item.value if name.value == key) for item in items]


@lru_cache(maxsize=8)
def _composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=_Composer)


def _follow(node: yaml.Node | None, place: Place) -> yaml.Node:
    for step in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        else:
            node = None
        if node is None:
            raise KeyError(place)
    if node is None:
        raise KeyError(place)
    return node


def _written(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "[" + ", ".join(map(_quoted, value)) + "]"


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def _block(text: str, node: yaml.SequenceNode, value: Sequence[str]) -> str:
    """`value` a line each as `node` has it; what stays keeps its line, with the comments above and beside it."""
    begin = text.rfind("\n", 0, node.start_mark.index) + 1
    indent = " " * (node.start_mark.index - begin)
    newline = "\r\n" if "\r\n" in text else "\n"
    ends = [_line_end(text, item.end_mark.index) for item in node.value]
    begins = [begin, *(end + len(newline) for end in ends)]
    lines = {item.value: text[at:end] for item, at, end in zip(node.value, begins, ends, strict=False)}
    return newline.join(lines.get(name, f"{indent}- {_quoted(name)}") for name in value).removeprefix(indent)


def _line_end(text: str, index: int) -> int:
    """Where the line of `index` ends, before its line break."""
    found = text.find("\n", index)
    end = len(text) if found < 0 else found
    return end - 1 if text[end - 1 : end] == "\r" else end


def _read(text: str) -> object:
    return yaml.load(text, Loader=_Composer)  # every scalar as its characters, nothing else is built


def _with(data: object, place: Place, value: Value) -> object:
    """`data` with `value` where `place` leads."""
    if not place:
        return value if isinstance(value, str) else list(value)
    step, rest = place[0], place[1:]
    if isinstance(data, dict):
        return {key: _with(inner, rest, value) if key == step else inner for key, inner in data.items()}
    if isinstance(data, list):
        return [_with(inner, rest, value) if number == step else inner for number, inner in enumerate(data)]
    return data
