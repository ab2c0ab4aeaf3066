"""The application: its parts put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import as_file, files

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from nocert_rules.version import VERSION
from nocert_rules.web import api, book, counter, desk, home
from nocert_rules.web.limits import LOG, Failures, Heads, Hosts, Limits
from nocert_rules.web.pages import error_page, language_of
from nocert_rules.web.refusals import Refused, WrongRequest, for_programs, problem_of, problems_response
from nocert_rules.web.services import make_services, services_of
from nocert_rules.web.settings import WebSettings
from nocert_rules.web.visitors import Turns, Visitors
from nocert_rules.words.errors import EngineDisagreement, InputError, Problem, listed, shown
from nocert_rules.words.messages import message


def create_app(settings: WebSettings) -> FastAPI:
    """The application for `settings`; raises InputError where the rulebook is not right."""
    app = FastAPI(
        title="nocert-rules", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None, lifespan=_few_threads
    )
    app.state.services = make_services(settings)
    # only what everybody may read is made shorter: the length of a page could tell of the secrets in it
    app.mount("/static", GZipMiddleware(_Assets(directory=_static()), minimum_size=1000), name="static")
    app.include_router(home.router)
    app.include_router(counter.router)
    app.include_router(desk.router)
    app.include_router(book.router)
    app.include_router(api.router)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(InputError, _wrong)
    app.add_exception_handler(EngineDisagreement, _disagreed)
    app.add_exception_handler(RequestValidationError, _malformed)
    # the last one added is the first to see a request
    app.add_middleware(Turns)
    app.add_middleware(Failures)
    app.add_middleware(Limits, max_body=settings.max_body, max_seconds=settings.max_seconds)
    app.add_middleware(Hosts, names=settings.hosts, addresses=settings.addresses)
    app.add_middleware(Visitors)
    app.add_middleware(Heads)
    return app


@asynccontextmanager
async def _few_threads(app: FastAPI) -> AsyncIterator[None]:
    """Answers are work, not waiting: more threads would only make each of them slower."""
    current_default_thread_limiter().total_tokens = app.state.services.settings.threads
    yield


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
    if for_programs(request.scope):
        headers = {"allow": ", ".join(api.methods_at(request.scope))} if error.status_code == 405 else None
        return problems_response(error.status_code, [_problem(request, error)], headers=headers)
    if error.status_code in (404, 405) and not isinstance(error, Refused):
        page = error_page(request, error.status_code, "")
        page.headers.update(error.headers or {})
        return page
    if not isinstance(error, Refused):
        return error_page(request, error.status_code, str(error.detail))
    language = language_of(request, services_of(request).settings.language)
    return error_page(request, error.status_code, message(error.problem.code, language, dict(error.problem.details)))


def _problem(request: Request, error: HTTPException) -> Problem:
    if isinstance(error, Refused):
        return error.problem
    if error.status_code == 405:
        known = listed(api.methods_at(request.scope))
        return problem_of("wrong_method", found=shown(request.method), known=known)
    return problem_of("no_address", found=shown(request.url.path))


async def _malformed(request: Request, error: Exception) -> Response:
    """An address with something in it that no page has; what it was is not told."""
    return await _refused(request, HTTPException(404))


async def _disagreed(request: Request, error: Exception) -> Response:
    """Engines that differ: no answer is given, and it is said on which rules."""
    assert isinstance(error, EngineDisagreement)
    LOG.error("the engines disagree on %s", ", ".join(error.rules))
    if for_programs(request.scope):
        return problems_response(500, [error.problem])
    language = language_of(request, services_of(request).settings.language)
    return error_page(request, 500, message(error.problem.code, language, dict(error.problem.details)))


async def _wrong(request: Request, error: Exception) -> Response:
    """What is wrong with what somebody gave, where no page tells it better."""
    assert isinstance(error, InputError)
    if for_programs(request.scope):
        return problems_response(422, error.problems, error.paths if isinstance(error, WrongRequest) else None)
    language = language_of(request, services_of(request).settings.language)
    return error_page(request, 422, " · ".join(problem.render(language) for problem in error.problems))
