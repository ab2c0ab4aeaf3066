"""Lints of published lists and what is known of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

from nocert_rules.gate.lint.book import Book, maps_in, text_in
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.periods import Period, meet
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, ScalarNode
from nocert_rules.rulebook.model.catalogue import Entry, PublishedList
from nocert_rules.rulebook.model.conditions import Compare, Given, Quantified, atoms
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, listed

_STEPS = (("drafted_by", "拟定"), ("approved_by", "批准"), ("published_on", "公布"))


def list_without_publication(book: Book) -> Iterator[Found]:
    """A list within a document's territory of which nobody knows who drafted, approved or published it."""
    rulebook = book.loaded
    territories = {document.territory for document in rulebook.documents.values()}
    for published in rulebook.lists.values():
        if not territories & set(rulebook.ancestry(published.jurisdiction)):
            continue  # lists of elsewhere open no route here, published or not
        missing = [key for key, _ in _STEPS if not getattr(published, key)]
        if missing:
            keys = listed(missing)
            words = "、".join(word for key, word in _STEPS if key in missing)
            message = Label(
                f"清单 `{published.id}` 没有写明{words}（{keys}）；缺少其一的清单不能开启任何方式",
                f"list `{published.id}` lacks {keys}; expected all three, or the list opens no route",
            )
            yield Found(book.place("list", published.id, "list"), message)


def in_force_before_publication(book: Book) -> Iterator[Found]:
    """A list that is in force before anybody could read it."""
    for published in book.loaded.lists.values():
        first, day = published.in_force_from, published.published_on
        if first and day and first < day:
            message = Label(
                f"清单 `{published.id}` 自 {first} 生效，早于公布之日 {day}；应在公布当日或之后生效",
                f"list `{published.id}` is in force from {first}, before its publication on {day}; "
                "expected that day or later",
            )
            yield Found(book.place("list", published.id, "in_force_from"), message)


def item_duplicate(book: Book) -> Iterator[Found]:
    """The same item twice in a list, but for blanks, punctuation or the width of characters."""
    for published in book.loaded.lists.values():
        first: dict[tuple[str, ...], Entry] = {}
        for entry in published.entries:
            key = tuple(_folded(part) for part in entry.item)
            if key in first:
                message = Label(
                    f"条目 `{entry.id}` 与 `{first[key].id}` 只有标点或空格不同；每个事项在清单中只能出现一次",
                    f"entry `{entry.id}` is the item of `{first[key].id}` but for blanks or punctuation; "
                    "expected each item once in a list",
                )
                yield Found(book.place("entry", entry.id, "certificate"), message)
            first.setdefault(key, entry)


def _folded(text: str) -> str:
    """`text` without what two clerks might write differently: width, case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def item_cancelled_and_kept(book: Book) -> Iterator[Found]:
    """An item for which lists of one jurisdiction open a route, and also say that none is open."""
    rulebook = book.loaded
    opened = routes_opened(rulebook)
    for entry in rulebook.entries.values():
        clash = _clash(entry.routes, entry.routes, opened)
        if clash:
            message = Label(
                f"条目 `{entry.id}` 既列 `{clash[0]}` 又列 `{clash[1]}`；只能取其一",
                f"entry `{entry.id}` is both `{clash[0]}` and `{clash[1]}`; expected one of the two",
            )
            yield Found(_route_place(book, entry, clash[1]), message)
    for one, other in _same_item_elsewhere(rulebook):
        clash = _clash(one.routes, other.routes, opened) or _clash(other.routes, one.routes, opened)
        if clash and not (set(clash) <= set(one.routes) or set(clash) <= set(other.routes)):
            message = Label(
                f"条目 `{other.id}` 与同时有效的 `{one.id}` 是同一事项，"
                f"却一为 `{clash[0]}` 一为 `{clash[1]}`；只能取其一",
                f"entry `{other.id}` is the item of `{one.id}`, in force at the same time, yet one is `{clash[0]}` "
                f"and the other `{clash[1]}`; expected one of the two",
            )
            yield Found(book.place("entry", other.id, "routes"), message)


def routes_opened(rulebook: Rulebook) -> set[str]:
    """The routes from which some rule concludes something; an item listed under any other is kept as it was."""
    found: set[str] = set()
    for rule in rulebook.rules.values():
        for atom in atoms(rule.when) if rule.gap is None else ():
            for inner in atoms(atom.where) if isinstance(atom, Quantified) else ():
                if isinstance(inner, Compare) and inner.fact in rulebook.route_fields:
                    found |= {str(term.value) for term in inner.terms if isinstance(term, Given)}
    return found


def _clash(one: tuple[str, ...], other: tuple[str, ...], opened: set[str]) -> tuple[str, str] | None:
    """A route of `one` that rules open and one of `other` that they do not."""
    open_, kept = [name for name in one if name in opened], [name for name in other if name not in opened]
    return (open_[0], kept[0]) if open_ and kept else None


def _route_place(book: Book, entry: Entry, route: str) -> Position:
    node = book.node("entry", entry.id).get("routes")
    for item in node.items if isinstance(node, ListNode) else ():
        if text_in(item) == route:
            return item.position
    return book.place("entry", entry.id, "routes")


def _same_item_elsewhere(rulebook: Rulebook) -> Iterator[tuple[Entry, Entry]]:
    """Entries of the same item on two lists of one jurisdiction that are in force on a common day."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in rulebook.entries.values():
        place = rulebook.lists[entry.list_id].jurisdiction
        found.setdefault((place, *(_folded(part) for part in entry.item)), []).append(entry)
    for entries in found.values():
        for one, other in combinations(entries, 2):
            first, second = rulebook.lists[one.list_id], rulebook.lists[other.list_id]
            if first is not second and meet(_period(first), _period(second)):
                yield one, other


def _period(published: PublishedList) -> Period:
    return Period(published.in_force_from, published.in_force_until)


def inferred_field_unknown(book: Book) -> Iterator[Found]:
    """Provenance says that a field was inferred, but the entry has no such field."""
    for section in ("lists", "requirements"):
        for part in book.parts(section):
            for node in (part, *maps_in(part.get("entries"))):
                yield from _inferred(node)


def _inferred(node: MapNode) -> Iterator[Found]:
    provenance = node.get("provenance")
    inferred = provenance.get("inferred") if isinstance(provenance, MapNode) else None
    known = [key.text for key, _ in node.entries]
    for item in inferred.items if isinstance(inferred, ListNode) else ():
        if isinstance(item, ScalarNode) and item.text not in known:
            message = Label(
                f"推定的字段 `{item.text}` 不在此处；应为此处写出的字段",
                f"inferred field `{item.text}` is not here; expected a field that is written here",
            )
            yield Found(item.position, message)


LINTS = (
    Lint(
        "list-without-publication",
        "lists",
        "warning",
        Label("清单没有写明拟定、批准或公布", "a list without who drafted and approved it and when it was published"),
        Label(
            "写明起草、批准和公布；推定的列入 `inferred`",
            "say who and when, and list under `inferred` what is inferred",
        ),
        list_without_publication,
    ),
    Lint(
        "list-in-force-before-publication",
        "lists",
        "warning",
        Label("清单在公布之前生效", "a list in force before it was published"),
        Label("更正生效之日或公布之日", "correct the day of entry into force or of publication"),
        in_force_before_publication,
    ),
    Lint(
        "item-duplicate",
        "lists",
        "error",
        Label("事项在清单中重复", "an item that is twice in a list"),
        Label("合并为一个条目，方式都写在 `routes`", "keep one entry, with all its routes under `routes`"),
        item_duplicate,
    ),
    Lint(
        "item-cancelled-and-kept",
        "lists",
        "error",
        Label("事项既取消又保留", "an item that is both cancelled and kept"),
        Label("按公布的清单更正方式，或写明前一清单的失效日", "correct the route, or end the earlier list"),
        item_cancelled_and_kept,
    ),
    Lint(
        "inferred-field-unknown",
        "lists",
        "warning",
        Label("推定的字段不存在", "an inferred field that is not there"),
        Label("写出该字段，或从 `inferred` 删去", "write the field, or take it out of `inferred`"),
        inferred_field_unknown,
        needs="files",
    ),
)
