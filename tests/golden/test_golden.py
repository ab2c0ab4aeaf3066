"""The golden cases beside the rules: each is decided as its provision demands; together they cover every rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nocert_rules.engine.decision.decide import Decider, RuleStatus
from nocert_rules.gate.golden import GoldenCase, load_cases, run_case
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.conditions import ALWAYS
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.words.errors import InputError

FEWEST_CASES = 150


@cache
def the_rulebook() -> Rulebook:
    return load_rulebook()


@cache
def the_cases() -> tuple[GoldenCase, ...]:
    return load_cases(default_folder("rules"), the_rulebook())


@pytest.mark.parametrize("golden", [pytest.param(case, id=case.id) for case in the_cases()])
def test_case_is_decided_as_its_provision_demands(decider: Decider, golden: GoldenCase) -> None:
    differences = run_case(decider, golden)
    if differences:
        heading = f"{golden.position}: `{golden.id}` ({golden.provision})\n  {golden.reason}\n"
        pytest.fail(heading + "\n".join(f"  - {difference}" for difference in differences), pytrace=False)


def test_every_rule_is_expected_to_hold_to_fail_and_to_be_undetermined() -> None:
    expected: dict[str, set[RuleStatus]] = {name: set() for name in the_rulebook().rules}
    for case in the_cases():
        for expectation in case.expectations:
            for name, status in expectation.rules.items():
                expected[name].add("fails" if status == "defeated" else status)
    lacking = [
        f"{rule.provision}: `{name}` is never expected as {', '.join(sorted(needed(rule) - expected[name]))}"
        for name, rule in the_rulebook().rules.items()
        if needed(rule) - expected[name]
    ]
    assert not lacking, "\n" + "\n".join(lacking)


def needed(rule: Rule) -> set[RuleStatus]:
    """What must be expected of `rule`: one without a condition fails only while its document is not in force."""
    return {"holds", "fails"} if rule.own_condition == ALWAYS else {"holds", "fails", "undetermined"}


def test_every_encoded_provision_is_named_by_a_case() -> None:
    named = {case.provision for case in the_cases()}
    lacking = [name for name, provision in the_rulebook().provisions.items() if provision.status == "encoded"]
    assert not [name for name in lacking if name not in named]


def test_there_are_enough_cases() -> None:
    assert len(the_cases()) >= FEWEST_CASES


WRONG = """\
cases:
  - case: Late Answer
    provision: verification/3.9
    reason: 规定时间
    question: verification
    as_of: 2019-06-20
    facts:
      as_of: 2019-06-21
      verification: {limits: 3, answered: maybe}
    expect:
      conclusions: {verification-overdu: yes, keep-roster: true, route-pledge: no}
      rules: {answer-is-lat: holds, answer-is-late: yes}
      answer: {due_on: soon, rosters: {issuing: yes}, overdue: 2019-06-06}
      missing: {verification-overdue: [verification.limits]}
      norms:
        answer-is-late: {bearer: issuing_unit}
        answer-at-once: {bearer: issuing, against: [requesting_unit, office]}
        keep-a-roster: {against: []}
        recuse-oneself: liaison_or_agent
        keep-confidentiality: {bearer: [], modality: must}
  - case: twice
    provision: verification/3.2
    reason: 规定时间
    question: verification
    as_of: 2019-06-20
    expect: {}
  - case: twice
    provision: verification/3.2
    reason: 规定时间
    question: verificatio
    as_of: 2019-06-20
    expect: {conclusions: {keep-roster: yes}}
"""
FOUND = (
    "2:11: found `Late Answer`; expected an id in lower case with hyphens",
    "3:16: unknown provision `verification/3.9`; expected a name of the rulebook; nearest: `verification/3.2`",
    "8:7: unknown fact `as_of`; expected a fact of the question `verification`",
    "9:22: unknown fact `verification.limits`; expected a fact of the question `verification`; nearest: "
    "`verification.limit`",
    "9:43: `verification.answered` is `maybe`; expected `true` or `false`",
    "11:21: unknown conclusion of `verification` `verification-overdu`; expected a name of the rulebook; nearest: "
    "`verification-overdue`",
    "11:60: found `true`; expected one of `yes`, `no`, `undetermined`",
    "11:66: unknown conclusion of `verification` `route-pledge`; expected a name of the rulebook",
    "12:15: unknown rule of `verification` `answer-is-lat`; expected a name of the rulebook; nearest: `answer-is-late`",
    "12:53: found `yes`; expected one of `holds`, `fails`, `undetermined`, `defeated`",
    "13:24: found `soon`; expected a day as `2019-06-03`, or one of `yes`, `no`, `undetermined`",
    "13:40: unknown option of `rosters` of `verification` `issuing`; expected a name of the rulebook; nearest: "
    "`issuing_unit`",
    "13:64: found `2019-06-06`; expected one of `yes`, `no`, `undetermined`",
    "14:39: unknown fact `verification.limits`; expected a name of the rulebook; nearest: `verification.limit`",
    "16:9: unknown rule with a modality of `verification` `answer-is-late`; expected a name of the rulebook; nearest: "
    "`answer-in-time`",
    "17:34: unknown party `issuing`; expected a name of the rulebook; nearest: `issuing_unit`",
    "17:52: unknown party `office`; expected a name of the rulebook",
    "18:24: lacks `bearer`; expected it in a norm",
    "19:25: found `liaison_or_agent`; expected a norm written as `name: value` lines",
    "20:40: is empty; expected at least one party",
    "20:44: unknown key `modality`; expected one of `bearer`, `against`",
    "26:13: is empty; expected at least one expectation",
    "27:11: case `twice` is already defined at {file}:21:11; expected an id of its own",
    "30:15: unknown question `verificatio`; expected a name of the rulebook; nearest: `verification`",
)


def test_everything_wrong_is_told_together(tmp_path: Path, rulebook: Rulebook) -> None:
    file = written(tmp_path, WRONG)
    with pytest.raises(InputError) as raised:
        load_cases(tmp_path, rulebook)
    told = str(raised.value).splitlines()
    assert told == [f"{file}:{line.format(file=file)}" for line in FOUND]


LATE = """\
cases:
  - case: late
    provision: verification/3.2
    reason: 规定时间
    question: verification
    as_of: 2019-06-20
    facts:
      verification: {requested: true, requested_on: 2019-06-03, limit: 3, answered: false}
    expect:
      conclusions: {verification-overdue: no, trace-missing: undetermined}
      rules: {answer-is-late: fails}
      answer: {due_on: 2019-06-07, rosters: {issuing_unit: no}}
      missing: {trace-missing: [verification.limit]}
      norms:
        keep-a-roster: {bearer: issuing_unit, against: applicant}
        answer-at-once: {bearer: issuing_unit, against: requesting_unit}
"""


def test_a_difference_says_what_was_expected_and_what_was_got(
    tmp_path: Path, rulebook: Rulebook, decider: Decider
) -> None:
    written(tmp_path, LATE)
    (golden,) = load_cases(tmp_path, rulebook)
    assert [str(difference) for difference in run_case(decider, golden)] == [
        "conclusion `verification-overdue`: expected no, got yes",
        "rule `answer-is-late`: expected fails, got holds",
        "answer `due_on`: expected 2019-06-07, got 2019-06-06",
        "answer `rosters.issuing_unit`: expected no, got undetermined",
        "missing for `trace-missing`: expected `verification.limit`, got `verification.left_trace`",
        "bearer `keep-a-roster`: expected `issuing_unit`, got `issuing_unit`, `requesting_unit`",
        "against `keep-a-roster`: expected `applicant`, got nothing",
    ]


def test_a_folder_without_cases_is_told(tmp_path: Path, rulebook: Rulebook) -> None:
    with pytest.raises(InputError):
        load_cases(tmp_path, rulebook)


def written(folder: Path, text: str) -> Path:
    file = folder / "verification" / "cases" / "some.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file
