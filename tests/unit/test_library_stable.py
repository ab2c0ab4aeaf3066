"""The public names, parameters and fields of the library: what goes missing here breaks somebody's program.

A name may be added; one that is taken out or renamed is a change for callers, and stands in CHANGELOG.md.
"""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass

import pytest

import nocert_rules as nocert

NAMES = (
    "Asked", "Decider", "Decision", "EngineDisagreement", "EngineUnavailable", "Field", "InputError", "Missing",
    "NocertError", "OpenRulebook", "Outcome", "Rulebook", "Selector", "Subject", "__version__", "build_case",
    "decision_data", "decision_json", "decision_status", "decision_text", "load", "load_rulebook",
)  # fmt: skip
PARAMETERS = {
    "load": ("rules", "catalogue"),
    "load_rulebook": ("rules", "catalogue"),
    "build_case": ("rulebook", "asked"),
    "decision_data": ("decision", "explanations"),
    "decision_json": ("decision", "explanations"),
    "decision_status": ("decision",),
    "decision_text": ("decision", "language", "width", "colour", "with_trace"),
    "Decider": ("rulebook", "engine"),
    "Selector": ("name", "matter", "requesting_unit", "issuing_unit"),
    "OpenRulebook.answer": ("self", "question", "facts", "item", "jurisdiction", "on", "engine"),
    "OpenRulebook.facts": ("self", "question"),
    "Outcome.status": ("self", "conclusion"),
    "Outcome.why": ("self", "conclusion", "language", "width"),
    "Outcome.text": ("self", "language", "width", "trace"),
    "Outcome.to_dict": ("self", "why"),
    "Outcome.to_json": ("self", "why"),
    "Subject.status": ("self", "conclusion"),
    "Subject.why": ("self", "conclusion", "language", "width"),
    "Field.__getitem__": ("self", "option"),
    "InputError.lines": ("self", "language"),
}
FIELDS = {
    "Asked": ("question", "today", "files", "standard_input", "facts", "item", "jurisdiction", "as_of", "on"),
    "Field": ("status", "label", "options", "value", "permitted"),
    "Missing": ("fact", "type", "finding", "supplied_by", "question", "decides", "subject"),
    "OpenRulebook": ("digest", "questions"),
    "Outcome": ("question", "on", "jurisdiction", "subjects", "answered", "answer", "missing"),
    "Subject": ("id", "name", "answer", "missing"),
}


def named(path: str) -> object:
    found: object = nocert
    for name in path.split("."):
        found = getattr(found, name)
    return found


def test_no_name_is_missing() -> None:
    assert set(NAMES) <= set(nocert.__all__)
    assert [name for name in nocert.__all__ if not hasattr(nocert, name)] == []
    assert nocert.__all__ == sorted(nocert.__all__)


@pytest.mark.parametrize("path", PARAMETERS)
def test_no_parameter_is_missing_or_newly_required(path: str) -> None:
    function = named(path)
    assert callable(function)
    found = inspect.signature(function).parameters
    assert [name for name in found if name in PARAMETERS[path]] == list(PARAMETERS[path])
    extra = [item for name, item in found.items() if name not in PARAMETERS[path]]
    assert [item.name for item in extra if item.default is inspect.Parameter.empty] == []


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_is_missing(name: str) -> None:
    class_ = named(name)
    assert isinstance(class_, type)
    known = {field.name for field in fields(class_)} if is_dataclass(class_) else set()
    missing = [field for field in FIELDS[name] if field not in known and not hasattr(class_, field)]
    assert missing == []


@pytest.mark.parametrize("name", ["Field", "Missing", "Outcome", "Subject"])
def test_results_cannot_be_changed(name: str) -> None:
    assert vars(named(name))["__dataclass_params__"].frozen
