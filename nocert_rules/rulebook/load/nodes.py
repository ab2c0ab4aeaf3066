"""Strict YAML (and JSON, which is YAML) as a tree of nodes that know their place.

Nothing is interpreted here: a scalar is its text and whether it was quoted, so that the schema and not
YAML decides its type. Anchors, aliases, tags, several documents, duplicate keys and excessive size or
depth are problems with a position. The tree is built from parser events without recursion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nocert_rules.words.errors import Position, Problems, shown

if TYPE_CHECKING:
    import yaml  # read where something is parsed: most commands find the rulebook in the cache

MAX_BYTES = 4_000_000
MAX_DEPTH = 60

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_STANDARD_TAGS = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class ScalarNode:
    """A single value: its characters, and whether they stood in quotes."""

    position: Position
    text: str
    quoted: bool


@dataclass(frozen=True)
class ListNode:
    """A list of nodes."""

    position: Position
    items: tuple[Node, ...]


@dataclass(frozen=True)
class MapNode:
    """Named nodes, in the order written."""

    position: Position
    entries: tuple[tuple[ScalarNode, Node], ...]

    def get(self, key: str) -> Node | None:
        """The node under `key`, if there is one."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = ScalarNode | ListNode | MapNode


def kind_of(node: Node) -> str:
    """What `node` is, in words for a message."""
    match node:
        case ScalarNode(_, text, quoted):
            return f'`"{shown(text)}"`' if quoted else f"`{shown(text)}`"
        case ListNode():
            return "a list"
        case MapNode():
            return "a mapping"


def read_text(path: Path, name: str, problems: Problems, max_bytes: int = MAX_BYTES) -> str | None:
    """The UTF-8 text of the file at `path`, or None with the reason in `problems`."""
    position = Position(name)
    try:
        if path.is_dir():
            problems.add("is_folder", position)
            return None
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        problems.add("no_file", position)
        return None
    except OSError as error:
        problems.add("unreadable", position, reason=(error.strerror or "error").lower())
        return None
    return decode(data, name, problems, max_bytes)


def decode(data: bytes, name: str, problems: Problems, max_bytes: int = MAX_BYTES) -> str | None:
    """`data` as UTF-8 text, or None with the reason in `problems`."""
    position = Position(name)
    if len(data) > max_bytes:
        problems.add("too_large", position, limit=max_bytes)
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.add("utf16", position)
    elif b"\0" in data:
        problems.add("binary", position)
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.add("not_utf8", position, offset=error.start + 1)
    return None


def parse(text: str, name: str, problems: Problems, expected: str) -> Node | None:
    """The one document in `text`, or None with the reasons in `problems`; `expected` says what it should hold."""
    if not text.strip():
        problems.add("empty", Position(name), expected=expected)
        return None
    import yaml

    before = len(problems.found)
    source = _without_json_ways(text)
    try:
        node = _Builder(name, problems).build(source)
    except yaml.YAMLError as error:
        if not _too_deep_before(error, source, name, problems):
            _refuse(error, text, name, problems)
        return None
    except UnicodeEncodeError as error:  # bytes of the command line that are not text
        problems.add("not_utf8", Position(name), offset=error.start + 1)
        return None
    except _Refused:
        return None
    if node is None and len(problems.found) == before:
        problems.add("empty", Position(name), expected=expected)
    return node if len(problems.found) == before else None


def _too_deep_before(error: yaml.YAMLError, text: str, name: str, problems: Problems) -> bool:
    """Whether the text before the place of `error` is nested too deep, which is noted then.

    A scanner reads ahead of its events and may have limits of its own; ours speaks first.
    """
    import yaml

    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return False
    lines = _LINE_END.split(text)
    before = "\n".join([*lines[: mark.line], "".join(lines[mark.line : mark.line + 1])[: mark.column]])
    found = Problems()
    try:
        _Builder(name, found).build(before)
    except _Refused:
        deep = [problem for problem in found.found if problem.code == "too_deep"]
        problems.found.extend(deep)
        return bool(deep)
    except yaml.YAMLError:
        return False
    return False


def _without_json_ways(text: str) -> str:
    """JSON as YAML: tabs between its values are blanks, and two escapes that make one character become one."""
    if text.lstrip()[:1] not in "{[":
        return text
    return _without_json_tabs(_SURROGATES.sub(_one_escape, text))


def _one_escape(pair: re.Match[str]) -> str:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


def _without_json_tabs(text: str) -> str:
    if "\t" not in text:
        return text
    parts = text.split('"')
    inside, out = False, []
    for part in parts:
        out.append(part if inside else part.replace("\t", " "))
        backslashes = len(part) - len(part.rstrip("\\"))
        if not (inside and backslashes % 2):
            inside = not inside
    return '"'.join(out)


def _refuse(error: yaml.YAMLError, text: str, name: str, problems: Problems) -> None:
    position = _place_of(error, name, text)
    line = "".join(_LINE_END.split(text)[position.line - 1 : position.line])
    if line[position.column - 1 : position.column] == "\t":
        problems.add("tab", position)
    else:
        problems.add("yaml_syntax", position, reason=_reason_of(error))


def _place_of(error: yaml.YAMLError, name: str, text: str) -> Position:
    """Where the parser stopped; the end of a file is after its last character, not on the line that would follow."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Position(name)
    lines = _LINE_END.split(text)
    if mark.line >= len(lines) or (mark.line == len(lines) - 1 and not lines[-1] and len(lines) > 1):
        last = [number for number, line in enumerate(lines) if line] or [0]
        return Position(name, last[-1] + 1, len(lines[last[-1]]) + 1)
    return Position(name, mark.line + 1, mark.column + 1)


def _reason_of(error: yaml.YAMLError) -> str:
    parts = (getattr(error, "problem", None), getattr(error, "context", None))
    reason = ", ".join(part for part in parts if part) or getattr(error, "reason", "") or "unreadable"
    return shown(reason, 120)


class _Refused(Exception):
    """Building was given up; the problem is noted."""


class _Frame:
    """A list or mapping that is still open."""

    def __init__(self, position: Position, is_map: bool) -> None:
        self.position = position
        self.is_map = is_map
        self.nodes: list[Node] = []

    def close(self, problems: Problems) -> Node:
        if not self.is_map:
            return ListNode(self.position, tuple(self.nodes))
        entries: list[tuple[ScalarNode, Node]] = []
        first: dict[str, int] = {}
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                problems.add("key_not_text", key.position)
            elif key.text in first:
                problems.add("duplicate_key", key.position, found=shown(key.text), first=first[key.text])
            else:
                first[key.text] = key.position.line
                entries.append((key, value))
        return MapNode(self.position, tuple(entries))


class _Builder:
    """Turns parser events into nodes."""

    def __init__(self, name: str, problems: Problems) -> None:
        self.name = name
        self.problems = problems
        self.open: list[_Frame] = []
        self.root: Node | None = None

    def build(self, text: str) -> Node | None:
        import yaml

        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            mark = event.start_mark
            position = Position(self.name, mark.line + 1, mark.column + 1) if mark else Position(self.name)
            match event:
                case yaml.AliasEvent():
                    self.problems.add("alias", position, found=shown(event.anchor or ""))
                    self._place(ScalarNode(position, "", True))
                case yaml.ScalarEvent():
                    self._check(event, position)
                    self._place(ScalarNode(position, event.value, event.style in ("'", '"', "|", ">")))
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._check(event, position)
                    self.open.append(_Frame(position, isinstance(event, yaml.MappingStartEvent)))
                    if len(self.open) > MAX_DEPTH:
                        self.problems.add("too_deep", position, limit=MAX_DEPTH)
                        raise _Refused
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._place(self.open.pop().close(self.problems))
                case yaml.DocumentStartEvent():
                    if self.root is not None:
                        self.problems.add("several_documents", position)
                        raise _Refused
        return self.root

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, position: Position) -> None:
        if event.anchor:
            self.problems.add("anchor", position, found=shown(event.anchor))
        if event.tag:
            self.problems.add("tag", position, found=shown(event.tag.replace(_STANDARD_TAGS, "!!")))

    def _place(self, node: Node) -> None:
        if self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node
