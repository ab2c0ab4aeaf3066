"""What an answer rests on and must not hide: drafts, inferred or incomplete lists, documents not in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nocert_rules.engine.atoms import compile_term
from nocert_rules.engine.calendar import NEAR_END, add
from nocert_rules.engine.decision.decide import Decision
from nocert_rules.engine.decision.unknown import periods
from nocert_rules.engine.truth import TRUE
from nocert_rules.rulebook.model.catalogue import Entry, PublishedList
from nocert_rules.rulebook.model.conditions import InForce
from nocert_rules.rulebook.model.rules import Document
from nocert_rules.rulebook.model.values import Label

Force = Literal["yes", "no", "assumed"]
_GRADES = {
    "A": Label("官方清单", "official table"),
    "B": Label("官方公告", "official notice"),
    "C": Label("媒体报道", "press report"),
    "D": Label("法律条文", "statute"),
}


@dataclass(frozen=True)
class Caveat:
    """A reservation, with what it is about."""

    id: Literal[
        "draft",
        "not_in_force",
        "list_provenance",
        "list_incomplete",
        "inferred_fields",
        "no_jurisdiction",
        "calendar_ends",
    ]
    about: str
    label: Label

    def data(self) -> dict[str, object]:
        """As it stands in JSON."""
        return {"id": self.id, "about": self.about, "label": self.label.data()}


def in_force(decision: Decision, document: str) -> Force:
    """Whether a document is in force on the day asked; `assumed` where nobody has set its day."""
    part = decision.parts[0]
    if decision.rulebook.documents[document].in_force_from not in part.values:
        return "assumed"
    for number, atom in enumerate(part.program.atoms):
        if atom == InForce(document):
            return "yes" if part.inference.slots[number] == TRUE else "no"
    return "yes"


def caveats(decision: Decision) -> tuple[Caveat, ...]:
    """Everything the answer rests on that a reader has to know."""
    rulebook, case = decision.rulebook, decision.case
    found: list[Caveat] = []
    for name in rulebook.questions[case.question].documents:
        found += _of_document(rulebook.documents[name], in_force(decision, name), case.as_of.isoformat())
    lists = {entry.list_id: rulebook.lists[entry.list_id] for entry in case.entries}
    if case.unlisted and case.jurisdiction:
        lists |= {item.id: item for item in rulebook.lists.values() if item.jurisdiction == case.jurisdiction}
    for published in lists.values():
        found += _of_list(published)
    found += [_of_entry(entry) for entry in case.entries]
    if case.jurisdiction is None and rulebook.questions[case.question].lookup:
        label = Label(
            "未指定辖区：没有查清单，也没有采用辖区的参数",
            "no jurisdiction given: no list was consulted and no parameter taken",
        )
        found.append(Caveat("no_jurisdiction", case.question, label))
    if _near_end(decision):
        last = rulebook.working_days.last_day
        label = Label(
            f"工作日日历止于 {last}：其后的节假日安排尚不知道，以工作日计算的期限不能算到其后",
            f"the calendar of working days ends on {last}: holidays after it are not known yet, and no limit in "
            "working days can be counted beyond it",
        )
        found.append(Caveat("calendar_ends", "calendar", label))
    return tuple(found)


def _near_end(decision: Decision) -> bool:
    """Whether a period in working days from a known day runs near the end of the calendar, or past it."""
    rulebook = decision.rulebook
    edge = rulebook.working_days.last_day - NEAR_END
    for part in decision.parts:
        for period in periods(rulebook, part.program.atoms):
            if period.unit == "working_days":
                start, amount = (compile_term(term, rulebook)(part.values) for term in (period.start, period.amount))
                counted = isinstance(start, date) and isinstance(amount, int)
                end = add(start, amount, period.unit, rulebook.working_days) if counted else start
                if isinstance(start, date) and (end is None or max(start, end) > edge):
                    return True
    return False


def _of_document(document: Document, force: Force, day: str) -> list[Caveat]:
    if force == "no":
        label = Label(
            f"《{document.title.zh}》在 {day} 不在施行期内，其规则均不适用",
            f"“{document.title.en}” is not in force on {day}; none of its rules applies",
        )
        return [Caveat("not_in_force", document.id, label)]
    if force == "assumed" and document.draft:
        label = Label(
            f"《{document.title.zh}》是征求意见稿，施行日期留空；本答复视其在 {day} 施行",
            f"“{document.title.en}” is a draft whose day of entry into force is blank; "
            f"answered as if in force on {day}",
        )
        return [Caveat("draft", document.id, label)]
    return []


def _of_list(published: PublishedList) -> list[Caveat]:
    grade, inferred = _GRADES[published.provenance.grade], published.provenance.inferred
    chinese = f"清单 {published.id}：{published.provenance.grade} 级（{grade.zh}），来源 {published.provenance.source}"
    english = (
        f"list {published.id}: grade {published.provenance.grade} ({grade.en}), source {published.provenance.source}"
    )
    if inferred:
        chinese += f"；推定的内容：{'、'.join(inferred)}"
        english += f"; inferred: {', '.join(inferred)}"
    found = [Caveat("list_provenance", published.id, Label(chinese, english))]
    if not published.complete:
        label = Label(
            f"清单 {published.id} 不完整：未见于该清单不等于未列入",
            f"list {published.id} is incomplete: what is not on it is not thereby unlisted",
        )
        found.append(Caveat("list_incomplete", published.id, label))
    return found


def _of_entry(entry: Entry) -> Caveat:
    provenance, words = entry.provenance, entry.route_as_published
    grade = _GRADES[provenance.grade]
    chinese = f"条目 {entry.id}（“{words}”）：{provenance.grade} 级（{grade.zh}），来源 {provenance.source}"
    english = f"entry {entry.id} (“{words}”): grade {provenance.grade} ({grade.en}), source {provenance.source}"
    if provenance.inferred:
        chinese += f"；推定的内容：{'、'.join(provenance.inferred)}"
        english += f"; inferred: {', '.join(provenance.inferred)}"
    return Caveat("inferred_fields", entry.id, Label(chinese, english))
