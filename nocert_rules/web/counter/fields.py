"""The fields of a question about one fact: what stands in them, and what people send back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from nocert_rules.dialogue.forms import FindingForm, Form, Given, Key, RecordsForm, is_day
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import Language

MAX_ROWS = 100


@dataclass(frozen=True)
class ChoiceView:
    """One value that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class InputView:
    """One input: `kind` is choice, date, number or text; what is typed is kept even where it is of another kind."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[ChoiceView, ...] = ()

    @property
    def shown(self) -> str:
        """The value in words."""
        return next((choice.label for choice in self.choices if choice.value == self.value), self.value)


@dataclass(frozen=True)
class RowView:
    """One record of a list; `summary` tells one that lists supply, which need not be typed."""

    number: int
    inputs: tuple[InputView, ...]
    summary: str = ""


@dataclass(frozen=True)
class FactFields:
    """What a page shows to be filled in for a fact."""

    fact: Fact
    value: InputView
    finding: FindingForm | None = None
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    complete: bool = True

    @property
    def day_kind(self) -> str:
        """How the day of a finding is typed."""
        return input_kind("date", self.finding.on if self.finding else "")


def fields_of_fact(
    rulebook: Rulebook, fact: Fact, form: Form, known: Given | None, rows: int, language: Language
) -> FactFields:
    """The fields for `fact`, filled with what the form has, or else with what lists know; at least `rows` rows."""
    started, answered = form.started.get(fact.id), form.given(Key(None, fact.id))
    given = next((each for each in (started, answered, known) if each is not None), None)
    if fact.type.record:
        records = given if isinstance(given, RecordsForm) else RecordsForm()
        filled = [*records.records, *({} for _ in range(min(rows, MAX_ROWS) - len(records.records)))]
        shown = [_row(rulebook, fact, number, record, language) for number, record in enumerate(filled)]
        if given is known:
            shown = [replace(row, summary=_summary(row, language)) for row in shown]
        return FactFields(
            fact,
            InputView("value", "", "text", ""),
            rows=tuple(shown),
            blank=_row(rulebook, fact, MAX_ROWS, {}, language),
            complete=records.complete,
        )
    if fact.finding:
        finding = given if isinstance(given, FindingForm) else _like_the_last(form)
        return FactFields(fact, _input(rulebook, fact, "value", finding.value, language), finding)
    return FactFields(fact, _input(rulebook, fact, "value", given if isinstance(given, str) else "", language))


def _like_the_last(form: Form) -> FindingForm:
    """A finding still to be made; often the same person makes several on one day."""
    for key in reversed(form.order):
        given = form.given(key)
        if isinstance(given, FindingForm):
            return FindingForm(by=given.by, on=given.on)
    return FindingForm()


def _row(rulebook: Rulebook, fact: Fact, number: int, record: Mapping[str, str], language: Language) -> RowView:
    inputs = []
    for part in _parts(rulebook, fact):
        name = part.id.rpartition(".")[2]
        inputs.append(_input(rulebook, part, f"row{number}.{name}", record.get(name, ""), language))
    return RowView(number, tuple(inputs))


def _parts(rulebook: Rulebook, fact: Fact) -> list[Fact]:
    """The fields of a record, in the order in which they are declared."""
    return sorted(rulebook.fields_of_record[fact.type.record], key=lambda part: part.position)


def _summary(row: RowView, language: Language) -> str:
    """A record in one line."""
    colon, joiner = ("：", "，") if language == "zh" else (": ", ", ")
    return joiner.join(f"{each.label}{colon}{each.shown}" for each in row.inputs if each.value)


def _input(rulebook: Rulebook, fact: Fact, name: str, value: str, language: Language) -> InputView:
    label = fact.label.text(language)
    choices = choices_of(rulebook, fact, language)
    if choices:
        return InputView(name, label, "choice", value, choices)
    kind = {"date": "date", "integer": "number"}.get(fact.type.name, "text")
    return InputView(name, label, input_kind(kind, value), value)


def input_kind(kind: str, value: str) -> str:
    """`kind`, or text where an input of that kind would not show `value`."""
    return kind if not value or _fits(kind, value) else "text"


def _fits(kind: str, value: str) -> bool:
    """Whether an input of `kind` shows `value`; browsers leave out what it does not."""
    if kind == "number":
        return value.removeprefix("-").isascii() and value.removeprefix("-").isdigit()
    if kind == "date":
        return is_day(value)
    return True


def choices_of(rulebook: Rulebook, fact: Fact, language: Language) -> tuple[ChoiceView, ...]:
    """The values of `fact`, where it has a fixed set of them."""
    if fact.type.name == "boolean":
        return (ChoiceView("true", word("yes", language)), ChoiceView("false", word("no", language)))
    if not fact.type.choices:
        return ()
    return tuple(
        ChoiceView(choice.id, choice.label.text(language))
        for choice in rulebook.enumerations[fact.type.choices].choices
    )


def given_in(posted: FormData, fact: Fact, rulebook: Rulebook, dropped: int | None = None) -> Given:
    """What was sent for `fact`, as it was typed, without empty records and without the record `dropped`."""
    if fact.type.record:
        names = [part.id.rpartition(".")[2] for part in _parts(rulebook, fact)]
        records = [
            {name: text for name in names if (text := text_in(posted, f"row{number}.{name}"))}
            for number in range(MAX_ROWS)
            if number != dropped
        ]
        return RecordsForm(
            tuple(record for record in records if record),
            text_in(posted, "action") == "complete" or "incomplete" not in posted,
        )
    if fact.finding:
        parts = (text_in(posted, name) for name in ("value", "by", "on", "reason"))
        return FindingForm(*parts)
    return text_in(posted, "value")


def text_in(posted: FormData, name: str) -> str:
    """The text of a field, without blanks around it; none for what is no text."""
    found = posted.get(name, "")
    return found.strip() if isinstance(found, str) else ""
