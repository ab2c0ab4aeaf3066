"""The durable_rules adapter: what it decides, what it refuses, and that it never guesses."""

from __future__ import annotations

import gc
import importlib
import random
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, cycle, product
from typing import Any

import pytest

pytest.importorskip("durable_rules_engine", exc_type=ImportError)

from nocert_rules.engine.inference import durable, engines
from nocert_rules.engine.inference.durable import DurableEngine
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot
from nocert_rules.engine.inference.reference import ReferenceEngine
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation
from nocert_rules.words.errors import EngineDisagreement, EngineUnavailable
from tests.support.programs import Draft, program, truths

A, B, C, D = Slot(0), Slot(1), Slot(2), Slot(3)
VALUES = (FALSE, UNKNOWN, TRUE)


def values(drafts: Sequence[Draft], atoms: str, conclusions: int | None = None) -> str:
    """The values of rules, then of conclusions, as digits."""
    found = DurableEngine(program(len(atoms), drafts, conclusions)).infer(truths(atoms))
    return " ".join("".join(f"{value:d}" for value in part) for part in (found.rules, found.slots[len(atoms) :]))


def agree(made: Program, vectors: int = 40, seed: int = 1) -> DurableEngine:
    """An engine for `made` that was found to agree with the reference evaluator, on extreme and random atoms."""
    reference, engine = ReferenceEngine(made), DurableEngine(made)
    chance, count = random.Random(seed), len(made.atoms)
    tried = [(value,) * count for value in VALUES]
    tried += [tuple(chance.choices(VALUES, (4, 1, 4), k=count)) for _ in range(vectors)]
    for atoms in tried:
        assert engine.infer(atoms) == reference.infer(atoms)
    return engine


def nested(depth: int, left: Formula, right: Formula) -> Formula:
    """`left` and `right` in `depth` groups, now all, now any, now the opposite."""
    found: Formula = left
    for level in range(depth):
        found = (And((found, right)), Or((left, found)), Neg(found))[level % 3]
    return found


@pytest.mark.parametrize(("a", "b"), list(product(VALUES, repeat=2)))
def test_connectives_are_kleenes(a: Truth, b: Truth) -> None:
    drafts = [Draft(And((A, B))), Draft(Or((A, B))), Draft(Neg(A)), Draft(Neg(Or((A, Neg(B)))))]
    found = DurableEngine(program(2, drafts)).infer((a, b))
    expected = (conjunction([a, b]), disjunction([a, b]), negation(a), negation(disjunction([a, negation(b)])))
    assert found.rules == expected
    assert found.conditions == expected
    assert found.slots == (a, b)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (And(()), "2"),
        (Or(()), "0"),
        (Neg(And(())), "0"),
        (Neg(Or(())), "2"),
        (And((Or(()), A)), "0"),
        (Or((A, And(()))), "2"),
        (And((And(()), A)), "1"),
        (Or((A, Neg(A))), "1"),
        (And((A, Neg(A))), "1"),
        (And((A, A)), "1"),
    ],
)
def test_empty_and_repeated_groups(formula: Formula, expected: str) -> None:
    assert values([Draft(formula)], "1") == f"{expected} "


def test_a_program_without_rules_or_atoms() -> None:
    assert DurableEngine(program(0, [])).infer(()) == ReferenceEngine(program(0, [])).infer(())
    assert values([Draft(And(()), 0)], "") == "2 2"
    assert values([], "1", 1) == " 0"


@pytest.mark.parametrize(
    ("atoms", "expected"),
    [("22", "02"), ("20", "20"), ("21", "11"), ("02", "02"), ("12", "02"), ("11", "11"), ("10", "10"), ("01", "01")],
)
def test_an_exception_defeats_a_rule(atoms: str, expected: str) -> None:
    assert values([Draft(A, exceptions=(1,)), Draft(B)], atoms) == f"{expected} "


def test_an_exception_changes_the_value_and_not_the_condition() -> None:
    found = DurableEngine(program(2, [Draft(A, exceptions=(1,)), Draft(B)])).infer((TRUE, TRUE))
    assert (found.conditions, found.rules) == ((TRUE, TRUE), (FALSE, TRUE))


def test_an_exception_to_an_exception() -> None:
    drafts = [Draft(A, 0, exceptions=(1,)), Draft(B, exceptions=(2,)), Draft(C)]
    assert values(drafts, "222") == "202 2"
    assert values(drafts, "220") == "020 0"
    assert values(drafts, "221") == "111 1"


@pytest.mark.parametrize(
    ("atoms", "expected"),
    [("00", "0"), ("20", "2"), ("02", "1"), ("22", "2"), ("01", "1"), ("10", "1"), ("12", "1"), ("21", "2")],
)
def test_a_gap_leaves_its_conclusion_open(atoms: str, expected: str) -> None:
    assert values([Draft(A, 0), Draft(B, 0, gap=True)], atoms).split()[1] == expected


def test_a_conclusion_with_gaps_alone_never_holds() -> None:
    assert [values([Draft(A, 0, gap=True)], digit).split()[1] for digit in "012"] == ["0", "1", "1"]


def test_conclusions_chain() -> None:
    drafts = [Draft(A, 0), Draft(B, 0), Draft(Neg(Slot(2)), 1), Draft(And((Slot(3), A)), 2)]
    assert [values(drafts, digits) for digits in ("00", "01", "20", "12")] == [
        "0020 020",
        "0110 110",
        "2000 200",
        "1200 200",
    ]


def test_three_hundred_rules_that_share_their_conditions() -> None:
    shared: list[Formula] = [And((A, B)), Or((C, Neg(D))), A]
    exceptions = [(number - 1,) if number % 5 == 4 else () for number in range(300)]
    drafts = [Draft(shared[n % 3], n % 7, n % 11 == 0, exceptions[n]) for n in range(300)]
    agree(program(4, drafts))


def test_everything_fires_at_once() -> None:
    drafts = [Draft(Slot(number)) for number in range(250)]
    drafts += [Draft(And((Slot(number), Slot((number * 7 + 1) % 250)))) for number in range(250)]
    agree(program(250, drafts), 5)


@pytest.mark.parametrize("depth", [15, 16, 60])
def test_deep_nesting(depth: int) -> None:
    agree(program(4, [Draft(nested(depth, A, B)), Draft(nested(depth, Or((A, C)), And((B, Neg(D)))), 0)]))


@pytest.mark.parametrize("width", [2, 30, 31, 40, 61, 300, 1000])
def test_wide_groups(width: int) -> None:
    parts = tuple(Slot(number) for number in range(width))
    pairs = tuple(And((Slot(number), Neg(Slot((number + 1) % width)))) for number in range(width))
    drafts = [Draft(Or(parts)), Draft(And(parts)), Draft(Neg(Or(parts))), Draft(Or(pairs)), Draft(Neg(And(pairs)))]
    agree(program(width, drafts), 10)


def test_an_all_of_anys_with_too_many_ways_to_be_true() -> None:
    anys = [Or(tuple(Slot(4 * group + number) for number in range(4))) for group in range(8)]
    agree(program(32, [Draft(And(tuple(anys))), Draft(Neg(And(tuple(anys))), 0), Draft(Or((A, And(tuple(anys)))), 0)]))


def test_an_all_of_alls_with_too_long_clauses() -> None:
    alls = [And(tuple(Slot(25 * group + number) for number in range(25))) for group in range(8)]
    agree(program(200, [Draft(And(tuple(alls)))]))


def test_conclusions_with_many_gaps_alone() -> None:
    """One long pattern each: the records would have too many fields if 60 of them were asked together."""
    agree(program(50, [Draft(Slot(number % 50), number // 20, gap=True) for number in range(1200)]), 5)


def test_rulesets_stay_within_what_durable_rules_bears() -> None:
    groups = [And(tuple(Slot(25 * group + number) for number in range(25))) for group in range(16)]
    never, perhaps = [And((Or(()), Neg(group))) for group in groups], [Or((And(()), group)) for group in groups]
    wide: list[Formula] = [And(tuple(groups)), And(tuple(perhaps[:4])), Or(tuple(groups))]
    made = program(400, [Draft(formula) for formula in [*groups, *never, *perhaps, *wide]])
    agree(made, 5)
    for patterns in durable._Plan(made).rulesets():
        assert len(patterns) <= 60
        assert len({cell for pattern in patterns for cell, _ in pattern.clause}) <= 200
        assert all(1 <= len(pattern.clause) <= 60 for pattern in patterns)


def test_names_that_durable_rules_takes_for_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "field_name", ("costarring", "liquid", "guard", "rule").__getitem__)
    with pytest.raises(EngineUnavailable, match=r"fields `costarring` and `liquid` apart"):
        DurableEngine(program(2, [Draft(Or((A, B)))]))


@pytest.mark.parametrize("name", ["id", "sid", "$and", "$forward", "fact"])
def test_reserved_and_repeated_names_are_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(durable, "field_name", ("fact", name, "guard", "rule").__getitem__)
    with pytest.raises(EngineUnavailable, match="apart"):
        DurableEngine(program(2, [Draft(Or((A, B)))]))


def test_names_of_cells_differ_from_each_other_and_the_reserved_ones() -> None:
    durable.check_names([durable.field_name(cell) for cell in range(20_000)])


def test_durable_rules_does_take_such_names_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why names are checked: the first field's value is read for the second."""
    monkeypatch.setattr(durable, "field_name", ("costarring", "liquid", "guard", "rule").__getitem__)
    monkeypatch.setattr(durable, "check_names", lambda _: None)
    made = program(2, [Draft(And((A, Neg(B))))])
    assert ReferenceEngine(made).infer((TRUE, FALSE)).rules == (TRUE,)
    assert DurableEngine(made).infer((TRUE, FALSE)).rules == (FALSE,)


class Spoilt:
    """The C module with some functions replaced."""

    def __init__(self, **replaced: Callable[..., Any]) -> None:
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module("durable_rules_engine"), name)


def fails(*_: object) -> Any:
    raise RuntimeError("error code: 303")


UNHEARD_OF = cycle(['{"p999":{"m":{}}}', None])
FAILURES: list[tuple[dict[str, Callable[..., Any]], str]] = [
    ({"assert_fact": fails}, "error code: 303"),
    ({"assert_fact": lambda *_: (1, 0)}, r"did not take a record \(code 1\)"),
    ({"assert_fact": lambda *_: (2, 1)}, r"did not take a record \(code 2\)"),
    ({"assert_fact": lambda *_: None}, "failed"),
    ({"start_action_for_state": fails}, "error code: 303"),
    ({"start_action_for_state": lambda *_: None}, "overlooked"),
    ({"start_action_for_state": lambda *_: ("{}", "?")}, "failed"),
    ({"complete_and_start_action": fails}, "error code: 303"),
    ({"complete_and_start_action": lambda *_: next(UNHEARD_OF)}, "p999"),
    ({"complete_and_start_action": lambda *_: '{"p0":{"m":{}}}'}, "without end"),
    ({"delete_state": fails}, "error code: 303"),
]


@pytest.mark.parametrize(("replaced", "message"), FAILURES)
def test_a_failure_is_never_read_as_nothing_fired(
    monkeypatch: pytest.MonkeyPatch, replaced: dict[str, Callable[..., Any]], message: str
) -> None:
    made = program(2, [Draft(And((A, B)), 0), Draft(Slot(2))])
    engine = DurableEngine(made)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_C", Spoilt(**replaced))
        with pytest.raises(EngineUnavailable, match=message):
            engine.infer((TRUE, TRUE))
        with pytest.raises(EngineUnavailable, match=message):
            DurableEngine(made)
    for _ in range(2):  # at worst a session was left over; meeting it is an error too, and removes it
        try:
            engine.infer((TRUE, TRUE))
        except EngineUnavailable as error:
            assert "delete_state" in replaced and "code 2" in str(error)
    assert engine.infer((TRUE, TRUE)) == ReferenceEngine(made).infer((TRUE, TRUE))


def test_a_ruleset_whose_first_session_fails_has_it_not_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleting a session in which nothing ever fired frees memory at an address that was never set."""
    deleted: list[object] = []
    real: Any = importlib.import_module("durable_rules_engine")

    def refuse(handle: int, fact: str) -> tuple[int, int]:
        _, state = real.assert_fact(handle, fact)
        return 2, state

    monkeypatch.setattr(durable, "_C", Spoilt(assert_fact=refuse, delete_state=lambda *args: deleted.append(args)))
    with pytest.raises(EngineUnavailable, match="code 2"):
        DurableEngine(program(1, [Draft(A)]))
    assert not deleted


def test_rules_that_durable_rules_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_C", Spoilt(create_ruleset=fails))
    with pytest.raises(EngineUnavailable, match="refuses the rules"):
        DurableEngine(program(1, [Draft(A)]))


def test_an_interruption_passes_through_and_leaves_the_engine_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    engine = DurableEngine(program(1, [Draft(A)]))
    with monkeypatch.context() as patch:
        patch.setattr(durable, "_C", Spoilt(complete_and_start_action=interrupt))
        with pytest.raises(KeyboardInterrupt):
            engine.infer((TRUE,))
    assert engine.infer((TRUE,)).rules == (TRUE,)


def test_the_wrong_number_of_atoms_is_refused() -> None:
    with pytest.raises(ValueError, match="2 atoms are needed, not 1"):
        DurableEngine(program(2, [Draft(A)])).infer((TRUE,))


def test_a_verdict_and_its_opposite_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = DurableEngine(program(1, [Draft(A)]))
    monkeypatch.setattr(durable._Ruleset, "verdicts", lambda *_: {(2, TRUE), (2, FALSE)})
    with pytest.raises(EngineUnavailable, match="`c2` both holds and fails"):
        engine.infer((TRUE,))


def rulesets_of(engine: DurableEngine) -> list[durable._Ruleset]:
    """The rulesets that `engine` has in this process."""
    assert isinstance(engine.rulesets, durable.Rulesets)
    return engine.rulesets.each


def plant(engine: DurableEngine, rule: int) -> None:
    """Have the patterns of `rule` say the opposite of what they should."""
    wrong = engine._values[rule]
    for ruleset in rulesets_of(engine):
        for name, (cell, verdict) in ruleset._verdicts.items():
            if cell == wrong:
                ruleset._verdicts[name] = (cell, negation(verdict))


@pytest.mark.parametrize("rule", range(6))
def test_a_planted_disagreement_is_caught_and_names_the_rule(rule: int) -> None:
    made = program(4, [Draft(Or(pair), number) for number, pair in enumerate(combinations((A, B, C, D), 2))])
    both = engines.engines_for(made, "both")
    atoms = (TRUE, FALSE, FALSE, TRUE)
    assert engines.infer(both, made, atoms, None) == ReferenceEngine(made).infer(atoms)
    assert isinstance(both[1], DurableEngine)
    plant(both[1], rule)
    with pytest.raises(EngineDisagreement, match=f"the engines disagree on `rule-{rule}` for `she`") as caught:
        engines.infer(both, made, atoms, "she")
    assert caught.value.rules == (f"rule-{rule}",)


def test_threads_share_an_engine() -> None:
    chance = random.Random(8)
    triples = [[Slot(number) for number in chance.sample(range(8), 3)] for _ in range(40)]
    made = program(8, [Draft(Or((a, And((b, Neg(c))))), number % 5) for number, (a, b, c) in enumerate(triples)])
    engine, reference = DurableEngine(made), ReferenceEngine(made)
    vectors = [tuple(chance.choices(VALUES, k=8)) for _ in range(200)]
    expected = [reference.infer(atoms) for atoms in vectors]

    def work(thread: int) -> bool:
        order = list(range(200))
        random.Random(thread).shuffle(order)
        return all(engine.infer(vectors[number]) == expected[number] for number in order)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


def test_rulesets_are_deleted_with_their_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    deleted: list[int] = []
    real: Any = importlib.import_module("durable_rules_engine")

    def delete(handle: int) -> None:
        deleted.append(handle)
        real.delete_ruleset(handle)

    monkeypatch.setattr(durable, "_C", Spoilt(delete_ruleset=delete))
    engine = DurableEngine(program(1, [Draft(A, 0), Draft(Slot(1), 1)]))
    handles = [ruleset._handle for ruleset in rulesets_of(engine)]
    assert len(handles) == 4 and not deleted
    del engine
    gc.collect()
    assert sorted(deleted) == sorted(handles)


def test_without_the_c_module_the_import_fails_and_the_reference_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    monkeypatch.delitem(sys.modules, "nocert_rules.engine.inference.durable")
    with pytest.raises(ImportError):
        importlib.import_module("nocert_rules.engine.inference.durable")
    made = program(1, [Draft(A)])
    assert [engine.name for engine in engines.engines_for(made, "auto")] == ["reference"]
    with pytest.raises(EngineUnavailable, match="cannot be used here"):
        engines.engines_for(made, "durable")
