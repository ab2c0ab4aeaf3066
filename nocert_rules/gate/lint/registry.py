"""All lints, by family and by id."""

from __future__ import annotations

from types import MappingProxyType

from nocert_rules.gate.lint import (
    cases,
    labels,
    lists,
    logic,
    names,
    parties,
    periods,
    refused,
    solver,
    suppression,
    text,
)

LINTS = (
    *refused.LINTS,
    *names.LINTS,
    *text.LINTS,
    *parties.LINTS,
    *logic.LINTS,
    *solver.LINTS,
    *lists.LINTS,
    *periods.LINTS,
    *labels.LINTS,
    *cases.LINTS,
    *suppression.LINTS,
)
BY_ID = MappingProxyType({lint.id: lint for lint in LINTS})
CATEGORIES = tuple(dict.fromkeys(lint.category for lint in LINTS))
