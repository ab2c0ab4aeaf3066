"""A comparison for people: per question what is proved equal and what changed, with the cases that show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from nocert_rules.gate.diff.answers import Cause, causes, side_by_side
from nocert_rules.gate.diff.catalogue_report import lists_text, past_text, texts_text
from nocert_rules.gate.diff.model import Change, Compared, Diff, QuestionDiff, Witness
from nocert_rules.gate.diff.phrases import say
from nocert_rules.render.marks import LISTED
from nocert_rules.render.page import Page, pad, width_of
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import Language

_LABEL = 20


def diff_text(diff: Diff, language: Language, page: Page) -> str:
    """The whole comparison."""
    for key, side in (("old", diff.old), ("new", diff.new)):
        page.line(f"{pad(say(key, language), 4)} {side.name} · {side.rulebook.digest[:19]}", 0, 5)
    if diff.scope:
        page.line(f"{say('for_all', language)} {diff.scope.text(language)}")
    for question in diff.questions:
        _Question(diff, question, language, page).write()
    lists_text(diff, language, page)
    texts_text(diff, language, page)
    past_text(diff, language, page)
    page.line()
    page.line(summary(diff, language))
    return page.text()


def summary(diff: Diff, language: Language) -> str:
    """In one line whether anybody is answered differently, what that means, and the time it took."""
    return f"{verdict(diff, language)} · {diff.seconds:.1f} s"


def verdict(diff: Diff, language: Language) -> str:
    """Whether anybody is answered differently, and what that means."""
    found = Counter(item.meaning for item in diff.compared if item.meaning)
    counts = [f"{say(meaning, language)} {number}" for meaning, number in found.most_common()]
    return " · ".join([say("nobody" if diff.answers_equal else "somebody", language), *counts])


class _Question:
    """Writes what became of one question."""

    def __init__(self, diff: Diff, question: QuestionDiff, language: Language, page: Page) -> None:
        self.diff, self.question, self.language, self.page = diff, question, language, page
        self.books = (diff.old.rulebook, diff.new.rulebook)

    def write(self) -> None:
        """The question's part of the page."""
        rulebook = self.books[0] if self.question.how == "removed" else self.books[1]
        label = rulebook.questions[self.question.id].label.text(self.language)
        self.page.heading(f"{self.question.id} · {label}")
        if self.question.how in ("added", "removed"):
            self.page.line(self._say(f"question_{self.question.how}"), 2)
            return
        self._equal()
        self._inputs()
        if self.question.fields_changed:
            self.page.line(f"{self._say('fields_changed')}: {', '.join(self.question.fields_changed)}", 2, 2)
        for item in (*self.question.conclusions, *self.question.values):
            if not item.equal:
                self._item(item)
        for witness in self.question.witnesses:
            self._witness(witness)

    def _say(self, key: str) -> str:
        return say(key, self.language)

    def _equal(self) -> None:
        told = []
        for key, items in (("conclusions", self.question.conclusions), ("days", self.question.values)):
            equal = sum(item.equal for item in items)
            if items:
                told.append(f"{equal}/{len(items)} {self._say(key)}")
        self.page.line(f"{self._say('equal')}: {', '.join(told)}", 2, 2)

    def _inputs(self) -> None:
        inputs = self.question.inputs
        if inputs.how == "unsettled":
            self.page.line(f"{self._say('inputs_changed')}: {self._say('unsettled')}", 2, 2)
        for key in ("facts_added", "facts_removed"):
            names: tuple[str, ...] = getattr(inputs, key)
            if names:
                self.page.line(f"{self._say(key)}: {', '.join(names)}", 2, 2)
        for key in ("refused", "accepted"):
            text: str = getattr(inputs, key)
            if text:
                self.page.line(f"{self._say('inputs_changed')}: {self._say(key)}", 2, 2)
                self._file(text)

    def _item(self, item: Compared) -> None:
        meaning = self._say(item.meaning) if item.meaning else ""
        if item.how in ("added", "removed"):
            meaning = f"{self._say(item.how)}{': ' if meaning else ''}{meaning}"
        label = self._label(item.id)
        self.page.line(f"{pad(meaning or self._say('changed'), _LABEL)} {item.id}{label}", 2, _LABEL + 1)
        for change in item.changes:
            self.page.line(self._change(item.id, change), 4 + _LABEL - 1, 2)

    def _label(self, name: str) -> str:
        """The label of a conclusion, with its modality."""
        book = next((book for book in reversed(self.books) if name in book.conclusions), None)
        if book is None:
            return ""
        rule = next((rule for rule in book.rules_of_conclusion[name] if rule.gap is None), None)
        modality = f" · {word(rule.modality, self.language)}" if rule and rule.modality else ""
        return f"{modality} · {book.conclusions[name].label.text(self.language)}"

    def _change(self, name: str, change: Change) -> str:
        before, after = (self._word(text, name) for text in (change.before, change.after))
        told = f"{before} → {after}"
        if change.kind in ("modality", "addressed", "no_longer_addressed", "measures"):
            told = f"{self._say(change.kind)}: {told}"
        told += f" · {self._say(change.meaning)}"
        if change.parties:
            told += f" {self._say('for')} {self._parties(change.parties)}"
        return f"{told} · {self._say('case')} {change.witness.number}" if change.witness else told

    def _word(self, text: str, name: str) -> str:
        """A status in the conclusion's own words; a modality, day or list of names as it is."""
        return status_word(self.books[1], name, text, self.language) or self._say("none")

    def _parties(self, names: Iterable[str]) -> str:
        found = self.books[1].enumerations.get("party")
        labels = {choice.id: choice.label.text(self.language) for choice in found.choices} if found else {}
        return LISTED.text(self.language).join(labels.get(name, name) for name in names)

    def _file(self, text: str) -> None:
        self.page.lines += [f"    | {line}" for line in text.splitlines()]

    def _witness(self, witness: Witness) -> None:
        engines = ", ".join(witness.new.engines)
        self.page.line()
        self.page.line(f"{self._say('case')} {witness.number} · {self._say('replayed')} {engines}", 2, 2)
        self._file(witness.text)
        rows = list(side_by_side(self.diff.new.rulebook, witness.old, witness.new))
        width = max((width_of(name) for name, _, _ in rows), default=0) + 2
        middle = max((width_of(self._word(before, name)) for name, before, _ in rows), default=0) + 2
        if rows:
            heading = pad("", width) + pad(self._say("old"), middle) + self._say("new")
            self.page.lines.append("    " + heading)
        for name, before, after in rows:
            words = pad(self._word(before, name), middle) + self._word(after, name)
            self.page.lines.append("    " + pad(name, width) + words)
        for cause in causes(witness.old, witness.new):
            self._cause(cause)

    def _cause(self, cause: Cause) -> None:
        """A rule that is decided otherwise, or a day that is worked out otherwise, with the words it rests on."""
        before, after = (word(one, self.language) if one else self._say("none") for one in (cause.before, cause.after))
        told = f": {before} → {after}" if cause.before != cause.after else ""
        self.page.line(f"{self._say('decided_by')} {cause.id}{told}", 4, 2)
        for source in cause.sources:
            self.page.line(f"{source.provision} “{source.quote}”", 6, 2)


def status_word(rulebook: Rulebook, conclusion: str, status: str, language: Language) -> str:
    """A status in a conclusion's own words (open, closed), a modality in the language's; other text as it is."""
    found = rulebook.conclusions.get(conclusion)
    if found and status in found.words:
        return found.words[status].text(language)
    if status in ("yes", "no", "undetermined", "must", "may", "must_not"):
        return word(status, language)
    return status
