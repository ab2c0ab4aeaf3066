"""A comparison for people, continued: lists, parameters, texts, names, past cases."""

from __future__ import annotations

from collections.abc import Iterable

from nocert_rules.gate.diff.model import Diff, EntryChange, PastCase, Shift, Words
from nocert_rules.gate.diff.phrases import say
from nocert_rules.render.page import Page, pad
from nocert_rules.render.words import word
from nocert_rules.words.messages import Language

_KEPT = 12  # characters of unchanged text shown on each side of a change
_FEW = 12  # ids shown of a kind


def lists_text(diff: Diff, language: Language, page: Page) -> None:
    """Lists, entries and parameters that changed; nothing where none did."""
    lists = diff.lists
    if not (lists.lists or lists.entries or lists.parameters):
        return
    page.heading(f"{say('lists', language)} · {say('as_of', language)} {lists.day}")
    for item in lists.lists:
        entries = f"{item.entries} {say('entries', language)}"
        page.line(f"{pad(say(item.kind, language), 12)} {say('list', language)} {item.id} · {entries}", 2, 2)
        for field in item.fields:
            page.line(f"{field.name}: {_or_none(field.before, language)} → {_or_none(field.after, language)}", 6, 2)
    for place, field in lists.parameters:
        told = f"{_or_none(field.before, language)} → {_or_none(field.after, language)}"
        page.line(
            f"{pad(say('changed', language), 12)} {say('parameter', language)} {place} {field.name}: {told}", 2, 2
        )
    for entry in lists.entries:
        _entry(entry, language, page)


def _or_none(text: str, language: Language) -> str:
    return text or say("none", language)


def _entry(change: EntryChange, language: Language, page: Page) -> None:
    entry = change.entry
    told = f"{pad(say(change.kind, language), 12)} {entry.id} · {entry.certificate}"
    if change.old and change.new:
        if change.old.routes != change.new.routes:
            before, after = (", ".join(one.routes) or say("none", language) for one in (change.old, change.new))
            told += f": {before} → {after}"
        elif change.old.list_id != change.new.list_id:
            told += f": {change.old.list_id} → {change.new.list_id}"
        elif change.fields:
            told += f" ({', '.join(change.fields)})"
    page.line(told, 2, 2)
    if not change.asked:
        page.line(say("not_asked", language), 6, 2)
    elif change.question:
        shifts_text(change.item, language, page)
        if not change.item:
            page.line(say("same_answer", language), 6, 2)


def shifts_text(found: Iterable[Shift], language: Language, page: Page) -> None:
    """Each conclusion that is answered otherwise, from what to what, and what it means."""
    for shift in found:
        of = f"{shift.subject} · " if shift.subject else ""
        told = f"{word(shift.before, language)} → {word(shift.after, language)}"
        page.line(f"{of}{shift.conclusion}: {told} · {say(shift.meaning, language)}", 6, 2)


def texts_text(diff: Diff, language: Language, page: Page) -> None:
    """What was added, removed or written otherwise, and the texts that changed, word by word."""
    if not (diff.names or diff.words):
        return
    page.heading(say("texts", language))
    for names in diff.names:
        for key in ("added", "removed", "changed"):
            ids: tuple[str, ...] = getattr(names, key)
            if ids:
                more = f" … ({len(ids)})" if len(ids) > _FEW else ""
                told = f"{say(names.kind, language)} {say(key, language)}: {', '.join(ids[:_FEW])}{more}"
                page.line(told, 2, 2)
    for words in diff.words:
        page.line(f"{words.provision}: {marked(words)}", 2, 2)


def marked(words: Words) -> str:
    """A changed text in one line: [-removed-], {+added+}, and a little of what stands around."""
    parts: list[str] = []
    for number, (kind, text) in enumerate(words.runs):
        flat = text.replace("\n", " ")
        if kind == "removed":
            parts.append(f"[-{flat}-]")
        elif kind == "added":
            parts.append(f"{{+{flat}+}}")
        else:
            parts.append(_kept(flat, number == 0, number == len(words.runs) - 1))
    return "".join(parts)


def _kept(text: str, first: bool, last: bool) -> str:
    """An unchanged run, its middle (or the side without a change) left out."""
    if first and len(text) > _KEPT:
        return f"…{text[-_KEPT:]}"
    if last and len(text) > _KEPT:
        return f"{text[:_KEPT]}…"
    return text if len(text) <= 2 * _KEPT else f"{text[:_KEPT]}…{text[-_KEPT:]}"


def past_text(diff: Diff, language: Language, page: Page) -> None:
    """How many past cases are answered otherwise, and each of them."""
    if diff.past is None:
        return
    past = diff.past
    page.heading(f"{say('past', language)} · {past.folder}")
    page.line(f"{len(past.changed)} {say('differ', language)} {past.decided}", 2, 2)
    for case in past.changed:
        _past_case(case, language, page)


def _past_case(case: PastCase, language: Language, page: Page) -> None:
    page.line(f"{case.file} · {case.question}", 2, 2)
    if case.refused_by:
        page.line(say(f"refused_by_{case.refused_by}", language), 6, 2)
        for problem in case.problems:
            page.line(problem.render(language), 6, 2)
    shifts_text(case.shifts, language, page)
    for field in case.days:
        page.line(f"{field.name}: {_or_none(field.before, language)} → {_or_none(field.after, language)}", 6, 2)
