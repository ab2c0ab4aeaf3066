"""What keeps other sites, other visitors, slow senders and mistakes of the program from doing harm."""

from __future__ import annotations

import asyncio
import html
import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from nocert_rules.dialogue.forms import Form
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.web.visitors import COOKIE, Posted
from nocert_rules.words.errors import EngineDisagreement
from nocert_rules.words.messages import MESSAGES
from tests.support.web import app_for_tests, client_for, served, token_on

NAME = "欧阳某某"
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """An application in which some addresses fail: the program's own mistakes."""
    return with_faults(app_for_tests(max_body=10_000))


@pytest.fixture(scope="module")
def impatient() -> FastAPI:
    """An application that waits for nothing and nobody."""
    return with_faults(app_for_tests(max_seconds=0.2))


def with_faults(found: FastAPI) -> FastAPI:
    """An application with addresses that fail, and some that take too long."""
    router = APIRouter()

    @router.get("/fails/{name}")
    @router.get("/api/v1/fails/{name}")
    def fails(name: str) -> None:
        raise KeyError(name)

    @router.post("/fails")
    def fails_on_a_form(posted: Posted) -> None:
        raise ValueError(posted["name"])

    @router.get("/waits")
    @router.get("/api/v1/waits")
    def waits() -> None:
        time.sleep(1)

    found.include_router(router)
    return found


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A visitor of their own, who sees what a browser sees when the program fails."""
    found = client_for(app)
    found.follow_redirects = False
    return found


def routes(router: Any) -> Iterator[tuple[str, str]]:
    """Every method and address of an application."""
    for route in router.routes:
        if (inner := getattr(route, "original_router", None)) is not None:
            yield from routes(inner)
        else:
            yield from ((method, route.path) for method in getattr(route, "methods", None) or ())


def address(path: str, drafts: dict[str, str]) -> str:
    """An address of a pattern; a draft is one of those that the visitor has."""
    part, _, rest = path.removeprefix("/").partition("/")
    name = drafts.get(part, "x")
    return "/" + part + "".join(f"/{name if each[0] == '{' else each}" for each in rest.split("/") if each)


def test_no_form_is_taken_without_its_token(app: FastAPI, client: TestClient) -> None:
    client.get("/")
    posts = [path for method, path in routes(app) if method == "POST" and not path.startswith("/api/")]
    assert {"/language", "/drafts/{name}/delete"} < set(posts)
    keep = app.state.services.drafts.create
    drafts = {part: keep(client.cookies[COOKIE], Form(name)) for part, name in (("counter", "route"), ("desk", "case"))}
    for path in posts:
        for sent in ({}, {"token": ""}, {"token": "0" * 64}, {"token": "é"}):
            assert client.post(address(path, drafts), data=sent).status_code == 403, path


def test_only_reading_and_forms_there_are(app: FastAPI) -> None:
    assert {method for method, _ in routes(app)} == {"GET", "POST"}


def test_a_token_is_good_for_its_visitor_alone(app: FastAPI, client: TestClient) -> None:
    token = token_on(client.get("/").text)
    sent = {"token": token, "language": "zh"}
    other = client_for(app)
    other.get("/")
    assert other.post("/language", data=sent).status_code == 403
    assert client.post("/language", data=sent).status_code == 303


FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"sec-fetch-site": "same-origin", "origin": "http://testserver:8017"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_other_sites_send_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    sent = {"token": token_on(client.get("/").text), "language": "zh"}
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert client.post("/language", data=sent, headers=headers).status_code == 403
    assert client.post("/language", data=sent, headers=own).status_code == 303
    refused = client.post("/api/v1/questions/route", json={}, headers=headers)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (403, "other_site")
    assert client.post("/api/v1/questions/route", json={}, headers=own).status_code == 200


def test_the_language_leads_to_no_other_site(client: TestClient) -> None:
    token = token_on(client.get("/").text)
    for where in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""):
        sent = {"token": token, "language": "zh", "next": where}
        assert client.post("/language", data=sent).headers["location"] == "/"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8017", "LOCALHOST:1", "[::1]", "[::1]:8017"])
def test_own_names_are_answered(host: str) -> None:
    own = TestClient(app_for_tests(hosts=("127.0.0.1", "localhost", "[::1]")))
    assert own.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "[::1]evil.example",
        "::1",
        "[::2]",
        "localhost:",
        "a b",
        "10.0.0.1",
    ],
)
def test_other_names_are_refused(host: str) -> None:
    own = TestClient(app_for_tests(hosts=("127.0.0.1", "localhost", "[::1]")))
    response = own.get("/", headers={"host": host})
    assert response.status_code == 400
    assert all(words.split("{")[0] in response.text for words in MESSAGES["other_host"])
    assert own.get("/api/v1/health", headers={"host": host}).json()["problems"][0]["code"] == "other_host"
    assert COOKIE not in response.headers.get("set-cookie", "")


def test_bare_addresses_are_names_where_all_may_call() -> None:
    everywhere = TestClient(app_for_tests(addresses=True))
    assert everywhere.get("/", headers={"host": "10.0.0.1:8017"}).status_code == 200
    assert everywhere.get("/", headers={"host": "evil.example"}).status_code == 400


ANSWERS = {
    "/": 200,
    "/api": 200,
    "/nothing": 404,
    "/language": 405,
    "/static/style.css": 200,
    "/static/nothing.css": 404,
    "/api/v1/health": 200,
    "/api/v1/nothing": 404,
    "/fails/x": 500,
    "/api/v1/fails/x": 500,
}


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
def test_every_answer_carries_the_headers(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    for name, value in HEADERS.items():
        assert response.headers[name].startswith(value), name
    assert ("no-store" in response.headers["cache-control"]) == (path != "/static/style.css")
    assert "server" not in response.headers
    if path.startswith("/api/"):
        assert response.headers["content-type"] == "application/json"
        assert "set-cookie" not in response.headers


@pytest.mark.parametrize("path", ["/waits", "/api/v1/waits"])
def test_an_answer_that_takes_too_long_is_given_up(impatient: FastAPI, path: str) -> None:
    response = TestClient(impatient).get(path)
    assert response.status_code == 503
    assert all(response.headers[name].startswith(value) for name, value in HEADERS.items())


def test_pages_bring_no_script_and_no_style_of_their_own(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_the_cookie_is_for_this_site_and_no_script(client: TestClient, app: FastAPI) -> None:
    (cookie,) = client.get("/").headers.get_list("set-cookie")
    assert cookie.startswith(COOKIE) and {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "set-cookie" not in client.get("/").headers
    assert "Secure" in TestClient(app, "https://testserver").get("/").headers["set-cookie"].split("; ")


@pytest.mark.parametrize("cookie", ["x", "a" * 42, "a" * 44, "'; drop table draft; --"])
def test_a_cookie_of_somebody_s_own_making_is_not_taken(client: TestClient, cookie: str) -> None:
    assert client.get("/", headers={"cookie": f"{COOKIE}={cookie}"}).headers["set-cookie"].startswith(COOKIE)


@pytest.mark.parametrize(
    "path", ["..%2fpages.py", "%2e%2e/pages.py", "..%5cpages.py", "%2fetc/passwd", "....//pages.py", ""]
)
def test_only_assets_are_given_out(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code in (404, 405)


def test_pages_with_secrets_are_not_compressed(client: TestClient) -> None:
    shorter = {"accept-encoding": "gzip"}
    assert "content-encoding" not in client.get("/api", headers=shorter).headers
    assert client.get("/static/style.css", headers=shorter).headers["content-encoding"] == "gzip"


def test_a_long_request_is_refused(client: TestClient) -> None:
    assert client.post("/language", content=b"a" * 10_001).status_code == 413
    parts = (b"a" * 4_000 for _ in range(3))
    response = client.post("/api/v1/questions/route", content=parts)
    assert (response.status_code, response.json()["problems"][0]["code"]) == (413, "request_too_long")


def test_a_slow_request_is_refused(impatient: FastAPI) -> None:
    with served(impatient) as where, socket.create_connection(("127.0.0.1", int(where.rpartition(":")[2])), 5) as line:
        line.sendall(b"POST /api/v1/questions/route HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n{")
        assert line.recv(100).startswith(b"HTTP/1.1 408")


def test_a_request_that_its_sender_gives_up_is_not_worked_on(app: FastAPI) -> None:
    sent: list[Message] = []
    messages: list[Message] = [
        {"type": "http.request", "body": b"token=", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/language", "headers": [(b"host", b"testserver")]}
    with ThreadPoolExecutor(1) as other:  # a driven browser may keep a loop of its own in this thread
        other.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    assert sent == []


def test_logs_and_addresses_hold_nothing_typed(app: FastAPI, client: TestClient, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG, "nocert_rules")
    caplog.set_level(logging.DEBUG, "uvicorn")
    caplog.set_level(logging.DEBUG, "fastapi")
    client.post("/api/v1/questions/case", json={"subjects": [{"id": "a", "name": NAME, "kind": "unit"}]})
    client.post("/api/v1/questions/case", json={"subjects": [{"id": NAME, "kinds": NAME}]})
    assert NAME not in caplog.text
    token = token_on(client.get("/").text)
    told = [
        client.get(f"/fails/{NAME}"),
        client.get(f"/api/v1/fails/{NAME}"),
        client.post("/fails", data={"token": token, "name": NAME}),
    ]
    assert [response.status_code for response in told] == [500, 500, 500]
    assert "KeyError" in caplog.text and "ValueError" in caplog.text and "/fails/{name}" in caplog.text
    kept = "".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)
    assert NAME not in kept and token not in kept and client.cookies[COOKIE] not in kept
    assert all(NAME not in response.text and "Traceback" not in response.text for response in told)


def test_a_failure_is_told_in_both_languages(client: TestClient) -> None:
    english, chinese = MESSAGES["program_failed"]
    assert client.get("/fails/x").text == f"{chinese}\n{english}\n"
    assert client.get("/api/v1/fails/x").json()["problems"][0]["message"] == {"zh": chinese, "en": english}


@pytest.mark.parametrize("address", ["/counter/{}", "/api/v1/questions/route"])
def test_engines_that_differ_give_no_answer_and_say_on_what(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client.get("/")
    name = app.state.services.drafts.create(client.cookies[COOKIE], Form("route"))

    def differ(*_: object) -> None:
        raise EngineDisagreement(("tell-the-applicant",))

    monkeypatch.setattr(Decider, "decide", differ)
    found = client.get(address.format(name)) if "{}" in address else client.post(address, json={})
    assert found.status_code == 500
    assert "the engines disagree on `tell-the-applicant`; no answer is given" in html.unescape(found.text)


@pytest.mark.parametrize("address", ["/", "/counter", "/rulebook", "/api/v1/health", "/nothing"])
def test_head_is_answered_like_get_without_a_page(client: TestClient, address: str) -> None:
    asked, told = client.get(address), client.head(address)
    assert (told.status_code, told.content) == (asked.status_code, b"")
    assert told.headers["content-type"] == asked.headers["content-type"]
