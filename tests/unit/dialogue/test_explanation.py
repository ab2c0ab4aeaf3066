"""Because: the conditions that decided and no more, each with its facts, their origin and the words of the text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nocert_rules.dialogue.explanation import Because, Reason, because, explanations_data
from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN
from nocert_rules.render.explanation import explanation_text
from nocert_rules.render.page import width_of
from nocert_rules.rulebook.model.conditions import Compare, Holds, Not, Quantified

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2019, 6, 3)


def decided(decider: Decider, name: str, *facts: str) -> Decision:
    """The decision on an example, or on `facts` alone for the question `name`."""
    question, _, example = name.partition("-")
    files = (ROOT / "examples" / f"{name}.yaml",) if example else ()
    return decider.decide(build_case(decider.rulebook, Asked(question, DAY, files=files, facts=facts)))


def reasons_for(decider: Decider, name: str, conclusion: str, number: int = 0) -> Because:
    decision = decided(decider, name)
    return because(decision.rulebook, decision.parts[number], conclusion)


def reads(reason: Reason, fact: str) -> bool:
    return isinstance(reason.condition, Compare) and reason.condition.fact == fact


def test_a_yes_rests_on_the_rule_that_holds(reference: Decider) -> None:
    found = reasons_for(reference, "verification-overdue", "verification-overdue")
    (rule,) = found.rules
    assert (found.status, rule.status, rule.rule.id) == ("yes", "holds", "answer-is-late")
    assert rule.rule.sources[0].quote == "在规定时间内"
    assert all(reason.truth == TRUE for reason in rule.reasons)
    late = next(reason for reason in rule.reasons if reads(reason, "as_of"))
    used = {item.fact: item.value for item in late.facts}
    assert used["verification.due_on"] == date(2019, 6, 11)
    assert used["verification.requested_on"] == date(2019, 6, 3)
    assert used["verification.limit"] == 5


def test_a_no_says_what_failed_in_each_rule_and_nothing_that_was_met(reference: Decider) -> None:
    found = reasons_for(reference, "case-three-subjects", "ground-1")
    assert found.status == "no"
    for rule in found.rules:
        assert rule.status == "fails"
        assert {reason.truth for reason in rule.reasons} == {FALSE}
    assert found.facts() == {"subject.conduct.refused", "subject.findings.delayed"}


def test_of_alternatives_only_the_true_ones_decided(reference: Decider) -> None:
    found = reasons_for(reference, "case-three-subjects", "leadership-answerable", number=2)
    facts = found.facts()
    assert {"subject.findings.weak_leadership", "subject.findings.orders_ignored"} <= facts
    assert not {"subject.findings.bans_flouted", "subject.findings.serious_loss"} & facts


def test_a_finding_keeps_its_author_day_and_reason(reference: Decider) -> None:
    found = reasons_for(reference, "case-three-subjects", "ground-5")
    (reason,) = (reason for reason in found.walk() if reads(reason, "subject.findings.proper_reason"))
    origin = reason.facts[0].origin
    assert reason.facts[0].value is False
    assert origin is not None
    assert origin.finding is not None
    assert origin.finding.data() == {
        "by": "联合调查组",
        "on": "2019-11-08",
        "reason": "系统正常，无停电停网，仅因无人顶岗",
    }


def test_a_negation_stays_one(reference: Decider) -> None:
    found = reasons_for(reference, "case-three-subjects", "defect-decision-without-proposal")
    negated = [reason for reason in found.rules[0].reasons if reason.negated]
    assert [reason.condition for reason in negated] == [Not(Holds("proposed"))]
    assert negated[0].truth == TRUE
    assert [(other.conclusion, other.status) for other in negated[0].rests_on] == [("proposed", "no")]


def test_what_a_conclusion_rests_on_is_explained(reference: Decider) -> None:
    found = reasons_for(reference, "route-barred", "route-pledge")
    (reason,) = (reason for reason in found.rules[0].reasons if reason.rests_on)
    (rule,) = reason.rests_on[0].rules
    assert (reason.rests_on[0].conclusion, rule.status, rule.reasons) == ("pledge-available", "defeated", ())
    assert [exception.status for exception in rule.exceptions] == ["holds"]


def test_only_the_record_that_decided_is_named_with_the_fields_that_did(reference: Decider) -> None:
    found = reasons_for(reference, "route-barred", "pledge-again")
    lists = [reason for reason in found.walk() if isinstance(reason.condition, Quantified)]
    assert [[record.number for record in reason.records] for reason in lists] == [[1]] * len(lists)
    assert dict(lists[0].records[0].fields) == {"bad_record.origin": "result_invalidated_after_pledge"}


def test_exceptions_that_had_to_fail_are_named(reference: Decider) -> None:
    found = reasons_for(reference, "case-three-subjects", "answerable")
    (rule,) = found.rules
    assert rule.exceptions
    assert {exception.status for exception in rule.exceptions} <= {"fails", "defeated"}


def test_what_is_undetermined_says_what_is_open(reference: Decider) -> None:
    decision = decided(reference, "pledge", "pledge.handled=true")
    found = because(decision.rulebook, decision.parts[0], "pledge-failed")
    assert found.status == "undetermined"
    assert {reason.truth for rule in found.rules for reason in rule.reasons} == {UNKNOWN}
    assert found.facts() == {"findings.false_pledge", "findings.conditions_not_met"}


def test_explanations_as_data_name_every_conclusion_once_a_subject(reference: Decider) -> None:
    decision = decided(reference, "case-three-subjects")
    data: list[dict[str, Any]] = explanations_data(reference, decision, ["answerable"])
    names = [(item["subject"], item["id"]) for item in data]
    assert len(names) == len(set(names))
    assert [name for _, name in names if name == "answerable"] == ["answerable"] * 3
    assert all(("otherwise" in item) == (item["id"] == "answerable") for item in data)
    explained = set(names)
    for item in data:
        for rule in item["because"]:
            for condition in rule["conditions"]:
                assert {(item["subject"], name) for name in condition["rests_on"]} <= explained


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_their_width_and_say_all_in_their_language(reference: Decider, path: Path, language: Any) -> None:
    decision = decided(reference, path.stem)
    page = explanation_text(reference, decision, language)
    assert max(width_of(line) for line in page.splitlines()) <= 80
    assert page == explanation_text(reference, decision, language)
    foreign = ("because", "see above", "now") if language == "zh" else ("因为", "见上", "现为")
    assert not [line for line in page.splitlines() if line.strip().startswith(foreign)]


def test_a_page_explains_a_conclusion_both_ways(reference: Decider) -> None:
    decision = decided(reference, "route-unwilling")
    page = explanation_text(reference, decision, "en", about=["route-pledge"])
    assert page.splitlines() == [
        "why, and what would change it",
        "",
        "pledge: closed [route-pledge]",
        "  because",
        "    pledge/1.2 “申请人以书面形式承诺其免提交的证明事项符合审批服务条件”",
        "    pledge/4.2 “应当主动告知申请人” — fails",
        "      ✗ the applicant has pledged in writing: no",
        "  it would be “open” if",
        "    – the applicant wants to pledge: yes (now: no); and the applicant has",
        "      pledged in writing: yes (now: no) (can still happen)",
    ]
    page = explanation_text(reference, decision, "zh", about=["route-pledge"])
    assert "有下列情形之一的，则为“适用”：" in page
    assert "申请人愿意采取申报承诺方式：是（现为：否）" in page


def test_what_nobody_can_change_is_said_to_be_so(reference: Decider) -> None:
    decision = decided(reference, "route-unwilling")
    page = explanation_text(reference, decision, "en", about=["route-cancelled"])
    assert page.endswith("  no change of up to three facts turns it (law and lists stay as they are)\n")
