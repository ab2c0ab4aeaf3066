"""Two decisions side by side: which reported conclusions and days differ, and what each difference means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nocert_rules.engine.decision.answer import answers
from nocert_rules.engine.decision.decide import Decision, Part, Status
from nocert_rules.gate.diff.meaning import Directions, Meaning
from nocert_rules.gate.diff.model import Field, Shift
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Source


def meaning_of(directions: Directions, conclusion: str, before: Status, after: Status) -> Meaning:
    """What it means that a conclusion's status changes."""
    if after == "undetermined":
        return "newly_undetermined"
    if before == "undetermined":
        return "newly_determined"
    return directions.growing(conclusion) if after == "yes" else directions.shrinking(conclusion)


def shifts(directions: Directions, old: Decision, new: Decision) -> Iterator[Shift]:
    """The conclusions that both decisions report, and report differently."""
    for before, after in _parts(old, new):
        reported = [name for name in after.program.question.asked if name in before.program.question.asked]
        for name in reported:
            one, other = before.status(name), after.status(name)
            if one != other:
                meaning = meaning_of(directions, name, one, other)
                yield Shift(name, one, other, meaning, after.situation.subject)


def days(old: Decision, new: Decision) -> Iterator[Field]:
    """The days that both decisions show, and show differently."""
    for before, after in _parts(old, new):
        shown = {answer.field.id: answer for answer in answers(old.rulebook, before) if answer.field.kind == "value"}
        for answer in answers(new.rulebook, after):
            earlier = shown.get(answer.field.id)
            if earlier is not None and earlier.value != answer.value:
                yield Field(answer.field.id, str(earlier.value or ""), str(answer.value or ""))


def side_by_side(rulebook: Rulebook, old: Decision, new: Decision) -> Iterator[tuple[str, str, str]]:
    """What two decisions answer otherwise: the conclusion or field, the old and the new answer."""
    for shift in shifts(Directions(rulebook), old, new):
        yield shift.conclusion, shift.before, shift.after
    for field in days(old, new):
        yield field.name, field.before, field.after


@dataclass(frozen=True)
class Cause:
    """A rule that is decided otherwise (empty where there is none), or a day worked out otherwise, with its words."""

    id: str
    before: str
    after: str
    sources: tuple[Source, ...]


def causes(old: Decision, new: Decision) -> Iterator[Cause]:
    """The rules that became something else, and the days that answers show otherwise, with their provisions.

    Rules that hold on neither side are left out where some hold on one.
    """
    found = [cause for before, after in _parts(old, new) for cause in _rules(before, after, new.rulebook, old.rulebook)]
    yield from [cause for cause in found if "holds" in (cause.before, cause.after)] or found
    shown = {field.name for field in days(old, new)}
    question = new.rulebook.questions[new.case.question]
    for field in question.answer:
        if field.id in shown:
            yield Cause(field.value, "", "", (new.rulebook.computed[field.value].source,))


def _rules(before: Part, after: Part, *books: Rulebook) -> Iterator[Cause]:
    """The rules of either decision that are not what they are in the other; `books` know their words."""
    one, other = before.rule_statuses, after.rule_statuses
    for name in dict.fromkeys((*one, *other)):
        if one.get(name) != other.get(name):
            rule = next(book.rules[name] for book in books if name in book.rules)
            yield Cause(name, one.get(name, ""), other.get(name, ""), rule.sources)


def _parts(old: Decision, new: Decision) -> Iterator[tuple[Part, Part]]:
    """The parts of both, subject by subject."""
    known = {part.situation.subject: part for part in old.parts}
    for part in new.parts:
        if part.situation.subject in known:
            yield known[part.situation.subject], part
