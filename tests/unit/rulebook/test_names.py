"""Lists of names in rulebook files: one name alone is a list of one, and each wrong name is told where it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.process import ROOT

BASE = ROOT / "tests" / "lint" / "fixtures" / "base"
LOOKUP = "    lookup:\n"


def loaded(tmp_path: Path, before: str, after: str) -> Rulebook:
    """A small rulebook with something else in its questions."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    questions = tmp_path / "catalogue" / "questions.yaml"
    text = questions.read_text(encoding="utf-8")
    assert before in text
    questions.write_text(text.replace(before, after), encoding="utf-8")
    return load_rulebook(tmp_path / "rules", tmp_path / "catalogue")


def test_one_name_alone_is_a_list_of_one(tmp_path: Path) -> None:
    book = loaded(tmp_path, LOOKUP, f"    ask_order: keeper.age\n{LOOKUP}")
    assert book.questions["keeping"].ask_order == ("keeper.age",)


def test_a_wrong_name_is_told_where_it_stands_whatever_stands_before_it(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, LOOKUP, f"    ask_order:\n      - [x]\n      - keeper.old\n{LOOKUP}")
    places = [(problem.code, problem.position.line, problem.position.column) for problem in refused.value.problems]
    first = 1 + (tmp_path / "catalogue" / "questions.yaml").read_text(encoding="utf-8").splitlines().index(
        "      - [x]"
    )
    assert [(line - first, column) for _, line, column in places] == [(0, 9), (1, 9)], places
