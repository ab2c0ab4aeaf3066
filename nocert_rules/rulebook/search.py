"""Finds items of the published lists and statutory requirements by name, as people type names.

A query may be a name or a part of one, its pinyin (`anquan jiashi`), its initials (`jsnaqjsqkzm`), a mixture
of these (`安全js`), or any of them misspelt. Pinyin is matched on all names at once: for each syllable there
is one integer with a bit for every place where it can be read, so a query takes a few shifts and no loop
over names, and a character with several readings is found by each of them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import or_
from threading import Lock
from typing import Literal

from rapidfuzz import fuzz, process

from nocert_rules.rulebook.model.catalogue import Entry, Requirement
from nocert_rules.rulebook.model.rulebook import Rulebook

How = Literal["exact", "part", "pinyin", "initials", "similar"]
_BASE: Mapping[How, float] = {"exact": 100.0, "part": 78.0, "pinyin": 68.0, "initials": 58.0, "similar": 0.0}
_ORDER = tuple(_BASE)

_MAX_QUERY = 100  # characters of a query that count
_MAX_WORDS = 5  # that may stand in different texts
_MAX_READINGS = 4  # of a character by itself; rarer ones count only where a phrase is read so
_MAX_SYLLABLE = 6
_MAX_SIMILAR = 200
_LIKE_NAME, _LIKE_PINYIN, _LIKE_ENTRY = 60, 82, 55  # per cent from which names count as similar
_MATTER = 3.0  # what a hit in the matter is worth less than one in the certificate
_DIGITS = dict(zip("0123456789", ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], strict=True))
_TONES = re.compile(r"(?<=[a-z])[0-5]")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True)
class Hit:
    """An item that a query means: how it was found, and how well it fits (100 is its very name)."""

    item: Entry | Requirement
    score: float
    how: How


_Found = dict[int, tuple[float, How]]


class ItemIndex:
    """Finds the items of a Rulebook; may be shared between threads.

    Built once and never changed, but for the pinyin of all names, which the first search that needs it adds.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._items: list[tuple[Entry | Requirement, str]] = []
        self._items += [(entry, rulebook.lists[entry.list_id].jurisdiction) for entry in rulebook.entries.values()]
        self._items += [(requirement, requirement.jurisdiction) for requirement in rulebook.requirements]
        owners: dict[str, list[tuple[int, float]]] = {}
        for number, (item, _) in enumerate(self._items):
            for text, less in ((item.certificate, 0.0), (item.matter, _MATTER)):
                owners.setdefault("".join(words_of(text)), []).append((number, less))
        owners.pop("", None)
        self._texts, self._owners = tuple(owners), tuple(owners.values())
        self._pinyin: _Pinyin | None = None
        self._lock = Lock()

    def search(self, query: str, jurisdictions: Collection[str] | None = None, limit: int = 20) -> tuple[Hit, ...]:
        """The items of `jurisdictions` (default: all) that `query` fits best.

        What is all in one text goes before words in different ones; misspellings come last.
        """
        words = words_of(query[:_MAX_QUERY])
        whole = "".join(words)
        if not words or limit < 1:
            return ()
        found = self._items_of(self._match(whole), jurisdictions)
        if not found and _TONES.search(whole):
            found = self._items_of(self._match(_TONES.sub("", whole)), jurisdictions)
        found = found or self._by_words(words, jurisdictions) or self._items_of(self._similar(whole), jurisdictions)
        hits = [Hit(self._items[number][0], round(score, 2), how) for number, (score, how) in found.items()]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, _ORDER.index(hit.how), hit.item.id))[:limit])

    def _by_words(self, words: Sequence[str], jurisdictions: Collection[str] | None) -> _Found:
        """Items that have each of the words somewhere."""
        found = self._items_of(self._match(words[0]), jurisdictions) if len(words) > 1 else {}
        for word in words[1:_MAX_WORDS]:
            further = self._items_of(self._match(word), jurisdictions) if found else {}
            found = {number: min(best, further[number]) for number, best in found.items() if number in further}
        return {number: (score - 1, "part" if how == "exact" else how) for number, (score, how) in found.items()}

    def _items_of(self, texts: _Found, jurisdictions: Collection[str] | None) -> _Found:
        """The items of `jurisdictions` that have `texts`, each with its best one."""
        found: _Found = {}
        for text, (score, how) in texts.items():
            for number, less in self._owners[text]:
                wanted = jurisdictions is None or self._items[number][1] in jurisdictions
                if wanted and (number not in found or found[number][0] < score - less):
                    found[number] = (score - less, how)
        return found

    def _match(self, word: str) -> _Found:
        """The texts that have `word`: as it is, by pinyin or by initials."""
        found: _Found = {}
        for number, text in enumerate(self._texts):
            if word in text:
                found[number] = (_BASE["exact"], "exact") if word == text else _score("part", word, text)
        if len(word) > 1 and (not found or _LATIN.search(word)):
            pinyin = self._spelt()
            spelt = word if _LATIN.search(word) else pinyin.spell(word)
            for number in pinyin.match(spelt, pinyin.syllables):
                found.setdefault(number, _score("pinyin", spelt, pinyin.spellings[number]))
            for number in pinyin.match(spelt, pinyin.initials):
                found.setdefault(number, _score("initials", spelt, self._texts[number]))
        return found

    def _similar(self, word: str) -> _Found:
        """The texts that nearly have `word`, in characters or in pinyin."""
        pinyin = self._spelt()
        spelt = pinyin.spell(_TONES.sub("", word))
        found = _alike(word, self._texts, _LIKE_NAME) if len(word) > 1 else {}
        if len(spelt) >= _MAX_SYLLABLE:
            for number, (score, how) in _alike(spelt, pinyin.spellings, _LIKE_PINYIN).items():
                found[number] = (max(score, found.get(number, (0, how))[0]), how)
        return found

    def _spelt(self) -> _Pinyin:
        with self._lock:
            self._pinyin = self._pinyin or _Pinyin(self._texts)
            return self._pinyin


class _Pinyin:
    """How `texts` are read. `spellings` is the pinyin of each; `syllables` says where each syllable can be read.

    The texts stand in a row, and bit n of a number is the character at n. `initials` has single initials
    beside the syllables. Every character also counts as a syllable that is written like it.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from pypinyin import Style, pinyin

        readings: dict[str, set[str]] = {}
        self.spellings: list[str] = []
        for text in texts:
            syllables = syllables_of(text)
            self.spellings.append("".join(syllables))
            for char, syllable in zip(text, syllables, strict=True):
                readings.setdefault(char, {char, _DIGITS.get(char, char)}).add(syllable)
        row = "\n".join(texts)
        self._length = len(row)
        self._ends = list(accumulate(len(text) + 1 for text in texts))
        self.syllables: dict[str, int] = {}
        for char, places in _places(row).items():
            known = readings[char].union(pinyin(char, style=Style.NORMAL, heteronym=True)[0][:_MAX_READINGS])
            for reading in known | {reading.replace("v", "u") for reading in known}:
                self.syllables[reading] = self.syllables.get(reading, 0) | places
        self.initials = dict(self.syllables)
        for syllable, places in self.syllables.items():
            for initial in {syllable[:1], syllable[:2]} & {syllable[:1], "zh", "ch", "sh"}:
                self.initials[initial] = self.initials.get(initial, 0) | places

    def spell(self, text: str) -> str:
        """The pinyin of `text`; what is no Chinese character stays."""
        return "".join(syllables_of(text))

    def match(self, word: str, units: Mapping[str, int]) -> list[int]:
        """The texts that have `word`, cut into `units` in any way; its last syllable may be unfinished."""
        reached = [(1 << self._length) - 1] + [0] * len(word)
        for start in range(len(word)):
            for end in range(start + 1, min(start + _MAX_SYLLABLE, len(word)) + 1):
                if reached[start]:
                    unit = word[start:end]
                    unfinished = end == len(word) and (unit not in units or len(unit) == 1)
                    places = self._begun(unit) if unfinished else units.get(unit, 0)
                    reached[end] |= (reached[start] & places) << 1
        ends = bin(reached[-1])[:1:-1]
        found, end = [], ends.find("1")
        while end >= 0:
            number = bisect_right(self._ends, end - 1)
            found.append(number)
            end = ends.find("1", self._ends[number] + 1)
        return found

    def _begun(self, unit: str) -> int:
        return reduce(or_, (where for syllable, where in self.syllables.items() if syllable.startswith(unit)), 0)


def syllables_of(text: str) -> list[str]:
    """The syllable of each character of `text`, chosen by the phrase it stands in; what is no Chinese is itself."""
    from pypinyin import lazy_pinyin  # slow to import

    return lazy_pinyin(text, errors=list)  # type: ignore[arg-type]  # a list is documented, though not annotated


def _places(row: str) -> dict[str, int]:
    """For each character of `row` but line ends, a number with the bits set at which it stands."""
    bits = {char: bytearray(row.rindex(char) // 8 + 1) for char in set(row)}
    for position, char in enumerate(row):
        bits[char][position // 8] |= 1 << position % 8
    return {char: int.from_bytes(places, "little") for char, places in bits.items() if char != "\n"}


def _score(how: How, word: str, text: str) -> tuple[float, How]:
    return _BASE[how] + 20 * min(1.0, len(word) / len(text)), how


def _alike(word: str, texts: Sequence[str], least: int) -> _Found:
    close = process.extract(word, texts, scorer=fuzz.partial_ratio, score_cutoff=least, limit=_MAX_SIMILAR)
    fitting = {number: ratio * min(1.0, len(text) / len(word)) for text, ratio, number in close}
    return {number: (0.6 * ratio, "similar") for number, ratio in fitting.items() if ratio >= least}


def words_of(text: str) -> list[str]:
    """The words of `text` in one form: half-width, lower case, no tone marks, split at all but letters and digits."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("u\N{COMBINING DIAERESIS}", "v")
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return [word for word in re.split(r"[\W_]+", unicodedata.normalize("NFKC", bare)) if word]


def best_entries(name: str, entries: list[Entry], limit: int) -> list[Entry]:
    """The entries whose certificate is most like `name` or has it as a part, best first; none that is not like it."""
    word = "".join(words_of(name[:_MAX_QUERY]))
    scored: list[tuple[float, str, Entry]] = []
    for entry in entries if word else ():
        text = "".join(words_of(entry.certificate))
        score = 100.0 if word in text or (len(text) > 2 and text in word) else 0.0
        score += fuzz.ratio(word, text, score_cutoff=0 if score else _LIKE_ENTRY)
        if score:
            scored.append((-score, entry.id, entry))
    return [entry for *_, entry in sorted(scored, key=lambda found: found[:2])[:limit]]
