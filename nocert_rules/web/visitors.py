"""Who is asking: a random cookie that owns drafts, a token that proves a form came from one of our pages.

Every answer also carries the headers that keep other sites out.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import AsyncIterator
from http.cookies import CookieError, SimpleCookie
from typing import Annotated
from weakref import WeakValueDictionary

from fastapi import Depends, Request
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nocert_rules.web.refusals import Refused, for_programs
from nocert_rules.web.services import Shared

COOKIE = "nocert_visitor"
TOKEN = "token"
MAX_FIELDS = 4_000
_YEAR = 365 * 24 * 3600
_VISITOR = re.compile(r"[A-Za-z0-9_-]{43}")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Visitors:
    """Knows each browser again by its cookie, and puts the headers of safety on every answer.

    Programs that call the API are not told apart and get no cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        program = for_programs(scope)
        known = "" if program else _known(Headers(scope=scope).get("cookie", ""))
        visitor = known or secrets.token_urlsafe(32)
        scope.setdefault("state", {})["visitor"] = visitor

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
                page = headers.get("content-type", "").startswith("text/html")
                if not known and not program and (page or message["status"] in (302, 303, 307)):
                    headers.append("set-cookie", _cookie(visitor, scope.get("scheme") == "https"))
            await send(message)

        await self.app(scope, receive, answer)


class Turns:
    """Takes the forms of one visitor one after another, so that each changes what the one before it left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing else waits for its turn."""
        if scope["type"] != "http" or scope["method"] != "POST" or for_programs(scope):
            await self.app(scope, receive, send)
            return
        turn = self._turns.setdefault(scope["state"]["visitor"], asyncio.Lock())
        async with turn:
            await self.app(scope, receive, send)


def _known(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found and _VISITOR.fullmatch(found.value) else ""


def _cookie(visitor: str, secure: bool) -> str:
    rest = "; Secure" if secure else ""
    return f"{COOKIE}={visitor}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{rest}"


def visitor_of(request: Request) -> str:
    """The visitor that `request` comes from."""
    found: str = request.state.visitor
    return found


def token_of(visitor: str, secret: bytes) -> str:
    """The token that forms of `visitor` carry."""
    return hmac.new(secret, visitor.encode(), hashlib.sha256).hexdigest()


def check_same_origin(request: Request) -> None:
    """Refuse what a browser sends on behalf of another site; what sends neither header is no browser of today."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = origin is None or origin.partition("://")[2].lower() == request.headers.get("host", "").lower()
    if site not in ("same-origin", "none") or not own:
        raise Refused(403, "other_site")


async def _posted(request: Request, shared: Shared) -> AsyncIterator[FormData]:
    check_same_origin(request)
    async with request.form(max_fields=MAX_FIELDS, max_files=1) as form:
        token = form.get(TOKEN)
        expected = token_of(visitor_of(request), shared.secret)
        if not isinstance(token, str) or not hmac.compare_digest(token.encode(), expected.encode()):
            raise Refused(403, "not_our_form")
        yield form


Posted = Annotated[FormData, Depends(_posted)]
Visitor = Annotated[str, Depends(visitor_of)]
