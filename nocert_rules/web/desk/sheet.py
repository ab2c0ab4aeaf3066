"""A case as it can be told now: what is wrong in it and where, and the answer for each subject that is in order.

Subjects are decided one by one, and each answer is kept as long as its facts stay the same: a change to one subject
costs one subject.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from re import Match
from threading import Lock
from weakref import WeakKeyDictionary

from nocert_rules.dialogue.forms import Form, Key, SubjectForm, case_of, form_yaml
from nocert_rules.dialogue.interview.session import Ask, next_question
from nocert_rules.engine.decision.decide import Decider, Decision, Part
from nocert_rules.engine.facts.case import Case, Situation
from nocert_rules.render.dossier import Dossier, SubjectFile, dossier, subject_file
from nocert_rules.render.view import DecisionView, decision_view
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.services import Services
from nocert_rules.words.errors import InputError, Problem
from nocert_rules.words.messages import Language

MAX_KEPT = 256
_NOBODY = (SubjectForm("subject"),)
Problems = Mapping[Key | None, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Answered:
    """The answer for one subject: the decision on it alone; what its file says is worked out when a page shows it."""

    decision: Decision
    decider: Decider
    language: Language

    @cached_property
    def _view(self) -> DecisionView:
        return decision_view(self.decision, self.language)

    @property
    def in_force(self) -> bool:
        """Whether any of the documents is in force on the day asked."""
        return self._view.in_force

    @cached_property
    def file(self) -> SubjectFile:
        """Everything the file says of the subject."""
        return subject_file(self.decision, self.part, self._view.parts[0], self.language)

    @cached_property
    def ask(self) -> Ask | None:
        """What to find out next, if anything."""
        return next_question(self.decider, self.decision.case).ask if self.in_force else None

    @property
    def part(self) -> Part:
        """The subject's part of the decision."""
        return self.decision.parts[0]


@dataclass(frozen=True, eq=False)
class SubjectSheet:
    """A subject with its number from 1; `answered` is None while something is wrong in it or in what all share."""

    number: int
    form: SubjectForm
    wrong: int
    answered: Answered | None

    @property
    def title(self) -> str:
        """What the subject is called."""
        return self.form.name or self.form.id


@dataclass(frozen=True, eq=False)
class Sheet:
    """A case with what is wrong in it by field, and its subjects.

    `known` has what all subjects share, None while something is wrong in it; `whole` is the decision where nothing is.
    """

    form: Form
    question: Question
    problems: Problems
    subjects: tuple[SubjectSheet, ...]
    known: Situation | None
    whole: Decision | None

    def dossier(self, language: Language) -> Dossier | None:
        """The file of the case, where nothing is wrong in it."""
        files = [each.answered.file for each in self.subjects if each.answered]
        return dossier(self.whole, language, files) if self.whole else None


def sheet_of(shared: Services, form: Form, language: Language) -> Sheet:
    """What can be told of `form`."""
    rulebook = shared.rulebook
    question = rulebook.questions[form.question]
    case, problems = _checked(shared, form, language)
    wrong = {
        each.id: sum(len(told) for key, told in problems.items() if key and key.subject == each.id)
        for each in form.subjects
    }
    known = None
    if not any(key is None or key.subject is None for key in problems):
        right = tuple(each for each in form.subjects if not wrong[each.id])
        case = case or case_of(replace(form, subjects=right or _NOBODY), rulebook, shared.today())
        known = case.situations[0]
    answered = _answered(shared, case, language) if case else {}
    subjects = tuple(
        SubjectSheet(number, each, wrong[each.id], answered.get(each.id))
        for number, each in enumerate(form.subjects, start=1)
    )
    whole = None
    if case and form.subjects and not problems:
        decisions = [each.decision for each in answered.values()]
        whole = Decision(rulebook, case, tuple(each.parts[0] for each in decisions), decisions[0].engines)
    return Sheet(form, question, problems, subjects, known, whole)


def _checked(shared: Services, form: Form, language: Language) -> tuple[Case | None, Problems]:
    """The case of a form, or what is wrong in it; a form without subjects is checked as if it had one."""
    probe = form if form.subjects else replace(form, subjects=_NOBODY)
    try:
        return case_of(probe, shared.rulebook, shared.today()), {}
    except InputError as error:
        lines = form_yaml(probe, shared.rulebook).lines
        found: dict[Key | None, tuple[str, ...]] = {}
        for problem in error.problems:
            key, told = lines.get(problem.position.line), _told(problem, shared.rulebook, language)
            if told not in found.get(key, ()):
                found[key] = (*found.get(key, ()), told)
        return None, found


def _told(problem: Problem, rulebook: Rulebook, language: Language) -> str:
    """A problem for somebody who sees the labels of fields, not the names in a file."""
    if problem.code == "finding_key":
        return word("finding_incomplete", language)
    message = problem.render(language).removeprefix(f"{problem.position}: ")

    def label(name: Match[str]) -> str:
        fact = rulebook.facts.get(name[1])
        return f"“{fact.label.text(language)}”" if fact else name[0]

    return re.sub("`([^`]+)`", label, message)


def _answered(shared: Services, case: Case, language: Language) -> dict[str, Answered]:
    kept = _kept_of(shared)
    found: dict[str, Answered] = {}
    for situation in case.situations:
        alone = replace(case, situations=(situation,))
        key = (alone.digest(), language)
        answered = kept.get(key)
        if answered is None:
            answered = Answered(shared.decider.decide(alone), shared.decider, language)
            kept.put(key, answered)
        found[situation.subject or ""] = answered
    return found


class _Kept:
    """The answers given last, by the digest of their facts."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[tuple[str, str], Answered] = OrderedDict()

    def get(self, key: tuple[str, str]) -> Answered | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: tuple[str, str], answered: Answered) -> None:
        with self._lock:
            self._found[key] = answered
            while len(self._found) > MAX_KEPT:
                self._found.popitem(last=False)


_KEPT: WeakKeyDictionary[Services, _Kept] = WeakKeyDictionary()
_LOCK = Lock()


def _kept_of(shared: Services) -> _Kept:
    with _LOCK:
        return _KEPT.setdefault(shared, _Kept())
