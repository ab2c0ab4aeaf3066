"""Both engines infer the same from any program and any atoms."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("durable_rules_engine", exc_type=ImportError)

from nocert_rules.engine.inference.durable import DurableEngine
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot
from nocert_rules.engine.inference.reference import ReferenceEngine
from nocert_rules.engine.truth import Truth
from tests.support.examples import examples
from tests.support.programs import Draft, program

ATOMS = 8
CONCLUSIONS = 5
PROGRAMS = 300
VECTORS = 15


def formulas(slots: int) -> st.SearchStrategy[Formula]:
    """Conditions over slots below `slots`, up to some dozen leaves, groups empty and nested."""
    leaves: st.SearchStrategy[Formula] = st.integers(0, slots - 1).map(Slot)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Neg),
            st.lists(inner, max_size=5).map(lambda parts: And(tuple(parts))),
            st.lists(inner, max_size=5).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=12,
    )


FORMULAS = [formulas(ATOMS + before) for before in range(CONCLUSIONS)]


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Up to 30 rules; each looks at conclusions before its own, and has exceptions among the rules before it."""
    drafts: list[Draft] = []
    count = draw(st.integers(1, 30))
    for conclusion in sorted(draw(st.lists(st.integers(0, CONCLUSIONS - 1), min_size=count, max_size=count))):
        exceptions = draw(st.sets(st.integers(0, len(drafts) - 1), max_size=2)) if drafts else set()
        concludes = conclusion if draw(st.integers(0, 5)) else None
        gap = draw(st.integers(0, 4)) == 0
        drafts.append(Draft(draw(FORMULAS[conclusion]), concludes, gap, tuple(sorted(exceptions))))
    return program(ATOMS, drafts, CONCLUSIONS)


def vector(number: int) -> tuple[Truth, ...]:
    """`number` in base three, as atoms."""
    return tuple(Truth(number // 3**place % 3) for place in range(ATOMS))


@settings(max_examples=examples(PROGRAMS), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs(), st.lists(st.integers(0, 3**ATOMS - 1), min_size=VECTORS, max_size=VECTORS))
def test_durable_rules_infers_what_the_reference_does(made: Program, vectors: list[int]) -> None:
    durable, reference = DurableEngine(made), ReferenceEngine(made)
    for number in vectors:
        atoms = vector(number)
        assert durable.infer(atoms) == reference.infer(atoms)
