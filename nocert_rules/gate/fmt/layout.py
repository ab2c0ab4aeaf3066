"""Writes the parts of a file as the canon has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nocert_rules.gate.fmt.canon import KINDS, WIDTH, Kind
from nocert_rules.gate.fmt.scalars import block, on_one_line, paragraphs
from nocert_rules.gate.fmt.tree import Collection, Entry, Part, Scalar, has_comments
from nocert_rules.render.page import width_of

_STEP = "  "


def file_text(root: Collection, kind: str, head: Iterable[str]) -> str:
    """The file that holds `root`, which is of `kind`, under the comments `head`."""
    lines = [*head, *_block(root, kind, "")]
    return "".join(f"{line}\n" for line in lines)


def _block(part: Collection, kind: str, indent: str) -> Iterator[str]:
    """The lines of a list or mapping, an entry after another."""
    for number, entry in enumerate(_in_order(part, KINDS[kind])):
        if number and _gap_before(entry, KINDS[kind]):
            yield ""
        if entry.key:
            yield from _pair(entry, entry.key, kind, indent)
        else:
            yield from _item(entry, KINDS[kind].items, indent)
    yield from _comments(part.below, indent)


def _in_order(part: Collection, kind: Kind) -> list[Entry]:
    """The entries of a mapping in the order of its kind; those of a list as they are."""
    return sorted(part.entries, key=lambda entry: kind.place_of(entry.key.text) if entry.key else 0)


def _gap_before(entry: Entry, kind: Kind) -> bool:
    return kind.gaps == "one" or (kind.gaps == "kept" and entry.apart)


def _comments(comments: Iterable[str], indent: str) -> Iterator[str]:
    for comment in comments:
        yield indent + comment if comment else ""


def _pair(entry: Entry, key: Scalar, kind: str, indent: str) -> Iterator[str]:
    """A key with its value, as one line or as a line with others below it."""
    yield from _comments(entry.above, indent)
    name = on_one_line(key, False) or key.text
    beside = f"  {entry.beside}" if entry.beside else ""
    value, start = entry.value, f"{indent}{name}:"
    if isinstance(value, Scalar):
        first, *others = _scalar(value, KINDS[kind].part(key.text) == "text", indent + _STEP)
        yield f"{start} {first}".rstrip(" ") + beside
        yield from others
        return
    value_kind = _kind_of(value, KINDS[kind].part(key.text))
    line = _line(value, value_kind, start)
    if line is not None:
        yield f"{start} {line}{beside}"
        return
    yield start + beside
    yield from _block(value, value_kind, indent + _STEP)


def _item(entry: Entry, kind: str, indent: str) -> Iterator[str]:
    """An item of a list: a dash, and its value beside it."""
    value = entry.value
    beside = f"  {entry.beside}" if entry.beside else ""
    if isinstance(value, Scalar):
        yield from _comments(entry.above, indent)
        first, *others = _scalar(value, False, indent + _STEP)
        yield f"{indent}- {first}".rstrip(" ") + beside
        yield from others
        return
    value_kind = _kind_of(value, kind)
    _lift_comments(entry, value, value_kind)
    # a condition in a list needs no brackets: its one key follows the dash
    bare = KINDS[value_kind].layout == "pair" and bool(value.entries)
    line = None if bare else _line(value, value_kind, f"{indent}-")
    if line is not None:
        yield from _comments(entry.above, indent)
        yield f"{indent}- {line}{beside}"
        return
    yield from _comments([*entry.above, *([entry.beside] if entry.beside else [])], indent)
    first, *others = _block(value, value_kind, indent + _STEP)
    yield f"{indent}- {first[len(indent + _STEP) :]}"
    yield from others


def _lift_comments(item: Entry, value: Part, kind: str) -> None:
    """Give an item the comments above the first line of its value, which have to stand above its dash."""
    while isinstance(value, Collection) and value.entries:
        first = _in_order(value, KINDS[kind])[0]
        item.above += first.above
        first.above = []
        if first.key:
            return
        value, kind = first.value, KINDS[kind].items


def _scalar(value: Scalar, is_text: bool, indent: str) -> list[str]:
    """A value as lines, the first of which follows its key or dash; texts, and what has several lines, as a block."""
    if value.style != "plain" and (is_text or "\n" in value.text):
        lines = block(value.text, indent)
        if lines:
            return lines
    line = on_one_line(value, False)
    return [line] if line is not None else paragraphs(value.text, indent).split("\n")


def _kind_of(value: Part, named: str) -> str:
    """The kind of `value`; a finding is known by its keys, for it may stand anywhere among facts."""
    if named == "group" and isinstance(value, Collection) and value.is_map:
        keys = {entry.key.text for entry in value.entries if entry.key}
        if "value" in keys and keys <= set(KINDS["finding"].order):
            return "finding"
    return named


def _line(part: Collection, kind: str, before: str) -> str | None:
    """`part` on one line after `before`, None where the canon wants several."""
    if part.entries and (KINDS[kind].layout == "block" or has_comments(part)):
        return None
    line = _in_brackets(part, kind)
    if line is not None and KINDS[kind].layout == "fit" and width_of(f"{before} {line}") > WIDTH:
        return None
    return line


def _in_brackets(part: Part, kind: str) -> str | None:
    """`part` as it stands within a line, None where it may not."""
    if isinstance(part, Scalar):
        return None if "\n" in part.text else on_one_line(part, True)
    if not part.entries:
        return "{}" if part.is_map else "[]"
    if part.is_map and KINDS[kind].layout == "pair" and len(part.entries) > 1:
        return None
    inside = [_within(entry, kind) for entry in _in_order(part, KINDS[kind])]
    if any(text is None for text in inside):
        return None
    joined = ", ".join(text for text in inside if text is not None)
    return f"{{{joined}}}" if part.is_map else f"[{joined}]"


def _within(entry: Entry, kind: str) -> str | None:
    """An entry within brackets; a list within brackets holds values alone."""
    value = entry.value
    if entry.key is None:
        return _in_brackets(value, kind) if isinstance(value, Scalar) else None
    value_kind = _kind_of(value, KINDS[kind].part(entry.key.text))
    if isinstance(value, Collection) and value.entries and KINDS[value_kind].layout in ("block", "row"):
        return None
    key, text = on_one_line(entry.key, True), _in_brackets(value, value_kind)
    return f"{key}: {text}" if key is not None and text is not None else None
