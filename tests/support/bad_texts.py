"""Files that are no plain YAML of a sensible size, with every line that says why, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.bad_cases import Bad, bad


def _deep(opening: str, closing: str) -> str:
    return opening * 10_000 + "1" + closing * 10_000


TEXTS: Sequence[Bad] = (
    bad(
        "anchor-and-alias",
        "applicant.willing: &a true\napplicant.informed: *a\n",
        """
        :1:20: found anchor `&a`; expected plain values, no anchors or aliases
        :2:21: found alias `*a`; expected plain values, no anchors or aliases
        """,
        """
        :1:20: 出现锚点 `&a`；不允许锚点和别名
        :2:21: 出现别名 `*a`；不允许锚点和别名
        """,
    ),
    bad(
        "tags",
        "applicant.willing: !!bool true\napplicant.informed: !mine true\n",
        """
        :1:20: found tag `!!bool`; expected plain values, no tags
        :2:21: found tag `!mine`; expected plain values, no tags
        """,
        """
        :1:20: 出现标签 `!!bool`；不允许标签
        :2:21: 出现标签 `!mine`；不允许标签
        """,
    ),
    bad(
        "several-documents",
        "applicant.willing: true\n---\napplicant.informed: true\n",
        ":2:1: a second document starts here; expected one document a file",
        ":2:1: 此处开始第二个文档；每个文件只能有一个文档",
    ),
    bad("empty", "", ": is empty; expected the facts of a case", ": 内容为空；应为案件事实"),
    bad("only-a-comment", "# nothing\n", ": is empty; expected the facts of a case", ": 内容为空；应为案件事实"),
    bad(
        "tab",
        "applicant:\n\twilling: true\n",
        ":2:1: found a tab; expected blanks: yaml is not indented with tabs",
        ":2:1: 出现制表符；应为空格：YAML 不能用制表符缩进",
    ),
    bad(
        "open-quote",
        'applicant.willing: true\nitem.certificate: "证明\n',
        ":2:22: is not valid yaml: found unexpected end of stream, while scanning a quoted scalar",
        ":2:22: 不是有效的 YAML：文件意外结束（请检查引号）",
    ),
    bad(
        "half-a-character",
        '{"item.certificate": "\\ud83d"}',
        ":1:25: is not valid yaml: found invalid Unicode character escape code, while parsing a quoted scalar",
        ":1:25: 不是有效的 YAML：无效的 Unicode 转义",
    ),
    bad("binary", b"\x7fELF\0\0", ": is not text; expected UTF-8 text", ": 不是文本；应为 UTF-8 文本"),
    bad(
        "gbk",
        "item.certificate: 证明\n".encode("gbk"),
        ": byte 21 is not UTF-8; expected UTF-8 text",
        ": 第 21 字节不是 UTF-8；应为 UTF-8 文本",
    ),
    bad(
        "utf-16",
        "applicant.willing: true\n".encode("utf-16"),
        ": is UTF-16; expected UTF-8 text",
        ": 是 UTF-16 编码；应为 UTF-8 文本",
    ),
    bad(
        "ten-megabytes",
        b"# " + b"x" * 10_000_000,
        ": is larger than 2000000 bytes; expected a file of at most 2000000 bytes",
        ": 超过 2000000 字节；文件最大 2000000 字节",
    ),
    bad(
        "deep-yaml",
        "applicant: " + _deep("[", "]"),
        ":1:71: is nested deeper than 60 levels; expected at most 60",
        ":1:71: 嵌套超过 60 层；最多 60 层",
    ),
    bad(
        "deep-json",
        _deep('{"a":', "}"),
        ":1:301: is nested deeper than 60 levels; expected at most 60",
        ":1:301: 嵌套超过 60 层；最多 60 层",
    ),
    bad(
        "deep-block",
        "".join(f"{' ' * depth}a:\n" for depth in range(1_000)),
        ":61:61: is nested deeper than 60 levels; expected at most 60",
        ":61:61: 嵌套超过 60 层；最多 60 层",
    ),
)
