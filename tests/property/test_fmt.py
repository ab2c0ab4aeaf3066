"""`nocert fmt` on files written in every way: it says the same, keeps the comments, and one way is left in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from nocert_rules.gate.fmt.comments import find_comments
from nocert_rules.gate.fmt.document import Document, formatted, read_document
from nocert_rules.gate.fmt.tree import Collection, read_tree
from nocert_rules.rulebook.load.assemble import plain
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode
from nocert_rules.words.errors import Problems

SHIPPED = tuple(sorted(path for name in ("rules", "catalogue") for path in default_folder(name).rglob("*.yaml")))
# mappings that have names of the author's own as keys: their order is his
FREE = {
    "facts",
    "subjects",
    "conclusions",
    "rules",
    "answer",
    "missing",
    "findings",
    "modality",
    "fields",
    "risk_findings",
}


@dataclass(frozen=True)
class Way:
    """A way of writing YAML; a chance is a number from 0 to 1."""

    random: Random
    flow: float = 0.3
    shuffle: bool = True
    comments: float = 0.0
    blanks: float = 0.0

    def chance(self, number: float) -> bool:
        """True as often as `number` says."""
        return self.random.random() < number


@cache
def parts() -> tuple[tuple[str, Node], ...]:
    """Every entry of every section of the shipped files, with the name of its section."""
    found: list[tuple[str, Node]] = []
    for path in SHIPPED:
        for section, value in document(path.read_text(encoding="utf-8")).fields.node.entries:
            found += [(section.text, item) for item in (value.items if isinstance(value, ListNode) else (value,))]
    return tuple(found)


def document(text: str) -> Document:
    """The document in `text`, which is right."""
    problems = Problems()
    found = read_document(text, "test.yaml", problems)
    assert found is not None, [problem.render() for problem in problems.found]
    return found


def comments(text: str) -> Counter[str]:
    """The words of all comments in `text`."""
    root = read_tree(text)
    assert isinstance(root, Collection)
    return Counter(comment.text for comment in find_comments(text, root))


def written(section: str, part: Node, way: Way) -> str:
    """A file of one section with one part, written in some way."""
    mark = "" if section == "document" else "- "
    step = way.random.choice((2, 4))
    lines = [*list(noted(way, 0)), f"{section}:"]
    lines += hung(mark, list(block(part, way, section)), "  " if mark else " " * step)
    lines += noted(way, way.random.choice((0, 1, 4)))
    return "\n".join(lines) + "\n" * way.random.choice((0, 1, 3))


def noted(way: Way, indent: int) -> Iterator[str]:
    """Perhaps comments on lines of their own, and blank lines."""
    while way.chance(way.blanks):
        yield " " * way.random.choice((0, indent))
    while way.chance(way.comments):
        at = max(0, indent + way.random.choice((0, 0, 0, -2, 1, 2)))
        yield f"{' ' * at}#{way.random.choice('# ·')} n{way.random.random()}"
        while way.chance(way.blanks):
            yield ""


def beside(way: Way) -> str:
    """Perhaps a comment at the end of a line."""
    return f" # b{way.random.random()}" if way.chance(way.comments / 2) else ""


def hung(mark: str, lines: list[str], indent: str) -> Iterator[str]:
    """`lines` indented, with `mark` before the first that holds more than a comment."""
    first = next(number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    for number, line in enumerate(lines):
        before = mark if number == first else " " * len(mark)
        yield f"{indent}{before}{line}" if line.strip() else line


def block(node: Node, way: Way, key: str) -> Iterator[str]:
    """`node` as lines, an entry after another."""
    if isinstance(node, ScalarNode):
        yield from scalar(node, way)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from noted(way, 0)
            inside = one_line(item, way, key) if way.chance(way.flow) else None
            lines = [inside + beside(way)] if inside else list(block(item, way, key)) or ["[]"]
            yield from hung("- " if way.chance(0.8) else "-   ", lines, "")
    else:
        for name, value in shuffled(node, way, key):
            yield from noted(way, 0)
            yield from pair(name, value, below(way, key))


def below(way: Way, key: str) -> Way:
    """How to write what stands under `key`."""
    return replace(way, shuffle=way.shuffle and key not in FREE)


def pair(name: ScalarNode, value: Node, way: Way) -> Iterator[str]:
    """A key with its value."""
    key = f"{quoted(name.text, way) if name.quoted else name.text}:"
    inside = None if isinstance(value, ScalarNode) else one_line(value, way, name.text)
    if isinstance(value, ScalarNode):
        first, *others = scalar(value, way)
        yield f"{key} {first}".rstrip() + beside(way)
        yield from others
    elif inside and (way.chance(way.flow) or not plain(value)):
        yield f"{key} {inside}{beside(way)}"
    else:
        yield key + beside(way)
        step = "" if isinstance(value, ListNode) and way.chance(0.3) else " " * way.random.choice((1, 2, 4))
        yield from (f"{step}{line}" if line.strip() else line for line in block(value, way, name.text))


def shuffled(node: MapNode, way: Way, key: str) -> list[tuple[ScalarNode, Node]]:
    """The entries of a mapping, in some order where it has none of its own."""
    entries = list(node.entries)
    if way.shuffle and key not in FREE and not any("." in name.text for name, _ in entries):
        way.random.shuffle(entries)
    return entries


def scalar(node: ScalarNode, way: Way) -> list[str]:
    """A value as lines."""
    if not node.quoted:
        return [node.text]
    if "\n" in node.text and node.text == node.text.strip() and way.chance(0.7):
        return ["|-", *(f"  {line}".rstrip() for line in node.text.split("\n"))]
    return [quoted(node.text, way)]


def quoted(text: str, way: Way) -> str:
    """`text` in quotes of some kind."""
    if "\n" not in text and way.chance(0.5):
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def one_line(node: Node, way: Way, key: str) -> str | None:
    """`node` within brackets, None where it cannot be."""
    if isinstance(node, ScalarNode):
        fits = node.quoted or (node.text and not set(node.text) & set(",[]{}\n"))
        return (quoted(node.text, way) if node.quoted else node.text) if fits else None
    if isinstance(node, ListNode):
        items = [one_line(item, way, key) for item in node.items]
        return None if None in items else f"[{', '.join(item for item in items if item)}]"
    pairs = [(name, one_line(value, below(way, key), name.text)) for name, value in shuffled(node, way, key)]
    if any(value is None or (not name.quoted and set(name.text) & set(",[]{}")) for name, value in pairs):
        return None
    joined = ", ".join(f"{quoted(name.text, way) if name.quoted else name.text}: {value}" for name, value in pairs)
    return f"{{{joined}}}"


NUMBERS = st.integers(0, 2**32)
SHARES = st.sampled_from((0.0, 0.1, 0.3, 0.6, 1.0))


@given(NUMBERS, SHARES)
def test_one_layout_is_left_of_all_ways_to_write_a_part(seed: int, flow: float) -> None:
    section, part = parts()[seed % len(parts())]
    one, other = (written(section, part, Way(Random(seed + number), flow * number)) for number in (0, 1))
    assert plain(document(one).fields.node) == plain(document(other).fields.node)
    assert formatted(document(one)).text == formatted(document(other)).text


@given(NUMBERS, SHARES, st.sampled_from((0.05, 0.2, 0.5)))
def test_formatting_keeps_content_and_comments_and_is_done_at_once(seed: int, flow: float, noted: float) -> None:
    section, part = parts()[seed % len(parts())]
    text = written(section, part, Way(Random(seed), flow, comments=noted, blanks=0.2))
    result = formatted(document(text))
    assert plain(result.fields.node) == plain(document(text).fields.node)
    assert comments(result.text) == comments(text)
    assert formatted(document(result.text)).text == result.text
    assert not any(line != line.rstrip() for line in result.text.split("\n"))
