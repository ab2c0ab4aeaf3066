"""Edits of case files: nothing but the value changes, whatever the layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from nocert_rules.gate.testing.coverage import Share
from nocert_rules.gate.testing.edit import Edit, Value, checked, edit_for, edited, names_in
from nocert_rules.gate.testing.update import changes, place_of, written
from nocert_rules.words.errors import NocertError
from tests.unit.gate.test_testing_rulebook import CASES, run, write

FLOW = 'a: {b: yes, "5(1)": no, c: [x, y]}  # beside\n'
BLOCK = """\
# above
a:
  # above the list
  - x  # of x
  # above y
  - y
  - z # of z
b: 1
"""


@pytest.mark.parametrize(
    ("text", "place", "value", "expected"),
    [
        (FLOW, ("a", "b"), "no", 'a: {b: no, "5(1)": no, c: [x, y]}  # beside\n'),
        (FLOW, ("a", "5(1)"), "undetermined", 'a: {b: yes, "5(1)": undetermined, c: [x, y]}  # beside\n'),
        (FLOW, ("a", "c"), ("y",), 'a: {b: yes, "5(1)": no, c: [y]}  # beside\n'),
        (FLOW, ("a", "c"), (), 'a: {b: yes, "5(1)": no, c: []}  # beside\n'),
        (FLOW, ("a", "c"), "no", 'a: {b: yes, "5(1)": no, c: no}  # beside\n'),
        (FLOW, ("a", "b"), ("r[1].f",), 'a: {b: ["r[1].f"], "5(1)": no, c: [x, y]}  # beside\n'),
        ("前: '是'  # 后\n中: 一\n", ("前",), "no", "前: no  # 后\n中: 一\n"),
        ("a: yes", ("a",), "no", "a: no"),
        ("a: yes # x\r\nb: 1\r\n", ("a",), "no", "a: no # x\r\nb: 1\r\n"),
        ("a:\r\n- x # x\r\n- y\r\nb: 1\r\n", ("a",), ("y", "z"), "a:\r\n- y\r\n- z\r\nb: 1\r\n"),
        (BLOCK, ("a",), ("x", "z"), BLOCK.replace("  # above y\n  - y\n", "")),
        (BLOCK, ("a",), ("x", "y", "z", "r[1].f"), BLOCK.replace("# of z\n", '# of z\n  - "r[1].f"\n')),
        (
            BLOCK,
            ("a",),
            ("z", "x"),
            BLOCK.replace("- x  # of x\n  # above y\n  - y\n  - z # of z", "- z # of z\n  - x  # of x"),
        ),
        (BLOCK, ("b",), "2", BLOCK.replace("b: 1", "b: 2")),
        ("a:\n  - x\n", ("a",), (), "a:\n  []\n"),
        ("- {k: 1}\n- {k: 2} # two\n", (1, "k"), "3", "- {k: 1}\n- {k: 3} # two\n"),
    ],
)
def test_an_edit_changes_the_value_alone(text: str, place: tuple[str | int, ...], value: Value, expected: str) -> None:
    assert checked(text, [edit_for(text, place, value)]) == expected


def test_edits_of_one_file_are_done_together() -> None:
    edits = [edit_for(FLOW, ("a", "c"), ()), edit_for(FLOW, ("a", "b"), "undetermined")]
    assert edited(FLOW, edits) == 'a: {b: undetermined, "5(1)": no, c: []}  # beside\n'


def test_an_edit_says_where_it_is() -> None:
    edit = edit_for(BLOCK, ("a",), ())
    assert (edit.line, edit.column) == (4, 3)


@pytest.mark.parametrize("place", [("x",), ("a", "x"), ("a", 7), ("b", "c"), (0,)])
def test_a_place_that_is_not_there(place: tuple[str | int, ...]) -> None:
    with pytest.raises(KeyError):
        edit_for(BLOCK, place, "no")


def test_an_edit_that_would_change_anything_else_is_refused() -> None:
    edit = edit_for(FLOW, ("a", "b"), "no")
    wrong = Edit(edit.start, edit.end + 1, edit.line, edit.column, "no #", edit.place, edit.value)
    with pytest.raises(NocertError):
        checked(FLOW, [wrong])


def test_names_in_a_file_of_cases() -> None:
    assert names_in(CASES, "case") == ["an-owner", "from-elsewhere", "neither-owns-nor-walks"]


WRONG = (
    ("licence: yes, free: yes}", "licence: no, free: yes}"),
    ("due_on: 2020-06-01}", "due_on: 2020-06-02}"),
    ("licence: no\n", "licence: undetermined\n"),
    ("licence: []\n", "licence:\n          - keeper.since # why not\n"),
    ("licence-needed: fails,", "licence-needed: defeated,"),
)


def wrong(cases: str = CASES) -> str:
    for right, other in WRONG:
        assert cases.count(right) == 1
        cases = cases.replace(right, other)
    return cases


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\N{ZERO WIDTH NO-BREAK SPACE}"], ids=["plain", "byte-order-mark"])
def test_what_the_rules_decide_is_written_into_the_file(tmp_path: Path, newline: str, mark: str) -> None:
    folder = write(tmp_path)
    file = folder / "rules" / "dogs" / "cases" / "some.yaml"
    file.write_text(mark + wrong(), encoding="utf-8", newline=newline)
    proposed = changes(run(folder).failures)
    assert len(proposed) == len(WRONG)
    assert written(proposed) == (file,)
    right = CASES.replace("licence: []\n", "licence:\n          []\n")
    assert file.read_bytes().decode("utf-8") == mark + right.replace("\n", newline)
    assert run(folder).passed


def test_whom_a_norm_binds_is_written_too(tmp_path: Path) -> None:
    expected = "      norms: {licence-needed: {bearer: keeper, against: []}}\n"
    folder = write(tmp_path, CASES + expected.replace("against: []", "against: keeper"))
    file = folder / "rules" / "dogs" / "cases" / "some.yaml"
    assert written(changes(run(folder).failures)) == (file,)
    assert file.read_text(encoding="utf-8").endswith(expected)
    found = run(folder)
    assert found.passed and found.coverage
    assert (found.coverage.norms, found.coverage.shares["norms"]) == (
        {"licence-needed": ("neither-owns-nor-walks",)},
        Share(1, 1),
    )


def test_what_is_not_accepted_stays(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    first, *_ = changes(run(folder).failures)
    written([first])
    text = (folder / "rules" / "dogs" / "cases" / "some.yaml").read_text(encoding="utf-8")
    assert text == wrong().replace("licence: no, free", "licence: yes, free")
    assert written([]) == ()


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    proposed = changes(run(folder).failures)
    file = folder / "rules" / "dogs" / "cases" / "some.yaml"
    file.write_text(wrong() + "# more\n", encoding="utf-8")
    with pytest.raises(NocertError, match="was changed meanwhile"):
        written(proposed)
    assert file.read_text(encoding="utf-8").endswith("# more\n")


def test_a_change_is_shown_as_a_diff_from_expected_to_got(tmp_path: Path) -> None:
    first, *_ = changes(run(write(tmp_path, wrong())).failures)
    assert first.diff()[2:] == (
        "@@ -9,3 +9,3 @@",
        "     expect:",
        "-      conclusions: {licence: no, free: yes}  # beside it",
        "+      conclusions: {licence: yes, free: yes}  # beside it",
        "       rules: {licence-needed: holds}",
    )


def test_where_expected_values_stand(tmp_path: Path) -> None:
    places = [
        (place.line, place.column)
        for outcome in run(write(tmp_path, wrong())).failures
        for place in (place_of(outcome, difference) for difference in outcome.differences)
    ]
    assert places == [(10, 30), (12, 38), (21, 18), (32, 31), (31, 11)]
