"""Case files decided under both rulebooks: how many of them are answered otherwise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.facts.build import MAX_CASE_BYTES, Asked, build_case
from nocert_rules.gate.diff.answers import days, shifts
from nocert_rules.gate.diff.meaning import Directions
from nocert_rules.gate.diff.model import Past, PastCase
from nocert_rules.rulebook.load.nodes import MapNode, ScalarNode, parse, read_text
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Position, Problem, Problems

SUFFIXES = (".yaml", ".yml", ".json")


def decide_past(folder: Path, old: Rulebook, new: Rulebook, question: str, day: date) -> Past:
    """Decide every case file under `folder`; one that names no question is asked `question`, no day as of `day`.

    Raises InputError with all files that neither rulebook can read.
    """
    problems = Problems()
    files = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    if not files:
        problems.add("folder_empty" if folder.is_dir() else "no_folder", Position(str(folder)))
    reader = _Reader(old, new, question, day)
    found: list[PastCase] = []
    decided = 0
    for path in files:
        name = reader.question_of(path, problems)
        if name is None or (question and name != question):
            continue
        case = reader.compared(path, name, problems)
        decided += 1
        if case.shifts or case.days or case.refused_by:
            found.append(case)
    problems.raise_if_any()
    return Past(str(folder), decided, tuple(found))


class _Reader:
    """Reads and decides case files under two rulebooks."""

    def __init__(self, old: Rulebook, new: Rulebook, question: str, day: date) -> None:
        self.old, self.new = Decider(old), Decider(new)
        self.question, self.day = question, day
        self.known = [name for name in new.questions if name in old.questions]
        self.directions = Directions(new)

    def question_of(self, path: Path, problems: Problems) -> str | None:
        """The question that a case file is about; None after a problem."""
        text = read_text(path, str(path), problems, MAX_CASE_BYTES)
        node = parse(text, str(path), problems, "the facts of a case") if text is not None else None
        if node is None:
            return None
        named = node.get("question") if isinstance(node, MapNode) else None
        name = named.text if isinstance(named, ScalarNode) else self.question
        if not name:
            problems.add("missing_key", node.position, key="question", where="a case")
        elif name not in self.known:
            place = named.position if named else node.position
            problems.unknown_name("question", name, place, self.known)
        return name if name in self.known else None

    def compared(self, path: Path, question: str, problems: Problems) -> PastCase:
        """A case file under both; what neither can read is noted in `problems`."""
        before, wrong = self._decided(self.old, path, question)
        after, now_wrong = self._decided(self.new, path, question)
        if before and after:
            changed = tuple(shifts(self.directions, before, after))
            return PastCase(str(path), question, changed, tuple(days(before, after)))
        if not before and not after:
            for problem in wrong:
                problems.add(problem.code, problem.position, **dict(problem.details))
            return PastCase(str(path), question)
        return PastCase(str(path), question, refused_by="new" if before else "old", problems=wrong or now_wrong)

    def _decided(self, decider: Decider, path: Path, question: str) -> tuple[Decision | None, tuple[Problem, ...]]:
        try:
            asked = Asked(question, self.day, files=(path,), parameters=True)
            return decider.decide(build_case(decider.rulebook, asked)), ()
        except InputError as error:
            return None, error.problems
