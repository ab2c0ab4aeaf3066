"""Both engines agree on the shipped rules: on any atoms, and on those that facts decide."""

from __future__ import annotations

from random import Random

import pytest

pytest.importorskip("durable_rules_engine", exc_type=ImportError)

from nocert_rules.engine.inference.engines import engines_for, infer
from nocert_rules.engine.inference.program import build_program
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.facts import Maker, atoms_of, random_atoms

QUESTIONS = ("route", "verification", "pledge", "case")
SETS = 2_600
"""So many of each kind for each question; 20,800 in all."""


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("kind", ["any-atoms", "facts"])
def test_engines_agree(rulebook: Rulebook, question: str, kind: str) -> None:
    program = build_program(rulebook, rulebook.questions[question])
    engines = engines_for(program, "both")
    maker = Maker(rulebook, Random(f"{question} {kind}"))
    assert [engine.name for engine in engines] == ["reference", "durable"]
    for _ in range(SETS):
        if kind == "facts":
            atoms = atoms_of(program, maker.fact_set(question).situations()[0])
        else:
            atoms = random_atoms(program, maker.random)
        infer(engines, program, atoms, None)  # raises where they disagree
