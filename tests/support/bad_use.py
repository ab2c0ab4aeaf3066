"""Wrong use of the command line, with every line that says why, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.support.bad_cases import Bad, Text

ITEM = "近3年安全驾驶情况证明"
_NO_FILES: Mapping[str, Text] = {}


def use(arguments: str, english: str, chinese: str, files: Mapping[str, Text] = _NO_FILES, stdin: bytes = b"") -> Bad:
    """A wrong command line, its arguments two blanks apart."""
    told = [tuple(line.strip() for line in lines.strip().splitlines()) for lines in (english, chinese)]
    given = tuple(arguments.split("  "))
    return Bad(" ".join(given), given, told[0], told[1], files, stdin)


FILES: Sequence[Bad] = (
    use(
        "route  nowhere.yaml",
        "nowhere.yaml: file not found; expected a readable file",
        "nowhere.yaml: 找不到文件；应为可读取的文件",
    ),
    use("route  .", ".: this is a folder; expected a file", ".: 这是文件夹；应为文件"),
    use(
        "route  /proc/self/mem",
        "/proc/self/mem: cannot be read: input/output error",
        "/proc/self/mem: 无法读取：输入输出错误",
    ),
    use(
        "route  " + "x" * 300,
        f"{'x' * 300}: cannot be read: file name too long",
        f"{'x' * 300}: 无法读取：文件名过长",
    ),
    use(
        "route  -",
        "<stdin>:1:1: unknown fact `applicant.wiling`; expected a fact of the question `route`; "
        "nearest: `applicant.willing`",
        "<stdin>:1:1: 未知的事实 `applicant.wiling`；应为问题 `route` 的事实；最接近：`applicant.willing`",
        stdin=b"applicant.wiling: true\n",
    ),
    use("case  -", "<stdin>: is empty; expected the facts of a case", "<stdin>: 内容为空；应为案件事实"),
    use(
        "route  a.yaml  b.yaml",
        "b.yaml:2:3: `applicant.willing` is given twice, here and at a.yaml:1:1; expected it once",
        "b.yaml:2:3: `applicant.willing` 重复给出（此处与 a.yaml:1:1）；只能给一次",
        {"a.yaml": "applicant.willing: true\n", "b.yaml": "applicant:\n  willing: true\n"},
    ),
    use(
        "case  a.yaml  b.yaml",
        "b.yaml:1:17: subject `a` appears twice; expected an id of its own for each",
        "b.yaml:1:17: 主体 `a` 重复；每个主体应有自己的标识",
        {"a.yaml": "subjects: [{id: a}]\n", "b.yaml": "subjects: [{id: a}]\n"},
    ),
    use(
        "route  a.yaml  b.yaml",
        """
        b.yaml:1:8: `as_of` is `2019-06-04`, but a.yaml:1:8 says `2019-06-03`; expected the same
        b.yaml:2:15: `jurisdiction` is `yiwu`, but a.yaml:2:15 says `jinhua`; expected the same
        """,
        """
        b.yaml:1:8: `as_of` 为 `2019-06-04`，而 a.yaml:1:8 为 `2019-06-03`；两者应一致
        b.yaml:2:15: `jurisdiction` 为 `yiwu`，而 a.yaml:2:15 为 `jinhua`；两者应一致
        """,
        {"a.yaml": "as_of: 2019-06-03\njurisdiction: 金华市\n", "b.yaml": "as_of: 2019-06-04\njurisdiction: yiwu\n"},
    ),
    use(
        "route  a.yaml  --on  2019-06-04  --jurisdiction  义乌市",
        """
        --jurisdiction: `jurisdiction` is `yiwu`, but a.yaml:2:15 says `jinhua`; expected the same
        --on: `as_of` is `2019-06-04`, but a.yaml:1:8 says `2019-06-03`; expected the same
        """,
        """
        --jurisdiction: `jurisdiction` 为 `yiwu`，而 a.yaml:2:15 为 `jinhua`；两者应一致
        --on: `as_of` 为 `2019-06-04`，而 a.yaml:1:8 为 `2019-06-03`；两者应一致
        """,
        {"a.yaml": "as_of: 2019-06-03\njurisdiction: jinhua\n"},
    ),
    use(
        "route  --rules  nowhere",
        "nowhere: folder not found; expected a folder of rules or catalogue files",
        "nowhere: 找不到文件夹；应为规则或目录文件夹",
    ),
    use(
        "route  --catalogue  .",
        """
        a.yaml:1:1: unknown key `factz`; expected one of `enumerations`, …
        b.yaml:1:12: found `1`; expected a list of an entry of `questions`
        """,
        """
        a.yaml:1:1: 未知的键 `factz`；应为 `enumerations`、…
        b.yaml:1:12: 发现 `1`；应为 `questions` 的条目的列表
        """,
        {"a.yaml": "factz: 1\n", "b.yaml": "questions: 1\n"},
    ),
)

FACTS: Sequence[Bad] = (
    use(
        "route  --fact  applicant.willing",
        "--fact: found `applicant.willing`; expected `name=value`",
        "--fact: 发现 `applicant.willing`；应为 `名称=值`",
    ),
    use(
        "route  --fact  applicant.wiling=true  --fact  unit.in_city=yes  --fact  item.matter=",
        """
        --fact applicant.wiling=true: unknown fact `applicant.wiling`; expected a fact of the question `route`; …
        --fact item.matter=: `item.matter` has no value; expected text, or leave the line out if it is not known
        --fact unit.in_city=yes: `unit.in_city` is `yes`; expected `true` or `false`
        """,
        """
        --fact applicant.wiling=true: 未知的事实 `applicant.wiling`；应为问题 `route` 的事实；…
        --fact item.matter=: `item.matter` 没有值；应为文本，不知道时请删去此行
        --fact unit.in_city=yes: `unit.in_city` 为 `yes`；应为 `true` 或 `false`
        """,
    ),
    use(
        'route  --fact  item.listings=[{"route":"pledges"}]',
        '--fact item.listings=[{"route":"pledges"}]: `listing.route` is `pledges`; expected one of `cancelled`, …',
        '--fact item.listings=[{"route":"pledges"}]: `listing.route` 为 `pledges`；应为 `cancelled`、…',
    ),
    use(
        "route  --fact  item.listings=[{",
        "--fact item.listings=[{: is not valid yaml: did not find expected node content, while parsing a flow node",
        "--fact item.listings=[{: 不是有效的 YAML：此处应有值",
    ),
    use(
        "route  --fact  item.certificate=\udcff",
        "--fact item.certificate=\N{REPLACEMENT CHARACTER}: byte 1 is not UTF-8; expected UTF-8 text",
        "--fact item.certificate=\N{REPLACEMENT CHARACTER}: 第 1 字节不是 UTF-8；应为 UTF-8 文本",
    ),
    use(
        "route  a.yaml  --fact  applicant.willing=true",
        "--fact applicant.willing=true: `applicant.willing` is given twice, here and at a.yaml:1:1; expected it once",
        "--fact applicant.willing=true: `applicant.willing` 重复给出（此处与 a.yaml:1:1）；只能给一次",
        {"a.yaml": "applicant.willing: true\n"},
    ),
    use(
        "case  --fact  subject.kind=unit",
        "--fact subject.kind=unit: `subject.kind` is a fact of each of the `subjects`; expected it there as `kind`",
        "--fact subject.kind=unit: `subject.kind` 是各个主体的事实；应写在 `subjects` 之下，作 `kind`",
    ),
    use(
        "verification  --on  2019-06-03  --fact  verification.requested_on=2019-06-04",
        "--fact verification.requested_on=2019-06-04: contradictory facts: the request is later than the day asked "
        "(`verification.requested_on`); expected facts that can be true together",
        "--fact verification.requested_on=2019-06-04: "
        "事实相互矛盾：发起核验晚于查询日（`verification.requested_on`）；应为可以同时成立的事实",
    ),
)

ITEMS: Sequence[Bad] = (
    use(
        "route  --item  近3年安全驾驶证明  --jurisdiction  jinhua",
        "--item: no item `近3年安全驾驶证明` on the lists of Jinhua; expected a certificate on a list; "
        f"nearest: `jinhua-2019/1` ({ITEM} · …",
        f"--item: 金华市的清单上没有 `近3年安全驾驶证明`；应为清单内的证明；最接近：`jinhua-2019/1` ({ITEM} · …",
    ),
    use(
        "route  --item  天文观测  --jurisdiction  jinhua",
        "--item: no item `天文观测` on the lists of Jinhua; expected a certificate on a list"
        " (an item on no list: `--fact item.certificate=…`)",
        "--item: 金华市的清单上没有 `天文观测`；应为清单内的证明（清单外的证明请用 `--fact item.certificate=…`）",
    ),
    use(
        "route  --item  无犯罪记录证明  --jurisdiction  changde",
        "--item: `无犯罪记录证明` fits 2 items: `changde-pledge/3` (无犯罪记录证明 · "
        "律师执业核准 · 市司法局 · 公安机关), `changde-pledge/5` (无犯罪记录证明 · "
        "基层法律服务工作者执业核准 · …",
        "--item: `无犯罪记录证明` 对应 2 个事项：`changde-pledge/3` (无犯罪记录证明 · "
        "律师执业核准 · 市司法局 · 公安机关), `changde-pledge/5` (无犯罪记录证明 · "
        "基层法律服务工作者执业核准 · …",
    ),
    use(
        f"route  --item  {ITEM}",
        "--item: an item needs a jurisdiction; expected `--jurisdiction`",
        "--item: 查询事项须指定辖区；应有 `--jurisdiction`",
    ),
    use(
        f"route  --item  {ITEM}  --jurisdiction  jinghua",
        "--jurisdiction: unknown jurisdiction `jinghua`; expected an id or a name of the catalogue; "
        "nearest: `jinhua` (Jinhua)",
        "--jurisdiction: 未知的辖区 `jinghua`；应为目录中的标识或名称；最接近：`jinhua`（金华市）",
    ),
    use(
        f"route  --item  {ITEM}  --jurisdiction  qqqq",
        "--jurisdiction: unknown jurisdiction `qqqq`; expected an id or a name of the catalogue",
        "--jurisdiction: 未知的辖区 `qqqq`；应为目录中的标识或名称",
    ),
    use(
        "route  --item  changde-pledge/3  --jurisdiction  jinhua",
        "--item: item `changde-pledge/3` is on a list of Changde; expected one of Jinhua or of what it lies in",
        "--item: 事项 `changde-pledge/3` 在常德市的清单上；应为金华市或其上级的清单",
    ),
    use(
        "route  --item  jinhua-2019/1  --matter  婚姻登记  --jurisdiction  jinhua",
        "--item: `婚姻登记` is not the matter of `jinhua-2019/1`; expected `大客驾驶员从业资格证换发`",
        "--item: `婚姻登记` 不是 `jinhua-2019/1` 的办事事项；应为 `大客驾驶员从业资格证换发`",
    ),
    use(
        "route  --item  jinhua-2019/1  --jurisdiction  jinhua  --fact  item.certificate=夫妻关系证明",
        "--fact item.certificate=夫妻关系证明: `夫妻关系证明` is not the certificate of `jinhua-2019/1`; "
        f"expected `{ITEM}`",
        f"--fact item.certificate=夫妻关系证明: `夫妻关系证明` 不是 `jinhua-2019/1` 的证明；应为 `{ITEM}`",
    ),
    use(
        "route  --matter  婚姻登记",
        "--matter: narrows an item; expected `--item` too",
        "--matter: 用于缩小事项范围；应同时给出 `--item`",
    ),
    use(
        "route  --item    --jurisdiction    --on  ",
        """
        --item: has no value; expected one, or leave `--item` out
        --jurisdiction: has no value; expected one, or leave `--jurisdiction` out
        --on: has no value; expected one, or leave `--on` out
        """,
        """
        --item: 没有值；应有值，否则请删去 `--item`
        --jurisdiction: 没有值；应有值，否则请删去 `--jurisdiction`
        --on: 没有值；应有值，否则请删去 `--on`
        """,
    ),
)

WORDS: Sequence[Bad] = (
    use(
        "rout",
        "nocert: unknown command `rout`; expected one of …, `route`, …; nearest: `route`",
        "nocert: 未知的命令 `rout`；应为 …、`route`、… 之一；最接近：`route`",
    ),
    use(
        "路径",
        "nocert: unknown command `路径`; expected one of …, `verification`",
        "nocert: 未知的命令 `路径`；应为 …、`verification` 之一",
    ),
    use(
        f"route  --itme  {ITEM}",
        "nocert route: unknown option `--itme`; expected one that `nocert route --help` lists; nearest: `--item`",
        "nocert route: 未知的选项 `--itme`；应为 `nocert route --help` 所列选项；最接近：`--item`",
    ),
    use(
        "route  --engine  prolog",
        "--engine: found `prolog`; expected one of `both`, `reference`, `durable`",
        "--engine: 发现 `prolog`；应为 `both`、`reference`、`durable` 之一",
    ),
    use(
        "route  --on  2019-02-30",
        "--on: found `2019-02-30`; expected a day as `2019-06-03`",
        "--on: 发现 `2019-02-30`；应为日期，如 `2019-06-03`",
    ),
    use(
        "route  --on",
        "--on: has no value; expected one, or leave `--on` out",
        "--on: 没有值；应有值，否则请删去 `--on`",
    ),
    use(
        "route  --lang  fr",
        "--lang: found `fr`; expected one of `zh`, `en`",
        "--lang: 发现 `fr`；应为 `zh`、`en` 之一",
    ),
    use(
        "facts  rote",
        "QUESTION: unknown question `rote`; expected a name of the rulebook; nearest: `route`",
        "QUESTION: 未知的问题 `rote`；应为规则库中的名称；最接近：`route`",
    ),
    use(
        "explain",
        "nocert explain: lacks `NAME`; expected it as `nocert explain --help` shows",
        "nocert explain: 缺少 `NAME`；用法见 `nocert explain --help`",
    ),
    use(
        "explain  pledge/4.9",
        "NAME: unknown rule, provision, conclusion or fact `pledge/4.9`; expected a name of the rulebook; "
        "nearest: `pledge/4.3`",
        "NAME: 未知的规则、条款、结论或事实 `pledge/4.9`；应为规则库中的名称；最接近：`pledge/4.3`",
    ),
    use(
        "explain  pledge/4.2  pledge/4.1",
        "nocert explain: found `pledge/4.1`; expected no more than `nocert explain --help` shows",
        "nocert explain: 发现多余的 `pledge/4.1`；用法见 `nocert explain --help`",
    ),
    use(
        "provisions  plege",
        "DOCUMENTS: unknown document `plege`; expected a name of the rulebook; nearest: `pledge`",
        "DOCUMENTS: 未知的文件 `plege`；应为规则库中的名称；最接近：`pledge`",
    ),
    use(
        "items  驾驶  --limit  0",
        "--limit: found `0`; expected a number in 1<=x<=1000",
        "--limit: 发现 `0`；应为 1<=x<=1000 范围内的数字",
    ),
    *(
        use(
            f"{command}  {number}",
            f"{command.split()[-1]}: found `{number}`; expected a number",
            f"{command.split()[-1]}: 发现 `{number}`；应为数字",
        )
        for command, number in (
            ("prove  --timeout", "nan"),
            ("diff  .  .  --timeout", "inf"),
            ("mutate  --threshold", "nan"),
        )
    ),
    use("items  驾驶  --limit  many", "--limit: found `many`; expected a number", "--limit: 发现 `many`；应为数字"),
)
