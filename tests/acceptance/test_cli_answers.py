"""The four questions, answered from files, standard input and options, as text and as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.support.casefiles import case_in, options_of
from tests.support.planted import SECRET
from tests.support.process import EXAMPLES, ROOT, Result, call, run

PLANTED = ROOT / "tests" / "support" / "planted.py"
ITEM = "近3年安全驾驶情况证明"
NEWCOMER = ("route", "--item", ITEM, "--jurisdiction", "jinhua", "--on", "2019-06-03")
# a question, its example, and the exit status that the example ends with
ASKED = (
    ("route", "route-pledge", 0),
    ("verification", "verification-overdue", 0),
    ("pledge", "pledge-false", 0),
    ("case", "case-three-subjects", 0),
    ("route", "route-unlisted", 1),
)


@cache
def validator() -> Draft202012Validator:
    schema = json.loads((ROOT / "nocert_rules" / "schemas" / "decision-1.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def decision_in(result: Result) -> Any:
    """The decision on standard output, which must be as its schema says."""
    assert result.stderr == ""
    decision = json.loads(result.stdout)
    assert [error.message for error in validator().iter_errors(decision)] == []
    return decision


@pytest.mark.parametrize(("question", "name", "status"), ASKED)
def test_the_same_answer_from_everywhere(question: str, name: str, status: int, tmp_path: Path) -> None:
    example = ROOT / "examples" / f"{name}.yaml"
    text = example.read_text(encoding="utf-8")
    result = run(question, f"examples/{name}.yaml", "--format", "json")
    assert result.status == status
    assert decision_in(result)["status"] == ("answered" if status == 0 else "undetermined")

    case = case_in(text)
    (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
    told = [
        run(question, "-", "--format", "json", stdin=text.encode()),
        call(question, "case.json", "--format", "json", cwd=tmp_path),
        call(question, "-", "--format", "json", stdin=json.dumps(case, indent="\t", ensure_ascii=False).encode()),
    ]
    if "subjects" not in case:
        told.append(call(question, *options_of(case), "--format", "json"))
    assert all((other.stdout, other.stderr, other.status) == (result.stdout, "", status) for other in told)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_text_and_json_end_alike(path: Path) -> None:
    question = path.name.partition("-")[0]
    text, data = call(question, str(path)), call(question, str(path), "--format", "json")
    assert text.status == data.status == (0 if json.loads(data.stdout)["status"] == "answered" else 1)
    assert text.stderr == data.stderr == ""
    assert text.stdout.endswith("\n") and not text.stdout.endswith("\n\n")
    receipt = json.loads(data.stdout)["receipt"]
    assert receipt["facts"][:23] in text.stdout and receipt["rulebook"][:23] in text.stdout


def test_a_trace_adds_every_rule_to_the_text() -> None:
    plain, traced = call(*NEWCOMER), call(*NEWCOMER, "--trace")
    assert traced.stdout.startswith(plain.stdout.rstrip("\n"))
    rules = {item["rule"] for item in json.loads(call(*NEWCOMER, "--format", "json").stdout)["trace"]}
    assert all(f" {rule} " in traced.stdout for rule in rules)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Pacific/Kiritimati"])
def test_today_is_asked_where_no_day_is_named(zone: str) -> None:
    def there() -> date:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date()

    before = there()
    asked = date.fromisoformat(json.loads(run("route", "--format", "json", env={"TZ": zone}).stdout)["as_of"])
    assert before <= asked <= there(), "the day in Jinhua, wherever the machine stands"


@pytest.mark.parametrize(
    "asked",
    [
        "verification --on 9999-12-31 --fact verification.limit=5 --fact verification.requested_on=9999-12-30",
        "verification --on 0001-01-01 --fact verification.limit=5 --fact verification.requested_on=0001-01-01",
        "verification --on 2019-07-01 --fact verification.limit=999999999999999999"
        " --fact verification.requested_on=2019-06-03",
        "pledge --on 9999-12-31 --jurisdiction jinhua",
    ],
)
def test_days_beyond_the_calendar_are_answered(asked: str) -> None:
    result = call(*asked.split(), "--fact", f"{asked.split()[0]}.{'requested' if 'limit' in asked else 'handled'}=true")
    assert (result.status, result.stderr) == (1, "")


def test_engines_that_disagree_give_no_answer() -> None:
    result = run("disagreement", "route", "examples/route-pledge.yaml", program=(PLANTED,))
    assert (result.status, result.stdout) == (3, "")
    (line,) = result.problems
    assert line.startswith("nocert: the engines disagree on `") and line.endswith("`; no answer is given")
    chinese = run("disagreement", "case", "examples/case-three-subjects.yaml", "--lang", "zh", program=(PLANTED,))
    assert (chinese.status, chinese.stdout) == (3, "")
    assert chinese.problems[0].startswith("nocert: 两个引擎对 `bureau` 的 `")


def test_an_internal_error_is_one_line_and_no_answer() -> None:
    result = run("crash", "route", "examples/route-pledge.yaml", "--format", "json", program=(PLANTED,))
    assert (result.status, result.stdout) == (4, "")
    (line,) = result.problems
    assert line.startswith("nocert: internal error: ZeroDivisionError at planted.py:")
    assert "Traceback" not in result.stderr and SECRET not in result.stderr


def test_without_durable_rules_the_reference_answers_and_says_so() -> None:
    asked = ("route", "examples/route-pledge.yaml", "--format", "json")
    alone = run("missing", *asked, program=(PLANTED,))
    assert alone.status == 0
    assert decision_in(alone)["receipt"]["engines"] == ["reference"]
    wanted = run("missing", *asked, "--engine", "durable", program=(PLANTED,))
    assert (wanted.status, wanted.stdout) == (4, "")
    assert len(wanted.problems) == 1 and "durable_rules cannot be used here" in wanted.stderr


def test_a_reader_that_leaves_early_is_no_error() -> None:
    script = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'nocert_rules', 'facts', 'case'],"
    script += " stdout=subprocess.PIPE); p.stdout.read(10); p.stdout.close(); sys.exit(p.wait())"
    result = run(program=("-c", script))
    assert (result.status, result.stderr) == (0, "")


def test_closed_standard_input_is_an_empty_file() -> None:
    script = "import os, subprocess, sys; os.close(0); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    result = run("-m", "nocert_rules", "route", "-", program=("-c", script))
    assert (result.status, result.stdout) == (2, "")
    assert result.problems == ("<stdin>: is empty; expected the facts of a case",)


@pytest.mark.parametrize("jurisdiction", ["jinhua", "金华市", "Jinhua"])
def test_the_question_of_a_newcomer(jurisdiction: str) -> None:
    asked = ("route", "--item", ITEM, "--jurisdiction", jurisdiction, "--on", "2019-06-03")
    decision = decision_in(call(*asked, "--format", "json"))
    assert (decision["status"], decision["entries"]) == ("answered", ["jinhua-2019/1"])
    answer = decision["answer"]
    assert answer["reform"]["status"] == "yes"
    assert {option["id"]: option["status"] for option in answer["routes"]["options"]}["verification"] == "yes"
    assert answer["certificate_must_not_be_demanded"]["status"] == "yes"
    forbidden = next(item for item in decision["conclusions"] if item["id"] == "demand-certificate")
    assert (forbidden["modality"], forbidden["bearer"]) == ("must_not", ["requesting_unit"])
    assert {"provision": "verification/1.2", "quote": "无须申请人再提供相关证明"} in forbidden["sources"]
    start = next(item for item in decision["conclusions"] if item["id"] == "start-verification")
    assert (start["status"], start["modality"]) == ("yes", "must")
    assert {"draft", "list_provenance", "list_incomplete", "inferred_fields"} == {c["id"] for c in decision["caveats"]}


def test_what_a_newcomer_reads() -> None:
    english = run(*NEWCOMER).stdout
    assert english.startswith(f"{ITEM} — 大客驾驶员从业资格证换发\n")
    for words in (
        "    verification between departments  open",
        "  the certificate must not be demanded  yes",
        "\nmust not\n  ● demand the certificate from the applicant (requesting unit)\n",
        "    verification/1.2 “无须申请人再提供相关证明”\n",
        "is a draft whose day of entry into force is blank",
        "list jinhua-2019 is incomplete: what is not on it is not thereby unlisted",
    ):
        assert words in english
    chinese = run(*NEWCOMER, language="zh").stdout
    for words in (
        "    部门核验  适用",
        "  不得要求申请人提交证明  是",
        "\n不得\n  ● 要求申请人提交该证明（审批服务单位）\n",
        "清单 jinhua-2019 不完整：未见于该清单不等于未列入",
    ):
        assert words in chinese


def test_matter_and_units_narrow_an_item() -> None:
    asked = ("route", "--item", "无犯罪记录证明", "--jurisdiction", "changde", "--format", "json")
    found = [
        call(*asked, "--matter", "律师执业核准"),
        call(*asked, "--issuing-unit", "公安机关"),
        call("route", "--item", "changde-pledge/3", *asked[3:]),
    ]
    assert [json.loads(result.stdout)["entries"] for result in found] == [["changde-pledge/3"]] * 3
