"""Who acts by a clause, and the bearer that a hasty clerk swaps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nocert_rules.gate.lint.parties import Parties
from tests.support.lint import ROOT, lint

PARTIES = Parties(
    {
        "unit": ("审批服务单位",),
        "issuer": ("证明信息出具单位",),
        "supervisor": ("负责事中事后监管的单位", "事中事后监管单位"),
        "agent": ("联络员", "代办员"),
        "applicant": ("申请人",),
        "department": ("具有问责职能的部门",),
        "committee": ("党委（党组）",),
    }
)


@pytest.mark.parametrize(
    ("text", "quote", "acting"),
    [
        ("审批服务单位和事中事后监管单位要抽查。", "要抽查", {"unit", "supervisor"}),
        ("审批服务单位应当告知申请人。", "应当告知申请人", {"unit"}),
        ("申请人不愿意承诺的，审批服务单位应当办理。", "申请人不愿意承诺的，审批服务单位应当办理", {"unit"}),
        ("审批服务单位发现申请人违法的，应当及时告知负责事中事后监管的单位。", "应当及时告知", {"unit"}),
        ("负责事中事后监管的单位应当将结果反馈审批服务单位。", "应当将结果反馈审批服务单位", {"supervisor"}),
        (
            "审批服务单位办理时，由本单位的联络员发起，证明信息出具单位应当答复。",
            "由本单位的联络员发起",
            {"unit", "agent"},
        ),
        ("审批服务单位办理时，由本单位的联络员发起，证明信息出具单位应当答复。", "应当答复", {"issuer"}),
        ("证明信息出具单位的代办员应即时向审批服务单位提供。", "应即时向审批服务单位提供", {"issuer", "agent"}),
        ("应当由具有问责职能的部门处理。", "应当由具有问责职能的部门处理", {"department"}),
        ("具有问责职能的部门调查核实，报相应的党委（党组）批准。", "报相应的党委（党组）批准", {"department"}),
        ("应当建立制度。", "应当建立制度", set()),
    ],
)
def test_who_acts_by_a_clause(text: str, quote: str, acting: set[str]) -> None:
    start = text.index(quote)
    assert PARTIES.acting(text, start, start + len(quote)) == acting


@pytest.mark.parametrize(
    ("file", "rule", "bearer", "swapped", "acting"),
    [
        ("pledge/3-4-supervision.yaml", "feed-back-results", "supervising_unit", "requesting_unit", "supervising_unit"),
        (
            "pledge/3-4-supervision.yaml",
            "report-handled-cases",
            "requesting_unit",
            "supervising_unit",
            "requesting_unit",
        ),
        ("pledge/3-4-supervision.yaml", "tell-the-applicant", "requesting_unit", "applicant", "requesting_unit"),
        ("verification/3-4-procedure.yaml", "answer-in-time", "issuing_unit", "requesting_unit", "issuing_unit"),
    ],
)
def test_a_swapped_bearer_is_found(
    tmp_path: Path, file: str, rule: str, bearer: str, swapped: str, acting: str
) -> None:
    for name in ("rules", "catalogue"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "rules" / file
    before, mark, after = path.read_text(encoding="utf-8").partition(f"- id: {rule}\n")
    changed = after.replace(f"bearer: {bearer}\n", f"bearer: {swapped}\n", 1)
    path.write_text(before + mark + changed, encoding="utf-8")
    (violation,) = lint(tmp_path, "bearer-not-named").violations
    assert f"the bearer of rule `{rule}` is `{swapped}`, but by its words `{acting}` acts" in violation.message.en
    assert f"`{swapped}`" in violation.message.zh


def test_a_modal_word_just_outside_a_quote_is_found(tmp_path: Path) -> None:
    for name in ("rules", "catalogue"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "rules/verification/1-2-definition-and-lists.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("quote: 可以通过“无证明城市”", "quote: 通过“无证明城市”"), encoding="utf-8")
    (violation,) = lint(tmp_path, "normative-clause-without-rule").violations
    assert "says “可以”" in violation.message.en
