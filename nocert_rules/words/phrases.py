"""The fixed phrases that stand in messages beside the user's own words, in Chinese."""

from __future__ import annotations

import re

PHRASES: dict[str, str] = {
    # values
    "text": "文本",
    "a name": "名称",
    "names": "名称",
    "a value": "值",
    "values": "值",
    "an integer": "整数",
    "a number": "数字",
    "a list": "列表",
    "a mapping": "“名称: 值”",
    "a day as `2019-06-03`": "日期，如 `2019-06-03`",
    "`true` or `false`": "`true` 或 `false`",
    "a list of records": "记录列表",
    "one of the listed values": "所列值之一",
    "a value or one comparison": "值或一个比较",
    "an id in lower case with hyphens": "由小写字母和连字符组成的标识",
    "a label with `zh` and `en`": "含 `zh` 和 `en` 的标签",
    # parts of files
    "a case": "案件",
    "a subject": "主体",
    "subjects": "主体",
    "the facts of a case": "案件事实",
    "rules or catalogue data": "规则或目录数据",
    "a rules or catalogue file": "规则或目录文件",
    "golden cases": "示例案件",
    "a golden case": "示例案件",
    "a file of golden cases": "示例案件文件",
    "what is expected of a subject": "对主体的预期",
    "at least one expectation": "至少一项预期",
    "a norm": "规范",
    "at least one party": "至少一方",
    "at least one measure (none: `no` or `undetermined`)": "至少一种方式（没有则写 `no` 或 `undetermined`）",
    "a condition": "条件",
    "conditions": "条件",
    "a rule": "规则",
    "an option": "选项",
    "an entry": "条目",
    "a field": "字段",
    "a term": "比较项",
    "a period": "期间",
    "a definition": "定义",
    "a parameter": "参数",
    "a computed value": "计算值",
    "a further source": "其他来源",
    "an answer field": "答复字段",
    # kinds of names
    "fact": "事实",
    "rule": "规则",
    "rule, provision, conclusion or fact": "规则、条款、结论或事实",
    "provision": "条款",
    "document": "文件",
    "conclusion": "结论",
    "answer field or option": "答复栏目或选项",
    "definition": "定义",
    "question": "问题",
    "jurisdiction": "辖区",
    "parameter": "参数",
    "enumeration": "枚举",
    "record": "记录",
    "supplier": "提供者",
    "party": "责任方",
    "subject": "主体",
    "value": "值",
    "certificate": "证明",
    "matter": "办事事项",
    "requesting unit": "审批服务单位",
    "issuing unit": "证明信息出具单位",
    # parts of json
    "json": "JSON 文本",
    "a name in quotes": "引号内的名称",
    "a name in quotes or `}`": "引号内的名称或 `}`",
    "`,` or `}`": "`,` 或 `}`",
    "`,` or `]`": "`,` 或 `]`",
    "the end of the text": "文本结尾",
    # what the system says
    "permission denied": "没有权限",
    "input/output error": "输入输出错误",
    "file name too long": "文件名过长",
    "unreadable": "无法读取",
    "no such file or directory": "没有这个文件或文件夹",
    "not a directory": "不是文件夹",
    "read-only file system": "文件系统只读",
    "no space left on device": "磁盘空间不足",
    "unable to open database file": "无法打开",
    "file is not a database": "不是草稿文件",
    "attempt to write a readonly database": "文件只读",
    "database is locked": "文件被占用",
    "the file is damaged": "文件已损坏",
    "database disk image is malformed": "文件已损坏",
    # what the yaml parser says
    "control characters are not allowed": "不允许控制字符",
    "found character that cannot start any token": "此字符不能出现在这里",
    "mapping values are not allowed in this context": "此处不能有 `:`",
    "mapping keys are not allowed in this context": "此处不能有 `?`",
    "block sequence entries are not allowed in this context": "此处不能有 `-`",
    "could not find expected ':'": "缺少 `:`",
    "did not find expected key": "此处应为键（请检查缩进和引号）",
    "did not find expected '-' indicator": "此处应为 `-`（请检查缩进）",
    "did not find expected ',' or ']'": "缺少 `,` 或 `]`",
    "did not find expected ',' or '}'": "缺少 `,` 或 `}`",
    "did not find expected node content": "此处应有值",
    "did not find expected <document start>": "文件在此处应已结束",
    "found unexpected end of stream": "文件意外结束（请检查引号）",
    "found unexpected document indicator": "引号内出现文档分隔符",
    "found unknown escape character": "未知的转义字符",
    "found invalid Unicode character escape code": "无效的 Unicode 转义",
    "found a tab character where an indentation space is expected": "缩进处出现制表符",
    "found incompatible YAML document": "YAML 版本不受支持",
}
_PATTERNS = (
    (re.compile(r"durable_rules cannot be used here: (.+)"), "本机不能使用 durable_rules：{}"),
    (re.compile(r"one of (.+)"), "{} 之一"),
    (re.compile(r"a number in (.+)"), "{} 范围内的数字"),
    (re.compile(r"the facts of (`.+`)"), "{} 的事实"),
    (re.compile(r"a record of (`.+`)"), "{} 的记录"),
    (re.compile(r"an entry of (`.+`)"), "{} 的条目"),
    (re.compile(r"finding (`.+`)"), "认定 {}"),
    (re.compile(r"measure of (`.+`)"), "{} 的方式"),
    (re.compile(r"option of (`.+`)"), "{} 的选项"),
    (re.compile(r"rule of (`.+`)"), "{} 的规则"),
    (re.compile(r"conclusion of (`.+`)"), "{} 的结论"),
    (re.compile(r"rule with a modality of (`.+`)"), "{} 的有情态的规则"),
    (re.compile(r"answer field of (`.+`)"), "{} 的答复字段"),
    (re.compile(r"([^`]+), while .+"), "{}"),  # where in its grammar the yaml parser was
)


def is_chinese(char: str) -> bool:
    """Whether `char` is a Chinese character or Chinese punctuation."""
    return "\u4e00" <= char <= "\u9fff" or (bool(char) and char in "“”《》（）、，；：")


def in_chinese(text: str) -> str:
    """`text`, which stands in a message outside backticks, in Chinese where it is a known phrase."""
    if text in PHRASES:
        return PHRASES[text]
    for pattern, chinese in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return chinese.format(in_chinese(found[1]))
    return text.replace("`, `", "`、`")
