"""Commands that look around: `items`, `provisions`, `facts`, `explain`, `schema`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nocert_rules.cli.options import Settings, common, question_of, settings
from nocert_rules.cli.questions import complete_question
from nocert_rules.engine.facts.lookup import find_jurisdiction
from nocert_rules.render.catalogue import (
    explain_computed,
    explain_conclusion,
    explain_definition,
    explain_fact,
    explain_provision,
    explain_rule,
    facts_text,
    provisions_text,
    template,
)
from nocert_rules.render.found import hit_data, jurisdiction_of, provision_data
from nocert_rules.render.page import Page
from nocert_rules.render.words import word
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.catalogue import Entry, Requirement
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Position, Problems
from nocert_rules.words.json_text import json_text
from nocert_rules.words.messages import Language

if TYPE_CHECKING:
    from nocert_rules.rulebook.search import Hit

SCHEMAS = ("decision", "case", "rulebook", "cases", "invariants")


def _page(chosen: Settings) -> Page:
    return Page(chosen.width, chosen.colour)


@click.command()
@click.argument("query")
@click.option("--jurisdiction", metavar="ID|NAME", help="Only lists of this jurisdiction and those it lies in.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common
def items(query: str, **options: Any) -> None:
    """Search the published lists: exact or part of a name, pinyin, initials, close misspelling.

    \b
    Examples:
      nocert items 安全驾驶
      nocert items anquanjiashi
      nocert items fqgx --jurisdiction jinhua
    """
    from nocert_rules.rulebook.search import ItemIndex  # its libraries are slow to import and needed here alone

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    reach = _reach(rulebook, options["jurisdiction"])
    hits = ItemIndex(rulebook).search(query, reach, options["limit"])
    if options["format_"] == "json":
        click.echo(json_text([hit_data(rulebook, hit) for hit in hits]), nl=False)
        return
    page = _page(chosen)
    for hit in hits:
        _hit(rulebook, hit, chosen.language, page)
    click.echo(page.text() if hits else word("no_results", chosen.language) + "\n", nl=False)


def _reach(rulebook: Rulebook, name: str | None) -> tuple[str, ...] | None:
    if not name:
        return None
    problems = Problems()
    found = find_jurisdiction(rulebook, name, Position("--jurisdiction"), problems)
    problems.raise_if_any()
    return rulebook.ancestry(found) if found else None


def _hit(rulebook: Rulebook, hit: Hit, language: Language, page: Page) -> None:
    item = hit.item
    place = rulebook.jurisdictions[jurisdiction_of(rulebook, item)].name.text(language)
    page.heading(f"{item.certificate} · {item.id}")
    page.line(" · ".join(part for part in (place, item.matter) if part), 2, 2)
    units = " ← ".join(part for part in (item.requesting_unit, item.issuing_unit) if part)
    if units:
        page.line(units, 2, 2)
    page.line(f"{_routes(rulebook, item, language)} · {item.provenance.grade}", 2, 2)


def _routes(rulebook: Rulebook, item: Entry | Requirement, language: Language) -> str:
    if isinstance(item, Requirement):
        return word("statute", language)
    names = "、".join(rulebook.route_labels[route].text(language) for route in item.routes) or word("none", language)
    return f"{word('routes', language)} {names}" + (
        f"（“{item.route_as_published}”）" if item.route_as_published else ""
    )


@click.command()
@click.argument("documents", nargs=-1)
@click.option(
    "--status", type=click.Choice(["encoded", "finding", "procedure", "not_normative"]), help="Only this status."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common
def provisions(documents: tuple[str, ...], **options: Any) -> None:
    """List every provision with its status and the rules and cases that rest on it.

    \b
    Examples:
      nocert provisions
      nocert provisions accountability --status procedure
    """
    from nocert_rules.gate.golden import cases_by_provision  # read only here: other commands start faster without

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    _known_documents(rulebook, documents)
    cases = cases_by_provision(options["rules"] or default_folder("rules"), rulebook)
    found = [
        provision
        for provision in rulebook.provisions.values()
        if (not documents or provision.document in documents)
        and (not options["status"] or provision.status == options["status"])
    ]
    if options["format_"] == "json":
        data = [provision_data(rulebook, provision, cases) for provision in found]
        click.echo(json_text(data), nl=False)
    else:
        click.echo(provisions_text(rulebook, found, cases, chosen.language, _page(chosen)), nl=False)


def _known_documents(rulebook: Rulebook, documents: Iterable[str]) -> None:
    problems = Problems()
    for name in documents:
        if name not in rulebook.documents:
            problems.unknown_name("document", name, Position("DOCUMENTS"), rulebook.documents)
    problems.raise_if_any()


@click.command()
@click.argument("question", shell_complete=complete_question)
@click.option("--template", "as_template", is_flag=True, help="An empty case file with comments, to fill in.")
@common
def facts(question: str, as_template: bool, **options: Any) -> None:
    """Show the vocabulary of a question, or an empty case file for it.

    \b
    Examples:
      nocert facts route
      nocert facts case --template > my-case.yaml
    """
    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    declared = question_of(rulebook, question)
    if as_template:
        click.echo(template(rulebook, declared, chosen.language), nl=False)
    else:
        click.echo(facts_text(rulebook, declared, chosen.language, _page(chosen)), nl=False)


@click.command()
@click.argument("name")
@common
def explain(name: str, **options: Any) -> None:
    """Explain a rule, provision, conclusion or fact by its NAME.

    \b
    Examples:
      nocert explain pledge/4.2
      nocert explain tell-the-applicant
      nocert explain demand-certificate
      nocert explain applicant.willing
    """
    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    click.echo(_explained(rulebook, name, chosen), nl=False)


def _explained(rulebook: Rulebook, name: str, chosen: Settings) -> str:
    page = _page(chosen)
    if name in rulebook.provisions:
        return explain_provision(rulebook, rulebook.provisions[name], chosen.language, page)
    if name in rulebook.rules:
        return explain_rule(rulebook, rulebook.rules[name], chosen.language, page)
    if name in rulebook.conclusions:
        return explain_conclusion(rulebook, rulebook.conclusions[name], chosen.language, page)
    if name in rulebook.facts:
        return explain_fact(rulebook, rulebook.facts[name], chosen.language, page)
    if name in rulebook.computed:
        return explain_computed(rulebook, rulebook.computed[name], chosen.language, page)
    if name in rulebook.definitions:
        return explain_definition(rulebook, rulebook.definitions[name], chosen.language, page)
    problems = Problems()
    known = [*rulebook.rules, *rulebook.provisions, *rulebook.conclusions, *rulebook.facts]
    known += [*rulebook.computed, *rulebook.definitions]
    problems.unknown_name("rule, provision, conclusion or fact", name, Position("NAME"), known)
    raise InputError(tuple(problems.found))


@click.command()
@click.argument("name", type=click.Choice(SCHEMAS), default="decision", metavar=f"[{'|'.join(SCHEMAS)}]")
def schema(name: str) -> None:
    """Print a JSON Schema: of decisions, case files, rulebook files, golden cases or invariants.

    \b
    Example:
      nocert schema decision > decision-1.json
    """
    path = Path(str(files("nocert_rules"))) / "schemas" / f"{name}-1.json"
    click.echo(path.read_text(encoding="utf-8"), nl=False)
