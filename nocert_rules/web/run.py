"""Starts the server and tells where it listens."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from platformdirs import user_state_path
from uvicorn.supervisors import Multiprocess

from nocert_rules.web.app import create_app
from nocert_rules.web.book.shelf import shelf_of
from nocert_rules.web.pages import load_templates
from nocert_rules.web.refusals import NotServed
from nocert_rules.web.services import Services, make_services
from nocert_rules.web.settings import IN_MEMORY, WebSettings

_SETTINGS = "NOCERT_WEB_SETTINGS"
_FILE = "drafts.sqlite3"
_TURN = 0.001  # seconds that a thread may go on while others wait: short, since most answers take few of them
_SOME_NAME = "zhengming"  # in Latin letters, so that the pinyin of all names is made
_WHY = {
    errno.EADDRINUSE: "port_taken",
    errno.EACCES: "port_refused",
    errno.EPERM: "port_refused",
    errno.EADDRNOTAVAIL: "no_own_address",
}


def usual_drafts() -> str:
    """The file that keeps this user's drafts."""
    return str(user_state_path("nocert-rules", appauthor=False) / _FILE)


def run(settings: WebSettings, host: str, port: int, workers: int, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` gets the address once browsers can call.

    Raises InputError where the rulebook is not right, NotServed where the port or the drafts cannot be used.
    """
    gc.enable()
    with _listen(host, port) as listening, _until_ended():
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        if workers == 1:
            app = create_app(settings)
            tell(address)
            _get_ready(app)
            uvicorn.Server(_config(app)).run(sockets=[listening])
        else:
            _run_many(settings, workers, listening, lambda: tell(address))


@contextmanager
def _until_ended() -> Iterator[None]:
    """Ended by Ctrl-C or by the system, the program ends in order."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run_many(settings: WebSettings, workers: int, listening: socket.socket, tell: Callable[[], None]) -> None:
    """Serve with several processes, which share one file of drafts even where it is not kept."""
    with TemporaryDirectory(prefix="nocert-") as folder:
        if settings.drafts == IN_MEMORY:
            settings = replace(settings, drafts=str(Path(folder) / _FILE))
        make_services(settings).drafts.close()  # so that what is wrong is told before any process starts
        os.environ[_SETTINGS] = _text(settings)
        listening.set_inheritable(True)
        tell()
        config = _config("nocert_rules.web.run:app_of_worker", factory=True, workers=workers)
        Multiprocess(config, [listening]).run()


def app_of_worker() -> FastAPI:
    """The application of one process of several, with the settings of the one that started it."""
    app = create_app(_settings(os.environ[_SETTINGS]))
    _get_ready(app)
    return app


def _get_ready(app: FastAPI) -> None:
    """Make what the first of each kind of page would have to wait for, while the server is already there."""
    sys.setswitchinterval(_TURN)
    Thread(target=_ready, args=(app.state.services,), daemon=True).start()


def _ready(services: Services) -> None:
    load_templates()
    shelf_of(services)
    services.items.search(_SOME_NAME)
    # what is there now stays: the collector of garbage need not look at it again with every request
    gc.collect()
    gc.freeze()


def _config(app: Any, **more: Any) -> uvicorn.Config:
    """No access log: addresses and searches are nobody's business."""
    return uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, timeout_graceful_shutdown=3, **more
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise NotServed("no_own_address", host=host) from error
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen at once
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(512)
    except OSError as error:
        listening.close()
        code = _WHY.get(error.errno or 0, "cannot_listen")
        details = {"reason": (error.strerror or "error").lower()} if code == "cannot_listen" else {}
        if code != "no_own_address":
            details["port"] = str(port)
        raise NotServed(code, host=host, **details) from error
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
