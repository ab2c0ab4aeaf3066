"""Coverage of a rulebook of three rules and three cases, counted by hand; this rulebook serves the other tests, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN
from nocert_rules.gate.golden import GoldenCase, load_cases
from nocert_rules.gate.testing.coverage import Coverage, Share
from nocert_rules.gate.testing.measure import measured
from nocert_rules.gate.testing.possible import Possible
from nocert_rules.gate.testing.run import Run, Selection, run_cases
from nocert_rules.gate.testing.thresholds import Thresholds
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.documents import text_digest
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook

TEXTS = (
    "第一条 住在镇内的养犬人或者遛犬人应当办证，<暂住者>除外。",
    "第二条 办证免费，最后一日是第三日。",
    "第三条 本办法自公布之日起施行。",
)
RULES = """\
document:
  id: dogs
  title: {zh: 养犬办法, en: Rules on dogs}
  short: {zh: 养犬办法, en: dogs}
  draft: false
  territory: town
  in_force_from: parameters.first_day
  sha256: DIGEST
  source: {zh: 为测试编写, en: made up for tests}
  contents: ["1", "2", "3"]
provisions:
  - provision: dogs/1
    heading: {zh: 办证, en: Licence}
    status: encoded
    text: TEXT1
    rules:
      - id: licence-needed
        quote: 住在镇内的养犬人或者遛犬人应当办证
        bearer: keeper
        modality: must
        when: {all: [{keeper.in_town: true}, {any: [{keeper.owns: true}, {keeper.walks: true}]}]}
        then: licence
      - id: guests-need-none
        quote: <暂住者>除外
        when: {keeper.guest: true}
        exception_to: licence-needed
  - provision: dogs/2
    heading: {zh: 免费, en: No fee}
    status: encoded
    text: TEXT2
    values:
      - id: licence.due_on
        label: {zh: 最后一日, en: last day}
        quote: 最后一日是第三日
        is: {from: {fact: keeper.since}, plus: {days: 2}}
    rules:
      - {id: licence-is-free, quote: 办证免费, when: {holds: licence}, then: free}
  - provision: dogs/3
    heading: {zh: 施行, en: Entry into force}
    status: procedure
    reason: {zh: 日期是参数, en: the day is a parameter}
    text: TEXT3
"""
CATALOGUE = """\
enumerations:
  - enumeration: supplier
    label: {zh: 提供者, en: supplier}
    values: [{value: keeper, label: {zh: 养犬人, en: keeper}}, {value: jurisdiction, label: {zh: 辖区, en: place}}]
  - {enumeration: party, label: {zh: 承担者, en: party}, values: [{value: keeper, label: {zh: 养犬人, en: keeper}}]}
jurisdictions: [{jurisdiction: town, name: {zh: 镇, en: Town}, level: town, parameters: []}]
conclusions:
  - {conclusion: licence, label: {zh: 办证, en: get a licence}}
  - {conclusion: free, label: {zh: 免费, en: it is free}}
questions:
  - question: keeping
    label: {zh: 如何养犬, en: how to keep a dog}
    asked_by: {zh: 镇, en: the town}
    documents: [dogs]
    facts: [parameters.first_day, keeper.in_town, keeper.owns, keeper.walks, keeper.guest, keeper.since]
    answer:
      - {field: licence, label: {zh: 办证, en: licence}, status: licence, decides: true}
      - {field: due_on, label: {zh: 最后一日, en: last day}, value: licence.due_on, shown_if: licence}
    conclusions: [free]
facts:
"""
FACTS = (
    ("parameters.first_day", "date", "jurisdiction", "施行之日", "first day"),
    ("keeper.in_town", "boolean", "keeper", "住在镇内", "lives in town"),
    ("keeper.owns", "boolean", "keeper", "养犬", "owns a dog"),
    ("keeper.walks", "boolean", "keeper", "遛犬", "walks <a> dog & more"),
    ("keeper.guest", "boolean", "keeper", "暂住", "is a guest"),
    ("keeper.since", "date", "keeper", "养犬之日", "since"),
)
FACT = "  - {fact: %s, type: %s, supplied_by: %s, label: {zh: %s, en: %s}, question: {zh: 是否？, en: Is it so?}}\n"
CASES = """\
# A comment that stays.
cases:
  - case: an-owner
    provision: dogs/1
    reason: 第一条，养犬人 & <其他人>
    question: keeping
    as_of: 2020-06-01
    facts: {keeper: {in_town: true, owns: true, walks: false, guest: false, since: 2020-05-30}}
    expect:
      conclusions: {licence: yes, free: yes}  # beside it
      rules: {licence-needed: holds}
      answer: {licence: yes, due_on: 2020-06-01}
  - case: from-elsewhere
    provision: dogs/1
    reason: 第一条只及于镇内
    question: keeping
    as_of: 2020-06-01
    facts: {keeper: {in_town: false, owns: true, walks: false, guest: false}}
    expect:
      conclusions:
        licence: no
  - case: neither-owns-nor-walks
    provision: dogs/1
    reason: 第一条，既不养也不遛
    question: keeping
    as_of: 2020-06-01
    facts: {keeper: {in_town: true, owns: false, walks: false}}
    expect:
      missing:
        licence: []
      rules: {licence-needed: fails, guests-need-none: undetermined}
"""


def write(folder: Path, cases: str = CASES, thresholds: str = "") -> Path:
    """The rulebook in `folder`: `rules`, `catalogue`, and a pyproject.toml with `thresholds` if there are any."""
    text = RULES.replace("DIGEST", text_digest("\n".join(TEXTS)))
    for number, provision in enumerate(TEXTS, start=1):
        text = text.replace(f"TEXT{number}", provision)
    catalogue = CATALOGUE + "".join(FACT % fact for fact in FACTS)
    files = {"rules/dogs/1.yaml": text, "rules/dogs/cases/some.yaml": cases, "catalogue/all.yaml": catalogue}
    if thresholds:
        files["pyproject.toml"] = f"[tool.nocert.coverage]\n{thresholds}\n"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def run(folder: Path, selection: Selection | None = None, stop: bool = False) -> Run:
    """The run of the rulebook in `folder`, with coverage."""
    rulebook = load_rulebook(folder / "rules", folder / "catalogue")
    cases = load_cases(folder / "rules", rulebook)
    return run_cases(folder / "rules", rulebook, cases, selection or Selection(), Thresholds(), stop=stop)


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    found = run(write(tmp_path_factory.mktemp("dogs"))).coverage
    assert found is not None
    return found


def test_statuses_of_rules(coverage: Coverage) -> None:
    assert {name: dict(item.statuses) for name, item in coverage.rules.items()} == {
        "licence-needed": {"holds": "an-owner", "fails": "from-elsewhere", "undetermined": None, "defeated": None},
        "guests-need-none": {"holds": None, "fails": "an-owner", "undetermined": "neither-owns-nor-walks"},
        "licence-is-free": {"holds": "an-owner", "fails": "from-elsewhere", "undetermined": None},
    }


def test_truths_of_conditions(coverage: Coverage) -> None:
    in_town, owns, walks = coverage.rules["licence-needed"].conditions
    assert [in_town.number, owns.number, walks.number] == [1, 2, 3]
    assert dict(in_town.truths) == {TRUE: "an-owner", FALSE: "from-elsewhere", UNKNOWN: None}
    assert dict(owns.truths) == {TRUE: "an-owner", FALSE: "neither-owns-nor-walks", UNKNOWN: None}
    assert dict(walks.truths) == {TRUE: None, FALSE: "an-owner", UNKNOWN: None}


def test_independence_of_conditions(coverage: Coverage) -> None:
    in_town, owns, walks = (item.independence for item in coverage.rules["licence-needed"].conditions)
    assert (in_town.true, in_town.false, in_town.alone, in_town.lacking) == ("an-owner", "from-elsewhere", True, "")
    assert (owns.true, owns.false, owns.alone, owns.lacking) == ("an-owner", "neither-owns-nor-walks", True, "")
    assert (walks.true, walks.false, walks.lacking) == (None, "neither-owns-nor-walks", "true")
    (guest,) = coverage.rules["guests-need-none"].conditions
    assert guest.independence.lacking == "true"


def test_that_a_document_is_in_force_counts_once(coverage: Coverage) -> None:
    (condition,) = coverage.in_force.values()
    assert dict(condition.truths) == {TRUE: "an-owner", FALSE: None}
    assert condition.independence.lacking == "false"


def test_shares(coverage: Coverage) -> None:
    assert coverage.shares == {
        "rules": Share(6, 10),
        "conditions": Share(10, 17),
        "mcdc": Share(3, 6),
        "provisions": Share(1, 2),
        "lists": Share(0, 0),
        "norms": Share(0, 1),
    }
    assert coverage.of_provision("dogs/2") == Share(2 + 2 + 1, 1 + 3 + 3 + 1)


def test_gaps_are_what_is_missing_in_the_shares(coverage: Coverage) -> None:
    told = [
        (gap.measure, gap.subject.id, gap.condition.number if gap.condition else None, gap.what)
        for gap in coverage.gaps
    ]
    assert [item for item in told if item[0] in ("rules", "mcdc", "provisions")] == [
        ("rules", "licence-needed", None, "undetermined"),
        ("rules", "licence-needed", None, "defeated"),
        ("rules", "guests-need-none", None, "holds"),
        ("rules", "licence-is-free", None, "undetermined"),
        ("mcdc", "dogs", 0, "false"),
        ("mcdc", "licence-needed", 3, "true"),
        ("mcdc", "guests-need-none", 1, "true"),
        ("provisions", "dogs/2", None, ""),
    ]
    for measure, share in coverage.shares.items():
        assert sum(gap.measure == measure for gap in coverage.gaps) == share.of - share.covered


@pytest.mark.parametrize(
    ("share", "percent"), [(Share(0, 0), 100.0), (Share(1, 3), 33.3), (Share(1999, 2000), 99.9), (Share(2, 2), 100.0)]
)
def test_percentages_are_rounded_down(share: Share, percent: float) -> None:
    assert share.percent == percent
    assert share.reaches(share.percent)
    assert not Share(1999, 2000).reaches(99.96)


# the shipped rulebook


@pytest.fixture(scope="module")
def shipped(rulebook: Rulebook) -> tuple[GoldenCase, ...]:
    return load_cases(default_folder("rules"), rulebook)


def test_nothing_impossible_happens(rulebook: Rulebook, reference: Decider, shipped: tuple[GoldenCase, ...]) -> None:
    possible = Possible(rulebook)
    statuses = {name: possible.statuses(rule) for name, rule in rulebook.rules.items()}
    truths = {name: possible.conclusion(name) for name in rulebook.conclusions}
    for golden in shipped:
        for part in reference.decide(golden.case).parts:
            assert all(status in statuses[name] for name, status in part.rule_statuses.items())
            assert all(part.truth(item.id) in truths[item.id] for item in part.program.conclusions)


def test_lists_are_covered_by_the_cases_that_name_their_items(
    rulebook: Rulebook, reference: Decider, shipped: tuple[GoldenCase, ...]
) -> None:
    found = measured(rulebook, [(golden, reference.decide(golden.case)) for golden in shipped])
    used = {entry.list_id for golden in shipped for entry in golden.case.entries}
    assert {name for name, cases in found.lists.items() if cases} == used
    assert set(found.lists) == set(rulebook.lists)
    assert set(found.provisions) == {item.id for item in rulebook.provisions.values() if item.status == "encoded"}
