"""The stage `mutate`: enough of the faults that can be planted are noticed. Needs the solver."""

from __future__ import annotations

from nocert_rules.gate.check.model import Found, Gate, Tell, violation
from nocert_rules.gate.mutate.mutants import Mutant
from nocert_rules.gate.mutate.report import passed, say
from nocert_rules.gate.mutate.run import Job, Score, run
from nocert_rules.gate.mutate.threshold import threshold_of
from nocert_rules.gate.report.violation import Check, Violation
from nocert_rules.rulebook.model.values import Label

FAULT = Check(
    "fault-unnoticed",
    "faults",
    "error",
    Label("植入的错误没有被发现", "a planted fault that nothing notices"),
    Label("按条文补写示例案件或不变式", "add a golden case or an invariant, from the text"),
    "docs/guide-author.md#golden-cases",
)
_PROCESSES = 2


def faults(gate: Gate, tell: Tell) -> Found:
    """Whether the score of planted faults reaches the threshold; those that nothing notices, where it does not."""
    threshold = threshold_of(gate.rules)
    job = Job(gate.rules, gate.catalogue, day=gate.book.as_of)
    score = run(job, _PROCESSES, progress=lambda done, of: tell(f"{done} / {of}"))
    enough = passed(score, threshold)
    figure = Label(_figure(score, threshold, "得分", "门槛"), _figure(score, threshold, "score", "threshold"))
    found = () if enough else tuple(_survivors(gate, score))
    return Found("passed" if enough else "failed", figure, (FAULT,), found)


def _figure(score: Score, threshold: float, scored: str, least: str) -> str:
    return f"{scored} {score.percent:.1f} %, {least} {threshold:g} %"


def _survivors(gate: Gate, score: Score) -> list[Violation]:
    left = [
        (mutant, outcome)
        for mutant, outcome in zip(score.mutants, score.outcomes, strict=True)
        if outcome.fate in ("survived", "unsettled")
    ]
    return [
        violation(FAULT, gate.sources, mutant.position, _words(mutant), outcome.settled.text)
        for mutant, outcome in left
    ]


def _words(mutant: Mutant) -> Label:
    zh, en = (say("survived", "zh"), say("survived", "en"))
    return Label(f"`{mutant.id}` {zh}：{mutant.words.zh}", f"`{mutant.id}` {en}: {mutant.words.en}")
