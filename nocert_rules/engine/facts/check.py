"""Checks what is known of a situation as a whole: findings from the future, facts that exclude each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nocert_rules.engine.atoms import decide_in_record
from nocert_rules.engine.facts.case import Situation
from nocert_rules.engine.truth import TRUE
from nocert_rules.rulebook.model.catalogue import Contradiction, Question
from nocert_rules.rulebook.model.conditions import facts_of
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position, Problems, listed


def check_situation(
    rulebook: Rulebook, question: Question, situation: Situation, places: Mapping[str, Position], problems: Problems
) -> None:
    """Note findings dated after the day asked, and facts that cannot be true together.

    `places` says where the facts stand that a message can point to.
    """
    as_of = situation.values["as_of"]
    assert isinstance(as_of, date)
    for name, origin in situation.origins.items():
        day = origin.finding.on if origin.kind == "case" and origin.finding else None
        if day and day > as_of:
            problems.add("finding_future", places[name], fact=name, on=day, as_of=as_of)
    for contradiction in rulebook.contradictions:
        _check_contradiction(rulebook, question, contradiction, situation, places, problems)


def _check_contradiction(
    rulebook: Rulebook,
    question: Question,
    contradiction: Contradiction,
    situation: Situation,
    places: Mapping[str, Position],
    problems: Problems,
) -> None:
    names = list(dict.fromkeys(facts_of(contradiction.when)))
    known = {*question.facts, "as_of", *(fact.id for fact in rulebook.facts.values() if fact.record)}
    if not set(names) <= known or decide_in_record(contradiction.when, rulebook, situation.values) != TRUE:
        return
    mentioned = [name for name in names if name in places]
    place = max((places[name] for name in mentioned), default=Position(question.id))
    facts = listed(mentioned)
    problems.add("contradiction", place, label=contradiction.label.en, label_zh=contradiction.label.zh, facts=facts)
