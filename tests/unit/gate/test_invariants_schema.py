"""The JSON Schema of files of invariants says what the loader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.words.errors import InputError
from tests.support.process import call
from tests.unit.rulebook.test_schemas import (
    CATALOGUE,
    RULES,
    SCHEMAS,
    data_in,
    definition,
    edited,
    errors,
    load_tiny,
    schema_of,
)

pytest.importorskip("z3")

from nocert_rules.gate.prove import load_invariants
from nocert_rules.gate.prove.invariants import FILE, KINDS

SHIPPED = sorted(default_folder("rules").glob(f"*/{FILE}"))
# every kind of statement about the tiny rulebook
INVARIANTS = """\
invariants:
  - invariant: told-in-time
    provision: tiny/1
    quote: 应当告知
    also:
      - {provision: tiny/1, quote: 三日内}
    text: {zh: 告知, en: tell}
    question: tell
    unknown: [limit]
    if: {told: false}
    then: {not: {holds: open-point}}
  - {invariant: each, provision: tiny/1, quote: 应当, text: {zh: 一, en: a}, question: tell, always: {told: true}}
  - {invariant: none, provision: tiny/1, quote: 应当, text: {zh: 一, en: a}, question: tell, never: {told: true}}
  - invariant: one-of-two
    provision: tiny/1
    quote: 应当
    text: {zh: 一, en: a}
    question: tell
    exactly_one: [{holds: to-tell}, {holds: open-point}]
  - {invariant: says, provision: tiny/1, quote: 应当, text: {zh: 一, en: a}, question: tell, answered: [to-tell]}
  - invariant: changes-little
    provision: tiny/1
    quote: 应当
    text: {zh: 一, en: a}
    question: tell
    varies: limit
    if: {told: false}
    changes_only: [to-tell]
  - invariant: adds-nothing
    provision: tiny/1
    quote: 应当
    text: {zh: 一, en: a}
    question: tell
    varies: [limit]
    if: {told: false}
    never_adds: [to-tell]
  - {invariant: steady, text: {zh: 一, en: a}, question: tell, monotone: true}
  - {invariant: declared, text: {zh: 一, en: a}, question: tell, declared_facts_only: true}
  - invariant: says-must
    provision: tiny/1
    quote: 应当
    text: {zh: 一, en: a}
    question: tell
    modality: {to-tell: must}
"""
RIGHT = {
    "no-statements": (INVARIANTS, "invariants: []\n"),
    "always-with-if": ("always: {told: true}", "if: always, always: {told: true}"),
    "one-conclusion": ("answered: [to-tell]", "answered: to-tell"),
    "monotone-from-a-provision": ("monotone: true", "provision: tiny/1, quote: 应当, monotone: true"),
}
WRONG = {
    "further-key": ("invariants:\n", "invariant: 1\ninvariants:\n"),
    "no-key": ("invariants:\n", "invariant:\n"),
    "statement-text": ("invariants:\n", "invariants:\n  - one\n"),
    "no-id": ("invariant: told-in-time\n    ", ""),
    "no-question": ("    question: tell\n    unknown", "    unknown"),
    "no-provision": ("    provision: tiny/1\n    quote: 应当告知\n", ""),
    "no-quote": ("    quote: 应当告知\n", ""),
    "quote-without-provision": ("    provision: tiny/1\n    quote: 应当告知\n", "    quote: 应当告知\n"),
    "text-in-one-language": ("{zh: 告知, en: tell}", "{zh: 告知}"),
    "misspelt-kind": ("then: {not", "than: {not"),
    "no-kind": ("    then: {not: {holds: open-point}}\n", ""),
    "two-kinds": ("always: {told: true}", "always: {told: true}, never: {told: false}"),
    "two-conditions": ("if: {told: false}\n    then", "if: {told: false, limit: 1}\n    then"),
    "conditions-of-one": ("always: {told: true}", "always: [{told: true}]"),
    "condition-of-several": ("exactly_one: [{holds: to-tell}, {holds: open-point}]", "exactly_one: {holds: to-tell}"),
    "varies-nothing": ("    varies: limit\n", ""),
    "varies-for-nothing": ("always: {told: true}", "varies: [limit], always: {told: true}"),
    "monotone-not": ("monotone: true", "monotone: false"),
    "monotone-text": ("monotone: true", "monotone: always"),
    "modality-unknown": ("{to-tell: must}", "{to-tell: should}"),
    "modality-text": ("modality: {to-tell: must}", "modality: must"),
    "source-without-quote": (", quote: 三日内}", "}"),
    "answered-mapping": ("answered: [to-tell]", "answered: {to-tell: yes}"),
}


def load(folder: Path, text: str) -> None:
    """Load the invariants of the tiny rulebook; raises InputError where they are refused."""
    load_tiny(folder, (RULES, CATALOGUE))
    (folder / "rules" / "tiny" / FILE).write_text(text, encoding="utf-8")
    load_invariants(folder / "rules", load_rulebook(folder / "rules", folder / "catalogue"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_invariants_are_right(path: Path) -> None:
    assert not errors("invariants-1", data_in(path.read_text(encoding="utf-8")))


def test_the_shipped_invariants_are_there() -> None:
    assert len(SHIPPED) == 3


@pytest.mark.parametrize("edit", [("", ""), *RIGHT.values()], ids=["all-kinds", *RIGHT])
def test_right_invariants_are_accepted_by_schema_and_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    (text,) = edited((INVARIANTS,), edit)
    assert not errors("invariants-1", data_in(text))
    load(tmp_path, text)


@pytest.mark.parametrize("edit", WRONG.values(), ids=WRONG)
def test_wrong_invariants_are_refused_by_schema_and_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    (text,) = edited((INVARIANTS,), edit)
    assert errors("invariants-1", data_in(text))
    with pytest.raises(InputError):
        load(tmp_path, text)


def test_an_empty_choice_is_refused_by_the_schema() -> None:
    (text,) = edited((INVARIANTS,), ("[{holds: to-tell}, {holds: open-point}]", "[]"))
    assert errors("invariants-1", data_in(text))


def test_the_schema_names_every_kind_and_has_the_conditions_of_rules() -> None:
    statement = schema_of("invariants-1")["$defs"]["statement"]
    assert [kind for part in statement["oneOf"] for kind in part["required"]] == list(KINDS)
    assert set(KINDS) < set(statement["properties"])
    for name, part in schema_of("invariants-1")["$defs"].items():
        assert name == "statement" or part == definition(name)


def test_the_command_prints_the_schema_and_modelines_name_it(tmp_path: Path) -> None:
    assert json.loads(call("schema", "invariants").stdout) == schema_of("invariants-1")
    path = tmp_path / FILE
    path.write_text("invariants: []\n", encoding="utf-8")
    assert call("fmt", "--modeline", str(path)).status == 0
    modeline, text = path.read_text(encoding="utf-8").splitlines()
    name = modeline.removeprefix("# yaml-language-server: $schema=")
    assert (tmp_path / name).resolve() == (SCHEMAS / "invariants-1.json").resolve()
    assert text == "invariants: []"
