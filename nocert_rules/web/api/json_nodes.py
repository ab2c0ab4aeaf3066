"""Strict JSON as the tree of nodes that case files are read from, so that both are checked alike.

The reader of YAML takes JSON too, but also much that is none; what programs send is held to RFC 8259. Numbers stay
their characters, and a key may stand only once.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from nocert_rules.rulebook.load.nodes import MAX_DEPTH, ListNode, MapNode, Node, ScalarNode, decode
from nocert_rules.rulebook.load.values import text_node
from nocert_rules.words.errors import Position, Problems, shown

_TOKEN = re.compile(
    r"""[ \t\n\r]*+(?:
        (?P<text>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")
      | (?P<plain>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![0-9a-zA-Z.+-])|(?:true|false|null)(?!\w))
      | (?P<mark>[][{}:,])
      | (?P<end>\Z)
      | (?P<wrong>[^\s,\]}]{1,20}|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_VALUE = "a value"


def read_json(data: bytes, name: str, problems: Problems, max_bytes: int) -> Node | None:
    """`data` as JSON, or None with the reasons in `problems`."""
    text = decode(data, name, problems, max_bytes)
    if text is None:
        return None
    if not text.strip():
        problems.add("empty", Position(name), expected="json")
        return None
    before = len(problems.found)
    try:
        node = _Reader(text, name, problems).whole()
    except _Refused:
        return None
    return node if len(problems.found) == before else None


def paths_of(node: Node | None) -> Mapping[Position, str]:
    """The JSON pointer of what stands at each place; a name means the value it names."""
    found: dict[Position, str] = {}
    open_: list[tuple[Node, str]] = [(node, "")] if node is not None else []
    while open_:
        value, path = open_.pop()
        found[value.position] = path
        match value:
            case ListNode(_, items):
                open_ += [(item, f"{path}/{number}") for number, item in enumerate(items)]
            case MapNode(_, entries):
                for key, item in entries:
                    own = f"{path}/{key.text.replace('~', '~0').replace('/', '~1')}"
                    found[key.position] = own
                    open_.append((item, own))
    return found


class _Refused(Exception):
    """Reading was given up; the problem is noted."""


class _Token(NamedTuple):
    kind: str
    text: str
    position: Position


class _Reader:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str, name: str, problems: Problems) -> None:
        self.text = text
        self.name = name
        self.problems = problems
        self.lines = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        self.at = 0
        self.token = _Token("end", "", Position(name))

    def whole(self) -> Node:
        """The one value of the text."""
        self.token = self._next()
        node = self._value(1)
        if self.token.kind != "end":
            raise self._unexpected("the end of the text")
        return node

    def _value(self, depth: int) -> Node:
        token = self.token
        if token.kind in ("text", "plain"):
            self.token = self._next()
            return self._scalar(token)
        if token.text not in ("{", "["):
            raise self._unexpected(_VALUE)
        if depth > MAX_DEPTH:
            self.problems.add("too_deep", token.position, limit=MAX_DEPTH)
            raise _Refused
        self.token = self._next()
        return self._object(token, depth) if token.text == "{" else self._array(token, depth)

    def _object(self, start: _Token, depth: int) -> Node:
        entries: list[tuple[ScalarNode, Node]] = []
        first: dict[str, int] = {}
        while self.token.text != "}" or entries:
            if self.token.kind != "text":
                raise self._unexpected("a name in quotes" if entries else "a name in quotes or `}`")
            key = self._scalar(self.token)
            self.token = self._next()
            self._take(":")
            value = self._value(depth + 1)
            if key.text in first:
                self.problems.add("duplicate_key", key.position, found=shown(key.text), first=first[key.text])
            else:
                first[key.text] = key.position.line
                entries.append((key, value))
            if self.token.text == "}":
                break
            self._take(",", "}")
        self._take("}")
        return MapNode(start.position, tuple(entries))

    def _array(self, start: _Token, depth: int) -> Node:
        items: list[Node] = []
        while self.token.text != "]" or items:
            items.append(self._value(depth + 1))
            if self.token.text == "]":
                break
            self._take(",", "]")
        self._take("]")
        return ListNode(start.position, tuple(items))

    def _take(self, mark: str, other: str = "") -> None:
        if self.token.kind != "mark" or self.token.text != mark:
            raise self._unexpected(f"`{mark}` or `{other}`" if other else f"`{mark}`")
        self.token = self._next()

    def _scalar(self, token: _Token) -> ScalarNode:
        if token.kind == "plain":
            return ScalarNode(token.position, token.text, False)
        return text_node(token.position, json.loads(token.text), self.problems)

    def _next(self) -> _Token:
        found = _TOKEN.match(self.text, self.at)
        assert found
        self.at = found.end()
        kind = found.lastgroup or "end"
        return _Token(kind, found[kind], self._place(found.start(kind)))

    def _place(self, offset: int) -> Position:
        line = bisect_right(self.lines, offset)
        return Position(self.name, line, offset - self.lines[line - 1] + 1)

    def _unexpected(self, expected: str) -> _Refused:
        found = f"`{shown(self.token.text, 20)}`" if self.token.text else "the end of the text"
        self.problems.add("json_syntax", self.token.position, found=found, expected=expected)
        return _Refused()
