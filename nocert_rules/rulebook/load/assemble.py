"""Stage 1: the files of a rules and a catalogue folder become one Rulebook, or one InputError with every problem."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import MappingProxyType

from nocert_rules.rulebook.load.calendar import load_calendar
from nocert_rules.rulebook.load.catalogue import load_conclusions, load_contradictions, load_vocabulary
from nocert_rules.rulebook.load.checks import check_rulebook
from nocert_rules.rulebook.load.documents import load_documents
from nocert_rules.rulebook.load.files import Sections, read_sections
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.load.lists import load_jurisdictions, load_lists, load_requirements
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode
from nocert_rules.rulebook.load.notices import load_notices
from nocert_rules.rulebook.load.questions import load_questions
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Problems


def load_rulebook(rules: Path | None = None, catalogue: Path | None = None) -> Rulebook:
    """The Rulebook of the folders `rules` and `catalogue` (default: those of the package).

    Raises InputError with all problems of all files together.
    """
    problems = Problems()
    folders = (rules or default_folder("rules"), catalogue or default_folder("catalogue"))
    return build_rulebook(read_sections(folders, problems), problems)


def build_rulebook(sections: Sections, problems: Problems) -> Rulebook:
    """The Rulebook of parts that were read with `problems`.

    Raises InputError with all problems of reading, or else of what was read.
    """
    problems.raise_if_any()
    rulebook = _build(sections, problems)
    problems.raise_if_any()
    check_rulebook(rulebook, problems)
    problems.raise_if_any()
    return rulebook


def _build(sections: Sections, problems: Problems) -> Rulebook:
    vocabulary = load_vocabulary(sections, problems)
    conclusions = load_conclusions(sections, vocabulary, problems)
    texts = load_documents(sections, vocabulary, conclusions, problems)
    contradictions = load_contradictions(sections, vocabulary, problems)
    questions = load_questions(sections, vocabulary, conclusions, texts.documents, problems)
    jurisdictions = load_jurisdictions(sections, vocabulary, problems)
    for document in texts.documents.values():
        if document.territory not in jurisdictions:
            problems.unknown_name("jurisdiction", document.territory, document.position, jurisdictions)
    return Rulebook(
        documents=MappingProxyType(texts.documents),
        provisions=MappingProxyType(texts.provisions),
        rules=MappingProxyType(texts.rules),
        computed=MappingProxyType(texts.computed),
        definitions=MappingProxyType(texts.definitions),
        facts=MappingProxyType(vocabulary.facts),
        enumerations=MappingProxyType(vocabulary.enumerations),
        contradictions=contradictions,
        conclusions=MappingProxyType(conclusions),
        questions=MappingProxyType(questions),
        notices=MappingProxyType(load_notices(sections, questions, texts.provisions, problems)),
        jurisdictions=MappingProxyType(jurisdictions),
        lists=MappingProxyType(load_lists(sections, vocabulary, jurisdictions, questions, problems)),
        requirements=load_requirements(sections, jurisdictions, problems),
        calendar=MappingProxyType(load_calendar(sections, problems)),
        digest=digest(sections),
    )


def digest(sections: Sections) -> str:
    """A sha256 over the content of all parts; the order of files, parts and keys does not change it."""
    parts = sorted(
        _text([section, _without_order(plain(part.node)) if section == "provisions" else plain(part.node)])
        for section, fields in sections.parts.items()
        for part in fields
    )
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _without_order(provision: object) -> object:
    """A provision's data with its rules, values and definitions sorted: their order means nothing."""
    if not isinstance(provision, dict):
        return provision
    lists = {key: provision[key] for key in ("rules", "values", "definitions") if isinstance(provision.get(key), list)}
    return provision | {key: sorted(found, key=_text) for key, found in lists.items()}


def plain(node: Node) -> object:
    """`node` as JSON data with sorted keys; whether a scalar was quoted counts, for it can change its type."""
    match node:
        case ScalarNode(_, text, quoted):
            return [text] if quoted else text
        case ListNode(_, items):
            return [plain(item) for item in items]
        case MapNode(_, entries):
            return {key.text: plain(value) for key, value in sorted(entries, key=lambda entry: entry[0].text)}
