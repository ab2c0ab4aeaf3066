"""A YAML file as parts that can be laid out anew: what each says, how it was written, and the comments about it.

`load.nodes` reads what a file says and refuses what is not allowed; this reads the same text once more for where
each part begins and ends, which is what comments and the choice of quotes depend on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Style = Literal["plain", "quoted", "block"]


@dataclass(frozen=True)
class Scalar:
    """A single value: its characters, how they were written, and their place in the text."""

    text: str
    style: Style
    start: int
    end: int


@dataclass
class Entry:
    """An item of a list, or a key with its value; the comments above it and at the end of its line.

    A line of `above` that is empty stands for a blank line between comments; `apart` says that a blank line
    stands before the entry and its comments.
    """

    key: Scalar | None
    value: Part
    above: list[str] = field(default_factory=list)
    beside: str = ""
    apart: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the text; of an item, where its value begins."""
        return self.key.start if self.key else self.value.start


@dataclass
class Collection:
    """A list or mapping; `below` are the comments after its last entry."""

    is_map: bool
    flow: bool
    entries: list[Entry]
    start: int
    end: int
    below: list[str] = field(default_factory=list)


Part = Scalar | Collection


def read_tree(text: str) -> Part:
    """The one document in `text`, which `load.nodes` has accepted."""
    node = yaml.compose(text, Loader=_Loader)
    assert node is not None  # the text is not empty
    return _part(node)


def _part(node: yaml.Node) -> Part:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.MappingNode):
        pairs = [Entry(_scalar(key), _part(value)) for key, value in node.value]
        return Collection(True, bool(node.flow_style), pairs, start, end)
    assert isinstance(node, yaml.SequenceNode)
    items = [Entry(None, _part(value)) for value in node.value]
    return Collection(False, bool(node.flow_style), items, start, end)


def _scalar(node: yaml.ScalarNode) -> Scalar:
    styles: dict[str, Style] = {"'": "quoted", '"': "quoted", "|": "block", ">": "block"}
    style = styles.get(node.style or "", "plain")
    return Scalar(node.value, style, node.start_mark.index, node.end_mark.index)


def scalars_in(part: Part) -> Iterator[Scalar]:
    """Every value and key in `part`, in the order of the text."""
    if isinstance(part, Scalar):
        yield part
        return
    for entry in part.entries:
        if entry.key:
            yield entry.key
        yield from scalars_in(entry.value)


def entries_in(part: Part, parents: tuple[Collection, ...] = ()) -> Iterator[tuple[Entry, tuple[Collection, ...]]]:
    """Every entry in `part` in the order of the text, with the collections around it, the outermost first."""
    if isinstance(part, Collection):
        around = (*parents, part)
        for entry in part.entries:
            yield entry, around
            yield from entries_in(entry.value, around)


def has_comments(part: Part) -> bool:
    """Whether a comment stands anywhere inside `part`."""
    if isinstance(part, Scalar):
        return False
    own = bool(part.below) or any(entry.above or entry.beside for entry in part.entries)
    return own or any(has_comments(entry.value) for entry in part.entries)
