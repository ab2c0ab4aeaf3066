"""The words of all pages, in Chinese and English; the law's own words come from the rulebook."""

from __future__ import annotations

from collections.abc import Mapping

from nocert_rules.render.words import pick
from nocert_rules.words.messages import Language

Words = Mapping[str, tuple[str, str]]

WORDS: Words = {
    "product": ("无证明规则", "nocert-rules"),
    "skip": ("跳到正文", "skip to the content"),
    "home": ("首页", "home"),
    "counter": ("窗口", "counter"),
    "desk": ("案件", "case desk"),
    "rulebook": ("规则", "rulebook"),
    "api": ("接口", "API"),
    "language": ("语言", "language"),
    "other_language": ("English", "中文"),
    "colon": ("：", ": "),
    "in_brackets": ("（{inside}）", " ({inside})"),
    "menu": ("主要页面", "main pages"),
    "error_title": ("无法处理", "this cannot be done"),
    "not_found": (
        "没有这个页面，或草稿不属于这个浏览器。",
        "there is no such page, or the draft is not this browser's.",
    ),
    "problems": ("请更正以下内容", "please put this right"),
    "back_home": ("回到首页", "back to the start"),
    "drafts": ("草稿", "drafts"),
    "no_drafts": ("没有草稿。", "no drafts."),
    "open": ("打开", "open"),
    "delete": ("删除", "delete"),
    "saved": ("已保存", "saved"),
    "footer": (
        "本程序只依公布的文本作答；文本未规定的，答“未定”并指出缺口；由人裁量的，列出选项而不代为选择。",
        "answers come from the published text and nothing else; where it is silent the answer is “undetermined”; "
        "where it leaves a choice to people, the choice is shown and not made.",
    ),
}


def translator(language: Language, words: Words) -> Mapping[str, str]:
    """Every word in `language`: those of all pages, then those of `words`."""
    return {key: pick(each, language) for key, each in {**WORDS, **words}.items()}
