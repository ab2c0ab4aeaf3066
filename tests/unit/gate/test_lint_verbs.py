"""The words by which a text commands, allows and forbids."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import get_args

import pytest

from nocert_rules.gate.lint.book import read_book
from nocert_rules.gate.lint.text import modality_misfit
from nocert_rules.gate.lint.verbs import commands, declared, forbids_to_ask, governing, verbs
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.values import Modality
from tests.support.lint import DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应当主动告知申请人", ["must"]),
        ("应即时提供", ["must"]),
        ("必须公布", ["must"]),
        ("单位要建立制度", ["must"]),
        ("每个事项至少要配备两名", ["must"]),
        ("须提交", ["must"]),
        ("可以依法申请", ["may"]),
        ("部门可采取会议等方式", ["may"]),
        ("视情节轻重，采取下列方式", ["may"]),
        ("有权要求", ["may"]),
        ("不得再次办理", ["must_not"]),
        ("禁止转让", ["must_not"]),
        ("期间不停止执行", ["must_not"]),
        ("在考核中不受影响", ["must_not"]),
        ("不应当收费", ["must_not"]),
        ("不可以收费", ["must_not"]),
        ("应当公布，不得收费，可以复制", ["must", "must_not", "may"]),
    ],
)
def test_a_word_of_command_is_one(text: str, expected: list[str]) -> None:
    assert [verb.modality for verb in verbs(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "未在规定时间内响应部门核验的",
        "追究其相应的责任",
        "提供相关应用",
        "需要到实地调查",
        "擅自要求申请人提供证明",
        "主要材料和重要事项",
        "收到核验的要求后",
        "撤销行政许可",
        "经认可的机构",
        "无须提交",
        "可靠的来源",
        "对应的条款",
        "必要的材料",
    ],
)
def test_a_part_of_another_word_is_none(text: str) -> None:
    assert list(verbs(text)) == []


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        # in the quote itself
        ("单位应当公布清单，不得收费。", "不得收费", ["must_not"]),
        # in the clause around it
        ("核验可以通过系统、微信等方式，在单位之间核查。", "通过系统、微信等方式", ["may"]),
        # in the clause before it in the sentence
        ("单位应当及时受理，按照权限调查核实。", "按照权限调查核实", ["must"]),
        # not in another sentence
        ("单位应当及时受理。部门提出意见。", "部门提出意见", []),
        ("利益不受保护；构成犯罪的，追究责任。", "构成犯罪的，追究责任", []),
        # a verb that describes the items, and the one that commands
        ("对可以立即核验的事项，应即时提供。", "对可以立即核验的事项，应即时提供", ["must"]),
        ("对可以立即核验的事项，另行规定。", "对可以立即核验的事项", ["may"]),
        # words of exception reverse the clause before them
        ("不得携犬进入学校，导盲犬除外。", "导盲犬除外", []),
    ],
)
def test_the_verb_that_governs_a_quote(text: str, quote: str, expected: list[str]) -> None:
    start = text.index(quote)
    assert [verb.modality for verb in governing(text, start, start + len(quote))] == expected


def test_no_need_can_forbid_to_ask() -> None:
    assert forbids_to_ask("无须申请人再提供相关证明")
    assert forbids_to_ask("承诺其免提交的证明事项")
    assert not forbids_to_ask("避免重复")


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("由主管部门通报批评", "由"),
        ("其他人员由所在单位处理", ""),
        ("由于天气原因", ""),
        ("理由充分", ""),
        ("依法予以公布", "予以"),
        ("构成犯罪的，依法追究其刑事责任", "追究"),
        ("已有规定的，按照有关规定执行", "按照有关规定执行"),
        ("按照下列程序办理", ""),
        ("提出认定意见", ""),
    ],
)
def test_what_commands_without_a_verb_of_command(quote: str, expected: str) -> None:
    assert declared(quote) == expected


def test_a_command_reaches_over_the_clauses_without_a_verb() -> None:
    text = "单位应当公布清单，接受监督，不得收费。"
    assert [(verb.word, text[start:end]) for verb, start, end in commands(text)] == [
        ("应当", "单位应当公布清单，接受监督，"),
        ("不得", "不得收费。"),
    ]


def test_the_modality_of_shipped_rules_is_held_to_their_words() -> None:
    """No false alarm as they are; where their words say a modality, every other one is noticed."""
    book = read_book(default_folder("rules"), default_folder("catalogue"), DAY)
    assert list(modality_misfit(book)) == []
    noticed = 0
    for rule in book.loaded.rules.values():
        for modality in get_args(Modality) if rule.modality else ():
            if modality == rule.modality:
                continue
            changed = {**book.loaded.rules, rule.id: replace(rule, modality=modality)}
            other = replace(book, rulebook=replace(book.loaded, rules=MappingProxyType(changed)))
            noticed += bool(list(modality_misfit(other)))
    assert noticed >= 70
