"""A page of text that fits its width, with Chinese characters two columns wide."""

from __future__ import annotations

from collections.abc import Iterable

from wcwidth import wcswidth, wcwidth

# punctuation that must not begin a line (and so stays with the character before it)
_NOT_FIRST = set("，。、；：？！”’）》〉】」』…,.;:?!)]}%")
# punctuation that must not end a line
_NOT_LAST = set("“‘（《〈【「『([{")


def width_of(text: str) -> int:
    """How many columns `text` takes."""
    return max(wcswidth(text), 0)


def one_line(text: str) -> str:
    """`text` in one line, without characters that move the cursor or change a terminal."""
    return "".join(
        char if char.isprintable() else " " if char in "\t\n" else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def pad(text: str, width: int) -> str:
    """`text` filled with blanks to `width` columns."""
    return text + " " * max(width - width_of(text), 0)


def wrap(text: str, width: int) -> list[str]:
    """`text` broken into lines of at most `width` columns, between words or between Chinese characters."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        size = width_of(piece)
        if used + size > width and line.strip():
            lines.append(line.rstrip())
            piece = piece.lstrip()
            line, used = "", 0
            size = width_of(piece)
        while size > width:
            head = _fit(piece, width)
            lines.append(head)
            piece = piece[len(head) :]
            size = width_of(piece)
        line, used = line + piece, used + size
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _fit(text: str, width: int) -> str:
    used = 0
    for number, char in enumerate(text):
        used += max(wcwidth(char), 0)
        if used > width:
            return text[: max(number, 1)]
    return text


def _pieces(text: str) -> Iterable[str]:
    """What may not be broken: a word with the blank before it, or a wide character with its punctuation."""
    piece = ""
    for char in text:
        joins = char in _NOT_FIRST or (piece and piece[-1] in _NOT_LAST)
        narrow = bool(piece) and wcwidth(char) == 1 and wcwidth(piece[-1]) == 1 and char != " "
        if piece and not joins and not narrow:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


class Page:
    """Collects lines; `colour` marks headings with terminal codes."""

    def __init__(self, width: int = 80, colour: bool = False) -> None:
        self.width = width
        self.colour = colour
        self.lines: list[str] = []

    def line(self, text: str = "", indent: int = 0, hang: int = 0) -> None:
        """A paragraph at `indent`; its further lines `hang` columns deeper."""
        text = one_line(text)
        first, *rest = wrap(text, self.width - indent)
        self.lines.append(" " * indent + first if first else "")
        if rest:
            remainder = text.lstrip()[len(first) :].lstrip()
            self.lines += [" " * (indent + hang) + part for part in wrap(remainder, self.width - indent - hang)]

    def heading(self, text: str) -> None:
        """A heading, after an empty line."""
        if self.lines:
            self.lines.append("")
        start = len(self.lines)
        self.line(text, 0, 2)
        if self.colour:
            self.lines[start:] = [f"\x1b[1m{line}\x1b[0m" for line in self.lines[start:]]

    def row(self, label: str, value: str, label_width: int, indent: int = 2) -> None:
        """A label and its value in two columns."""
        label, value = one_line(label), one_line(value)
        room = self.width - indent - label_width - 2
        if room < 20 or width_of(label) > label_width:
            self.line(f"{label}  {value}", indent, 2)
            return
        first, *rest = wrap(value, room)
        self.lines.append((" " * indent + pad(label, label_width) + "  " + first).rstrip())
        self.lines += [" " * (indent + label_width + 2) + part for part in rest]

    def text(self) -> str:
        """The page."""
        return "\n".join(self.lines).strip("\n") + "\n"
