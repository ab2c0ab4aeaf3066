"""A decision as a page: the answer first, then duties and prohibitions with their provisions, then what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.decision.answer import Answer, answers, undetermined_fields
from nocert_rules.decision.caveats import caveats, in_force
from nocert_rules.decision.decide import Decision, Part, Status
from nocert_rules.decision.document import bearers, fact_of, in_asking_order, sources
from nocert_rules.decision.missing import missing_facts
from nocert_rules.decision.trace import TraceNode, deciding, rule_trace, trace
from nocert_rules.messages import Language
from nocert_rules.model.conditions import Compare, Holds
from nocert_rules.model.rules import Rule
from nocert_rules.model.values import Records, Source
from nocert_rules.render.conditions import Describer
from nocert_rules.render.page import Page, width_of
from nocert_rules.render.trace import render_trace
from nocert_rules.render.words import word
from nocert_rules.truth import FALSE
from nocert_rules.version import VERSION

_MODALITIES = ("must", "must_not", "may")
_MAX_REASONS = 3
_MAX_LABEL = 46
_MAX_REASON_WIDTH = 72


def decision_text(
    decision: Decision, language: Language, width: int = 80, colour: bool = False, with_trace: bool = False
) -> str:
    """The decision as text of `width` columns in `language`."""
    return _Writer(decision, language, Page(width, colour)).write(with_trace)


class _Writer:
    def __init__(self, decision: Decision, language: Language, page: Page) -> None:
        self.decision = decision
        self.rulebook = decision.rulebook
        self.language = language
        self.page = page
        self.describe = Describer(decision.rulebook, language)

    def word(self, key: str) -> str:
        return word(key, self.language)

    def write(self, with_trace: bool) -> str:
        self._title()
        out_of_force = self._not_in_force()
        for part in self.decision.parts:
            self._part(part, out_of_force)
        self._caveats()
        self._receipt()
        if with_trace:
            for part in self.decision.parts:
                self.page.heading(" ".join((self.word("trace"), part.situation.subject or "")).strip())
                for item in trace(self.rulebook, part):
                    render_trace(self.page, self.describe, item)
        return self.page.text()

    def _title(self) -> None:
        case = self.decision.case
        question = self.rulebook.questions[case.question]
        place = self.rulebook.jurisdictions[case.jurisdiction].name.text(self.language) if case.jurisdiction else ""
        day = f"{self.word('as_of')} {case.as_of.isoformat()}"
        for entry in case.entries[:1]:
            self.page.heading(" — ".join(part for part in (entry.certificate, entry.matter) if part))
            self.page.line(" ← ".join(part for part in (entry.requesting_unit, entry.issuing_unit) if part))
        self.page.line(" · ".join(part for part in (question.label.text(self.language), place, day) if part))

    def _not_in_force(self) -> bool:
        """Say which documents are not in force; returns whether that leaves none."""
        names = self.rulebook.questions[self.decision.case.question].documents
        outside = [name for name in names if in_force(self.decision, name) == "no"]
        for name in outside:
            title = self.rulebook.documents[name].title.text(self.language)
            self.page.heading(self.word("not_in_force"))
            self.page.line(title, 2)
        return len(outside) == len(names)

    def _part(self, part: Part, out_of_force: bool) -> None:
        if part.situation.subject is not None:
            self.page.heading(f"═══ {part.situation.subject}{self._aside(part.situation.name)}")
        if out_of_force:
            return
        self._answer(part)
        self._conflicts(part)
        for modality in _MODALITIES:
            self._conclusions(part, modality)
        self._conclusions(part, None)
        self._gaps(part)
        self._missing(part)

    def _answer(self, part: Part) -> None:
        self.page.heading(self.word("answer"))
        found = [answer for answer in answers(self.rulebook, part) if not self._silent(answer)]
        label_width = min(max((width_of(a.field.label.text(self.language)) for a in found), default=0), _MAX_LABEL)
        for answer in found:
            label = answer.field.label.text(self.language)
            if answer.field.kind == "options":
                self._options(part, answer)
            else:
                self.page.row(label, self._answer_value(part, answer), label_width)

    def _silent(self, answer: Answer) -> bool:
        """Fields that say nothing here: values that do not apply, permits for other kinds of subjects."""
        kind = answer.field.kind
        if kind == "value":
            return answer.value is None and (bool(answer.field.shown_if) or answer.status != "undetermined")
        return answer.status == "no" and (kind == "permits" or answer.field.quiet)

    def _answer_value(self, part: Part, answer: Answer) -> str:
        if answer.value is not None:
            return answer.value.isoformat()
        if answer.permitted:
            joiner = " · "
            return joiner.join(choice.label.text(self.language) for choice in answer.permitted)
        conclusion = answer.field.conclusion
        text = self._status(conclusion, answer.status) if conclusion else self.word(answer.status)
        return self._with_reason(part, conclusion, text) if conclusion else text

    def _options(self, part: Part, answer: Answer) -> None:
        self.page.line(answer.field.label.text(self.language), 2)
        label_width = max(width_of(option.label.text(self.language)) for option, _ in answer.options)
        label_width = min(label_width, _MAX_LABEL)
        for option, status in answer.options:
            label = option.label.text(self.language)
            text = self._with_reason(part, option.conclusion, self._status(option.conclusion, status))
            self.page.row(label, text, label_width, indent=4)

    def _status(self, conclusion: str, status: Status) -> str:
        words = self.rulebook.conclusions[conclusion].words
        return words[status].text(self.language) if status in words else self.word(status)

    def _with_reason(self, part: Part, conclusion: str, text: str) -> str:
        """The status with, for what is not a plain yes, the exceptions and conditions that made it so."""
        if part.status(conclusion) == "yes":
            provisions = dict.fromkeys(rule.provision for rule in part.deciding_rules(conclusion))
            return f"{text} — {', '.join(provisions)}"
        reasons = list(dict.fromkeys(self._reasons(part, conclusion)))
        waits = self._waits(part, conclusion)
        lead = self.word("depends_on") if waits else ""
        shown = reasons[:_MAX_REASONS] + [
            lead + reason if n == 0 else reason for n, reason in enumerate(waits[:_MAX_REASONS])
        ]
        if len(reasons) > _MAX_REASONS or len(waits) > _MAX_REASONS:
            shown.append("…")
        joiner = "；" if self.language == "zh" else "; "
        return f"{text} — {joiner.join(shown)}" if shown else text

    def _waits(self, part: Part, conclusion: str) -> list[str]:
        """The labels of the missing facts that an undetermined conclusion waits for."""
        missing = missing_facts(self.rulebook, part, [conclusion])
        return [self._missing_label(part, name) for name in in_asking_order(self.rulebook, part, missing)]

    def _reasons(self, part: Part, conclusion: str) -> Iterable[str]:
        """Why a conclusion is open or fails: a silent text, an exception, a condition that is not met."""
        for rule in part.gaps(conclusion):
            yield (rule.gap.text(self.language) if rule.gap else "")
        for rule in part.defeaters(conclusion):
            yield f"{rule.provision} “{rule.sources[0].quote}”"
        item = next(item for item in part.program.conclusions if item.id == conclusion)
        for number in item.rules if part.status(conclusion) == "no" else ():
            if part.rule_status(number) == "fails":
                yield from self._failing(part, rule_trace(self.rulebook, part, number).condition)

    def _failing(self, part: Part, node: TraceNode) -> Iterable[str]:
        """What made a rule fail: the facts as they are where that says it, else the condition that is not met."""
        colon = "：" if self.language == "zh" else ": "
        for leaf in deciding(node):
            match leaf.condition:
                case Compare(fact, "is" | "in"):
                    yield f"{self.describe.fact(fact)}{colon}{self.describe.value(fact, part.values.get(fact))}"
                case Holds(conclusion):
                    label = self.rulebook.conclusions[conclusion].label.text(self.language)
                    bars = ", ".join(rule.provision for rule in part.defeaters(conclusion))
                    yield f"{label}{colon}{self._status(conclusion, part.status(conclusion))}{self._aside(bars)}"
                case condition:
                    text = self.describe.condition(condition)
                    text = text if width_of(text) <= _MAX_REASON_WIDTH else f"{text[: _MAX_REASON_WIDTH // 2]}…"
                    yield f"{self.word('not_met' if leaf.truth == FALSE else 'met')}{colon}{text}"

    def _aside(self, text: str) -> str:
        """`text` in the brackets of the language, nothing for nothing."""
        if not text:
            return ""
        return f"（{text}）" if self.language == "zh" else f" ({text})"

    def _missing_label(self, part: Part, name: str) -> str:
        label = fact_of(self.rulebook, name).label.text(self.language)
        known = part.values.get(name)
        if isinstance(known, Records):
            return label + self._aside(self.word("there_may_be_more"))
        return label

    def _conclusions(self, part: Part, modality: str | None) -> None:
        names = [name for name in part.program.question.conclusions if self._shown(part, name, modality)]
        if not names:
            return
        self.page.heading(self.word(modality) if modality else self.word("other"))
        for name in names:
            rules = part.deciding_rules(name)
            parties = self._parties(bearers(rules))
            text = self.rulebook.conclusions[name].label.text(self.language)
            self.page.line(f"● {text}{parties}", 2, 2)
            self._sources(sources(rules))

    def _shown(self, part: Part, name: str, modality: str | None) -> bool:
        conclusion = self.rulebook.conclusions[name]
        if conclusion.tension or part.status(name) != "yes":
            return False
        rules = part.deciding_rules(name)
        return bool(rules) and rules[0].modality == modality

    def _parties(self, names: tuple[str, ...]) -> str:
        if not names:
            return ""
        known = self.rulebook.enumerations["party"]
        labels = [known.label_of(name).text(self.language) for name in names]
        return self._aside(("、" if self.language == "zh" else ", ").join(labels))

    def _sources(self, found: Iterable[Source]) -> None:
        for source in found:
            self.page.line(f"{source.provision} “{source.quote}”", 4, 2)

    def _conflicts(self, part: Part) -> None:
        for name in part.program.question.asked:
            conclusion = self.rulebook.conclusions[name]
            if conclusion.tension and part.status(name) == "yes":
                self.page.heading(self.word("conflicts"))
                self.page.line(f"⚠ {conclusion.label.text(self.language)}", 2, 2)
                self._sources(sources(part.deciding_rules(name)))

    def _gaps(self, part: Part) -> None:
        found: dict[str, tuple[str, Rule]] = {}
        for name in part.program.question.asked:
            for rule in part.gaps(name):
                found[rule.id] = (name, rule)
        if found:
            self.page.heading(self.word("gaps"))
        for name, rule in found.values():
            label = self.rulebook.conclusions[name].label.text(self.language)
            gap = rule.gap.text(self.language) if rule.gap else ""
            colon = "：" if self.language == "zh" else ": "
            self.page.line(f"○ {label}{colon}{gap}", 2, 2)
            self._sources(rule.sources)

    def _missing(self, part: Part) -> None:
        deciding_names = [field.conclusion for field in undetermined_fields(part)]
        needed = missing_facts(self.rulebook, part, deciding_names)
        if needed:
            self.page.heading(self.word("missing"))
            for name in in_asking_order(self.rulebook, part, needed):
                self._missing_fact(name)
        others = [name for name in part.program.question.asked if name not in deciding_names]
        further = [
            name
            for name in in_asking_order(self.rulebook, part, missing_facts(self.rulebook, part, others))
            if name not in needed
        ]
        if further:
            self.page.heading(self.word("also_missing"))
            joiner = "、" if self.language == "zh" else ", "
            self.page.line(joiner.join(further), 2)

    def _missing_fact(self, name: str) -> None:
        fact = fact_of(self.rulebook, name)
        mark = self._aside(self.word("finding")) if fact.finding else ""
        self.page.line(f"? {name}", 2, 2)
        self.page.line(f"{fact.question.text(self.language)}{mark}", 4, 0)

    def _caveats(self) -> None:
        found = caveats(self.decision)
        if found:
            self.page.heading(self.word("caveats"))
        for caveat in found:
            self.page.line(f"– {caveat.label.text(self.language)}", 2, 2)

    def _receipt(self) -> None:
        self.page.heading(self.word("receipt"))
        values = (
            ("rulebook", self.rulebook.digest[:23]),
            ("facts", self.decision.case.digest()[:23]),
            ("engines", ", ".join(self.decision.engines)),
            ("version", VERSION),
        )
        self.page.line(" · ".join(f"{self.word(key)} {value}" for key, value in values), 2, 2)
