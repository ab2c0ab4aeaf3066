"""Explanations in one language: because, and what would make it otherwise; words alone, then as lines of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nocert_rules.dialogue.explanation import Because, Change, Flip, Reason, RuleReason, because, otherwise
from nocert_rules.engine.decision.answer import answers
from nocert_rules.engine.decision.decide import Decider, Decision, Part, Status
from nocert_rules.engine.decision.trace import FactUse
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import AND, COLON, COMMA, LISTED, SEMICOLON, aside
from nocert_rules.render.page import Page, wrap
from nocert_rules.render.reasons import Reasons
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.conditions import Compare, Holds, InForce, Not
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Source
from nocert_rules.words.messages import Language


@dataclass(frozen=True)
class ReasonView:
    """A condition that decided, in words; `facts` say what it was decided on, `rests_on` explains conclusions."""

    truth: Truth
    text: str
    facts: tuple[str, ...]
    rests_on: tuple[BecauseView, ...]


@dataclass(frozen=True)
class RuleView:
    """A rule that decided: what became of it in words, the words of the text, and its reasons."""

    rule: str
    provision: str
    status: str
    sources: tuple[Source, ...]
    reasons: tuple[ReasonView, ...]
    exceptions: tuple[RuleView, ...]


@dataclass(frozen=True)
class BecauseView:
    """Why a conclusion is what it is."""

    conclusion: str
    label: str
    status: Status
    text: str
    rules: tuple[RuleView, ...]


@dataclass(frozen=True)
class FlipView:
    """What would make a conclusion otherwise: each change in words, and the day from which on."""

    changes: tuple[str, ...]
    text: str
    changeable: bool


@dataclass(frozen=True)
class ExplanationView:
    """A conclusion explained both ways; `to` is its opposite in words, `complete` that the search was not cut."""

    because: BecauseView
    to: str
    flips: tuple[FlipView, ...]
    complete: bool


_MAX_CONDITION = 150
_MAX_RECORDS = 5
_MARKS = {TRUE: "✓", FALSE: "✗", UNKNOWN: "?"}


def explanation_text(
    decider: Decider,
    decision: Decision,
    language: Language,
    width: int = 80,
    colour: bool = False,
    about: Sequence[str] = (),
) -> str:
    """The conclusions `about` (none: what the page of the answer shows) explained as text of `width` columns."""
    page = Page(width, colour)
    page.heading(word("why", language))
    for part in decision.parts:
        if part.situation.subject is not None:
            page.heading(f"═══ {part.situation.subject}{aside(part.situation.name, language)}")
        writer = _Writer(page, language)
        for name in about or shown_conclusions(decision.rulebook, part):
            page.line()
            writer.explanation(explanation_view(decider, decision, part, name, language))
    return page.text()


def shown_conclusions(rulebook: Rulebook, part: Part) -> tuple[str, ...]:
    """The determined conclusions of the answer's fields, then every further one that is a yes."""
    names: list[str] = []
    for answer in answers(rulebook, part):
        names += [option.conclusion for option, _ in answer.options] or [answer.field.conclusion]
    fields = [name for name in names if name and part.status(name) != "undetermined"]
    return tuple(
        dict.fromkeys([*fields, *(name for name in part.program.question.conclusions if part.status(name) == "yes")])
    )


class _Writer:
    """Writes explanations as lines; a conclusion that others rest on is written out once."""

    def __init__(self, page: Page, language: Language) -> None:
        self.page = page
        self.language = language
        self.colon = COLON.text(language)
        self.written: set[str] = set()

    def word(self, key: str) -> str:
        return word(key, self.language)

    def explanation(self, item: ExplanationView) -> None:
        reasons = item.because
        self.page.line(f"{reasons.label}{self.colon}{reasons.text} [{reasons.conclusion}]", 0, 2)
        self.page.line(self.word("because"), 2)
        self.rules(reasons, 4)
        if reasons.status == "undetermined":
            return
        if item.flips:
            self.page.line(self.word("otherwise").format(to=item.to), 2, 2)
        else:
            self.page.line(self.word("none_turns_it" if item.complete else "none_was_found"), 2, 2)
            return
        for flip in item.flips:
            mark = aside(self.word("can_still_happen"), self.language) if flip.changeable and flip.changes else ""
            self.page.line(f"– {flip.text}{mark}", 4, 2)
        if not item.complete:
            self.page.line(self.word("search_cut"), 4, 2)

    def rules(self, item: BecauseView, indent: int) -> None:
        if item.conclusion in self.written:
            self.page.line(self.word("explained_above"), indent)
            return
        self.written.add(item.conclusion)
        for rule in item.rules:
            self.rule(rule, indent, "")

    def rule(self, item: RuleView, indent: int, lead: str) -> None:
        for number, source in enumerate(item.sources):
            ends = f" — {item.status}" if number + 1 == len(item.sources) else ""
            self.page.line(f"{lead}{source.provision} “{source.quote}”{ends}", indent, 2)
            lead = ""
        for reason in item.reasons:
            self.reason(reason, indent + 2)
        for exception in item.exceptions:
            self.rule(exception, indent + 2, f"{self.word('except')} ")

    def reason(self, item: ReasonView, indent: int) -> None:
        self.page.line(f"{_MARKS[item.truth]} {item.text}", indent, 2)
        for fact in item.facts:
            self.page.line(fact, indent + 4, 2)
        for other in item.rests_on:
            self.rules(other, indent + 4)


def explanation_view(
    decider: Decider, decision: Decision, part: Part, conclusion: str, language: Language
) -> ExplanationView:
    """A conclusion of `part` explained in `language`."""
    words = _Words(decision.rulebook, part, language)
    found = otherwise(decider, decision, part, conclusion)
    opposite: Status = "no" if part.status(conclusion) == "yes" else "yes"
    return ExplanationView(
        because=words.because(because(decision.rulebook, part, conclusion)),
        to=words.reasons.status(conclusion, opposite),
        flips=tuple(words.flip(flip) for flip in found.flips),
        complete=found.complete,
    )


class _Words:
    """Puts explanations of one part into words."""

    def __init__(self, rulebook: Rulebook, part: Part, language: Language) -> None:
        self.rulebook = rulebook
        self.part = part
        self.language = language
        self.describe = Describer(rulebook, language)
        self.reasons = Reasons(rulebook, part, language)
        self.colon = COLON.text(language)

    def word(self, key: str) -> str:
        return word(key, self.language)

    def because(self, item: Because) -> BecauseView:
        label = self.label(item.conclusion)
        text = self.reasons.status(item.conclusion, item.status)
        return BecauseView(item.conclusion, label, item.status, text, tuple(self.rule(rule) for rule in item.rules))

    def label(self, conclusion: str) -> str:
        """What the answer calls a conclusion; for one that is no field of it, with must, may or must not."""
        for answer in self.part.program.question.answer:
            named = {option.conclusion: option.label for option in answer.options} | {answer.conclusion: answer.label}
            if conclusion in named and answer.kind != "permits":
                return named[conclusion].text(self.language)
        label = self.rulebook.conclusions[conclusion].label.text(self.language)
        rules = self.rulebook.rules_of_conclusion[conclusion]
        modality = next((rule.modality for rule in rules if rule.gap is None), None)
        return f"{self.word(modality)}{self.colon}{label}" if modality else label

    def rule(self, item: RuleReason) -> RuleView:
        shown = [reason for reason in item.reasons if not _is_plain_force(reason)]
        return RuleView(
            rule=item.rule.id,
            provision=item.rule.provision,
            status=self.word(item.status),
            sources=item.rule.sources,
            reasons=tuple(self.reason(reason) for reason in shown),
            exceptions=tuple(self.rule(exception) for exception in item.exceptions),
        )

    def reason(self, item: Reason) -> ReasonView:
        inner, truth, negations = item.condition, item.truth, 0
        while isinstance(inner, Not):
            inner, negations = inner.part, negations + 1
        if isinstance(inner, Compare) and inner.comparison in ("is", "in") and not negations:
            return ReasonView(truth, self.comparison(inner, truth, item.facts), self.origins(item.facts), ())
        rests_on = tuple(self.because(other) for other in item.rests_on)
        if isinstance(inner, Holds):
            return ReasonView(item.truth, self.describe.condition(item.condition), (), rests_on)
        facts = tuple(self.fact(fact) for fact in item.facts if fact.fact != "as_of") + self.records(item)
        return ReasonView(item.truth, self.short(self.describe.condition(item.condition)), facts, rests_on)

    def short(self, text: str) -> str:
        """A long condition up to where it is long; the rule has all of it."""
        lines = wrap(text, _MAX_CONDITION)
        return text if len(lines) == 1 else f"{lines[0]}…"

    def comparison(self, atom: Compare, truth: Truth, facts: Sequence[FactUse]) -> str:
        """A fact as it is and, where that is not what the rule wants and does not say it, what it would have to be."""
        known = next((item.value for item in facts if item.fact == atom.fact), None)
        text = f"{self.describe.fact(atom.fact)}{self.colon}{self.describe.value(atom.fact, known)}"
        if truth == TRUE or isinstance(known, bool):
            return text
        wanted = [self.describe.term(atom.fact, term) for term in atom.terms]
        return text + aside(self.word("wanted") + LISTED.text(self.language).join(wanted), self.language)

    def origins(self, facts: Iterable[FactUse]) -> tuple[str, ...]:
        """Where facts come from, as far as that is not simply the case."""
        return tuple(text for text in (self.origin(item) for item in facts) if text)

    def origin(self, item: FactUse) -> str:
        origin = item.origin
        if origin is None or origin.kind in ("case", "day", "computed"):
            parts = []
        else:
            parts = [f"{self.word(origin.kind)} {origin.place}".strip()]
        if origin and origin.finding:
            finding = origin.finding
            on = finding.on.isoformat() if finding.on else ""
            who = " ".join(text for text in (finding.by, on) if text)
            found = f"{self.word('found_by')}{who}"
            told = finding.reason and finding.reason != origin.place
            parts.append(f"{found}{self.colon}“{finding.reason}”" if told else found)
        if origin and origin.inferred:
            parts.append(self.word("inferred"))
        return SEMICOLON.text(self.language).join(parts)

    def fact(self, item: FactUse) -> str:
        """A fact with its value and where it comes from."""
        no_day = item.value is None and item.origin is not None
        value = self.word("no_day") if no_day else self.describe.value(item.fact, item.value)
        return f"{self.describe.fact(item.fact)}{self.colon}{value}" + aside(self.origin(item), self.language)

    def records(self, item: Reason) -> tuple[str, ...]:
        """The records that decided, with what in them did."""
        shown = [f"[{record.number}] {self.fields(dict(record.fields))}" for record in item.records[:_MAX_RECORDS]]
        return (*shown, *["…"][: len(item.records) - len(shown)])

    def fields(self, record: Mapping[str, object]) -> str:
        joiner = COMMA.text(self.language)
        order = [field for field in self.rulebook.facts if field in record]
        return joiner.join(f"{self.describe.fact(name)}{self.colon}{self.described(name, record)}" for name in order)

    def described(self, name: str, record: Mapping[str, object]) -> str:
        return self.describe.value(name, record[name])

    def flip(self, item: Flip) -> FlipView:
        changes = tuple(self.change(change) for change in item.changes)
        joiner = AND.text(self.language)
        parts = [self.day(item.on)] * (item.on is not None) + list(changes)
        return FlipView(changes, joiner.join(parts), item.changeable)

    def day(self, day: date | None) -> str:
        return self.word("from_day").format(day=day)

    def change(self, item: Change) -> str:
        """A change in words: the fact as it would have to be, and as it is."""
        old, new = item.values()
        if item.record and not item.field:
            text = f"{self.describe.fact(item.fact)}{self.word('one_more')}"
            return text + aside(self.fields(new) if isinstance(new, Mapping) else "", self.language)
        name = item.field or item.fact
        label = self.describe.fact(name) + (f" [{item.record}]" if item.field else "")
        would_be = self.word("not_given") if new is None else self.describe.value(name, new)
        if old is None:
            return f"{label}{self.colon}{would_be}" + aside(self.word("not_known_now"), self.language)
        is_now = self.word("is_now") + self.describe.value(name, old)
        return f"{label}{self.colon}{would_be}" + aside(is_now, self.language)


def _is_plain_force(reason: Reason) -> bool:
    """That a document is in force decides every rule in it; it is said once, with what the answer rests on."""
    return isinstance(reason.condition, InForce) and reason.truth == TRUE
