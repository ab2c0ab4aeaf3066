"""Who has to act by the words of a clause, and the lint that holds the bearer of a rule to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nocert_rules.gate.lint.book import Book
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.verbs import pieces, verbs
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Label, Source

# what may stand between two parties that act together, or between a unit and its own staff
_JOINED = re.compile("[、和或与及的]|或者|以及|（以下简称“|“")
# what stands before a party that something is done to, said to, or spared
_DONE_TO = re.compile("(?:给|报|告知|通知|通报|反馈|发现|追究|要求|无[需须]|不得|记入|撤销|基于|是否)(?:相应的|其)?$")
# from here on a clause speaks of what is acted on, until 由 names who acts
_OBJECT = re.compile("[对向将把](?!于)")
_BY = re.compile("(?<!自)由(?!于|此|来)(?:相应的|市、县（市、区）)?$")
# stands for the unit that the sentence is about
_OWN = "本单位"


@dataclass(frozen=True)
class Named:
    """Parties named side by side, and where their words stand."""

    parties: frozenset[str]
    start: int
    end: int


class Parties:
    """Finds parties in texts by the words that the catalogue says they are called by."""

    def __init__(self, called: Mapping[str, tuple[str, ...]]) -> None:
        self._by_word: dict[str, set[str]] = {}
        for party, words in called.items():
            for word in words:
                self._by_word.setdefault(word, set()).add(party)
        longest_first = sorted((*self._by_word, _OWN), key=lambda word: (-len(word), word))
        self._words = re.compile("|".join(map(re.escape, longest_first)))

    def named(self, text: str) -> frozenset[str]:
        """Every party that `text` names."""
        return frozenset(party for group in self._groups(text, 0, len(text)) for party in group.parties)

    def acting(self, text: str, start: int, end: int) -> frozenset[str]:
        """Who acts by the part of `text` from `start` to `end`: in its clause, or the nearest before that names anyone.

        Nobody, where neither the clause nor one before it does.
        """
        own = [verb.start for verb in verbs(text) if start <= verb.start < end]
        anchor = own[0] if own else end - 1
        for begin, stop in reversed(pieces(text, 0, anchor + 1)):
            found = self._actors(text, begin, min(stop, anchor + 1) if own else stop)
            if found is None and begin <= anchor < stop:
                found = self._actors(text, begin, stop, by_only=True)
            if found is not None:
                owners = self.acting(text, 0, begin) if "" in found.parties and begin else frozenset()
                return (found.parties | owners) - {""}
        return frozenset()

    def _actors(self, text: str, start: int, end: int, by_only: bool = False) -> Named | None:
        """The parties that act in one clause: those after 由, else the first that nothing is done to."""
        groups = list(self._groups(text, start, end))
        by = [group for group in groups if _BY.search(text, start, group.start)]
        if by or by_only:
            return by[0] if by else None
        turn = _OBJECT.search(text, start, end)
        limit = turn.start() if turn else end
        return next((own for own in groups if own.start < limit and not _DONE_TO.search(text, start, own.start)), None)

    def _groups(self, text: str, start: int, end: int) -> Iterator[Named]:
        """The parties in a part of `text`, those side by side together."""
        group: Named | None = None
        for match in self._words.finditer(text, start, end):
            parties = frozenset(self._by_word.get(match.group(), {""}))
            if group and (not (gap := text[group.end : match.start()]) or _JOINED.fullmatch(gap)):
                group = Named(group.parties | parties, group.start, match.end())
                continue
            if group:
                yield group
            group = Named(parties, match.start(), match.end())
        if group:
            yield group


def bearer_not_named(book: Book) -> Iterator[Found]:
    """The words of a rule name another party as the one who acts, or nobody names its bearer."""
    choices = book.loaded.enumerations["party"].choices if "party" in book.loaded.enumerations else ()
    called = {choice.id: choice.called for choice in choices if choice.called}
    parties = Parties(called)
    for rule in book.loaded.rules.values():
        bearers = [party for party in rule.bearer if party in called]
        if rule.modality is None or not bearers:
            continue
        acting = frozenset(party for source in rule.sources for party in _acting(book, parties, source))
        known = acting or _anywhere(book, parties, rule)
        missing = [party for party in bearers if party not in known]
        if missing:
            yield Found(book.place("rule", rule.id, "bearer"), _words(rule, missing[0], sorted(acting)))


def _acting(book: Book, parties: Parties, source: Source) -> frozenset[str]:
    """Who acts by a quote; where its own provision names nobody, the provision that it is an item of does."""
    provision = book.loaded.provisions[source.provision]
    start = provision.text.find(source.quote)
    found = parties.acting(provision.text, start, start + len(source.quote))
    above = book.loaded.provisions.get(provision.id.partition("(")[0])
    if found or above is None or above is provision:
        return found
    return parties.acting(above.text, 0, len(above.text))


def _anywhere(book: Book, parties: Parties, rule: Rule) -> frozenset[str]:
    """Every party that a provision of the rule names."""
    texts = [book.loaded.provisions[source.provision].text for source in rule.sources]
    return frozenset(party for text in texts for party in parties.named(text))


def _words(rule: Rule, bearer: str, acting: list[str]) -> Label:
    if acting:
        names = " / ".join(f"`{party}`" for party in acting)
        return Label(
            f"规则 `{rule.id}` 的义务主体为 `{bearer}`，而条文写的行为人是 {names}；应为条文所称的一方",
            f"the bearer of rule `{rule.id}` is `{bearer}`, but by its words {names} acts; "
            "expected whom the clause names",
        )
    return Label(
        f"规则 `{rule.id}` 的义务主体 `{bearer}` 在条文中没有出现；应为条文所称的一方",
        f"the bearer `{bearer}` of rule `{rule.id}` is not in its provision; expected whom the clause names",
    )


LINTS = (
    Lint(
        "bearer-not-named",
        "text",
        "error",
        Label("规则的义务主体不是条文所称的一方", "the bearer of a rule is not whom its clause names"),
        Label(
            "写条文所称的一方；各方的称谓在枚举 party 的 called 中",
            "name the party that the clause says acts; `called` in the enumeration `party` lists each party's words",
        ),
        bearer_not_named,
    ),
)
