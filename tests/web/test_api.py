"""The API answers what the command line answers, and refuses what it refuses in the same words."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.web.api.asking import MAX_JSON
from nocert_rules.web.limits import MAX_RECORDS, MAX_SUBJECTS
from nocert_rules.words.messages import MESSAGES
from tests.support.process import EXAMPLES, call
from tests.support.web import app_for_tests, client_for

QUESTIONS = ("case", "pledge", "route", "verification")
ITEM = {"item.certificate": "近3年安全驾驶情况证明", "jurisdiction": "jinhua", "as_of": "2019-06-03"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    yield client_for(app_for_tests())


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def ask(client: TestClient, question: str, body: object, **more: str) -> Any:
    """The answer to a question."""
    return client.post(f"/api/v1/questions/{question}", json=body, params=more)


def send(client: TestClient, text: bytes | str, question: str = "route", **headers: str) -> Any:
    """The answer to a body as it stands."""
    given = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.post(f"/api/v1/questions/{question}", content=text, headers=given)


def codes(response: Any) -> list[str]:
    """The codes of the problems in an answer."""
    return [problem["code"] for problem in response.json()["problems"]]


def example(name: str) -> dict[str, Any]:
    """A case file of the examples as JSON data: days are text there."""
    path = next(path for path in EXAMPLES if path.stem == name)
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def typed(value: Any) -> Any:
    """Data of a YAML file in which everything is text, with booleans and numbers again."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [typed(each) for each in value]
    return {"true": True, "false": False}.get(value, int(value) if re.fullmatch("[0-9]+", value) else value)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_answer_is_the_command_line_s_byte_for_byte(
    client: TestClient, described: dict[str, Any], path: Any
) -> None:
    body = typed(example(path.stem))
    response = ask(client, body["question"], body)
    assert response.status_code == 200, response.text
    assert response.text == call(body["question"], str(path), "--format", "json").stdout
    schema = {"$ref": f"#/components/schemas/Case.{body['question']}", "components": described["components"]}
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(body)]


def test_a_case_without_a_day_is_asked_today(client: TestClient) -> None:
    body = {name: value for name, value in ITEM.items() if name != "as_of"}
    assert ask(client, "route", body).json()["as_of"] == "2019-06-03"


def test_names_may_be_nested_or_written_with_dots(client: TestClient) -> None:
    nested = {
        **{name: value for name, value in ITEM.items() if "." not in name},
        "item": {"certificate": ITEM["item.certificate"]},
    }
    assert ask(client, "route", nested).text == ask(client, "route", ITEM).text


def test_engines_can_be_chosen(client: TestClient) -> None:
    reference = ask(client, "route", ITEM, engine="reference")
    assert reference.json()["receipt"]["engines"] == ["reference"]
    assert codes(ask(client, "route", ITEM, engine="third")) == ["wrong_option"]
    assert ask(client, "route", ITEM, engine="third").json()["problems"][0]["parameter"] == "engine"


WRONG = {
    b"": "empty",
    b" \n": "empty",
    b"{": "json_syntax",
    b"{} {}": "json_syntax",
    b"[1,]": "json_syntax",
    b"{'a': 1}": "json_syntax",
    b"a: 1": "json_syntax",
    b'{"a": NaN}': "json_syntax",
    b'{"a": -Infinity}': "json_syntax",
    b'{"a": 01}': "json_syntax",
    b'{"a": "\t"}': "json_syntax",
    b'{"a": "\\x"}': "json_syntax",
    b"// c\n{}": "json_syntax",
    b"[" * 100_000: "too_deep",
    b'{"a":' * 100_000: "too_deep",
    b'{"as_of": "2019-06-03", "as_of": "2019-06-03"}': "duplicate_key",
    b'{"item.matter": "\\ud800"}': "half_character",
    b'{"item.matter": "\\udc00\\ud800"}': "half_character",
    b'{"\\ud800": 1}': "half_character",
    b"\xff\xfe{\0}\0": "utf16",
    b"{\xff}": "not_utf8",
    b'{"a": "\0"}': "binary",
    b"1": "expected_mapping",
    b"null": "expected_mapping",
    b"[]": "expected_mapping",
    b'{"as_of": 20190603}': "expected_value",
    b'{"as_of": "2019-02-30"}': "expected_value",
    b'{"as_of": null}': "expected_value",
    b'{"question": "pledge"}': "other_question",
    b'{"jurisdiction": "nowhere at all"}': "unknown_jurisdiction",
    b'{"applicant.willing": "true"}': "wrong_type",
    b'{"applicant.willing": 1}': "wrong_type",
    b'{"applicant.willing": null}': "null_value",
    b'{"item.matter": " "}': "empty_text",
    b'{"item.matter": 1e999}': "wrong_type",
    b'{"unit.kind": "administrative_orga"}': "wrong_choice_near",
    b'{"findings.public_safety": true}': "bare_finding",
    b'{"findings.public_safety": {"value": true}}': "finding_key",
    b'{"applicant": {"willing": true}, "applicant.willing": true}': "twice_given",
    b'{"parameters.verification_in_force_from": "2019-01-01"}': "not_for_people",
    b'{"subjects": []}': "each_not_allowed",
}


@pytest.mark.parametrize(("body", "code"), WRONG.items(), ids=[f"{text[:24]!r}" for text in WRONG])
def test_what_is_wrong_is_told(client: TestClient, body: bytes, code: str) -> None:
    response = send(client, body)
    assert response.status_code == 422
    assert code in codes(response)
    for problem in response.json()["problems"]:
        assert problem["message"]["zh"] and problem["message"]["en"] and problem["code"] in MESSAGES


def test_a_message_is_the_command_line_s(client: TestClient) -> None:
    text = '{"applicant.wiling": true}'
    told = {language: call("route", "-", "--lang", language, stdin=text.encode()).stderr for language in ("zh", "en")}
    (problem,) = send(client, text).json()["problems"]
    assert {language: f"<stdin>:1:2: {words}\n" for language, words in problem["message"].items()} == told
    assert (problem["line"], problem["column"], problem["path"]) == (1, 2, "/applicant.wiling")


def test_a_problem_has_its_place(client: TestClient) -> None:
    text = '{\n  "subjects": [\n    {"id": "a", "conduct": {"refused": 3}}\n  ]\n}'
    (problem,) = send(client, text, "case").json()["problems"]
    assert (problem["line"], problem["column"]) == (3, 40)
    assert problem["path"] == "/subjects/0/conduct/refused"


def test_characters_of_json_are_read_as_json(client: TestClient) -> None:
    plain = ask(client, "route", {**ITEM, "item.matter": "a/b 𝒜\t"})
    escaped = send(client, json.dumps({**ITEM, "item.matter": "a/b 𝒜\t"}).replace("/", "\\/"))
    assert "\\ud835" in json.dumps("𝒜")
    assert (plain.status_code, plain.text) == (200, escaped.text)
    assert send(client, b"\xef\xbb\xbf" + json.dumps(ITEM).encode()).status_code == 200


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"]
)
def test_only_json_is_taken(client: TestClient, kind: str) -> None:
    response = send(client, "{}", content_type=kind)
    assert (response.status_code, codes(response)) == (415, ["content_type"])


def test_a_body_has_a_limit(client: TestClient) -> None:
    response = send(client, b" " * MAX_JSON + b"{}")
    assert (response.status_code, codes(response)) == (413, ["request_too_long"])


def test_subjects_and_records_have_a_limit(client: TestClient) -> None:
    body = {"subjects": [{"id": f"s{number}"} for number in range(MAX_SUBJECTS + 1)]}
    assert codes(ask(client, "case", body)) == ["too_many_parts"]
    records: list[object] = [{}] * (MAX_RECORDS + 1)
    for given in (records, {"records": records}, [records]):
        assert codes(ask(client, "route", {"item.listings": given})) == ["too_many_parts"]


def test_what_has_been_asked_is_not_asked_again(client: TestClient) -> None:
    body: dict[str, Any] = {**ITEM, "item.certificate": "夫妻关系证明"}
    asked: list[str] = []
    while (outcome := client.post("/api/v1/questions/route/next", json={"case": body}).json())["status"] == "asking":
        ask_ = outcome["ask"]
        assert ask_["name"] not in asked
        asked.append(ask_["name"])
        value: Any = {"boolean": True, "records": []}[ask_["fact"]["type"]]
        body[ask_["name"]] = (
            {"value": value, "by": "a", "on": "2019-06-03", "reason": "b"} if ask_["fact"]["finding"] else value
        )
    assert asked and outcome == {"status": "answered", "ask": None}


def test_what_nobody_knows_is_not_asked(client: TestClient) -> None:
    first = client.post("/api/v1/questions/route/next", json={"case": {}}).json()["ask"]
    skipped = [{"fact": first["name"], "subject": first["subject"]}]
    second = client.post("/api/v1/questions/route/next", json={"case": {}, "skipped": skipped}).json()["ask"]
    assert second["name"] != first["name"]
    wrong = client.post("/api/v1/questions/route/next", json={"case": {}, "skipped": [{"fact": "x"}], "y": 1})
    assert codes(wrong) == ["unknown_name", "unknown_key"]


def test_a_question_is_skipped_for_a_subject_of_the_case(client: TestClient) -> None:
    case = {"subjects": [{"id": "bureau", "name": "a", "kind": "unit"}]}
    first = client.post("/api/v1/questions/case/next", json={"case": case}).json()["ask"]
    skipped = [{"fact": first["name"], "subject": "burea"}]
    wrong = client.post("/api/v1/questions/case/next", json={"case": case, "skipped": skipped})
    assert codes(wrong) == ["unknown_name_near"]
    assert wrong.json()["problems"][0]["path"] == "/skipped/0/subject"
    skipped[0]["subject"] = first["subject"]
    assert client.post("/api/v1/questions/case/next", json={"case": case, "skipped": skipped}).json()["ask"] != first


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("items", 422, "expected_value"),
        ("items?q=%20", 422, "expected_value"),
        ("items?q=a&limit=0", 422, "expected_value"),
        ("items?q=a&limit=x", 422, "expected_value"),
        ("items?q=a&limit=٣", 422, "expected_value"),
        ("items?q=a&limit=1001", 422, "expected_value"),
        ("items?q=a&jurisdiction=jinhu", 422, "unknown_jurisdiction_near"),
        ("provisions?document=pledg", 422, "wrong_option"),
        ("provisions?status=encode", 422, "wrong_option"),
        ("provisions/pledge/99", 404, "unknown_name_near"),
        ("questions/rout", 404, "unknown_name_near"),
        ("nothing", 404, "no_address"),
    ],
)
def test_wrong_addresses_are_refused(client: TestClient, address: str, status: int, code: str) -> None:
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, codes(response)) == (status, [code])


def test_other_methods_are_refused_with_those_that_can_be_used(client: TestClient) -> None:
    response = client.put("/api/v1/questions/route")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


def test_lists_and_provisions_are_those_of_the_command_line(client: TestClient) -> None:
    provisions = client.get("/api/v1/provisions", params={"document": "pledge", "status": "encoded"})
    assert provisions.text == call("provisions", "pledge", "--status", "encoded", "--format", "json").stdout
    items = client.get("/api/v1/items", params={"q": "驾驶", "jurisdiction": "jinhua", "limit": 3})
    command = call("items", "驾驶", "--jurisdiction", "jinhua", "--limit", "3", "--format", "json")
    assert items.text == command.stdout


def test_the_declarations_are_all_there(client: TestClient) -> None:
    rulebook = load_rulebook()
    questions = {item["id"]: item for item in client.get("/api/v1/questions").json()}
    assert {name: [fact["id"] for fact in item["facts"]] for name, item in questions.items()} == {
        name: list(question.facts) for name, question in rulebook.questions.items()
    }
    assert client.get("/api/v1/questions/case").json() == questions["case"]
    assert len(client.get("/api/v1/lists").json()) == len(rulebook.lists)
    assert len(client.get("/api/v1/jurisdictions").json()) == len(rulebook.jurisdictions)
    assert client.get("/api/v1/health").json()["rulebook"] == rulebook.digest
    rules = client.get("/api/v1/provisions/pledge/3.3").json()["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in rulebook.rules_of_provision["pledge/3.3"]]


def test_the_examples_of_the_page_work(client: TestClient) -> None:
    page = client.get("/api").text
    shown = dict(re.findall(r'<pre class="code" data-question="(\w+)">(.*?)</pre>', page, re.DOTALL))
    assert set(shown) == set(QUESTIONS)
    for question, text in shown.items():
        words = shlex.split(unescape(text).replace("\\\n", " "))
        address = next(word for word in words if word.startswith("http"))
        response = client.post(address, content=words[-1].encode(), headers={"content-type": "application/json"})
        assert response.json()["status"] == "answered", question


def test_the_page_names_every_address(client: TestClient, described: dict[str, Any]) -> None:
    page = unescape(client.get("/api", headers={"accept-language": "zh"}).text)
    assert all(f"<code>{path}</code>" in page for path in described["paths"])
    assert "认定" in page
