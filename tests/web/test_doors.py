"""The main pages are those that the questions of a rulebook need."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from fastapi import FastAPI

from tests.support.web import app_for_tests, client_for, token_on


def app_with(*names: str) -> FastAPI:
    """An application of the shipped rulebook with some of its questions alone."""
    app = app_for_tests(engine="reference")
    services = app.state.services
    questions = MappingProxyType({name: services.rulebook.questions[name] for name in names})
    app.state.services = replace(services, rulebook=replace(services.rulebook, questions=questions))
    return app


@pytest.mark.parametrize(
    ("names", "there", "missing"),
    [(("case",), "/desk", "/counter"), (("route",), "/counter", "/desk"), (("pledge",), "/counter", "/desk")],
)
def test_a_door_for_each_kind_of_question(names: tuple[str, ...], there: str, missing: str) -> None:
    client = client_for(app_with(*names))
    page = client.get("/").text
    assert f'href="{there}"' in page and f'href="{missing}"' not in page
    assert client.get(there).status_code == 200
    assert client.get(missing).status_code in (200, 404)
    sent = {"file": ("case.yaml", b"question: case\n", "application/yaml")}
    assert client.post(f"{missing}/open", data={"token": token_on(page)}, files=sent).status_code in (404, 422)
