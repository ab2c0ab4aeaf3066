"""HTML from parts: everything that is not already HTML is escaped."""

from __future__ import annotations

import re
from html import escape

VOID = frozenset(("meta", "br"))
# what an HTML document must not hold, even escaped
_NO_HTML = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, /, *parts: str, **attributes: str) -> Html:
    """The element `name` with `parts` in it; `class_` stands for the attribute class, `aria_label` for aria-label."""
    names = {key: key.rstrip("_").replace("_", "-") for key in attributes}
    written = "".join(f' {names[key]}="{_safe(value)}"' for key, value in attributes.items() if value)
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(*parts)}</{name}>")


def joined(*parts: str) -> Html:
    """`parts` one after another."""
    return Html("".join(part if isinstance(part, Html) else _safe(part) for part in parts))


def _safe(text: str) -> str:
    return escape(_NO_HTML.sub("\N{REPLACEMENT CHARACTER}", text))
