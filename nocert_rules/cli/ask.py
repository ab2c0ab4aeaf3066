"""The command `ask`: an interview in the terminal that asks only what matters."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from nocert_rules.cli.options import CASE_FILE, Settings, check_about, common, question_of, settings
from nocert_rules.cli.questions import complete_question
from nocert_rules.dialogue.interview.answer import answered
from nocert_rules.dialogue.interview.session import Ask, Outcome, Skipped, Wish, next_question, skip, without
from nocert_rules.engine.decision.answer import decision_status
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case, Situation
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.engine.facts.write import case_yaml
from nocert_rules.render.conditions import Describer
from nocert_rules.render.decision import decision_text
from nocert_rules.render.marks import COLON, LISTED
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Position, Problems, shown
from nocert_rules.words.files import write_file
from nocert_rules.words.messages import Language

WHY, BACK, CHANGE, UNKNOWN, SAVE, QUIT = "?", "<", "=", "-", "s", "q"
FINDING = {"by": "finding_by", "on": "finding_on", "reason": "finding_reason"}


@dataclass(frozen=True)
class State:
    """What is known at a point of the interview, and what was answered; going back is returning to an earlier one."""

    case: Case
    skipped: tuple[Skipped, ...] = ()
    answers: tuple[Ask, ...] = ()

    def answered(self, ask: Ask, case: Case) -> State:
        """With an answer to `ask`, which makes it `case`."""
        return State(case, without(self.skipped, ask.name, ask.subject), (*self._other(ask), ask))

    def not_known(self, ask: Ask) -> State:
        """With nobody knowing `ask`."""
        return State(_without(self.case, ask), skip(self.skipped, ask), (*self._other(ask), ask))

    def _other(self, ask: Ask) -> tuple[Ask, ...]:
        return tuple(each for each in self.answers if (each.name, each.subject) != (ask.name, ask.subject))


@click.command()
@click.argument("question", shell_complete=complete_question)
@click.argument("files", nargs=-1, type=CASE_FILE)
@click.option("--item", default="", metavar="NAME|ID", help="A certificate on a published list, by name or entry id.")
@click.option("--jurisdiction", default="", metavar="ID|NAME", help="Whose lists and parameters count.")
@click.option("--on", default="", metavar="DAY", help="The day asked, as 2019-06-03 (default: today).")
@click.option("--about", default="", metavar="NAME", help="Settle one thing first, e.g. `pledge`: a field or option.")
@click.option("--ask-all", is_flag=True, help="Ask also for what only lists, registers or units elsewhere know.")
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE", help="Where `s` and the end write the case.")
@common
def ask(question: str, files: tuple[Path, ...], **options: Any) -> None:
    """Answer a QUESTION by interview: only facts that can still matter are asked, the most telling first.

    FILES with facts that are known already are not asked again; a saved interview is such a file.
    At each question: a value, `?` why it is asked, `-` nobody knows, `<` back, `=` change an earlier answer, `s` save,
    `q` quit. On a terminal, `<` and `=` also work once the answer is there.

    \b
    Examples:
      nocert ask route --item 夫妻关系证明 --jurisdiction jinhua
      nocert ask route --item 夫妻关系证明 --jurisdiction jinhua --about pledge
      nocert ask verification --on 2019-06-12 --save my-case.yaml
      nocert ask case my-case.yaml --save my-case.yaml
    """
    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    check_about(question_of(rulebook, question), options["about"])
    wish = Wish(options["about"], options["ask_all"])
    item = Selector(options["item"]) if options["item"] else None
    asked = Asked(question, files=files, item=item, jurisdiction=options["jurisdiction"], on=options["on"])
    decider, case = Decider(rulebook), build_case(rulebook, asked)
    if options["save"]:
        _check_writable(options["save"])
    outcome = _Interview(decider, chosen, options["save"], wish).run(State(case))
    sys.exit(1 if decision_status(outcome.decision, wish.about) == "undetermined" else 0)


def _check_writable(path: Path) -> None:
    """Refuse a file that cannot be written before anything is asked."""
    problems = Problems()
    if path.is_dir():
        problems.add("is_folder", Position(str(path)))
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        code = errno.EACCES if path.parent.exists() else errno.ENOENT
        problems.add("unwritable", Position(str(path)), reason=os.strerror(code).lower())
    problems.raise_if_any()


class _Interview:
    """Asks until nothing is left that can matter, or the user stops."""

    def __init__(self, decider: Decider, chosen: Settings, save: Path | None, wish: Wish) -> None:
        self.decider = decider
        self.wish = wish
        self.chosen = chosen
        self.rulebook: Rulebook = decider.rulebook
        self.language: Language = chosen.language
        self.save = save

    def word(self, key: str) -> str:
        return word(key, self.language)

    def run(self, state: State) -> Outcome:
        """The outcome where nothing is left to ask or the user stops; it is shown, and what is known is saved."""
        history: list[State] = []
        while True:
            outcome = next_question(self.decider, state.case, state.skipped, self.wish)
            typed = self._typed(outcome)
            if typed in (None, QUIT):
                self._write(state.case)
                if outcome.ask is not None:
                    self._answer(outcome)
                return outcome
            if typed == BACK:
                state = history.pop() if history else state
                continue
            after = self._next(state, outcome.ask, typed or "")
            if after is not state:
                history.append(state)
                state = after

    def _typed(self, outcome: Outcome) -> str | None:
        """What is typed at the next question, or beside the answer; None where that is the end."""
        if outcome.ask is not None:
            self._show(outcome.ask)
            return self._prompt("> ")
        self._answer(outcome)
        if not (sys.stdin and sys.stdin.isatty()):
            return None
        return self._prompt(f"\n{self.word('after_answer')} ") or None

    def _answer(self, outcome: Outcome) -> None:
        chosen = self.chosen
        page = decision_text(outcome.decision, self.language, chosen.width, chosen.colour, about=self.wish.about)
        click.echo(f"\n{page}", nl=False)

    def _next(self, state: State, ask: Ask | None, typed: str) -> State:
        """The state after what was typed; the same state where that changes nothing."""
        if typed == CHANGE:
            return self._change(state)
        return self._take(state, ask, typed) if ask is not None else state

    def _change(self, state: State) -> State:
        """One of the answers given so far, asked for again."""
        for number, ask in enumerate(state.answers, start=1):
            subject = f"[{shown(ask.subject)}] " if ask.subject else ""
            known = f"{ask.fact.label.text(self.language)}{COLON.text(self.language)}{self._known(state.case, ask)}"
            click.echo(f"  {number}  {subject}{known}")
        typed = self._prompt(f"  {self.word('which_answer')} ") or ""
        if not (typed.isdecimal() and 0 < int(typed) <= len(state.answers)):
            return state
        ask = state.answers[int(typed) - 1]
        self._show(ask)
        typed = self._prompt("> ") or ""
        return self._take(state, ask, WHY if typed in (BACK, CHANGE, QUIT) else typed)

    def _known(self, case: Case, ask: Ask) -> str:
        """What is known of the fact that `ask` asks for, in words."""
        situation = next(each for each in case.situations if ask.subject in (each.subject, None))
        value = situation.values.get(ask.name)
        describe = Describer(self.rulebook, self.language)
        return self.word("unknown") if value is None else describe.value(ask.name, value)

    def _prompt(self, mark: str) -> str | None:
        """A line of input, None at its end."""
        click.echo(mark, nl=False)
        line = sys.stdin.readline() if sys.stdin else ""
        if not (sys.stdin and sys.stdin.isatty()):
            click.echo("")
        return line.strip() if line else None

    def _show(self, ask: Ask) -> None:
        subject = f"[{shown(ask.subject)}] " if ask.subject else ""
        remaining = self.word("remaining").format(best=ask.best, worst=ask.worst)
        finding = f" ({self.word('finding')})" if ask.fact.finding else ""
        click.echo(f"\n{subject}{ask.fact.question.text(self.language)}{finding}  [{ask.name}; {remaining}]")
        for number, label in enumerate(self._choices(ask.fact), start=1):
            click.echo(f"  {label}" if ask.fact.type.record else f"  {number}  {label}")

    def _choices(self, fact: Fact) -> list[str]:
        if fact.type.name == "boolean":
            return [f"true  {self.word('yes')}", f"false  {self.word('no')}"]
        if fact.type.record:
            fields = [part.id.rpartition(".")[2] for part in self.rulebook.fields_of_record[fact.type.record]]
            return ["[]", "[{" + ", ".join(f"{field}: …" for field in fields) + "}]"]
        if not fact.type.choices:
            return []
        choices = self.rulebook.enumerations[fact.type.choices].choices
        return [f"{choice.id}  {choice.label.text(self.language)}" for choice in choices]

    def _take(self, state: State, ask: Ask, typed: str) -> State:
        """The state after what was typed; the same state where the question is still open."""
        match typed:
            case "?" | "":
                self._why(ask)
                return state
            case "-":
                return state.not_known(ask)
            case "s":
                if self.save is None:
                    click.echo(self.word("nowhere_to_save"), err=True)
                self._write(state.case)
                return state
        text = self._value(ask.fact, typed)
        if text is None:
            return state
        try:
            return state.answered(ask, answered(self.rulebook, state.case, ask, text))
        except InputError as error:
            for problem in error.problems:
                click.echo(problem.render(self.language), err=True)
            return state

    def _why(self, ask: Ask) -> None:
        joiner = LISTED.text(self.language)
        labels = [self.rulebook.conclusions[name].label.text(self.language) for name in ask.decides]
        click.echo(f"  {self.word('decides')} {joiner.join(labels)}")
        for source in dict.fromkeys(rule.sources[0] for rule in ask.rules):
            click.echo(f"  {source.provision} “{source.quote}”")

    def _value(self, fact: Fact, typed: str) -> str | None:
        """What was typed as a value of a case file: numbers name choices, a finding is asked for its author."""
        if fact.type.record:
            return typed
        choices = [line.partition("  ")[0] for line in self._choices(fact)]
        value = choices[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(choices) else typed
        if not fact.finding:
            return value
        parts: dict[str, str] = {}
        for key, asked in FINDING.items():
            part = self._prompt(f"  {self.word(asked)}: ")
            if part in (None, "", WHY, BACK, CHANGE, UNKNOWN, QUIT):
                click.echo(self.word("finding_incomplete"), err=True)
                return None
            parts[key] = part or ""
        return f'{{value: {value}, by: "{_safe(parts["by"])}", on: {parts["on"]}, reason: "{_safe(parts["reason"])}"}}'

    def _write(self, case: Case) -> None:
        if self.save is None:
            return
        try:
            write_file(self.save, case_yaml(case, self.rulebook))
        except InputError as error:  # the answers are worth more than the file
            click.echo("\n".join(error.lines(self.language)), err=True)
        else:
            click.echo(f"{self.word('saved')} {self.save}", err=True)


def _without(case: Case, ask: Ask) -> Case:
    """`case` without what is known of the fact that `ask` asks for."""

    def less(situation: Situation) -> Situation:
        if ask.own and situation.subject != ask.subject:
            return situation
        return replace(situation, values={name: each for name, each in situation.values.items() if name != ask.name})

    return replace(case, situations=tuple(less(situation) for situation in case.situations))


def _safe(text: str) -> str:
    """Free text inside quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
