"""The words of the test reports, in Chinese and English."""

from __future__ import annotations

from nocert_rules.engine.decision.trace import TRUTH_NAMES
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.testing.coverage import Gap, Measure
from nocert_rules.render.words import pick, word
from nocert_rules.words.messages import Language

WORDS: dict[str, tuple[str, str]] = {
    # cases
    "title": ("示例案件和覆盖情况", "Golden cases and what they cover"),
    "fails": ("不符", "fails"),
    "passes": ("符合", "passes"),
    "failed": ("不符的案件", "cases that fail"),
    "expected": ("预期", "expected"),
    "got": ("得到", "got"),
    "because": ("原因", "because"),
    "no_rule": ("没有规则适用", "no rule applies"),
    "above": ("见上", "see above"),
    "records": ("逐条", "each record"),
    "line": ("第 {line} 行", "line {line}"),
    "stopped": ("在首个不符处停止；未测量覆盖", "stopped at the first failure; coverage is not measured"),
    "conclusion": ("结论", "conclusion"),
    "rule": ("规则", "rule"),
    "answer": ("答复", "answer"),
    "missing for": ("尚缺的事实，关于", "missing for"),
    "bearer": ("义务主体，规则", "bearer of"),
    "against": ("相对方，规则", "counterpart of"),
    "of": ("主体", "of"),
    # coverage
    "coverage": ("覆盖", "coverage"),
    "covered": ("已覆盖", "covered"),
    "all": ("共计", "of"),
    "percent": ("百分比", "per cent"),
    "least": ("下限", "at least"),
    "below": ("低于下限", "below"),
    "rules": ("规则结果", "rules"),
    "conditions": ("条件取值", "conditions"),
    "mcdc": ("MC/DC", "MC/DC"),
    "provisions": ("条款", "provisions"),
    "lists": ("清单", "lists"),
    "norms": ("规范", "norms"),
    "gaps": ("未覆盖", "not covered"),
    "more": ("…… 另有 {count} 项（--format json 列出全部）", "… and {count} more (all with --format json)"),
    "condition": ("条件", "condition"),
    "in_force": ("施行期", "in force"),
    "never": ("从未{what}", "never {what}"),
    "never_decides": ("从未以“{what}”独立决定结果", "never decides being {what}"),
    "either": ("真或假", "true or false"),
    "no_case": ("没有案件指明", "no case names it"),
    "no_bearer": ("没有案件写明其义务主体", "no case states its bearer"),
    "no_entry": ("没有案件用到其条目", "no case uses an entry of it"),
    "hint": ("需要案件：其为{what}，而 {beside}", "needs a case with it {what}, and {beside}"),
    "hint_alone": ("需要案件：其为{what}", "needs a case with it {what}"),
    "is": ("（{part}）为{truth}", "({part}) {truth}"),
    # the page
    "rules_are": ("每条规则：成立、不成立、未定、被例外排除", "each rule: holds, fails, undetermined, defeated"),
    "conditions_are": ("每个条件：真、假、未知", "each condition: true, false, unknown"),
    "mcdc_are": ("每个条件独立决定结果", "each condition decides by itself, being true and being false"),
    "provisions_are": ("每个已编码条款有案件指明", "each encoded provision is named by a case"),
    "lists_are": ("每份清单有案件用到", "each list is used by a case"),
    "norms_are": ("每条规范的义务主体有案件写明", "the bearer of each norm is stated in a case"),
    "not_measured": ("未测量覆盖", "coverage is not measured"),
    "level_all": ("全部覆盖", "all covered"),
    "level_most": ("{most}% 以上", "{most} % or more"),
    "level_some": ("部分覆盖", "less"),
    "level_none": ("未覆盖", "none"),
    "level_no_rules": ("没有规则", "no rules"),
    "in_force_condition": ("各条规则共有的条件：文件施行", "the condition of all its rules: that it is in force"),
    "also": ("另见规则", "also a source of"),
    "impossible": ("不可能出现", "cannot be"),
    "all_of": ("全部", "all of"),
    "any_of": ("任一", "any of"),
    "not": ("并非", "not"),
    # update
    "from_text": (
        "注意：示例案件的答案来自条文，不来自程序。只有条文确实这样要求时才能更改；否则错的是规则。",
        "STOP AND READ: a golden answer comes from the text, never from the program. Change it only where the "
        "provision demands it; otherwise it is the rule that is wrong.",
    ),
    "accept": ("条文要求如此，写入文件？", "does the text demand this, and shall the file say so?"),
    "written": (
        "已写入 {count} 处更改：{files}。请逐一核对其理由是否仍然成立。",
        "{count} written: {files}. Now read the reason of each again: does it still hold?",
    ),
    "none_written": ("没有更改", "nothing was changed"),
}


def say(key: str, language: Language, **details: object) -> str:
    """The words for `key` in `language`, with `details` filled in."""
    return pick(WORDS[key], language).format(**details)


def truth_word(truth: Truth, language: Language) -> str:
    """A truth in words."""
    return word(TRUTH_NAMES[truth], language)


def gap_words(gap: Gap, language: Language) -> str:
    """What is not covered, without what it is about."""
    match gap.measure:
        case "rules" | "conditions":
            return say("never", language, what=word(gap.what, language))
        case "mcdc":
            what = say("either", language) if gap.what == "either" else word(gap.what, language)
            return say("never_decides", language, what=what)
        case "provisions":
            return say("no_case", language)
        case "lists":
            return say("no_entry", language)
        case "norms":
            return say("no_bearer", language)


def case_count(cases: int, failed: int, all_cases: int, language: Language) -> str:
    """How many cases were decided, of how many, and how many failed."""
    if language == "zh":
        some = f"{cases} 件示例案件" if cases == all_cases else f"{all_cases} 件示例案件中的 {cases} 件"
        return f"{some}：" + (f"{failed} 件不符" if failed else "全部符合")
    some = f"{cases} golden case{'' if cases == 1 else 's'}"
    some += "" if cases == all_cases else f" of {all_cases}"
    if cases == 1:
        return f"{some}: it {'fails' if failed else 'passes'}"
    return f"{some}: " + (f"{failed} fail{'s' if failed == 1 else ''}" if failed else "all pass")


def measure_word(measure: Measure, language: Language) -> str:
    """A measure of coverage in words."""
    return say(measure, language)
