"""A case asked again: the same facts on another day or under other lists, with what lists and jurisdictions supply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nocert_rules.engine.facts.case import Case, Situation
from nocert_rules.engine.facts.lookup import add_assumed_findings, add_entries, add_jurisdiction
from nocert_rules.engine.facts.read import Given
from nocert_rules.rulebook.model.rulebook import Rulebook

SUPPLIED = ("list", "jurisdiction")


def resupplied(case: Case, rulebook: Rulebook) -> Case:
    """`case` with what lists and jurisdictions supply taken from `rulebook`."""
    situations = tuple(_resupplied(case, situation, rulebook) for situation in case.situations)
    return replace(case, situations=situations)


def asked_on(case: Case, rulebook: Rulebook, day: date) -> Case:
    """`case` as it stands if it is asked on `day`."""
    situations = tuple(replace(situation, values={**situation.values, "as_of": day}) for situation in case.situations)
    return resupplied(replace(case, as_of=day, situations=situations), rulebook)


def _resupplied(case: Case, situation: Situation, rulebook: Rulebook) -> Situation:
    question = rulebook.questions[case.question]
    own = [name for name, origin in situation.origins.items() if origin.kind not in SUPPLIED]
    given = Given({name: situation.values[name] for name in own}, {name: situation.origins[name] for name in own})
    if case.jurisdiction:
        if case.entries or case.unlisted:
            entries = tuple(rulebook.entries[entry.id] for entry in case.entries)
            add_entries(rulebook, question, case.jurisdiction, entries, given)
        add_jurisdiction(rulebook, question, case.jurisdiction, case.as_of, given)
    add_assumed_findings(rulebook, question, given)
    return replace(situation, values=given.values, origins=given.origins)
