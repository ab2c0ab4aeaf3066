"""Builds a checked Case from what files, options, lists and jurisdictions say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from nocert_rules.engine.facts.case import Case, Origin, Situation
from nocert_rules.engine.facts.check import check_situation
from nocert_rules.engine.facts.lookup import (
    Selector,
    add_assumed_findings,
    add_entries,
    add_jurisdiction,
    find_entries,
    find_jurisdiction,
)
from nocert_rules.engine.facts.read import FactReader, Given, GivenCase, option_entries
from nocert_rules.engine.today import today
from nocert_rules.rulebook.load.nodes import Node, ScalarNode, decode, parse, read_text
from nocert_rules.rulebook.load.reader import date_of
from nocert_rules.rulebook.model.catalogue import Entry, Lookup, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position, Problems, shown

MAX_CASE_BYTES = 2_000_000
STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Asked:
    """A question as it is put: where the facts are, the item meant, the day asked.

    The day is `as_of`, or `on` as the user wrote it, or what the file says, or else `today`; without that, the day it
    is in the jurisdiction.
    """

    question: str
    today: date | None = None
    files: tuple[Path, ...] = ()
    standard_input: bytes = b""
    facts: tuple[str, ...] = ()
    item: Selector | None = None
    jurisdiction: str = ""
    as_of: date | None = None
    on: str = ""
    nodes: tuple[Node, ...] = field(default=())
    parameters: bool = False


def build_case(rulebook: Rulebook, asked: Asked) -> Case:
    """The Case for what is asked; raises InputError with every problem found."""
    problems = Problems()
    question = rulebook.questions[asked.question]
    given = _read_all(rulebook, question, asked, problems)
    jurisdiction = _jurisdiction(rulebook, asked, given, problems)
    as_of = _as_of(asked, given, problems) or today(rulebook, jurisdiction or "")
    entries = _entries(rulebook, question, asked, given, jurisdiction, problems)
    problems.raise_if_any()
    if jurisdiction:
        # what is given first stays: the case itself, then the item's entries, then the jurisdiction
        if entries is not None:
            add_entries(rulebook, question, jurisdiction, entries, given.shared)
        add_jurisdiction(rulebook, question, jurisdiction, as_of, given.shared)
    add_assumed_findings(rulebook, question, given.shared)
    situations = _situations(question, given, as_of)
    for number, situation in enumerate(situations):
        own = given.subjects[number].given.places if given.subjects else {}
        check_situation(rulebook, question, situation, given.shared.places | own, problems)
    problems.raise_if_any()
    return Case(question.id, as_of, jurisdiction, situations, entries or (), entries == ())


def _read_all(rulebook: Rulebook, question: Question, asked: Asked, problems: Problems) -> GivenCase:
    reader = FactReader(rulebook, question, problems, asked.parameters)
    nodes = [node for node in (_read(path, asked, problems) for path in asked.files) if node is not None]
    case = GivenCase()
    for node in (*nodes, *asked.nodes):
        _merge(case, reader.case(node), problems)
    reader.facts(option_entries(asked.facts, problems), "", case.shared)
    if question.each and not case.subjects and not problems.found:
        place = Position(str(asked.files[0])) if asked.files else Position(question.id)
        problems.add("no_subjects", asked.nodes[0].position if asked.nodes else place, each=question.subjects_key)
    return case


def _read(path: Path, asked: Asked, problems: Problems) -> Node | None:
    if str(path) == STANDARD_INPUT:
        text = decode(asked.standard_input, "<stdin>", problems, MAX_CASE_BYTES)
        name = "<stdin>"
    else:
        name = str(path)
        text = read_text(path, name, problems, MAX_CASE_BYTES)
    return parse(text, name, problems, "the facts of a case") if text is not None else None


def _merge(into: GivenCase, other: GivenCase, problems: Problems) -> None:
    """Take over what a further file says; the same fact twice is a problem."""
    for name, position in other.shared.places.items():
        if name in into.shared.places:
            problems.add("twice_given", position, fact=name, first=into.shared.places[name])
    known = {subject.id for subject in into.subjects}
    for subject in other.subjects:
        if subject.id and subject.id in known:
            problems.add("duplicate_subject", subject.position, found=shown(subject.id))
    into.shared.values |= other.shared.values
    into.shared.origins |= other.shared.origins
    into.shared.places |= other.shared.places
    into.subjects += other.subjects
    into.jurisdictions += other.jurisdictions
    into.days += other.days


def _as_of(asked: Asked, given: GivenCase, problems: Problems) -> date | None:
    """The day asked: what files and options say of it must agree."""
    option = asked.as_of or day_of(asked.on, problems)
    days = [*given.days, *([(option, Position("--on"))] if option else [])]
    for day, place in days[1:]:
        _same("as_of", (str(day), place), (str(days[0][0]), days[0][1]), problems)
    return days[0][0] if days else asked.today


def _same(name: str, said: tuple[str, Position], before: tuple[str, Position], problems: Problems) -> None:
    if said[0] != before[0]:
        problems.add("option_differs", said[1], option=name, found=said[0], first=before[1], other=before[0])


def day_of(text: str, problems: Problems) -> date | None:
    """The day of `--on`."""
    found = date_of(ScalarNode(Position("--on"), text, False)) if text else None
    if text and found is None:
        expected = "a day as `2019-06-03`"
        problems.add("expected_value", Position("--on"), found=f"`{shown(text)}`", expected=expected)
    return found


def _jurisdiction(rulebook: Rulebook, asked: Asked, given: GivenCase, problems: Problems) -> str | None:
    """The jurisdiction, by whatever name: what files and options say of it must agree."""
    option = [(asked.jurisdiction, Position("--jurisdiction"))] if asked.jurisdiction else []
    named = [
        (find_jurisdiction(rulebook, name, place, problems), place) for name, place in (*given.jurisdictions, *option)
    ]
    found = [(name, place) for name, place in named if name]
    for said in found[1:]:
        _same("jurisdiction", said, found[0], problems)
    return found[0][0] if found else None


def _entries(
    rulebook: Rulebook, question: Question, asked: Asked, given: GivenCase, jurisdiction: str | None, problems: Problems
) -> tuple[Entry, ...] | None:
    """The list entries of the item that is named, None where no item is."""
    selector = asked.item or _named_in_facts(question, given.shared)
    if selector is None:
        return None
    if question.lookup is None:
        problems.add("item_not_for_question", selector.position, question=question.id)
        return None
    if jurisdiction is None:
        if selector.required and not problems.found:
            problems.add("item_without_jurisdiction", selector.position)
        return None
    found = find_entries(rulebook, jurisdiction, selector, problems)
    for entry in found[:1] if found and asked.item else ():
        _check_item(question.lookup, entry, given.shared, problems)
    return found


def _check_item(lookup: Lookup, entry: Entry, given: Given, problems: Problems) -> None:
    """Note facts that call the item otherwise than its entry does."""
    for key, fact in lookup.item.items():
        value, known = given.values.get(fact), getattr(entry, key)
        if value is not None and known and value != known:
            differs = {"found": shown(str(value)), "part": key.replace("_", " "), "item": entry.id, "expected": known}
            problems.add("item_differs", given.places[fact], **differs)


def _named_in_facts(question: Question, given: Given) -> Selector | None:
    lookup = question.lookup
    fact = lookup.item.get("certificate", "") if lookup else ""
    if lookup is None or fact not in given.values:
        return None
    parts = {key: str(given.values.get(name, "")) for key, name in lookup.item.items()}
    return Selector(
        parts["certificate"],
        parts.get("matter", ""),
        parts.get("requesting_unit", ""),
        parts.get("issuing_unit", ""),
        given.places[fact],
        required=False,
    )


def _situations(question: Question, given: GivenCase, as_of: date) -> tuple[Situation, ...]:
    day = ({"as_of": as_of}, {"as_of": Origin("day")})
    if not question.each:
        return (Situation(None, "", given.shared.values | day[0], given.shared.origins | day[1]),)
    return tuple(
        Situation(
            subject.id,
            subject.name,
            given.shared.values | subject.given.values | day[0],
            given.shared.origins | subject.given.origins | day[1],
        )
        for subject in given.subjects
    )
