"""The score for people and as JSON data: how many faults are noticed by what, and each that is not."""

from __future__ import annotations

from collections import Counter

from nocert_rules.gate.mutate.draft import draft
from nocert_rules.gate.mutate.mutants import Mutant
from nocert_rules.gate.mutate.run import Outcome, Score
from nocert_rules.render.page import Page, pad
from nocert_rules.render.words import WORDS as SCREEN_WORDS
from nocert_rules.render.words import pick, word
from nocert_rules.version import VERSION
from nocert_rules.words.messages import Language

SCHEMA = "nocert.mutation/1"
Data = dict[str, object]
_WORDS: dict[str, tuple[str, str]] = {
    "caught": ("被发现", "caught"),
    "equivalent": ("已证明等价", "proved equivalent"),
    "survived": ("未被发现", "survived"),
    "unsettled": ("未能判定", "not settled"),
    "mutants": ("处植入的错误", "planted faults"),
    "sample": ("抽样，共", "a sample of"),
    "score": ("得分", "score"),
    "threshold": ("门槛", "threshold"),
    "load": ("加载检查", "the loader"),
    "golden": ("示例案件", "golden cases"),
    "lint": ("静态检查", "lints"),
    "invariant": ("不变式", "invariants"),
    "by": ("由", "by"),
    "fault": ("植入的错误", "planted"),
    "rests_on": ("依据", "rests on"),
    "answers": ("答复", "answers"),
    "missing": (
        "可以补写的示例案件；预期取自现行规则，须对照条文判断",
        "a golden case that would catch it; it expects what the rules say today: judge that by the text",
    ),
    "no_case": (
        "求解器在限时内既没有证明等价，也没有找到案件",
        "the solver found neither a proof nor a case in its time",
    ),
}


def say(key: str, language: Language) -> str:
    """The words for `key`."""
    return pick(_WORDS[key], language)


def passed(score: Score, threshold: float) -> bool:
    """Whether the score reaches the threshold."""
    return score.percent >= threshold


def score_text(score: Score, threshold: float, language: Language, page: Page) -> str:
    """Every survivor with all that a reader needs to write the missing case, then the score."""
    for mutant, outcome in zip(score.mutants, score.outcomes, strict=True):
        if outcome.fate in ("survived", "unsettled"):
            _survivor(score, mutant, outcome, language, page)
    if page.lines:
        page.line()
    _operators(score, language, page)
    page.line()
    sample = f" ({say('sample', language)} {score.sampled_of})" if len(score.mutants) < score.sampled_of else ""
    page.line(f"{len(score.mutants)} {say('mutants', language)}{sample} · {_fates(score, language)}", 0, 2)
    caught = Counter(outcome.notice.by for outcome in score.outcomes if outcome.notice)
    told = ", ".join(f"{say(by, language)} {number}" for by, number in caught.most_common())
    page.line(f"{say('caught', language)} {say('by', language)}: {told}", 0, 2)
    page.line(f"{say('score', language)} {score.percent:.1f} % · {say('threshold', language)} {threshold:g} %")
    return page.text()


def _fates(score: Score, language: Language) -> str:
    counts = Counter(outcome.fate for outcome in score.outcomes)
    return " · ".join(f"{say(fate, language)} {number}" for fate, number in counts.most_common())


def _operators(score: Score, language: Language, page: Page) -> None:
    """For each kind of fault how many of those that change an answer are caught."""
    for name, (caught, real) in operator_counts(score).items():
        page.line(f"{pad(name, 12)} {caught:5d} / {real}", 2)


def operator_counts(score: Score) -> dict[str, tuple[int, int]]:
    """For each kind of fault: how many were caught, of how many that are not equivalent."""
    found: dict[str, tuple[int, int]] = {}
    for mutant, outcome in zip(score.mutants, score.outcomes, strict=True):
        caught, real = found.get(mutant.operator, (0, 0))
        real += outcome.fate != "equivalent"
        found[mutant.operator] = (caught + (outcome.fate == "caught"), real)
    return dict(sorted(found.items()))


def _survivor(score: Score, mutant: Mutant, outcome: Outcome, language: Language, page: Page) -> None:
    page.heading(f"{mutant.position} · {mutant.id} · {say(outcome.fate, language)}")
    page.line(f"{say('fault', language)}: {mutant.words.text(language)}", 2, 2)
    page.line(f"{say('rests_on', language)}: {mutant.source.provision} “{mutant.source.quote}”", 2, 2)
    settled = outcome.settled
    if not settled.text:
        page.line(say("no_case", language), 2, 2)
        return
    for shift in settled.shifts:
        told = f"{_status(shift.before, language)} → {_status(shift.after, language)}"
        page.line(f"{say('answers', language)} {shift.conclusion}: {told}", 2, 2)
    for day in settled.days:
        page.line(f"{say('answers', language)} {day.name}: {day.before or '—'} → {day.after or '—'}", 2, 2)
    page.line(f"{say('missing', language)}:", 2, 2)
    page.lines += [f"    | {line}" for line in draft(score.rulebook, mutant, settled).splitlines()]


def _status(text: str, language: Language) -> str:
    return word(text, language) if text in SCREEN_WORDS else text


def score_data(score: Score, threshold: float) -> Data:
    """The score as JSON data; the same rulebook, sample and seed give the same data."""
    fates = Counter(outcome.fate for outcome in score.outcomes)
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "rulebook": score.rulebook.digest,
        "mutants": len(score.mutants),
        "of": score.sampled_of,
        "counts": {fate: fates[fate] for fate in ("caught", "equivalent", "survived", "unsettled")},
        "caught_by": dict(Counter(outcome.notice.by for outcome in score.outcomes if outcome.notice)),
        "operators": {name: {"caught": caught, "of": real} for name, (caught, real) in operator_counts(score).items()},
        "score": round(score.percent, 2),
        "threshold": threshold,
        "passed": passed(score, threshold),
        "survivors": [
            _survivor_data(score, mutant, outcome)
            for mutant, outcome in zip(score.mutants, score.outcomes, strict=True)
            if outcome.fate in ("survived", "unsettled")
        ],
    }


def _survivor_data(score: Score, mutant: Mutant, outcome: Outcome) -> Data:
    settled = outcome.settled
    return {
        "id": mutant.id,
        "fate": outcome.fate,
        "operator": mutant.operator,
        "kind": mutant.kind,
        "target": mutant.target,
        "fault": mutant.words.data(),
        "source": mutant.source.data(),
        "file": mutant.position.file,
        "line": mutant.position.line,
        "column": mutant.position.column,
        "question": settled.question or None,
        "case": settled.text or None,
        "answers": [
            {"id": shift.conclusion, "subject": shift.subject, "old": shift.before, "new": shift.after}
            for shift in settled.shifts
        ],
        "days": [{"id": day.name, "old": day.before or None, "new": day.after or None} for day in settled.days],
        "golden_case": draft(score.rulebook, mutant, settled) if settled.text else None,
    }
