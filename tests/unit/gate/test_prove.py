"""The solver's view of a question: truths, conditions, witnesses, and two rulebooks over the same facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

pytest.importorskip("z3")

import z3

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.case import Case, Origin, Situation
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.prove import (
    Facts,
    GaveUp,
    Scope,
    SymbolicQuestion,
    case_yaml,
    replay,
    satisfiable,
    witness,
    witnesses,
)
from nocert_rules.gate.prove.cases import ReplayFailed
from nocert_rules.gate.prove.kleene import (
    FALSE,
    NO,
    TRUE,
    UNKNOWN,
    YES,
    Pair,
    at_most_unknown,
    conjunction,
    disjunction,
)
from nocert_rules.rulebook.model.conditions import Compare, Extreme, FactTerm, Given, Holds, Plus, Quantified
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Value
from tests.support.faulty_rules import comparing, with_condition, with_rule


@pytest.fixture(scope="module")
def route(rulebook: Rulebook) -> SymbolicQuestion:
    return SymbolicQuestion(rulebook, "route")


@pytest.fixture(scope="module")
def case(rulebook: Rulebook) -> SymbolicQuestion:
    return SymbolicQuestion(rulebook, "case")


def found(case: Case | None) -> Case:
    assert case is not None
    return case


def test_connectives_fold_constants() -> None:
    free = Pair(z3.Bool("t"), z3.Bool("f"))
    assert conjunction([]).is_true.eq(YES)
    assert disjunction([]).is_false.eq(YES)
    assert conjunction([TRUE, free]).is_true.eq(free.is_true)
    assert conjunction([FALSE, free]).is_true.eq(NO)
    assert disjunction([UNKNOWN, free]).is_false.eq(NO)
    assert at_most_unknown(TRUE).is_true.eq(NO)
    assert free.differs_from(Pair(z3.Bool("t"), z3.Bool("f"))).eq(NO)


def test_a_witness_is_small_and_replays(rulebook: Rulebook, route: SymbolicQuestion) -> None:
    case = found(witness((route.truth("route-verification").is_true,), route))
    values = case.situations[0].values
    assert set(values) == {"as_of", "item.kind", "item.issued_in_city", "unit.in_city", "unit.kind", "item.listings"}
    records = values["item.listings"]
    assert isinstance(records, Records)
    assert len(records.items) == 1
    assert Decider(rulebook).decide(case).parts[0].truth("route-verification") == Truth.TRUE


def test_what_no_case_satisfies_has_no_witness(route: SymbolicQuestion) -> None:
    barred, pledged = route.truth("pledge-again"), route.truth("route-pledge")
    assert witness((barred.is_true, pledged.is_true), route) is None
    assert not satisfiable((barred.is_true, pledged.is_true), (route,))
    assert satisfiable((barred.is_true, pledged.is_false), (route,))


def test_contradictions_of_the_vocabulary_are_no_cases(route: SymbolicQuestion) -> None:
    willing, written = route.variable("applicant.willing"), route.variable("applicant.pledge_in_writing")
    both = z3.And(willing.known, z3.Not(willing.value), written.known, written.value)
    assert not satisfiable((both,), (route,))


def test_integers_are_at_least_their_minimum(rulebook: Rulebook) -> None:
    verification = SymbolicQuestion(rulebook, "verification")
    limit = verification.variable("verification.limit")
    assert not satisfiable((limit.known, limit.value < 0), (verification,))
    assert satisfiable((limit.known, limit.value == 0), (verification,))


def test_rules_and_their_conditions_are_apart(route: SymbolicQuestion) -> None:
    rule, condition = route.rule("pledge-can-be-offered"), route.condition("pledge-can-be-offered")
    case = found(witness((condition.is_true, rule.is_false), route))
    assert case.situations[0].values
    assert not satisfiable((rule.is_true, condition.is_false), (route,))
    with pytest.raises(KeyError):
        route.rule("leave-a-trace")


def test_a_conclusion_that_nothing_concludes_is_false(route: SymbolicQuestion) -> None:
    assert route.truth("verification-overdue").is_false.eq(YES)


def test_any_condition_of_the_rules_language_has_a_truth(case: SymbolicQuestion) -> None:
    day = Extreme("latest", "subject.procedure.steps", Compare("procedure_step.step", "is", (Given("decided"),)),
                  FactTerm("procedure_step.on"))  # fmt: skip
    late = case.expression(Compare("as_of", "after", (Plus(day, Given(3), "working_days"),)))
    two = case.expression(Quantified("count_of", "subject.procedure.steps", Holds("decided") and
                          Compare("procedure_step.step", "is", (Given("decided"),)), at_least=2))  # fmt: skip
    made = found(witness((late.is_true, two.is_true), case))
    steps = made.situations[0].values["subject.procedure.steps"]
    assert isinstance(steps, Records)
    assert [item["procedure_step.step"] for item in steps.items] == ["decided", "decided"]
    latest = max(item["procedure_step.on"] for item in steps.items)
    assert made.as_of > latest  # type: ignore[operator]


def test_no_such_day_makes_no_comparison_true(case: SymbolicQuestion) -> None:
    early = case.expression(Compare("subject.procedure.decided_on", "not_after", (FactTerm("as_of"),)))
    empty = case.fixed({"as_of": date(2019, 6, 3), "subject.procedure.steps": Records(())})
    assert not satisfiable((empty, early.is_true), (case,))
    assert satisfiable((empty, early.is_false), (case,))
    open_list = case.fixed({"as_of": date(2019, 6, 3), "subject.procedure.steps": Records((), complete=False)})
    assert not satisfiable((open_list, early.is_false), (case,))
    assert satisfiable((open_list, early.is_unknown), (case,))


def test_the_bound_is_the_most_records_a_list_has(rulebook: Rulebook) -> None:
    three = Compare("listing.route", "in", (Given("pledge"), Given("kept")))
    for bound, possible in ((2, False), (3, True)):
        asked = SymbolicQuestion(rulebook, "route", bound=bound)
        many = asked.expression(Quantified("count_of", "item.listings", three, at_least=3))
        assert satisfiable((many.is_true,), (asked,)) is possible
    with pytest.raises(ValueError, match="3 records"):
        small = SymbolicQuestion(rulebook, "route", bound=2)
        small.fixed({"as_of": date(2019, 6, 3), "item.listings": Records(({}, {}, {}))})


def test_texts_are_the_words_of_rules_and_others(rulebook: Rulebook, route: SymbolicQuestion) -> None:
    named = route.expression(Compare("item.certificate", "is", (Given("夫妻关系证明"),)))
    case = found(witness((named.is_true,), route))
    assert case.situations[0].values["item.certificate"] == "夫妻关系证明"
    other = found(witness((named.is_false,), route))
    assert other.situations[0].values["item.certificate"] not in ("", "夫妻关系证明")


def test_two_rulebooks_over_the_same_facts(rulebook: Rulebook) -> None:
    later = with_condition(rulebook, "bar-from-the-credit-file", comparing("as_of", "before"))
    facts = Facts()
    old, new = (SymbolicQuestion(book, "route", facts=facts) for book in (rulebook, later))
    differ = old.truth("pledge-again").differs_from(new.truth("pledge-again"))
    cases = witnesses((differ,), (old, new))
    assert cases is not None
    assert cases[0].situations[0].values == cases[1].situations[0].values
    decided = [Decider(book).decide(made) for book, made in zip((rulebook, later), cases, strict=True)]
    answers = [decision.parts[0].truth("pledge-again") for decision in decided]
    assert answers[0] != answers[1]
    same = SymbolicQuestion(with_rule(rulebook, "bar-from-the-credit-file", bearer=()), "route", facts=facts)
    assert old.truth("pledge-again").differs_from(same.truth("pledge-again")).eq(NO)


def test_facts_share_all_but_their_own(rulebook: Rulebook) -> None:
    first = SymbolicQuestion(rulebook, "route", facts=Facts())
    own = Facts(name="second", own={"applicant.willing"})
    second = SymbolicQuestion(rulebook, "route", facts=own)
    assert first.known("unit.in_city").eq(second.known("unit.in_city"))
    assert not first.known("applicant.willing").eq(second.known("applicant.willing"))


def test_what_a_jurisdiction_sets_comes_from_it(rulebook: Rulebook, route: SymbolicQuestion) -> None:
    case = found(witness((route.truth("bar-ends-on-a-known-day").is_true,), route))
    assert case.jurisdiction == "jinhua"
    assert "parameters" not in case_yaml(case, rulebook)
    assert case.situations[0].values["parameters.bad_information_retention_years"] == 5


def test_what_nobody_set_stands_in_the_file(rulebook: Rulebook, route: SymbolicQuestion) -> None:
    years = route.variable("parameters.bad_information_retention_years")
    barred = route.truth("bar-ends-on-a-known-day").is_true
    case = found(witness((barred, years.known, years.value == 3), route))
    assert case.jurisdiction is None
    assert "parameters.bad_information_retention_years: 3" in case_yaml(case, rulebook)


def test_findings_say_that_they_are_made_up(rulebook: Rulebook, case: SymbolicQuestion) -> None:
    made = found(witness((case.truth("waive").is_true,), case))
    text = case_yaml(made, rulebook, ("heading",))
    assert text.startswith("# heading\nquestion: case\n")
    assert text.count("made up for this case") == 3
    assert "subjects:\n  - id: witness\n    kind: unit\n" in text
    assert replay(made, rulebook).case.situations[0].values == made.situations[0].values


def test_every_kind_of_value_is_written_as_it_is_read(rulebook: Rulebook) -> None:
    values: dict[str, Value] = {
        "as_of": date(2020, 1, 2),
        "item.certificate": '"引号" # 与 \\ 反斜线',
        "item.kind": "certificate",
        "unit.in_city": False,
        "item.listings": Records(({"listing.route": "kept", "listing.own_level": True}, {}), complete=False),
        "applicant.bad_records": Records(()),
        "parameters.bad_information_retention_years": 0,
    }
    origins = {name: Origin("jurisdiction" if name.startswith("parameters") else "case") for name in values}
    made = Case("route", date(2020, 1, 2), None, (Situation(None, "", values, origins),))
    assert dict(replay(made, rulebook).case.situations[0].values) == values
    values["item.listings"] = Records((), complete=False)
    emptied = replace(made, situations=(Situation(None, "", values, origins),))
    assert "item.listings: {complete: false, records: []}" in replay(emptied, rulebook).text


def test_a_case_that_cannot_be_read_back_is_an_error_of_the_program(rulebook: Rulebook) -> None:
    day = date(2020, 1, 2)
    values: dict[str, Value] = {"as_of": day, "applicant.willing": False, "applicant.pledge_in_writing": True}
    made = Case("route", day, None, (Situation(None, "", values, {name: Origin("case") for name in values}),))
    with pytest.raises(ReplayFailed, match="no valid case"):
        replay(made, rulebook)
    listed: dict[str, Value] = {"as_of": day, "item.listings": Records(({"listing.route": "pledge"},))}
    bare = Case("route", day, None, (Situation(None, "", listed, {name: Origin("case") for name in listed}),))
    with pytest.raises(ReplayFailed, match="other facts"):
        replay(bare, rulebook)


def test_without_time_there_is_no_answer(rulebook: Rulebook) -> None:
    facts = [Facts(name=name) for name in ("one", "other")]
    asked = [SymbolicQuestion(rulebook, "case", facts=own) for own in facts]
    differ = [asked[0].truth(name).differs_from(asked[1].truth(name)) for name in asked[0].conclusions]
    hard = z3.Sum([z3.If(one, 1, 0) for one in differ]) == 40
    with pytest.raises(GaveUp):
        satisfiable((hard,), asked, timeout=0.001)


def test_the_scope_says_its_bounds() -> None:
    scope = Scope(bound=2)
    assert "2" in scope.text("zh")
    assert scope.data() == {
        "records_per_list": 2,
        "first_day": "2015-01-01",
        "last_day": "2035-12-31",
        "longest_period": 1000,
    }
