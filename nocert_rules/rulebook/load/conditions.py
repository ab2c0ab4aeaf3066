"""Reads the conditions and terms of rules, checking every name and type on the way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast, get_args

from nocert_rules.rulebook.load.nodes import MapNode, Node, ScalarNode, kind_of
from nocert_rules.rulebook.load.reader import Fields, fields_of, items_of, text_of
from nocert_rules.rulebook.load.vocabulary import DATE, INTEGER, Vocabulary, typed_scalar
from nocert_rules.rulebook.model.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Comparison,
    Condition,
    Extreme,
    FactTerm,
    Given,
    Holds,
    InForce,
    Not,
    Plus,
    Quantified,
    Quantifier,
    Term,
    Unit,
)
from nocert_rules.rulebook.model.values import Type
from nocert_rules.words.errors import Position, Problems, listed, shown

JOINERS = ("all", "any", "not", "holds", "any_of", "all_of", "count_of", "meets", "in_force_on")
UNITS = get_args(Unit)
COMPARISONS: dict[str, tuple[str, ...]] = {
    "boolean": ("is",),
    "text": ("is", "in"),
    "one_of": ("is", "in"),
    "integer": ("is", "in", "at_least", "at_most"),
    "date": ("is", "before", "not_before", "after", "not_after"),
    "records": (),
}


@dataclass
class ConditionReader:
    """Reads conditions in the terms of a vocabulary; `records` is the list whose records are meant, if any."""

    vocabulary: Vocabulary
    problems: Problems
    records: str = ""
    document: str = ""
    conclusions: Collection[str] = ()

    def condition(self, node: Node) -> Condition:
        """The condition that `node` writes."""
        if isinstance(node, ScalarNode) and node.text == "always" and not node.quoted:
            return ALWAYS
        if not isinstance(node, MapNode):
            self.problems.add("expected_mapping", node.position, found=kind_of(node), expected="a condition")
            return ALWAYS
        if len(node.entries) != 1:
            self.problems.add("one_key", node.position, count=len(node.entries))
            return ALWAYS
        ((key, value),) = node.entries
        match key.text:
            case "all":
                return All(self._parts(value))
            case "any":
                return Any(self._parts(value))
            case "not":
                return Not(self.condition(value))
            case "holds":
                return self._holds(value)
            case "any_of" | "all_of" | "count_of" as quantifier:
                return self._quantified(quantifier, value)
            case "meets":
                return self._meets(value)
            case "in_force_on":
                return self._in_force_on(value)
        return self._compare(key, value)

    def _parts(self, node: Node) -> tuple[Condition, ...]:
        return tuple(self.condition(item) for item in items_of(node, "conditions", self.problems))

    def _holds(self, node: Node) -> Condition:
        if self.records:
            self.problems.add("holds_in_records", node.position)
        name = self._name(node, "a conclusion")
        if name and name not in self.conclusions:
            self.problems.unknown_name("conclusion", name, node.position, self.conclusions)
        return Holds(name)

    def _name(self, node: Node, expected: str) -> str:
        name = text_of(node) if isinstance(node, ScalarNode) else None
        if not name:
            self.problems.add("expected_value", node.position, found=kind_of(node), expected=expected)
        return name or ""

    def _in_force_on(self, node: Node) -> Condition:
        if not self.document or self.records:
            self.problems.add("in_force_place", node.position)
        name = self._name(node, "a fact that is a day")
        type_ = self._type(name, node.position) if name else None
        if type_ is not None and type_ != DATE:
            self.problems.add("term_type", node.position, found=str(type_), expected=str(DATE), fact="in_force_on")
        return InForce(self.document, name)

    def _quantified(self, quantifier: Quantifier, node: Node) -> Condition:
        fields = fields_of(node, f"`{quantifier}`", self.problems)
        if not fields:
            return ALWAYS
        bounds = ("at_least", "at_most") if quantifier == "count_of" else ()
        fields.only(("records", "where", *bounds))
        records, where = self._records_where(fields)
        least = fields.integer("at_least") if fields.has("at_least") else None
        most = fields.integer("at_most") if fields.has("at_most") else None
        if quantifier == "count_of" and least is None and most is None:
            self.problems.add("count_bounds", fields.position)
        return Quantified(quantifier, records, where, least, most)

    def _records_where(self, fields: Fields) -> tuple[str, Condition]:
        records = self._known_records(fields.child("records"))
        where = fields.child("where")
        inner = ConditionReader(self.vocabulary, self.problems, records or self.records)
        return records, inner.condition(where) if where else ALWAYS

    def _known_records(self, node: Node | None) -> str:
        if node is None:
            return ""
        name = self._name(node, "a list of records")
        type_ = self.vocabulary.type_of(name)
        if type_ is None:
            self.problems.unknown_name("fact", name, node.position, self.vocabulary.names())
        elif type_.name != "records":
            self.problems.add("not_records", node.position, found=name)
        else:
            return name
        return ""

    def _meets(self, node: Node) -> Condition:
        name = self._name(node, "a definition")
        definition = self.vocabulary.definitions.get(name)
        if definition is None:
            self.problems.unknown_name("definition", name, node.position, self.vocabulary.definitions)
            return ALWAYS
        if definition.records != self.records:
            self.problems.add("definition_records", node.position, found=name, records=definition.records)
        return definition.condition

    def _compare(self, key: ScalarNode, value: Node) -> Condition:
        type_ = self._type(key.text, key.position)
        if type_ is None:
            return ALWAYS
        if isinstance(value, ScalarNode):
            return Compare(key.text, "is", self._given(value, key.text, type_))
        if not isinstance(value, MapNode) or len(value.entries) != 1:
            self.problems.add(
                "expected_value", value.position, found=kind_of(value), expected="a value or one comparison"
            )
            return ALWAYS
        ((operator, operand),) = value.entries
        known = COMPARISONS[type_.name]
        if operator.text not in known:
            names = listed(known)
            code = "operator_type" if any(operator.text in ops for ops in COMPARISONS.values()) else "unknown_operator"
            details = (
                {"operator": operator.text, "fact": key.text, "type": str(type_)} if code == "operator_type" else {}
            )
            self.problems.add(code, operator.position, found=shown(operator.text), known=names, **details)
            return ALWAYS
        terms = (
            tuple(t for item in items_of(operand, "values", self.problems) for t in self._given(item, key.text, type_))
            if operator.text == "in"
            else (self.term(operand, key.text, type_),)
        )
        return Compare(key.text, cast(Comparison, operator.text), terms)

    def _type(self, name: str, position: Position) -> Type | None:
        type_ = self.vocabulary.type_of(name)
        if type_ is None:
            self.problems.unknown_name("fact", name, position, (*self.vocabulary.names(), *JOINERS))
            return None
        if type_.name == "records":
            self.problems.add(
                "operator_type",
                position,
                operator="is",
                fact=name,
                type="records",
                known="`any_of`, `all_of`, `count_of`",
            )
            return None
        record = self.vocabulary.record_of(name)
        if record and record != self._record():
            self.problems.add("field_outside_records", position, found=name, record=record)
        return type_

    def _record(self) -> str:
        type_ = self.vocabulary.type_of(self.records) if self.records else None
        return type_.record if type_ else ""

    def _given(self, node: Node, fact: str, type_: Type) -> tuple[Given, ...]:
        if not isinstance(node, ScalarNode):
            self.problems.add("expected_value", node.position, found=kind_of(node), expected="a value")
            return ()
        value = typed_scalar(node, fact, type_, self.vocabulary.choices(type_), self.problems)
        return () if value is None else (Given(value),)

    def term(self, node: Node, fact: str, type_: Type) -> Term:
        """The term of type `type_` that `node` writes, to be compared with `fact` (or its value)."""
        if isinstance(node, ScalarNode):
            given = self._given(node, fact, type_)
            return given[0] if given else Given(False)
        fields = fields_of(node, "a term", self.problems)
        if not fields:
            return Given(False)
        if fields.has("fact"):
            return self._fact_term(fields.only(("fact",)), fact, type_)
        if type_ != DATE:
            self.problems.add("term_type", node.position, found="date", expected=str(type_), fact=fact)
        if fields.has("latest") or fields.has("earliest"):
            return self._extreme(fields, fact)
        return self._plus(fields.only(("from", "plus")), fact)

    def _fact_term(self, fields: Fields, fact: str, type_: Type) -> Term:
        name = fields.text("fact")
        found = self._type(name, fields.place("fact"))
        if found is not None and found != type_:
            self.problems.add("term_type", fields.place("fact"), found=str(found), expected=str(type_), fact=fact)
        return FactTerm(name)

    def _plus(self, fields: Fields, fact: str) -> Term:
        start = fields.child("from")
        amount = fields.child("plus")
        if start is None or amount is None:
            return Given(False)
        period = fields_of(amount, "a period", self.problems)
        if not period:
            return Given(False)
        period.only(UNITS)
        if len(period.node.entries) != 1:
            self.problems.add("one_key", period.position, count=len(period.node.entries))
            return Given(False)
        ((unit, count),) = period.node.entries
        return Plus(self.term(start, fact, DATE), self.term(count, fact, INTEGER), cast(Unit, unit.text))

    def _extreme(self, fields: Fields, fact: str) -> Term:
        which = "latest" if fields.has("latest") else "earliest"
        fields.only((which,))
        inner = fields.mapping(which)
        if not inner:
            return Given(False)
        inner.only(("of", "where", "is"))
        records = self._known_records(inner.child("of"))
        reader = ConditionReader(self.vocabulary, self.problems, records or self.records)
        where, term = inner.child("where"), inner.child("is")
        return Extreme(
            "latest" if which == "latest" else "earliest",
            records,
            reader.condition(where) if where else ALWAYS,
            reader.term(term, fact, DATE) if term else Given(False),
        )
