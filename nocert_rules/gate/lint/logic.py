"""Lints of what rules conclude that can be seen without a solver."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.lint.book import Book, maps_in, text_in
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.rulebook.load.nodes import MapNode
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.conditions import All, Any, Condition, Not
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Label


def rule_duplicate(book: Book) -> Iterator[Found]:
    """A rule that says the same as another: same condition, conclusion and exceptions."""
    first: dict[tuple[object, ...], Rule] = {}
    for rule in book.loaded.rules.values():
        key = (
            _canonical(rule.when),
            rule.conclusion,
            rule.gap is None,
            frozenset(rule.exception_to),
            frozenset(other.id for other in book.loaded.exceptions_of[rule.id]),
        )
        if key in first:
            message = Label(
                f"规则 `{rule.id}` 与 `{first[key].id}` 的条件和结论相同；应为不同的规则",
                f"rule `{rule.id}` has the condition and conclusion of `{first[key].id}`; expected rules that differ",
            )
            yield Found(book.place("rule", rule.id), message)
        first.setdefault(key, rule)


def _canonical(condition: Condition) -> object:
    """`condition` without regard to the order of its parts and to parts written twice."""
    match condition:
        case All(parts):
            return ("all", frozenset(_canonical(part) for part in parts))
        case Any(parts):
            return ("any", frozenset(_canonical(part) for part in parts))
        case Not(part):
            return ("not", _canonical(part))
    return condition


def exception_to_own_conclusion(book: Book) -> Iterator[Found]:
    """An exception that concludes what the rule it defeats concludes: the conclusion holds all the same."""
    for rule in book.loaded.rules.values():
        for target in rule.exception_to:
            defeated = book.loaded.rules[target]
            same = rule.conclusion is not None and rule.conclusion == defeated.conclusion
            if same and (rule.gap is None) == (defeated.gap is None):
                message = Label(
                    f"规则 `{rule.id}` 是 `{target}` 的例外，却得出同一结论 `{rule.conclusion}`；应为另一结论",
                    f"rule `{rule.id}` is an exception to `{target}` and concludes the same, `{rule.conclusion}`; "
                    "expected another conclusion",
                )
                yield Found(book.place_of_exception(rule.id, target), message)


def finding_derived(book: Book) -> Iterator[Found]:
    """What only a person can establish is concluded by a rule, set by a jurisdiction or copied from a list."""
    rulebook = book.loaded
    findings = {fact.id: fact for fact in rulebook.facts.values() if fact.finding}
    for conclusion in rulebook.conclusions.values():
        for fact in findings.values():
            if conclusion.id == fact.id or conclusion.label in (fact.label, fact.question):
                yield Found(book.place("conclusion", conclusion.id, "conclusion"), _derives(conclusion.id, fact))
    for jurisdiction in rulebook.jurisdictions.values():
        for parameter in jurisdiction.parameters:
            if parameter.fact in findings and parameter.value is not None:
                yield Found(parameter.position, _set_by("jurisdiction", jurisdiction.id, parameter.fact))
    for question in rulebook.questions.values():
        lookup = book.node("question", question.id).get("lookup")
        for key in ("item", "fields"):
            mapped = lookup.get(key) if isinstance(lookup, MapNode) else None
            for name, value in mapped.entries if isinstance(mapped, MapNode) else ():
                if text_in(value) in findings:
                    yield Found(value.position, _set_by("list field", name.text, text_in(value)))


def _derives(conclusion: str, fact: Fact) -> Label:
    return Label(
        f"结论 `{conclusion}` 就是人工认定 `{fact.id}`；认定只能由人作出，不能由规则得出",
        f"conclusion `{conclusion}` is the finding `{fact.id}`; expected a person to make it, not a rule",
    )


def _set_by(kind: str, name: str, fact: str) -> Label:
    kind_zh = {"jurisdiction": "辖区", "list field": "清单字段"}[kind]
    return Label(
        f"{kind_zh} `{name}` 设定了人工认定 `{fact}`；认定只能由具名的人作出",
        f"{kind} `{name}` sets the finding `{fact}`; expected a person named in a case to make it",
    )


def gap_with_modality(book: Book) -> Iterator[Found]:
    """A rule that leaves its conclusion open commands nothing."""
    for rule in book.loaded.rules.values():
        if rule.gap is not None and rule.modality is not None:
            message = Label(
                f"规则 `{rule.id}` 使 `{rule.conclusion}` 未定，却写了情态 `{rule.modality}`；未定的规则不应有情态",
                f"rule `{rule.id}` leaves `{rule.conclusion}` open, yet has modality `{rule.modality}`; expected none",
            )
            yield Found(book.place("rule", rule.id, "modality"), message)


def modality_without_bearer(book: Book) -> Iterator[Found]:
    """A duty, discretion or prohibition that is nobody's."""
    for rule in book.loaded.rules.values():
        if rule.modality is not None and not rule.bearer:
            message = Label(
                f"规则 `{rule.id}` 有情态 `{rule.modality}` 而没有 `bearer`；应写明由谁承担",
                f"rule `{rule.id}` has modality `{rule.modality}` but no `bearer`; expected whom it addresses",
            )
            yield Found(book.place("rule", rule.id, "modality"), message)


def discretion_as_result(book: Book) -> Iterator[Found]:
    """A conclusion permits a choice of measures, but a rule forbids it or makes it a bare fact."""
    for rule in book.loaded.rules.values():
        conclusion = book.loaded.conclusions.get(rule.conclusion or "")
        if conclusion and conclusion.scale and rule.gap is None and rule.modality not in ("may", "must"):
            message = Label(
                f"`{conclusion.id}` 是在 `{conclusion.scale}` 中选择，规则 `{rule.id}` 的情态却是"
                f" `{rule.modality or 'none'}`；应为 `must` 或 `may`",
                f"`{conclusion.id}` is a choice from `{conclusion.scale}`, but rule `{rule.id}` has modality "
                f"`{rule.modality or 'none'}`; expected `must` or `may`",
            )
            yield Found(book.place("rule", rule.id, "modality", "then"), message)


def permits_without_scale(book: Book) -> Iterator[Found]:
    """An answer field shows what a conclusion permits, but the conclusion has no scale of measures."""
    for question in book.loaded.questions.values():
        fields = maps_in(book.node("question", question.id).get("answer"))
        for field, node in zip(question.answer, fields, strict=True):
            if field.kind == "permits" and not book.loaded.conclusions[field.conclusion].scale:
                message = Label(
                    f"字段 `{field.id}` 显示 `{field.conclusion}` 允许的方式，但该结论没有 `scale`；应有 `scale`",
                    f"field `{field.id}` shows what `{field.conclusion}` permits, but that has no scale; "
                    "expected `scale`",
                )
                yield Found((node.get("permits") or node).position, message)


def answer_without_decides(book: Book) -> Iterator[Found]:
    """A question none of whose answer fields decides can never be undetermined."""
    for question in book.loaded.questions.values():
        if not any(field.decides for field in question.answer):
            message = Label(
                f"问题 `{question.id}` 没有 `decides` 字段，永远不会未定；至少应有一个字段决定",
                f"no field of question `{question.id}` decides, so it is never undetermined; expected one at least",
            )
            yield Found(book.place("question", question.id, "question"), message)


LINTS = (
    Lint(
        "rule-duplicate",
        "logic",
        "error",
        Label("规则与另一条规则相同", "a rule that is equal to another"),
        Label("删去其中一条，或把引文并入 `also`", "delete one of the two, or take its quote into `also`"),
        rule_duplicate,
    ),
    Lint(
        "exception-to-own-conclusion",
        "logic",
        "warning",
        Label("例外与被排除的规则得出同一结论", "an exception that concludes the same as the rule it defeats"),
        Label("例外应得出另一结论，或不写 `then`", "let the exception conclude something else, or leave `then` out"),
        exception_to_own_conclusion,
    ),
    Lint(
        "finding-derived",
        "logic",
        "error",
        Label("由规则、辖区或清单代替人作出认定", "a finding that something other than a person makes"),
        Label("认定写在案件中，附 `by`、`on`、`reason`", "findings stand in the case, with `by`, `on` and `reason`"),
        finding_derived,
    ),
    Lint(
        "gap-with-modality",
        "logic",
        "warning",
        Label("使结论未定的规则写了情态", "a rule that leaves its conclusion open has a modality"),
        Label(
            "删去 `modality`；未定的规则不命令任何事", "delete `modality`: where the text is silent it commands nothing"
        ),
        gap_with_modality,
    ),
    Lint(
        "modality-without-bearer",
        "logic",
        "warning",
        Label("有情态而没有承担者", "a modality that addresses nobody"),
        Label("以 `bearer` 写明条文所指的人或单位", "name under `bearer` whom the text addresses"),
        modality_without_bearer,
    ),
    Lint(
        "discretion-as-result",
        "logic",
        "error",
        Label("把可选择的方式写成结果", "a choice of measures written as a result"),
        Label("允许选择的规则写 `modality: may`", "write `modality: may` where the text leaves a choice"),
        discretion_as_result,
    ),
    Lint(
        "permits-without-scale",
        "logic",
        "error",
        Label("答复字段显示没有等级的允许方式", "an answer field shows measures of a conclusion that has none"),
        Label("给结论写 `scale`，或改用 `status`", "give the conclusion a `scale`, or show its `status`"),
        permits_without_scale,
    ),
    Lint(
        "answer-without-decides",
        "logic",
        "warning",
        Label("问题没有决定性的答复字段", "a question without an answer field that decides"),
        Label("给回答问题的字段写 `decides: true`", "write `decides: true` at the field that answers the question"),
        answer_without_decides,
    ),
)
