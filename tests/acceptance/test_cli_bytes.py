"""The same input gives the same bytes, whatever the order of keys, files, hashes and engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.casefiles import HEADING, case_in, facts_in
from tests.support.process import ROOT, call, run

EXAMPLES = {
    "route": "route-barred",
    "verification": "verification-overdue",
    "pledge": "pledge-false",
    "case": "case-three-subjects",
}
ORDERS = 4


def text_of(question: str) -> str:
    return (ROOT / "examples" / f"{EXAMPLES[question]}.yaml").read_text(encoding="utf-8")


def answered(question: str, *files: Any, more: tuple[str, ...] = (), folder: Path) -> str:
    """The JSON on case files with these data."""
    names = [f"{number}.json" for number, _ in enumerate(files)]
    for name, data in zip(names, files, strict=True):
        (folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    result = call(question, *names, "--format", "json", *more, cwd=folder)
    assert (result.status, result.stderr) == (0, "")
    return result.stdout


def shuffled(data: Any, random: Random) -> Any:
    """`data` with the keys of every mapping in another order; lists keep theirs."""
    if isinstance(data, dict):
        return {key: shuffled(data[key], random) for key in random.sample(list(data), len(data))}
    return [shuffled(item, random) for item in data] if isinstance(data, list) else data


def flat(case: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a case file with full names, subjects and heading as they are."""
    for key in (*HEADING, "subjects"):
        if key in case:
            yield key, case[key]
    yield from facts_in({key: value for key, value in case.items() if key != "subjects"})


@pytest.mark.parametrize("question", EXAMPLES)
def test_hash_seeds_change_nothing(question: str) -> None:
    asked = (question, f"examples/{EXAMPLES[question]}.yaml", "--format", "json")
    seeds = ("0", "1", "random")
    found = {run(*asked, env={"PYTHONHASHSEED": seed}).stdout for seed in seeds}
    assert len(found) == 1


@pytest.mark.parametrize("question", EXAMPLES)
def test_order_and_form_of_facts_change_nothing(question: str, tmp_path: Path) -> None:
    case = case_in(text_of(question))
    expected = answered(question, case, folder=tmp_path)
    assert answered(question, dict(flat(case)), folder=tmp_path) == expected
    for number in range(ORDERS):
        assert answered(question, shuffled(case, Random(number)), folder=tmp_path) == expected


@pytest.mark.parametrize("question", EXAMPLES)
def test_facts_in_two_files_are_those_of_one(question: str, tmp_path: Path) -> None:
    case = case_in(text_of(question))
    entries = list(flat(case))
    expected = answered(question, case, folder=tmp_path)
    for number in range(ORDERS):
        Random(number).shuffle(entries)
        half = len(entries) // 2
        assert answered(question, dict(entries[:half]), dict(entries[half:]), folder=tmp_path) == expected


@pytest.mark.parametrize("question", EXAMPLES)
def test_engines_differ_in_the_receipt_alone(question: str, tmp_path: Path) -> None:
    pytest.importorskip("durable_rules_engine")
    case = case_in(text_of(question))
    found = {}
    for engine in ("both", "reference", "durable"):
        decision = json.loads(answered(question, case, more=("--engine", engine), folder=tmp_path))
        found[engine] = (decision["receipt"].pop("engines"), json.dumps(decision, ensure_ascii=False))
    assert {engine: engines for engine, (engines, _) in found.items()} == {
        "both": ["reference", "durable"],
        "reference": ["reference"],
        "durable": ["durable"],
    }
    assert len({text for _, text in found.values()}) == 1


def test_options_and_files_are_one(tmp_path: Path) -> None:
    case = case_in(text_of("route"))
    day, place = case.pop("as_of"), case.pop("jurisdiction")
    expected = answered("route", case | {"as_of": day, "jurisdiction": place}, folder=tmp_path)
    assert answered("route", case, more=("--on", day, "--jurisdiction", place), folder=tmp_path) == expected
    again = answered("route", case | {"as_of": day}, more=("--on", day, "--jurisdiction", "金华市"), folder=tmp_path)
    assert again == expected
