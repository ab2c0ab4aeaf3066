"""The golden case that a survivor lacks, drafted from the case in which it answers otherwise.

What the rules say today stands in it as what is expected: whether the text says so too, a person has to judge.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.mutate.mutants import Mutant
from nocert_rules.gate.mutate.settle import Settled
from nocert_rules.rulebook.model.rulebook import Rulebook

_FEW = 3
_HEADING = ("question", "as_of", "jurisdiction")


def draft(rulebook: Rulebook, mutant: Mutant, settled: Settled) -> str:
    """A golden case as YAML; its `reason` is left to whoever reads the provision."""
    each = rulebook.questions[settled.question].each
    heading, facts, subjects = _parts(settled.text, f"{each}s:" if each else "")
    provision = mutant.source.provision if mutant.source.provision in rulebook.provisions else "…"
    lines = [f"- case: {_slug(mutant.id)}", f"  provision: {provision}", "  reason: …"]
    lines += [f"  {line}" for line in heading]
    if settled.item:
        lines += [f"  item: {{certificate: {settled.item}}}"]
    if facts:
        lines += ["  facts:", *(f"    {line}" for line in facts)]
    lines += [f"  {line}" for line in subjects]
    return "\n".join([*lines, "  expect:", *(f"    {line}" for line in _expected(rulebook, mutant, settled))]) + "\n"


def _parts(text: str, subjects: str) -> tuple[list[str], list[str], list[str]]:
    """The lines of a case file: its heading, the facts of the whole case, the subjects."""
    heading: list[str] = []
    facts: list[str] = []
    own: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if own or (subjects and line == subjects):
            own.append(line)
        elif line.partition(":")[0] in _HEADING:
            heading.append(line)
        else:
            facts.append(line)
    return heading, facts, own


def _expected(rulebook: Rulebook, mutant: Mutant, settled: Settled) -> Iterator[str]:
    """What the rules say today of what the fault changes, of the case or of its subject."""
    lines = list(_outcomes(rulebook, mutant, settled))
    if not rulebook.questions[settled.question].each:
        yield from lines
        return
    subject = next((shift.subject for shift in settled.shifts), None)
    yield "subjects:"
    yield f"  {subject or 'witness'}:"
    yield from (f"    {line}" for line in lines)


def _outcomes(rulebook: Rulebook, mutant: Mutant, settled: Settled) -> Iterator[str]:
    """Whom the norm binds, where the fault is in that; else its own rule and conclusion, or the first that differ."""
    own = rulebook.rules.get(mutant.target)
    if mutant.operator == "bearer" and own:
        yield f"norms: {{{own.id}: {{bearer: [{', '.join(own.bearer)}]}}}}"
        return
    conclusions = {shift.conclusion: shift.before for shift in settled.shifts}
    named = [own.conclusion] if own and own.conclusion in conclusions else list(conclusions)[:_FEW]
    rules = dict(settled.rules)
    yield from (
        f"{key}: {{{', '.join(f'{name}: {status}' for name, status in found.items())}}}"
        for key, found in (
            ("conclusions", {name: conclusions[name] for name in named if name}),
            ("rules", {mutant.target: rules[mutant.target]} if mutant.target in rules else {}),
            ("answer", {field.name: field.before or "undetermined" for field in settled.days}),
        )
        if found
    )


def _slug(name: str) -> str:
    """A name as an id: lower case, digits and single hyphens."""
    flat = "".join(char if char.isalnum() and char.isascii() else "-" for char in name.lower())
    return "-".join(part for part in flat.split("-") if part)
