"""Whom a norm binds and towards whom it runs, as golden cases state it: read from the clause, held against the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nocert_rules.rulebook.load.nodes import Node
from nocert_rules.rulebook.load.reader import Fields, fields_of
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Problems

KEYS = ("bearer", "against")


@dataclass(frozen=True)
class Norm:
    """Who has to act, and the counterparts; None where the case says nothing of them."""

    bearer: frozenset[str]
    against: frozenset[str] | None = None


def read_norm(node: Node, rulebook: Rulebook, problems: Problems) -> Norm | None:
    """The norm that `node` writes, None after a problem that leaves none."""
    fields = fields_of(node, "a norm", problems)
    if fields is None or fields.only(KEYS).child("bearer") is None:
        return None
    bearer, against = (_parties(fields, key, rulebook) for key in KEYS)
    if not bearer:
        problems.add("empty", fields.place("bearer"), expected="at least one party")
    return Norm(bearer, against if fields.has("against") else None)


def _parties(fields: Fields, key: str, rulebook: Rulebook) -> frozenset[str]:
    known = rulebook.enumerations.get("party")
    parties = [choice.id for choice in known.choices] if known else []
    names = fields.texts(key)
    for name in names:
        if name not in parties:
            fields.problems.unknown_name("party", name, fields.place(key), parties)
    return frozenset(names)


def compared(rulebook: Rulebook, norms: Mapping[str, Norm]) -> Iterator[tuple[str, str, object, object]]:
    """For each part of a norm that a case states: what it is, the rule, what is stated, and what the rule says."""
    for name, norm in norms.items():
        rule = rulebook.rules[name]
        yield "bearer", name, norm.bearer, frozenset(rule.bearer)
        if norm.against is not None:
            yield "against", name, norm.against, frozenset(rule.against)
