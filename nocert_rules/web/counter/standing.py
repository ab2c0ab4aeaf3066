"""Where a draft stands: what is wrong in it, what follows from the rest, and what is asked next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import HTTPException

from nocert_rules.dialogue.forms import Form, Key, case_of, form_yaml
from nocert_rules.dialogue.interview.session import Ask, Skipped, Wish, askable, next_question
from nocert_rules.engine.decision.decide import Decision
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.web.pages import errors_by_field
from nocert_rules.web.services import Services
from nocert_rules.words.errors import InputError
from nocert_rules.words.messages import Language

DAY, PLACE = Key(None, "as_of"), Key(None, "jurisdiction")
Problems = Mapping[Key | None, tuple[str, ...]]


@dataclass(frozen=True)
class Standing:
    """A form with its problems, and the decision on what is right in it (None where nothing can be decided).

    `ask` is the next question worth asking; what is wrong has to be put right before it.
    """

    form: Form
    problems: Problems
    decision: Decision | None
    ask: Ask | None

    @property
    def current(self) -> str | None:
        """The fact to ask for now: one that is wrong, or else the next one that matters."""
        wrong = [key.fact for key in self.problems if key in self._given()]
        return wrong[0] if wrong else self.ask.name if self.ask else None

    def _given(self) -> set[Key]:
        return {Key(None, name) for name in self.form.facts}


def standing(shared: Services, form: Form, language: Language, asking: bool = True) -> Standing:
    """Where `form` stands; without `asking` nothing is looked for to ask next."""
    problems: dict[Key | None, tuple[str, ...]] = {}
    sound: Form | None = form
    while sound is not None:
        try:
            case = case_of(sound, shared.rulebook, shared.today())
        except InputError as error:
            found = errors_by_field(error, form_yaml(sound, shared.rulebook), language)
            for key, told in found.items():
                problems.setdefault(key, told)
            sound = _without(sound, found)
            continue
        if not asking:
            return Standing(form, problems, shared.decider.decide(case), None)
        skipped = [Skipped(key.fact, key.subject) for key in form.skipped]
        outcome = next_question(shared.decider, case, skipped, Wish(about_of(shared, form), form.ask_all))
        return Standing(form, problems, outcome.decision, outcome.ask)
    return Standing(form, problems, None, None)


def _without(form: Form, problems: Problems) -> Form | None:
    """`form` without what is wrong in it; None where it would stay as it is."""
    left = replace(form, facts={name: given for name, given in form.facts.items() if Key(None, name) not in problems})
    if DAY in problems:
        left = replace(left, as_of="")
    if PLACE in problems:
        left = replace(left, jurisdiction="")
    return left if left != form else None


def about_of(shared: Services, form: Form) -> str:
    """What is asked for first; nothing where the rulebook no longer has it."""
    return form.about if form.about in shared.rulebook.questions[form.question].focuses else ""


def asked_about(question: Question, posted: str) -> str:
    """What a form asks for first; refused where the answer has no such field or option."""
    if posted and posted not in question.focuses:
        raise HTTPException(400, "about: expected a field or an option of the answer")
    return posted


def can_be_asked(shared: Services, form: Form, fact: str) -> bool:
    """Whether people may answer for `fact` in the question of `form`."""
    return fact in shared.rulebook.questions[form.question].facts and askable(shared.rulebook, fact)
