"""Turning a lint off at one place: `# nocert-lint: off ID — reason`, on the line or in the comment lines above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.source import Comment, SourceFile
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import nearest, shown

_FORM = re.compile(r"#\s*nocert-lint:\s*off\s+(?P<id>[^\s—–:]+)(?P<rest>.*)")
_REASON = re.compile(r"\s*(?:[—–:]|-{1,2}(?=\s))\s*\S")
_EXAMPLE = "`# nocert-lint: off ID — reason`"


@dataclass(frozen=True)
class Suppression:
    """A comment that turns the lint `id` off for the line `line`."""

    id: str
    line: int
    comment: Comment


def suppressions(file: SourceFile, known: Collection[str]) -> tuple[list[Suppression], list[tuple[str, Found]]]:
    """The comments of a file that turn lints off, and what is wrong with the others, by lint."""
    found: list[Suppression] = []
    wrong: list[tuple[str, Found]] = []
    for comment in file.comments():
        form = _FORM.fullmatch(comment.text)
        if form and form["id"] not in known:
            wrong.append(("suppression-unknown", _unknown(comment, form["id"], known)))
        elif form and _REASON.match(form["rest"]):
            found.append(Suppression(form["id"], _line_meant(file, comment), comment))
        else:
            wrong.append(("suppression-without-reason", _unreasoned(comment)))
    return found, wrong


def _line_meant(file: SourceFile, comment: Comment) -> int:
    """The comment's own line, or the first line after it that is more than a comment."""
    line = comment.position.line
    if comment.alone:
        line += 1
        while file.line(line).lstrip().startswith("#"):
            line += 1
    return line


def _unknown(comment: Comment, name: str, known: Collection[str]) -> Found:
    close = nearest(name, known)
    near_zh, near_en = (f"；最接近：`{close}`", f"; nearest: `{close}`") if close else ("", "")
    message = Label(
        f"未知的检查 `{shown(name)}`；应为检查的标识{near_zh}",
        f"unknown lint `{shown(name)}`; expected the id of a lint{near_en}",
    )
    return Found(comment.position, message)


def _unreasoned(comment: Comment) -> Found:
    message = Label(
        f"`{shown(comment.text)}` 没有理由；应写作 {_EXAMPLE}",
        f"`{shown(comment.text)}` gives no reason; expected {_EXAMPLE}",
    )
    return Found(comment.position, message)


def unused(written: Iterable[Suppression], used: Collection[Suppression], ran: Collection[str]) -> Iterator[Found]:
    """The suppressions of lints that ran and found nothing there."""
    for item in written:
        if item not in used and item.id in ran:
            message = Label(
                f"此处没有 `{item.id}` 可关闭；应删去此注释",
                f"there is no `{item.id}` to turn off here; expected no comment",
            )
            yield Found(item.comment.position, message)


LINTS = (
    Lint(
        "suppression-without-reason",
        "suppression",
        "error",
        Label("关闭检查而没有写明理由", "a lint turned off without a reason"),
        Label("在破折号后写明理由", "give the reason after the dash"),
        needs="files",
    ),
    Lint(
        "suppression-unknown",
        "suppression",
        "error",
        Label("关闭不存在的检查", "a lint turned off that does not exist"),
        Label("`nocert lint --list` 列出所有检查", "`nocert lint --list` names all lints"),
        needs="files",
    ),
    Lint(
        "suppression-unused",
        "suppression",
        "warning",
        Label("关闭检查的注释没有作用", "a comment that turns nothing off"),
        Label("删去注释", "delete the comment"),
        needs="files",
    ),
)
