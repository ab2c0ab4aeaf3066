"""Search in the rulebook: provisions, rules, conclusions, facts and items, by words, pinyin or initials."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from nocert_rules.rulebook.model.catalogue import Entry, Requirement
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.search import syllables_of
from nocert_rules.web.book.views import (
    conclusion_address,
    fact_address,
    list_address,
    rule_address,
)
from nocert_rules.web.book.words import BOOK_WORDS
from nocert_rules.web.pages import Paged, provision_address
from nocert_rules.web.services import Shared
from nocert_rules.words.messages import Language

router = APIRouter()
MAX_QUERY = 100
MOST = 30
KINDS = ("provisions", "conclusions", "facts", "rules", "items")
_INITIALS = 3  # so many initials at least say what is meant
_BEFORE, _AFTER = 24, 60  # characters shown around a hit in a text


@dataclass(frozen=True)
class Hit:
    """Something found: its name, `words` and `text` in pieces, each with whether it is what was searched for."""

    name: tuple[tuple[str, bool], ...]
    address: str
    words: tuple[tuple[str, bool], ...]
    text: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class _Target:
    """Something to be found by its name, its label in both languages, or its text."""

    kind: str
    name: str
    address: str
    zh: str
    en: str
    text: str = ""


@router.get("/rulebook/search")
def search_page(paged: Paged, shared: Shared, q: str = "") -> Response:
    """What was found of `q`, by kind."""
    query = " ".join(q[:MAX_QUERY].split())
    found: dict[str, list[Hit]] = {kind: [] for kind in KINDS}
    if query:
        for kind, hit in find(shared.rulebook, query, paged.language):
            found[kind].append(hit)
        found["items"] = [_item(each.item, query) for each in shared.items.search(query, None, MOST)]
    return paged.page("book/search.html", BOOK_WORDS, q=query, found=found, most=MOST)


def _item(item: Entry | Requirement, query: str) -> Hit:
    """An entry of a list, or what a statute requires, which is on no list."""
    address = f"{list_address(item.list_id)}#{quote(item.id)}" if isinstance(item, Entry) else ""
    words = (query, *query.split())
    return Hit(marked(item.id, words), address, marked(item.certificate, words), marked(item.matter, words))


def find(rulebook: Rulebook, query: str, language: Language) -> Iterator[tuple[str, Hit]]:
    """Everything of the rulebook but items that `query` means, as a whole or by all of its words, with its kind."""
    words = query.split()
    for target in _targets(rulebook):
        label, other = (target.zh, target.en) if language == "zh" else (target.en, target.zh)
        texts = (label, target.name, target.text, other)
        sought = next((each for each in ([query], words) if means(each, texts)), None)
        if sought is None:
            continue
        name = marked(target.name, sought)
        excerpt = marked(target.text, sought) if _means_any(sought, target.text) else ()
        if not _means_any(sought, label, target.name, target.text):
            excerpt = marked(other, sought)
        yield target.kind, Hit(name, target.address, marked(label, sought) if label else name, _excerpt(excerpt))


def means(words: Iterable[str], texts: Collection[str]) -> bool:
    """Whether each of `words` stands in one of `texts`, or is how a part of one is read."""
    return all(any(_spans(text, word) for text in texts) for word in words)


def _means_any(words: Iterable[str], *texts: str) -> bool:
    return any(_spans(text, word) for text in texts for word in words)


@lru_cache(maxsize=4)
def _targets(rulebook: Rulebook) -> tuple[_Target, ...]:
    return tuple(_all_targets(rulebook))


def _all_targets(rulebook: Rulebook) -> Iterator[_Target]:
    for name, provision in rulebook.provisions.items():
        label = provision.heading
        yield _Target("provisions", name, provision_address(name), label.zh, label.en, provision.text)
    for name, conclusion in rulebook.conclusions.items():
        label = conclusion.label
        yield _Target("conclusions", name, conclusion_address(name), label.zh, label.en)
    labels = {name: fact.label for name, fact in rulebook.facts.items()}
    labels |= {name: value.label for name, value in rulebook.computed.items()}
    for name, label in labels.items():
        yield _Target("facts", name, fact_address(name), label.zh, label.en)
    for name, rule in rulebook.rules.items():
        yield _Target("rules", name, rule_address(rule), "", "")


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """`text` in pieces, each with whether one of `words` means it."""
    hit = [False] * len(text)
    for word in words:
        for start, stop in _spans(text, word):
            hit[start:stop] = [True] * (stop - start)
    groups = groupby(zip(text, hit, strict=True), key=lambda each: each[1])
    return tuple(("".join(char for char, _ in group), found) for found, group in groups)


@lru_cache(maxsize=4096)
def _spans(text: str, word: str) -> tuple[tuple[int, int], ...]:
    """Where `text` has `word`: as it is, or else as it is read."""
    return tuple(_plain(text, word)) or tuple(_spelt(text, word))


def _plain(text: str, query: str) -> Iterator[tuple[int, int]]:
    """Where `query` stands in `text` as it is, in either case."""
    folded, wanted = text.lower(), query.lower()
    if len(folded) != len(text):
        folded, wanted = text, query
    start = folded.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = folded.find(wanted, start + len(wanted))


def _spelt(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where `word` is how `text` is read: in pinyin, the last character begun at least, or by initials."""
    wanted = "".join(word.lower().split())
    if len(wanted) < 2 or not (wanted.isascii() and wanted.isalpha()) or text.isascii():
        return
    reading = _read(text)
    found = False
    start = reading.spelling.find(wanted)
    while start >= 0:
        place = reading.starts.get(start)
        if place is not None:
            found = True
            yield place, bisect_left(reading.ends, start + len(wanted)) + 1
        start = reading.spelling.find(wanted, start + 1)
    if not found and len(wanted) >= _INITIALS:
        start = reading.initials.find(wanted)
        while start >= 0:
            yield start, start + len(wanted)
            start = reading.initials.find(wanted, start + 1)


@dataclass(frozen=True)
class _Reading:
    """How a text is read: `starts` maps places in its spelling to characters, `ends` says where each character ends.

    What is no Chinese character is a line end, which no query has.
    """

    spelling: str
    starts: Mapping[int, int]
    ends: tuple[int, ...]
    initials: str


@lru_cache(maxsize=4096)
def _read(text: str) -> _Reading:
    read = [
        syllable if syllable.isascii() and not char.isascii() else "\n"
        for char, syllable in zip(text, syllables_of(text), strict=True)
    ]
    ends = tuple(accumulate(map(len, read)))
    starts = {end - len(syllable): place for place, (syllable, end) in enumerate(zip(read, ends, strict=True))}
    return _Reading("".join(read), starts, ends, "".join(syllable[0] for syllable in read))


def _excerpt(pieces: Iterable[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """The first hit of a long text with some words around it."""
    shown: list[tuple[str, bool]] = []
    for words, hit in pieces:
        if hit:
            shown.append((words, True))
        elif not shown:
            shown.append(("…" + words[-_BEFORE:] if len(words) > _BEFORE else words, False))
        else:
            shown.append((words[:_AFTER] + "…" if len(words) > _AFTER else words, False))
        if sum(len(each) for each, _ in shown) > 2 * _AFTER:
            break
    return tuple((words.replace("\n", " "), hit) for words, hit in shown)
