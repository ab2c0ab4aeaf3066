"""Plain values of a program as the tree of nodes that files are read as, so that both are checked alike.

The place of a value is its path: `applicant.informed`, `incident.notices[2].on`, and `subjects.clerk.kind` in a list
whose items have an `id`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from nocert_rules.rulebook.load.nodes import MAX_DEPTH, ListNode, MapNode, Node, ScalarNode
from nocert_rules.words.errors import Position, Problems, shown

_HALF = re.compile(r"[\ud800-\udfff]")


def node_of(value: object, name: str, problems: Problems) -> Node:
    """`value` as a node; what no file could hold is noted in `problems`. `name` is the place of the whole."""
    return _node(value, "", Position(name), problems, 1)


def text_node(position: Position, text: str, problems: Problems) -> ScalarNode:
    """Text as it stands in quotes; half of a character, which no file can hold, is a problem."""
    half = _HALF.search(text)
    if half:
        problems.add("half_character", position, found=f"\\u{ord(half[0]):04x}")
    return ScalarNode(position, text, True)


def _node(value: object, path: str, place: Position, problems: Problems, depth: int) -> Node:
    match value:
        case None | bool():
            return ScalarNode(place, "null" if value is None else str(value).lower(), False)
        case int():
            return ScalarNode(place, str(int(value)), False)
        case str():
            return text_node(place, value, problems)
        case date() if not isinstance(value, datetime):
            return ScalarNode(place, value.isoformat(), False)
        case Mapping() | Sequence() if depth > MAX_DEPTH:
            problems.add("too_deep", place, limit=MAX_DEPTH)
        case Mapping():
            return _mapping(value, path, place, problems, depth)
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return _list(value, path, place, problems, depth)
        case _:
            problems.add("not_plain", place, found=type(value).__name__)
    return ScalarNode(place, "", True)


def _list(value: Sequence[object], path: str, place: Position, problems: Problems, depth: int) -> ListNode:
    items: list[Node] = []
    for number, item in enumerate(value, start=1):
        named = item.get("id") if isinstance(item, Mapping) else None
        own = f"{path}.{shown(named)}" if isinstance(named, str) and named else f"{path}[{number}]"
        items.append(_node(item, own, Position(own), problems, depth + 1))
    return ListNode(place, tuple(items))


def _mapping(value: Mapping[object, object], path: str, place: Position, problems: Problems, depth: int) -> MapNode:
    entries: list[tuple[ScalarNode, Node]] = []
    for key, item in value.items():
        if not isinstance(key, str):
            problems.add("name_not_text", place, found=shown(repr(key)), type=type(key).__name__)
            continue
        own = f"{path}.{shown(key)}" if path else shown(key)
        name = text_node(Position(own), key, problems)
        entries.append((name, _node(item, own, name.position, problems, depth + 1)))
    return MapNode(place, tuple(entries))
