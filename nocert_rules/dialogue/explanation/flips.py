"""It would be otherwise if: the smallest changes of facts that turn a conclusion, and the day on which time does.

The law is never changed: what jurisdictions and lists supply, and what the vocabulary says can never change, stays.
Every flip was applied and decided again before it is returned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import comb

from nocert_rules.dialogue.explanation.apply import Change, Contradictions, changed
from nocert_rules.dialogue.explanation.days import turning_days
from nocert_rules.dialogue.explanation.moves import Move, Moves
from nocert_rules.dialogue.explanation.worlds import Worlds
from nocert_rules.engine.decision.decide import Decider, Decision, Part, Status
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.facts.resupply import asked_on
from nocert_rules.engine.truth import FALSE, TRUE

SIZES = (1, 2, 3)
MAX_SETS = 4_000
MAX_TRIED = 200
MAX_DAYS = 12


@dataclass(frozen=True)
class Flip:
    """Changes that turn a conclusion `to` its opposite, and the case after them.

    `on` is the first later day on which they do, where they do not at once; without changes it is time alone that
    turns it. `changeable` says that all of it can still happen.
    """

    changes: tuple[Change, ...]
    on: date | None
    to: Status
    changeable: bool
    case: Case

    def data(self) -> dict[str, object]:
        """As it stands in JSON."""
        return {
            "changes": [change.data() for change in self.changes],
            "on": self.on.isoformat() if self.on else None,
            "to": self.to,
            "changeable": self.changeable,
        }


@dataclass(frozen=True)
class Otherwise:
    """The flips of a conclusion, the nearest first; not `complete` where the search was cut short."""

    flips: tuple[Flip, ...]
    complete: bool


def flips(decider: Decider, decision: Decision, part: Part, conclusion: str, limit: int = 3) -> tuple[Flip, ...]:
    """At most `limit` smallest changes that turn `conclusion` of `part`; none where it is undetermined."""
    return otherwise(decider, decision, part, conclusion, limit).flips


def otherwise(decider: Decider, decision: Decision, part: Part, conclusion: str, limit: int = 3) -> Otherwise:
    """The flips of `conclusion`, and whether the search for them was complete."""
    if part.status(conclusion) == "undetermined":
        return Otherwise((), True)
    to: Status = "no" if part.status(conclusion) == "yes" else "yes"
    return _Search(decider, decision, part, conclusion, to).run(limit)


class _Search:
    """Looks for what turns one conclusion of a part `to` another status."""

    def __init__(self, decider: Decider, decision: Decision, part: Part, conclusion: str, to: Status) -> None:
        self.decider = decider
        self.rulebook = decision.rulebook
        self.case = decision.case
        self.number = decision.parts.index(part)
        self.part = part
        self.conclusion = conclusion
        self.to = to
        self.contradictions = Contradictions(self.rulebook, part.program.question)
        self.moves = Moves(self.rulebook, part, conclusion, self.contradictions)
        self.complete = True

    def run(self, limit: int) -> Otherwise:
        """What can still happen first, then the smaller sets; three changes only where two do not do."""
        listed = self.moves.all()
        found: list[tuple[tuple[int, ...], Flip]] = []
        minimal: list[frozenset[int]] = []
        for size in SIZES:
            if size == SIZES[-1] and (found or not self.complete):
                break
            for group, flip in self._of_size(listed, size, minimal, limit):
                ranks = sorted(listed[number].rank for number in group)
                found.append(((int(ranks[-1] > 0), size, ranks[-1], sum(ranks), len(found)), flip))
        day = self._day(wait=all(key[0] for key, _ in found))
        if day:
            found.append(((0, 1 + len(day.changes), 0, 0, len(found)), day))
        found.sort(key=lambda item: item[0])
        return Otherwise(tuple(flip for _, flip in found[:limit]), self.complete)

    def _of_size(
        self, listed: list[Move], size: int, minimal: list[frozenset[int]], limit: int
    ) -> list[tuple[tuple[int, ...], Flip]]:
        """Flips by so many changes of which no smaller set flips, which go to `minimal`; single changes all of them."""
        usable = len(listed)
        while comb(usable, size) > MAX_SETS:
            usable -= 1
        self.complete = self.complete and usable == len(listed)
        turning = Worlds(self.moves, listed[:usable], size).where(self.conclusion, TRUE if self.to == "yes" else FALSE)
        turning = [group for group in turning if not any(known <= set(group) for known in minimal)]
        turning.sort(key=lambda group: _key(listed, group))
        found: list[tuple[tuple[int, ...], Flip]] = []
        for tried, group in enumerate(turning):
            if size > 1 and len(found) == limit:
                break
            if tried == MAX_TRIED:
                self.complete = False
                break
            flip = self._applied([listed[number] for number in group])
            if flip:
                found.append((group, flip))
        minimal += [frozenset(group) for group, _ in found]
        return found

    def _applied(self, moves: list[Move]) -> Flip | None:
        """The flip of `moves`, if the case after them is possible and really turns."""
        changes = tuple(move.change for move in moves)
        case = changed(self.case, changes)
        if not self._possible(case, [change.fact for change in changes]):
            return None
        if self._decided(case).parts[0].status(self.conclusion) != self.to:
            return None
        return Flip(changes, None, self.to, all(move.rank == 0 for move in moves), case)

    def _day(self, wait: bool) -> Flip | None:
        """The first later day on which the same facts turn the conclusion.

        If there is none and people would `wait`, the first on which the facts turn it that can still change.
        """
        later: list[tuple[date, Decision]] = []
        atoms = [self.part.inference.slots[number] for number in self.moves.atoms]
        for day in turning_days(self.rulebook, self.part, self.moves.atoms):
            case = asked_on(self.case, self.rulebook, day)
            if not self._possible(case):
                continue
            decision = self._decided(case)
            part = decision.parts[0]
            if part.status(self.conclusion) == self.to:
                return Flip((), day, self.to, True, case)
            before, atoms = atoms, [part.inference.slots[number] for number in self.moves.atoms]
            if before != atoms:
                later.append((day, decision))
        if not wait:
            return None
        for day, decision in later[:MAX_DAYS]:
            flip = _Search(self.decider, decision, decision.parts[0], self.conclusion, self.to).changeable()
            if flip:
                case = changed(asked_on(self.case, self.rulebook, day), flip.changes)
                if self._possible(case):
                    return replace(flip, on=day, case=case)
        self.complete = self.complete and len(later) <= MAX_DAYS
        return None

    def _possible(self, case: Case, touched: Iterable[str] = ()) -> bool:
        """Whether the facts of every subject can be true together."""
        touched = tuple(touched)
        return all(self.contradictions.possible(situation.values, touched) for situation in case.situations)

    def _decided(self, case: Case) -> Decision:
        """The decision on `case` about the subject of this search alone: subjects do not bear on each other."""
        return self.decider.decide(replace(case, situations=(case.situations[self.number],)))

    def changeable(self) -> Flip | None:
        """The smallest changes that can still happen and turn the conclusion, of at most two facts."""
        listed = [move for move in self.moves.all() if move.rank == 0]
        for size in SIZES[:2]:
            for _, flip in self._of_size(listed, size, [], 1):
                return flip
        return None


def _key(listed: list[Move], group: tuple[int, ...]) -> tuple[int, int, tuple[tuple[int, ...], ...]]:
    moves = [listed[number] for number in group]
    return max(move.rank for move in moves), sum(move.rank for move in moves), tuple(move.order for move in moves)
