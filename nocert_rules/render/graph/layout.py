"""Where everything of a picture stands: columns, the order in each, heights, and the way of every line.

Columns alternate: facts and conclusions in even ones, rules in odd ones. A line that passes a column has a place of
its own in it, so that it never crosses a box. The order in the columns is the best that sweeping from side to side
finds; the heights are then the closest to what lines would like that leave room between neighbours.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from nocert_rules.render.graph.picture import Edge, Picture

Point = tuple[float, float]
MARGIN, GAP, ROOM, LANE = 12.0, 76.0, 14.0, 8.0
_SWEEPS, _SETTLES, _PORT = 16, 12, 11.0
_PASSING = 4.0  # how much more a passing line wants to be straight than a box to be in its middle
_EMPTY = 24.0  # the width of a column with nothing but passing lines


@dataclass(frozen=True)
class Box:
    """Where a node stands: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """The box of every node and the way of every edge: the points between which it is drawn, two a column."""

    boxes: Mapping[str, Box]
    ways: Mapping[Edge, tuple[Point, ...]]
    width: float
    height: float


def lay_out(picture: Picture, sizes: Mapping[str, tuple[float, float]]) -> Layout:
    """The layout of `picture` whose nodes have `sizes` (width, height); what hangs together stands together."""
    level = levels(picture)
    starts, widths = _columns(level, sizes)
    boxes: dict[str, Box] = {}
    ways: dict[Edge, tuple[Point, ...]] = {}
    top = MARGIN
    for part in _parts(picture):
        top = _Layer(part, sizes, level, starts, widths).place(top, boxes, ways) + ROOM
    right = starts[-1] + widths[-1] if starts else 0.0
    return Layout(boxes, ways, round(right + MARGIN, 1), round(top - ROOM + MARGIN, 1))


def _parts(picture: Picture) -> list[Picture]:
    """The parts of a picture between which no line runs."""
    graph = nx.Graph()
    graph.add_nodes_from(node.id for node in picture.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in picture.edges)
    part_of = {name: number for number, names in enumerate(nx.connected_components(graph)) for name in names}
    return [
        Picture(
            tuple(node for node in picture.nodes if part_of[node.id] == number),
            tuple(edge for edge in picture.edges if part_of[edge.source] == number),
        )
        for number in dict.fromkeys(part_of[node.id] for node in picture.nodes)
    ]


def _columns(level: Mapping[str, int], sizes: Mapping[str, tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide it is."""
    widths = [_EMPTY] * (max(level.values(), default=-1) + 1)
    for name, column in level.items():
        widths[column] = max(widths[column], sizes[name][0])
    starts, x = [], MARGIN
    for width in widths:
        starts.append(round(x, 1))
        x += width + GAP
    return starts, widths


def levels(picture: Picture) -> dict[str, int]:
    """The column of every node: to the right of what it needs, and no further from what needs it than necessary."""
    graph = nx.DiGraph()
    rank = {node.id: number for number, node in enumerate(picture.nodes)}
    rules = {node.id for node in picture.nodes if node.is_rule}
    graph.add_nodes_from(rank)
    for edge in picture.edges:
        graph.add_edge(edge.source, edge.target, span=2 if (edge.source in rules) == (edge.target in rules) else 1)
    order: list[str] = list(nx.lexicographical_topological_sort(graph, key=rank.__getitem__))
    level: dict[str, int] = {}
    for name in order:
        before = [level[other] + graph.edges[other, name]["span"] for other in graph.pred[name]]
        level[name] = max(before, default=int(name in rules))
    for name in reversed(order):
        if graph.in_degree(name) <= graph.out_degree(name) and graph.out_degree(name):
            level[name] = min(level[other] - graph.edges[name, other]["span"] for other in graph.succ[name])
    first = min(level.values(), default=0)
    return {name: number - first for name, number in level.items()}


class _Layer:
    """Lays one part out. Vertices are numbers: first the nodes, then one for each column that an edge passes."""

    def __init__(
        self,
        picture: Picture,
        sizes: Mapping[str, tuple[float, float]],
        level: Mapping[str, int],
        starts: Sequence[float],
        widths: Sequence[float],
    ) -> None:
        self.names = [node.id for node in picture.nodes]
        self.starts, self.widths = starts, widths
        self.column = [level[name] for name in self.names]
        self.size = [sizes[name] for name in self.names]
        self.left: list[list[int]] = [[] for _ in self.names]
        self.right: list[list[int]] = [[] for _ in self.names]
        self.chains: dict[Edge, list[int]] = {}
        number = {name: place for place, name in enumerate(self.names)}
        for edge in picture.edges:
            self.chains[edge] = self._chain(number[edge.source], number[edge.target])
        self.columns: list[list[int]] = [[] for _ in starts]
        self.y = [0.0] * len(self.column)

    def _chain(self, source: int, target: int) -> list[int]:
        """The vertices from `source` to `target`, with one in each column between them."""
        chain = [source]
        for column in range(self.column[source] + 1, self.column[target]):
            self.column.append(column)
            self.size.append((0.0, LANE))
            self.left.append([])
            self.right.append([])
            chain.append(len(self.column) - 1)
        chain.append(target)
        for one, other in pairwise(chain):
            self.right[one].append(other)
            self.left[other].append(one)
        return chain

    def place(self, top: float, boxes: dict[str, Box], ways: dict[Edge, tuple[Point, ...]]) -> float:
        """Put everything below `top` into `boxes` and `ways`; returns how far down it reaches."""
        self._order()
        self._settle()
        lift = top - min(self._top(vertex) for vertex in range(len(self.column)))
        self.y = [round(y + lift, 1) for y in self.y]
        for vertex, name in enumerate(self.names):
            width, height = self.size[vertex]
            column = self.column[vertex]
            x = self.starts[column] + (self.widths[column] - width) / 2
            boxes[name] = Box(round(x, 1), round(self._top(vertex), 1), width, height)
        ways.update(self._ways(boxes))
        return max(self._top(vertex) + self.size[vertex][1] for vertex in range(len(self.column)))

    def _top(self, vertex: int) -> float:
        return self.y[vertex] - self.size[vertex][1] / 2

    # the order in each column

    def _order(self) -> None:
        seen: set[int] = set()
        for vertex in sorted(range(len(self.column)), key=lambda each: (len(self.right[each]) > 0, each)):
            self._visit(vertex, seen)
        best, fewest = [list(column) for column in self.columns], self._crossings()
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            neighbours = self.left if forward else self.right
            for column in self.columns if forward else reversed(self.columns):
                self._sort(column, neighbours)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(column) for column in self.columns], crossings
        self.columns = best

    def _visit(self, vertex: int, seen: set[int]) -> None:
        """Put `vertex` and all that it needs into their columns, in the order of a walk from right to left."""
        waiting = [vertex]
        while waiting:
            found = waiting.pop()
            if found not in seen:
                seen.add(found)
                self.columns[self.column[found]].append(found)
                waiting.extend(reversed(self.left[found]))

    def _sort(self, column: list[int], neighbours: Sequence[Sequence[int]]) -> None:
        """Order a column by where its neighbours stand; what has none stays where it is."""
        place = {vertex: number for each in self.columns for number, vertex in enumerate(each)}
        means = {
            vertex: sum(place[other] for other in neighbours[vertex]) / len(neighbours[vertex])
            for vertex in column
            if neighbours[vertex]
        }
        moved = iter(sorted(means, key=lambda vertex: (means[vertex], place[vertex])))
        column[:] = [next(moved) if vertex in means else vertex for vertex in column]

    def _crossings(self) -> int:
        total = 0
        for column, after in pairwise(self.columns):
            place = {vertex: number for number, vertex in enumerate(after)}
            passed: list[int] = []
            for vertex in column:
                ends = [place[other] for other in self.right[vertex]]
                total += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    insort(passed, end)
        return total

    # heights

    def _settle(self) -> None:
        for column in self.columns:
            y = 0.0
            for vertex in column:
                self.y[vertex] = y + self.size[vertex][1] / 2
                y += self.size[vertex][1] + ROOM
        for turn in range(_SETTLES):
            sides = [self.left] if turn % 2 == 0 else [self.right]
            if turn >= _SETTLES - 4:
                sides = [self.left, self.right]
            for column in self.columns if turn % 2 == 0 else reversed(self.columns):
                self._fit(column, sides)

    def _fit(self, column: Sequence[int], sides: Sequence[Sequence[Sequence[int]]]) -> None:
        """Move a column's vertices as near to their neighbours as their order and the room between them allow.

        Blocks that would overlap are merged and stand at their mean: the least sum of squares.
        """
        blocks: list[tuple[float, float, int]] = []  # mean wish, weight, how many
        offsets: list[float] = []
        offset = 0.0
        for number, vertex in enumerate(column):
            if number:
                previous = column[number - 1]
                offset += (self.size[previous][1] + self.size[vertex][1]) / 2 + self._room(previous, vertex)
            offsets.append(offset)
            wishes = [self.y[other] for side in sides for other in side[vertex]]
            wish = sum(wishes) / len(wishes) if wishes else self.y[vertex]
            weight = _PASSING if vertex >= len(self.names) else 1.0 if wishes else 0.2
            block = (wish - offset, weight, 1)
            while blocks and blocks[-1][0] > block[0]:
                mean, own, count = blocks.pop()
                block = ((mean * own + block[0] * block[1]) / (own + block[1]), own + block[1], count + block[2])
            blocks.append(block)
        means = [mean for mean, _, count in blocks for _ in range(count)]
        for vertex, mean, offset in zip(column, means, offsets, strict=True):
            self.y[vertex] = mean + offset

    def _room(self, one: int, other: int) -> float:
        """The room between neighbours: less between two passing lines."""
        return 2.0 if min(one, other) >= len(self.names) else ROOM

    # lines

    def _ways(self, boxes: Mapping[str, Box]) -> dict[Edge, tuple[Point, ...]]:
        leaving = self._ports(0, 1)
        coming = self._ports(-1, -2)
        ways: dict[Edge, tuple[Point, ...]] = {}
        for edge, chain in self.chains.items():
            source, target = boxes[edge.source], boxes[edge.target]
            points = [(source.x + source.width, leaving[edge])]
            for vertex in chain[1:-1]:
                start, width = self.starts[self.column[vertex]], self.widths[self.column[vertex]]
                points += [(start, self.y[vertex]), (start + width, self.y[vertex])]
            ways[edge] = (*points, (target.x, coming[edge]))
        return ways

    def _ports(self, end: int, neighbour: int) -> dict[Edge, float]:
        """The height at which each edge leaves or reaches its node: spread over the side, in the order of the ways."""
        of_node: dict[int, list[tuple[float, int, Edge]]] = {}
        for number, (edge, chain) in enumerate(self.chains.items()):
            of_node.setdefault(chain[end], []).append((self.y[chain[neighbour]], number, edge))
        ports: dict[Edge, float] = {}
        for vertex, found in of_node.items():
            step = min(_PORT, (self.size[vertex][1] - 12) / max(len(found) - 1, 1))
            for place, (_, _, edge) in enumerate(sorted(found, key=lambda each: each[:2])):
                ports[edge] = round(self.y[vertex] + (place - (len(found) - 1) / 2) * step, 1)
        return ports
