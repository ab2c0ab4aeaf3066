"""Makes pages from templates: language, words, token of forms, errors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from nocert_rules.dialogue.forms import CaseFile, Key
from nocert_rules.render.titles import titled
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label, Source
from nocert_rules.version import VERSION
from nocert_rules.web.services import Services, Shared, services_of
from nocert_rules.web.visitors import token_of, visitor_of
from nocert_rules.web.words import Words, translator
from nocert_rules.words.errors import InputError
from nocert_rules.words.messages import Language

LANGUAGE = "nocert_language"


class Pages:
    """Renders the pages of one request, in its language."""

    def __init__(self, request: Request, shared: Services) -> None:
        self.request = request
        self.shared = shared
        self.language = language_of(request, shared.settings.language)

    def text(self, label: Label) -> str:
        """A label in the visitor's language."""
        return label.text(self.language)

    def page(self, template: str, words: Words, status: int = 200, **context: object) -> HTMLResponse:
        """The page that `template` makes of `context`."""
        return HTMLResponse(self.html(template, words, **context), status)

    def html(self, template: str, words: Words, **context: object) -> str:
        """A template filled in; `w` has the words of pages, `word` those of the answers themselves."""
        return (
            _environment()
            .get_template(template)
            .render(
                w=translator(self.language, words),
                word=lambda key: word(key, self.language),
                text=self.text,
                lang=self.language,
                token=token_of(visitor_of(self.request), self.shared.secret),
                path=self.request.url.path,
                here=_here(self.request),
                questions=self.shared.rulebook.questions,
                doors=_doors(self.shared.rulebook),
                version=VERSION,
                asset=_asset,
                provision_address=provision_address,
                titled=lambda said: titled(self.shared.rulebook, said, self.language),
                marked=lambda source: marked(self.shared.rulebook, source),
                **context,
            )
        )

    def problems(self, error: InputError) -> tuple[str, ...]:
        """The messages of an error, without the line of a file nobody sees."""
        return tuple(problem.render(self.language).removeprefix(f"{problem.position}: ") for problem in error.problems)


def _doors(rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """The main pages: a counter for questions without subjects, a desk for those with subjects, if there are any."""
    each = {bool(question.each) for question in rulebook.questions.values()}
    counter = (("counter", "/counter"),) if False in each else ()
    desk = (("desk", "/desk"),) if True in each else ()
    return (*counter, *desk, ("rulebook", "/rulebook"))


def pages_of(request: Request, shared: Shared) -> Pages:
    """The pages of a request."""
    return Pages(request, shared)


Paged = Annotated[Pages, Depends(pages_of)]


def language_of(request: Request, usual: Language) -> Language:
    """The language the visitor chose, or the browser prefers, or else the usual one."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen in ("zh", "en"):
        return cast(Language, chosen)
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return usual


def _here(request: Request) -> str:
    """The address of the page that is shown; where only a form leads to it, of the first page."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def see(address: str) -> RedirectResponse:
    """After a form: go and see `address`."""
    return RedirectResponse(address, 303)


def provision_address(name: str) -> str:
    """The address of the provision `name` (`pledge/3.3`) on the pages of the rulebook."""
    document, _, number = name.partition("/")
    return f"/rulebook/{quote(document)}/{quote(number)}"


def marked(rulebook: Rulebook, source: Source) -> tuple[tuple[str, bool], ...]:
    """The text of a source's provision in pieces, each with whether it is the quoted words."""
    text = rulebook.provisions[source.provision].text
    before, found, after = text.partition(source.quote)
    return tuple((words, words is found) for words in (before, found, after) if words)


def error_page(request: Request, status: int, reason: str) -> HTMLResponse:
    """A page that says what cannot be done."""
    return Pages(request, services_of(request)).page("error.html", {}, status, reason=reason)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("nocert_rules.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def load_templates() -> None:
    """Make every template ready, so that no page has to wait for its own."""
    for name in _environment().list_templates():
        _environment().get_template(name)


@lru_cache(maxsize=32)
def _asset(name: str) -> str:
    """The address of a file of the pages, with a mark that changes with its content."""
    data = files("nocert_rules.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?{sha256(data).hexdigest()[:12]}"


def errors_by_field(error: InputError, file: CaseFile, language: Language) -> Mapping[Key | None, tuple[str, ...]]:
    """The messages of an error by the field of the form they are about; under None what is about no field."""
    found: dict[Key | None, tuple[str, ...]] = {}
    for problem in error.problems:
        key = file.lines.get(problem.position.line)
        told = problem.render(language).removeprefix(f"{problem.position}: ")
        found[key] = (*found.get(key, ()), told)
    return found
