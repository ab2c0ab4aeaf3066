"""Finds and parses the YAML files of a rules and a catalogue folder, and sorts their parts by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nocert_rules.rulebook.load.folders import yaml_files
from nocert_rules.rulebook.load.nodes import parse, read_text
from nocert_rules.rulebook.load.reader import Fields, fields_of
from nocert_rules.words.errors import Position, Problems

SECTIONS = (
    "enumerations",
    "facts",
    "records",
    "contradictions",
    "conclusions",
    "questions",
    "notices",
    "jurisdictions",
    "lists",
    "requirements",
    "calendar",
    "document",
    "provisions",
)


@dataclass
class Sections:
    """The parts of all files, by section; `document` of a provision's file comes from its folder."""

    parts: dict[str, list[Fields]] = field(default_factory=lambda: {name: [] for name in SECTIONS})
    folder_of: dict[int, str] = field(default_factory=dict)

    def each(self, section: str) -> Iterator[Fields]:
        """The parts of `section`, in the order of files and within them."""
        yield from self.parts[section]


def read_sections(folders: tuple[Path, ...], problems: Problems) -> Sections:
    """Every part of every file under `folders`; what cannot be read is noted in `problems`."""
    sections = Sections()
    for folder in folders:
        if not folder.is_dir():
            problems.add("no_folder", Position(str(folder)))
            continue
        files = yaml_files(folder)
        if not files:
            problems.add("folder_empty", Position(str(folder)))
        for path in files:
            _read_file(path, sections, problems)
    return sections


def _read_file(path: Path, sections: Sections, problems: Problems) -> None:
    text = read_text(path, str(path), problems)
    if text is None:
        return
    node = parse(text, str(path), problems, "rules or catalogue data")
    fields = fields_of(node, "a rules or catalogue file", problems) if node else None
    if not fields:
        return
    fields.only(SECTIONS)
    for section in SECTIONS:
        if section == "document":
            document = fields.mapping(section)
            parts = [document] if document else []
        else:
            parts = list(fields.each(section, f"an entry of `{section}`"))
        for part in parts:
            sections.folder_of[id(part)] = path.parent.name
        sections.parts[section].extend(parts)
