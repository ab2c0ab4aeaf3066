"""Writes single values. Whether a value stands in quotes is kept, for it is part of what a file says: `"5"` is text."""

from __future__ import annotations

import re

from nocert_rules.engine.facts.write import quoted_text
from nocert_rules.gate.fmt.tree import Scalar

# what YAML does not print, or reads as the end of a line
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_IN_BLOCK = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_IN_BRACKETS = frozenset(",[]{}\n")


def on_one_line(scalar: Scalar, in_brackets: bool) -> str | None:
    """`scalar` on one line, within brackets or not; None where it cannot stand so."""
    if scalar.style != "plain":
        return _quoted(scalar.text)
    text = scalar.text
    if "\n" in text or (in_brackets and not _fits_brackets(text)):
        return None
    return text


def _fits_brackets(text: str) -> bool:
    """Whether a plain value ends where it should within brackets."""
    return bool(text) and not _NOT_IN_BRACKETS & set(text) and (text[0] not in "-?:" or text[1:2].isalnum())


def _quoted(text: str) -> str:
    """In double quotes, or in single ones where double ones would need escapes and single ones do not."""
    if not _UNPRINTABLE.search(text) and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return quoted_text(text)


def paragraphs(text: str, indent: str) -> str:
    """A plain value of several paragraphs: a line break within it is written as two."""
    return re.sub("\n+", lambda breaks: f"{breaks[0]}\n{indent}", text)


def block(text: str, indent: str) -> list[str] | None:
    """`text` as the lines of a `|` block, the first being its mark; None where it cannot stand so."""
    body = text.rstrip("\n")
    if not body.strip("\n") or _NOT_IN_BLOCK.search(body):
        return None
    breaks = len(text) - len(body)
    indicator = "2" if body.lstrip("\n")[0] in " \t" else ""
    mark = f"|{indicator}{('-', '', '+')[min(breaks, 2)]}"
    lines = [*body.split("\n"), *[""] * (breaks - 1)]
    return [mark, *(f"{indent}{line}" if line else "" for line in lines)]
