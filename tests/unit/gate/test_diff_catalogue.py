"""Lists, parameters, texts and past cases of two small rulebooks compared."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("z3")

from nocert_rules.gate.diff.catalogue_report import marked
from nocert_rules.gate.diff.data import diff_data
from nocert_rules.gate.diff.model import EntryChange, Words
from nocert_rules.gate.diff.report import diff_text, summary
from nocert_rules.gate.diff.run import Wanted, compare_rulebooks
from nocert_rules.gate.diff.sources import load_side
from nocert_rules.render.page import Page
from nocert_rules.words.errors import InputError
from tests.unit.gate.test_diff_changes import DAY, LISTS, PLACES, RULES, Compare, book, compared, rules

__all__ = ["compared"]

FIRST = "      - entry: linyuan-2020/1\n"
EXEMPT = (
    "        issuing_unit: 社区\n        routes: [exempt]\n      - entry: linyuan-2020/2",
    "        issuing_unit: 社区\n        routes: [kept]\n      - entry: linyuan-2020/2",
)


def only(changes: tuple[EntryChange, ...]) -> EntryChange:
    (change,) = changes
    return change


def test_an_entry_moved_to_another_route_is_told_with_what_its_item_answers(compared: Compare) -> None:
    diff = compared({LISTS: (EXEMPT,)})
    change = only(diff.lists.entries)
    assert (change.kind, change.entry.id, change.fields) == ("moved", "linyuan-2020/1", ("routes",))
    (shift,) = change.item
    assert (shift.conclusion, shift.before, shift.after) == ("ask-for-certificate", "yes", "no")
    assert shift.meaning == "milder"
    assert all(found.how == "same_rules" for found in diff.compared)
    assert diff.refused(("looser",))
    assert not diff.refused(("stricter", "undetermined", "closed"))


def test_an_entry_that_is_taken_off_and_one_that_is_put_on(compared: Compare) -> None:
    new = FIRST.replace("/1", "/3") + FILLER
    diff = compared({LISTS: ((FIRST, new + FIRST),)})
    change = only(diff.lists.entries)
    assert (change.kind, change.entry.id) == ("added", "linyuan-2020/3")
    assert [(shift.before, shift.after) for shift in change.item] == [("no", "yes")]


FILLER = """        certificate: 收入证明
        matter: 办理犬证
        requesting_unit: 临源镇政府
        issuing_unit: 单位
        routes: [exempt]
"""


def test_an_entry_that_went_is_told(tmp_path: Path) -> None:
    old = book(tmp_path / "old", {LISTS: ((FIRST, FIRST.replace("/1", "/3") + FILLER + FIRST),)})
    diff = compare_rulebooks(load_side(str(old)), load_side(str(book(tmp_path / "new"))), Wanted(day=DAY))
    change = only(diff.lists.entries)
    assert (change.kind, change.entry.id, change.new) == ("removed", "linyuan-2020/3", None)


def test_a_list_whose_days_change_is_told_and_its_items_are_asked_for(compared: Compare) -> None:
    diff = compared({LISTS: (("    in_force_until: 2021-12-31\n", "    in_force_until: 2021-05-31\n"),)})
    (change,) = diff.lists.lists
    assert (change.kind, change.id) == ("changed", "linyuan-2020")
    assert [(field.name, field.before, field.after) for field in change.fields] == [
        ("in_force_until", "2021-12-31", "2021-05-31")
    ]
    asked = {entry.entry.id: entry for entry in diff.lists.entries}
    assert asked["linyuan-2020/1"].item
    assert asked["linyuan-2020/1"].kind == "list_changed"
    assert not asked["linyuan-2020/2"].item


def test_a_parameter_that_changes_is_told(compared: Compare) -> None:
    diff = compared({PLACES: (("        value: 20\n", "        value: 15\n"),)})
    ((place, field),) = diff.lists.parameters
    assert (place, field.name) == ("linyuan", "parameters.licence_days")
    assert "15 (2023-01-01…)" in field.after
    assert not diff.answers_equal


TEXT = "第三条 携犬外出应当系绳。不得携犬进入学校，导盲犬除外。"
NEW_TEXT = "第三条 携犬外出应当系绳并戴嘴套。不得携犬进入学校，导盲犬除外。"


def test_a_changed_text_is_shown_word_by_word_and_changes_no_answer(tmp_path: Path) -> None:
    old = book(tmp_path / "old")
    new = book(tmp_path / "new", rules(TEXT, NEW_TEXT))
    document = new / "rules/dogs/document.yaml"
    before = (new / RULES).read_text(encoding="utf-8")
    lines = [line.strip() for part in before.split("text: |-\n")[1:] for line in [part.splitlines()[0]]]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace(text.partition("sha256: ")[2][:64], digest), encoding="utf-8")
    diff = compare_rulebooks(load_side(str(old)), load_side(str(new)), Wanted(day=DAY))
    assert diff.answers_equal
    (words,) = diff.words
    assert words.provision == "dogs/3"
    assert marked(words) == "第三条 携犬外出应当系绳{+并戴嘴套+}。不得携犬进入学校，导盲…"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((("kept", "甲乙"), ("removed", "丙"), ("added", "丁"), ("kept", "戊")), "甲乙[-丙-]{+丁+}戊"),
        ((("kept", "一" * 40), ("added", "二")), "…" + "一" * 12 + "{+二+}"),
        ((("added", "二"), ("kept", "一" * 40), ("added", "三")), "{+二+}" + "一" * 12 + "…" + "一" * 12 + "{+三+}"),
    ],
)
def test_long_unchanged_runs_are_cut(
    runs: tuple[tuple[Literal["kept", "removed", "added"], str], ...], expected: str
) -> None:
    assert marked(Words("x", runs)) == expected


CASE = "question: keeping\nas_of: 2021-06-01\nkeeper: {in_town: true, licensed: false, age: %s}\n"


def test_past_cases_that_change_are_counted(tmp_path: Path) -> None:
    old, new = book(tmp_path / "old"), book(tmp_path / "new", rules("at_least: 70}", "at_least: 65}"))
    cases = tmp_path / "cases"
    (cases / "2021").mkdir(parents=True)
    for name, age in (("a", 64), ("2021/b", 66), ("c", 70)):
        (cases / f"{name}.yaml").write_text(CASE % age, encoding="utf-8")
    (cases / "d.json").write_text(json.dumps({"question": "keeping", "keeper": {"in_town": False}}), encoding="utf-8")
    diff = compare_rulebooks(load_side(str(old)), load_side(str(new)), Wanted(day=DAY, cases=cases))
    assert diff.past is not None
    assert diff.past.decided == 4
    (case,) = diff.past.changed
    assert case.file.endswith("2021/b.yaml")
    assert [(shift.conclusion, shift.before, shift.after) for shift in case.shifts] == [("waive-fee", "no", "yes")]


def test_a_past_case_that_only_one_accepts_is_told(tmp_path: Path) -> None:
    kinds = "      - {value: other, label: {zh: 其他犬, en: another dog}}\n"
    more = {"catalogue/vocabulary.yaml": ((kinds, kinds + kinds.replace("other,", "hunting,")),)}
    old, new = book(tmp_path / "old"), book(tmp_path / "new", more)
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "hunt.yaml").write_text("question: keeping\ndog: {kind: hunting}\n", encoding="utf-8")
    diff = compare_rulebooks(load_side(str(old)), load_side(str(new)), Wanted(day=DAY, cases=cases))
    assert diff.past is not None
    (case,) = diff.past.changed
    assert case.refused_by == "old"
    assert "hunting" in case.problems[0].render()
    assert diff.refused(("any",))


def test_past_cases_that_nobody_can_read_are_wrong_input(tmp_path: Path) -> None:
    folder = book(tmp_path / "old")
    cases = tmp_path / "cases"
    cases.mkdir()
    for name, text in (("a", "question: keeping\nkeeper: {aged: 70}\n"), ("b", "keeper: {age: 70}\n"), ("c", "{")):
        (cases / f"{name}.yaml").write_text(text, encoding="utf-8")
    side = load_side(str(folder))
    with pytest.raises(InputError) as raised:
        compare_rulebooks(side, side, Wanted(day=DAY, cases=cases))
    assert [Path(problem.position.file).name for problem in raised.value.problems] == ["a.yaml", "b.yaml", "c.yaml"]
    with pytest.raises(InputError):
        compare_rulebooks(side, side, Wanted(day=DAY, cases=tmp_path / "none"))
    with pytest.raises(InputError):
        compare_rulebooks(side, side, Wanted(question="keping"))


def test_reports_are_whole_in_both_languages(compared: Compare) -> None:
    diff = compared({LISTS: (EXEMPT,), RULES: (("keeper.age: {at_least: 70}", "keeper.age: {at_least: 65}"),)})
    english, chinese = diff_text(diff, "en", Page(100)), diff_text(diff, "zh", Page(100))
    for text in (english, chinese):
        assert "waive-fee" in text
        assert "dogs/2 “七十岁以上的养犬人办理犬证，可以免交费用”" in text
        assert "    | keeper.age: 65" in text
        assert "linyuan-2020/1" in text
    assert "no → yes · more open for town government · case 1" in english
    assert "否 → 是 · 更放宽 对 镇政府 · 案例 1" in chinese
    assert "exempt → kept" in english
    assert summary(diff, "en").startswith("somebody is answered differently · more open 1 · ")


def test_json_is_the_same_for_the_same_rulebooks(compared: Compare, tmp_path: Path) -> None:
    diff = compared(rules("keeper.age: {at_least: 70}", "keeper.age: {at_most: 70}"))
    sides = [load_side(str(tmp_path / name)) for name in ("old", "new")]
    again = compare_rulebooks(sides[0], sides[1], Wanted(day=DAY))
    data, same = diff_data(diff), diff_data(again)
    assert data.pop("seconds") and same.pop("seconds")
    assert json.dumps(data, sort_keys=True) == json.dumps(same, sort_keys=True)
    assert data["schema"] == "nocert.diff/1"
    assert data["meanings"] == ["mixed", "more_closed", "more_open"]
