"""The words of every problem, in English and Chinese, by code.

Lower case, no full stop, the user's own input in backticks, what was expected after `expected`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["zh", "en"]

MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "no_file": ("file not found; expected a readable file", "找不到文件；应为可读取的文件"),
    "is_folder": ("this is a folder; expected a file", "这是文件夹；应为文件"),
    "unreadable": ("cannot be read: {reason}", "无法读取：{reason}"),
    "no_folder": (
        "folder not found; expected a folder of rules or catalogue files",
        "找不到文件夹；应为规则或目录文件夹",
    ),
    "too_large": (
        "is larger than {limit} bytes; expected a file of at most {limit} bytes",
        "超过 {limit} 字节；文件最大 {limit} 字节",
    ),
    "binary": ("is not text; expected UTF-8 text", "不是文本；应为 UTF-8 文本"),
    "utf16": ("is UTF-16; expected UTF-8 text", "是 UTF-16 编码；应为 UTF-8 文本"),
    "not_utf8": ("byte {offset} is not UTF-8; expected UTF-8 text", "第 {offset} 字节不是 UTF-8；应为 UTF-8 文本"),
    "empty": ("is empty; expected {expected}", "内容为空；应为 {expected}"),
    # yaml
    "yaml_syntax": ("is not valid yaml: {reason}", "不是有效的 YAML：{reason}"),
    "anchor": (
        "found anchor `&{found}`; expected plain values, no anchors or aliases",
        "出现锚点 `&{found}`；不允许锚点和别名",
    ),
    "alias": (
        "found alias `*{found}`; expected plain values, no anchors or aliases",
        "出现别名 `*{found}`；不允许锚点和别名",
    ),
    "tag": ("found tag `{found}`; expected plain values, no tags", "出现标签 `{found}`；不允许标签"),
    "several_documents": (
        "a second document starts here; expected one document a file",
        "此处开始第二个文档；每个文件只能有一个文档",
    ),
    "too_deep": (
        "is nested deeper than {limit} levels; expected at most {limit}",
        "嵌套超过 {limit} 层；最多 {limit} 层",
    ),
    "duplicate_key": (
        "found key `{found}` twice; expected each key once (first at line {first})",
        "键 `{found}` 重复；每个键只能出现一次（首次在第 {first} 行）",
    ),
    "key_not_text": ("found a key that is not plain text; expected a name", "键不是文本；应为名称"),
    # structure
    "expected_mapping": (
        "found {found}; expected {expected} written as `name: value` lines",
        "发现 {found}；应为以“名称: 值”书写的 {expected}",
    ),
    "expected_list": ("found {found}; expected a list of {expected}", "发现 {found}；应为 {expected} 的列表"),
    "expected_value": ("found {found}; expected {expected}", "发现 {found}；应为 {expected}"),
    "missing_key": ("lacks `{key}`; expected it in {where}", "缺少 `{key}`；{where} 中应有此项"),
    "unknown_key": ("unknown key `{found}`; expected one of {known}", "未知的键 `{found}`；应为 {known} 之一"),
    "unknown_key_near": (
        "unknown key `{found}`; expected one of {known}; nearest: `{nearest}`",
        "未知的键 `{found}`；应为 {known} 之一；最接近：`{nearest}`",
    ),
    "unknown_name": (
        "unknown {kind} `{found}`; expected a name of the rulebook",
        "未知的 {kind} `{found}`；应为规则库中的名称",
    ),
    "unknown_name_near": (
        "unknown {kind} `{found}`; expected a name of the rulebook; nearest: `{nearest}`",
        "未知的 {kind} `{found}`；应为规则库中的名称；最接近：`{nearest}`",
    ),
    "duplicate_id": (
        "{kind} `{found}` is already defined at {first}; expected an id of its own",
        "{kind} `{found}` 已在 {first} 定义；标识不能重复",
    ),
    # values
    "wrong_type": ("`{fact}` is {found}; expected {expected}", "`{fact}` 为 {found}；应为 {expected}"),
    "wrong_choice": ("`{fact}` is `{found}`; expected one of {known}", "`{fact}` 为 `{found}`；应为 {known} 之一"),
    "wrong_choice_near": (
        "`{fact}` is `{found}`; expected one of {known}; nearest: `{nearest}`",
        "`{fact}` 为 `{found}`；应为 {known} 之一；最接近：`{nearest}`",
    ),
    "too_small": ("`{fact}` is `{found}`; expected at least {minimum}", "`{fact}` 为 `{found}`；不得小于 {minimum}"),
    "null_value": (
        "`{fact}` has no value; expected {expected}, or leave the line out if it is not known",
        "`{fact}` 没有值；应为 {expected}，不知道时请删去此行",
    ),
    # rules
    "quote_not_found": (
        "quote `{found}` is not in {provision}; expected its words character for character",
        "引文 `{found}` 不在 {provision} 中；应与原文逐字一致",
    ),
    "provision_of_document": (
        "provision `{found}` does not belong to document `{document}`; expected `{document}/…`",
        "条款 `{found}` 不属于文件 `{document}`；应为 `{document}/…`",
    ),
    "rules_without_encoding": (
        "has rules but its status is `{status}`; expected status `encoded`",
        "有规则但状态为 `{status}`；应为 `encoded`",
    ),
    "encoded_without_rules": (
        "is `encoded` but no rule rests on it; expected a rule, or another status with a reason",
        "状态为 `encoded` 但没有规则；应有规则，或改用其他状态并说明理由",
    ),
    "reason_missing": (
        "status `{status}` without `reason`; expected why no rule stands here",
        "状态 `{status}` 缺少 `reason`；应说明为何没有规则",
    ),
    "text_differs": (
        "the provisions together are not the document's text (sha256 {found}); expected {expected}",
        "各条款合并后与文件原文不一致（sha256 {found}）；应为 {expected}",
    ),
    "provision_missing": (
        "`contents` names {found}, but no file holds it; expected every provision of the text",
        "`contents` 列有 {found}，但没有文件包含它；应包含全部条款",
    ),
    "unknown_operator": (
        "unknown operator `{found}`; expected one of {known}",
        "未知的运算符 `{found}`；应为 {known} 之一",
    ),
    "one_key": (
        "found {count} keys; expected exactly one condition here (join several with `all` or `any`)",
        "发现 {count} 个键；此处只能有一个条件（多个条件请用 `all` 或 `any` 连接）",
    ),
    "operator_type": (
        "`{operator}` does not apply to `{fact}` of type {type}; expected one of {known}",
        "`{operator}` 不适用于类型为 {type} 的 `{fact}`；应为 {known} 之一",
    ),
    "term_type": (
        "this term is of type {found}; expected {expected} to compare with `{fact}`",
        "此项类型为 {found}；与 `{fact}` 比较应为 {expected}",
    ),
    "field_outside_records": (
        "`{found}` is a field of `{record}`; expected it inside a condition on such records",
        "`{found}` 是 `{record}` 的字段；只能用于该记录的条件中",
    ),
    "not_records": ("`{found}` is not a list of records; expected one", "`{found}` 不是记录列表；应为记录列表"),
    "definition_records": (
        "definition `{found}` is about `{records}`; expected it in a condition on them",
        "定义 `{found}` 针对 `{records}`；只能用于该列表的条件中",
    ),
    "holds_in_records": (
        "`holds` inside a condition on records; expected facts and fields alone",
        "记录条件内不能使用 `holds`；只能使用事实和字段",
    ),
    "count_bounds": (
        "`count_of` lacks a bound; expected `at_least` or `at_most`",
        "`count_of` 缺少界限；应有 `at_least` 或 `at_most`",
    ),
    "modality_differs": (
        "concludes `{conclusion}` as `{found}`, but `{other}` as `{expected}`; expected one modality for a conclusion",
        "对 `{conclusion}` 的情态为 `{found}`，而 `{other}` 为 `{expected}`；同一结论的情态应一致",
    ),
    "exception_to_self": ("is an exception to itself; expected another rule", "不能是自身的例外；应为其他规则"),
    "cycle": ("depends on itself: {path}; expected no cycle", "循环依赖：{path}；不允许循环"),
    "rule_concludes_nothing": (
        "concludes nothing and is no exception; expected `then`, `leaves_open` or `exception_to`",
        "没有结论也不是例外；应有 `then`、`leaves_open` 或 `exception_to`",
    ),
    "gap_words": (
        "`leaves_open` and `gap` belong together; expected both or neither",
        "`leaves_open` 与 `gap` 须同时出现",
    ),
    "conclusion_without_rule": ("no rule concludes `{found}`; expected one", "没有规则得出 `{found}`；至少应有一条"),
    "fact_not_declared": (
        "question `{question}` reads `{fact}` (through {through}) but does not declare it; expected it under `facts`",
        "问题 `{question}`（经由 {through}）读取了未声明的 `{fact}`；应列入 `facts`",
    ),
    "fact_not_read": (
        "question `{question}` declares `{fact}` but no rule of it reads it; expected facts that matter alone",
        "问题 `{question}` 声明了 `{fact}`，但没有规则读取；只应声明有用的事实",
    ),
    "value_without_source": (
        "parameter `{found}` has a value but no source; expected `source`",
        "参数 `{found}` 有值而无来源；应有 `source`",
    ),
    "cycle_within": (
        "jurisdiction `{found}` lies within itself; expected no cycle",
        "辖区 `{found}` 位于自身之内；不允许循环",
    ),
    "duplicate_item": (
        "the same certificate, matter and units as {first}; expected each item once in a list",
        "与 {first} 的证明、事项和单位相同；每个事项在清单中只能出现一次",
    ),
    "folder_empty": ("holds no yaml files; expected rules or catalogue files", "没有 YAML 文件；应有规则或目录文件"),
    # facts of a case
    "unknown_fact": (
        "unknown fact `{found}`; expected a fact of the question `{question}`",
        "未知的事实 `{found}`；应为问题 `{question}` 的事实",
    ),
    "unknown_fact_near": (
        "unknown fact `{found}`; expected a fact of the question `{question}`; nearest: `{nearest}`",
        "未知的事实 `{found}`；应为问题 `{question}` 的事实；最接近：`{nearest}`",
    ),
    "not_for_people": (
        "`{fact}` is set by the jurisdiction; expected it from the catalogue, not in a case",
        "`{fact}` 由辖区设定；应来自目录，不能写在案件中",
    ),
    "bare_finding": (
        "`{fact}` is a finding; expected `{{value: …, by: …, on: …, reason: …}}`, not a bare `{found}`",
        "`{fact}` 属于人工认定；应写作 `{{value: …, by: …, on: …, reason: …}}`，不能只写 `{found}`",
    ),
    "finding_key": (
        "finding `{fact}` lacks `{key}`; expected `value`, `by`, `on` and `reason`",
        "认定 `{fact}` 缺少 `{key}`；应有 `value`、`by`、`on` 和 `reason`",
    ),
    "finding_future": (
        "finding `{fact}` is dated {on}, after the day asked ({as_of}); expected that day or earlier",
        "认定 `{fact}` 的日期 {on} 晚于查询日 {as_of}；应为当日或之前",
    ),
    "twice_given": (
        "`{fact}` is given twice, here and at {first}; expected it once",
        "`{fact}` 重复给出（此处与 {first}）；只能给一次",
    ),
    "contradiction": (
        "contradictory facts: {label} ({facts}); expected facts that can be true together",
        "事实相互矛盾：{label}（{facts}）；应为可以同时成立的事实",
    ),
    "no_subjects": ("lacks `{each}`; expected a list of at least one subject", "缺少 `{each}`；至少应有一个主体"),
    "each_not_allowed": (
        "`{each}` does not belong to the question `{question}`; expected facts of one situation",
        "问题 `{question}` 不含 `{each}`；应为单一情形的事实",
    ),
    "duplicate_subject": (
        "subject `{found}` appears twice; expected an id of its own for each",
        "主体 `{found}` 重复；每个主体应有自己的标识",
    ),
    "other_question": (
        "this file is for the question `{found}`; expected `{question}`",
        "此文件用于问题 `{found}`；应为 `{question}`",
    ),
    "option_twice": (
        "`{option}` is given on the command line and in the file as different values; expected one",
        "`{option}` 在命令行与文件中的值不同；只应有一个",
    ),
    "fact_syntax": ("found `{found}`; expected `name=value`", "发现 `{found}`；应为 `名称=值`"),
    "unknown_jurisdiction": (
        "unknown jurisdiction `{found}`; expected an id or a name of the catalogue",
        "未知的辖区 `{found}`；应为目录中的标识或名称",
    ),
    "unknown_jurisdiction_near": (
        "unknown jurisdiction `{found}`; expected an id or a name of the catalogue; nearest: {nearest}",
        "未知的辖区 `{found}`；应为目录中的标识或名称；最接近：{nearest}",
    ),
    "item_without_jurisdiction": (
        "an item needs a jurisdiction; expected `--jurisdiction`",
        "查询事项须指定辖区；应有 `--jurisdiction`",
    ),
    "unknown_item": (
        "no item `{found}` on the lists of {jurisdiction}; expected a certificate on a list (an item on no list: `--fact item.certificate=…`)",
        "{jurisdiction}的清单上没有 `{found}`；应为清单内的证明（清单外的证明请用 `--fact item.certificate=…`）",
    ),
    "unknown_item_near": (
        "no item `{found}` on the lists of {jurisdiction}; expected a certificate on a list; nearest: {nearest}",
        "{jurisdiction}的清单上没有 `{found}`；应为清单内的证明；最接近：{nearest}",
    ),
    "several_items": (
        "`{found}` fits {count} items: {candidates}; expected one, narrowed by matter or units, or its id",
        "`{found}` 对应 {count} 个事项：{candidates}；请以办事事项或单位缩小范围，或给出标识",
    ),
    "item_not_for_question": (
        "the question `{question}` takes no item; expected facts",
        "问题 `{question}` 不接受清单事项；应为事实",
    ),
}


def message(code: str, language: Language, details: Mapping[str, str]) -> str:
    """The words of `code` in `language`, with `details` filled in."""
    english, chinese = MESSAGES[code]
    return (chinese if language == "zh" else english).format(**details)
