"""Case files as data: read as the loader types them, written as JSON or as `--fact` options."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, parse
from nocert_rules.rulebook.load.reader import boolean_of, integer_of
from nocert_rules.words.errors import Problems

HEADING = ("question", "jurisdiction", "as_of")


def data_of(node: Node) -> Any:
    """A node as JSON data, typed as the loader types it."""
    match node:
        case ScalarNode(_, text):
            flag, number = boolean_of(node), integer_of(node)
            return flag if flag is not None else number if number is not None else text
        case ListNode(_, items):
            return [data_of(item) for item in items]
        case MapNode(_, entries):
            return {key.text: data_of(value) for key, value in entries}


def case_in(text: str) -> Any:
    """The data of a case file."""
    problems = Problems()
    node = parse(text, "case", problems, "a case")
    assert node is not None, problems.found
    return data_of(node)


def options_of(case: Mapping[str, Any]) -> list[str]:
    """A case without subjects as options of the command line."""
    options = [f"--fact={name}={json.dumps(value, ensure_ascii=False)}" for name, value in facts_in(case)]
    if "jurisdiction" in case:
        options += ["--jurisdiction", case["jurisdiction"]]
    return [*options, "--on", case["as_of"]]


def facts_in(case: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The facts of a case by their full names."""
    for key, value in case.items():
        if isinstance(value, dict) and not {"value", "records"} & set(value):
            yield from facts_in(value, f"{prefix}{key}.")
        elif prefix or key not in HEADING:
            yield prefix + key, value
