"""What a page about a decision shows, in one language: the same for a terminal, a browser and a printed file.

A view holds words and statuses, no layout. Everything that is on a screen stands here, in the order of the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nocert_rules.engine.decision.answer import Answer, answers, decision_status, open_names
from nocert_rules.engine.decision.caveats import caveats, in_force
from nocert_rules.engine.decision.decide import Decision, Part, Status
from nocert_rules.engine.decision.document import bearers, fact_of, in_asking_order, sources
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.render.marks import aside
from nocert_rules.render.reasons import Reasons
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Records, Source
from nocert_rules.words.messages import Language

MODALITIES = ("must", "must_not", "may")


@dataclass(frozen=True)
class StatusView:
    """A conclusion with its status in words; `provisions` carry a yes, `reasons` and `waits` say why it is not one."""

    id: str
    label: str
    conclusion: str
    status: Status
    text: str
    provisions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldView:
    """One field of the answer: a single line, or a line for each of its options."""

    line: StatusView
    options: tuple[StatusView, ...] = ()
    permitted: tuple[str, ...] = ()


@dataclass(frozen=True)
class DutyView:
    """What must, must not or may be done, by whom, with the words it rests on; also tensions and gaps."""

    conclusion: str
    label: str
    parties: tuple[str, ...]
    sources: tuple[Source, ...]
    gap: str = ""


@dataclass(frozen=True)
class MissingView:
    """A fact that can still change the answer; `at_hand` says that who knows it can be asked where the question is."""

    name: str
    fact: Fact
    question: str
    known_to: str
    at_hand: bool


@dataclass(frozen=True)
class PartView:
    """The answer about one subject, or about the whole case.

    `duties` pairs must, must_not, may and None (whatever has no modality) with what holds; `further` are facts
    that matter only for what the answer does not hang on.
    """

    subject: str | None
    name: str
    fields: tuple[FieldView, ...]
    conflicts: tuple[DutyView, ...]
    duties: tuple[tuple[str | None, tuple[DutyView, ...]], ...]
    gaps: tuple[DutyView, ...]
    missing: tuple[MissingView, ...]
    further: tuple[MissingView, ...]

    @property
    def elsewhere(self) -> tuple[MissingView, ...]:
        """What stays open where the question is, for it is known elsewhere only."""
        return tuple(each for each in (*self.missing, *self.further) if not each.at_hand)


@dataclass(frozen=True)
class DecisionView:
    """A decision as it is shown. `parts` say nothing but their subjects where no document is in force."""

    item: str
    units: str
    question: str
    place: str
    as_of: str
    status: Status
    not_in_force: tuple[str, ...]
    in_force: bool
    parts: tuple[PartView, ...]
    caveats: tuple[str, ...]


def decision_view(decision: Decision, language: Language, about: str = "") -> DecisionView:
    """What is shown of `decision` in `language`; what is asked `about`, a field of the answer or an option, first."""
    rulebook, case = decision.rulebook, decision.case
    question = rulebook.questions[case.question]
    outside = [name for name in question.documents if in_force(decision, name) == "no"]
    applies = len(outside) < len(question.documents)
    entry = case.entries[0] if case.entries else None
    return DecisionView(
        item=" — ".join(part for part in (entry.certificate, entry.matter) if part) if entry else "",
        units=" ← ".join(part for part in (entry.requesting_unit, entry.issuing_unit) if part) if entry else "",
        question=question.label.text(language),
        place=rulebook.jurisdictions[case.jurisdiction].name.text(language) if case.jurisdiction else "",
        as_of=case.as_of.isoformat(),
        status=decision_status(decision, about),
        not_in_force=tuple(rulebook.documents[name].title.text(language) for name in outside),
        in_force=applies,
        parts=tuple(_PartViewer(decision, part, language, about).view(applies) for part in decision.parts),
        caveats=tuple(caveat.label.text(language) for caveat in caveats(decision)),
    )


class _PartViewer:
    def __init__(self, decision: Decision, part: Part, language: Language, about: str) -> None:
        self.rulebook = decision.rulebook
        self.part = part
        self.language = language
        self.about = about
        self.reasons = Reasons(decision.rulebook, part, language)

    def view(self, applies: bool) -> PartView:
        situation = self.part.situation
        if not applies:
            return PartView(situation.subject, situation.name, (), (), (), (), (), ())
        missing, further = self._missing()
        return PartView(
            subject=situation.subject,
            name=situation.name,
            fields=self._fields(),
            conflicts=tuple(self._conflicts()),
            duties=tuple((modality, tuple(self._duties(modality))) for modality in (*MODALITIES, None)),
            gaps=tuple(self._gaps()),
            missing=missing,
            further=further,
        )

    def _label(self, conclusion: str) -> str:
        return self.rulebook.conclusions[conclusion].label.text(self.language)

    def _fields(self) -> tuple[FieldView, ...]:
        """The fields that say something; what is asked about comes first, an option as a field of its own."""
        found = [self._field(answer) for answer in answers(self.rulebook, self.part) if not _silent(answer)]
        first = [field for field in found if field.line.id == self.about]
        options = [option for field in found for option in field.options if option.id == self.about]
        if not first and options:
            first = [FieldView(options[0])]
        rest = (field for field in found if field not in first)
        return (*first, *(_without(field, options[0]) if first and options else field for field in rest))

    def _field(self, answer: Answer) -> FieldView:
        field = answer.field
        label = field.label.text(self.language)
        if field.kind == "options":
            options = tuple(
                self._status(option.id, option.label.text(self.language), option.conclusion, status)
                for option, status in answer.options
            )
            return FieldView(
                StatusView(field.id, label, "", answer.status, word(answer.status, self.language)), options
            )
        permitted = tuple(choice.label.text(self.language) for choice in answer.permitted)
        if answer.value is not None or permitted:
            text = answer.value.isoformat() if answer.value is not None else " · ".join(permitted)
            return FieldView(StatusView(field.id, label, field.conclusion, answer.status, text), permitted=permitted)
        return FieldView(self._status(field.id, label, field.conclusion, answer.status))

    def _status(self, name: str, label: str, conclusion: str, status: Status) -> StatusView:
        """A conclusion's status, with its provisions for a yes, else with the exceptions and conditions behind it."""
        text = self.reasons.status(conclusion, status) if conclusion else word(status, self.language)
        if not conclusion:
            return StatusView(name, label, conclusion, status, text)
        if self.part.status(conclusion) == "yes":
            provisions = dict.fromkeys(rule.provision for rule in self.part.deciding_rules(conclusion))
            return StatusView(name, label, conclusion, status, text, provisions=tuple(provisions))
        reasons = tuple(dict.fromkeys(self.reasons.of(conclusion)))
        return StatusView(name, label, conclusion, status, text, (), reasons, tuple(self._waits(conclusion)))

    def _waits(self, conclusion: str) -> Iterator[str]:
        """The labels of the missing facts that an undetermined conclusion waits for."""
        missing = missing_facts(self.rulebook, self.part, [conclusion])
        for name in in_asking_order(self.rulebook, self.part, missing):
            label = fact_of(self.rulebook, name).label.text(self.language)
            more = isinstance(self.part.values.get(name), Records)
            yield label + aside(word("there_may_be_more", self.language), self.language) if more else label

    def _duties(self, modality: str | None) -> Iterator[DutyView]:
        for name in self.part.program.question.conclusions:
            if self._shown(name, modality):
                yield self._duty(name)

    def _shown(self, name: str, modality: str | None) -> bool:
        if self.rulebook.conclusions[name].tension or self.part.status(name) != "yes":
            return False
        rules = self.part.deciding_rules(name)
        return bool(rules) and rules[0].modality == modality

    def _duty(self, name: str) -> DutyView:
        rules = self.part.deciding_rules(name)
        return DutyView(name, self._label(name), self._parties(bearers(rules)), sources(rules))

    def _parties(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.rulebook.enumerations["party"].label_of(name).text(self.language) for name in names)

    def _conflicts(self) -> Iterator[DutyView]:
        for name in self.part.program.question.asked:
            if self.rulebook.conclusions[name].tension and self.part.status(name) == "yes":
                yield DutyView(name, self._label(name), (), sources(self.part.deciding_rules(name)))

    def _gaps(self) -> Iterator[DutyView]:
        found: dict[str, tuple[str, Rule]] = {}
        for name in self.part.program.question.asked:
            for rule in self.part.gaps(name):
                found[rule.id] = (name, rule)
        for name, rule in found.values():
            yield DutyView(name, self._label(name), (), rule.sources, rule.gap.text(self.language) if rule.gap else "")

    def _missing(self) -> tuple[tuple[MissingView, ...], tuple[MissingView, ...]]:
        """The facts that can change a deciding field, and those that can change something else."""
        rulebook, part = self.rulebook, self.part
        deciding = open_names(part, self.about)
        needed = missing_facts(rulebook, part, deciding)
        others = missing_facts(rulebook, part, [name for name in part.program.question.asked if name not in deciding])
        further = (name for name in in_asking_order(rulebook, part, others) if name not in needed)
        views = tuple(self._wanted(name) for name in in_asking_order(rulebook, part, needed))
        return views, tuple(self._wanted(name) for name in further)

    def _wanted(self, name: str) -> MissingView:
        fact, whole = fact_of(self.rulebook, name), self.rulebook.facts[name.partition("[")[0]]
        known_to = supplier_text(self.rulebook, whole, self.language)
        at_hand = self.part.program.question.at_hand(whole.supplied_by)
        return MissingView(name, fact, fact.question.text(self.language), known_to, at_hand)


def supplier_text(rulebook: Rulebook, fact: Fact, language: Language) -> str:
    """Who knows a fact, in words."""
    suppliers = rulebook.enumerations.get("supplier")
    return suppliers.label_of(fact.supplied_by).text(language) if suppliers and fact.supplied_by else ""


def _without(field: FieldView, option: StatusView) -> FieldView:
    return replace(field, options=tuple(each for each in field.options if each is not option))


def _silent(answer: Answer) -> bool:
    """Fields that say nothing here: values that do not apply, permits for other kinds of subjects."""
    kind = answer.field.kind
    if kind == "value":
        return answer.value is None and (bool(answer.field.shown_if) or answer.status != "undetermined")
    return answer.status == "no" and (kind == "permits" or answer.field.quiet)
