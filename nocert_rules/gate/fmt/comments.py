"""Finds the comments of a text and gives each to the entry it is about.

Parsers throw comments away or hang them on the token before them; once keys are put in order they would end up
anywhere. So they are placed by where they stand: at the end of a line they belong to what ends on it; on a line of
their own to the entry below, or, indented deeper than that, to the end of the part above.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nocert_rules.gate.fmt.tree import Collection, Entry, Scalar, entries_in, scalars_in

_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True)
class Comment:
    """A comment: where it begins, its words, and whether it has its line to itself."""

    start: int
    text: str
    alone: bool


def find_comments(text: str, root: Collection) -> Iterator[Comment]:
    """The comments in `text`, in order: whatever begins with `#` outside the values and keys of `root`."""
    place = 0
    for start, end in [*_spans(text, root), (len(text), len(text))]:
        for found in _COMMENT.finditer(text, place, start):
            before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
            yield Comment(found.start(), found[0].rstrip(" \t"), not before.strip())
        place = max(place, end)


def _spans(text: str, root: Collection) -> Iterator[tuple[int, int]]:
    """Where values and keys stand; the first line of a block of text may end in a comment and is none of it."""
    for scalar in scalars_in(root):
        line_end = text.find("\n", scalar.start) if scalar.style == "block" else scalar.start
        yield (line_end if line_end >= 0 else len(text)), scalar.end


def place_comments(text: str, root: Collection, comments: Iterable[Comment]) -> list[str]:
    """Give each of the `comments` in `text` to its entry in `root`; returns those above the first entry."""
    placer = _Placer(text, root)
    for comment in comments:
        if comment.alone or not placer.beside(comment):
            placer.alone(comment)
    placer.mark_blank_lines()
    return placer.head


class _Placer:
    """Knows what stands where in a text."""

    def __init__(self, text: str, root: Collection) -> None:
        self.text = text
        self.head: list[str] = []
        self.entries = list(entries_in(root))
        self.starts = [entry.start for entry, _ in self.entries]
        self.ends = sorted(self._ends(), key=lambda end: end[0])
        self.holders = {id(entry.value): entry for entry, _ in self.entries}
        self.first: dict[int, int] = {}  # where the first comment above an entry stands

    def _ends(self) -> Iterator[tuple[int, Entry]]:
        """Where what stands on one line ends, with the entry that it ends."""
        for entry, _ in self.entries:
            if entry.key:
                yield entry.key.end, entry
            value = entry.value
            if isinstance(value, Scalar):
                yield (value.start + 1 if value.style == "block" else value.end), entry
            elif value.flow:
                yield value.end, entry

    def beside(self, comment: Comment) -> bool:
        """Put a comment beside the entry that ends before it on its line, if one does."""
        number = bisect_right(self.ends, comment.start, key=lambda end: end[0]) - 1
        if number < 0 or "\n" in self.text[self.ends[number][0] : comment.start]:
            return False
        entry = self.ends[number][1]
        if entry.beside:
            self._above(entry, comment)
        else:
            entry.beside = comment.text
        return True

    def alone(self, comment: Comment) -> None:
        """Put a comment above the entry that follows it, or below the last one of the part it is indented to."""
        number = bisect_right(self.starts, comment.start)
        if number == 0:
            self._add(self.head, comment)
            return
        before, parents = self.entries[number - 1]
        if isinstance(before.value, Scalar) and comment.start < before.value.start:
            self._above(before, comment)
            return
        around = (*parents, before.value) if isinstance(before.value, Collection) else parents
        inside = [part for part in around if part.flow and part.start < comment.start < part.end]
        after, outer = self.entries[number] if number < len(self.entries) else (None, ())
        if inside:
            self._in_flow(inside[-1], after if after and any(part is inside[-1] for part in outer) else None, comment)
            return
        if after and outer[-1].flow:  # a bracketed part begins below the comment
            after = self.holders[id(next(part for part in outer if part.flow))]
            if after.start < comment.start:
                self._above(after, comment)
                return
        target = self._ended_part(comment, around, after, outer)
        if target is None and after:
            self._above(after, comment)
        elif target is not None:
            self._add(target.below, comment)

    def _in_flow(self, part: Collection, after: Entry | None, comment: Comment) -> None:
        if after:
            self._above(after, comment)
        elif part.entries or id(part) not in self.holders:
            self._add(part.below, comment)
        else:
            self._above(self.holders[id(part)], comment)

    def _ended_part(
        self, comment: Comment, around: tuple[Collection, ...], after: Entry | None, outer: tuple[Collection, ...]
    ) -> Collection | None:
        """The part above that a comment closes, None where it is about the entry `after` it."""
        column = self._column(comment.start)
        if after and (column <= self._column_of(after, outer) or self._dash_before(comment)):
            return None
        known = [part for part in around if not part.flow and self._column(part.start) <= column]
        found = known[-1] if known else around[0]
        return None if after and any(part is found for part in outer) else found

    def _dash_before(self, comment: Comment) -> bool:
        """Whether the item that the comment is about has begun, with a dash on a line before it."""
        number = bisect_right(self.ends, comment.start, key=lambda end: end[0]) - 1
        end, entry = self.ends[number]
        if isinstance(entry.value, Scalar) and entry.value.end <= comment.start:
            end = max(end, entry.value.end)
        between = self.text[end : comment.start]
        return "-" in _COMMENT.sub("", between)

    def _column_of(self, entry: Entry, parents: tuple[Collection, ...]) -> int:
        holds = [part for part in parents if any(entry is own for own in part.entries)]
        return self._column(entry.start if entry.key else holds[-1].start)

    def _column(self, place: int) -> int:
        return place - self.text.rfind("\n", 0, place) - 1

    def _above(self, entry: Entry, comment: Comment) -> None:
        self.first.setdefault(id(entry), comment.start)
        self._add(entry.above, comment)

    def _add(self, comments: list[str], comment: Comment) -> None:
        if comments and self._blank_above(comment.start):
            comments.append("")
        comments.append(comment.text)

    def _blank_above(self, place: int) -> bool:
        """Whether the line above the one of `place` is blank."""
        line = self.text.rfind("\n", 0, place)
        return line > 0 and not self.text[self.text.rfind("\n", 0, line) + 1 : line].strip()

    def mark_blank_lines(self) -> None:
        """Note the entries that a blank line stands before."""
        for entry, _ in self.entries:
            entry.apart = self._blank_above(min(entry.start, self.first.get(id(entry), entry.start)))
