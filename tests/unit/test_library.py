"""The door for Python programs: the same answers as elsewhere, errors with the path of the fact, reuse."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

import nocert_rules as nocert
from docs.refresh import ROOT, run
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.rulebook.model.rulebook import Rulebook

WHERE: dict[str, Any] = {"jurisdiction": "jinhua", "on": "2019-11-12"}
ASKED: dict[str, Any] = {"item.certificate": "夫妻关系证明", "applicant": {"informed": True, "willing": True}}
FINDING = {"value": True, "by": "联合调查组", "on": date(2019, 11, 8), "reason": "未发现"}


@pytest.fixture(scope="module")
def book(rulebook: Rulebook) -> nocert.OpenRulebook:
    return nocert.OpenRulebook(rulebook)


def file_facts(name: str) -> dict[str, Any]:
    """The facts of an example, as a YAML reader gives them to a program."""
    found: dict[str, Any] = YAML(typ="safe").load(ROOT / "examples" / name)
    return found


def problems_of(ask: Callable[[], object]) -> list[tuple[str, str]]:
    """The path and code of each problem that `ask` ends in."""
    with pytest.raises(nocert.InputError) as raised:
        ask()
    return [(str(problem.position), problem.code) for problem in raised.value.problems]


# answers


@pytest.mark.parametrize("example", sorted(path.name for path in (ROOT / "examples").glob("*.yaml")))
def test_the_library_prints_what_the_command_line_prints(book: nocert.OpenRulebook, example: str) -> None:
    facts = file_facts(example)
    decision = book.answer(facts["question"], facts)
    command = f"nocert {facts['question']} examples/{example}"
    assert decision.text() == run(command, "en")[0]
    assert decision.text("zh") == run(command, "zh")[0]


def test_an_item_of_a_list_is_answered_byte_for_byte(book: nocert.OpenRulebook) -> None:
    decision = book.answer("route", item="近3年安全驾驶情况证明", **WHERE)
    command = "nocert route --item 近3年安全驾驶情况证明 --jurisdiction jinhua --on 2019-11-12 --format json"
    assert decision.to_json() == run(command, "en")[0]
    assert decision.status("route-verification") == decision.answer["routes"]["verification"] == "yes"


def test_what_follows_is_read_by_name(book: nocert.OpenRulebook) -> None:
    decision = book.answer("route", ASKED, **WHERE)
    assert decision.status("route-pledge") == decision.answer["routes"]["pledge"] == "undetermined"
    assert not decision.answered and decision.subjects == {}
    assert (decision.question, decision.on, decision.jurisdiction) == ("route", date(2019, 11, 12), "jinhua")
    data: Any = decision.to_dict()
    assert [item.fact for item in decision.missing] == [item["fact"] for item in data["missing"]]
    assert "pledge/4.2" in decision.why("route-pledge") and "undetermined" in decision.why("route-pledge")
    assert "explanations" not in data and "explanations" in decision.to_dict(why=["route-pledge"])


def test_each_subject_has_an_answer_of_its_own(book: nocert.OpenRulebook) -> None:
    facts = file_facts("case-three-subjects.yaml")
    decision = book.answer("case", facts)
    data: Any = decision.to_dict()
    assert list(decision.subjects) == [item["id"] for item in data["answer"]["subjects"]]
    for item in data["conclusions"]:
        assert decision.subjects[item["subject"]].status(item["id"]) == item["status"]
    clerk = decision.subjects["clerk"]
    assert clerk.answer["institution_sanctions"].permitted[0] == "warning"
    assert "deputy-director" not in clerk.why("answerable")
    alone = book.answer("case", {**facts, "subjects": [facts["subjects"][1]]})
    assert clerk.why("answerable", "zh") == alone.subjects["clerk"].why("answerable", "zh")
    assert problems_of(lambda: decision.status("answerable")) == [("case", "which_subject")]


def test_nested_names_dotted_names_and_days_as_text_are_the_same(book: nocert.OpenRulebook) -> None:
    nested = book.answer("route", {**ASKED, "jurisdiction": "金华市", "as_of": date(2019, 11, 12)})
    dotted = {"item.certificate": "夫妻关系证明", "applicant.informed": True, "applicant.willing": True}
    assert book.answer("route", dotted, **WHERE).to_json() == nested.to_json()


# errors


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"applicant": {"informed": "true"}}, ("applicant.informed", "wrong_type")),
        ({"applicant.informed": 1}, ("applicant.informed", "wrong_type")),
        ({"applicant": {"informed": None}}, ("applicant.informed", "null_value")),
        ({"applicant": {"informed": 1.0}}, ("applicant.informed", "not_plain")),
        ({"applicant": {"infrmed": True}}, ("applicant.infrmed", "unknown_fact_near")),
        ({"applicant": True}, ("applicant", "expected_mapping")),
        ({"item": {"colour": "red"}}, ("item.colour", "unknown_fact")),
        ({"item.certificate": "\ud800"}, ("item.certificate", "half_character")),
        ({"item.certificate": b"x"}, ("item.certificate", "not_plain")),
        ({"applicant": {True: 1}}, ("applicant", "name_not_text")),
        ({"as_of": datetime(2019, 6, 3)}, ("as_of", "not_plain")),
        ({"as_of": "2019-6-3"}, ("as_of", "expected_value")),
        ({"question": "case"}, ("question", "other_question")),
        ([], ("facts", "expected_mapping")),
    ],
)  # fmt: skip
def test_errors_carry_the_path(book: nocert.OpenRulebook, facts: Any, expected: tuple[str, str]) -> None:
    assert problems_of(lambda: book.answer("route", facts)) == [expected]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"findings": {"delayed": True}}, ("subjects.clerk.findings.delayed", "bare_finding")),
        ({"findings.delayed": {**FINDING, "on": "8 Nov"}}, ("subjects.clerk.findings.delayed.on", "expected_value")),
        ({"findings.delayed": {**FINDING, "reason": " "}}, ("subjects.clerk.findings.delayed.reason", "finding_key")),
        ({"kind": "a person"}, ("subjects.clerk.kind", "wrong_choice")),
        ({"procedure": {"steps": [{}, {"step": "x"}]}}, ("subjects.clerk.procedure.steps[2].step", "wrong_choice")),
        ({"procedure.steps": [{"on": 3}]}, ("subjects.clerk.procedure.steps[1].on", "wrong_type")),
        ({"incident": {"item_published": True}}, ("subjects.clerk.incident", "fact_of_all")),
    ],
)  # fmt: skip
def test_errors_carry_the_path_within_a_subject(
    book: nocert.OpenRulebook, subject: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert problems_of(lambda: book.answer("case", {"subjects": [{"id": "clerk", **subject}]})) == [expected]


def test_arguments_are_named_as_they_are_written(book: nocert.OpenRulebook) -> None:
    wrong: dict[str, Any] = {"jurisdiction": "jinhu", "on": "tomorrow"}
    assert problems_of(lambda: book.answer("route", {"colour": 1}, **wrong)) == [
        ("colour", "unknown_fact"),
        ("jurisdiction", "unknown_jurisdiction_near"),
        ("on", "expected_value"),
    ]
    assert problems_of(lambda: book.answer("rote")) == [("question", "unknown_name_near")]
    assert problems_of(lambda: book.answer("route", engine=cast(Any, "fast"))) == [("engine", "expected_value")]
    assert problems_of(lambda: book.answer("route", item="无此证明", **WHERE)) == [("item", "unknown_item")]
    assert problems_of(lambda: book.answer("route", {"as_of": "2019-06-03"}, on=date(2019, 6, 4))) == [
        ("on", "option_differs")
    ]
    decision = book.answer("route", ASKED, **WHERE)
    for ask in (decision.status, decision.why, lambda name: decision.to_dict([name])):
        assert problems_of(partial(ask, "rout-pledge")) == [("conclusion", "unknown_name_near")]


def test_a_mapping_that_holds_itself_is_refused(book: nocert.OpenRulebook) -> None:
    facts: dict[str, Any] = {}
    facts["item"] = facts
    ((_, code),) = problems_of(lambda: book.answer("route", facts))
    assert code == "too_deep"


def test_folders_that_hold_no_rulebook_are_refused(tmp_path: Path) -> None:
    found = problems_of(lambda: nocert.load(tmp_path / "rules", str(tmp_path)))
    assert found == [(str(tmp_path), "folder_empty"), (str(tmp_path / "rules"), "no_folder")]


# reuse


def answered(book: nocert.OpenRulebook, example: str) -> str:
    facts = file_facts(example)
    return book.answer(facts["question"], facts).to_json()


EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.yaml"))
_kept: list[nocert.OpenRulebook] = []


def load_here() -> None:
    """What a worker does first: the rulebook is loaded once in each process."""
    _kept.append(nocert.load())


def answered_here(example: str) -> str:
    return answered(_kept[0], example)


@pytest.mark.slow
def test_threads_share_a_rulebook(rulebook: Rulebook, book: nocert.OpenRulebook) -> None:
    alone = [answered(book, example) for example in EXAMPLES]
    fresh = nocert.OpenRulebook(rulebook)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(partial(answered, fresh), EXAMPLES * 8))
    assert found == alone * 8


@pytest.mark.slow
def test_processes_load_their_own(book: nocert.OpenRulebook) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn, initializer=load_here) as pool:
        assert list(pool.map(answered_here, EXAMPLES)) == [answered(book, example) for example in EXAMPLES]


def test_engines_are_chosen_by_name(book: nocert.OpenRulebook) -> None:
    receipt: Any = book.answer("route", ASKED, engine="reference", **WHERE).to_dict()["receipt"]
    assert receipt["engines"] == ["reference"]
    program, engines = Decider(book.model, "auto").prepared("route")
    receipt = book.answer("route", ASKED, **WHERE).to_dict()["receipt"]
    assert receipt["engines"] == [engine.name for engine in engines] and program.question.id == "route"


def test_what_can_be_asked_is_told(book: nocert.OpenRulebook, rulebook: Rulebook) -> None:
    assert set(book.questions) == set(rulebook.questions) and book.digest == rulebook.digest
    assert book.facts("route") == rulebook.questions["route"].facts
