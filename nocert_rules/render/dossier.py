"""The file of a case with everything in it, in one language: pages and documents only lay it out.

`WORDS` are the headings of the file, in Chinese and English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from nocert_rules.engine.decision.answer import decision_status
from nocert_rules.engine.decision.caveats import caveats, in_force
from nocert_rules.engine.decision.decide import Decision, Part
from nocert_rules.engine.decision.document import sources
from nocert_rules.engine.facts.case import Situation
from nocert_rules.render.conditions import Describer
from nocert_rules.render.elements import ElementView, RuleView, rules_behind
from nocert_rules.render.marks import aside
from nocert_rules.render.timeline import Event, merged, record_fields, timeline
from nocert_rules.render.titles import titled
from nocert_rules.render.view import DecisionView, DutyView, FieldView, PartView, StatusView, decision_view
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Source
from nocert_rules.version import VERSION
from nocert_rules.words.messages import Language

WORDS: dict[str, tuple[str, str]] = {
    "dossier": ("案卷", "dossier"),
    "shared_part": ("全案事实", "facts of the whole case"),
    "timeline": ("时间线", "time line"),
    "day": ("日期", "day"),
    "event": ("事项", "what happened"),
    "subject": ("主体", "subject"),
    "all_subjects": ("全部", "all"),
    "due": ("期限", "due"),
    "facts_of": ("事实和认定", "facts and findings"),
    "fact": ("事实", "fact"),
    "stands": ("内容", "as it stands"),
    "by": ("由谁认定", "found by"),
    "on": ("日期", "on"),
    "reason": ("理由", "reason"),
    "field": ("项目", "field"),
    "status": ("结论", "status"),
    "rests_on": ("依据或原因", "provision or reason"),
    "element_true": ("成立", "met"),
    "element_false": ("不成立", "not met"),
    "element_unknown": ("未知", "unknown"),
    "here": ("现有：", "here: "),
    "defects": ("缺陷", "defects"),
    "listed": ("、", ", "),
    "or": ("或者", " or "),
    "decided_by": ("由{who}决定", "for {who} to decide"),
    "decided": ("由有权者决定", "for people to decide"),
    "waits": ("取决于 {n} 项事实", "depends on {n} facts"),
    "nothing_known": ("尚未录入", "nothing entered yet"),
    "receipt_key": ("名称", "name"),
    "receipt_value": ("内容", "value"),
}


@dataclass(frozen=True)
class FactLine:
    """A fact as it stands in the file: a value, a finding with its author, or records as rows under `columns`."""

    fact: str
    label: str
    value: str
    by: str = ""
    on: str = ""
    reason: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class FactGroup:
    """Facts under a heading, which is empty for those that belong to no group."""

    label: str
    lines: tuple[FactLine, ...]


@dataclass(frozen=True)
class OptionView:
    """One option of a field of the answer, such as a ground, with the rules that decide it.

    `telling` are the same rules with the elements worth reading on paper.
    """

    line: StatusView
    rules: tuple[RuleView, ...]
    telling: tuple[RuleView, ...]


_TRUTHS = {"yes": "true", "no": "false", "undetermined": "unknown"}


class _Paper:
    """Keeps of rules what a reader of paper needs: the elements that made an option what it is, in full.

    Of an option that is not met these are the elements that fail; else all elements, but only of those that decided
    what they consist of. What a conclusion consists of is written out once.
    """

    def __init__(self, language: Language) -> None:
        self.one_of, self.above = word("one_of", language), aside(word("explained_above", language), language)
        self.written: set[tuple[str, str, tuple[str, ...]]] = set()

    def telling(self, line: StatusView, rules: Iterable[RuleView]) -> tuple[RuleView, ...]:
        truth = _TRUTHS[line.status]
        found = []
        for rule in rules:
            told = (_shortened(each, truth) for each in rule.elements if truth != "false" or each.truth == truth)
            found.append(self.once(replace(rule, elements=tuple(told))))
        return tuple(found)

    def once(self, rule: RuleView) -> RuleView:
        elements = tuple(self.element(each) for each in rule.elements)
        return replace(rule, elements=elements, exceptions=tuple(self.once(each) for each in rule.exceptions))

    def element(self, element: ElementView) -> ElementView:
        if not element.parts:
            return element
        if element.text != self.one_of:
            key = (element.text, element.truth, tuple(each.text for each in element.parts))
            if key in self.written:
                return replace(element, text=element.text + self.above, parts=())
            self.written.add(key)
        return replace(element, parts=tuple(self.element(each) for each in element.parts))


def _shortened(element: ElementView, truth: str) -> ElementView:
    """`element` with its parts where it is `truth`, and of those the ones that made it so."""
    parts = [each for each in element.parts if each.truth == truth] if element.truth == truth else []
    return replace(element, parts=tuple(_shortened(each, truth) for each in parts))


@dataclass(frozen=True)
class SubjectFile:
    """Everything about one subject.

    `options` pairs each field that has options with them; `deciding` are the fields that settle the question;
    `sources` the words that each conclusion rests on; `choosers` who chooses among what a conclusion permits.
    """

    id: str
    name: str
    view: PartView
    facts: tuple[FactGroup, ...]
    options: tuple[tuple[FieldView, tuple[OptionView, ...]], ...]
    events: tuple[Event, ...]
    defects: tuple[DutyView, ...]
    deciding: tuple[FieldView, ...]
    sources: Mapping[str, tuple[Source, ...]]
    choosers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Dossier:
    """The whole file; `titled` puts what people call provisions for their names in a text."""

    view: DecisionView
    shared: tuple[FactGroup, ...]
    events: tuple[Event, ...]
    subjects: tuple[SubjectFile, ...]
    receipt: tuple[tuple[str, str], ...]
    titled: Callable[[str], str] = field(compare=False, repr=False)


def subject_file(decision: Decision, part: Part, view: PartView, language: Language) -> SubjectFile:
    """What the file says of the subject of `part`, which `view` shows."""
    rulebook, question = decision.rulebook, part.program.question
    duties = dict(view.duties)
    deciding = {each.id for each in question.answer if each.decides}
    paper = _Paper(language)

    def option(line: StatusView) -> OptionView:
        rules = rules_behind(rulebook, part, line.conclusion, language)
        return OptionView(line, rules, paper.telling(line, rules))

    return SubjectFile(
        id=part.situation.subject or "",
        name=part.situation.name,
        view=view,
        facts=fact_groups(rulebook, question, part.situation, language, own=True),
        options=tuple((each, tuple(option(line) for line in each.options)) for each in view.fields if each.options),
        events=timeline(rulebook, part, language),
        defects=tuple(each for each in duties.get(None, ()) if rulebook.conclusions[each.conclusion].defect),
        deciding=tuple(each for each in view.fields if each.line.id in deciding),
        sources={
            name: sources((*part.deciding_rules(name), *part.defeaters(name))) for name in part.program.question.asked
        },
        choosers={each.conclusion: each.parties for each in (*duties.get("must", ()), *duties.get("may", ()))},
    )


def dossier(decision: Decision, language: Language, files: Iterable[SubjectFile] | None = None) -> Dossier:
    """The file of `decision`; `files` are those of its subjects where they are at hand."""
    if files is None:
        view = decision_view(decision, language)
        files = [
            subject_file(decision, part, each, language) for part, each in zip(decision.parts, view.parts, strict=True)
        ]
    else:
        files = tuple(files)
        view = _heading(decision, language, tuple(each.view for each in files))
    rulebook, case = decision.rulebook, decision.case
    shared = fact_groups(rulebook, rulebook.questions[case.question], case.situations[0], language, own=False)
    events = merged((each.name or each.id, each.events) for each in files)
    named = partial(titled, rulebook, language=language)
    return Dossier(view, shared, events, tuple(files), receipt(decision, language), named)


def _heading(decision: Decision, language: Language, parts: tuple[PartView, ...]) -> DecisionView:
    """The view of `decision` where the views of its parts are known: they take most of the time."""
    rulebook, case = decision.rulebook, decision.case
    question = rulebook.questions[case.question]
    outside = [name for name in question.documents if in_force(decision, name) == "no"]
    place = rulebook.jurisdictions[case.jurisdiction].name.text(language) if case.jurisdiction else ""
    return DecisionView(
        item="",
        units="",
        question=question.label.text(language),
        place=place,
        as_of=case.as_of.isoformat(),
        status=decision_status(decision),
        not_in_force=tuple(rulebook.documents[name].title.text(language) for name in outside),
        in_force=len(outside) < len(question.documents),
        parts=parts,
        caveats=tuple(caveat.label.text(language) for caveat in caveats(decision)),
    )


def receipt(decision: Decision, language: Language) -> tuple[tuple[str, str], ...]:
    """What identifies an answer: rules, facts, engines and version."""
    values = (
        ("rulebook", decision.rulebook.digest),
        ("facts", decision.case.digest()),
        ("engines", ", ".join(decision.engines)),
        ("version", VERSION),
    )
    return tuple((word(key, language), value) for key, value in values)


def grouped(question: Question, names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Facts under the question's groups, in the order of the groups; those of none come first, under an empty name."""
    found: dict[str, list[str]] = {"": [], **{group: [] for group in question.groups}}
    for name in names:
        fitting = [group for group in question.groups if name.startswith(f"{group}.")]
        found[max(fitting, key=len, default="")].append(name)
    return tuple((group, tuple(names)) for group, names in found.items() if names)


def facts_for_people(rulebook: Rulebook, question: Question, own: bool) -> tuple[str, ...]:
    """The facts that people give: of each subject (`own`), or of the whole case."""
    return tuple(
        name
        for name in question.facts
        if rulebook.facts[name].supplied_by != "jurisdiction"
        and (bool(question.each) and name.startswith(f"{question.each}.")) == own
    )


def fact_groups(
    rulebook: Rulebook, question: Question, situation: Situation, language: Language, own: bool
) -> tuple[FactGroup, ...]:
    """What is known of a situation, by groups: of its subject (`own`), or what all share."""
    describe = Describer(rulebook, language)
    found: list[FactGroup] = []
    for group, names in grouped(question, facts_for_people(rulebook, question, own)):
        lines = tuple(_line(describe, situation, name) for name in names if name in situation.values)
        label = question.groups[group].text(language) if group else ""
        if lines:
            found.append(FactGroup(label, lines))
    return tuple(found)


def _line(describe: Describer, situation: Situation, name: str) -> FactLine:
    value, origin = situation.values[name], situation.origins.get(name)
    label, text = describe.fact(name), describe.value(name, value)
    if isinstance(value, Records):
        fields = record_fields(describe.rulebook, name)
        columns = tuple(each.label.text(describe.language) for each in fields)
        rows = tuple(
            tuple(describe.value(each.id, item[each.id]) if each.id in item else "" for each in fields)
            for item in value.items
        )
        return FactLine(name, label, text, columns=columns if rows else (), rows=rows)
    finding = origin.finding if origin else None
    if finding is None:
        return FactLine(name, label, text)
    return FactLine(name, label, text, finding.by, finding.on.isoformat() if finding.on else "", finding.reason)
