"""Chinese or English, by locale and by option; every message in both; pages that fit their width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from wcwidth import wcswidth

import nocert_rules
from nocert_rules.cli.main import nocert
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import MESSAGES, message
from nocert_rules.words.phrases import PHRASES, in_chinese, is_chinese
from tests.support.process import EXAMPLES, ROOT, call, run

WIDTH = 80
QUESTIONS = ("route", "verification", "pledge", "case")
CHINESE, ENGLISH = "\n结论\n", "\nanswer\n"
LOCALES = (
    ({"LANG": "zh_CN.UTF-8"}, CHINESE),
    ({"LANG": "zh_TW.Big5"}, CHINESE),
    ({"LANG": "zh"}, CHINESE),
    ({"LANG": "en_GB.UTF-8"}, ENGLISH),
    ({"LANG": "de_DE.UTF-8"}, ENGLISH),
    ({"LANG": "C"}, ENGLISH),
    ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, CHINESE),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, ENGLISH),
    ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, CHINESE),
    ({"LC_ALL": "en_US.UTF-8", "NOCERT_LANG": "zh"}, CHINESE),
    ({"LC_ALL": "zh_CN.UTF-8", "NOCERT_LANG": "en"}, ENGLISH),
    ({"LANG": "zh_CN.UTF-8", "NOCERT_LANG": ""}, CHINESE),
)
BAD = ("route", "--fact", "applicant.wiling=true")
# what is said where there is no answer, or in the words of a parser, expects nothing
WITHOUT_EXPECTATION = {
    "unreadable",
    "unwritable",
    "yaml_syntax",
    "engines_differ",
    "engines_differ_for",
    "failed",
    "internal",
}


@pytest.mark.parametrize(("env", "expected"), LOCALES, ids=[" ".join(env.values()) for env, _ in LOCALES])
def test_the_locale_chooses_the_language(env: dict[str, str], expected: str) -> None:
    result = run("route", "--on", "2019-06-03", env=env)
    assert expected in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_the_option_wins(locale: str) -> None:
    assert CHINESE in call("route", "--lang", "zh", language=locale).stdout
    assert ENGLISH in call("route", "--lang=en", language=locale).stdout
    assert "未知的事实" in call(*BAD, "--lang=zh", language=locale).stderr
    assert "unknown fact" in call(*BAD, "--lang", "en", language=locale).stderr
    assert ("未知的事实" if locale == "zh" else "unknown fact") in call(*BAD, language=locale).stderr


def test_the_option_may_stand_before_the_command() -> None:
    assert CHINESE in call("--lang", "zh", "route").stdout
    assert ENGLISH in call("--lang=en", "route", language="zh").stdout
    assert CHINESE in call("--lang", "en", "route", "--lang", "zh").stdout
    assert "未知的事实" in call("--lang", "zh", *BAD).stderr
    assert "unknown fact" in call("--lang", "zh", *BAD, "--lang", "en").stderr
    assert "未知的选项" in call("--lang", "zh", "route", "--itme", "x").stderr
    assert "--lang" in call("--help").stdout
    rulebook = ("--rules", str(ROOT / "rules"), "--catalogue", str(ROOT / "catalogue"))
    assert CHINESE in call("--lang", "zh", "route", *rulebook).stdout


def test_wrong_languages_are_refused_before_the_command_and_after_it() -> None:
    for arguments in (("--lang", "fr", "route"), ("route", "--lang", "fr")):
        result = call(*arguments)
        assert (result.status, result.stdout) == (2, "")
        assert result.stderr == call("route", "--lang", "fr").stderr != ""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_in_both_languages(code: str) -> None:
    english, chinese = MESSAGES[code]
    assert placeholders(english) == placeholders(chinese)
    assert not any(is_chinese(char) for char in english.replace("“", "").replace("”", ""))
    assert any(is_chinese(char) for char in chinese)
    assert not english.endswith(".") and not chinese.endswith("。")
    assert not english[0].isupper()
    assert ("expected" in english) == (code not in WITHOUT_EXPECTATION)


def test_every_message_is_used() -> None:
    folder = Path(nocert_rules.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "messages.py")
    used = set(re.findall(r"""["']([a-z0-9_]+)["']""", source))
    used |= {f"{code}_near" for code in (*re.findall(r"""add_unknown\(\s*"([a-z_]+)\"""", source), "unknown_name")}
    assert set(MESSAGES) - used == set()


def test_details_are_put_into_chinese() -> None:
    details = {"fact": "item.matter", "found": "a list", "expected": "text"}
    assert message("wrong_type", "zh", details) == "`item.matter` 为列表；应为文本"
    assert message("unknown_fact", "zh", {"found": "text", "question": "route"}).startswith("未知的事实 `text`；")
    assert message("contradiction", "zh", {"label": "no", "label_zh": "否", "facts": "`a`, `b`"}).startswith(
        "事实相互矛盾：否（`a`、`b`）"
    )
    assert in_chinese("one of `a`, `b`") == "`a`、`b` 之一"
    assert in_chinese("durable_rules cannot be used here: no module") == "本机不能使用 durable_rules：no module"
    assert all(any(is_chinese(char) for char in chinese) for chinese in PHRASES.values())


def too_wide(text: str) -> list[str]:
    """The lines that take more columns than a page has."""
    return [line for line in text.splitlines() if wcswidth(line) > WIDTH]


def checked(*arguments: str, language: str, stdin: bytes = b"") -> str:
    """The page a command prints, which must fit and carry no codes of a terminal."""
    result = call(*arguments, language=language, stdin=stdin)
    assert result.status in (0, 1), result.stderr
    assert not too_wide(result.stdout), arguments
    assert "\x1b" not in result.stdout
    return result.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_answers_fit_the_page(path: Path, language: str) -> None:
    checked(path.name.partition("-")[0], str(path), "--trace", language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_pages_of_a_question_fit(question: str, language: str) -> None:
    stdin = b"subjects: [{id: a}, {id: b}]" if question == "case" else b"{}"
    checked(question, "-", "--trace", language=language, stdin=stdin)
    later = ("--jurisdiction", "jinhua", "--on", "2031-01-01")
    checked(question, "-", "--trace", *later, language=language, stdin=stdin)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_vocabulary_fits(question: str, language: str) -> None:
    checked("facts", question, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_of_the_rulebook_fit(rulebook: Rulebook, language: str) -> None:
    checked("provisions", language=language)
    for query in ("证明", "驾驶", "fqgx", "nothing at all"):
        checked("items", query, "--limit", "1000", language=language)
    for name in names(rulebook):
        checked("explain", name, language=language)


def names(rulebook: Rulebook) -> Iterator[str]:
    """Everything that can be explained."""
    for known in (rulebook.rules, rulebook.provisions, rulebook.conclusions, rulebook.facts):
        yield from known


def test_text_of_a_case_keeps_to_its_line() -> None:
    text = r"""subjects: [{id: "a\n\nanswer\e[2J", name: "b\r\u202ec", findings.delayed:
        {value: true, by: "d\ne", on: 2019-06-03, reason: "f\n\ng"}}]"""
    page = checked("case", "-", "--trace", "--on", "2019-06-03", language="en", stdin=text.encode())
    assert page.count("\nanswer") == 1
    assert all(char == "\n" or char.isprintable() for char in page)


@pytest.mark.parametrize("name", ["", *nocert.list_commands(click.Context(nocert))])
def test_help_fits_the_page_and_shows_an_example(name: str) -> None:
    arguments = (name, "--help") if name else ("--help",)
    text = checked(*arguments, language="en")
    assert re.search(rf"^ +nocert {name or '[a-z]+'}\b", text, re.MULTILINE)
    assert text == call(*arguments[:-1], "-h").stdout


def test_no_colour_where_output_is_no_terminal() -> None:
    for arguments in (("route", "--trace"), ("facts", "route"), ("items", "驾驶"), ("explain", "pledge/4.2"), BAD):
        result = run(*arguments, env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
        assert "\x1b" not in result.stdout + result.stderr
