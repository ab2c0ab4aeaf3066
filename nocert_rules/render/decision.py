"""A decision as a page: the answer first, then duties and prohibitions with their provisions, then what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.engine.decision.decide import Decision
from nocert_rules.engine.decision.trace import trace
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COLON, LISTED, SEMICOLON, aside
from nocert_rules.render.page import Page, width_of
from nocert_rules.render.trace import render_trace
from nocert_rules.render.view import DecisionView, DutyView, FieldView, PartView, StatusView, decision_view
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.values import Source
from nocert_rules.version import VERSION
from nocert_rules.words.messages import Language

_MAX_REASONS = 3
_MAX_LABEL = 46


def decision_text(
    decision: Decision,
    language: Language,
    width: int = 80,
    colour: bool = False,
    with_trace: bool = False,
    about: str = "",
) -> str:
    """The decision as text of `width` columns in `language`; what is asked `about` comes first."""
    return _Writer(decision, language, Page(width, colour)).write(with_trace, about)


class _Writer:
    def __init__(self, decision: Decision, language: Language, page: Page) -> None:
        self.decision = decision
        self.language = language
        self.page = page
        self.colon = COLON.text(language)

    def word(self, key: str) -> str:
        return word(key, self.language)

    def write(self, with_trace: bool, about: str) -> str:
        view = decision_view(self.decision, self.language, about)
        self._title(view)
        for part in view.parts:
            self._part(part, view.in_force)
        self._caveats(view)
        self._receipt()
        if with_trace:
            self._trace()
        return self.page.text()

    def _title(self, view: DecisionView) -> None:
        if view.item:
            self.page.heading(view.item)
            self.page.line(view.units)
        day = f"{self.word('as_of')} {view.as_of}"
        self.page.line(" · ".join(part for part in (view.question, view.place, day) if part))
        for title in view.not_in_force:
            self.page.heading(self.word("not_in_force"))
            self.page.line(title, 2)

    def _part(self, part: PartView, applies: bool) -> None:
        if part.subject is not None:
            self.page.heading(f"═══ {part.subject}{aside(part.name, self.language)}")
        if not applies:
            return
        self._answer(part)
        for conflict in part.conflicts:
            self.page.heading(self.word("conflicts"))
            self.page.line(f"⚠ {conflict.label}", 2, 2)
            self._sources(conflict.sources)
        for modality, duties in part.duties:
            self._duties(modality, duties)
        self._gaps(part)
        self._missing(part)

    def _answer(self, part: PartView) -> None:
        self.page.heading(self.word("answer"))
        label_width = _label_width(field.line for field in part.fields)
        for field in part.fields:
            if field.options:
                self._options(field)
            else:
                self.page.row(field.line.label, self._reasoned(field.line), label_width)

    def _options(self, field: FieldView) -> None:
        self.page.line(field.line.label, 2)
        label_width = _label_width(field.options)
        for option in field.options:
            self.page.row(option.label, self._reasoned(option), label_width, indent=4)

    def _reasoned(self, line: StatusView) -> str:
        """The status with its provisions, or with the first of what made it so."""
        if line.provisions:
            return f"{line.text} — {', '.join(line.provisions)}"
        waits = [*line.waits[:_MAX_REASONS]]
        if waits:
            waits[0] = self.word("depends_on") + waits[0]
        shown = [*line.reasons[:_MAX_REASONS], *waits]
        if len(line.reasons) > _MAX_REASONS or len(line.waits) > _MAX_REASONS:
            shown.append("…")
        joiner = SEMICOLON.text(self.language)
        return f"{line.text} — {joiner.join(shown)}" if shown else line.text

    def _duties(self, modality: str | None, duties: Iterable[DutyView]) -> None:
        for number, duty in enumerate(duties):
            if number == 0:
                self.page.heading(self.word(modality or "other"))
            parties = aside(LISTED.text(self.language).join(duty.parties), self.language)
            self.page.line(f"● {duty.label}{parties}", 2, 2)
            self._sources(duty.sources)

    def _sources(self, found: Iterable[Source]) -> None:
        for source in found:
            self.page.line(f"{source.provision} “{source.quote}”", 4, 2)

    def _gaps(self, part: PartView) -> None:
        if part.gaps:
            self.page.heading(self.word("gaps"))
        for gap in part.gaps:
            self.page.line(f"○ {gap.label}{self.colon}{gap.gap}", 2, 2)
            self._sources(gap.sources)

    def _missing(self, part: PartView) -> None:
        at_hand = [missing for missing in part.missing if missing.at_hand]
        if at_hand:
            self.page.heading(self.word("missing"))
        for missing in at_hand:
            mark = aside(self.word("finding"), self.language) if missing.fact.finding else ""
            self.page.line(f"? {missing.name}", 2, 2)
            self.page.line(f"{missing.question}{mark}", 4, 0)
        if part.elsewhere:
            self.page.heading(self.word("elsewhere"))
        for missing in part.elsewhere:
            known_to = aside(self.word("known_to").format(supplier=missing.known_to), self.language)
            self.page.line(f"○ {missing.name}", 2, 2)
            self.page.line(f"{missing.fact.label.text(self.language)}{known_to}", 4, 0)
        further = [missing.name for missing in part.further if missing.at_hand]
        if further:
            self.page.heading(self.word("also_missing"))
            self.page.line(LISTED.text(self.language).join(further), 2)

    def _caveats(self, view: DecisionView) -> None:
        if view.caveats:
            self.page.heading(self.word("caveats"))
        for caveat in view.caveats:
            self.page.line(f"– {caveat}", 2, 2)

    def _receipt(self) -> None:
        self.page.heading(self.word("receipt"))
        values = (
            ("rulebook", self.decision.rulebook.digest[:23]),
            ("facts", self.decision.case.digest()[:23]),
            ("engines", ", ".join(self.decision.engines)),
            ("version", VERSION),
        )
        self.page.line(" · ".join(f"{self.word(key)} {value}" for key, value in values), 2, 2)

    def _trace(self) -> None:
        describe = Describer(self.decision.rulebook, self.language)
        for part in self.decision.parts:
            self.page.heading(" ".join((self.word("trace"), part.situation.subject or "")).strip())
            for item in trace(self.decision.rulebook, part):
                render_trace(self.page, describe, item)


def _label_width(lines: Iterable[StatusView]) -> int:
    return min(max((width_of(line.label) for line in lines), default=0), _MAX_LABEL)
