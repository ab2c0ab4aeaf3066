"""The answer of a question: its declared fields, filled from conclusions and computed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nocert_rules.engine.atoms import NO_DAY
from nocert_rules.engine.decision.decide import Decision, Part, Status
from nocert_rules.rulebook.model.catalogue import AnswerField, Choice, Option
from nocert_rules.rulebook.model.rulebook import Rulebook


@dataclass(frozen=True)
class Answer:
    """One field of an answer.

    `status` is its conclusion's; for a value, yes where it is known. `options` pairs the alternatives with
    their status; `value` is a day; `permitted` the measures of the scale, in its order, where any are open.
    """

    field: AnswerField
    status: Status
    options: tuple[tuple[Option, Status], ...] = ()
    value: date | None = None
    permitted: tuple[Choice, ...] = ()


def answers(rulebook: Rulebook, part: Part) -> tuple[Answer, ...]:
    """Every field of the question's answer for `part`."""
    return tuple(_answer(rulebook, part, field) for field in part.program.question.answer)


def undetermined_fields(part: Part) -> tuple[AnswerField, ...]:
    """The deciding fields that are still undetermined."""
    return tuple(
        field
        for field in part.program.question.answer
        if field.decides and part.status(field.conclusion) == "undetermined"
    )


def open_names(part: Part, about: str = "") -> list[str]:
    """The conclusions that are undetermined among the deciding fields, or in what is asked about first."""
    if about:
        names = part.program.question.focuses[about]
        return [name for name in names if part.status(name) == "undetermined"]
    return [field.conclusion for field in undetermined_fields(part)]


def _answer(rulebook: Rulebook, part: Part, field: AnswerField) -> Answer:
    shown = part.status(field.shown_if) if field.shown_if else "yes"
    if shown != "yes":
        return Answer(field, shown)
    match field.kind:
        case "status":
            return Answer(field, part.status(field.conclusion))
        case "options":
            return _options(part, field)
        case "value":
            return _value(part, field)
        case "permits":
            return _permits(rulebook, part, field)


def _options(part: Part, field: AnswerField) -> Answer:
    options = tuple((option, part.status(option.conclusion)) for option in field.options)
    statuses = [status for _, status in options]
    status: Status = "yes" if "yes" in statuses else "undetermined" if "undetermined" in statuses else "no"
    return Answer(field, status, options=options)


def _value(part: Part, field: AnswerField) -> Answer:
    value = part.values.get(field.value)
    if value is None:
        return Answer(field, "undetermined")
    return Answer(field, "no") if value is NO_DAY else Answer(field, "yes", value=value)


def _permits(rulebook: Rulebook, part: Part, field: AnswerField) -> Answer:
    status = part.status(field.conclusion)
    scale = rulebook.enumerations.get(rulebook.conclusions[field.conclusion].scale)
    choices = scale.choices if scale and status == "yes" else ()
    return Answer(field, status, permitted=choices)


def decision_status(decision: Decision, about: str = "") -> Status:
    """Undetermined while a deciding field of some part is, or what is asked `about`; else yes, for answered."""
    return "undetermined" if any(open_names(part, about) for part in decision.parts) else "yes"
