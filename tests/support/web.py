"""The pages under test: an application on a fixed day, called in the process or through a real port."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from nocert_rules.web.app import create_app
from nocert_rules.web.settings import WebSettings

DAY = date(2019, 6, 3)
_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


def app_for_tests(**changes: Any) -> FastAPI:
    """An application that answers in English on 3 June 2019 and keeps drafts in memory."""
    usual: dict[str, Any] = {"today": DAY, "language": "en", "hosts": ("127.0.0.1", "testserver")}
    settings = WebSettings(**(usual | changes))
    return create_app(settings)


def client_for(app: FastAPI) -> TestClient:
    """A browser without a browser: keeps cookies, follows redirects."""
    return TestClient(app, headers={"accept-language": "en"})


def token_on(page: str) -> str:
    """The token that the forms of a page carry."""
    found = _TOKEN.search(page)
    assert found, "the page has no form with a token"
    return found[1]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of `app` behind a real port of this computer."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
