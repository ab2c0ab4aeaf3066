"""Lints of the words people read: both languages, each in its own, and short enough for a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nocert_rules.gate.lint.book import Book, text_in
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.render.page import width_of
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node
from nocert_rules.rulebook.model.values import Label

MAX_COLUMNS = 100
# labels that stand on one line of an answer, a page or a form; the others are sentences and wrap
_SHORT = ("label", "short", "name", "heading", "yes", "no", "undetermined")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
# where an English text may quote Chinese law terms
_QUOTED = re.compile(r"\([^()]*\)|（[^（）]*）|“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’|《[^《》]*》|「[^「」]*」")


def label_wrong_language(book: Book) -> Iterator[Found]:
    """Words that are the same in both languages, Chinese words without Chinese, English words with Chinese."""
    for _, label in _labels(book):
        chinese, english = label.get("zh"), label.get("en")
        if chinese is None or english is None or not text_in(chinese) or not text_in(english):
            continue  # the loader says so
        zh, en = text_in(chinese), text_in(english)
        if zh == en:
            message = Label(
                f"`{zh}` 的中文和英文相同；应各用其语言", f"`{en}` is both the Chinese and the English; expected each"
            )
            yield Found(english.position, message)
        elif not _CHINESE.search(zh):
            yield Found(
                chinese.position,
                Label(f"`{zh}` 不是中文；`zh` 应为中文", f"`{zh}` is not Chinese; expected Chinese words"),
            )
        elif _CHINESE.search(_QUOTED.sub("", en)):
            message = Label(
                f"英文 `{en}` 含有中文；法律用语应放在括号或引号内",
                f"`{en}` has Chinese in it; expected English, law terms in brackets or quotation marks",
            )
            yield Found(english.position, message)


def label_too_long(book: Book) -> Iterator[Found]:
    """A label wider than a screen."""
    for key, label in _labels(book):
        for language in ("zh", "en"):
            node = label.get(language)
            if key in _SHORT and node is not None and width_of(text_in(node)) > MAX_COLUMNS:
                wide = width_of(text_in(node))
                message = Label(
                    f"标签宽 {wide} 列；至多 {MAX_COLUMNS} 列",
                    f"the label is {wide} columns wide; expected at most {MAX_COLUMNS}",
                )
                yield Found(node.position, message)


def _labels(book: Book) -> Iterator[tuple[str, MapNode]]:
    """Every label, with the key it stands under."""
    for section in book.sections.parts:
        for node in book.parts(section):
            yield from _in(node)


def _in(node: Node) -> Iterator[tuple[str, MapNode]]:
    match node:
        case ListNode(_, items):
            for item in items:
                yield from _in(item)
        case MapNode(_, entries):
            for key, value in entries:
                if isinstance(value, MapNode) and {name.text for name, _ in value.entries} == {"zh", "en"}:
                    yield key.text, value
                else:
                    yield from _in(value)


LINTS = (
    Lint(
        "label-wrong-language",
        "labels",
        "warning",
        Label("标签的语言不对", "words in the wrong language"),
        Label("`zh` 写中文，`en` 写英文", "write Chinese under `zh` and English under `en`"),
        label_wrong_language,
        needs="files",
    ),
    Lint(
        "label-too-long",
        "labels",
        "warning",
        Label("标签比屏幕宽", "a label too long for a screen"),
        Label("写短标签，说明放到问题或条文中", "shorten it; details belong in the question or the text"),
        label_too_long,
        needs="files",
    ),
)
