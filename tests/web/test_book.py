"""The pages of the rulebook: everything that is shipped has a page, and what the pages say is what the rules say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

from nocert_rules.gate.golden import GoldenCase, load_cases
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.book.views import case_address, conclusion_address, list_address, pieces, rule_address
from nocert_rules.web.pages import provision_address
from tests.support.web import app_for_tests, client_for

_HREF = re.compile(r'<a[^>]* href="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with client_for(app_for_tests()) as found:
        yield found


@pytest.fixture(scope="module")
def rulebook(client: TestClient) -> Rulebook:
    found: Rulebook = client.app.state.services.rulebook  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def cases(rulebook: Rulebook) -> dict[str, GoldenCase]:
    return {case.id: case for case in load_cases(default_folder("rules"), rulebook)}


def _got(client: TestClient, address: str, language: str = "en") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200, address
    return response.text


def _words(page: str) -> str:
    """What a page says, without its tags, blanks as they are."""
    return unescape(_TAG.sub("", page))


def _addresses(rulebook: Rulebook, cases: dict[str, GoldenCase]) -> list[str]:
    """Every page that stands for something in the rulebook."""
    return [
        "/rulebook",
        "/rulebook/facts",
        "/rulebook/conclusions",
        "/rulebook/search",
        "/rulebook/picture",
        *(f"/rulebook/{name}" for name in rulebook.documents),
        *(provision_address(name) for name in rulebook.provisions),
        *(conclusion_address(name) for name in rulebook.conclusions),
        *(list_address(name) for name in rulebook.lists),
        *(case_address(name) for name in cases),
    ]


def test_everything_has_a_page_and_every_link_leads_somewhere(
    client: TestClient, rulebook: Rulebook, cases: dict[str, GoldenCase]
) -> None:
    ids: dict[str, set[str]] = {}
    links: dict[str, str] = {}
    for address in _addresses(rulebook, cases):
        page = _got(client, address)
        found = _ID.findall(page)
        assert len(found) == len(set(found)), f"{address}: an id stands twice"
        ids[unquote(address)] = {unescape(each) for each in found}
        links |= {unescape(target): address for target in _HREF.findall(page)}
    for target, source in links.items():
        parts = urlsplit(target)
        if parts.scheme or not (parts.path or source).startswith("/rulebook") or parts.query:
            continue
        path = unquote(parts.path or source)
        assert path in ids, f"{source}: {target} leads nowhere"
        assert not parts.fragment or unquote(parts.fragment) in ids[path], f"{source}: {target} has no such place"
    asked = [target for target in links if urlsplit(target).query]
    assert asked
    for target in asked[:: max(len(asked) // 12, 1)]:
        _got(client, target)


def test_every_rule_stands_on_the_page_of_its_provision(client: TestClient, rulebook: Rulebook) -> None:
    for name in rulebook.provisions:
        page = _got(client, provision_address(name), "zh")
        found = set(_ID.findall(page))
        assert {rule.id for rule in rulebook.rules_of_provision[name]} <= found
    for rule in rulebook.rules.values():
        assert rule_address(rule).startswith(provision_address(rule.provision))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_documents_read_as_they_were_written(client: TestClient, rulebook: Rulebook, language: str) -> None:
    for name, document in rulebook.documents.items():
        page = _got(client, f"/rulebook/{name}", language)
        shown = [unescape(text) for text in re.findall(r'<p class="words" lang="zh-Hans">([^<]*)</p>', page)]
        assert shown == [rulebook.provisions[each].text for each in document.contents]


def test_the_margin_says_what_became_of_each_provision(client: TestClient, rulebook: Rulebook) -> None:
    words = {"encoded": "encoded", "finding": "finding", "procedure": "procedure", "not_normative": "not normative"}
    for name, document in rulebook.documents.items():
        page = _got(client, f"/rulebook/{name}")
        clauses = re.findall(r'<section id="([^"]*)".*?</section>', page, re.DOTALL)
        assert [unescape(each) for each in clauses] == [each.partition("/")[2] for each in document.contents]
        for section, each in zip(
            re.findall(r"<section id=.*?</section>", page, re.DOTALL), document.contents, strict=True
        ):
            provision = rulebook.provisions[each]
            assert f'<span class="standing {provision.status}">{words[provision.status]}</span>' in section
            assert provision.reason is None or provision.reason.en in _words(section)
            count = len(rulebook.rules_of_provision[each])
            assert count == 0 or f"{count} rule{'s' if count > 1 else ''}" in _words(section)


def test_every_quoted_passage_is_marked_and_nothing_else(client: TestClient, rulebook: Rulebook) -> None:
    for name, provision in rulebook.provisions.items():
        page = _got(client, provision_address(name))
        quoted = re.search(r'<blockquote class="words" lang="zh-Hans">(.*?)</blockquote>', page, re.DOTALL)
        assert quoted and _words(quoted[1]) == provision.text
        marked = [False] * len(provision.text)
        sources = [source for rule in rulebook.rules.values() for source in rule.sources]
        sources += [value.source for value in (*rulebook.computed.values(),)]
        sources += [definition.source for definition in rulebook.definitions.values()]
        for source in sources:
            if source.provision == name:
                start = provision.text.index(source.quote)
                marked[start : start + len(source.quote)] = [True] * len(source.quote)
        shown: list[bool] = []
        for mark, plain in re.findall(r"<mark[^>]*>([^<]*)</mark>|([^<]+)", quoted[1]):
            shown += [bool(mark)] * len(unescape(mark or plain))
        assert shown == marked, name


def test_quotes_that_overlap_are_cut_where_they_begin_and_end() -> None:
    found = pieces("abcdefgh", [("bcde", "one"), ("defg", "two"), ("h", "three"), ("x", "none"), ("", "empty")])
    assert [(piece.words, piece.quoted_by) for piece in found] == [
        ("a", ()),
        ("bc", ("one",)),
        ("de", ("one", "two")),
        ("fg", ("two",)),
        ("h", ("three",)),
    ]


def test_a_provision_shows_its_rules_in_words(client: TestClient) -> None:
    page = _words(_got(client, "/rulebook/verification/1.2"))
    assert "no-certificate-where-verified must not" in page
    assert "demand the certificate from the applicant" in page
    assert "requesting unit" in page
    chinese = _words(_got(client, "/rulebook/accountability/15(4)", "zh"))
    assert "免责已认定" in chinese and "并非：" in chinese and "具有问责职能的部门" in chinese


def test_neighbours_lead_through_the_whole_document(client: TestClient, rulebook: Rulebook) -> None:
    contents = rulebook.documents["pledge"].contents
    seen = [contents[0]]
    address = provision_address(contents[0])
    while found := re.search(r'rel="next" href="([^"]*)"', _got(client, address)):
        address = unescape(found[1])
        seen.append(unquote(address).removeprefix("/rulebook/"))
    assert tuple(seen) == contents


def test_a_case_stands_as_in_its_file(client: TestClient, cases: dict[str, GoldenCase]) -> None:
    files: dict[str, str] = {}
    for name, case in list(cases.items())[::5]:
        page = _got(client, case_address(name))
        shown = re.search(r'<pre class="yaml">(.*?)</pre>', page, re.DOTALL)
        assert shown
        yaml = unescape(shown[1])
        assert yaml.startswith(f"- case: {name}\n") and yaml.count("- case: ") == 1 and "expect:" in yaml
        text = files.setdefault(case.position.file, Path(case.position.file).read_text("utf-8"))
        written = "".join(f"  {line}\n" if line else "\n" for line in yaml.rstrip("\n").split("\n"))
        assert written in text
        assert case.reason in _words(page)


def test_what_a_case_expects_is_told_in_words(client: TestClient) -> None:
    page = _words(_got(client, "/rulebook/cases/last-day-of-the-bar"))
    assert re.search(r"pledge-can-be-offered\s*defeated by an exception", page)
    assert re.search(r"pledge barred until[^\n]*2019-06-03", page)
    assert "must not · use a pledge againyes" in page, "without its modality the line would say the opposite"
    assert "金华市司法局 · 2019-04-20 · 拟定清单时认定" in page
    assert re.search(r"1 record\s*[^\n]*2014-06-03", page)


def test_a_conclusion_names_its_rules_who_asks_and_what_it_depends_on(client: TestClient) -> None:
    page = _got(client, "/rulebook/conclusions/route-pledge")
    words = _words(page)
    assert "pledge-replaces-the-certificate" in words
    assert "pledge-is-voluntary is an exception to pledge-replaces-the-certificate" in words
    assert "a pledge can be offered to the applicant" in words
    assert "hand the pledge on to the supervising staff in time" in words.partition("what depends on it")[2]


def test_a_list_can_be_searched(client: TestClient, rulebook: Rulebook) -> None:
    entry = rulebook.lists["jinhua-2019"].entries[0]
    assert all(
        each.certificate in _got(client, "/rulebook/lists/jinhua-2019")
        for each in rulebook.lists["jinhua-2019"].entries
    )
    page = _got(client, f"/rulebook/lists/jinhua-2019?q={entry.certificate[3:7]}")
    assert entry.certificate in _words(page) and "1 found" in page
    assert f"<mark>{entry.certificate[3:7]}</mark>" in page
    assert "1 found" in _got(client, "/rulebook/lists/jinhua-2019?q=anquanjiashi")
    assert "0 found" in _got(client, "/rulebook/lists/jinhua-2019?q=nothing")


def test_the_first_page_counts_what_is_there(
    client: TestClient, rulebook: Rulebook, cases: dict[str, GoldenCase]
) -> None:
    page = _got(client, "/rulebook")
    books = re.findall(r'<li class="book">(.*?)</dl>', page, re.DOTALL)
    for book, document in zip(books, rulebook.documents.values(), strict=True):
        figures = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", book))
        assert figures["rules"] == str(sum(rule.document == document.id for rule in rulebook.rules.values()))
        own = [case for case in cases.values() if case.provision.partition("/")[0] == document.id]
        assert figures["cases"] == str(len(own))
        assert figures["first day"] == "not set"
    for found in rulebook.lists.values():
        assert found.title.en in _words(page)


@pytest.mark.parametrize(
    ("query", "name", "marked"),
    [
        ("虚假承诺", "pledge/4.1", "虚假承诺"),
        ("FALSE pledge", "pledge/4.1", "false pledge"),
        ("xujiachengnuo", "pledge/4.1", "虚假承诺"),
        ("xujiacheng", "pledge/4.1", "虚假承"),
        ("pledge-is-vol", "pledge-is-voluntary", "pledge-is-vol"),
        ("检查 虚假", "pledge/4.1", "检查"),
        ("rongcuo", "accountability/3", "容错"),
        ("rcmz", "accountability/3", "容错免责"),
        ("applicant.willing", "applicant.willing", "applicant.willing"),
        ("安全驾驶", "jinhua-2019/1", "安全驾驶"),
        ("aqjs", "jinhua-2019/1", "安全驾驶"),
    ],
)
def test_search_finds_and_marks(client: TestClient, query: str, name: str, marked: str) -> None:
    page = _got(client, f"/rulebook/search?q={query}")
    hits = [hit for hit in re.findall(r"<li>(.*?)</li>", page, re.DOTALL) if name in _words(hit)]
    assert hits, f"{name} is not found"
    assert any(f"<mark>{marked}</mark>" in hit or f"<mark>{marked.capitalize()}</mark>" in hit for hit in hits), hits


@pytest.mark.parametrize("query", ["", "   ", "zzzzqq", "<script>alert(1)</script>", "%", "x" * 5000, "\x00"])
def test_search_answers_whatever_is_typed(client: TestClient, query: str) -> None:
    response = client.get("/rulebook/search", params={"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_a_picture_can_be_chosen_and_opened_alone(client: TestClient, rulebook: Rulebook) -> None:
    for query in ("conclusion=route-pledge", "conclusion=route-pledge&reach=near", "question=pledge"):
        page = _got(client, f"/rulebook/picture?{query}")
        assert page.count("<svg ") == 1
        alone = client.get(f"/rulebook/picture.svg?{query}")
        assert alone.headers["content-type"].startswith("image/svg+xml")
        assert alone.text in page
    chosen = re.search(r'<option value="([^"]*)" selected>', _got(client, "/rulebook/picture"))
    assert chosen and chosen[1] in rulebook.conclusions


def test_the_list_beside_a_picture_says_the_same(client: TestClient) -> None:
    page = _got(client, "/rulebook/picture?conclusion=route-pledge")
    picture, _, told = page.partition('<details class="as-list no-print">')
    drawn = set(re.findall(r'<a href="([^"]*)" class="node', picture))
    listed = set(_HREF.findall(told.partition("</details>")[0]))
    assert drawn == listed


@pytest.mark.parametrize(
    "address",
    [
        "/rulebook/nowhere",
        "/rulebook/pledge/99",
        "/rulebook/pledge/4.1/x",
        "/rulebook/conclusions/nothing",
        "/rulebook/cases/nothing",
        "/rulebook/lists/nothing",
        "/rulebook/picture?conclusion=nothing",
        "/rulebook/picture?question=nothing",
        "/rulebook/picture.svg?question=nothing",
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_rulebook_without_cases_has_its_pages(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    for file in default_folder("rules").glob("*/*.yaml"):
        (rules / file.parent.name).mkdir(parents=True, exist_ok=True)
        (rules / file.parent.name / file.name).write_bytes(file.read_bytes())
    client = client_for(app_for_tests(rules=rules))
    assert "no case stands under this provision" in _got(client, "/rulebook/pledge/4.1")
    (rules / "pledge" / "cases").mkdir()
    (rules / "pledge" / "cases" / "wrong.yaml").write_text("cases: [{case: X}]\n")
    other = client_for(app_for_tests(rules=rules))
    assert "the cases cannot be read" in _got(other, "/rulebook")
