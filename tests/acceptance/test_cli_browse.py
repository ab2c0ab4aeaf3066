"""Looking around: items, provisions, facts and templates, explanations, schemas, completion."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nocert_rules.cli.browse import SCHEMAS
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.process import call, run

QUESTIONS = ("route", "verification", "pledge", "case")
ITEM = "近3年安全驾驶情况证明"
BROWSE = ("items", "provisions", "facts", "explain", "schema")
QUERIES = (ITEM, "安全驾驶", "anquanjiashi", "aqjs", "近3年安全驾驶情况正明")


@pytest.mark.parametrize("query", QUERIES)
def test_an_item_is_found_by_name_pinyin_and_misspelling(query: str) -> None:
    found = json.loads(call("items", query, "--jurisdiction", "jinhua", "--format", "json").stdout)
    assert ITEM in [item["certificate"] for item in found], query


def test_items_as_text() -> None:
    result = run("items", "安全驾驶", "--jurisdiction", "金华市")
    assert result.status == 0
    assert result.stdout.startswith(f"{ITEM} · jinhua-2019/1\n  Jinhua · 大客驾驶员从业资格证换发\n")
    nothing = call("items", "天文观测望远镜", "--jurisdiction", "jinhua")
    assert (nothing.status, nothing.stdout) == (0, "nothing found\n")
    assert call("items", "天文观测望远镜", "--jurisdiction", "jinhua", language="zh").stdout == "没有找到\n"


def test_items_keep_to_limit_and_jurisdiction() -> None:
    found = json.loads(call("items", "证明", "--limit", "7", "--format", "json").stdout)
    assert len(found) == 7
    assert {"id", "kind", "jurisdiction", "certificate", "routes", "grade", "source", "how", "score"} <= set(found[0])
    mine = json.loads(call("items", "证明", "--jurisdiction", "yiwu", "--limit", "1000", "--format", "json").stdout)
    assert {item["jurisdiction"] for item in mine} <= {"yiwu", "jinhua", "zhejiang", "china"}


def test_every_provision_is_listed_with_its_status(rulebook: Rulebook) -> None:
    data = json.loads(call("provisions", "--format", "json").stdout)
    assert [item["provision"] for item in data] == list(rulebook.provisions)
    assert {item["status"] for item in data} == {"encoded", "finding", "procedure", "not_normative"} & {
        provision.status for provision in rulebook.provisions.values()
    }
    assert all(item["rules"] for item in data if item["status"] == "encoded")
    text = call("provisions").stdout
    assert all(re.search(rf"^{re.escape(name)} · ", text, re.MULTILINE) for name in rulebook.provisions)
    some = call("provisions", "pledge", "--status", "encoded", language="zh").stdout
    assert "\npledge/4.2 · " in some and "verification/" not in some and "已编码" in some


@pytest.mark.parametrize("question", QUESTIONS)
def test_facts_and_template_hold_the_whole_vocabulary(rulebook: Rulebook, question: str, tmp_path: Path) -> None:
    declared = rulebook.questions[question]
    text = call("facts", question).stdout
    assert all(re.search(rf"^{re.escape(name)} · ", text, re.MULTILINE) for name in declared.facts)

    for language in ("en", "zh"):
        template = call("facts", question, "--template", language=language)
        (tmp_path / "case.yaml").write_text(template.stdout, encoding="utf-8")
        result = call(question, "case.yaml", cwd=tmp_path)
        assert (result.status, result.stderr) == (1, "")
        for name in declared.facts:
            own = name.removeprefix(f"{declared.each}.") if declared.each else name
            shown = re.search(rf"^ *# {re.escape(own)}: ", template.stdout, re.MULTILINE)
            assert bool(shown) == (rulebook.facts[name].supplied_by != "jurisdiction"), name


@pytest.mark.parametrize("question", QUESTIONS)
def test_lines_of_a_template_are_facts_once_filled_in(rulebook: Rulebook, question: str, tmp_path: Path) -> None:
    """Uncommented, each line with `…` is refused for its value alone: its name and its form are right."""
    template = call("facts", question, "--template").stdout
    filled = re.sub(r"^( *)# (?=[a-z_.]+: )", r"\1", template, flags=re.MULTILINE)
    filled = re.sub(r"^as_of: .*$", "as_of: 2031-12-31", filled, flags=re.MULTILINE)
    (tmp_path / "case.yaml").write_text(filled, encoding="utf-8")
    result = call(question, "case.yaml", cwd=tmp_path)
    assert result.status == 2
    wrong = [line for line in result.problems if " is `…`; expected " not in line]
    assert not wrong


def test_everything_has_an_explanation(rulebook: Rulebook) -> None:
    for language in ("en", "zh"):
        for name in (*rulebook.rules, *rulebook.provisions, *rulebook.conclusions, *rulebook.facts):
            result = call("explain", name, language=language)
            assert (result.status, result.stderr) == (0, ""), name
            assert result.stdout.startswith(f"{name} · "), name


def test_an_explanation_quotes_the_text(rulebook: Rulebook) -> None:
    text = run("explain", "tell-the-applicant").stdout
    assert "“审批服务单位在办理审批服务事项时" in text
    assert "must" in text and "pledge/4.2" in text
    provision = call("explain", "pledge/4.2", language="zh").stdout
    assert all(rule.id in provision for rule in rulebook.rules_of_provision["pledge/4.2"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_printed(name: str) -> None:
    schema = json.loads(call("schema", name).stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"nocert:{name}/1"


def test_the_schema_of_decisions_comes_without_a_name() -> None:
    assert run("schema").stdout == call("schema", "decision").stdout


def test_version_help_and_nothing_at_all() -> None:
    assert re.fullmatch(r"nocert, version \d+\.\d+\.\d+\n", run("--version").stdout)
    overview = run("--help")
    assert overview.status == 0 and "Start here:" in overview.stdout
    nothing = run()
    assert (nothing.status, nothing.stdout) == (2, "")
    assert "Start here:" in nothing.stderr


@pytest.mark.parametrize("name", ["route", "verification", "pledge", "case", *BROWSE])
def test_the_examples_of_help_can_be_typed(name: str) -> None:
    text = call(name, "--help").stdout.replace("\\\n", "")
    examples = [line.strip() for line in text.splitlines() if line.strip().startswith("nocert ")]
    assert examples
    for example in examples:
        arguments = shlex.split(example.partition(" > ")[0])[1:]
        if "my-case.yaml" not in arguments:
            result = call(*arguments)
            assert (result.status in (0, 1), result.stderr) == (True, ""), example


def test_completion_for_the_shell() -> None:
    script = run(env={"_NOCERT_COMPLETE": "bash_source"})
    assert script.status == 0 and "complete" in script.stdout and "nocert" in script.stdout
    words = {"_NOCERT_COMPLETE": "bash_complete", "COMP_WORDS": "nocert ro", "COMP_CWORD": "1"}
    assert run(env=words).stdout == "plain,route\n"
    words |= {"COMP_WORDS": "nocert facts ", "COMP_CWORD": "2"}
    assert {line.partition(",")[2] for line in run(env=words).stdout.split()} == set(QUESTIONS)
    words |= {"COMP_WORDS": "nocert --lang ", "COMP_CWORD": "2"}
    assert run(env=words).stdout == "plain,zh\nplain,en\n"
    words |= {"COMP_WORDS": "nocert --lang zh ro", "COMP_CWORD": "3"}
    assert run(env=words).stdout == "plain,route\n"
