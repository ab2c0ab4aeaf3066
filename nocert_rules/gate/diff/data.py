"""A comparison as JSON data."""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.gate.diff.answers import Cause, causes, side_by_side
from nocert_rules.gate.diff.model import (
    Change,
    Compared,
    Diff,
    EntryChange,
    Field,
    Lists,
    Names,
    Past,
    QuestionDiff,
    Shift,
    Witness,
    Words,
)
from nocert_rules.gate.diff.sources import Side
from nocert_rules.version import VERSION

SCHEMA = "nocert.diff/1"
Data = dict[str, object]


def diff_data(diff: Diff) -> Data:
    """The whole comparison; but for the time, the same rulebooks give the same data."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "old": _side(diff.old),
        "new": _side(diff.new),
        "scope": diff.scope.data() if diff.scope else None,
        "equal": diff.answers_equal,
        "meanings": sorted(diff.meanings),
        "questions": [_question(diff, question) for question in diff.questions],
        "lists": _lists(diff.lists),
        "names": [_names(names) for names in diff.names],
        "texts": [_words(words) for words in diff.words],
        "past": _past(diff.past) if diff.past else None,
        "seconds": round(diff.seconds, 3),
    }


def _side(side: Side) -> Data:
    return {"name": side.name, "rulebook": side.rulebook.digest}


def _question(diff: Diff, question: QuestionDiff) -> Data:
    inputs = question.inputs
    return {
        "id": question.id,
        "how": "equal" if question.equal else question.how if question.how in ("added", "removed") else "changed",
        "inputs": {
            "how": inputs.how,
            "refused": inputs.refused or None,
            "accepted": inputs.accepted or None,
            "facts_added": list(inputs.facts_added),
            "facts_removed": list(inputs.facts_removed),
        },
        "fields_changed": list(question.fields_changed),
        "conclusions": [_compared(item) for item in question.conclusions],
        "days": [_compared(item) for item in question.values],
        "cases": [_witness(diff, witness) for witness in question.witnesses],
    }


def _compared(item: Compared) -> Data:
    return {
        "id": item.id,
        "how": item.how,
        "meaning": item.meaning,
        "changes": [_change(change) for change in item.changes],
    }


def _change(change: Change) -> Data:
    return {
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "meaning": change.meaning,
        "for": list(change.parties),
        "case": change.witness.number if change.witness else None,
    }


def _witness(diff: Diff, witness: Witness) -> Data:
    rows = side_by_side(diff.new.rulebook, witness.old, witness.new)
    return {
        "number": witness.number,
        "yaml": witness.text,
        "engines": list(witness.new.engines),
        "answers": [{"id": name, "old": before, "new": after} for name, before, after in rows],
        "rests_on": [_cause(cause) for cause in causes(witness.old, witness.new)],
    }


def _cause(cause: Cause) -> Data:
    return {
        "id": cause.id,
        "old": cause.before or None,
        "new": cause.after or None,
        "sources": [source.data() for source in cause.sources],
    }


def _lists(lists: Lists) -> Data:
    return {
        "as_of": lists.day.isoformat() if lists.day else None,
        "lists": [
            {"kind": item.kind, "id": item.id, "entries": item.entries, "fields": _fields(item.fields)}
            for item in lists.lists
        ],
        "entries": [_entry(entry) for entry in lists.entries],
        "parameters": [{"jurisdiction": place, **_field(field)} for place, field in lists.parameters],
    }


def _fields(fields: Iterable[Field]) -> list[Data]:
    return [_field(field) for field in fields]


def _field(field: Field) -> Data:
    return {"id": field.name, "old": field.before or None, "new": field.after or None}


def _entry(change: EntryChange) -> Data:
    return {
        "kind": change.kind,
        "old": change.old.id if change.old else None,
        "new": change.new.id if change.new else None,
        "certificate": change.entry.certificate,
        "routes": {
            "old": list(change.old.routes) if change.old else None,
            "new": list(change.new.routes) if change.new else None,
        },
        "fields": list(change.fields),
        "question": change.question or None,
        "asked": change.asked,
        "answers": [_shift(shift) for shift in change.item],
    }


def _shift(shift: Shift) -> Data:
    return {
        "id": shift.conclusion,
        "subject": shift.subject,
        "old": shift.before,
        "new": shift.after,
        "meaning": shift.meaning,
    }


def _names(names: Names) -> Data:
    return {
        "kind": names.kind,
        "added": list(names.added),
        "removed": list(names.removed),
        "changed": list(names.changed),
    }


def _words(words: Words) -> Data:
    return {"provision": words.provision, "runs": [{"run": kind, "text": text} for kind, text in words.runs]}


def _past(past: Past) -> Data:
    return {
        "folder": past.folder,
        "decided": past.decided,
        "changed": [
            {
                "file": case.file,
                "question": case.question,
                "refused_by": case.refused_by or None,
                "problems": [problem.render() for problem in case.problems],
                "answers": [_shift(shift) for shift in case.shifts],
                "days": _fields(case.days),
            }
            for case in past.changed
        ],
    }
