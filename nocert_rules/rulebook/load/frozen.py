"""A Rulebook as JSON and back: rows of values, each the fields of one object of the model, in an order in which
those that a row refers to come before it.

Reading makes objects of the model's own classes from plain values and can do nothing else. Classes and their fields
stand at the head, and what was written by a program that knew others is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from nocert_rules.rulebook.model import calendar, catalogue, conditions, notices, rulebook, rules, values
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position

_MODULES = (calendar, catalogue, conditions, notices, rulebook, rules, values)


class NotReadable(Exception):
    """The text is not that of a Rulebook of this program."""


def _classes() -> dict[str, type]:
    found = [each for module in _MODULES for each in vars(module).values() if isinstance(each, type)]
    return {each.__name__: each for each in (*found, Position) if is_dataclass(each)}


def freeze(book: Rulebook) -> str:
    """`book` as text; raises TypeError where it holds something that the model has no place for."""
    return _Writer().text(book)


def thaw(text: str) -> Rulebook:
    """The Rulebook that `text` was made of; raises NotReadable where it was not made by this program."""
    try:
        data = json.loads(text)
        known = _classes()
        classes = [known[name] for name, _ in data["classes"]]
        names = [[each.name for each in fields(each)] for each in classes]
        if names != [given for _, given in data["classes"]]:
            raise NotReadable("other fields")
        found = _objects(classes, names, data["rows"])[-1]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise NotReadable(str(error)) from error
    if not isinstance(found, Rulebook):
        raise NotReadable("another object")
    return found


class _Writer:
    """Collects the rows, one for each object."""

    def __init__(self) -> None:
        self._known = _classes()
        self._classes: dict[type, int] = {}
        self._numbers: dict[int, int] = {}
        self._rows: list[list[object]] = []

    def text(self, book: Rulebook) -> str:
        self._number(book)
        heads = [[each.__name__, [field.name for field in fields(each)]] for each in self._classes]
        return json.dumps({"classes": heads, "rows": self._rows}, ensure_ascii=False, separators=(",", ":"))

    def _number(self, item: Any) -> int:
        if id(item) not in self._numbers:
            kind = type(item)
            if self._known.get(kind.__name__) is not kind:
                raise TypeError(f"{kind.__name__} has no place in a rulebook")
            cells = [self._cell(getattr(item, field.name)) for field in fields(item)]
            self._rows.append([self._classes.setdefault(kind, len(self._classes)), *cells])
            self._numbers[id(item)] = len(self._rows) - 1
        return self._numbers[id(item)]

    def _cell(self, value: Any) -> object:
        """Plain values as they are; all else as a list that begins with what it is."""
        if value is None or type(value) in (str, int, bool):
            return value
        if is_dataclass(value):
            return [self._number(value)]
        if type(value) is date:
            return ["d", value.isoformat()]
        if type(value) in (tuple, frozenset):
            items = sorted(value) if type(value) is frozenset else value
            return ["t" if type(value) is tuple else "s", *map(self._cell, items)]
        if isinstance(value, Mapping):
            kind = "m" if type(value) is MappingProxyType else "k"
            return [kind, *(cell for pair in value.items() for cell in map(self._cell, pair))]
        raise TypeError(f"{type(value).__name__} has no place in a rulebook")


def _objects(classes: list[type], names: list[list[str]], rows: list[list[Any]]) -> list[Any]:
    """The objects of all rows. Their fields are set as they stand, for they were checked before they were written."""
    made: list[Any] = []

    def items(cells: list[Any]) -> list[Any]:  # called for every list: one expression is quicker than many calls
        return [
            cell if type(cell) is not list else made[cell[0]] if type(cell[0]) is int else makers[cell[0]](cell)
            for cell in cells
        ]

    def pairs(cell: list[Any]) -> dict[Any, Any]:
        flat = items(cell[1:])
        return dict(zip(flat[::2], flat[1::2], strict=True))

    makers: dict[str, Callable[[list[Any]], Any]] = {
        "t": lambda cell: tuple(items(cell[1:])),
        "s": lambda cell: frozenset(items(cell[1:])),
        "m": lambda cell: MappingProxyType(pairs(cell)),
        "k": pairs,
        "d": lambda cell: date.fromisoformat(cell[1]),
    }
    for kind, *cells in rows:
        item = object.__new__(classes[kind])
        vars(item).update(zip(names[kind], items(cells), strict=True))
        made.append(item)
    return made
