"""Writes from the program what pages say of it: commands, facts, provisions, fields of the decision JSON, lines.

`python -m docs.generate` writes them; with `--check` it only says which are out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from docs.refresh import ROOT, run
from nocert_rules.cli.main import nocert
from nocert_rules.render.words import word
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.catalogue import Fact, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Document, Provision

ARCHITECTURE = ROOT / "docs" / "architecture.md"
REFERENCE = ROOT / "docs" / "reference"
SCHEMA = ROOT / "nocert_rules" / "schemas" / "decision-1.json"
WRITTEN_BY = "<!-- written by docs/generate.py; do not edit -->"
FIELDS = re.compile(r"(<!-- fields -->\n).*?(<!-- end of fields -->)", re.DOTALL)


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    rulebook = load_rulebook()
    generated = {
        REFERENCE / "commands.md": commands_page(),
        REFERENCE / "facts.md": facts_page(rulebook),
        REFERENCE / "provisions.md": provisions_page(rulebook),
    }
    page = ROOT / "docs" / "json.md"
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    tables = schema_tables(schema)
    text = FIELDS.sub(lambda found: f"{found[1]}\n{tables}\n{found[2]}", page.read_text(encoding="utf-8"))
    return generated | {page: text, ARCHITECTURE: with_lines(ARCHITECTURE.read_text(encoding="utf-8"))}


def page_of(title: str, *parts: str) -> str:
    """A generated page: title, note, parts with a blank line between."""
    return "\n\n".join((f"# {title}", WRITTEN_BY, *parts)) + "\n"


def table_of(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(heading)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


# lines

WINGS = re.compile(r"^(?P<row>\| (?P<names>`\w+/`(?:, `\w+/`)*) \| )(?P<lines>[\d,]+)(?= \|)", re.MULTILINE)


def with_lines(page: str) -> str:
    """`page` with the lines of each wing in its table; a count that is right within a tenth stays as it is."""
    return WINGS.sub(lambda found: found["row"] + _lines(found["names"], found["lines"]), page)


def _lines(names: str, stated: str) -> str:
    wings = re.findall(r"\w+", names)
    files = [file for wing in wings for file in (ROOT / "nocert_rules" / wing).rglob("*.py")]
    counted = sum(len(file.read_bytes().splitlines()) for file in files)
    near = abs(int(stated.replace(",", "")) - counted) <= counted / 10
    return stated if near else f"{round(counted, -2):,}"


# commands


def commands_page() -> str:
    """The help of every command."""
    context = click.Context(nocert, info_name="nocert")
    names = ["", *nocert.list_commands(context)]
    parts = [f"## {f'nocert {name}'.strip()}\n\n```text\n{_help(name)}```" for name in names]
    return page_of("Commands 命令", "What `--help` prints.", *parts)


def _help(name: str) -> str:
    return run(f"nocert {name} --help", "en")[0]


# facts


def facts_page(rulebook: Rulebook) -> str:
    """The vocabulary, question by question, with the records and enumerations it speaks of."""
    parts = [
        "The vocabulary of each question, in the order in which it is asked. A *finding* (认定) needs "
        "`{value: …, by: …, on: …, reason: …}`; facts of a subject are written under `subjects` without the prefix "
        "`subject.`; parameters (`parameters.…`) come from the jurisdiction and are never written in a case file.",
    ]
    for name in _in_order(rulebook):
        parts += _question(rulebook, rulebook.questions[name])
    parts.append("## Records 记录")
    for record in dict.fromkeys(fact.record for fact in rulebook.facts.values() if fact.record):
        fields = [fact for fact in rulebook.facts.values() if fact.record == record]
        rows = [[f"`{fact.id.partition('.')[2]}`", _type(fact), fact.label.zh, fact.label.en] for fact in fields]
        parts += [f"### {record}", table_of(("field", "type", "中文", "English"), rows).rstrip()]
    parts.append("## Values 取值")
    for enumeration in rulebook.enumerations.values():
        rows = [[f"`{choice.id}`", choice.label.zh, choice.label.en] for choice in enumeration.choices]
        parts += [
            f"### {enumeration.id}",
            f"{enumeration.label.zh} · {enumeration.label.en}",
            table_of(("value", "中文", "English"), rows).rstrip(),
        ]
    return page_of("Facts 事实", *parts)


def _in_order(rulebook: Rulebook) -> list[str]:
    """The questions in the order in which they are declared."""
    return sorted(rulebook.questions, key=lambda name: rulebook.questions[name].position)


def _question(rulebook: Rulebook, question: Question) -> list[str]:
    rows = []
    for name in question.facts:
        fact = rulebook.facts[name]
        supplier = rulebook.enumerations["supplier"].label_of(fact.supplied_by)
        rows.append([f"`{name}`", _type(fact), f"{supplier.zh} {supplier.en}", fact.question.zh, fact.question.en])
    heading = ("fact", "type", "supplied by", "问题", "question")
    return [
        f"## {question.id}",
        f"{question.label.zh} · {question.label.en}",
        table_of(heading, rows).rstrip(),
    ]


def _type(fact: Fact) -> str:
    if fact.type.choices:
        kind = f"one of [{fact.type.choices}](#{fact.type.choices})"
    elif fact.type.record:
        kind = f"list of [{fact.type.record}](#{fact.type.record})"
    else:
        kind = fact.type.name
    return f"{kind}, finding" if fact.finding else kind


# provisions


def provisions_page(rulebook: Rulebook) -> str:
    """Every provision of every document: status, heading, rules."""
    parts = [
        "Rules, computed values and definitions that stand with a provision or rest on its words, or why none does."
    ]
    for document in rulebook.documents.values():
        provisions = [found for found in rulebook.provisions.values() if found.document == document.id]
        rows = [_provision(rulebook, provision) for provision in provisions]
        parts += [
            f"## {document.id}",
            _about(document, provisions),
            table_of(("provision", "heading", "status", "rules"), rows).rstrip(),
        ]
    return page_of("Provisions 条款", *parts)


def _about(document: Document, provisions: list[Provision]) -> str:
    counts: dict[str, int] = {}
    for provision in provisions:
        counts[provision.status] = counts.get(provision.status, 0) + 1
    told = ", ".join(f"{count} {word(status, 'en')} {word(status, 'zh')}" for status, count in counts.items())
    return f"{document.title.zh} · {document.title.en}. {len(provisions)} provisions: {told}."


def _provision(rulebook: Rulebook, provision: Provision) -> list[str]:
    names = [rule.id for rule in rulebook.rules_of_provision[provision.id]]
    values = [value.id for value in rulebook.computed.values() if value.source.provision == provision.id]
    defined = [item.id for item in rulebook.definitions.values() if item.source.provision == provision.id]
    rules = ", ".join(f"`{name}`" for name in (*names, *values, *defined))
    if not rules and provision.reason:
        rules = f"{provision.reason.zh} · {provision.reason.en}"
    heading = f"{provision.heading.zh} · {provision.heading.en}"
    status = f"{word(provision.status, 'zh')} {word(provision.status, 'en')}"
    return [f"`{provision.id}`", heading, status, rules]


# the decision JSON


def schema_tables(schema: dict[str, Any]) -> str:
    """A table for every object that the schema of decisions describes."""
    definitions = schema["$defs"]
    parts = []
    for name, node in {"decision": schema, **definitions}.items():
        if not _is_plain(node):
            parts += [f"### {name}", _said(node, definitions)]
            rows = [
                [f"`{field}`", _json_type(child, definitions), child.get("description", "")]
                for field, child in node.get("properties", {}).items()
            ]
            if rows:
                parts.append(table_of(("field", "type", "what it says"), rows).rstrip())
    return "\n\n".join(parts) + "\n"


def _is_plain(node: dict[str, Any]) -> bool:
    """Whether a definition needs no place of its own: a string, a number, a choice of such."""
    return not any(key in node for key in ("properties", "additionalProperties", "oneOf", "anyOf"))


def _said(node: dict[str, Any], definitions: dict[str, Any]) -> str:
    said = str(node["description"])
    if "oneOf" in node:
        return f"{said} One of {_json_type(node, definitions)}."
    values = node.get("additionalProperties")
    return f"{said} Each value: {_json_type(values, definitions)}." if isinstance(values, dict) else said


def _json_type(node: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        target = definitions[name]
        return _json_type(target, definitions) if _is_plain(target) else f"[{name}](#{name})"
    if "const" in node:
        return f"`{json.dumps(node['const'], ensure_ascii=False)}`"
    if "enum" in node:
        return ", ".join(f"`{json.dumps(value, ensure_ascii=False)}`" for value in node["enum"])
    if "oneOf" in node:
        return " or ".join(dict.fromkeys(_json_type(part, definitions) for part in node["oneOf"]))
    kinds = node.get("type", "any value")
    told = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    items = node.get("items")
    return f"{told} of {_json_type(items, definitions)}" if isinstance(items, dict) else told


def main() -> int:
    """Write the pages, or with `--check` compare only; 1 where one is out of date."""
    check = sys.argv[1:] == ["--check"]
    stale = {path: text for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        print(f"{path.relative_to(ROOT)}: {'out of date' if check else 'written'}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
