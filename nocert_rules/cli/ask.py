"""The command `ask`: an interview in the terminal that asks only what matters."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from nocert_rules.cli.options import Settings, common, settings
from nocert_rules.decision.answer import decision_status
from nocert_rules.decision.decide import Decider
from nocert_rules.errors import InputError
from nocert_rules.facts.build import Asked, build_case
from nocert_rules.facts.case import Case
from nocert_rules.facts.lookup import Selector
from nocert_rules.facts.write import case_yaml
from nocert_rules.interview.answer import answered
from nocert_rules.interview.session import Ask, Outcome, Skipped, next_question, skip
from nocert_rules.messages import Language
from nocert_rules.model.catalogue import Fact
from nocert_rules.model.rulebook import Rulebook
from nocert_rules.render.decision import decision_text
from nocert_rules.render.words import word

QUESTIONS = ("route", "verification", "pledge", "case")
WHY, BACK, UNKNOWN, SAVE, QUIT = "?", "<", "-", "s", "q"


@dataclass(frozen=True)
class State:
    """What is known at a point of the interview; going back is returning to an earlier one."""

    case: Case
    skipped: tuple[Skipped, ...] = ()


@click.command()
@click.argument("question", type=click.Choice(QUESTIONS))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--item", default="", metavar="NAME|ID", help="A certificate on a published list, by name or entry id.")
@click.option("--jurisdiction", default="", metavar="ID|NAME", help="Whose lists and parameters count.")
@click.option("--on", default="", metavar="DAY", help="The day asked, as 2019-06-03 (default: today).")
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE", help="Where `s` and the end write the case.")
@common
def ask(question: str, files: tuple[Path, ...], **options: Any) -> None:
    """Answer a QUESTION by interview: only facts that can still matter are asked, the most telling first.

    FILES with facts that are known already are not asked again; a saved interview is such a file.
    At each question: a value, `?` why it is asked, `-` nobody knows, `<` back, `s` save, `q` quit.

    \b
    Examples:
      nocert ask route --item 夫妻关系证明 --jurisdiction jinhua
      nocert ask verification --on 2019-06-12 --save my-case.yaml
      nocert ask case my-case.yaml --save my-case.yaml
    """
    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    item = Selector(options["item"]) if options["item"] else None
    asked = Asked(question, date.today(), files, item=item, jurisdiction=options["jurisdiction"], on=options["on"])
    decider = Decider(rulebook)
    outcome = _Interview(decider, chosen, options["save"]).run(State(build_case(rulebook, asked)))
    click.echo("")
    click.echo(decision_text(outcome.decision, chosen.language, chosen.width, chosen.colour), nl=False)
    sys.exit(1 if decision_status(outcome.decision) == "undetermined" else 0)


class _Interview:
    """Asks until nothing is left that can matter, or the user stops."""

    def __init__(self, decider: Decider, chosen: Settings, save: Path | None) -> None:
        self.decider = decider
        self.rulebook: Rulebook = decider.rulebook
        self.language: Language = chosen.language
        self.save = save

    def word(self, key: str) -> str:
        return word(key, self.language)

    def run(self, state: State) -> Outcome:
        history: list[State] = []
        while True:
            outcome = next_question(self.decider, state.case, state.skipped)
            if outcome.ask is None:
                self._write(state.case)
                return outcome
            self._show(outcome.ask)
            typed = self._prompt("> ")
            if typed in (None, QUIT):
                self._write(state.case)
                return outcome
            if typed == BACK:
                state = history.pop() if history else state
            else:
                after = self._take(state, outcome.ask, typed or "")
                if after is not state:
                    history.append(state)
                    state = after

    def _prompt(self, mark: str) -> str | None:
        """A line of input, None at its end."""
        click.echo(mark, nl=False)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            click.echo("")
        return line.strip() if line else None

    def _show(self, ask: Ask) -> None:
        subject = f"[{ask.subject}] " if ask.subject else ""
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
                return State(state.case, skip(state.skipped, ask))
            case "s":
                self._write(state.case)
                return state
        text = self._value(ask.fact, typed)
        if text is None:
            return state
        try:
            return State(answered(self.rulebook, state.case, ask, text), state.skipped)
        except InputError as error:
            for problem in error.problems:
                click.echo(problem.render(self.language), err=True)
            return state

    def _why(self, ask: Ask) -> None:
        joiner = "、" if self.language == "zh" else ", "
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
        parts = {key: self._prompt(f"  {self.word(f'finding_{key}')}: ") for key in ("by", "on", "reason")}
        if not all(parts.values()):
            click.echo(self.word("finding_incomplete"), err=True)
            return None
        return f'{{value: {value}, by: "{_safe(parts["by"])}", on: {parts["on"]}, reason: "{_safe(parts["reason"])}"}}'

    def _write(self, case: Case) -> None:
        if self.save is not None:
            self.save.write_text(case_yaml(case, self.rulebook), encoding="utf-8")
            click.echo(f"{self.word('saved')} {self.save}", err=True)


def _safe(text: str | None) -> str:
    """Free text inside quotes."""
    return (text or "").replace("\\", "\\\\").replace('"', '\\"')
