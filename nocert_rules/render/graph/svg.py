"""A picture as SVG text: readable by itself, with a link on every box, a title and a description.

Colours stand as attributes, so that a file looks the same as the picture on a page. Kinds differ by shape as well:
facts are round at their ends, rules have a band at their left, conclusions are bold; exceptions are dashed lines
that end at a bar, conditions that must not hold end at a ring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from nocert_rules.render.graph.layout import Box, Layout, Point, lay_out
from nocert_rules.render.graph.picture import Edge, Node, NodeKind, Picture
from nocert_rules.render.page import wrap

_FONT = (
    "Arial, 'Helvetica Neue', 'Liberation Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Noto Sans SC', sans-serif"
)
# sizes of letters, of lines, of the room for words (in columns), and how many lines a label has at most
_SIZE, _SMALL, _LINE, _COLUMNS, _COLUMN, _MOST = 13, 11, 17.0, 26, 7.0, 5
_ACROSS, _ABOVE = 13.0, 9.0  # from a box's edge to its words
WIDTH = _COLUMNS * _COLUMN + 2 * _ACROSS
_ARROW, _RING, _BAR = 7.0, 4.0, 8.0
_INK, _QUIET, _LINES, _ACCENT = "#16222b", "#51606b", "#6f7f8a", "#12405c"
_EXCEPTION, _FINDING = "#8c1d18", "#6b4a00"


@dataclass(frozen=True)
class _Look:
    fill: str
    line: str
    ink: str = _INK
    width: float = 1.0
    round: float = 3.0
    dashed: bool = False
    bold: bool = False


_LOOKS: dict[NodeKind, _Look] = {
    "fact": _Look("#ffffff", "#8a98a3", round=14),
    "finding": _Look("#fff5dc", "#a87a10", round=14),
    "computed": _Look("#f3f6f8", "#8a98a3", round=14, dashed=True),
    "rule": _Look("#f3f6f8", "#b4c1ca"),
    "gap": _Look("#ffffff", _ACCENT, dashed=True),
    "conclusion": _Look("#e3eef6", _ACCENT, width=1.4, bold=True),
}
_ASKED = _Look(_ACCENT, _ACCENT, "#ffffff", 1.4, bold=True)


@dataclass(frozen=True)
class Words:
    """What a picture says: title and description; for each node its words, small lines above and below, its link."""

    title: str
    description: str
    above: Callable[[Node], str]
    label: Callable[[Node], str]
    below: Callable[[Node], str]
    address: Callable[[Node], str]


def draw(picture: Picture, words: Words, name: str = "picture") -> str:
    """`picture` as an SVG element; `name` begins the ids in it."""
    texts = {node.id: _texts(node, words) for node in picture.nodes}
    sizes = {id_: (WIDTH, 2 * _ABOVE + _LINE * len(lines)) for id_, lines in texts.items()}
    layout = lay_out(picture, sizes)
    return "\n".join(
        [*_head(words, layout, name), *_lines(picture, layout), *_boxes(picture, layout, texts, words), "</svg>"]
    )


def lines_of(text: str, columns: int = _COLUMNS) -> list[str]:
    """`text` in lines of at most `columns`, a Chinese character taking two; long ids are broken after a hyphen."""
    if " " in text or "-" not in text or not text.isascii():
        return wrap(text, columns)
    lines = [""]
    for part in text.replace("-", "-\n").split("\n"):
        if lines[-1] and len(lines[-1]) + len(part) > columns:
            lines.append("")
        lines[-1] += part
    return [shorter for line in lines for shorter in wrap(line, columns)]


def _texts(node: Node, words: Words) -> list[tuple[str, bool]]:
    """The lines in a box, each with whether it is a small one."""
    above, label, below = words.above(node), lines_of(words.label(node)), words.below(node)
    if len(label) > _MOST:
        label = [*label[: _MOST - 1], label[_MOST - 1].rstrip("，、；。 ") + "…"]
    rows = [(line, True) for line in lines_of(above, _COLUMNS + 4)] if above else []
    rows += [(line, False) for line in label]
    return rows + ([(line, True) for line in lines_of(below, _COLUMNS + 4)] if below else [])


def _head(words: Words, layout: Layout, name: str) -> Iterator[str]:
    width, height = _number(layout.width), _number(layout.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="group" aria-labelledby="{name}-title" aria-describedby="{name}-desc" font-family="{escape(_FONT)}" '
        f'font-size="{_SIZE}">'
    )
    yield f'<title id="{name}-title">{escape(words.title)}</title>'
    yield f'<desc id="{name}-desc">{escape(words.description)}</desc>'


def _lines(picture: Picture, layout: Layout) -> Iterator[str]:
    """The edges, exceptions last so that they are on top."""
    yield '<g fill="none" aria-hidden="true">'
    for edge in sorted(picture.edges, key=lambda each: each.kind == "excepts"):
        yield _line(edge, layout.ways[edge])
    yield "</g>"


def _line(edge: Edge, way: tuple[Point, ...]) -> str:
    exception = edge.kind == "excepts"
    colour = _EXCEPTION if exception else _LINES
    dash = ' stroke-dasharray="6 4"' if exception else ' stroke-dasharray="2 3"' if edge.kind == "opens" else ""
    x, y = way[-1]
    tip = {"excepts": 4.0, "negated": 2 * _RING}.get(edge.kind, _ARROW - 1)
    path = _path((*way[:-1], (x - tip, y)))
    width = "1.7" if exception else "1.2"
    return (
        f'<g class="edge {edge.kind}" data-from="{escape(edge.source)}" data-to="{escape(edge.target)}">'
        f'<path d="{path}" stroke="{colour}" stroke-width="{width}"{dash}/>{_tip(edge, x, y, colour)}</g>'
    )


def _path(way: tuple[Point, ...]) -> str:
    """Straight across columns, bent between them."""
    (x, y), *rest = way
    path = f"M{_number(x)} {_number(y)}"
    for number, (next_x, next_y) in enumerate(rest):
        if number % 2 or next_y == y:
            path += f"L{_number(next_x)} {_number(next_y)}"
        else:
            middle = _number((x + next_x) / 2)
            path += f"C{middle} {_number(y)} {middle} {_number(next_y)} {_number(next_x)} {_number(next_y)}"
        x, y = next_x, next_y
    return path


def _tip(edge: Edge, x: float, y: float, colour: str) -> str:
    if edge.kind == "excepts":
        bar = f"M{_number(x - 4)} {_number(y - _BAR)}V{_number(y + _BAR)}"
        return f'<path d="{bar}" stroke="{colour}" stroke-width="3"/>'
    if edge.kind == "negated":
        ring = f'cx="{_number(x - _RING)}" cy="{_number(y)}" r="{_number(_RING - 0.7)}"'
        return f'<circle {ring} stroke="{colour}" stroke-width="1.4"/>'
    points = [(x, y), (x - _ARROW, y - 3.5), (x - _ARROW, y + 3.5)]
    return f'<path d="M{"L".join(f"{_number(a)} {_number(b)}" for a, b in points)}Z" fill="{colour}"/>'


def _boxes(picture: Picture, layout: Layout, texts: dict[str, list[tuple[str, bool]]], words: Words) -> Iterator[str]:
    for node in picture.nodes:
        yield _box(node, layout.boxes[node.id], texts[node.id], words.address(node))


def _box(node: Node, box: Box, lines: list[tuple[str, bool]], address: str) -> str:
    look = _ASKED if node.asked else _LOOKS[node.kind]
    dash = ' stroke-dasharray="4 3"' if look.dashed else ""
    x, y, width, height = (_number(value) for value in (box.x, box.y, box.width, box.height))
    band = f'<rect x="{x}" y="{y}" width="4" height="{height}" fill="{_ACCENT}"/>' if node.is_rule else ""
    weight = ' font-weight="700"' if look.bold else ""
    kind = f"node {node.kind} asked" if node.asked else f"node {node.kind}"
    rows = []
    for number, (line, small) in enumerate(lines):
        at = f'x="{_number(box.x + _ACROSS)}" y="{_number(box.y + _ABOVE + _LINE * (number + 0.76))}"'
        style = f' font-size="{_SMALL}" fill="{_above_ink(node, look)}"' if small else f'{weight} fill="{look.ink}"'
        rows.append(f"<text {at}{style}>{escape(line)}</text>")
    return (
        f'<a href="{escape(address)}" class="{kind}" data-node="{escape(node.id)}">'
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{_number(look.round)}" fill="{look.fill}" '
        f'stroke="{look.line}" stroke-width="{_number(look.width)}"{dash}/>{band}{"".join(rows)}</a>'
    )


def _above_ink(node: Node, look: _Look) -> str:
    return look.ink if node.asked else _FINDING if node.kind == "finding" else _QUIET


def _number(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")
