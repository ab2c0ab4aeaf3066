"""Options that several commands share, and how their values reach the package."""

from __future__ import annotations

import locale
import math
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from nocert_rules.rulebook.load.cache import cache_folder, cached_rulebook
from nocert_rules.rulebook.load.folders import default_folder, yaml_files
from nocert_rules.words.errors import Position, Problems, shown
from nocert_rules.words.messages import Language

if TYPE_CHECKING:
    from nocert_rules.engine.inference.engines import EngineChoice
    from nocert_rules.rulebook.model.catalogue import Question
    from nocert_rules.rulebook.model.rulebook import Rulebook


F = TypeVar("F", bound=Callable[..., Any])
MAX_WIDTH = 100
# whether a case file can be read is for its reader to say: in our words, and of all files together
CASE_FILE = click.Path(path_type=Path, allow_dash=True, readable=False)
_NO_CACHE = "nocert.no_cache"


@dataclass(frozen=True)
class Settings:
    """What every command needs: folders, language, and whether the output is a terminal."""

    rules: Path | None
    catalogue: Path | None
    language: Language
    engine: EngineChoice
    cache: Path | None

    def rulebook(self) -> Rulebook:
        """The Rulebook of the chosen folders."""
        return cached_rulebook(self.rules, self.catalogue, self.cache)

    @property
    def colour(self) -> bool:
        """Whether output may carry terminal codes."""
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ

    @property
    def width(self) -> int:
        """How many columns a page has: the terminal's, 80 elsewhere."""
        if not sys.stdout.isatty():
            return 80
        return max(40, min(shutil.get_terminal_size().columns, MAX_WIDTH))


class Number(click.FloatRange):
    """A finite number in a range; click finds `nan` in every range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """`value` as a number; a click.BadParameter where it is none."""
        found: float = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return found


def locale_language() -> Language:
    """Chinese where NOCERT_LANG or else the locale says so, English otherwise."""
    for name in ("NOCERT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def lang_option(function: F) -> F:
    """`--lang`, before a command and after it."""
    told = "Language of the output (default: NOCERT_LANG's, else the locale's)."
    return click.option("--lang", type=click.Choice(["zh", "en"]), help=told)(function)


def _without_cache(context: click.Context, _parameter: click.Parameter, chosen: bool) -> None:
    if chosen:
        context.meta[_NO_CACHE] = True


def common(function: F) -> F:
    """`--rules`, `--catalogue`, `--no-cache`, `--lang`: options of every command."""
    options = (
        click.option(
            "--rules", type=click.Path(path_type=Path), metavar="FOLDER", help="Rules instead of the shipped ones."
        ),
        click.option(
            "--catalogue",
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            help="Catalogue instead of the shipped one.",
        ),
        click.option(
            "--no-cache",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_without_cache,
            help="Read the rulebook anew and keep nothing in the cache folder.",
        ),
        lang_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


def settings(rules: Path | None, catalogue: Path | None, lang: str | None, engine: str = "auto") -> Settings:
    """The settings that the options make; a language after the command counts over one before it."""
    context = click.get_current_context(silent=True)
    chosen = lang or (context.find_root().params.get("lang") if context else None)
    language = cast(Language, chosen) if chosen else locale_language()
    keep = None if context and context.meta.get(_NO_CACHE) else cache_folder()
    return Settings(rules, catalogue, language, cast("EngineChoice", engine), keep)


def question_of(rulebook: Rulebook, name: str, place: str = "QUESTION") -> Question:
    """The question `name` of `rulebook`; raises InputError where it has none."""
    problems = Problems()
    if name not in rulebook.questions:
        problems.unknown_name("question", name, Position(place), rulebook.questions)
    problems.raise_if_any()
    return rulebook.questions[name]


def check_about(question: Question, about: str) -> None:
    """Refuse to ask `about` what is no field of the answer and no option of one."""
    problems = Problems()
    if about and about not in question.focuses:
        problems.unknown_name("answer field or option", about, Position("--about"), question.focuses)
    problems.raise_if_any()


def rulebook_folders(folders: Sequence[Path], chosen: Settings, problems: Problems) -> list[tuple[Path, Path]]:
    """The rules and catalogue folders of each rulebook, named from the working folder where they lie in it.

    Each of `folders` holds both; without any, those of `--rules` and `--catalogue` or the shipped ones are meant.
    """
    if folders and (chosen.rules or chosen.catalogue):
        raise click.UsageError("give FOLDERS, or --rules and --catalogue, not both")
    found = [(folder / "rules", folder / "catalogue") for folder in folders]
    if not found:
        found = [(chosen.rules or default_folder("rules"), chosen.catalogue or default_folder("catalogue"))]
    for folder in (folder for pair in found for folder in pair):
        if not folder.is_dir():
            problems.add("no_folder", Position(str(folder)))
        elif not yaml_files(folder):
            problems.add("folder_empty", Position(str(folder)))
    return [(_from_here(rules), _from_here(catalogue)) for rules, catalogue in found]


def _from_here(folder: Path) -> Path:
    """`folder` relative to the working folder, as other tools name files, if it lies in it."""
    here, full = Path.cwd(), folder.resolve()
    return full.relative_to(here) if full.is_relative_to(here) else folder


def day_of(text: str, problems: Problems) -> date | None:
    """The day that `--on` gives, None where it gives none."""
    from nocert_rules.rulebook.load.nodes import ScalarNode  # read only here: commands without a day start faster
    from nocert_rules.rulebook.load.reader import date_of

    found = date_of(ScalarNode(Position("--on"), text, False)) if text else None
    if text and found is None:
        problems.add("expected_value", Position("--on"), found=f"`{shown(text)}`", expected="a day as `2019-06-03`")
    return found
