"""Forms from case files, and cases from forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nocert_rules.dialogue.forms.form import FindingForm, Form, Given, RecordsForm, SubjectForm
from nocert_rules.dialogue.forms.write import form_yaml
from nocert_rules.engine.facts.build import MAX_CASE_BYTES, Asked, build_case
from nocert_rules.engine.facts.case import Case, Situation
from nocert_rules.rulebook.load.nodes import MapNode, ScalarNode, decode, parse
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar
from nocert_rules.words.errors import InputError, Position, Problems

FORM = "form"
_WHAT = "the facts of a case"


def case_of(form: Form, rulebook: Rulebook, today: date) -> Case:
    """The Case that `form` describes; raises InputError with everything wrong in it, at lines of its case file."""
    problems = Problems()
    node = parse(form_yaml(form, rulebook).text, FORM, problems, _WHAT)
    problems.raise_if_any()
    assert node is not None
    return build_case(rulebook, Asked(form.question, today, nodes=(node,)))


def read_case_file(data: bytes, name: str, rulebook: Rulebook, question: str, today: date) -> Form:
    """The Form of a case file; the file's own `question` counts where `question` is empty.

    Raises InputError with everything wrong in the file: no form holds half of it.
    """
    problems = Problems()
    text = decode(data, name, problems, MAX_CASE_BYTES)
    node = parse(text, name, problems, _WHAT) if text is not None else None
    problems.raise_if_any()
    assert node is not None
    named = node.get("question") if isinstance(node, MapNode) else None
    asked = question or (named.text if isinstance(named, ScalarNode) else "")
    if asked not in rulebook.questions:
        place = named.position if named else Position(name)
        problems.unknown_name("question", asked, place, rulebook.questions)
        raise InputError(problems.in_order())
    return form_of(build_case(rulebook, Asked(asked, today, nodes=(node,))), rulebook)


def form_of(case: Case, rulebook: Rulebook) -> Form:
    """What people have given of `case`, as a form: not what lists and jurisdictions supply again."""
    question = rulebook.questions[case.question]
    prefix = f"{question.each}." if question.each else ""
    shared = [name for name in question.facts if not prefix or not name.startswith(prefix)]
    own = [name for name in question.facts if prefix and name.startswith(prefix)]
    subjects: tuple[SubjectForm, ...] = ()
    if question.each:
        subjects = tuple(
            SubjectForm(each.subject or "", each.name, _facts(each, own, rulebook)) for each in case.situations
        )
    facts = _facts(case.situations[0], shared, rulebook) if case.situations else {}
    return Form(case.question, case.as_of.isoformat(), case.jurisdiction or "", facts, subjects)


def _facts(situation: Situation, names: list[str], rulebook: Rulebook) -> Mapping[str, Given]:
    found: dict[str, Given] = {}
    for name in names:
        origin, value = situation.origins.get(name), situation.values.get(name)
        if origin is None or value is None or origin.kind != "case":
            continue
        if isinstance(value, Records):
            records = tuple({key.rpartition(".")[2]: _text(each) for key, each in item.items()} for item in value.items)
            found[name] = RecordsForm(records, value.complete)
        elif origin.finding:
            day = origin.finding.on
            on = day.isoformat() if day else ""
            found[name] = FindingForm(_text(value), origin.finding.by, on, origin.finding.reason)
        else:
            found[name] = _text(value)
    return found


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
