"""Builds a checked Case from what files, options, lists and jurisdictions say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from nocert_rules.atoms import compile_atom
from nocert_rules.errors import Position, Problems, shown
from nocert_rules.facts.case import Case, Origin, Situation
from nocert_rules.facts.lookup import (
    Selector,
    add_assumed_findings,
    add_entries,
    add_jurisdiction,
    find_entries,
    find_jurisdiction,
)
from nocert_rules.facts.read import FactReader, Given, GivenCase, option_entries
from nocert_rules.load.nodes import Node, ScalarNode, decode, parse, read_text
from nocert_rules.load.reader import date_of
from nocert_rules.model.catalogue import Contradiction, Entry, Question
from nocert_rules.model.conditions import All, Any, Condition, Not, atoms, facts_of
from nocert_rules.model.rulebook import Rulebook
from nocert_rules.truth import TRUE, Truth, conjunction, disjunction, negation

MAX_CASE_BYTES = 2_000_000
STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Asked:
    """A question as it is put: where the facts are, the item meant, the day asked.

    The day is `as_of`, or `on` as the user wrote it, or what the file says, or else `today`.
    """

    question: str
    today: date
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
    as_of = _one(given.as_of, asked.as_of or _day(asked.on, problems), "on", problems) or asked.today
    jurisdiction = _jurisdiction(rulebook, asked, given, problems)
    entries = _entries(rulebook, question, asked, given, jurisdiction, problems)
    problems.raise_if_any()
    if jurisdiction:
        # what is given first stays: the case itself, then the item's entries, then the jurisdiction
        if entries is not None:
            add_entries(rulebook, question, jurisdiction, entries, given.shared)
        add_jurisdiction(rulebook, question, jurisdiction, as_of, given.shared)
    add_assumed_findings(rulebook, question, given.shared)
    situations = _situations(question, given, as_of)
    _check(rulebook, question, situations, given, as_of, problems)
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
        place = str(asked.files[0]) if asked.files else question.id
        problems.add("no_subjects", Position(place), each=question.subjects_key)
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
    known = [subject.id for subject in into.subjects]
    for subject in other.subjects:
        if subject.id in known:
            problems.add("duplicate_subject", next(iter(subject.given.places.values()), Position("")), found=subject.id)
    into.shared.values |= other.shared.values
    into.shared.origins |= other.shared.origins
    into.shared.places |= other.shared.places
    into.subjects += other.subjects
    into.question = into.question or other.question
    into.jurisdiction = into.jurisdiction or other.jurisdiction
    into.as_of = into.as_of or other.as_of


def _day(text: str, problems: Problems) -> date | None:
    """The day of `--on`."""
    found = date_of(ScalarNode(Position("--on"), text, False)) if text else None
    if text and found is None:
        expected = "a day as `2019-06-03`"
        problems.add("expected_value", Position("--on"), found=f"`{shown(text)}`", expected=expected)
    return found


def _one(in_file: tuple[date, Position] | None, option: date | None, name: str, problems: Problems) -> date | None:
    if in_file and option and in_file[0] != option:
        problems.add("option_twice", in_file[1], option=f"--{name}")
    return option or (in_file[0] if in_file else None)


def _jurisdiction(rulebook: Rulebook, asked: Asked, given: GivenCase, problems: Problems) -> str | None:
    named = [
        (name, place)
        for name, place in (given.jurisdiction or ("", Position("")), (asked.jurisdiction, Position("--jurisdiction")))
        if name
    ]
    found = [find_jurisdiction(rulebook, name, place, problems) for name, place in named]
    if len(set(found)) > 1 and None not in found:
        problems.add("option_twice", named[0][1], option="--jurisdiction")
    return found[0] if found else None


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
    return find_entries(rulebook, jurisdiction, selector, problems)


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


def _check(
    rulebook: Rulebook,
    question: Question,
    situations: Sequence[Situation],
    given: GivenCase,
    as_of: date,
    problems: Problems,
) -> None:
    """Note findings dated after the day asked, and facts that cannot be true together."""
    for number, situation in enumerate(situations):
        own = given.subjects[number].given.places if given.subjects else {}
        places = given.shared.places | own
        for name, origin in situation.origins.items():
            if origin.kind == "case" and origin.finding and origin.finding.on and origin.finding.on > as_of:
                problems.add("finding_future", places[name], fact=name, on=origin.finding.on, as_of=as_of)
        for contradiction in rulebook.contradictions:
            _check_contradiction(rulebook, question, contradiction, situation, places, problems)


def _check_contradiction(
    rulebook: Rulebook,
    question: Question,
    contradiction: Contradiction,
    situation: Situation,
    places: dict[str, Position],
    problems: Problems,
) -> None:
    names = list(dict.fromkeys(facts_of(contradiction.when)))
    known = {*question.facts, "as_of", *(f.id for f in rulebook.facts.values() if f.record)}
    if not set(names) <= known or _truth(contradiction.when, situation, rulebook) != TRUE:
        return
    mentioned = [name for name in names if name in places]
    place = max((places[name] for name in mentioned), default=Position(question.id))
    facts = ", ".join(f"`{name}`" for name in mentioned)
    problems.add("contradiction", place, label=contradiction.label.zh, facts=facts)


def _truth(condition: Condition, situation: Situation, rulebook: Rulebook) -> Truth:
    match condition:
        case All(parts):
            return conjunction(_truth(part, situation, rulebook) for part in parts)
        case Any(parts):
            return disjunction(_truth(part, situation, rulebook) for part in parts)
        case Not(part):
            return negation(_truth(part, situation, rulebook))
    (atom,) = atoms(condition)
    return compile_atom(atom, rulebook)(situation.values)
