"""Limits of a request: only hosts this program answers for, so many bytes, so many seconds, and no mistake gets out."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import traceback
from collections.abc import Collection
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nocert_rules.web.refusals import problem_of, refuse
from nocert_rules.words.errors import Problem, shown

MAX_SUBJECTS = 60
MAX_RECORDS = 500
LOG = logging.getLogger("nocert_rules.web")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")


def too_many_parts(subjects: int, records: int) -> Problem | None:
    """What is wrong with a case so large that its answer would keep everybody else waiting."""
    if subjects <= MAX_SUBJECTS and records <= MAX_RECORDS:
        return None
    most = {"most_subjects": MAX_SUBJECTS, "most_records": MAX_RECORDS}
    return problem_of("too_many_parts", subjects=subjects, records=records, **most)


class Hosts:
    """Answers only where it is called by a name of its own: else another site could reach it by renaming itself.

    With `addresses`, a bare address is such a name too: no site can take one.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], addresses: bool) -> None:
        self.app = app
        self.names = frozenset(name.lower() for name in names)
        self.addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not self._ours(scope):
            found = b", ".join(value for name, value in scope["headers"] if name == b"host").decode("latin-1")
            await refuse(400, problem_of("other_host", found=shown(found)), scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _ours(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        found = _HOST.fullmatch(given[0].decode("latin-1").lower()) if len(given) == 1 else None
        return found is not None and (found["name"] in self.names or (self.addresses and _is_address(found["name"])))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Heads:
    """Answers HEAD as GET is answered, without what would follow: so that it can be asked whether a page is there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def headers_alone(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, headers_alone)


class Limits:
    """Reads a whole request before anybody works on it: 413 for one too long, 408 too slow, 503 too much work."""

    def __init__(self, app: ASGIApp, max_body: int, max_seconds: float) -> None:
        self.app = app
        self.max_body = max_body
        self.max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; one that its sender has given up is not worked on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(self._body(scope, receive), self.max_seconds)
        except TimeoutError:
            await refuse(408, problem_of("request_too_slow", limit=f"{self.max_seconds:g}"), scope, receive, send)
            return
        except _TooLong:
            await refuse(413, problem_of("request_too_long", limit=self.max_body), scope, receive, send)
            return
        if body is None:
            return
        started = _Started(send)
        try:
            await asyncio.wait_for(self.app(scope, _replay(body, receive), started), self.max_seconds)
        except TimeoutError:
            if not started.yet:
                await refuse(503, problem_of("answer_too_slow", limit=f"{self.max_seconds:g}"), scope, receive, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body of a request, None where its sender has gone."""
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > self.max_body:
            raise _TooLong
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return None
            part = message.get("body", b"")
            size += len(part)
            if size > self.max_body:
                raise _TooLong
            parts.append(part)
            more = message.get("more_body", False)
        return b"".join(parts)


class _TooLong(Exception):
    """A request has more bytes than are read."""


class Failures:
    """Turns a mistake of the program into an answer; what went wrong is logged without a word of what was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = _Started(send)
        try:
            await self.app(scope, receive, started)
        except Exception as error:  # its words may hold what somebody typed
            if scope["type"] != "http":
                raise
            LOG.error("%s %s failed: %s at %s", scope["method"], _route(scope), type(error).__name__, _place(error))
            if not started.yet:
                await refuse(500, problem_of("program_failed"), scope, receive, send)


def _route(scope: Scope) -> str:
    """The pattern of an address, without the names in it."""
    return getattr(scope.get("route"), "path", "?")


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


class _Started:
    """Passes messages on and knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.yet = False

    async def __call__(self, message: Message) -> None:
        self.yet = True
        await self.send(message)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replayed() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
