"""A question under two rulebooks, for all inputs: what is proved equal, and a smallest case for each change.

Both rulebooks are translated over the same facts of one case. Where the two truths of a conclusion can differ, the
solver is asked for each way in which they do; every case it finds is replayed through the engines under both
rulebooks before anything is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nocert_rules.engine.atoms import NO_DAY
from nocert_rules.engine.decision.decide import STATUS, Decision, Status
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.gate.diff.answers import meaning_of
from nocert_rules.gate.diff.meaning import Directions, Meaning
from nocert_rules.gate.diff.model import Change, Compared, Kind, Witness
from nocert_rules.gate.diff.symbolic import SymbolicPair
from nocert_rules.gate.prove import GaveUp, Pair, ReplayFailed, SymbolicQuestion
from nocert_rules.gate.prove.kleene import Bool, every, opposite, some
from nocert_rules.gate.prove.translate import Value
from nocert_rules.rulebook.model.catalogue import AnswerField

# the ways a truth can change upwards and downwards: decided on both sides first
_UP = ((FALSE, TRUE), (FALSE, UNKNOWN), (UNKNOWN, TRUE))
_DOWN = ((TRUE, FALSE), (TRUE, UNKNOWN), (UNKNOWN, FALSE))
_DAY_MEANINGS: dict[Kind, Meaning] = {
    "later": "later",
    "earlier": "earlier",
    "day_appears": "wider",
    "day_goes": "narrower",
    "undetermined": "newly_undetermined",
    "determined": "newly_determined",
}
_FACTS_MEANINGS: dict[Kind, Meaning] = {"needs_more": "needs_more_facts", "needs_fewer": "needs_fewer_facts"}
_DIRECT: tuple[Kind, ...] = ("grows", "shrinks", "needs_more", "needs_fewer")


@dataclass(frozen=True, eq=False)
class _Way:
    """One way in which a conclusion or day can change, and the cases in which it does."""

    kind: Kind
    before: str
    after: str
    where: Bool


class Comparer:
    """Compares conclusions and days of one question."""

    def __init__(self, pair: SymbolicPair, directions: Directions) -> None:
        self.pair = pair
        self.witnesses: list[Witness] = []
        self.directions = directions
        strata = [number for stratum in pair.new.program.strata for kind, number in stratum if kind == "c"]
        self._rank = {pair.new.program.conclusions[number].id: rank for rank, number in enumerate(strata)}

    def ordered(self, names: Iterable[str]) -> list[str]:
        """`names`, those that others rest on first."""
        return sorted(names, key=lambda name: self._rank.get(name, -1))

    def conclusion(self, name: str) -> Compared:
        """What became of a conclusion; one that a rulebook does not know is false there."""
        before, after = (asked.truth(name) for asked in self.pair.both)
        changes: list[Change] = []
        try:
            if not self.pair.possible(before.differs_from(after)):
                return Compared(name, "proved")
            for way in self._ways(name):
                changes.append(self._change(name, way))
        except GaveUp:
            return Compared(name, "unsettled", tuple(changes))
        return Compared(name, "changed", tuple(changes))

    def _ways(self, name: str) -> Iterator[_Way]:
        before, after = (asked.truth(name) for asked in self.pair.both)
        kinds: tuple[tuple[Kind, tuple[tuple[Truth, Truth], ...]], ...] = (("grows", _UP), ("shrinks", _DOWN))
        for kind, (decided, *open_) in kinds:
            moves = self._way(kind, before, after, decided)
            possible = self.pair.possible(moves.where)
            if possible:
                yield moves
            for truths in open_:
                yield from self._open_ways(name, truths, self._way("undetermined", before, after, truths), possible)

    def _way(self, kind: Kind, before: Pair, after: Pair, truths: tuple[Truth, Truth]) -> _Way:
        one, other = truths
        return _Way(kind, STATUS[one], STATUS[other], every((_is(before, one), _is(after, other))))

    def _open_ways(self, name: str, truths: tuple[Truth, Truth], way: _Way, moves: bool) -> Iterator[_Way]:
        """Where an answer is undetermined on one side: because the rules say so, or only for want of facts.

        Where the conclusion also `moves` from yes to no or back, only a gap of its own is told.
        """
        now = truths[1] == UNKNOWN
        lasting: Kind = "undetermined" if now else "determined"
        gap = every((way.where, self._gap(name, now)))
        known = every((way.where, *(asked.everything_known for asked in self.pair.both)))
        if self.pair.possible(gap):
            yield replace(way, kind=lasting, where=gap)
        elif not moves and self.pair.plainly_possible(known):
            yield replace(way, kind=lasting, where=known)
        elif not moves and self.pair.possible(way.where):
            yield replace(way, kind="needs_more" if now else "needs_fewer")

    def _gap(self, name: str, now: bool) -> Bool:
        """The cases in which a rule leaves the conclusion open, now or before."""
        side = self.pair.new if now else self.pair.old
        rules = side.rulebook.rules_of_conclusion.get(name, ())
        return some(side.rule(rule.id).is_true for rule in rules if rule.gap is not None)

    def _change(self, name: str, way: _Way) -> Change:
        found = (self._known(name, way) if way.kind in _DIRECT else None) or self._witness(way.where)
        if found is None or self._statuses(found, name) != (way.before, way.after):
            raise ReplayFailed(f"the case in which `{name}` changes is not decided so by the engines")
        before, after = self._statuses(found, name)
        meaning = _FACTS_MEANINGS.get(way.kind) or meaning_of(self.directions, name, before, after)
        return Change(way.kind, before, after, meaning, self.directions.parties(name), found)

    def _witness(self, where: Bool) -> Witness | None:
        """The smallest case that satisfies `where`; the same case found twice is one witness."""
        played = self.pair.smallest(where)
        if played is None:
            return None
        for known in self.witnesses:
            if known.text == played.text:
                return known
        self.witnesses.append(Witness(len(self.witnesses) + 1, played.text, played.old, played.new))
        return self.witnesses[-1]

    def _known(self, name: str, way: _Way) -> Witness | None:
        """A witness found before in which the conclusion changes in this way, too."""
        statuses = (way.before, way.after)
        return next((known for known in self.witnesses if self._statuses(known, name) == statuses), None)

    def _statuses(self, witness: Witness, name: str) -> tuple[Status, Status]:
        return status(witness.old, name), status(witness.new, name)

    def value(self, field_id: str, before: AnswerField, after: AnswerField) -> Compared:
        """What became of a day that an answer shows, where it is shown under both rulebooks."""
        shown = [asked.truth(own.shown_if).is_true for asked, own in self._shown_by(before, after) if own.shown_if]
        days = [asked.value(own.value) for asked, own in self._shown_by(before, after)]
        changes: list[Change] = []
        try:
            for way in _day_ways(days[0], days[1], every(shown)):
                change = self._day_change((before.value, after.value), way)
                changes += [change] if change else []
        except GaveUp:
            return Compared(field_id, "unsettled", tuple(changes))
        return Compared(field_id, "changed" if changes else "proved", tuple(changes))

    def _shown_by(self, before: AnswerField, after: AnswerField) -> Iterable[tuple[SymbolicQuestion, AnswerField]]:
        return zip(self.pair.both, (before, after), strict=True)

    def _day_change(self, names: tuple[str, str], way: _Way) -> Change | None:
        """A change of a day, if there is a case; it is read off the engines' decisions."""
        witness = self._witness(way.where)
        if witness is None:
            return None
        decisions = zip((witness.old, witness.new), names, strict=True)
        days = [decision.parts[0].values.get(name) for decision, name in decisions]
        if days[0] == days[1]:
            raise ReplayFailed(f"the case in which `{names[1]}` changes is not decided so by the engines")
        before, after = (_day_text(day) for day in days)
        return Change(way.kind, before, after, _DAY_MEANINGS[way.kind], witness=witness)

    def holding(self, name: str) -> Witness | None:
        """A case in which a conclusion holds under both rulebooks, if there is one."""
        for known in self.witnesses:
            if self._statuses(known, name) == ("yes", "yes"):
                return known
        before, after = (asked.truth(name).is_true for asked in self.pair.both)
        try:
            return self._witness(every((before, after)))
        except GaveUp:
            return None


def _day_ways(before: Value, after: Value, shown: Bool) -> Iterator[_Way]:
    one, other = (every((day.known, opposite(day.no_day))) for day in (before, after))
    none, none_now = (every((day.known, day.no_day)) for day in (before, after))
    ways: tuple[tuple[Kind, tuple[Bool, ...]], ...] = (
        ("later", (one, other, after.value > before.value)),
        ("earlier", (one, other, after.value < before.value)),
        ("day_appears", (none, other)),
        ("day_goes", (one, none_now)),
        ("undetermined", (before.known, opposite(after.known))),
        ("determined", (opposite(before.known), after.known)),
    )
    for kind, where in ways:
        yield _Way(kind, "", "", every((shown, *where)))


def _is(pair: Pair, value: Truth) -> Bool:
    return {TRUE: pair.is_true, FALSE: pair.is_false, UNKNOWN: pair.is_unknown}[value]


def _day_text(day: object) -> str:
    return "" if day is None else "none" if day is NO_DAY else str(day)


def status(decision: Decision, conclusion: str) -> Status:
    """The status of a conclusion in a decision on one subject; no for one that nothing concludes."""
    part = decision.parts[0]
    known = {item.id for item in part.program.conclusions}
    return part.status(conclusion) if conclusion in known else "no"
