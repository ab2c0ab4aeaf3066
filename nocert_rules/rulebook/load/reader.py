"""Typed access to nodes: every method returns a value of its type, or notes a problem and a stand-in.

Loading goes on after a problem, so that all problems of a run are found; since `Problems.raise_if_any`
is called before anything is used, a stand-in never reaches a Rulebook.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, kind_of
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problems, listed, shown

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# what YAML 1.1 or 1.2 would read as something other than text
_NOT_TEXT = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"
    r"|[-+]?[0-9][0-9_]*|[-+]?0[xob][0-9a-fA-F_]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|"
)


def boolean_of(node: ScalarNode) -> bool | None:
    """`true` or `false` without quotes, else None."""
    return {"true": True, "false": False}.get(node.text) if not node.quoted else None


def integer_of(node: ScalarNode) -> int | None:
    """A plain decimal integer of at most 18 digits, else None."""
    return int(node.text) if not node.quoted and _INTEGER.fullmatch(node.text) else None


def date_of(node: ScalarNode) -> date | None:
    """An ISO day that exists, else None."""
    if not _DATE.fullmatch(node.text):
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        return None


def text_of(node: ScalarNode) -> str | None:
    """Text: anything in quotes, or plain characters that YAML would not read as another type."""
    return node.text if node.quoted or not _NOT_TEXT.fullmatch(node.text) else None


class Fields:
    """The entries of a mapping, read by name; `where` names the mapping in messages."""

    def __init__(self, node: MapNode, where: str, problems: Problems) -> None:
        self.node = node
        self.where = where
        self.problems = problems

    @property
    def position(self) -> Position:
        """Where the mapping stands."""
        return self.node.position

    def only(self, known: Collection[str]) -> Fields:
        """Note every key that is not in `known`; returns itself."""
        for key, _ in self.node.entries:
            if key.text not in known:
                names = listed(known)
                self.problems.add_unknown("unknown_key", key.position, key.text, known, known=names)
        return self

    def has(self, key: str) -> bool:
        """Whether `key` is there."""
        return self.node.get(key) is not None

    def child(self, key: str) -> Node | None:
        """The node under `key`; a missing one is a problem."""
        node = self.node.get(key)
        if node is None:
            self.problems.add("missing_key", self.position, key=key, where=self.where)
        return node

    def place(self, key: str) -> Position:
        """Where the value of `key` stands, or the mapping if there is none."""
        node = self.node.get(key)
        return node.position if node is not None else self.position

    def scalar(self, key: str, expected: str) -> ScalarNode | None:
        """The scalar under `key`; missing or not a scalar is a problem."""
        node = self.child(key)
        if node is None or isinstance(node, ScalarNode):
            return node
        self.problems.add("expected_value", node.position, found=kind_of(node), expected=expected)
        return None

    def text(self, key: str, default: str | None = None) -> str:
        """Non-empty text under `key`, or `default` where it is absent."""
        if default is not None and not self.has(key):
            return default
        node = self.scalar(key, "text")
        value = text_of(node) if node else None
        if node and not value:
            self.problems.add("expected_value", node.position, found=kind_of(node), expected="text")
        return value or ""

    def flag(self, key: str, default: bool | None = None) -> bool:
        """`true` or `false` under `key`, or `default` where it is absent."""
        if default is not None and not self.has(key):
            return default
        node = self.scalar(key, "`true` or `false`")
        value = boolean_of(node) if node else None
        if node and value is None:
            self.problems.add("expected_value", node.position, found=kind_of(node), expected="`true` or `false`")
        return bool(value)

    def integer(self, key: str) -> int:
        """The integer under `key`."""
        node = self.scalar(key, "an integer")
        value = integer_of(node) if node else None
        if node and value is None:
            self.problems.add("expected_value", node.position, found=kind_of(node), expected="an integer")
        return value or 0

    def day(self, key: str) -> date | None:
        """The ISO day under `key`, None where it is absent."""
        if not self.has(key):
            return None
        node = self.scalar(key, "a day as `2019-06-03`")
        value = date_of(node) if node else None
        if node and value is None:
            self.problems.add("expected_value", node.position, found=kind_of(node), expected="a day as `2019-06-03`")
        return value

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One of `known` under `key`, or `default` where it is absent."""
        if default is not None and not self.has(key):
            return default
        value = self.text(key)
        if value and value not in known:
            names = listed(known)
            self.problems.add("expected_value", self.place(key), found=f"`{shown(value)}`", expected=f"one of {names}")
        return value

    def label(self, key: str) -> Label:
        """Words in Chinese and English under `key`."""
        node = self.child(key)
        return label_of(node, self.problems) if node else Label("", "")

    def optional_label(self, key: str) -> Label | None:
        """Words in Chinese and English under `key`, None where it is absent."""
        return self.label(key) if self.has(key) else None

    def mapping(self, key: str) -> Fields | None:
        """The mapping under `key`, None where it is absent."""
        node = self.node.get(key)
        return fields_of(node, f"`{key}`", self.problems) if node is not None else None

    def nodes(self, key: str, expected: str = "values") -> tuple[Node, ...]:
        """The items of the list under `key`, empty where it is absent."""
        node = self.node.get(key)
        return items_of(node, expected, self.problems) if node is not None else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list under `key` (a single text counts as a list of one), empty where absent."""
        return tuple(text for text, _ in self.placed_texts(key))

    def placed_texts(self, key: str) -> tuple[tuple[str, Position], ...]:
        """The same with the place of each."""
        node = self.node.get(key)
        nodes = (node,) if isinstance(node, ScalarNode) else self.nodes(key, "names")
        found: list[tuple[str, Position]] = []
        for item in nodes:
            value = text_of(item) if isinstance(item, ScalarNode) else None
            if value:
                found.append((value, item.position))
            else:
                self.problems.add("expected_value", item.position, found=kind_of(item), expected="a name")
        return tuple(found)

    def each(self, key: str, where: str) -> Iterator[Fields]:
        """The mappings of the list under `key`, none where it is absent."""
        for node in self.nodes(key, where):
            fields = fields_of(node, where, self.problems)
            if fields:
                yield fields


def fields_of(node: Node, where: str, problems: Problems) -> Fields | None:
    """`node` as a mapping, or None with a problem."""
    if isinstance(node, MapNode):
        return Fields(node, where, problems)
    problems.add("expected_mapping", node.position, found=kind_of(node), expected=where)
    return None


def items_of(node: Node, expected: str, problems: Problems) -> tuple[Node, ...]:
    """The items of `node` as a list, or none with a problem."""
    if isinstance(node, ListNode):
        return node.items
    problems.add("expected_list", node.position, found=kind_of(node), expected=expected)
    return ()


def label_of(node: Node, problems: Problems) -> Label:
    """`node` as words in Chinese and English."""
    fields = fields_of(node, "a label with `zh` and `en`", problems)
    if not fields:
        return Label("", "")
    fields.only(("zh", "en"))
    return Label(fields.text("zh"), fields.text("en"))
