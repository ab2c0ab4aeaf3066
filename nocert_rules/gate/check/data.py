"""The outcome of the gate as JSON data, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from nocert_rules.gate.check.model import Gate, Stage
from nocert_rules.gate.report.data import violation_data
from nocert_rules.version import VERSION
from nocert_rules.words.json_text import json_text

SCHEMA = "nocert.check/1"


def gate_json(gate: Gate, stages: Sequence[Stage]) -> str:
    """All stages as a JSON document; but for the times, the same rulebook and day give the same bytes."""
    data = {
        "schema": SCHEMA,
        "version": VERSION,
        "rulebook": gate.book.rulebook.digest if gate.book.rulebook else None,
        "as_of": gate.book.as_of.isoformat(),
        "passed": all(stage.found.outcome != "failed" for stage in stages),
        "stages": [_stage(stage) for stage in stages],
    }
    return json_text(data)


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "id": stage.id,
        "outcome": stage.found.outcome,
        "figure": stage.found.figure.data(),
        "seconds": round(stage.seconds, 3),
        "command": stage.command,
        "violations": [violation_data(item) for item in stage.found.violations],
    }
