"""The counter without a script: search, interview, answer, notice, case file."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.render.titles import titled
from nocert_rules.render.view import PartView, decision_view
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import Language
from tests.support.process import ROOT, run
from tests.support.web import DAY, app_for_tests, client_for, token_on

EXAMPLES = sorted((ROOT / "examples").glob("route-*.yaml"))
OTHERS = sorted([*(ROOT / "examples").glob("verification-*.yaml"), *(ROOT / "examples").glob("pledge-*.yaml")])
_ASKED = re.compile(r'name="fact" value="([^"]+)"')
_TAGS = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_for(app_for_tests())


@pytest.fixture(scope="module")
def token(client: TestClient) -> str:
    return token_on(client.get("/counter").text)


class Draft:
    """A draft as its visitor works on it."""

    def __init__(self, client: TestClient, token: str, page: Any) -> None:
        assert page.status_code == 200, page.text
        self.client, self.token, self.page = client, token, page
        self.address = str(page.url.path)

    @property
    def text(self) -> str:
        """The words of the page, in one line."""
        return words_of(self.page.text)

    @property
    def asked(self) -> str | None:
        """The fact that is asked for."""
        found = _ASKED.search(self.page.text)
        return found[1] if found else None

    def answer(self, **fields: str) -> Draft:
        """Answer the question on the page."""
        fact = self.asked
        assert fact
        return self.send("/answer", fact=fact, **fields)

    def send(self, where: str, **fields: str) -> Draft:
        """Send a form of the page."""
        self.page = self.client.post(self.address + where, data={"token": self.token, **fields})
        assert self.page.status_code == 200, self.page.text
        return self

    def see(self, where: str = "") -> Draft:
        """Load the page again, or another of the draft."""
        self.page = self.client.get(self.address + where)
        assert self.page.status_code == 200, self.page.text
        return self


def words_of(html: str) -> str:
    """The words of a page without its markup, blanks made one."""
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def begun(client: TestClient, token: str, **fields: str) -> Draft:
    """A new draft on the lists' question, in Jinhua on 3 June 2019."""
    usual = {"question": "route", "jurisdiction": "jinhua", "as_of": "2019-06-03"}
    return Draft(client, token, client.post("/counter", data={"token": token, **usual, **fields}))


def opened(client: TestClient, token: str, name: str) -> Draft:
    """A new draft from an example."""
    data = (ROOT / "examples" / name).read_bytes()
    return Draft(client, token, client.post("/counter/open", data={"token": token}, files={"file": (name, data)}))


# --- what is asked, and about what


@pytest.mark.parametrize("query", ["近3年安全驾驶情况证明", "安全驾驶", "anquan jiashi", "jsnaqjsqkzm", "安全架驶情况"])
def test_an_item_is_found_by_what_people_type(client: TestClient, query: str) -> None:
    page = words_of(client.get("/counter", params={"q": query}).text)
    assert "近3年安全驾驶情况证明" in page
    assert "asked for by: 市交通运输部门（行政服务中心交通综合窗口） · issued by: 公安（交管）" in page
    assert "verification between departments" in page and "published 2019-05-01" in page


def test_the_part_for_scripts_shows_the_same_items(client: TestClient) -> None:
    part = client.get("/counter/items", params={"q": "夫妻", "jurisdiction": "jinhua"}).text
    assert part.strip() in client.get("/counter", params={"q": "夫妻", "jurisdiction": "jinhua"}).text
    assert "<html" not in part
    assert client.get("/counter/items", params={"q": "夫妻", "jurisdiction": "atlantis"}).status_code == 404


def test_a_requirement_of_a_statute_opens_no_route(client: TestClient, rulebook: Rulebook, token: str) -> None:
    requirement = next(each for each in rulebook.requirements if each.jurisdiction == "china" and each.matter)
    page = client.get("/counter", params={"q": requirement.certificate}).text
    hit = page.partition(f'value="{requirement.id}"')[2].partition("</button>")[0]
    assert "a statutory requirement only, opens no route" in hit
    draft = begun(client, token, item=requirement.id)
    assert requirement.certificate in draft.text and "on no list that is known" in draft.text


def test_items_of_other_places_are_not_shown(client: TestClient) -> None:
    assert "近3年安全驾驶情况证明" not in client.get("/counter", params={"q": "安全驾驶", "jurisdiction": "anhui"}).text


def test_a_name_on_no_list_goes_on_as_typed(client: TestClient, token: str) -> None:
    page = client.get("/counter", params={"q": "居住在火星证明"}).text
    assert 'name="name" value="居住在火星证明"' in page
    draft = begun(client, token, name="居住在火星证明")
    assert "on no list that is known" in draft.text and draft.asked


def test_other_questions_begin_without_an_item(client: TestClient, token: str) -> None:
    for question in ("verification", "pledge"):
        assert client.get("/counter", params={"question": question}).status_code == 200
        assert begun(client, token, question=question).asked


def test_questions_with_subjects_are_for_the_desk(client: TestClient, token: str) -> None:
    found = client.get("/counter", params={"question": "case"}, follow_redirects=False)
    assert found.headers["location"] == "/desk"
    assert client.get("/counter", params={"question": "nothing"}).status_code == 404
    for wrong in ({"question": "case"}, {"question": "nothing"}, {"item": "jinhua-2019/99"}):
        fields = {"token": token, "question": "route", "jurisdiction": "jinhua"} | wrong
        assert client.post("/counter", data=fields).status_code == 400


def test_any_rulebook_has_a_counter() -> None:
    base = ROOT / "tests" / "lint" / "fixtures" / "base"
    client = client_for(app_for_tests(rules=base / "rules", catalogue=base / "catalogue"))
    token = token_on(client.get("/counter").text)
    draft = begun(client, token, question="keeping", jurisdiction="linyuan", as_of="2020-06-03")
    while draft.asked:
        assert "questions left" in draft.text
        draft.answer(value="true")
    assert "get a licence" in draft.text and "nothing to tell" in draft.see("/notice").text


# --- the interview


def test_a_clerk_settles_a_real_item(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/1")
    assert draft.asked is None, "nothing is left to ask"
    assert "verification between departments open" in draft.text
    assert "✕ demand the certificate from the applicant requesting unit" in draft.text
    assert "<mark>无须申请人再提供相关证明</mark>" in draft.page.text
    assert 'href="/rulebook/verification/1.2"' in draft.page.text


def test_one_question_at_a_time_until_the_answer_is_known(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2")
    answers = {
        "item.issued_in_city": {"value": "true"},
        "applicant.informed": {"value": "true"},
        "applicant.willing": {"value": "true"},
        "applicant.bad_records": {"action": "none"},
    }
    asked = []
    while draft.asked:
        assert re.search(r"\d to \d questions left", draft.text) and "why do you ask?" in draft.text
        asked.append(draft.asked)
        draft.answer(**answers[draft.asked])
    assert asked == list(answers), "told, willing, credit file: in this order, and nothing that only lists know"
    assert "the certificate must not be demanded yes" in draft.text
    assert "left open here the item's entries on published lists known to: published list" in draft.text


def test_what_is_known_elsewhere_is_asked_where_it_is_wished(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2").answer(value="true")
    assert draft.asked == "applicant.informed"
    draft.send("/ask", ask="all")
    assert draft.asked == "item.listings"
    draft.answer(action="unknown")
    assert draft.asked == "applicant.informed", "nobody knows"
    draft.see("?change=item.listings").answer(action="withdraw")
    assert draft.asked == "item.listings"
    draft.send("/ask", ask="")
    assert draft.asked == "applicant.informed"


def test_what_is_asked_for_first_comes_first(client: TestClient, token: str) -> None:
    found = client.get("/counter", params={"q": "夫妻关系证明"}).text
    assert 'formaction="/counter?about=pledge"' in found and "pledge: open?" in found
    usual = {"question": "route", "jurisdiction": "jinhua", "as_of": "2019-06-03", "item": "jinhua-2019/2"}
    page = client.post("/counter", params={"about": "pledge"}, data={"token": token, **usual})
    draft = Draft(client, token, page)
    for fact in ("item.issued_in_city", "applicant.informed", "applicant.willing"):
        assert draft.asked == fact
        draft.answer(value="true")
    assert draft.answer(action="none").asked == "applicant.pledge_in_writing"
    assert "still to do ● tell the applicant" in draft.text
    assert draft.answer(value="true").asked is None
    assert "the answer pledge open pledge 1.2" in draft.text, "above everything else"
    routes = draft.text.partition(" routes ")[2]
    assert "direct cancellation undetermined" in routes and "pledge open" not in routes.partition("also concluded")[0]
    draft.send("/heading", jurisdiction="jinhua", as_of="2019-06-03", about="")
    assert "the answer reform applies yes" in draft.text
    assert client.post(draft.address + "/heading", data={"token": token, "about": "pledg"}).status_code == 400
    assert client.post("/counter?about=pledg", data={"token": token, **usual}).status_code == 400


def test_going_back_changing_and_taking_back(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2").answer(value="true")
    first = "item.issued_in_city"
    assert f'href="{draft.address}?change={first}"' in draft.page.text, "back, and change"
    draft.see(f"?change={first}")
    assert draft.asked == first and re.search(r'value="true" class="chosen"', draft.page.text)
    draft.answer(value="false")
    assert "reform applies no" in draft.text
    draft.see(f"?change={first}").answer(action="withdraw")
    assert draft.asked == first


def test_what_is_wrong_is_told_at_its_field_and_kept(client: TestClient, token: str) -> None:
    draft = begun(client, token, question="verification")
    draft.send("/answer", fact="verification.limit", value="five")
    assert draft.asked == "verification.limit" and 'value="five"' in draft.page.text
    assert 'aria-invalid="true"' in draft.page.text and "expected an integer" in draft.text
    assert "what is wrong is left out of this answer" in draft.text
    draft.answer(value="5")
    assert draft.asked != "verification.limit"


def test_facts_that_exclude_each_other_are_told(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2")
    draft.send("/answer", fact="applicant.willing", value="false")
    draft.send("/answer", fact="applicant.pledge_in_writing", value="true")
    assert draft.asked == "applicant.pledge_in_writing"
    assert "the applicant does not want to pledge and yet pledged in writing" in draft.text


def test_a_finding_needs_its_author(client: TestClient, token: str) -> None:
    draft = begun(client, token, name="居住证明").see("?change=findings.public_safety")
    draft.answer(action="answer", value="true", by="王某", on="2019-05-20")
    assert draft.asked == "findings.public_safety" and 'value="王某"' in draft.page.text
    assert re.search(r'id="reason"[^>]* aria-invalid="true"', draft.page.text), "the reason is what is missing"
    assert not re.search(r'id="by"[^>]* aria-invalid', draft.page.text)
    draft.answer(action="answer", value="true", by="王某", on="2019-05-20", reason="涉及危险品")
    assert "王某 · 2019-05-20" in draft.text and "涉及危险品" in draft.text


def test_records_are_added_and_removed_without_a_script(client: TestClient, token: str) -> None:
    fact = "applicant.bad_records"
    draft = begun(client, token, item="jinhua-2019/3").see(f"?change={fact}")
    draft.answer(action="row")
    assert "record 1" in draft.text
    draft.answer(action="row", **{"row0.origin": "other", "row0.determined_on": "2018-09-03"})
    assert "record 2" in draft.text and 'value="2018-09-03"' in draft.page.text
    later = {"row1.origin": "result_invalidated_after_pledge", "row1.determined_on": "2017-06-12"}
    draft.answer(action="drop0", **{"row0.origin": "other"}, **later)
    assert draft.asked == fact and "2017-06-12" in draft.page.text and "2018-09-03" not in draft.page.text
    draft.answer(action="answer", incomplete="on", **{"row0.origin": "other"})
    assert "1 record (there may be more)" in draft.text


def test_records_are_no_answer_before_they_are_said_to_be_one(client: TestClient, token: str) -> None:
    fact = "applicant.bad_records"
    draft = begun(client, token, item="jinhua-2019/3").see(f"?change={fact}")
    draft.answer(action="row", **{"row0.origin": "other", "row0.determined_on": "2018-09-03"})
    assert fact not in draft.see("/case.yaml").page.text, "nothing is answered"
    draft.see(f"?change={fact}")
    assert 'value="2018-09-03"' in draft.page.text, "and nothing typed is lost"
    draft.answer(action="answer", **{"row0.origin": "other", "row0.determined_on": "2018-09-03"})
    assert "2018-09-03" in draft.see("/case.yaml").page.text
    draft.see(f"?change={fact}").answer(action="drop0", **{"row0.origin": "other"})
    assert "2018-09-03" not in draft.page.text.partition('id="known"')[0]
    assert "2018-09-03" in draft.see("/case.yaml").page.text, "the answer stands until there is another"
    draft.see(f"?change={fact}").answer(action="none")
    assert "2018-09-03" not in draft.see("/case.yaml").page.text and fact in draft.page.text


def test_what_lists_know_is_told_and_not_typed(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2").see("?change=item.listings")
    summary = draft.page.text.partition('<fieldset class="record-row">')[2].partition("<details>")[0]
    assert "2019-05-01" in summary and "change this record" in draft.text
    assert '<input id="row0.published_on"' in draft.page.text


def test_an_empty_list_has_to_be_said(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/3").see("?change=applicant.bad_records").answer(action="answer")
    assert draft.asked == "applicant.bad_records" and "choose “there is none”" in draft.text
    assert "0 records" in draft.answer(action="none").text


def test_place_and_day_can_be_changed(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/1").send("/heading", jurisdiction="yiwu", as_of="2019-07-01")
    assert "Yiwu · as of 2019-07-01" in draft.text
    draft.send("/heading", jurisdiction="yiwu", as_of="2019-02-30")
    assert 'value="2019-02-30"' in draft.page.text and 'id="as_of-problem"' in draft.page.text


def test_one_goes_on_where_one_was(client: TestClient, token: str) -> None:
    query = "/counter?q=%E5%A4%AB%E5%A6%BB"
    page = client.get(query).text
    assert f'name="next" value="{query}"' in page, "another language keeps what is looked for"
    for where, then in (("/desk", "/desk"), ("//elsewhere.example", "/"), ("", "/")):
        name = begun(client, token, item="jinhua-2019/1").address.rpartition("/")[2]
        sent = {"token": token, "next": where}
        answer = client.post(f"/drafts/{name}/delete", data=sent, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, then)
        assert client.get(f"/counter/{name}").status_code == 404


def test_why_and_what_would_change_it(client: TestClient, token: str) -> None:
    draft = opened(client, token, "route-barred.yaml")
    assert f'href="{draft.address}/why?about=route-pledge"' in draft.page.text
    page = draft.see("/why?about=route-pledge").text
    assert "because" in page and "from 2022-06-13" in page
    assert client.get(f"{draft.address}/why", params={"about": "nothing"}).status_code == 404


# --- the same as the command line


def shown(part: PartView, rulebook: Rulebook, language: Language) -> list[str]:
    """What a page about a decision has to show; it calls provisions by their titles."""
    found = []
    for field in part.fields:
        lines = field.options or (field.line,)
        for line in lines:
            found += [f"{line.label} {line.text}", *line.provisions, *line.reasons, *line.waits]
    for _, duties in part.duties:
        found += [f"{duty.label} {' · '.join(duty.parties)}".strip() for duty in duties]
        found += [f"{source.provision} “{source.quote}”" for duty in duties for source in duty.sources]
    colon = "：" if language == "zh" else ": "
    found += [f"{gap.label} {colon}{gap.gap}" for gap in part.gaps] + [conflict.label for conflict in part.conflicts]
    return [titled(rulebook, each, language) for each in found]


@pytest.mark.parametrize("path", [*EXAMPLES, *OTHERS], ids=lambda path: path.stem)
def test_the_page_shows_what_the_command_line_answers(
    client: TestClient, token: str, rulebook: Rulebook, path: object
) -> None:
    name = str(path).rpartition("/")[2]
    draft = opened(client, token, name)
    while draft.asked:
        draft.answer(action="unknown")
    question = draft.see("/case.yaml").page.text.partition("\n")[0].removeprefix("question: ")
    case = build_case(rulebook, Asked(question, DAY, files=(ROOT / "examples" / name,)))
    decision = Decider(rulebook).decide(case)
    spoken: tuple[tuple[Language, str], ...] = (("en", "some of it stays open"), ("zh", "仍有未定事项"))
    for language, open_words in spoken:
        view = decision_view(decision, language)
        text = words_of(client.get(draft.address, headers={"accept-language": language}).text)
        assert not [
            each
            for part in view.parts
            for each in shown(part, rulebook, language)
            if " ".join(each.split()) not in text
        ]
        assert not [caveat for caveat in view.caveats if caveat not in text]
        assert (open_words in text) == (view.status == "undetermined")


def test_the_command_reads_the_saved_case_and_answers_the_same(client: TestClient, token: str, tmp_path: Path) -> None:
    draft = opened(client, token, "route-barred.yaml")
    file = tmp_path / "case.yaml"
    file.write_bytes(draft.see("/case.yaml").page.content)
    answer = json.loads(run("route", file, "--format", "json").stdout)
    assert answer["answer"]["pledge_barred_until"]["value"] == "2022-06-12"
    cards = re.findall(r'<li class="card (\w+)">\s*<h3>(.*?)</h3>', draft.see().page.text)
    options = answer["answer"]["routes"]["options"]
    assert cards == [(option["status"], option["label"]["en"]) for option in options]
    screen = run("route", file, "--lang", "en").stdout
    assert "pledge barred until (that day included)  2022-06-12" in screen
    assert "pledge barred until (that day included) 2022-06-12" in draft.text


def test_a_saved_case_file_opens_again(client: TestClient, token: str, rulebook: Rulebook) -> None:
    for path in EXAMPLES:
        draft = opened(client, token, path.name)
        saved = draft.see("/case.yaml").page
        assert saved.headers["content-disposition"].startswith("attachment; filename=")
        again = client.post("/counter/open", data={"token": token}, files={"file": ("a.yaml", saved.content)})
        assert client.get(f"{again.url.path}/case.yaml").text == saved.text


def test_a_bad_case_file_is_refused_with_every_problem(client: TestClient, token: str) -> None:
    bad = b"question: route\nitem.certificat: x\napplicant.willing: maybe\n"
    page = client.post("/counter/open", data={"token": token}, files={"file": ("mine.yaml", bad)})
    assert page.status_code == 422
    assert "mine.yaml:2" in page.text and "`item.certificate`" in page.text and "mine.yaml:3" in page.text
    assert client.post("/counter/open", data={"token": token}).status_code == 422


# --- whose drafts


def test_a_draft_is_its_visitors_alone(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2").answer(value="true")
    assert draft.see().text == draft.see().text and "yes change" in draft.text, "it survives a reload"
    cookie = client.cookies["nocert_visitor"]
    later = client_for(client.app)  # type: ignore[arg-type]
    later.cookies.set("nocert_visitor", cookie)
    assert words_of(later.get(draft.address).text) == draft.text, "a new session with the same cookie"
    stranger = client_for(client.app)  # type: ignore[arg-type]
    for where in ("", "/case.yaml", "/notice", "/why?about=route-pledge"):
        assert stranger.get(draft.address + where).status_code == 404
    fields = {"token": token_on(stranger.get("/counter").text), "fact": "item.issued_in_city", "value": "false"}
    assert stranger.post(f"{draft.address}/answer", data=fields).status_code == 404
    assert "yes change" in draft.see().text


def test_forms_need_their_token(client: TestClient, token: str) -> None:
    draft = begun(client, token, item="jinhua-2019/2")
    for where in ("/answer", "/heading"):
        assert client.post(draft.address + where, data={"fact": "item.issued_in_city"}).status_code == 403
    assert client.post(f"{draft.address}/answer", data={"token": token, "fact": "no.fact"}).status_code == 400
    assert client.get(f"{draft.address}?change=parameters.pledge_in_force_from").status_code == 404


# --- the notice


def test_the_notice_of_a_pledge_says_what_follows_and_that_one_may_refuse(client: TestClient, token: str) -> None:
    page = opened(client, token, "route-pledge.yaml").see("/notice").text
    pledged, revoked = "申请人以书面形式承诺其免提交的证明事项符合审批服务条件", "应当依法撤销申请人的行政许可"
    for quoted in (pledged, revoked, "申请人不愿意采取申报承诺方式免提交证明的"):
        assert f"“{quoted}" in page
    assert "applicant’s signature" in page and "informs and decides nothing" in page
    assert "金华市人力社保局服务窗口" in page


def test_the_notice_of_a_refusal_says_why(client: TestClient, token: str) -> None:
    page = opened(client, token, "route-unwilling.yaml").see("/notice").text
    assert "notice of handling without a pledge" in page
    assert "应当按照法律、法规和规章等有关规定予以办理" in page and "wants to pledge: no" in page


def test_the_notice_of_a_bar_says_until_when(client: TestClient, token: str) -> None:
    page = opened(client, token, "route-barred.yaml").see("/notice").text
    assert "barred until (that day included) 2022-06-12" in page
    assert "在不良信息保存和披露期限届满前，申请人不得再以申报承诺的方式办理证明事项" in page


def test_the_notice_is_in_chinese_for_chinese_visitors(client: TestClient, token: str) -> None:
    draft = opened(client, token, "route-barred.yaml")
    page = client.get(f"{draft.address}/notice", headers={"accept-language": "zh-CN"}).text
    assert "不得再申报承诺告知书" in page and "applicant" not in words_of(page)


def test_no_notice_where_there_is_nothing_to_tell(client: TestClient, token: str) -> None:
    draft = opened(client, token, "route-outside-the-city.yaml")
    assert "notice to the applicant" not in draft.text
    assert "gives nothing to tell" in draft.see("/notice").text


def test_the_day_asked_is_the_programs(token: str) -> None:
    client = client_for(app_for_tests(today=date(2019, 12, 24)))
    assert 'value="2019-12-24"' in client.get("/counter").text
