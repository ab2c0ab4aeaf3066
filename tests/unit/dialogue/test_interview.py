"""The interview: exact plans on small tables, only questions that matter, saving and resuming."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest

from nocert_rules.dialogue.interview.answer import answered
from nocert_rules.dialogue.interview.plan import Names, Plan, plan
from nocert_rules.dialogue.interview.session import Ask, Outcome, Skipped, Wish, next_question, skip
from nocert_rules.engine.decision.answer import undetermined_fields
from nocert_rules.engine.decision.decide import Decider, Part
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.engine.decision.table import Table, combinations, groups_behind
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.engine.facts.write import case_yaml
from nocert_rules.render.view import decision_view
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Given, Not
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.process import run
from tests.unit.gate.test_testing_rulebook import write

DAY = date(2019, 9, 2)


def optimum(table: Table, conclusions: list[str], cost: Callable[[Names], float]) -> float:
    """The least expected cost by trying every order, without any of the plan's short cuts."""
    rails = [table.rail(name) for name in conclusions]
    groups = {group.names: [table.outcome(group, n) for n in range(len(group.outcomes))] for group in table.groups}

    @cache
    def least(left: int) -> float:
        if all(not left & ~true or not left & ~false or not left & (true | false) for true, false in rails):
            return 0.0
        found = float("inf")
        for names, outcomes in groups.items():
            parts = [left & outcome for outcome in outcomes if left & outcome]
            if len(parts) > 1:
                after = sum(least(part) * part.bit_count() for part in parts) / left.bit_count()
                found = min(found, cost(names) + after)
        return found

    return least(table.everything)


def part_of(decider: Decider, question: str, values: Mapping[str, bool]) -> Part:
    case = build_case(decider.rulebook, Asked(question, DAY))
    situation = case.situations[0]
    changed = replace(situation, values={**situation.values, **values})
    return decider.decide(replace(case, situations=(changed,))).parts[0]


@pytest.mark.parametrize("question", ["verification", "pledge"])
@pytest.mark.parametrize("seed", range(6))
def test_the_plan_is_the_enumerated_optimum(reference: Decider, question: str, seed: int) -> None:
    random = Random(seed)
    booleans = [
        n for n in reference.rulebook.questions[question].facts if reference.rulebook.facts[n].type.name == "boolean"
    ]
    known = {name: random.random() < 0.7 for name in booleans if random.random() < 0.3}
    part = part_of(reference, question, known)
    conclusions = [name for name in part.program.question.asked if part.status(name) == "undetermined"][:4]
    groups = groups_behind(reference.rulebook, part, conclusions)
    while groups and (len(groups) > 8 or combinations(groups) > 512 or len({g.names for g in groups}) < len(groups)):
        groups.pop()
    table = Table(part, groups)
    names = [name for name in conclusions if any(table.rail(name))]

    def cost(asked: Names) -> float:
        return 3.0 if any("findings" in name for name in asked) else 1.0

    assert plan(table, names, cost).expected == pytest.approx(optimum(table, names, cost), rel=0.05)


def test_questions_that_tell_only_together_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path)
    rulebook = load_rulebook(folder / "rules", folder / "catalogue")
    owns, walks = (Compare(f"keeper.{name}", "is", (Given(True),)) for name in ("owns", "walks"))
    one_alone = Any((All((owns, Not(walks))), All((walks, Not(owns)))))
    rule = replace(rulebook.rules["licence-needed"], when=one_alone)
    decider = Decider(replace(rulebook, rules={**rulebook.rules, rule.id: rule}), "reference")
    part = part_of(decider, "keeping", {"keeper.in_town": True, "keeper.guest": False})
    table = Table(part, groups_behind(decider.rulebook, part, ["licence"]))
    assert plan(table, ["licence"], len) == Plan(("keeper.owns",), 2.0, 2, 2)
    monkeypatch.setattr("nocert_rules.dialogue.interview.plan.MAX_STATES", 0)
    assert plan(table, ["licence"], len) == Plan(("keeper.owns",), 2, 1, 2)


def test_what_comes_to_the_same_is_asked_where_there_is_no_answer_without_it(reference: Decider) -> None:
    """Answered on the day of the request: not late whatever the limit, and still compared with a last day."""
    facts = ("verification.requested=true", "verification.requested_on=2019-08-28", "verification.answered=true")
    asked = Asked("verification", DAY, facts=(*facts, "verification.answered_on=2019-08-28"))
    outcome = next_question(reference, build_case(reference.rulebook, asked))
    assert outcome.ask is not None and outcome.ask.name == "verification.limit"
    assert (outcome.ask.best, outcome.ask.worst) == (1, 1)
    after_it = answered(reference.rulebook, outcome.decision.case, outcome.ask, "5")
    assert next_question(reference, after_it).status == "answered"


def asked_in_turn(decider: Decider, wish: Wish, **given: str) -> tuple[list[str], Outcome]:
    """What is asked about an item on the pledge list, where all but `given` is as a pledge needs it."""
    item = Selector("夫妻关系证明")
    case = build_case(decider.rulebook, Asked("route", date(2020, 1, 15), item=item, jurisdiction="jinhua"))
    asked: list[str] = []
    while (outcome := next_question(decider, case, (), wish)).ask is not None:
        name = outcome.ask.name
        value = given.get(name.rpartition(".")[2], "[]" if outcome.ask.fact.type.record else "true")
        case = answered(decider.rulebook, case, outcome.ask, value)
        asked.append(name)
    return asked, outcome


def test_only_those_at_hand_are_asked_and_in_their_turn(reference: Decider) -> None:
    asked, outcome = asked_in_turn(reference, Wish())
    assert asked == ["item.issued_in_city", "applicant.informed", "applicant.willing", "applicant.bad_records"]
    assert outcome.status == "answered"
    everybody, _ = asked_in_turn(reference, Wish(ask_all=True))
    assert everybody[1] == "item.listings"
    asked, outcome = asked_in_turn(reference, Wish(), willing="false")
    assert asked == ["item.issued_in_city", "applicant.informed", "applicant.willing"]
    assert outcome.status == "open", "on which other lists the item stands is known to the lists alone"
    view = decision_view(outcome.decision, "en")
    assert [(each.name, each.known_to) for each in view.parts[0].elsewhere] == [("item.listings", "published list")]


def test_what_an_interview_is_about_is_settled_and_shown_first(reference: Decider) -> None:
    asked, outcome = asked_in_turn(reference, Wish("pledge"))
    assert asked[1:] == list(reference.rulebook.questions["route"].ask_order)
    assert outcome.status == "answered"
    fields = decision_view(outcome.decision, "en", "pledge").parts[0].fields
    assert (fields[0].line.label, fields[0].line.text) == ("pledge", "open")
    assert ["pledge" in [each.id for each in field.options] for field in fields if field.options] == [False]
    whole = decision_view(outcome.decision, "en", "routes").parts[0].fields[0]
    assert whole.line.id == "routes" and len(whole.options) == 4
    _, closed = asked_in_turn(reference, Wish("pledge"), informed="false", willing="false")
    assert closed.status == "answered", "no is an answer, too"


def test_a_turn_is_kept_where_a_later_question_would_tell_more(tmp_path: Path) -> None:
    folder = write(tmp_path)
    rulebook = load_rulebook(folder / "rules", folder / "catalogue")
    owns, walks = (Compare(f"keeper.{name}", "is", (Given(True),)) for name in ("owns", "walks"))
    rule = replace(rulebook.rules["licence-needed"], when=All((owns, walks)))
    decider = Decider(replace(rulebook, rules={**rulebook.rules, rule.id: rule}), "reference")
    part = part_of(decider, "keeping", {"keeper.in_town": True, "keeper.guest": False})
    table = Table(part, groups_behind(decider.rulebook, part, ["licence"]))

    def cost(names: Names) -> float:
        return 1.0 if names == ("keeper.owns",) else 5.0

    assert plan(table, ["licence"], cost).names == ("keeper.owns",)
    assert plan(table, ["licence"], cost, ("keeper.walks", "keeper.owns")).names == ("keeper.walks",)
    assert plan(table, ["licence"], cost, ("keeper.walks",)).names == ("keeper.owns",), "it has no turn"


def value_for(rulebook: Rulebook, ask: Ask, random: Random) -> str:
    fact = ask.fact
    if fact.type.record:
        return "[]"
    if fact.type.choices:
        value = random.choice(rulebook.enumerations[fact.type.choices].choices).id
    else:
        value = {"boolean": random.choice(["true", "false"]), "integer": "2", "date": "2019-09-02", "text": "某事"}[
            fact.type.name
        ]
    return f"{{value: {value}, by: 某局, on: 2019-09-01, reason: 测试}}" if fact.finding else value


@pytest.mark.parametrize(("question", "seed"), list(product(["route", "verification", "pledge"], range(5))))
def test_every_question_asked_can_still_matter(reference: Decider, question: str, seed: int) -> None:
    random, case = Random(seed), build_case(reference.rulebook, Asked(question, DAY))
    skipped: tuple[Skipped, ...] = ()
    for _ in range(60):
        outcome = next_question(reference, case, skipped)
        if outcome.ask is None:
            break
        part = next(p for p in outcome.decision.parts if p.situation.subject == outcome.ask.subject)
        open_names = [field.conclusion for field in undetermined_fields(part)]
        assert outcome.ask.name in missing_facts(reference.rulebook, part, open_names)
        assert 1 <= outcome.ask.best <= outcome.ask.worst
        case, skipped = after(reference.rulebook, case, outcome.ask, skipped, random)
    else:
        pytest.fail("the interview does not end")
    assert outcome.status in ("answered", "open")


def after(
    rulebook: Rulebook, case: Case, ask: Ask, skipped: tuple[Skipped, ...], random: Random
) -> tuple[Case, tuple[Skipped, ...]]:
    """An answer, or `nobody knows` where the random answer contradicts what is known."""
    try:
        return answered(rulebook, case, ask, value_for(rulebook, ask, random)), skipped
    except InputError:
        return case, skip(skipped, ask)


def test_an_answer_of_the_wrong_type_is_refused(reference: Decider) -> None:
    case = build_case(reference.rulebook, Asked("pledge", DAY))
    ask = next_question(reference, case).ask
    assert ask is not None
    with pytest.raises(InputError, match="finding"):
        answered(reference.rulebook, case, ask, "true")


def test_a_saved_interview_goes_on_where_it_was(reference: Decider, tmp_path: Path) -> None:
    case = build_case(reference.rulebook, Asked("verification", DAY, facts=("verification.requested=true",)))
    ask = next_question(reference, case).ask
    assert ask is not None
    case = answered(reference.rulebook, case, ask, value_for(reference.rulebook, ask, Random(1)))
    file = tmp_path / "saved.yaml"
    file.write_text(case_yaml(case, reference.rulebook), encoding="utf-8")
    assert build_case(reference.rulebook, Asked("verification", DAY, files=(file,))).digest() == case.digest()


def test_the_terminal_interview_answers_and_saves(tmp_path: Path) -> None:
    saved = tmp_path / "case.yaml"
    command = ["ask", "verification", "--on", "2019-06-12", "--save", str(saved), "--lang", "en"]
    done = run(*command, stdin=b"?\n1\n<\n1\nmaybe\n2019-06-03\n9\n2\n")
    assert "it decides:" in done.stdout
    assert "expected a day as" in done.stderr
    assert "overdue" in done.stdout
    assert "verification.requested: true" in saved.read_text(encoding="utf-8")
