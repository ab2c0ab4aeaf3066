"""The files of a rulebook as text: lines, where the words at a place end, comments that turn lints off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from nocert_rules.rulebook.load.nodes import ScalarNode, read_text
from nocert_rules.words.errors import Position, Problems

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARK = "nocert-lint"
_COMMENT = re.compile(rf"(?:^|(?<=\s))#\s*{_MARK}\b.*$")
_VALUE = re.compile(r"\s*:\s+(?=\S)")
Place = tuple[int, int]


@dataclass(frozen=True)
class Comment:
    """A comment to the linter: where it begins, its words, and whether it has its line to itself."""

    position: Position
    text: str
    alone: bool


@dataclass(frozen=True)
class SourceFile:
    """A file as its lines; places in it count lines and columns from 1."""

    name: str
    lines: tuple[str, ...]

    @cached_property
    def _ends(self) -> dict[Place, tuple[Place, bool]]:
        """Where each scalar and each part in brackets ends, and whether it is a scalar.

        What follows a fault in the file has no end.
        """
        found: dict[Place, tuple[Place, bool]] = {}
        open_: list[Place | None] = []
        try:
            for event in yaml.parse("\n".join(self.lines), Loader=_Loader):
                if event.start_mark is None or event.end_mark is None:
                    continue
                start = (event.start_mark.line + 1, event.start_mark.column + 1)
                end = (event.end_mark.line + 1, event.end_mark.column + 1)
                match event:
                    case yaml.ScalarEvent():
                        found[start] = (end, True)
                    case yaml.CollectionStartEvent():
                        open_.append(start if event.flow_style else None)
                    case yaml.CollectionEndEvent():
                        opened = open_.pop()
                        if opened:
                            found[opened] = (end, False)
        except yaml.YAMLError:
            pass
        return found

    def line(self, number: int) -> str:
        """The line of that number, empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def end_of(self, place: Position) -> Position:
        """Where what begins at `place` ends: a `key: value`, a value or a part in brackets, but at most the line."""
        line = self.line(place.line).rstrip()
        start = (place.line, place.column)
        end, is_scalar = self._ends.get(start, (start, False))
        if is_scalar and end[0] == place.line:
            value = _VALUE.match(line, end[1] - 1)
            following = self._ends.get((place.line, value.end() + 1)) if value else None
            end = following[0] if following else end
        if end == start or end[0] > place.line:
            end = (place.line, max(len(line) + 1, place.column))
        return Position(self.name, *end)

    def words_at(self, place: Position, words: str) -> Position | None:
        """Where `words` end if they stand at `place`, with or without a quotation mark before them."""
        rest = self.line(place.line)[place.column - 1 :]
        for mark in ("", "'", '"', "&", "*", "!"):
            if words and rest.startswith(mark + words):
                return Position(self.name, place.line, place.column + len(mark + words))
        return None

    def within(self, node: ScalarNode, offset: int, length: int) -> tuple[Position, Position]:
        """The place of a piece of a scalar's text, and its end; the whole scalar where it cannot be told."""
        piece = node.text[offset : offset + length]
        before = node.text[:offset]
        row = before.count("\n")
        if self._opens_block((node.position.line, node.position.column)):
            number = node.position.line + 1 + row
            line = self.line(number)
            column = len(line) - len(line.lstrip()) + offset - (before.rfind("\n") + 1)
        else:
            number = node.position.line
            line = self.line(number)
            column = node.position.column - 1 + (1 if node.quoted else 0) + offset
        if "\n" in piece or line[column : column + length] != piece:
            return node.position, self.end_of(node.position)
        return Position(self.name, number, column + 1), Position(self.name, number, column + 1 + length)

    def comments(self) -> tuple[Comment, ...]:
        """The comments to the linter; the same words inside a text are none."""
        if not any(_MARK in line for line in self.lines):
            return ()
        found = []
        for number, line in enumerate(self.lines, start=1):
            match = _COMMENT.search(line)
            if match and not self._in_scalar(number, match.start() + 1):
                position = Position(self.name, number, match.start() + 1)
                found.append(Comment(position, match.group(), not line[: match.start()].strip()))
        return tuple(found)

    def _in_scalar(self, line: int, column: int) -> bool:
        """Whether the place is in a text; a comment after the `|` that opens one is not."""
        return any(
            start <= (line, column) < end and not (line == start[0] and self._opens_block(start))
            for start, (end, scalar) in self._ends.items()
            if scalar
        )

    def _opens_block(self, place: Place) -> bool:
        return self.line(place[0])[place[1] - 1 : place[1]] in ("|", ">")


class Sources:
    """The files that places are in, read when they are first asked for."""

    def __init__(self) -> None:
        self._files: dict[str, SourceFile] = {}

    def file(self, name: str) -> SourceFile:
        """The file of that name; one that cannot be read has no lines."""
        if name not in self._files:
            text = read_text(Path(name), name, Problems()) or ""
            self._files[name] = SourceFile(name, tuple(text.splitlines()))
        return self._files[name]
