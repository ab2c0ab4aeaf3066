"""Asks both engines the same a million times: `python benchmarks/agreement.py [--count N] [--seed N]`.

Half of the questions are put as atoms drawn at random, half as facts drawn from the vocabulary. Exit status 0 if
they agree every time; at the first disagreement 3, with what it takes to see it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout works without being installed

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from nocert_rules.engine.inference.engines import engines_for, infer
from nocert_rules.engine.inference.program import Program, build_program
from nocert_rules.engine.truth import Truth
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import EngineDisagreement
from tests.support.facts import Maker, atoms_of, random_atoms

STEP = 500


def main() -> int:
    """Run what the command line asks for, and say how it went."""
    parser = argparse.ArgumentParser(description="Compare the two engines on generated facts and atoms.")
    parser.add_argument("--count", type=int, default=1_000_000, help="how many sets of atoms (default: a million)")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other sets (default: 0)")
    options = parser.parse_args()
    rulebook, started = load_rulebook(), time.perf_counter()
    console = Console(stderr=True)
    done = 0
    with _progress(console, options.count) as progress:
        task = progress.add_task("agreement", total=options.count)
        try:
            for question, count in _shares(sorted(rulebook.questions), options.count):
                for part in _compare(rulebook, question, count, options.seed):
                    done += part
                    progress.update(task, advance=part, description=question)
        except EngineDisagreement as error:
            progress.stop()
            print(f"after {done:,} sets, seed {options.seed}: {error}")
            return error.status
    seconds = time.perf_counter() - started
    print(f"{done:,} sets of atoms, seed {options.seed}: both engines agree on all of them ({seconds:.0f} s)")
    return 0


def _progress(console: Console, count: int) -> Progress:
    columns = (TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal or not count)


def _shares(questions: list[str], count: int) -> Iterator[tuple[str, int]]:
    """`count` in nearly equal shares."""
    for number, question in enumerate(questions):
        yield question, (count + number) // len(questions)


def _compare(rulebook: Rulebook, question: str, count: int, seed: int) -> Iterator[int]:
    """Put `count` sets to both engines; yields how many were done since the last time."""
    program = build_program(rulebook, rulebook.questions[question])
    engines = engines_for(program, "both")
    maker = Maker(rulebook, Random(f"{seed} {question}"))
    for number in range(count):
        atoms = _atoms(program, maker, question, facts=number % 2 == 0)
        try:
            infer(engines, program, atoms, None)
        except EngineDisagreement:
            print(f"{question}, set {number}: {''.join(str(int(atom)) for atom in atoms)}")
            raise
        if (number + 1) % STEP == 0:
            yield STEP
    yield count % STEP


def _atoms(program: Program, maker: Maker, question: str, *, facts: bool) -> tuple[Truth, ...]:
    if facts:
        return atoms_of(program, maker.fact_set(question).situations()[0])
    return random_atoms(program, maker.random)


if __name__ == "__main__":
    sys.exit(main())
