"""Formats one text, and makes sure that the result says the same as the text did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from nocert_rules.gate.fmt.canon import KINDS, file_kind
from nocert_rules.gate.fmt.comments import Comment, find_comments, place_comments
from nocert_rules.gate.fmt.layout import file_text
from nocert_rules.gate.fmt.tree import Collection, read_tree
from nocert_rules.rulebook.load.assemble import digest, plain
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, parse
from nocert_rules.rulebook.load.reader import Fields, fields_of
from nocert_rules.words.errors import InputError, NocertError, Position, Problem, Problems
from nocert_rules.words.messages import Language

_MODELINE = re.compile(r"#\s*yaml-language-server\s*:\s*\$schema\s*=\s*\S.*")
_EXPECTED = "rules, a catalogue, golden cases or invariants"


@dataclass(frozen=True)
class Document:
    """A file's text: what `load` reads in it (`fields`), its parts, and which kind of file it is."""

    name: str
    text: str
    fields: Fields
    kind: str


class FormatRefused(NocertError):
    """The formatted text would not say the same as the file: a fault of this program, and nothing is written."""

    def __init__(self, name: str, what: str, what_zh: str) -> None:
        super().__init__(f"{name}: the formatted text would differ in {what}; nothing was written")
        self._chinese = f"{name}：整理后的{what_zh}会与原文件不同；没有写入任何文件"

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """The file and what would differ, in one line."""
        return (str(self) if language == "en" else self._chinese,)


def read_document(text: str, name: str, problems: Problems) -> Document | None:
    """The document in `text`, None with the reasons in `problems` where it is not a file of a rulebook."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    node = parse(text, name, problems, _EXPECTED)
    fields = fields_of(node, _EXPECTED, problems) if node else None
    if fields is None:
        return None
    kind = file_kind(frozenset(key.text for key, _ in fields.node.entries))
    before = len(problems.found)
    fields.only(tuple(KINDS[kind].order))
    return Document(name, text, fields, kind) if len(problems.found) == before else None


def formatted(document: Document, schema: str = "") -> Document:
    """`document` in canonical layout, with a modeline for `schema` if there is one.

    Raises FormatRefused where the result would not say the same.
    """
    root = _root(document)
    comments = tuple(find_comments(document.text, root))
    head = place_comments(document.text, root, comments)
    text = file_text(root, document.kind, _with_modeline(head, schema))
    if text == document.text:
        return document
    result = read_document(text, document.name, Problems())
    if result is None or plain(result.fields.node) != plain(document.fields.node):
        raise FormatRefused(document.name, "content", "内容")
    if _data(document.text) not in (None, _data(text)):
        raise FormatRefused(document.name, "what other YAML readers see", "内容（其他 YAML 程序所见）")
    kept = find_comments(text, _root(result))
    if _counted(kept, bool(schema)) != _counted(comments, bool(schema)):
        raise FormatRefused(document.name, "comments", "注释")
    return result


def _root(document: Document) -> Collection:
    try:
        root = read_tree(document.text)
    except yaml.MarkedYAMLError as error:  # escapes of JSON, which `parse` puts up with
        mark = error.problem_mark
        place = Position(document.name, mark.line + 1, mark.column + 1) if mark else Position(document.name)
        raise InputError((Problem("yaml_syntax", place, (("reason", error.problem or "unreadable"),)),)) from error
    assert isinstance(root, Collection)  # a document has fields
    return root


def _with_modeline(head: list[str], schema: str) -> list[str]:
    """`head` with a modeline as its first line: one for `schema` in place of all others, or else its own."""
    own = [comment for comment in head if _MODELINE.fullmatch(comment)]
    if not schema and not own:
        return head
    gone = own if schema else own[:1]
    rest = [comment for comment in head if comment not in gone]
    while rest and not rest[0]:
        rest = rest[1:]
    return [f"# yaml-language-server: $schema={schema}" if schema else own[0], *rest]


def _counted(comments: Iterable[Comment], but_modelines: bool) -> Counter[str]:
    words = (comment.text for comment in comments)
    return Counter(text for text in words if not (but_modelines and _MODELINE.fullmatch(text)))


def _data(text: str) -> object:
    """What a YAML 1.2 parser, as editors have, reads in `text`; None where it reads nothing."""
    try:
        return _data_of(YAML(typ="safe", pure=True).compose(text))
    except YAMLError:
        return None


def _data_of(node: Node) -> object:
    """What a node says: its type and value, a mapping's keys in no order."""
    if isinstance(node, ScalarNode):
        return (str(node.tag), node.value)
    if isinstance(node, MappingNode):
        return {_data_of(key): _data_of(value) for key, value in node.value}
    return [_data_of(item) for item in node.value]


def digest_of(documents: Iterable[Document]) -> str:
    """The digest of the Rulebook that the rules and catalogue files among `documents` make."""
    sections = Sections()
    for document in documents:
        if document.kind == "rulebook":
            for section, parts in sections.parts.items():
                node = document.fields.node.get(section)
                nodes = node.items if isinstance(node, ListNode) else (node,) if node else ()
                parts += [Fields(part, section, Problems()) for part in nodes if isinstance(part, MapNode)]
    return digest(sections)
