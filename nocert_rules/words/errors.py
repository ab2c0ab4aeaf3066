"""What can go wrong, as values: a problem has a place, a code and arguments, never a traceback.

A run collects its problems in a `Problems` and raises them together as one `InputError`; the words are
made from `messages` when somebody reads them, so the same problem can be told in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nocert_rules.words.messages import Language, message

MAX_PROBLEMS = 100


@dataclass(frozen=True, order=True)
class Position:
    """A place in an input: the file as the user named it, line and column from 1 (0 = the whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input, in the terms of `messages`."""

    code: str
    position: Position
    details: tuple[tuple[str, str], ...] = ()

    def render(self, language: Language = "en") -> str:
        """`file:line:column: what is wrong` in one line, in `language`."""
        return f"{self.position}: {message(self.code, language, dict(self.details))}"


@dataclass
class Problems:
    """Collects the problems of a run, so that they can be reported together, up to `MAX_PROBLEMS`."""

    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, position: Position, **details: object) -> None:
        """Note a problem; `details` fill the message of `code`. Raises InputError where there are too many."""
        problem = Problem(code, position, tuple((name, str(value)) for name, value in details.items()))
        if problem in self.found:
            return
        if len(self.found) >= MAX_PROBLEMS:
            end = Problem("too_many", Position(position.file), (("limit", str(MAX_PROBLEMS)),))
            raise InputError((*self.in_order(), end))
        self.found.append(problem)

    def add_unknown(self, code: str, position: Position, found: str, names: Iterable[str], **details: object) -> None:
        """Note that `found` is none of `names`: as `code`, or as `code_near` with the nearest one that there is."""
        close = nearest(found, names)
        if close:
            self.add(f"{code}_near", position, found=shown(found), **details, nearest=close)
        else:
            self.add(code, position, found=shown(found), **details)

    def unknown_name(self, kind: str, name: str, position: Position, known: Iterable[str], kind_zh: str = "") -> None:
        """Note a name that does not exist, with the nearest one that does."""
        words = {"kind": kind} | ({"kind_zh": kind_zh} if kind_zh else {})
        self.add_unknown("unknown_name", position, name, known, **words)

    def in_order(self) -> tuple[Problem, ...]:
        """The problems in the order of their places."""
        return tuple(sorted(self.found, key=lambda p: (p.position, p.code, p.details)))

    def raise_if_any(self) -> None:
        """Raise `InputError` with all problems, sorted by place, if there are any."""
        if self.found:
            raise InputError(self.in_order())


class NocertError(Exception):
    """Base of every error this package raises on purpose; `status` is the exit status it stands for."""

    status = 4

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """What to tell a person, in `language`."""
        return (f"nocert: {message('failed', language, {'reason': str(self)})}",)


class InputError(NocertError):
    """The input cannot be used; carries every problem found in it."""

    status = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.render() for problem in problems))
        self.problems = problems

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """Every problem, a line each."""
        return tuple(problem.render(language) for problem in self.problems)


class EngineDisagreement(NocertError):
    """The two engines differ on a rule: no answer may be given."""

    status = 3

    def __init__(self, rules: tuple[str, ...], subject: str | None = None) -> None:
        self.rules = rules
        self.subject = subject
        details = {"rules": listed(rules), "subject": subject or ""}
        self.problem = Problem(
            "engines_differ_for" if subject else "engines_differ", Position("engines"), tuple(details.items())
        )
        super().__init__(self._told("en"))

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """The rules they differ on, in one line."""
        return (f"nocert: {self._told(language)}",)

    def _told(self, language: Language) -> str:
        return message(self.problem.code, language, dict(self.problem.details))


class EngineUnavailable(NocertError):
    """An engine cannot be used here, or failed while it ran; never read as "no rule fired"."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is close."""
    from difflib import get_close_matches  # here, where something is wrong

    close = get_close_matches(name[:100], sorted(set(known)), n=1, cutoff=0.6)
    return close[0] if close else None


def listed(names: Iterable[str]) -> str:
    """`names` in backticks, one after another, as they stand in a message."""
    return ", ".join(f"`{name}`" for name in names)


def shown(text: str, limit: int = 60) -> str:
    """`text` as it may stand in a message: one line, without control characters, cut to `limit`."""
    flat = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
