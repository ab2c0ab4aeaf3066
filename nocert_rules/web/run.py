"""Starts the server and tells where it listens."""

from __future__ import annotations

import gc
import json
import os
import socket
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from platformdirs import user_state_path
from uvicorn.supervisors import Multiprocess

from nocert_rules.errors import NocertError
from nocert_rules.web.app import create_app
from nocert_rules.web.services import make_services
from nocert_rules.web.settings import IN_MEMORY, WebSettings

_SETTINGS = "NOCERT_WEB_SETTINGS"
_FILE = "drafts.sqlite3"


def usual_drafts() -> str:
    """The file that keeps this user's drafts."""
    return str(user_state_path("nocert-rules", appauthor=False) / _FILE)


def run(settings: WebSettings, host: str, port: int, workers: int, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` gets the address once browsers can call.

    Raises InputError where the rulebook is not right, NocertError where the port is taken.
    """
    gc.enable()
    if workers > 1 and settings.drafts == IN_MEMORY:
        settings = replace(settings, drafts=usual_drafts())
    listening = _listen(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    if workers == 1:
        app = create_app(settings)
        tell(address)
        uvicorn.Server(_config(app)).run(sockets=[listening])
        return
    make_services(settings).drafts.close()  # so that what is wrong is told before any process starts
    os.environ[_SETTINGS] = _text(settings)
    tell(address)
    config = _config("nocert_rules.web.run:app_of_worker", factory=True, workers=workers)
    Multiprocess(config, [listening]).run()


def app_of_worker() -> FastAPI:
    """The application of one process of several, with the settings of the one that started it."""
    return create_app(_settings(os.environ[_SETTINGS]))


def _config(app: Any, **more: Any) -> uvicorn.Config:
    """No access log: addresses and searches are nobody's business."""
    return uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, timeout_graceful_shutdown=3, **more
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise NocertError(f"cannot listen on `{host}` port {port}: {(error.strerror or str(error)).lower()}") from error
    listening.listen(512)
    listening.set_inheritable(True)
    return listening


def _text(settings: WebSettings) -> str:
    return json.dumps(asdict(settings), default=str)


def _settings(text: str) -> WebSettings:
    data = json.loads(text)
    for name in ("rules", "catalogue"):
        data[name] = Path(data[name]) if data[name] else None
    data["today"] = date.fromisoformat(data["today"]) if data["today"] else None
    data["hosts"] = tuple(data["hosts"])
    return WebSettings(**{field.name: data[field.name] for field in fields(WebSettings)})
