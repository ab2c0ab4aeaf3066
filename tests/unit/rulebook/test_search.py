"""Search over the items of the lists: names, parts, pinyin, initials, misspellings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from rapidfuzz import process

from nocert_rules.rulebook import search
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.search import Hit, ItemIndex, best_entries, words_of

DRIVING = "近3年安全驾驶情况证明"
COUPLE = "夫妻关系证明"
NO_RECORD = "无犯罪记录证明"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def index(rulebook: Rulebook) -> ItemIndex:
    return ItemIndex(rulebook)


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.item.certificate for hit in hits]


@pytest.mark.parametrize(
    ("query", "certificate", "how"),
    [
        (DRIVING, DRIVING, "exact"),
        ("　近３年 安全驾驶　情况证明！", DRIVING, "exact"),
        ("企业名称变更(工商注册信息变更)证明", "企业名称变更（工商注册信息变更）证明", "exact"),
        ("大客驾驶员从业资格证换发", DRIVING, "exact"),
        ("安全驾驶情况", DRIVING, "part"),
        ("驾驶情况 换发", DRIVING, "part"),
        ("丧葬抚恤金", COUPLE, "part"),
        ("anquan jiashi qingkuang", DRIVING, "pinyin"),
        ("anquanjiashiqingkuang", DRIVING, "pinyin"),
        ("AnQuanJiaShiQing", DRIVING, "pinyin"),
        ("jin 3 nian an quan jia shi qing kuang zheng ming", DRIVING, "pinyin"),
        ("jin san nian anquan", DRIVING, "pinyin"),
        ("ān quán jià shǐ qíng", DRIVING, "pinyin"),
        ("an1quan2 jia4shi3 qing2", DRIVING, "pinyin"),
        ("jin4 3 nian2", DRIVING, "pinyin"),
        ("ａｎｑｕａｎｊｉａｓｈｉｑ", DRIVING, "pinyin"),
        ("jsnaqjsqkzm", DRIVING, "initials"),
        ("j3naqjs", DRIVING, "initials"),
        ("wfzjlzhm", NO_RECORD, "initials"),
        ("安全js情", DRIVING, "initials"),
        ("安全jiashi情况", DRIVING, "pinyin"),
        ("anquan 驾驶 qingk", DRIVING, "pinyin"),
        ("安权驾使情况", DRIVING, "pinyin"),
        ("无犯最纪录证明", NO_RECORD, "pinyin"),
        ("夫妇关系证明", COUPLE, "similar"),
        ("anquanjaishiqingkuang", DRIVING, "similar"),
        ("wufanzuijluzhengmin", NO_RECORD, "similar"),
        ("qiye yinhang", "企业名称变更（工商注册信息变更）证明", "pinyin"),
        ("qiye yinxing", "企业名称变更（工商注册信息变更）证明", "pinyin"),
        ("dusheng zinv", "独生子女证明", "pinyin"),
        ("dusheng zinü", "独生子女证明", "pinyin"),
        ("dusheng zinu", "独生子女证明", "pinyin"),
    ],
)
def test_finds(index: ItemIndex, query: str, certificate: str, how: str) -> None:
    hits = index.search(query)
    assert hits[0].item.certificate == certificate
    assert hits[0].how == how


@pytest.mark.parametrize("query", ["", "  ", "！，—", "law school zzz", "完全没有这种东西", "z", "\0", "😀"])
def test_finds_nothing(index: ItemIndex, query: str) -> None:
    assert index.search(query) == ()


def test_statutory_requirements_are_found(index: ItemIndex) -> None:
    (hit, *_) = index.search("律师事务所同意接收申请人的证明")
    assert (hit.item.id, hit.score, hit.how) == ("national/2", 100, "exact")


def test_the_better_way_to_be_found_goes_before(index: ItemIndex) -> None:
    hits = index.search("证明", limit=1000)
    assert {hit.how for hit in hits} == {"part"}
    hits = index.search(NO_RECORD, limit=1000)
    exact = [hit.how == "exact" for hit in hits]
    assert exact == sorted(exact, reverse=True)
    assert exact.count(True) >= 4
    assert names(hits).count(NO_RECORD) == exact.count(True)


def test_order_is_by_score_then_how_then_id(index: ItemIndex) -> None:
    order = ("exact", "part", "pinyin", "initials", "similar")
    for query in ("证明", "zm", "zhengming", NO_RECORD, "夫妇关系证明"):
        hits = index.search(query, limit=1000)
        assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, order.index(hit.how), hit.item.id))
        assert index.search(query, limit=1000) == hits
        assert index.search(query, limit=3) == hits[:3]
    assert index.search("证明", limit=0) == ()


def test_only_the_jurisdictions_asked_for(index: ItemIndex, rulebook: Rulebook) -> None:
    assert [hit.item.id for hit in index.search(DRIVING, {"jinhua"})] == ["jinhua-2019/1"]
    assert index.search(DRIVING, {"yiwu"}) == ()
    assert index.search(DRIVING, set()) == ()
    reach = rulebook.ancestry("jinhua")
    assert [hit.item.id for hit in index.search("健康证明", reach)] == ["zhejiang-2023/1"]
    assert len(index.search("健康证明")) > 1


def test_a_name_elsewhere_does_not_hide_a_similar_one_here(index: ItemIndex) -> None:
    assert index.search("亲属关系证明")[0].how == "exact"
    here = index.search("亲属关系证明", ["jinhua"])
    assert (here[0].item.certificate, here[0].how) == (COUPLE, "similar")


def test_forms_of_writing_are_one() -> None:
    assert words_of("ＡＢ岗（Ａ）　１") == words_of("ab岗 (a) 1") == ["ab岗", "a", "1"]
    assert words_of("lǚ lü") == ["lv", "lv"]


def test_odd_characters_are_searched_like_others(rulebook: Rulebook) -> None:
    odd = "〇々𠮷é兀😀3呣ê儿\uf900㐀"
    assert _with(rulebook, [odd, "AB岗"]).search("吉") == ()
    assert names(_with(rulebook, [odd, "AB岗证明"]).search("𠮷e兀")) == [odd]
    assert names(_with(rulebook, [odd, "AB岗证明"]).search("abgangzm"))[0] == "AB岗证明"


def test_shared_between_threads(rulebook: Rulebook, index: ItemIndex) -> None:
    queries = ["anquan jiashi", "jsnaqjsqkzm", "夫妇关系证明", "zhengming"] * 8
    fresh = ItemIndex(rulebook)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fresh.search, queries)) == [index.search(query) for query in queries]


def test_four_thousand_entries_take_few_calls(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a search costs is counted, not timed: scorers run in bulk, at most twice, and only for misspellings."""
    made = [
        f"{first}{number}{second}"
        for number in range(250)
        for first in "甲乙丙丁"
        for second in ("情况", "证明", "记录", "材料")
    ]
    large = _with(rulebook, made)
    large.search("dingsan")
    compared: list[int] = []
    read: list[str] = []
    bulk: Callable[..., Any] = process.extract
    spell: Callable[[str], list[str]] = search.syllables_of

    def counted(query: str, texts: Sequence[str], **options: Any) -> Any:
        compared.append(len(texts))
        return bulk(query, texts, **options)

    def noted(text: str) -> list[str]:
        read.append(text)
        return spell(text)

    monkeypatch.setattr(process, "extract", counted)
    monkeypatch.setattr(search, "syllables_of", noted)
    assert names(large.search(DRIVING)) == [DRIVING]
    assert large.search("丁249记录")[0].score == 100
    assert large.search("aqjsqk")[0].how == "initials"
    assert large.search("ding249jilu")[0].how == "pinyin"
    assert len(large.search("zm", limit=5000)) > 1000
    assert (compared, read) == ([], [])
    large.search("anquanjaishiqingkuang")
    assert len(compared) == 2
    assert max(compared) <= 4000 + 20
    assert len(read) <= 2


def test_importing_search_does_not_import_pypinyin() -> None:
    code = "import sys, nocert_rules.rulebook.search; sys.exit('pypinyin' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("name", "certificate"),
    [
        ("近三年安全驾驶情况证明", DRIVING),
        ("安全驾驶", DRIVING),
        ("夫妻证明", COUPLE),
        ("无犯罪纪录证明", NO_RECORD),
        ("企业名称变更(工商注册信息变更)", "企业名称变更（工商注册信息变更）证明"),
    ],
)
def test_nearest_entries(rulebook: Rulebook, name: str, certificate: str) -> None:
    found = best_entries(name, [*rulebook.entries.values()], 3)
    assert found[0].certificate == certificate
    assert 1 <= len(found) <= 3


def test_nearest_entries_of_what_is_like_nothing(rulebook: Rulebook) -> None:
    entries = [*rulebook.entries.values()]
    assert [best_entries(name, entries, 3) for name in ("", "abc", "！", "完全没有这种东西")] == [[], [], [], []]
    assert best_entries(COUPLE, [], 3) == []


def test_nearest_entries_do_not_depend_on_their_order(rulebook: Rulebook) -> None:
    entries = [*rulebook.entries.values()]
    assert best_entries("关系证明", entries, 5) == best_entries("关系证明", entries[::-1], 5)


def _with(rulebook: Rulebook, certificates: Sequence[str]) -> ItemIndex:
    """An index of Jinhua's own list with further entries, and nothing else."""
    published = rulebook.lists["jinhua-2019"]
    model = replace(published.entries[0], matter="")
    more = tuple(replace(model, id=f"more/{number}", certificate=name) for number, name in enumerate(certificates))
    lists = {"jinhua-2019": replace(published, entries=published.entries + more)}
    return ItemIndex(replace(rulebook, lists=MappingProxyType(lists), requirements=()))
