"""What the program refuses: a status, and a problem in the words of `messages`, as a page, as JSON or as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from nocert_rules.words.errors import InputError, NocertError, Position, Problem
from nocert_rules.words.json_text import json_text
from nocert_rules.words.messages import Language, message

API = "/api/"
REQUEST = Position("request")
PARAMETER = "?"


class Refused(HTTPException):
    """A request that is refused with `status`, for a reason in both languages."""

    def __init__(self, status: int, code: str, **details: object) -> None:
        self.problem = problem_of(code, **details)
        super().__init__(status, message(code, "en", dict(self.problem.details)))


class WrongRequest(InputError):
    """A request whose content is wrong; `paths` are the JSON pointers of what stands at each place of it."""

    def __init__(self, problems: tuple[Problem, ...], paths: Mapping[Position, str]) -> None:
        super().__init__(problems)
        self.paths = paths


class NotServed(NocertError):
    """The server cannot start: its port or its drafts cannot be used."""

    def __init__(self, code: str, **details: object) -> None:
        self.problem = problem_of(code, **details)
        super().__init__(message(code, "en", dict(self.problem.details)))

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """Why, in one line."""
        return (f"nocert: {message(self.problem.code, language, dict(self.problem.details))}",)


def problem_of(code: str, **details: object) -> Problem:
    """A problem of a whole request."""
    return Problem(code, REQUEST, tuple((name, str(value)) for name, value in details.items()))


def for_programs(scope: Scope) -> bool:
    """Whether a request wants JSON."""
    path: str = scope["path"]
    return path.startswith(API)


def problem_data(problem: Problem, paths: Mapping[Position, str] | None = None) -> dict[str, object]:
    """A problem as JSON; `paths` say which value stands at its place."""
    place = problem.position
    words = {language: message(problem.code, language, dict(problem.details)) for language in ("zh", "en")}
    data: dict[str, object] = {"code": problem.code, "message": words, "line": place.line, "column": place.column}
    if place.file.startswith(PARAMETER):
        return {**data, "parameter": place.file.removeprefix(PARAMETER)}
    path = (paths or {}).get(place)
    return data if path is None else {**data, "path": path}


def problems_response(
    status: int,
    problems: Iterable[Problem],
    paths: Mapping[Position, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """What is wrong, as JSON."""
    data = {"problems": [problem_data(problem, paths) for problem in problems]}
    text = json_text(data)
    return Response(text.encode("utf-8", "replace"), status, dict(headers or {}), "application/json")


async def refuse(status: int, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that has not come as far as the pages: JSON for programs, lines in both languages for people."""
    if for_programs(scope):
        answer = problems_response(status, [problem])
    else:
        lines = (message(problem.code, language, dict(problem.details)) for language in ("zh", "en"))
        answer = PlainTextResponse("".join(f"{line}\n" for line in lines), status)
    await answer(scope, receive, send)
