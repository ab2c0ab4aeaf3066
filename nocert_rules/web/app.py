"""The application: its parts put together."""

from __future__ import annotations

import logging
from importlib.resources import as_file, files

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from nocert_rules.version import VERSION
from nocert_rules.web import home
from nocert_rules.web.limits import Limits
from nocert_rules.web.pages import error_page
from nocert_rules.web.services import make_services
from nocert_rules.web.settings import WebSettings
from nocert_rules.web.visitors import Visitors

LOG = logging.getLogger("nocert_rules.web")
API = "/api/"


def create_app(settings: WebSettings) -> FastAPI:
    """The application for `settings`; raises InputError where the rulebook is not right."""
    app = FastAPI(title="nocert-rules", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = make_services(settings)
    app.mount("/static", _Assets(directory=_static()), name="static")
    app.include_router(home.router)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    # the last one added is the first to see a request
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Limits, max_body=settings.max_body, max_seconds=settings.max_seconds)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts), www_redirect=False)
    app.add_middleware(Visitors)
    return app


def _static() -> str:
    with as_file(files("nocert_rules.web").joinpath("static")) as folder:
        return str(folder)


class _Assets(StaticFiles):
    """Styles and scripts: their addresses change with their content, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def _refused(request: Request, error: Exception) -> Response:
    """What the program refuses, as a page or as JSON."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(API):
        return JSONResponse({"detail": error.detail}, error.status_code, error.headers)
    if error.status_code in (404, 405):
        return error_page(request, error.status_code, "")
    return error_page(request, error.status_code, str(error.detail))


async def _failed(request: Request, error: Exception) -> Response:
    """A mistake of the program: what went wrong is logged without what was asked, and told in one line."""
    LOG.error("%s %s failed: %s", request.method, _route(request), type(error).__name__)
    return PlainTextResponse("the program has made a mistake; nothing you typed before is lost\n", 500)


def _route(request: Request) -> str:
    """The pattern of an address, without the names in it."""
    return getattr(request.scope.get("route"), "path", "?")
