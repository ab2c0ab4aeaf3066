"""Everything a lint can look at: the files' nodes, the Rulebook if they make one, its golden cases, the day asked.

Golden cases are looked at as they are written and not run, nor are their facts checked: `nocert test` does both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from nocert_rules.gate.lint.source import Sources
from nocert_rules.rulebook.load.assemble import build_rulebook
from nocert_rules.rulebook.load.files import Sections, read_sections
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, kind_of, parse, read_text
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Position, Problem, Problems

# what stands under a section or inside one of its parts, by the key that holds its id
_IDS = {
    "enumerations": "enumeration",
    "facts": "fact",
    "records": "record",
    "contradictions": "contradiction",
    "conclusions": "conclusion",
    "questions": "question",
    "notices": "notice",
    "jurisdictions": "jurisdiction",
    "lists": "list",
    "requirements": "requirement",
    "calendar": "notice",
    "document": "id",
    "provisions": "provision",
}
_INNER = {
    ("provisions", "rules"): ("rule", "id"),
    ("provisions", "values"): ("computed", "id"),
    ("provisions", "definitions"): ("definition", "id"),
    ("records", "fields"): ("fact", "fact"),
    ("lists", "entries"): ("entry", "entry"),
}


@dataclass(frozen=True, eq=False)
class Book:
    """A rulebook as it is linted.

    `rulebook` is None where the loader refuses it, and `problems` say why.
    """

    rules: Path
    sections: Sections
    problems: tuple[Problem, ...]
    rulebook: Rulebook | None
    as_of: date
    sources: Sources = field(default_factory=Sources)

    @property
    def loaded(self) -> Rulebook:
        """The Rulebook, for lints that run only where there is one."""
        assert self.rulebook is not None
        return self.rulebook

    @cached_property
    def _nodes(self) -> Mapping[tuple[str, str], MapNode]:
        return {(kind, name): node for kind, name, node in self._named()}

    def _named(self) -> Iterator[tuple[str, str, MapNode]]:
        for section, key in _IDS.items():
            kind = "document" if section == "document" else key
            for fields in self.sections.parts[section]:
                yield kind, text_in(fields.node.get(key)), fields.node
                for (outer, inner), (inner_kind, inner_key) in _INNER.items():
                    if outer == section:
                        for part in maps_in(fields.node.get(inner)):
                            yield inner_kind, text_in(part.get(inner_key)), part

    def node(self, kind: str, name: str) -> MapNode:
        """The mapping that writes the rule, fact, list … of that name."""
        return self._nodes[(kind, name)]

    def place(self, kind: str, name: str, *keys: str) -> Position:
        """Where the rule, fact, list … of that name stands, or the value under the first of `keys` it has."""
        node = self.node(kind, name)
        for key in keys:
            found = node.get(key)
            if found is not None:
                return found.position
        return node.position

    def place_of_exception(self, rule: str, target: str) -> Position:
        """Where the rule of that name says that it is an exception to `target`."""
        node = self.node("rule", rule).get("exception_to")
        for item in node.items if isinstance(node, ListNode) else ():
            if text_in(item) == target:
                return item.position
        return self.place("rule", rule, "exception_to")

    def parts(self, section: str) -> Iterator[MapNode]:
        """The mappings of a section, in the order of files."""
        for fields in self.sections.parts[section]:
            yield fields.node

    def everything(self) -> Iterator[Node]:
        """The nodes of all parts of all files, outermost first."""
        for section in self.sections.parts:
            for node in self.parts(section):
                yield from walk_nodes(node)

    @cached_property
    def case_files(self) -> tuple[Path, ...]:
        """The files of golden cases beside the rules."""
        found = self.rules.glob("*/cases/*.yaml")
        return tuple(sorted(found, key=lambda path: path.relative_to(self.rules).as_posix()))

    @cached_property
    def cases(self) -> tuple[MapNode, ...]:
        """The golden cases as they are written."""
        return tuple(node for tree in self._case_trees[0] for node in maps_in(tree.get("cases")))

    @property
    def case_problems(self) -> tuple[Problem, ...]:
        """Why files of golden cases cannot be read."""
        return self._case_trees[1]

    @cached_property
    def _case_trees(self) -> tuple[tuple[MapNode, ...], tuple[Problem, ...]]:
        found: list[MapNode] = []
        wrong: list[Problem] = []
        for path in self.case_files:
            problems = Problems()
            text = read_text(path, str(path), problems)
            node = parse(text, str(path), problems, "golden cases") if text is not None else None
            if isinstance(node, MapNode):
                found.append(node)
            elif node is not None:
                problems.add("expected_mapping", node.position, found=kind_of(node), expected="a file of golden cases")
            wrong += problems.found
        return tuple(found), tuple(wrong)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files that hold parts of the rulebook and its cases."""
        found = {node.position.file for section in self.sections.parts for node in self.parts(section)}
        found |= {problem.position.file for problem in self.problems if Path(problem.position.file).is_file()}
        return tuple(sorted(found | {str(path) for path in self.case_files}))


def read_book(rules: Path, catalogue: Path, as_of: date) -> Book:
    """The rulebook of the folders `rules` and `catalogue`, with all its problems."""
    problems, sections = Problems(), Sections()
    try:
        sections = read_sections((rules, catalogue), problems)
        return Book(rules, sections, (), build_rulebook(sections, problems), as_of)
    except InputError as error:
        return Book(rules, sections, error.problems, None, as_of)


def maps_in(node: Node | None) -> Iterator[MapNode]:
    """The mappings in a list; none where `node` is no list."""
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, MapNode):
            yield item


def key_in(node: MapNode, name: str) -> ScalarNode | None:
    """The key of that name as it is written, None where there is none."""
    return next((key for key, _ in node.entries if key.text == name), None)


def walk_nodes(node: Node) -> Iterator[Node]:
    """`node` and everything in it, outermost first."""
    yield node
    match node:
        case ListNode(_, items):
            for item in items:
                yield from walk_nodes(item)
        case MapNode(_, entries):
            for _, value in entries:
                yield from walk_nodes(value)


def text_in(node: Node | None) -> str:
    """The characters of a scalar; none for anything else."""
    return node.text if isinstance(node, ScalarNode) else ""
