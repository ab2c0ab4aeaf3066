"""durable_rules as the second opinion: decides with its patterns what the reference evaluator computes.

Python only translates and carries. Each condition, rule and conclusion becomes two verdicts, *holds* and
*fails*; each verdict is a few patterns, and each pattern is one plain conjunction of `field == 2` and
`field == 0`, with negation at its leaves and nothing else in it. The patterns are asked level by level: what
those of one level decided is a field of the next level's records. What neither holds nor fails is unknown.

Why so plain: with `$or` inside `$and` durable_rules fires once for every way to be true, and gives up where
more than 64 wait on its stack; a pattern bears 15 groups; empty groups, joins and `$not` go wrong. A set of at
most 60 conjunctions has none of that: what waits on the stack belongs to different patterns, so 60 are enough.
Importing this module raises ImportError where the C module cannot be used.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, product
from math import prod
from operator import itemgetter
from threading import Lock
from typing import Protocol, assert_never, cast
from weakref import finalize

from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, ProgramConclusion, Slot
from nocert_rules.engine.inference.reference import Inference
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.words.errors import EngineUnavailable


class _Module(Protocol):
    """What is used of the C module. No call lets another thread run; an error code it does not return is raised."""

    def create_ruleset(self, name: str, rules: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...
    def delete_state(self, handle: int, sid: str, /) -> None: ...


_C = cast(_Module, import_module("durable_rules_engine"))
_LOCK = Lock()  # every session has the same id, and the C module keeps global state: one evaluation at a time

_MOST_PATTERNS = 60  # of a ruleset; what keeps the stack of 64 from overflowing
_MOST_FIELDS = 200  # of a record; the C module bears 252 beside `id` and `sid`
_MOST_CLAUSES = 30  # of a verdict, and parts of a conjunction, before helpers are introduced
_MOST_LITERALS = 60  # of a pattern, before helpers are introduced
_RESERVED = (
    "id sid all any pri count cap dist name m $m $s $i $l $r $forward $add $sub $mul $div $and $or $not $all $any "
    "$lt $lte $gt $gte $eq $neq $mt $imt $iall $iany $ex $nex"
)

Literal = tuple[int, Truth]
Clause = tuple[Literal, ...]


@dataclass(frozen=True)
class Cases:
    """When something holds and when it fails: in any of the clauses, each of which is all of its literals."""

    holds: tuple[Clause, ...]
    fails: tuple[Clause, ...]

    @property
    def opposite(self) -> Cases:
        """The cases of the negation."""
        return Cases(self.fails, self.holds)


@dataclass(frozen=True)
class Pattern:
    """Where all literals of `clause` are as they say, `cell` is `verdict`."""

    clause: Clause
    cell: int
    verdict: Truth


Cells = list[Truth]


class Decides(Protocol):
    """Rulesets, wherever they are asked."""

    def decide(self, cells: Cells) -> Cells:
        """`cells` with what the patterns decide; raises EngineUnavailable where durable_rules fails in any way."""


class Rulesets:
    """Patterns in this process, level by level, tried once each; raises EngineUnavailable where that fails."""

    def __init__(self, patterns: Sequence[Sequence[Pattern]], guard: int) -> None:
        with _LOCK:
            self.each = [_Ruleset(some, guard) for some in patterns]

    def decide(self, cells: Cells) -> Cells:
        """`cells` with what the patterns decide."""
        with _LOCK:
            for ruleset in self.each:
                for cell, verdict in ruleset.verdicts(cells):
                    if cells[cell] not in (UNKNOWN, verdict):
                        raise EngineUnavailable(f"durable_rules: `{field_name(cell)}` both holds and fails")
                    cells[cell] = verdict
        return cells


class DurableEngine:
    """Evaluates a program with durable_rules; may be shared between threads, which then take turns."""

    name = "durable"

    def __init__(self, program: Program, put: Callable[[Sequence[Sequence[Pattern]], int], Decides] | None = None):
        """Put the rulesets of `program` where they are asked: by `put`, or else into this process.

        Raises EngineUnavailable where that fails.
        """
        plan = _Plan(program)
        check_names([field_name(cell) for cell in range(plan.cells)])
        self._atoms, self._slots = len(program.atoms), plan.guard
        self._rest = [TRUE if cell == plan.guard else UNKNOWN for cell in range(self._atoms, plan.cells)]
        self._conditions = [plan.conditions[number] for number in range(len(program.rules))]
        self._values = [plan.values[number] for number in range(len(program.rules))]
        patterns = list(plan.rulesets())
        self.rulesets: Decides = put(patterns, plan.guard) if put else Rulesets(patterns, plan.guard)

    def infer(self, atoms: Sequence[Truth]) -> Inference:
        """What follows from decided atoms; raises EngineUnavailable where durable_rules fails in any way."""
        if len(atoms) != self._atoms:
            raise ValueError(f"{self._atoms} atoms are needed, not {len(atoms)}")
        cells = self.rulesets.decide([*atoms, *self._rest])
        conditions = tuple([cells[cell] for cell in self._conditions])
        return Inference(tuple(cells[: self._slots]), conditions, tuple([cells[cell] for cell in self._values]))


def field_name(cell: int) -> str:
    """The name a cell has in records and patterns."""
    return f"c{cell}"


def check_names(names: Sequence[str]) -> None:
    """Raise EngineUnavailable if two names, or one and a reserved name, are one to durable_rules.

    It knows names by their 32-bit FNV-1a hash alone, and takes names that share it for the same field.
    """
    seen = {_fnv1a(name): name for name in _RESERVED.split()}
    for name in names:
        known = _fnv1a(name)
        if known in seen:
            raise EngineUnavailable(f"durable_rules cannot tell the fields `{seen[known]}` and `{name}` apart")
        seen[known] = name


def _fnv1a(name: str) -> int:
    found = 0x811C9DC5
    for byte in name.encode("ascii"):
        found = (found ^ byte) * 16777619 & 0xFFFFFFFF
    return found


class _Plan:
    """Lays a program out as patterns over cells: its slots, the guard, then conditions, values and helpers.

    `conditions` and `values` say which cell a rule's condition and its value after exceptions are. A cell's
    level is one more than the highest that its patterns look at; atoms and the guard have level 0.
    """

    def __init__(self, program: Program) -> None:
        self.guard = len(program.atoms) + len(program.conclusions)
        self.cells = self.guard + 1
        self.conditions: dict[int, int] = {}
        self.values: dict[int, int] = {}
        self._levels = dict.fromkeys([*range(len(program.atoms)), self.guard], 0)
        self._helpers: dict[Cases, int] = {}
        self._patterns: defaultdict[int, list[Pattern]] = defaultdict(list)
        for kind, number in chain(*program.strata):
            if kind == "r":
                self._rule(program, number)
            else:
                self._conclusion(program.conclusions[number])

    def rulesets(self) -> Iterator[list[Pattern]]:
        """The patterns in rulesets of a size that durable_rules can bear, in the order they are to be asked."""
        guard = Pattern(((self.guard, TRUE),), self.guard, TRUE)
        for _, patterns in sorted(self._patterns.items()):
            chosen, fields = [guard], {self.guard}
            for pattern in patterns:
                more = {cell for cell, _ in pattern.clause}
                if len(chosen) == _MOST_PATTERNS or len(fields | more) > _MOST_FIELDS:
                    yield chosen
                    chosen, fields = [guard], {self.guard}
                chosen.append(pattern)
                fields |= more
            yield chosen

    def _rule(self, program: Program, number: int) -> None:
        """Two cells: the condition, and what exceptions leave of it; one where there are no exceptions."""
        rule = program.rules[number]
        self.conditions[number] = self.values[number] = self._decide(self._cases(rule.formula))
        if rule.exceptions:
            defeated = [Neg(Slot(self.values[other])) for other in rule.exceptions]
            self.values[number] = self._decide(self._cases(And((rule.formula, *defeated))))

    def _conclusion(self, conclusion: ProgramConclusion) -> None:
        """Holds where one of its rules does; fails where all of them fail and all that leave it open."""
        rules, gaps = ([Slot(self.values[rule]) for rule in some] for some in (conclusion.rules, conclusion.gaps))
        holds = self._cases(Or(tuple(rules))).holds
        self._decide(Cases(holds, self._cases(Or((*rules, *gaps))).fails), conclusion.slot)

    def _decide(self, cases: Cases, cell: int | None = None) -> int:
        """Have `cases` decide `cell`, a new one if none is given."""
        if cell is None:
            cell, self.cells = self.cells, self.cells + 1
        used = [other for other, _ in chain(*cases.holds, *cases.fails)]
        level = self._levels[cell] = 1 + max((self._levels[other] for other in used), default=0)
        for verdict, clauses in ((TRUE, cases.holds), (FALSE, cases.fails)):
            self._patterns[level] += [Pattern(clause or ((self.guard, TRUE),), cell, verdict) for clause in clauses]
        return cell

    def _cases(self, formula: Formula) -> Cases:
        match formula:
            case Slot(number):
                return Cases((((number, TRUE),),), (((number, FALSE),),))
            case Neg(part):
                return self._cases(part).opposite
            case And(parts):
                return self._all([self._cases(part) for part in parts])
            case Or(parts):
                return self._all([self._cases(part).opposite for part in parts]).opposite
            case _:
                assert_never(formula)

    def _all(self, parts: list[Cases]) -> Cases:
        """The cases of a conjunction; parts that would make too many or too long clauses become helpers."""
        if len(parts) > _MOST_CLAUSES:
            groups = [parts[start : start + _MOST_CLAUSES] for start in range(0, len(parts), _MOST_CLAUSES)]
            return self._all([self._helper(self._all(group)) for group in groups])
        if not _fits(parts):
            parts = [self._helper(part) for part in parts]
        holds = (tuple(sorted(set(chain(*chosen)))) for chosen in product(*(part.holds for part in parts)))
        return Cases(tuple(dict.fromkeys(holds)), tuple(dict.fromkeys(chain(*(part.fails for part in parts)))))

    def _helper(self, cases: Cases) -> Cases:
        """`cases` with one literal a side at most: those of a cell of their own, which is decided before."""
        if all(len(side) <= 1 and len([*chain(*side)]) <= 1 for side in (cases.holds, cases.fails)):
            return cases
        if cases not in self._helpers:
            self._helpers[cases] = self._decide(cases)
        return self._cases(Slot(self._helpers[cases]))


def _fits(parts: list[Cases]) -> bool:
    """Whether the conjunction of `parts` makes few enough and short enough clauses."""
    holds, fails = prod(len(part.holds) for part in parts), sum(len(part.fails) for part in parts)
    longest = sum(max(map(len, part.holds), default=0) for part in parts)
    return max(holds, fails) <= _MOST_CLAUSES and longest <= _MOST_LITERALS


class _Ruleset:
    """Patterns that are asked together of one record: one fact, one session, deleted after.

    The first is the guard, which every record matches: something always fires, or something is wrong.
    """

    def __init__(self, patterns: Sequence[Pattern], guard: int) -> None:
        self._verdicts = {f"p{number}": (pattern.cell, pattern.verdict) for number, pattern in enumerate(patterns)}
        fields = sorted({cell for pattern in patterns for cell, _ in pattern.clause})
        self._record = '{"id":"r","sid":"s",' + ",".join(f'"{field_name(cell)}":%d' for cell in fields) + "}"
        self._fields = itemgetter(*fields)
        self._tried = False
        rules = {f"p{number}": {"all": [{"m": _condition(item.clause)}]} for number, item in enumerate(patterns)}
        try:
            self._handle = _C.create_ruleset("nocert", json.dumps(rules))
        except Exception as error:
            raise EngineUnavailable(f"durable_rules refuses the rules: {error}") from error
        finalize(self, _C.delete_ruleset, self._handle).atexit = False
        self.verdicts([UNKNOWN] * guard + [TRUE] + [UNKNOWN] * (max(fields) - guard))
        self._tried = True

    def verdicts(self, cells: Sequence[Truth]) -> set[Literal]:
        """What the patterns say of `cells`."""
        try:
            return {self._verdicts[name] for name in self._fired(self._record % self._fields(cells))}
        except EngineUnavailable:
            raise
        except Exception as error:
            raise EngineUnavailable(f"durable_rules failed: {error!r}") from error

    def _fired(self, record: str) -> list[str]:
        """The names of the patterns that `record` matches; each fires once.

        A session that failed is deleted too, except a ruleset's first: there that can crash, for the C module
        frees what is set only when something fires. Later sessions take the first one's place, where it is set.
        """
        names: list[str] = []
        try:
            code, state = _C.assert_fact(self._handle, record)
            if code != 0:
                raise EngineUnavailable(f"durable_rules did not take a record (code {code})")
            _, message = _C.start_action_for_state(self._handle, state) or (None, None)
            while message is not None:
                names.append(message[2 : message.index('"', 2)])
                if len(names) > len(self._verdicts):
                    raise EngineUnavailable("durable_rules fires without end")
                message = _C.complete_and_start_action(self._handle, state)
            if "p0" not in names:
                raise EngineUnavailable("durable_rules overlooked the pattern that every record matches")
        except BaseException:
            if self._tried:
                with suppress(Exception):
                    _C.delete_state(self._handle, "s")
            raise
        _C.delete_state(self._handle, "s")
        return names


def _condition(clause: Clause) -> dict[str, object]:
    """A clause in the JSON of durable_rules."""
    comparisons = [{field_name(cell): int(value)} for cell, value in clause]
    return {"$and": comparisons} if len(comparisons) > 1 else {**comparisons[0]}
