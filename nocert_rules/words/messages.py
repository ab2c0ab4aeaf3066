"""The words of every problem, in English and Chinese, by code.

Lower case, no full stop, the user's own input in backticks, what was expected after `expected`. A detail may
come with its own Chinese words (`label` and `label_zh`); fixed phrases among the details are in `phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from nocert_rules.words.phrases import in_chinese, is_chinese

Language = Literal["zh", "en"]

MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "no_file": ("file not found; expected a readable file", "找不到文件；应为可读取的文件"),
    "is_folder": ("this is a folder; expected a file", "这是文件夹；应为文件"),
    "unreadable": ("cannot be read: {reason}", "无法读取：{reason}"),
    "unwritable": ("cannot be written: {reason}", "无法写入：{reason}"),
    "stdout_closed": (
        "is closed, so that no answer can be shown; expected an open one, or `>/dev/null`",
        "已关闭，无法显示答复；应保持打开，或用 `>/dev/null`",
    ),
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
    "tab": (
        "found a tab; expected blanks: yaml is not indented with tabs",
        "出现制表符；应为空格：YAML 不能用制表符缩进",
    ),
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
    "name_not_text": (
        'found the name `{found}` of type `{type}`; expected text, as `"on"` (yaml 1.1 reads a bare `on` as `True`)',
        '名称 `{found}` 的类型为 `{type}`；应为文本，如 `"on"`（YAML 1.1 把不带引号的 `on` 读作 `True`）',
    ),
    "not_plain": (
        "found a value of type `{found}`; expected true or false, an integer, text, a date, a list or a mapping",
        "发现类型为 `{found}` 的值；应为真假值、整数、文本、日期、列表或映射",
    ),
    "too_many": (
        "more than {limit} problems; expected fewer, the rest are not shown",
        "问题超过 {limit} 处，其余未列出；应先改正以上各处",
    ),
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
    "empty_text": (
        "`{fact}` is empty; expected text, or leave the line out if it is not known",
        "`{fact}` 为空；应为文字，不知道时请删去此行",
    ),
    "field_as_fact": (
        "`{found}` is a field of `{record}`; expected a fact of its own, or the list of such records",
        "`{found}` 是 `{record}` 的字段；应为独立的事实或该记录的列表",
    ),
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
    "both_keys": (
        "`{first}` and `{second}` exclude each other; expected one of them",
        "`{first}` 与 `{second}` 不能同时出现；只应有其一",
    ),
    "decides_kind": (
        "`decides` stands in a field of kind `{found}`; expected it in one of kind `status` or `permits`",
        "`decides` 出现在 `{found}` 类的答复项中；只能用于 `status` 或 `permits` 类",
    ),
    "in_force_place": (
        "`in_force_on` stands where no document is meant; expected it in a rule, outside conditions on records",
        "`in_force_on` 所在之处没有对应的文件；只能用于规则中，且不在记录条件内",
    ),
    "nothing_expected": ("expects nothing; expected at least one expectation", "没有任何期望；至少应有一项"),
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
    "fact_type": (
        "`{fact}` is a fact of type {found}; expected {expected}",
        "`{fact}` 的类型为 {found}；应为 {expected}",
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
    "day_twice": (
        "`{found}` is a holiday and a working day of the same notice; expected one of the two",
        "`{found}` 在同一通知中既是假日又是工作日；只应是其一",
    ),
    "amends_later": (
        "`{found}` amends `{amended}` of {day}; expected to be issued after it",
        "`{found}` 修改 {day} 印发的 `{amended}`；应晚于它印发",
    ),
    "calendar_differs": (
        "`{found}` and the package `chinesecalendar` differ on {days}; expected the same, or a later notice under"
        " `calendar` of the catalogue that `amends` it",
        "`{found}` 与软件包 `chinesecalendar` 在 {days} 不一致；两者应一致，或在目录的 `calendar` 中列出修改（`amends`）它的通知",
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
    "fact_of_each": (
        "`{found}` is a fact of each of the `{each}`; expected it there as `{short}`",
        "`{found}` 是各个主体的事实；应写在 `{each}` 之下，作 `{short}`",
    ),
    "fact_of_all": (
        "`{found}` is a fact of the whole case; expected it outside `{each}`",
        "`{found}` 是整个案件的事实；应写在 `{each}` 之外",
    ),
    "not_for_people": (
        "`{fact}` is set by the jurisdiction; expected it from the catalogue, not in a case",
        "`{fact}` 由辖区设定；应来自目录，不能写在案件中",
    ),
    "bare_finding": (
        "`{fact}` is a finding; expected `{{value: …, by: …, on: …, reason: …}}`, found {found} alone",
        "`{fact}` 属于人工认定；应写作 `{{value: …, by: …, on: …, reason: …}}`，只发现 {found}",
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
    "which_subject": (
        "is answered for each subject; expected one of {known}, as in `decision.subjects[…]`",
        "按每个主体分别作答；应指明 {known} 之一，如 `decision.subjects[…]`",
    ),
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
    "option_differs": (
        "`{option}` is `{found}`, but {first} says `{other}`; expected the same",
        "`{option}` 为 `{found}`，而 {first} 为 `{other}`；两者应一致",
    ),
    "option_empty": ("has no value; expected one, or leave `{option}` out", "没有值；应有值，否则请删去 `{option}`"),
    "item_options": ("narrows an item; expected `--item` too", "用于缩小事项范围；应同时给出 `--item`"),
    "fact_syntax": ("found `{found}`; expected `name=value`", "发现 `{found}`；应为 `名称=值`"),
    "unknown_time_zone": (
        "unknown time zone `{found}`; expected an IANA name such as `Asia/Shanghai`",
        "未知的时区 `{found}`；应为 IANA 时区名，如 `Asia/Shanghai`",
    ),
    "unknown_time_zone_near": (
        "unknown time zone `{found}`; expected an IANA name; nearest: {nearest}",
        "未知的时区 `{found}`；应为 IANA 时区名；最接近：{nearest}",
    ),
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
    "item_elsewhere": (
        "item `{found}` is on a list of {place}; expected one of {jurisdiction} or of what it lies in",
        "事项 `{found}` 在{place}的清单上；应为{jurisdiction}或其上级的清单",
    ),
    "item_differs": (
        "`{found}` is not the {part} of `{item}`; expected `{expected}`",
        "`{found}` 不是 `{item}` 的{part}；应为 `{expected}`",
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
    # the command line
    "unknown_command": (
        "unknown command `{found}`; expected one of {known}",
        "未知的命令 `{found}`；应为 {known} 之一",
    ),
    "unknown_command_near": (
        "unknown command `{found}`; expected one of {known}; nearest: `{nearest}`",
        "未知的命令 `{found}`；应为 {known} 之一；最接近：`{nearest}`",
    ),
    "unknown_option": (
        "unknown option `{found}`; expected one that `{command} --help` lists",
        "未知的选项 `{found}`；应为 `{command} --help` 所列选项",
    ),
    "unknown_option_near": (
        "unknown option `{found}`; expected one that `{command} --help` lists; nearest: `{nearest}`",
        "未知的选项 `{found}`；应为 `{command} --help` 所列选项；最接近：`{nearest}`",
    ),
    "wrong_option": ("found `{found}`; expected one of {known}", "发现 `{found}`；应为 {known} 之一"),
    "wrong_option_near": (
        "found `{found}`; expected one of {known}; nearest: `{nearest}`",
        "发现 `{found}`；应为 {known} 之一；最接近：`{nearest}`",
    ),
    "missing_argument": (
        "lacks {found}; expected it as `{command} --help` shows",
        "缺少 {found}；用法见 `{command} --help`",
    ),
    "extra_argument": (
        "found `{found}`; expected no more than `{command} --help` shows",
        "发现多余的 `{found}`；用法见 `{command} --help`",
    ),
    "usage": ("{reason}; expected what `{command} --help` shows", "{reason}；用法见 `{command} --help`"),
    # requests to the program as a server
    "json_syntax": (
        "found {found}; expected {expected}, as in valid json",
        "发现 {found}；按 JSON 格式应为 {expected}",
    ),
    "half_character": (
        "found half of a character (`{found}`); expected both escapes that make it",
        "发现半个字符（`{found}`）；应为成对的转义",
    ),
    "too_many_parts": (
        "found {subjects} subjects and {records} records; expected at most {most_subjects} and {most_records} here",
        "有 {subjects} 个主体、{records} 条记录；此处最多 {most_subjects} 个主体、{most_records} 条记录",
    ),
    "other_host": (
        "this program does not answer as `{found}`; expected a name that `nocert serve --name` was given",
        "本程序不以 `{found}` 为名应答；应为 `nocert serve --name` 所给的名称",
    ),
    "other_site": (
        "the request comes from another site; expected one from these pages",
        "请求来自其他网站；应来自本程序的页面",
    ),
    "not_our_form": (
        "the form is not from one of these pages, or too old; expected one of a page just loaded",
        "表单不是本程序页面上的，或已过期；应为刚刚打开的页面上的表单",
    ),
    "request_too_long": (
        "the request is longer than {limit} bytes; expected at most {limit}",
        "请求超过 {limit} 字节；最多 {limit} 字节",
    ),
    "request_too_slow": (
        "the request took more than {limit} seconds to arrive; expected all of it by then",
        "请求超过 {limit} 秒仍未发完；应在此时间内发完",
    ),
    "answer_too_slow": (
        "the answer takes more than {limit} seconds; expected fewer facts, or a quieter time",
        "答复超过 {limit} 秒仍未得出；应减少事实，或稍后再试",
    ),
    "program_failed": (
        "the program has made a mistake; expected an answer, and what was typed before is kept",
        "程序出错；未能作答，此前所填内容均已保留",
    ),
    "content_type": (
        "found content type `{found}`; expected `application/json` in UTF-8",
        "内容类型为 `{found}`；应为 UTF-8 的 `application/json`",
    ),
    "no_address": (
        "there is nothing at `{found}`; expected an address that /api/v1/openapi.json describes",
        "`{found}` 处没有内容；应为 /api/v1/openapi.json 所列地址",
    ),
    "wrong_method": (
        "`{found}` cannot be used here; expected {known}",
        "此处不能使用 `{found}`；应为 {known}",
    ),
    "unknown_engine": (
        "the engine `{found}` cannot be used on this computer; expected one that can",
        "本机不能使用引擎 `{found}`；应为可用的引擎",
    ),
    # starting the server
    "port_taken": (
        "port {port} of `{host}` is taken; expected a free one (`--port 0` takes one)",
        "`{host}` 的端口 {port} 已被占用；应为空闲端口（`--port 0` 自动选取）",
    ),
    "port_refused": (
        "port {port} of `{host}` may not be used by this user; expected one from 1024 on",
        "当前用户不能使用 `{host}` 的端口 {port}；应为 1024 及以上的端口",
    ),
    "no_own_address": (
        "`{host}` is no address of this computer; expected one, such as `127.0.0.1`",
        "`{host}` 不是本机地址；应为本机地址，如 `127.0.0.1`",
    ),
    "cannot_listen": (
        "cannot listen on `{host}` port {port}: {reason}; expected an address of this computer and a free port",
        "无法在 `{host}` 的端口 {port} 上接受连接：{reason}；应为本机地址和空闲端口",
    ),
    "drafts_unusable": (
        "drafts cannot be kept in `{place}` ({reason}); expected a file this program made, or a new one, where it may write",
        "草稿无法保存在 `{place}`（{reason}）；应为本程序创建的文件或新文件，且可写入",
    ),
    "drafts_full": (
        "there is no room to keep what was typed; expected a disk with room, what was kept before is unchanged",
        "没有空间保存所填内容；应腾出磁盘空间，此前保存的内容不变",
    ),
    # no answer
    "engines_differ": (
        "the engines disagree on {rules}; no answer is given",
        "两个引擎对 {rules} 的结果不一致；不作答复",
    ),
    "engines_differ_for": (
        "the engines disagree on {rules} for `{subject}`; no answer is given",
        "两个引擎对 `{subject}` 的 {rules} 结果不一致；不作答复",
    ),
    "failed": ("{reason}; no answer is given", "{reason}；不作答复"),
    "internal": ("internal error: {kind} at {place}; no answer is given", "内部错误：{place} 处的 {kind}；不作答复"),
}


def message(code: str, language: Language, details: Mapping[str, str]) -> str:
    """The words of `code` in `language`, with `details` filled in."""
    english, chinese = MESSAGES[code]
    if language == "en":
        return english.format(**details)
    words = {name: _chinese_detail(chinese, name, details) for name in details}
    for name, value in words.items():  # no blanks between Chinese characters
        chinese = re.sub(rf"(?<=[^\s`]) \{{{name}\}}", f"{{{name}}}", chinese) if is_chinese(value[:1]) else chinese
        chinese = re.sub(rf"\{{{name}\}} (?=[^\s`])", f"{{{name}}}", chinese) if is_chinese(value[-1:]) else chinese
    return chinese.format(**words)


def _chinese_detail(template: str, name: str, details: Mapping[str, str]) -> str:
    """A detail for a Chinese message; what stands in backticks is the user's own and stays as it is."""
    own = details.get(f"{name}_zh")
    if own is not None:
        return own
    return details[name] if f"`{{{name}}}`" in template else in_chinese(details[name])
