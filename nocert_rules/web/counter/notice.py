"""The notice to the applicant: what the rulebook declares of it, filled in from the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nocert_rules.engine.decision.caveats import caveats
from nocert_rules.engine.decision.decide import Decision, Part
from nocert_rules.engine.decision.document import sources
from nocert_rules.render.conditions import Describer
from nocert_rules.render.view import DecisionView
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.notices import Notice, Paragraph
from nocert_rules.rulebook.model.values import Records, Source
from nocert_rules.web.counter.fields import choices_of
from nocert_rules.words.messages import Language


@dataclass(frozen=True)
class Cited:
    """Words of a document, with where they stand in it."""

    quote: str
    document: str
    number: str
    provision: str


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph: words that are quoted, or lines of the answer."""

    heading: str
    cited: tuple[Cited, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class NoticeView:
    """A notice as it is printed."""

    id: str
    title: str
    paragraphs: tuple[ParagraphView, ...]
    reservations: tuple[str, ...]


def given_notices(decision: Decision) -> tuple[Notice, ...]:
    """The notices that the rulebook declares for an answer like this."""
    part = decision.parts[0]
    return tuple(
        notice
        for notice in decision.rulebook.notices.values()
        if notice.question == decision.case.question
        and all(part.status(name) == "yes" for name in notice.when)
        and not any(part.status(name) == "yes" for name in notice.unless)
    )


def notice_views(decision: Decision, view: DecisionView, language: Language) -> tuple[NoticeView, ...]:
    """The notices to be printed for a decision with its `view`; paragraphs of which it says nothing are left out."""
    writer = _Writer(decision, view, language)
    return tuple(writer.notice(notice) for notice in given_notices(decision))


class _Writer:
    def __init__(self, decision: Decision, view: DecisionView, language: Language) -> None:
        self.decision = decision
        self.rulebook = decision.rulebook
        self.part: Part = decision.parts[0]
        self.fields = {field.line.id: field for field in view.parts[0].fields}
        self.language = language
        self.describe = Describer(self.rulebook, language)

    def notice(self, notice: Notice) -> NoticeView:
        paragraphs = tuple(self.paragraphs(notice))
        quoted = {cited.provision.partition("/")[0] for each in paragraphs for cited in each.cited}
        reservations = tuple(each.label.text(self.language) for each in caveats(self.decision) if each.about in quoted)
        return NoticeView(notice.id, notice.title.text(self.language), paragraphs, reservations)

    def paragraphs(self, notice: Notice) -> Iterator[ParagraphView]:
        for paragraph in notice.paragraphs:
            cited, lines = tuple(self._cited(paragraph)), tuple(self._lines(paragraph))
            if cited or lines:
                yield ParagraphView(paragraph.heading.text(self.language), cited, lines)

    def _cited(self, paragraph: Paragraph) -> Iterator[Cited]:
        found: tuple[Source, ...] = paragraph.sources
        if paragraph.because and self.part.status(paragraph.because) == "yes":
            found = sources(self.part.deciding_rules(paragraph.because))
        for source in found:
            provision = self.rulebook.provisions[source.provision]
            document = self.rulebook.documents[provision.document]
            number = provision.id.partition("/")[2]
            yield Cited(source.quote, document.short.text(self.language), number, provision.id)

    def _lines(self, paragraph: Paragraph) -> Iterator[str]:
        if paragraph.field:
            yield from self._field(paragraph.field)
        elif paragraph.fact in self.part.situation.values:
            yield from self._fact(paragraph.fact)
        elif paragraph.fact:
            yield from self._to_tick(paragraph.fact)

    def _field(self, name: str) -> Iterator[str]:
        """A field of the answer: its open options, or its value; undetermined where it has none."""
        field = self.fields.get(name)
        if field is None:
            yield word("undetermined", self.language)
        elif field.options:
            yield from (option.label for option in field.options if option.status == "yes")
        else:
            yield field.line.text

    def _fact(self, name: str) -> Iterator[str]:
        value = self.part.situation.values[name]
        if not isinstance(value, Records):
            colon = "：" if self.language == "zh" else ": "
            yield f"{self.describe.fact(name)}{colon}{self.describe.value(name, value)}"
            return
        yield from self.describe.records(value)

    def _to_tick(self, name: str) -> Iterator[str]:
        """A fact that the applicant may still tell on paper: its question, and its values with a box for each."""
        fact = self.rulebook.facts[name]
        choices = choices_of(self.rulebook, fact, self.language)
        if choices:
            boxes = "\u2003".join(f"☐ {choice.label}" for choice in choices)
            yield f"{fact.label.text(self.language)}\u2003{boxes}"
