"""A report for people: each violation with its place, the line it is on and where to read more."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.report.violation import SEVERITIES, Report, Violation
from nocert_rules.render.page import width_of, wrap
from nocert_rules.render.words import pick
from nocert_rules.words.messages import Language

_WORDS: dict[str, tuple[str, str]] = {
    "clean": ("{checks} 项检查：没有发现问题", "{checks}: nothing found"),
    "noted": ("{checks} 项检查：没有发现问题，有 {notes}", "{checks}: nothing found but {notes}"),
    "found": ("{checks} 项检查：{errors}，{warnings}", "{checks}: {errors} and {warnings}"),
    "skipped": ("未运行（{reason}）：{names}", "not run ({reason}): {names}"),
    "example": ("案例：", "on this case:"),
    "hint": ("建议：", "help: "),
    "docs": ("详见：", "see: "),
}


def text_report(report: Report, language: Language, width: int = 100) -> str:
    """The report as lines of text, ending with how much was checked and found."""
    lines: list[str] = []
    for violation in report.violations:
        lines += [*_violation(violation, language, width), ""]
    for reason, names in report.skipped_by_reason(language).items():
        lines.append(_say("skipped", language).format(reason=reason, names=", ".join(names)))
    lines.append(summary_line(report, language))
    return "\n".join(lines) + "\n"


def _violation(violation: Violation, language: Language, width: int) -> Iterator[str]:
    # the severity stays English here: this line is what editors and scripts match
    head = f"{violation.position}: {violation.severity}[{violation.id}]"
    yield f"{head}: {violation.message.text(language)}"
    if violation.excerpt:
        yield from _excerpt(violation, width)
    if violation.example:
        yield f"  {_say('example', language)}"
        yield from (f"    {line}" for line in violation.example.splitlines())
    hint, docs = _say("hint", language), _say("docs", language)
    if violation.hint.text(language):
        yield from _indented(hint + violation.hint.text(language), width)
    yield f"  {docs}{violation.docs}"


def _excerpt(violation: Violation, width: int) -> Iterator[str]:
    """The line with carets under the words meant; a line that is too long is cut around them."""
    start = violation.position.column - 1
    end = violation.end.column - 1 if violation.end.line == violation.position.line else len(violation.excerpt)
    end = max(end, start + 1)
    margin = f"  {violation.position.line} | "
    room = width - len(margin)
    line = violation.excerpt.replace("\t", " ")
    cut = _left_cut(line, start, end, room)
    before, words = line[cut:start], line[start:end]
    shown = ("…" if cut else "") + line[cut:]
    yield margin + _fit(shown, room)
    indent = width_of(("…" if cut else "") + before)
    carets = max(1, min(width_of(words), room - indent))
    yield " " * (len(margin) - 2) + "| " + " " * indent + "^" * carets


def _left_cut(line: str, start: int, end: int, room: int) -> int:
    """How many characters to leave out on the left, so that the words meant fit on the page."""
    cut = 0
    while cut < start and width_of(line[cut:end]) + 2 > room:
        cut += 1
    return cut


def _fit(text: str, room: int) -> str:
    if width_of(text) <= room:
        return text
    while text and width_of(text) > room - 1:
        text = text[:-1]
    return text + "…"


def _indented(text: str, width: int) -> list[str]:
    return [f"  {line}" for line in wrap(text, width - 2)]


def summary_line(report: Report, language: Language) -> str:
    """How much was checked and found, in one line."""
    errors, warnings, notes = (report.count(severity) for severity in SEVERITIES)
    key = "found" if report.failed else "noted" if notes else "clean"
    if language == "zh":
        return _say(key, language).format(
            checks=len(report.checks),
            errors=f"{errors} 个错误",
            warnings=f"{warnings} 个警告",
            notes=f"{notes} 项提示",
        )
    counts = {"checks": _counted(len(report.checks), "check")}
    counts["notes"] = _counted(notes, "note")
    counts |= {"errors": _counted(errors, "error"), "warnings": _counted(warnings, "warning")}
    return _say(key, language).format(**counts)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _say(name: str, language: Language) -> str:
    return pick(_WORDS[name], language)
