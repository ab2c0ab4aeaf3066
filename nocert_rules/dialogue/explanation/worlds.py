"""A conclusion under many sets of changes at once: every set is one bit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from nocert_rules.dialogue.explanation.moves import Move, Moves
from nocert_rules.engine.decision.table import Evaluation, Rail
from nocert_rules.engine.inference.program import Slot
from nocert_rules.engine.truth import FALSE, TRUE, Truth

MoveSet = tuple[int, ...]


class Worlds:
    """Sets of `size` moves, by their numbers, no two of one fact."""

    def __init__(self, moves: Moves, listed: Sequence[Move], size: int) -> None:
        self.moves = moves
        self.listed = listed
        numbers = range(len(listed))
        facts = [move.change.fact for move in listed]
        self.sets: list[MoveSet] = [
            group for group in combinations(numbers, size) if len({facts[number] for number in group}) == size
        ]
        self.everything = (1 << len(self.sets)) - 1
        self._having = self._membership()

    def _membership(self) -> list[int]:
        """For each move the sets that have it."""
        rows = [bytearray(len(self.sets) // 8 + 1) for _ in self.listed]
        for bit, group in enumerate(self.sets):
            for number in group:
                rows[number][bit >> 3] |= 1 << (bit & 7)
        return [int.from_bytes(row, "little") for row in rows]

    def where(self, conclusion: str, truth: Truth) -> list[MoveSet]:
        """The sets after which `conclusion` is `truth` (true or false)."""
        program = self.moves.program
        atoms = {number: self._rail(number) for number in self.moves.atoms}
        true, false = Evaluation(program, atoms, self.everything).formula(Slot(program.slot_of(conclusion)))
        bits = true if truth == TRUE else false
        return [group for bit, group in enumerate(self.sets) if bits >> bit & 1]

    def _rail(self, atom: int) -> Rail:
        """Where an atom is true and where false."""
        truth = self.moves.part.inference.slots[atom]
        true = self.everything if truth == TRUE else 0
        false = self.everything if truth == FALSE else 0
        touching: list[int] = []
        for number, move in enumerate(self.listed):
            if atom in move.touched:
                touching.append(number)
                outcome = move.outcome[move.touched.index(atom)]
                true, false = _put(true, false, self._having[number], outcome)
        if len({self.listed[number].change.fact for number in touching}) > 1:
            together = set(touching)
            for bit, group in enumerate(self.sets):
                here = [number for number in group if number in together]
                if len(here) > 1:
                    changes = [self.listed[number].change for number in here]
                    true, false = _put(true, false, 1 << bit, self.moves.outcome(changes, (atom,))[0])
        return true, false


def _put(true: int, false: int, where: int, truth: Truth) -> Rail:
    """The rail with `truth` at the combinations `where`."""
    return (
        true | where if truth == TRUE else true & ~where,
        false | where if truth == FALSE else false & ~where,
    )
