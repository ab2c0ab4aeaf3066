"""Limits of a request: so many bytes, so many seconds, and only hosts this program answers for."""

from __future__ import annotations

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Limits:
    """Reads a whole request before anybody works on it: 413 for one too long, 408 too slow, 503 too much work."""

    def __init__(self, app: ASGIApp, max_body: int, max_seconds: float) -> None:
        self.app = app
        self.max_body = max_body
        self.max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(_body(receive, self.max_body), self.max_seconds)
        except TimeoutError:
            await _refuse(408, "the request took too long to arrive", scope, receive, send)
            return
        if body is None:
            await _refuse(413, f"the request is longer than {self.max_body} bytes", scope, receive, send)
            return
        started = _Started(send)
        try:
            await asyncio.wait_for(self.app(scope, _replay(body, receive), started), self.max_seconds)
        except TimeoutError:
            if not started.yet:
                await _refuse(503, "the answer took too long", scope, receive, send)


class _Started:
    """Passes messages on and knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.yet = False

    async def __call__(self, message: Message) -> None:
        self.yet = True
        await self.send(message)


async def _body(receive: Receive, most: int) -> bytes | None:
    """The body of a request, None where it is longer than `most`."""
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replayed() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _refuse(status: int, reason: str, scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(reason + "\n", status)(scope, receive, send)
