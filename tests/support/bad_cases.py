"""Case files that must be refused, with every line that says why, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Text = str | bytes


@dataclass(frozen=True)
class Bad:
    """Bad input: how the command is called, on which files, and the lines on standard error.

    In a line, `…` stands for what does not matter.
    """

    name: str
    arguments: tuple[str, ...]
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    files: Mapping[str, Text] = field(default_factory=dict)
    stdin: bytes = b""


def bad(name: str, text: Text, english: str, chinese: str, question: str = "route") -> Bad:
    """A bad case file `case.yaml`; the lines say what follows its name."""
    told = [tuple(f"case.yaml{line.strip()}" for line in lines.strip().splitlines()) for lines in (english, chinese)]
    return Bad(name, (question, "case.yaml"), told[0], told[1], {"case.yaml": text})


_FINDING = "expected `value`, `by`, `on` and `reason`"
_FINDING_ZH = "应有 `value`、`by`、`on` 和 `reason`"

NAMES: Sequence[Bad] = (
    bad(
        "misspelt-fact",
        "as_of: 2019-06-03\napplicant:\n  wiling: true\n",
        ":3:3: unknown fact `applicant.wiling`; expected a fact of the question `route`; nearest: `applicant.willing`",
        ":3:3: 未知的事实 `applicant.wiling`；应为问题 `route` 的事实；最接近：`applicant.willing`",
    ),
    bad(
        "fact-of-another-question",
        "pledge.result_kind: licence\n",
        ":1:1: unknown fact `pledge.result_kind`; expected a fact of the question `route`",
        ":1:1: 未知的事实 `pledge.result_kind`；应为问题 `route` 的事实",
    ),
    bad(
        "full-width-colon",
        "applicant.willing：true\n",
        ":1:1: found `applicant.willing：true`; expected a case written as `name: value` lines",
        ":1:1: 发现 `applicant.willing：true`；应为以“名称: 值”书写的案件",
    ),
    bad(
        "merge-key",
        "<<: {applicant.willing: true}\n",
        ":1:1: unknown fact `<<`; expected a fact of the question `route`",
        ":1:1: 未知的事实 `<<`；应为问题 `route` 的事实",
    ),
    bad(
        "duplicate-key",
        "applicant.willing: true\napplicant.willing: true\n",
        ":2:1: found key `applicant.willing` twice; expected each key once (first at line 1)",
        ":2:1: 键 `applicant.willing` 重复；每个键只能出现一次（首次在第 1 行）",
    ),
    bad(
        "dotted-and-nested",
        "applicant.willing: true\napplicant: {willing: true}\n",
        ":2:13: `applicant.willing` is given twice, here and at case.yaml:1:1; expected it once",
        ":2:13: `applicant.willing` 重复给出（此处与 case.yaml:1:1）；只能给一次",
    ),
    bad(
        "key-that-is-a-list",
        "? [applicant, willing]\n: true\n",
        ":1:3: found a key that is not plain text; expected a name",
        ":1:3: 键不是文本；应为名称",
    ),
    bad(
        "wrong-question",
        "question: case\n",
        ":1:11: this file is for the question `case`; expected `route`",
        ":1:11: 此文件用于问题 `case`；应为 `route`",
    ),
    bad(
        "unknown-question",
        "question: rout\n",
        ":1:11: this file is for the question `rout`; expected `route`",
        ":1:11: 此文件用于问题 `rout`；应为 `route`",
    ),
    bad(
        "unknown-jurisdiction",
        "jurisdiction: 金华\n",
        ":1:15: unknown jurisdiction `金华`; expected an id or a name of the catalogue; nearest: `jinhua` (Jinhua)",
        ":1:15: 未知的辖区 `金华`；应为目录中的标识或名称；最接近：`jinhua`（金华市）",
    ),
    bad(
        "parameter-in-a-case",
        "parameters.pledge_in_force_from: 2019-07-01\n",
        ":1:1: `parameters.pledge_in_force_from` is set by the jurisdiction; expected "
        "it from the catalogue, not in a case",
        ":1:1: `parameters.pledge_in_force_from` 由辖区设定；应来自目录，不能写在案件中",
    ),
    bad(
        "subjects-for-route",
        "subjects:\n  - id: a\n",
        ":2:3: `subjects` does not belong to the question `route`; expected facts of one situation",
        ":2:3: 问题 `route` 不含 `subjects`；应为单一情形的事实",
    ),
)

VALUES: Sequence[Bad] = (
    bad(
        "wrong-types",
        """\
applicant:
  informed: "true"
  willing: 1
  pledge_in_writing: yes
  bad_records: none
as_of: 2019-02-30
item.certificate: 1e3
item.matter: 0o7
item.issuing_unit:
item.requesting_unit: []
unit.in_city: ~
unit.kind: administrative_organs
item.issued_in_city: .nan
item.kind: {a: b}
""",
        """
        :2:13: `applicant.informed` is `"true"`; expected `true` or `false`
        :3:12: `applicant.willing` is `1`; expected `true` or `false`
        :4:22: `applicant.pledge_in_writing` is `yes`; expected `true` or `false`
        :5:16: `applicant.bad_records` is `none`; expected a list of records
        :6:8: found `2019-02-30`; expected a day as `2019-06-03`
        :7:19: `item.certificate` is `1e3`; expected text
        :8:14: `item.matter` is `0o7`; expected text
        :9:19: `item.issuing_unit` has no value; expected text, or leave the line out if it is not known
        :10:23: `item.requesting_unit` is a list; expected text
        :11:15: `unit.in_city` has no value; expected `true` or `false`, or leave the line out if it is not known
        :12:12: `unit.kind` is `administrative_organs`; expected one of `administrative_organ`, …
        :13:22: `item.issued_in_city` is `.nan`; expected `true` or `false`
        :14:12: `item.kind` is a mapping; expected one of `certificate`, …
        """,
        """
        :2:13: `applicant.informed` 为 `"true"`；应为 `true` 或 `false`
        :3:12: `applicant.willing` 为 `1`；应为 `true` 或 `false`
        :4:22: `applicant.pledge_in_writing` 为 `yes`；应为 `true` 或 `false`
        :5:16: `applicant.bad_records` 为 `none`；应为记录列表
        :6:8: 发现 `2019-02-30`；应为日期，如 `2019-06-03`
        :7:19: `item.certificate` 为 `1e3`；应为文本
        :8:14: `item.matter` 为 `0o7`；应为文本
        :9:19: `item.issuing_unit` 没有值；应为文本，不知道时请删去此行
        :10:23: `item.requesting_unit` 为列表；应为文本
        :11:15: `unit.in_city` 没有值；应为 `true` 或 `false`，不知道时请删去此行
        :12:12: `unit.kind` 为 `administrative_organs`；应为 `administrative_organ`、…
        :13:22: `item.issued_in_city` 为 `.nan`；应为 `true` 或 `false`
        :14:12: `item.kind` 为“名称: 值”；应为 `certificate`、…
        """,
    ),
    bad(
        "wrong-numbers-and-days",
        """\
verification.limit: 5.0
requesting_unit.liaisons: "1"
requesting_unit.agents_for_item: 0b11
issuing_unit.liaisons: -1
issuing_unit.agents_for_item: 1_000
verification.requested_on: 2019-6-3
verification.answered_on: 43619
""",
        """
        :1:21: `verification.limit` is `5.0`; expected an integer
        :2:27: `requesting_unit.liaisons` is `"1"`; expected an integer
        :3:34: `requesting_unit.agents_for_item` is `0b11`; expected an integer
        :4:24: `issuing_unit.liaisons` is `-1`; expected at least 0
        :5:31: `issuing_unit.agents_for_item` is `1_000`; expected an integer
        :6:28: `verification.requested_on` is `2019-6-3`; expected a day as `2019-06-03`
        :7:27: `verification.answered_on` is `43619`; expected a day as `2019-06-03`
        """,
        """
        :1:21: `verification.limit` 为 `5.0`；应为整数
        :2:27: `requesting_unit.liaisons` 为 `"1"`；应为整数
        :3:34: `requesting_unit.agents_for_item` 为 `0b11`；应为整数
        :4:24: `issuing_unit.liaisons` 为 `-1`；不得小于 0
        :5:31: `issuing_unit.agents_for_item` 为 `1_000`；应为整数
        :6:28: `verification.requested_on` 为 `2019-6-3`；应为日期，如 `2019-06-03`
        :7:27: `verification.answered_on` 为 `43619`；应为日期，如 `2019-06-03`
        """,
        "verification",
    ),
    bad(
        "text-without-a-character",
        'item.certificate: ""\nitem.matter: "  "\n',
        """
        :1:19: `item.certificate` is empty; expected text, or leave the line out if it is not known
        :2:14: `item.matter` is empty; expected text, or leave the line out if it is not known
        """,
        """
        :1:19: `item.certificate` 为空；应为文字，不知道时请删去此行
        :2:14: `item.matter` 为空；应为文字，不知道时请删去此行
        """,
    ),
    bad(
        "finding-by-nobody",
        "findings.public_safety: {value: true, by: ' ', on: 2019-06-01, reason: ' '}\n",
        f"""
        :1:43: finding `findings.public_safety` lacks `by`; {_FINDING}
        :1:72: finding `findings.public_safety` lacks `reason`; {_FINDING}
        """,
        f"""
        :1:43: 认定 `findings.public_safety` 缺少 `by`；{_FINDING_ZH}
        :1:72: 认定 `findings.public_safety` 缺少 `reason`；{_FINDING_ZH}
        """,
    ),
    bad(
        "finding-by-an-invisible-one",
        'findings.public_safety: {value: true, by: "\\u200b", on: 2019-06-01, reason: "\\0"}\n',
        f"""
        :1:43: finding `findings.public_safety` lacks `by`; {_FINDING}
        :1:77: finding `findings.public_safety` lacks `reason`; {_FINDING}
        """,
        f"""
        :1:43: 认定 `findings.public_safety` 缺少 `by`；{_FINDING_ZH}
        :1:77: 认定 `findings.public_safety` 缺少 `reason`；{_FINDING_ZH}
        """,
    ),
    bad(
        "json-numbers-that-are-none",
        '{"applicant.willing": NaN, "unit.in_city": -Infinity, "applicant.informed": null}',
        """
        :1:23: `applicant.willing` is `NaN`; expected `true` or `false`
        :1:44: `unit.in_city` is `-Infinity`; expected `true` or `false`
        :1:77: `applicant.informed` has no value; expected `true` or `false`, or leave the line out if it is not known
        """,
        """
        :1:23: `applicant.willing` 为 `NaN`；应为 `true` 或 `false`
        :1:44: `unit.in_city` 为 `-Infinity`；应为 `true` 或 `false`
        :1:77: `applicant.informed` 没有值；应为 `true` 或 `false`，不知道时请删去此行
        """,
    ),
    bad(
        "bare-findings",
        "findings:\n  public_safety: true\n  personal_health: [no]\n",
        """
        :2:18: `findings.public_safety` is a finding; expected `{value: …, by: …, on: …, reason: …}`, found `true` alone
        :3:20: `findings.personal_health` is a finding; expected `{value: …, by: …, on: …, reason: …}`, found a list …
        """,
        """
        :2:18: `findings.public_safety` 属于人工认定；应写作 `{value: …, by: …, on: …, reason: …}`，只发现 `true`
        :3:20: `findings.personal_health` 属于人工认定；应写作 `{value: …, by: …, on: …, reason: …}`，只发现列表
        """,
    ),
    bad(
        "finding-lacks-keys",
        "findings.public_safety: {value: true, by: 市司法局}\n"
        "findings.personal_health: {by: 市司法局, on: 2019-06-03, reason: r}\n",
        f"""
        :1:25: finding `findings.public_safety` lacks `on`; {_FINDING}
        :1:25: finding `findings.public_safety` lacks `reason`; {_FINDING}
        :2:27: finding `findings.personal_health` lacks `value`; {_FINDING}
        """,
        f"""
        :1:25: 认定 `findings.public_safety` 缺少 `on`；{_FINDING_ZH}
        :1:25: 认定 `findings.public_safety` 缺少 `reason`；{_FINDING_ZH}
        :2:27: 认定 `findings.personal_health` 缺少 `value`；{_FINDING_ZH}
        """,
    ),
    bad(
        "finding-with-wrong-parts",
        "findings.public_safety: {value: 1, by: '', on: 2019-02-30, reason: [], who: x}\n",
        """
        :1:33: `findings.public_safety` is `1`; expected `true` or `false`
        :1:40: found `""`; expected text
        :1:48: found `2019-02-30`; expected a day as `2019-06-03`
        :1:68: found a list; expected text
        :1:72: unknown key `who`; expected one of `value`, `by`, `on`, `reason`
        """,
        """
        :1:33: `findings.public_safety` 为 `1`；应为 `true` 或 `false`
        :1:40: 发现 `""`；应为文本
        :1:48: 发现 `2019-02-30`；应为日期，如 `2019-06-03`
        :1:68: 发现列表；应为文本
        :1:72: 未知的键 `who`；应为 `value`、`by`、`on`、`reason` 之一
        """,
    ),
    bad(
        "finding-of-a-later-day",
        "as_of: 2019-06-03\nfindings:\n  public_safety: {value: true, by: 市司法局, on: 2019-06-04, reason: r}\n",
        ":3:3: finding `findings.public_safety` is dated 2019-06-04, after the day asked (2019-06-03); "
        "expected that day or earlier",
        ":3:3: 认定 `findings.public_safety` 的日期 2019-06-04 晚于查询日 2019-06-03；应为当日或之前",
    ),
    bad(
        "wrong-groups-and-records",
        "applicant: ~\nunit: [a]\nitem.listings: {records: 5, complete: 1}\nfindings: text\n",
        """
        :1:12: found `~`; expected the facts of `applicant` written as `name: value` lines
        :2:7: found a list; expected the facts of `unit` written as `name: value` lines
        :3:26: `item.listings` is `5`; expected a list of records
        :3:39: found `1`; expected `true` or `false`
        :4:11: found `text`; expected the facts of `findings` written as `name: value` lines
        """,
        """
        :1:12: 发现 `~`；应为以“名称: 值”书写的 `applicant` 的事实
        :2:7: 发现列表；应为以“名称: 值”书写的 `unit` 的事实
        :3:26: `item.listings` 为 `5`；应为记录列表
        :3:39: 发现 `1`；应为 `true` 或 `false`
        :4:11: 发现 `text`；应为以“名称: 值”书写的 `findings` 的事实
        """,
    ),
    bad(
        "wrong-records",
        "applicant.bad_records: [1, {orign: other}, {origin: others, on_dishonesty_list: no}]\n",
        """
        :1:25: found `1`; expected a record of `applicant.bad_records` written as `name: value` lines
        :1:29: unknown key `orign`; expected one of `determined_on`, `on_dishonesty_list`, `origin`; nearest: `origin`
        :1:53: `bad_record.origin` is `others`; expected one of `licence_revoked_after_pledge`, …
        :1:81: `bad_record.on_dishonesty_list` is `no`; expected `true` or `false`
        """,
        """
        :1:25: 发现 `1`；应为以“名称: 值”书写的 `applicant.bad_records` 的记录
        :1:29: 未知的键 `orign`；应为 `determined_on`、`on_dishonesty_list`、`origin` 之一；最接近：`origin`
        :1:53: `bad_record.origin` 为 `others`；应为 `licence_revoked_after_pledge`、…
        :1:81: `bad_record.on_dishonesty_list` 为 `no`；应为 `true` 或 `false`
        """,
    ),
)

TOGETHER: Sequence[Bad] = (
    bad(
        "answered-before-requested",
        "as_of: 2019-07-01\nverification:\n  requested_on: 2019-06-03\n  answered_on: 2019-06-01\n",
        ":4:3: contradictory facts: the answer is earlier than the request (`verification.answered_on`, "
        "`verification.requested_on`); expected facts that can be true together",
        ":4:3: "
        "事实相互矛盾：响应核验早于发起核验（`verification.answered_on`、`verification.requested_on`）；"
        "应为可以同时成立的事实",
        "verification",
    ),
    bad(
        "unwilling-and-pledged",
        "applicant.willing: false\napplicant.pledge_in_writing: true\n",
        ":2:1: contradictory facts: the applicant does not want to pledge and yet pledged in writing "
        "(`applicant.willing`, `applicant.pledge_in_writing`); expected facts that can be true together",
        ":2:1: "
        "事实相互矛盾：申请人不愿承诺却已书面承诺（`applicant.willing`、`applicant.pledge_in_writing`）；"
        "应为可以同时成立的事实",
    ),
    bad(
        "no-subjects",
        "question: case\n",
        ": lacks `subjects`; expected a list of at least one subject",
        ": 缺少 `subjects`；至少应有一个主体",
        "case",
    ),
    bad(
        "empty-subjects",
        "subjects: []\n",
        ":1:11: lacks `subjects`; expected a list of at least one subject",
        ":1:11: 缺少 `subjects`；至少应有一个主体",
        "case",
    ),
    bad(
        "subjects-that-are-wrong",
        "subjects:\n  - id: a\n  - {id: a, name: 1}\n  - name: b\n  - c\n",
        """
        :3:10: subject `a` appears twice; expected an id of its own for each
        :3:19: found `1`; expected text
        :4:5: lacks `id`; expected it in a subject
        :5:5: found `c`; expected a subject written as `name: value` lines
        """,
        """
        :3:10: 主体 `a` 重复；每个主体应有自己的标识
        :3:19: 发现 `1`；应为文本
        :4:5: 缺少 `id`；主体中应有此项
        :5:5: 发现 `c`；应为以“名称: 值”书写的主体
        """,
        "case",
    ),
    bad(
        "facts-in-the-wrong-place",
        "subject.kind: unit\nsubject: {category: other_staff}\n"
        "subjects: [{id: a, verification: {limit: 5}, incident.item_published: true}]\n",
        """
        :1:1: `subject.kind` is a fact of each of the `subjects`; expected it there as `kind`
        :2:11: `subject.category` is a fact of each of the `subjects`; expected it there as `category`
        :3:20: `verification` is a fact of the whole case; expected it outside `subjects`
        :3:46: `incident.item_published` is a fact of the whole case; expected it outside `subjects`
        """,
        """
        :1:1: `subject.kind` 是各个主体的事实；应写在 `subjects` 之下，作 `kind`
        :2:11: `subject.category` 是各个主体的事实；应写在 `subjects` 之下，作 `category`
        :3:20: `verification` 是整个案件的事实；应写在 `subjects` 之外
        :3:46: `incident.item_published` 是整个案件的事实；应写在 `subjects` 之外
        """,
        "case",
    ),
    bad(
        "all-at-once-in-order",
        """\
question: pledge
applicant.wiling: true
as_of: soon
findings.public_safety: true
applicant:
  informed: yes
""",
        """
        :1:11: this file is for the question `pledge`; expected `route`
        :2:1: unknown fact `applicant.wiling`; expected a fact of the question `route`; nearest: `applicant.willing`
        :3:8: found `soon`; expected a day as `2019-06-03`
        :4:25: `findings.public_safety` is a finding; expected `{value: …, by: …, on: …, reason: …}`, found `true` alone
        :6:13: `applicant.informed` is `yes`; expected `true` or `false`
        """,
        """
        :1:11: 此文件用于问题 `pledge`；应为 `route`
        :2:1: 未知的事实 `applicant.wiling`；应为问题 `route` 的事实；最接近：`applicant.willing`
        :3:8: 发现 `soon`；应为日期，如 `2019-06-03`
        :4:25: `findings.public_safety` 属于人工认定；应写作 `{value: …, by: …, on: …, reason: …}`，只发现 `true`
        :6:13: `applicant.informed` 为 `yes`；应为 `true` 或 `false`
        """,
    ),
)
