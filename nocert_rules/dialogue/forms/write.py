"""A form as the case file that the command line reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from nocert_rules.dialogue.forms.form import FindingForm, Form, Given, Key, RecordsForm
from nocert_rules.engine.facts.write import quoted_text, scalar_text
from nocert_rules.rulebook.model.catalogue import Fact, Question
from nocert_rules.rulebook.model.rulebook import Rulebook

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_CHOICE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class CaseFile:
    """A case file with the field of the form that each line comes from; headings have their own name as fact."""

    text: str
    lines: Mapping[int, Key] = field(default_factory=dict)


def form_yaml(form: Form, rulebook: Rulebook) -> CaseFile:
    """`form` as a case file. What is wrong in it stays in it, for the reader of case files to say so."""
    question = rulebook.questions[form.question]
    found: list[tuple[str, Key]] = [(f"question: {form.question}", Key(None, "question"))]
    for name, text in (("as_of", form.as_of), ("jurisdiction", form.jurisdiction)):
        if text:
            found.append((f"{name}: {_typed(text, 'date' if name == 'as_of' else 'text')}", Key(None, name)))
    found += _facts(form.facts, None, question, rulebook)
    if question.each and form.subjects:
        found.append((f"{question.subjects_key}:", Key(None, question.subjects_key)))
        for subject in form.subjects:
            found.append((f"  - id: {scalar_text(subject.id)}", Key(subject.id, "id")))
            if subject.name:
                found.append((f"    name: {quoted_text(subject.name)}", Key(subject.id, "name")))
            own = _facts(subject.facts, subject.id, question, rulebook)
            found += [(f"    {line}", key) for line, key in own]
    return CaseFile(
        "".join(f"{line}\n" for line, _ in found), {number: key for number, (_, key) in enumerate(found, start=1)}
    )


def _facts(
    facts: Mapping[str, Given], subject: str | None, question: Question, rulebook: Rulebook
) -> Iterator[tuple[str, Key]]:
    """The lines of facts, in the order in which the question asks for them; then those it does not know."""
    known = [name for name in question.facts if name in facts]
    for name in (*known, *(name for name in facts if name not in question.facts)):
        key = name.removeprefix(f"{question.each}.") if subject is not None else name
        fact = rulebook.facts.get(name)
        for line in _given(key, facts[name], fact, rulebook):
            yield line, Key(subject, name)


def _given(key: str, given: Given, fact: Fact | None, rulebook: Rulebook) -> Iterator[str]:
    kind = fact.type.name if fact else "text"
    match given:
        case FindingForm(value, by, on, reason):
            parts = (("value", value, kind), ("by", by, "text"), ("on", on, "date"), ("reason", reason, "text"))
            written = ", ".join(f"{part}: {_typed(text, type_)}" for part, text, type_ in parts if text)
            yield f"{key}: {{{written}}}"
        case RecordsForm(records, complete):
            yield from _records(key, records, complete, fact, rulebook)
        case text:
            yield f"{key}: {_typed(text, kind)}"


def _records(
    key: str, records: tuple[Mapping[str, str], ...], complete: bool, fact: Fact | None, rulebook: Rulebook
) -> Iterator[str]:
    parts = rulebook.fields_of_record.get(fact.type.record, ()) if fact else ()
    kinds = {part.id.rpartition(".")[2]: part.type.name for part in parts}
    if not records:
        yield f"{key}: []" if complete else f"{key}: {{complete: false, records: []}}"
        return
    yield f"{key}:"
    if not complete:
        yield "  complete: false"
        yield "  records:"
    for record in records:
        pairs = (f"{name}: {_typed(text, kinds.get(name, 'text'))}" for name, text in record.items() if text)
        yield f"{'  ' if complete else '    '}- {{{', '.join(pairs)}}}"


def _typed(text: str, kind: str) -> str:
    """`text` as YAML of that type where it is of it, else in quotes."""
    plain = text.strip()
    match kind:
        case "boolean" if plain in ("true", "false"):
            return plain
        case "integer" if _INTEGER.fullmatch(plain):
            return str(int(plain))
        case "date" if is_day(plain):
            return plain
        case "one_of" if _CHOICE.fullmatch(plain):
            return scalar_text(plain)
    return quoted_text(text)


def is_day(text: str) -> bool:
    """Whether `text` is a day as case files and pickers of days write it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
