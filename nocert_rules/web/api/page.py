"""The page that tells people how to use the API, made from its own description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from nocert_rules.rulebook.model.catalogue import Fact, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.api.asking import MAX_JSON
from nocert_rules.web.api.description import BASE, REFUSALS, description
from nocert_rules.web.api.examples import example_of
from nocert_rules.web.limits import MAX_RECORDS, MAX_SUBJECTS
from nocert_rules.web.pages import Paged
from nocert_rules.web.services import Services, Shared
from nocert_rules.web.words import Words

router = APIRouter(include_in_schema=False)

API_WORDS: Words = {
    "lead": (
        "与命令行相同的问题，以 JSON 提问和作答，答复逐字节相同。",
        "the questions of the command line, asked and answered as JSON, with the same bytes.",
    ),
    "described": ("完整描述（OpenAPI 3.1）", "complete description (OpenAPI 3.1)"),
    "shape": ("如何书写事实", "how facts are written"),
    "shape_case": (
        "请求正文就是一个案件，与案件文件同形：不知道的事实不写；名称可用点号，也可分组嵌套；不作任何转换。",
        "the body is a case in the shape of a case file: a fact that is not known is left out; names are written with "
        "dots or nested in groups; nothing is converted.",
    ),
    "shape_finding": (
        "认定写明内容、认定人、日期和理由：",
        "a finding says what was found, by whom, on which day and why:",
    ),
    "shape_records": (
        "记录写成列表；可能还有其他记录时，写明 complete 为 false：",
        "records are a list; where there may be more, complete is false:",
    ),
    "limits": (
        "限制：{bytes} 字节，{subjects} 个主体，{records} 条记录。",
        "limits: {bytes} bytes, {subjects} subjects, {records} records.",
    ),
    "addresses": ("地址", "addresses"),
    "example": ("示例", "example"),
    "facts": ("事实", "facts"),
    "finding": ("认定", "finding"),
    "next_title": ("下一个该问的问题", "the next question worth asking"),
    "next": (
        "同一案件放在 case 下；skipped 列出无人知道的事实。",
        "the same case under case; skipped lists the facts that nobody knows.",
    ),
    "wrong": ("出错时", "when something is wrong"),
    "wrong_lead": (
        "每个答复都是 problems 列表：代码、中英文说明、行列和所指的值。",
        "every refusal is a list of problems: a code, words in both languages, line and column, and the value meant.",
    ),
    "contents": ("本页内容", "on this page"),
    "does_declaration": ("需要哪些事实", "what it takes"),
    "does_answer": ("答复", "the answer"),
    "does_next": ("下一个该问的问题", "what to ask next"),
    "does_questions": ("可以问什么", "what can be asked"),
    "does_items": ("按名称查公布的清单上的事项", "items of the published lists, by name"),
    "does_provisions": ("各条规定及其处理情况", "the provisions, and what became of each"),
    "does_provision": ("一条规定和依据它的规则", "a provision with its rules"),
    "does_lists": ("公布的清单，不含其条目", "the published lists, without their entries"),
    "does_jurisdictions": ("辖区", "the jurisdictions"),
    "does_health": ("服务是否正常", "whether the server answers"),
    "does_openapi": ("本接口的完整描述", "this description"),
    "refused_400": ("请求所用的主机名不是本程序的", "the request came by a name that this program does not answer to"),
    "refused_403": ("请求由其他网站的页面发出", "the request was sent by a page of another site"),
    "refused_404": ("规则库中没有该地址所指的内容", "the address names something that the rulebook does not have"),
    "refused_408": ("请求迟迟没有发完", "the request took too long to arrive"),
    "refused_413": ("请求过长", "the request is too long"),
    "refused_415": ("正文不是 UTF-8 编码的 application/json", "the body is not application/json in UTF-8"),
    "refused_422": (
        "请求有误：列出全部问题，说明与命令行相同",
        "the request is wrong: every problem found, with the command line’s messages",
    ),
    "refused_500": (
        "程序出错，或各引擎结果不一致：不作答复",
        "the program has made a mistake, or the engines disagree: no answer is given",
    ),
    "refused_503": ("作答所需时间过长", "the answer would take too long"),
}


@dataclass(frozen=True)
class Address:
    """A line of the table of addresses: what it `does`, for one question or for none."""

    method: str
    path: str
    does: str
    question: Question | None


@router.get("/api")
def page(request: Request, paged: Paged, shared: Shared) -> Response:
    """How to use the API."""
    base = str(request.base_url).rstrip("/")
    examples = {item.id: _curl(base, item, shared) for item in shared.rulebook.questions.values()}
    return paged.page(
        "api/api.html",
        API_WORDS,
        base=BASE,
        addresses=_addresses(shared.rulebook),
        examples=examples,
        facts_of=lambda question: _facts(shared.rulebook, question),
        choices_of=lambda fact: _choices(shared.rulebook, fact),
        fields_of=lambda fact: shared.rulebook.fields_of_record.get(fact.type.record, ()),
        refusals=REFUSALS,
        limits={"bytes": f"{MAX_JSON:,}", "subjects": MAX_SUBJECTS, "records": MAX_RECORDS},
    )


def _facts(rulebook: Rulebook, question: Question) -> list[tuple[str, Fact]]:
    """The facts that can be sent, by the name they are sent under."""
    prefix = f"{question.each}." if question.each else ""
    facts = (rulebook.facts[name] for name in question.facts)
    return [(_sent(fact.id, prefix, question), fact) for fact in facts if fact.supplied_by != "jurisdiction"]


def _sent(name: str, prefix: str, question: Question) -> str:
    own = bool(prefix) and name.startswith(prefix)
    return f"{question.subjects_key}[].{name.removeprefix(prefix)}" if own else name


def _choices(rulebook: Rulebook, fact: Fact) -> tuple[object, ...]:
    return rulebook.enumerations[fact.type.choices].choices if fact.type.choices else ()


@lru_cache(maxsize=4)
def _addresses(rulebook: Rulebook) -> tuple[Address, ...]:
    return tuple(_lines(rulebook))


def _lines(rulebook: Rulebook) -> Iterator[Address]:
    for path, operations in description(rulebook)["paths"].items():
        for method, operation in operations.items():
            does, _, question = operation["operationId"].partition("_")
            yield Address(method.upper(), path, does, rulebook.questions[question] if question else None)


def _curl(base: str, question: Question, services: Services) -> str:
    """A line for a shell that asks `question`."""
    body = _example(services, question.id).replace("'", "'\\''")
    return f"curl -s {base}{BASE}/questions/{question.id} \\\n  -H 'content-type: application/json' \\\n  -d '{body}'"


@lru_cache(maxsize=64)
def _example(services: Services, question: str) -> str:
    data = example_of(services, services.rulebook.questions[question])
    lines = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in data.items())
    return "{\n    " + ",\n    ".join(lines) + "\n  }"
