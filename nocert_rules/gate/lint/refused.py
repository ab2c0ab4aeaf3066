"""What the loader refuses, as lints: a rulebook that does not load still says where and why, under the lint's id."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.lint.book import Book
from nocert_rules.gate.lint.model import Category, Found, Lint
from nocert_rules.rulebook.load.documents import STATUSES
from nocert_rules.rulebook.load.nodes import MapNode
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problem, listed
from nocert_rules.words.messages import message

OTHER = "entry-malformed"
# the loader's codes by the lint that reports them; those not named here are of entry-malformed
_CODES = {
    "yaml-invalid": (
        "yaml_syntax", "anchor", "alias", "tag", "several_documents", "too_deep", "duplicate_key", "key_not_text",
        "too_large", "binary", "utf16", "not_utf8", "empty", "unreadable", "no_file", "is_folder",
    ),
    "name-unknown": ("unknown_name", "unknown_name_near"),
    "id-duplicate": ("duplicate_id",),
    "type-misused": (
        "operator_type", "term_type", "unknown_operator", "not_records", "definition_records", "holds_in_records",
        "field_outside_records", "fact_type",
    ),
    "value-misused": ("wrong_type", "wrong_choice", "wrong_choice_near", "too_small", "null_value"),
    "quote-not-in-provision": ("quote_not_found",),
    "text-differs": ("text_differs", "provision_missing", "provision_of_document"),
    "provision-without-status": ("reason_missing", "encoded_without_rules", "rules_without_encoding"),
    "modality-differs": ("modality_differs",),
    "circular": ("cycle", "cycle_within"),
    "conclusion-without-rule": ("conclusion_without_rule",),
    "exception-to-own-conclusion": ("exception_to_self",),
    "declaration-differs": ("fact_not_declared", "fact_not_read"),
    "item-duplicate": ("duplicate_item",),
    "parameter-without-source": ("value_without_source",),
}  # fmt: skip
_LINT_OF = {code: lint for lint, codes in _CODES.items() for code in codes}


def refusals(book: Book) -> Iterator[tuple[str, Found]]:
    """Each problem of the loader with the id of the lint it belongs to."""
    labels = _label_places(book)
    for problem in book.problems:
        yield _lint_of(problem, labels), as_found(book, problem)


def as_found(book: Book, problem: Problem) -> Found:
    """A problem of the loader in the form of a lint's find."""
    details = dict(problem.details)
    words = Label(message(problem.code, "zh", details), message(problem.code, "en", details))
    if not problem.position.line:
        return Found(problem.position, words, problem.position)
    end = book.sources.file(problem.position.file).words_at(problem.position, details.get("found", ""))
    return Found(problem.position, words, end)


def _lint_of(problem: Problem, labels: frozenset[Position]) -> str:
    details = dict(problem.details)
    lint = _LINT_OF.get(problem.code, OTHER)
    if lint == "name-unknown" and details["kind"] == "fact":
        return "fact-unknown"
    if problem.code == "missing_key":
        if details["key"] in ("zh", "en"):
            return "label-missing"
        if details["key"] == "status" and "provisions" in details["where"]:
            return "provision-without-status"
    if problem.code == "expected_value":
        if problem.position in labels:
            return "label-missing"
        if details.get("expected") == "one of " + listed(STATUSES):
            return "provision-without-status"
    return lint


def _label_places(book: Book) -> frozenset[Position]:
    """Where the words of labels stand."""
    if not any(problem.code == "expected_value" for problem in book.problems):
        return frozenset()
    return frozenset(
        value.position
        for node in book.everything()
        if isinstance(node, MapNode)
        for key, value in node.entries
        if key.text in ("zh", "en")
    )


def _lint(id_: str, category: Category, zh: str, en: str, hint_zh: str, hint_en: str) -> Lint:
    return Lint(id_, category, "error", Label(zh, en), Label(hint_zh, hint_en), needs="files")


LINTS = (
    _lint(
        "yaml-invalid", "files", "文件不是简单的 YAML", "a file is not plain yaml",
        "只用映射、列表和单一值；不用锚点、别名和标签",
        "use mappings, lists and plain values; no anchors, aliases or tags",
    ),
    _lint(
        OTHER, "files", "条目的写法不对", "an entry is not written as its kind demands",
        "`nocert schema rulebook` 列出每种条目的写法",
        "`nocert schema rulebook` shows how each kind of entry is written",
    ),
    _lint(
        "fact-unknown", "names", "使用了词汇表中没有的事实", "a fact that the vocabulary does not have",
        "检查拼写，或在 `facts` 中加入该事实", "check the spelling, or add the fact under `facts`",
    ),
    _lint(
        "name-unknown", "names", "使用了不存在的名称", "a name of something that does not exist",
        "检查拼写，或先定义它", "check the spelling, or define it first",
    ),
    _lint(
        "id-duplicate", "names", "标识重复", "an id that is taken",
        "每个规则、事实、结论……各用自己的标识", "give each rule, fact, conclusion … an id of its own",
    ),
    _lint(
        "type-misused", "values", "事实的用法与其类型不符", "a fact is used otherwise than its type allows",
        "选用该类型的比较，或更正事实的类型", "use a comparison of that type, or correct the type of the fact",
    ),
    _lint(
        "value-misused", "values", "值不是该事实可取的值", "a value that its fact cannot have",
        "写成该类型的值；不作任何转换", "write a value of the type; nothing is converted",
    ),
    _lint(
        "quote-not-in-provision", "text", "引文不在条款中", "a quote that is not in its provision",
        "从条款原文逐字复制，包括标点", "copy the words from the provision, punctuation included",
    ),
    _lint(
        "text-differs", "text", "各条款合并后与文件原文不一致", "the provisions together are not the document's text",
        "恢复原文；原文确有变动的，更新 `sha256`", "restore the text; where it was really amended, update `sha256`",
    ),
    _lint(
        "provision-without-status", "text", "条款没有状态，或状态与规则不符",
        "a provision has no status, or one that its rules belie",
        "写明 `encoded`，或以其他状态附 `reason` 说明为何没有规则",
        "say `encoded`, or another status with the `reason` why no rule stands here",
    ),
    _lint(
        "modality-differs", "logic", "对同一结论的情态不一致", "rules conclude the same with different modalities",
        "为不同的情态设不同的结论", "give each modality a conclusion of its own",
    ),
    _lint(
        "circular", "logic", "规则、值或辖区循环依赖", "rules, values or jurisdictions depend on themselves",
        "去掉循环中的一环", "take one link out of the circle",
    ),
    _lint(
        "conclusion-without-rule", "logic", "没有规则得出该结论", "a conclusion that no rule reaches",
        "写出规则，或删去结论", "write the rule, or delete the conclusion",
    ),
    _lint(
        "declaration-differs", "logic", "问题声明的事实与规则读取的不一致",
        "a question declares other facts than its rules read",
        "使 `facts` 与规则实际读取的事实一致", "make `facts` name what the rules read, and nothing else",
    ),
    _lint(
        "parameter-without-source", "lists", "辖区参数有值而无来源", "a parameter of a jurisdiction without a source",
        "写明来源，或以 `unknown` 说明为何没有值", "name the source, or say under `unknown` why there is no value",
    ),
    _lint(
        "label-missing", "labels", "缺少中文或英文", "words lack Chinese or English",
        "两种语言都要写", "write both languages",
    ),
)  # fmt: skip
