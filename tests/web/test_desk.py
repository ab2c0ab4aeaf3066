"""The case desk: open, enter, answer, and nothing typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from nocert_rules.dialogue.forms import FindingForm, Form, RecordsForm, read_case_file
from nocert_rules.render.titles import titled
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.process import ROOT, call
from tests.support.web import app_for_tests, client_for, token_on

THREE = ROOT / "examples" / "case-three-subjects.yaml"
TODAY = date(2019, 6, 3)


class Desk:
    """A visitor at the desk."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = token_on(client.get("/desk").text)

    def post(self, address: str, status: int = 200, /, **fields: Any) -> str:
        answer = self.client.post(address, data={"token": self.token, **fields})
        assert answer.status_code == status, answer.text
        self.at = str(answer.url.path)
        return answer.text

    def open(self, data: bytes, name: str = "case.yaml", status: int = 200) -> str:
        answer = self.client.post("/desk/open", data={"token": self.token}, files={"file": (name, data)})
        assert answer.status_code == status, answer.text
        self.case = self.at = str(answer.url.path)
        return answer.text

    def new(self) -> None:
        self.post("/desk/new", question="case", as_of="2019-12-10", jurisdiction="jinhua")
        self.case = self.at

    def see(self, part: str = "", status: int = 200) -> str:
        answer = self.client.get(self.case + part)
        assert answer.status_code == status
        return answer.text

    def see_desk(self) -> str:
        return self.client.get("/desk").text

    def form(self, rulebook: Rulebook) -> Form:
        data = self.client.get(self.case + "/case.yaml").content
        return read_case_file(data, "again.yaml", rulebook, "", TODAY)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with client_for(app_for_tests()) as found:
        yield found


@pytest.fixture
def desk(client: TestClient) -> Desk:
    client.cookies.clear()
    return Desk(client)


def words(page: str) -> str:
    """The text of a page, blanks run together."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_pages_show_what_the_command_line_answers(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    answer = json.loads(call("case", str(THREE), "--format", "json").stdout)
    assert len(answer["answer"]["subjects"]) == 3
    for number, subject in enumerate(answer["answer"]["subjects"], start=1):
        page = words(desk.see(f"/subjects/{number}/answer"))
        for label, shown in told(subject):
            assert re.search(f"{re.escape(label)} ({shown})", page), label
        mine = [each for each in answer["conclusions"] if each["subject"] == subject["id"]]
        holding = {each["label"]["en"] for each in mine if each["status"] == "yes"}
        for conclusion in mine:
            label = conclusion["label"]["en"]
            if conclusion["status"] == "yes":
                assert label in page or not (conclusion["modality"] or rulebook.conclusions[conclusion["id"]].defect)
                quoted = [(titled(rulebook, each["provision"], "en"), each["quote"]) for each in conclusion["sources"]]
                assert all(f"{title} “{quote}”" in page for title, quote in quoted)
            elif conclusion["modality"] and label not in holding:
                assert not re.search(f"[●○✕] {re.escape(label)} ", page), label
        for gap in answer["gaps"]:
            assert (gap["gap"]["en"] in page) == (gap["subject"] == subject["id"])


def told(subject: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What an answer says of its fields: their labels, and a pattern of the words after them."""
    status = {"yes": "yes|met", "no": "no|not met", "undetermined": "undetermined"}
    for field in subject.values():
        if not isinstance(field, dict):
            continue
        if field.get("permitted"):
            choices = " ".join(re.escape(each["label"]["en"]) for each in field["permitted"])
            yield field["label"]["en"], f"choice : for [^:]+ to decide {choices}"
        for option in field.get("options", ()):
            if field["status"] != "no" or option["status"] != "no":
                yield option["label"]["en"], status[option["status"]]


def test_the_file_comes_back_as_the_same_form(desk: Desk, rulebook: Rulebook) -> None:
    data = THREE.read_bytes()
    desk.open(data)
    assert desk.form(rulebook) == read_case_file(data, "case.yaml", rulebook, "", TODAY)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"question: case\nas_of: 2019-13-01\n", "bad.yaml:2:8: found `2019-13-01`; expected a day as `2019-06-03`"),
        (b"question: case\n  as_of: [\n", "bad.yaml:2:"),
        (b"\xff\xfe", "bad.yaml: is UTF-16"),
        (b"question: caze\n", "unknown question `caze`"),
        (b"question: case\nsubjects:\n  - {id: a}\n  - {id: a}\n", "bad.yaml:4:10: subject `a` appears twice"),
    ],
)
def test_a_wrong_file_is_told_by_line_and_not_opened(desk: Desk, data: bytes, told: str) -> None:
    page = desk.open(data, "bad.yaml", status=422)
    assert told in words(page)
    assert "open cases" not in words(page)


def test_a_file_of_another_question_goes_to_its_own_pages(desk: Desk) -> None:
    answer = desk.client.post(
        "/desk/open",
        data={"token": desk.token},
        files={"file": ("v.yaml", (ROOT / "examples" / "verification-overdue.yaml").read_bytes())},
        follow_redirects=False,
    )
    assert answer.headers["location"].startswith("/counter/")


def test_no_file_chosen_is_told(desk: Desk) -> None:
    answer = desk.client.post("/desk/open", data={"token": desk.token})
    assert answer.status_code == 422 and "no file was chosen" in answer.text


def test_a_new_case_asks_for_its_first_subject(desk: Desk, rulebook: Rulebook) -> None:
    desk.new()
    page = desk.see()
    assert "no subject yet" in page and "please put this right" not in page
    desk.post(f"{desk.case}/subjects", name="某局", id="")
    assert desk.at == f"{desk.case}/subjects/1"
    assert "the fact that settles most" in desk.see("/subjects/1")
    assert [(each.id, each.name) for each in desk.form(rulebook).subjects] == [("subject-1", "某局")]


def test_what_is_typed_stays_right_or_wrong(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    fields = {
        "subject.findings.delayed": "true",
        "subject.findings.delayed|by": "某组",
        "subject.findings.delayed|on": "soon",
    }
    page = desk.post(f"{desk.case}/subjects/1", subject="bureau", **fields)
    assert 'value="某组"' in page and 'value="soon"' in page
    assert "a finding needs who, when and why" in words(page)
    glance = words(desk.see())
    assert "to put right before there is an answer" in glance
    assert "circulated criticism" in glance, "the other subjects still have their answers"
    again = desk.post(
        f"{desk.case}/subjects/1",
        subject="bureau",
        **{**fields, "subject.findings.delayed|on": "2019-11-08", "subject.findings.delayed|reason": "拖了"},
    )
    assert "put this right" not in again
    given = desk.form(rulebook).subjects[0].facts["subject.findings.delayed"]
    assert given == FindingForm("true", "某组", "2019-11-08", "拖了")


def test_rows_are_added_and_removed(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    name = "subject.procedure.steps"
    kept = {
        f"{name}|{n}|{key}": text
        for n, row in enumerate(({"step": "notified", "on": "2019-10-24"}, {"step": "decided", "on": "2019-11-28"}))
        for key, text in row.items()
    }
    desk.post(f"{desk.case}/subjects/1", subject="bureau", remove_row=f"{name}|0", **kept, **{f"{name}|listed": "some"})
    given = desk.form(rulebook).subjects[0].facts[name]
    assert given == RecordsForm(({"step": "decided", "on": "2019-11-28"},), complete=False)
    desk.post(f"{desk.case}/subjects/1", subject="bureau", **{f"{name}|listed": ""})
    assert name not in desk.form(rulebook).subjects[0].facts


def test_fields_that_do_not_come_back_stay(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    before = desk.form(rulebook)
    desk.post(f"{desk.case}/subjects/2", subject="clerk", save="g-1")
    desk.post(f"{desk.case}/facts", save="g-9000")
    assert desk.form(rulebook) == before


def test_the_shared_facts_and_the_day(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    page = desk.post(f"{desk.case}/facts", as_of="someday", jurisdiction="jinhua", **{"verification.limit": "many"})
    assert 'value="someday"' in page and 'value="many"' in page
    assert "put this right" in desk.see("/dossier")
    desk.post(f"{desk.case}/facts", as_of="2019-12-11", jurisdiction="", **{"verification.limit": "4"})
    form = desk.form(rulebook)
    assert (form.as_of, form.jurisdiction, form.facts["verification.limit"]) == ("2019-12-11", "", "4")


def test_subjects_are_renamed_and_removed_only_when_sure(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    told = desk.post(f"{desk.case}/subjects", 422, name="另一个", id="clerk")
    assert "there is a subject `clerk` already" in told and 'value="另一个"' in told
    assert "already" in desk.post(f"{desk.case}/subjects/1/rename", 422, name="某局", id="clerk")
    assert "a name is needed" in desk.post(f"{desk.case}/subjects/1/rename", 422, name="", id="office")
    desk.post(f"{desk.case}/subjects/1/rename", name="市某局", id="office")
    assert desk.form(rulebook).subjects[0].id == "office"
    assert "cannot be undone" in desk.see("/subjects/2/remove")
    desk.post(f"{desk.case}/subjects/2/remove", id="office")
    assert len(desk.form(rulebook).subjects) == 3, "another subject than the one asked about"
    desk.post(f"{desk.case}/subjects/2/remove", id="clerk")
    assert [each.id for each in desk.form(rulebook).subjects] == ["office", "deputy-director"]


def test_a_save_for_another_subject_is_refused(desk: Desk, rulebook: Rulebook) -> None:
    desk.open(THREE.read_bytes())
    before = desk.form(rulebook)
    desk.post(f"{desk.case}/subjects/1", 409, subject="clerk", **{"subject.kind": "unit"})
    assert desk.form(rulebook) == before


@pytest.mark.parametrize(
    "part", ["/subjects/0", "/subjects/4", "/subjects/4/answer", "/subjects/1/why/no-such", "/subjects/x"]
)
def test_what_is_not_there(desk: Desk, part: str) -> None:
    desk.open(THREE.read_bytes())
    assert desk.client.get(desk.case + part).status_code in (404, 422)


def test_a_case_is_its_visitors_own(desk: Desk) -> None:
    desk.open(THREE.read_bytes())
    desk.client.cookies.clear()
    for part in ("", "/facts", "/dossier", "/dossier.docx", "/case.yaml", "/subjects/1"):
        desk.see(part, status=404)


def test_a_day_before_the_document_or_any_facts(desk: Desk) -> None:
    desk.open(THREE.read_bytes())
    page = desk.post(f"{desk.case}/facts", as_of="2019-10-01")
    assert "put this right" in page, "findings and steps are later than the day asked"


def test_why_and_otherwise(desk: Desk) -> None:
    desk.open(THREE.read_bytes())
    page = words(desk.see("/subjects/1/why/ground-5"))
    assert "because" in page and "there was a proper reason for not answering in time: no" in page
    assert "it would be “not met” if" in page
    part = desk.see("/subjects/1/why/ground-5?part=true")
    assert "<html" not in part and words(part) in page, "what unfolds in the answer is what the page of its own says"


def test_a_finding_is_shown_with_its_author_wherever_it_decides(desk: Desk) -> None:
    desk.open(THREE.read_bytes())
    told = "there was a proper reason for not answering in time: no"
    author = "联合调查组 2019-11-08"
    assert f"{told} edit found by {author}: 系统正常，无停电停网，仅因无人顶岗" in words(desk.see("/subjects/1/answer"))
    assert f"{told} found by {author}: “系统正常，无停电停网，仅因无人顶岗”" in words(
        desk.see("/subjects/1/why/ground-5")
    )
    assert f"{told} ({author})" in words(desk.see("/dossier"))


def test_defects_and_silence_are_named_before_the_answer(desk: Desk) -> None:
    desk.open(THREE.read_bytes())
    page = words(desk.see("/subjects/1/answer"))
    assert page.index("⚠ defect: decision without a proposal") < page.index("in scope (art. 2)")
    leader = words(desk.see("/subjects/3/answer"))
    assert leader.index("the text is silent: the measure for the leadership") < leader.index("in scope (art. 2)")
    glance = words(desk.see())
    assert "⚠ defect: decision without a proposal" in glance
    assert "○ the text is silent: the measure for the leadership" in glance


def test_a_choice_names_whose_it_is(desk: Desk) -> None:
    desk.open(THREE.read_bytes())
    for part in ("", "/subjects/1/answer", "/dossier"):
        assert "choice : for competent department to decide order to correct" in words(desk.see(part)), part


def test_comments_of_a_file_are_said_to_be_lost_and_a_deleted_case_leads_back(desk: Desk) -> None:
    assert "comments in the file are not kept" in desk.see_desk()
    desk.open(THREE.read_bytes())
    assert b"#" not in desk.client.get(desk.case + "/case.yaml").content
    name = desk.case.rpartition("/")[2]
    assert f'href="/desk/{name}/delete"' in desk.see_desk()
    asked = desk.see("/delete")
    assert "this cannot be undone" in asked and f'action="/drafts/{name}/delete"' in asked
    assert 'name="next" value="/desk"' in asked
    desk.post(f"/drafts/{name}/delete", next="/desk")
    assert desk.at == "/desk"


def test_defects_stand_with_the_time_line_by_declaration(desk: Desk, rulebook: Rulebook) -> None:
    marked = {name for name, each in rulebook.conclusions.items() if each.defect}
    assert "defect-decision-without-proposal" in marked and "answerable" not in marked
    desk.open(THREE.read_bytes())
    page = words(desk.see("/subjects/1/answer"))
    assert "defects ⚠ defect: decision without a proposal" in page
    assert page.index("time line") < page.index("defects ⚠") < page.index(" must ● hold")
    assert "due last day for the answer" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages(client: TestClient, language: str) -> None:
    client.cookies.clear()
    desk = Desk(client)
    desk.post("/language", language=language, next="/desk")
    desk.open(THREE.read_bytes())
    for part in ("", "/facts", "/subjects/1", "/subjects/1/answer", "/dossier"):
        assert ("时间线" in desk.see(part)) == (language == "zh" and part not in ("/facts", "/subjects/1"))
