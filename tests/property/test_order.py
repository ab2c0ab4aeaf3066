"""The order in which facts, keys, provisions, rules and files are written changes nothing, nor does hashing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.decision.document import decision_json
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.files import SECTIONS
from nocert_rules.rulebook.load.folders import default_folder, yaml_files
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, parse
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Problems
from tests.support.examples import examples
from tests.support.facts import FactSet, Maker, consistent, fact_sets

ROOT = Path(__file__).parents[2]
QUESTIONS = ("route", "verification", "pledge", "case")
WITHIN_PROVISIONS = ("rules", "values", "definitions")
SHUFFLES = 4
SETS = 12


def some_fact_sets(rulebook: Rulebook, seed: int, count: int = SETS) -> list[FactSet]:
    """The same fact sets for the same seed, `count` for each question."""
    maker = Maker(rulebook, Random(seed))
    return [consistent(rulebook, maker.fact_set(question)) for question in QUESTIONS for _ in range(count)]


def answers_of(rulebook: Rulebook, sets: list[FactSet]) -> str:
    """The decisions on some fact sets, as JSON texts, without the digest of the rulebook."""
    decider = Decider(rulebook, "auto")
    texts = [decision_json(decider.decide(facts.case(rulebook))) for facts in sets]
    return "".join(texts).replace(rulebook.digest, "")


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(40))
@given(data=st.data(), random=st.randoms(use_true_random=False))
def test_order_of_facts(decider: Decider, question: str, data: st.DataObject, random: Random) -> None:
    facts = data.draw(fact_sets(decider.rulebook, question))
    plain = facts.case(decider.rulebook)
    expected = decision_json(decider.decide(plain))
    for nested in (False, True):
        shuffled = facts.case(decider.rulebook, random, nested)
        assert shuffled.digest() == plain.digest()
        assert decision_json(decider.decide(shuffled)) == expected


def test_order_of_subjects(decider: Decider) -> None:
    for facts in some_fact_sets(decider.rulebook, 5):
        reverse = replace(facts, subjects={name: facts.subjects[name] for name in reversed(list(facts.subjects))})
        parts, backwards = (decider.decide(found.case(decider.rulebook)).parts for found in (facts, reverse))
        assert [part.inference for part in parts] == [part.inference for part in reversed(backwards)]


def shuffled(node: Node, random: Random) -> Node:
    """`node` with the keys of all its mappings shuffled."""
    match node:
        case MapNode(position, entries):
            chosen = random.sample(entries, len(entries))
            return MapNode(position, tuple((key, shuffled(value, random)) for key, value in chosen))
        case ListNode(position, items):
            return ListNode(position, tuple(shuffled(item, random) for item in items))
        case _:
            return node


def with_lists_shuffled(node: Node, keys: tuple[str, ...], random: Random) -> Node:
    """The mapping `node` with the lists under `keys` shuffled."""
    if not isinstance(node, MapNode):
        return node
    entries = [
        (key, ListNode(value.position, tuple(random.sample(value.items, len(value.items)))))
        if key.text in keys and isinstance(value, ListNode)
        else (key, value)
        for key, value in node.entries
    ]
    return MapNode(node.position, tuple(entries))


def in_disorder(file: Node, random: Random, rules_too: bool) -> Node:
    """A file with its parts and all keys shuffled, and, if `rules_too`, what stands under each provision."""
    found = shuffled(with_lists_shuffled(file, SECTIONS, random), random)
    provisions = found.get("provisions") if isinstance(found, MapNode) else None
    if not rules_too or not isinstance(found, MapNode) or not isinstance(provisions, ListNode):
        return found
    mixed = tuple(with_lists_shuffled(item, WITHIN_PROVISIONS, random) for item in provisions.items)
    replaced = ListNode(provisions.position, mixed)
    return MapNode(found.position, tuple((k, replaced if v is provisions else v) for k, v in found.entries))


def lines_of(node: Node) -> Iterator[str]:
    """`node` as block YAML, each scalar written as it was: in quotes or without."""
    match node:
        case ScalarNode(_, text, quoted):
            yield json.dumps(text, ensure_ascii=False) if quoted else text
        case ListNode(_, items):
            for item in items:
                yield from _entry("-", item)
            if not items:
                yield "[]"
        case MapNode(_, entries):
            for key, value in entries:
                yield from _entry(f"{next(lines_of(key))}:", value)
            if not entries:
                yield "{}"


def _entry(head: str, node: Node) -> Iterator[str]:
    lines = list(lines_of(node))
    if isinstance(node, ScalarNode) or lines in (["[]"], ["{}"]):
        yield f"{head} {lines[0]}"
    else:
        yield head
        yield from (f"  {line}" for line in lines)


def copy_in_disorder(folder: Path, random: Random, rules_too: bool) -> tuple[Path, Path]:
    """The shipped rules and catalogue in disorder, in files with other names, as two new folders."""
    for name in ("rules", "catalogue"):
        for path in yaml_files(default_folder(name)):
            problems = Problems()
            node = parse(path.read_text(encoding="utf-8"), path.name, problems, "data")
            assert node is not None, problems.found
            parent = folder / name / path.parent.relative_to(default_folder(name))
            parent.mkdir(parents=True, exist_ok=True)
            text = "\n".join(lines_of(in_disorder(node, random, rules_too))) + "\n"
            (parent / f"{random.randrange(10**6):06}-{path.name}").write_text(text, encoding="utf-8")
    return folder / "rules", folder / "catalogue"


@pytest.mark.parametrize("seed", range(SHUFFLES))
def test_order_of_files_parts_and_keys(rulebook: Rulebook, seed: int, tmp_path: Path) -> None:
    other = load_rulebook(*copy_in_disorder(tmp_path, Random(seed), rules_too=False))
    assert other.digest == rulebook.digest
    assert list(other.rules) == list(rulebook.rules)
    sets = some_fact_sets(rulebook, seed)
    assert answers_of(other, sets) == answers_of(rulebook, sets)


@pytest.mark.parametrize("seed", range(SHUFFLES))
def test_order_of_rules_within_provisions(rulebook: Rulebook, seed: int, tmp_path: Path) -> None:
    other = load_rulebook(*copy_in_disorder(tmp_path, Random(seed), rules_too=True))
    assert list(other.rules) == list(rulebook.rules)
    sets = some_fact_sets(rulebook, seed)
    assert answers_of(other, sets) == answers_of(rulebook, sets)


def test_order_of_rules_within_provisions_and_the_digest(rulebook: Rulebook, tmp_path: Path) -> None:
    assert load_rulebook(*copy_in_disorder(tmp_path, Random(0), rules_too=True)).digest == rulebook.digest


HASHING = """
from nocert_rules.rulebook.load.assemble import load_rulebook
from tests.property.test_order import answers_of, some_fact_sets
rulebook = load_rulebook()
print(rulebook.digest, answers_of(rulebook, some_fact_sets(rulebook, 7)))
"""


def test_hashing_changes_nothing() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", HASHING],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("0", "1", "2026")
    ]
    first, *others = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert first
    assert all(other == first for other in others)
