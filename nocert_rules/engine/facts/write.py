"""A case as a file that can be run: YAML in the form that `nocert <question> FILE` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from nocert_rules.engine.facts.case import Case, Finding, Origin, Situation
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar

MADE_UP = Finding(
    "（虚构）反例 made up for this case", None, "（虚构）由求解器给出，不是任何人的认定 made up by the solver"
)
_PLAIN_TEXT = re.compile(r"[a-z][a-z_]*")
# what YAML refuses, or takes for the end of a line, where JSON does not
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_PLAIN = ("null", "true", "false", "yes", "no", "on", "off")


def case_yaml(case: Case, rulebook: Rulebook, heading: Iterable[str] = ()) -> str:
    """`case` as a case file that can be run; `heading` are lines of comment at its top.

    What a jurisdiction has set stands in the file only where the case names no jurisdiction.
    """
    question = rulebook.questions[case.question]
    lines = [f"# {line}" for line in heading]
    lines += [f"question: {case.question}", f"as_of: {case.as_of}"]
    if case.jurisdiction:
        lines.append(f"jurisdiction: {case.jurisdiction}")
    shared = [name for name in question.facts if not _of_subject(name, question)]
    lines += _facts_yaml(case, case.situations[0], shared, rulebook, "")
    if question.each:
        lines.append(f"{question.subjects_key}:")
        own = [name for name in question.facts if _of_subject(name, question)]
        for situation in case.situations:
            lines.append(f"  - id: {scalar_text(situation.subject or '')}")
            if situation.name:
                lines.append(f"    name: {scalar_text(situation.name)}")
            lines += ["    " + line for line in _facts_yaml(case, situation, own, rulebook, f"{question.each}.")]
    return "\n".join(lines) + "\n"


def _of_subject(name: str, question: Question) -> bool:
    return bool(question.each) and name.startswith(f"{question.each}.")


def _facts_yaml(case: Case, situation: Situation, names: Iterable[str], rulebook: Rulebook, prefix: str) -> list[str]:
    lines: list[str] = []
    for name in names:
        if rulebook.facts[name].supplied_by == "jurisdiction" and name in situation.values and not case.jurisdiction:
            lines.append("# 假设的辖区参数 assumed of the jurisdiction: only golden cases may say so")
        value, origin = situation.values.get(name), situation.origins.get(name)
        if value is None or origin is None or _is_supplied(name, origin, case, rulebook):
            continue
        key, fact = name.removeprefix(prefix), rulebook.facts[name]
        if isinstance(value, Records):
            lines += _records_yaml(key, value)
        elif fact.finding:
            finding = origin.finding or MADE_UP
            by, reason, day = quoted_text(finding.by), quoted_text(finding.reason), finding.on or case.as_of
            lines.append(f"{key}: {{value: {scalar_text(value)}, by: {by}, on: {day}, reason: {reason}}}")
        else:
            lines.append(f"{key}: {scalar_text(value)}")
    return lines


def _is_supplied(name: str, origin: Origin, case: Case, rulebook: Rulebook) -> bool:
    """Whether lists or the jurisdiction supply a fact again when the file is read; they need the item's name for it."""
    lookup = rulebook.questions[case.question].lookup
    if lookup and name in lookup.item.values():
        return False
    return origin.kind == "list" or (bool(case.jurisdiction) and origin.kind == "jurisdiction")


def _records_yaml(key: str, records: Records) -> list[str]:
    items = []
    for item in records.items:
        pairs = (f"{field.rpartition('.')[2]}: {scalar_text(value)}" for field, value in item.items())
        items.append("- {" + ", ".join(pairs) + "}")
    if records.complete:
        return [f"{key}:", *(f"  {item}" for item in items)] if items else [f"{key}: []"]
    if not items:
        return [f"{key}: {{complete: false, records: []}}"]
    return [f"{key}:", "  complete: false", "  records:", *(f"    {item}" for item in items)]


def scalar_text(value: Scalar) -> str:
    """A value as it stands in YAML; text that YAML could take for something else stands in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if _PLAIN_TEXT.fullmatch(value) and value not in _NOT_PLAIN else quoted_text(value)
    return str(value)


def quoted_text(text: str) -> str:
    """Text in quotes, as YAML and JSON write it."""
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
