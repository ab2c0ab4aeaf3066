"""What names mean while rules are read: types of facts and computed values, enumerations, definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nocert_rules.rulebook.load.nodes import ScalarNode, kind_of
from nocert_rules.rulebook.load.reader import boolean_of, date_of, integer_of, text_of
from nocert_rules.rulebook.model.catalogue import Definition, Enumeration, Fact
from nocert_rules.rulebook.model.values import Scalar, Type
from nocert_rules.words.errors import Position, Problems, listed

AS_OF = "as_of"
INTEGER, DATE, BOOLEAN = Type("integer"), Type("date"), Type("boolean")

EXPECTED = {
    "boolean": "`true` or `false`",
    "integer": "an integer",
    "text": "text",
    "date": "a day as `2019-06-03`",
    "one_of": "one of the listed values",
    "records": "a list of records",
}


@dataclass
class Vocabulary:
    """Names that conditions may use, growing while the files are read."""

    facts: dict[str, Fact] = field(default_factory=dict)
    enumerations: dict[str, Enumeration] = field(default_factory=dict)
    computed: dict[str, Type] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        """Every name a condition may start with."""
        yield AS_OF
        yield from self.facts
        yield from self.computed

    def type_of(self, name: str) -> Type | None:
        """The type of a fact, field or computed value; None for a name that does not exist."""
        if name == AS_OF:
            return DATE
        fact = self.facts.get(name)
        return fact.type if fact else self.computed.get(name)

    def record_of(self, name: str) -> str:
        """The record type that `name` is a field of; empty for facts."""
        fact = self.facts.get(name)
        return fact.record if fact else ""

    def choices(self, type_: Type) -> tuple[str, ...]:
        """The values of a one_of type."""
        enumeration = self.enumerations.get(type_.choices)
        return tuple(choice.id for choice in enumeration.choices) if enumeration else ()


def scalar_of(node: ScalarNode, type_: Type, choices: tuple[str, ...]) -> Scalar | None:
    """The value of `node` as `type_`, None where it is not one: nothing is converted."""
    match type_.name:
        case "boolean":
            return boolean_of(node)
        case "integer":
            return integer_of(node)
        case "date":
            return date_of(node)
        case "text":
            return text_of(node)
        case "one_of":
            text = text_of(node)
            return text if text in choices else None
    return None


def typed_scalar(
    node: ScalarNode, name: str, type_: Type, choices: tuple[str, ...], problems: Problems, minimum: int | None = None
) -> Scalar | None:
    """The value of `node` for the fact `name`, or None with a problem that says what was expected."""
    value = scalar_of(node, type_, choices)
    if value is None:
        _refuse(node, name, type_, choices, problems)
    elif isinstance(value, str) and not value.strip():
        problems.add("empty_text", node.position, fact=name)
    elif minimum is not None and type_.name == "integer" and isinstance(value, int) and value < minimum:
        problems.add("too_small", node.position, fact=name, found=value, minimum=minimum)
    return value


def _refuse(node: ScalarNode, name: str, type_: Type, choices: tuple[str, ...], problems: Problems) -> None:
    text = text_of(node)
    if not node.quoted and node.text in ("", "~", "null", "Null", "NULL"):
        problems.add("null_value", node.position, fact=name, expected=_expected(type_, choices))
    elif type_.name == "one_of" and text is not None:
        _refuse_choice(node.position, name, text, choices, problems)
    else:
        problems.add("wrong_type", node.position, fact=name, found=kind_of(node), expected=_expected(type_, choices))


def _expected(type_: Type, choices: tuple[str, ...]) -> str:
    return "one of " + listed(choices) if choices else EXPECTED[type_.name]


def _refuse_choice(position: Position, name: str, text: str, choices: tuple[str, ...], problems: Problems) -> None:
    known = listed(choices)
    problems.add_unknown("wrong_choice", position, text, choices, fact=name, known=known)
