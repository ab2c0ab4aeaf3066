"""durable_rules in a process of its own, for programs that must not end with it.

Its C module can crash or run without end. Here it does so in a child, to which nothing but small integers is sent:
the patterns once, then the cells of one record at a time. Where the child dies, hangs or fails, that one evaluation
raises EngineUnavailable and a new child is started, with a longer wait before each that dies soon.
"""

from __future__ import annotations

import signal
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING
from weakref import finalize

from nocert_rules.engine.truth import Truth
from nocert_rules.words.errors import EngineUnavailable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from nocert_rules.engine.inference.durable import Decides, Pattern, Rulesets

_STARTS_IN = 15.0  # seconds that the first child may take until it has created its rulesets
_SHORTEST, _LONGEST = 0.1, 30.0  # seconds before the next child


class Supervisor:
    """Looks after one child that evaluates the rulesets put to it; may be shared between threads, which take turns."""

    def __init__(self, seconds: float = 1.0) -> None:
        """An evaluation may take so many `seconds`."""
        self._seconds = seconds
        self._lock = Lock()
        self._plans: list[bytes] = []
        self._child: _Child | None = None
        self._wait, self._not_before = _SHORTEST, 0.0

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        child = self._child
        return child.process.pid if child else None

    def put(self, patterns: Sequence[Sequence[Pattern]], guard: int) -> Decides:
        """Have rulesets created in the child; what comes back asks them."""
        with self._lock:
            number = len(self._plans)
            self._plans.append(_plan_bytes(patterns, guard))
        return _Put(self, number)

    def start(self) -> None:
        """Start the child and wait until it can be asked; where it cannot, questions will find that out."""
        with self._lock, suppress(EngineUnavailable):
            self._ready(len(self._plans) - 1, _STARTS_IN)

    def ask(self, number: int, cells: list[Truth]) -> list[Truth]:
        """`cells` with what rulesets `number` decide; raises EngineUnavailable where the child does not tell."""
        with self._lock:
            child = self._ready(number, 0)
            try:
                child.pipe.send_bytes(array("H", [number, *cells]).tobytes())
                answer = array("H", self._answer(child, self._seconds))
            except (OSError, EOFError, ValueError):
                answer = array("H")
                self._end(child)
        if len(answer) != len(cells):
            raise EngineUnavailable("durable_rules failed in its own process")
        return [_TRUTHS[value] for value in answer]

    def _ready(self, number: int, seconds: float) -> _Child:
        """A child that has ruleset `number` and is ready; raises EngineUnavailable where it is not yet."""
        if self._child and self._child.plans <= number:
            self._child.kill()  # in good order, but it does not know what was put later
            self._child = None
        if self._child is None:
            if monotonic() < self._not_before:
                raise EngineUnavailable("durable_rules ended; it will be started again")
            self._child = _Child(self, self._plans)
        child = self._child
        if not child.ready:
            late = monotonic() > child.started + _STARTS_IN
            try:
                self._answer(child, seconds)
                child.ready = True
            except (OSError, EOFError) as error:
                if late or not isinstance(error, TimeoutError):
                    self._end(child)
                raise EngineUnavailable("durable_rules is being started in its own process") from error
        return child

    def _answer(self, child: _Child, seconds: float) -> bytes:
        """What the child sends next; raises TimeoutError, which is an OSError, where it sends nothing in time."""
        if not child.pipe.poll(seconds):
            raise TimeoutError
        return child.pipe.recv_bytes()

    def _end(self, child: _Child) -> None:
        """Give up `child`; the sooner it died, the longer until the next."""
        lived = monotonic() - child.started
        child.kill()
        self._child = None
        self._wait = _SHORTEST if lived > _LONGEST else min(_LONGEST, self._wait * 2)
        self._not_before = monotonic() + self._wait


@dataclass(frozen=True)
class _Put:
    """Rulesets that were put to a child."""

    supervisor: Supervisor
    number: int

    def decide(self, cells: list[Truth]) -> list[Truth]:
        """`cells` with what the patterns decide."""
        return self.supervisor.ask(self.number, cells)


class _Child:
    """One process and the pipe to it."""

    def __init__(self, owner: object, plans: Sequence[bytes]) -> None:
        """Start it; it ends with its `owner` at the latest."""
        from multiprocessing import get_context

        context = get_context("spawn")
        self.plans, self.started, self.ready = len(plans), monotonic(), False
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(theirs, tuple(plans)), daemon=True)
        self.process.start()
        theirs.close()
        self.kill = finalize(owner, _kill, self.process, self.pipe)


def _kill(process: SpawnProcess, pipe: Connection) -> None:
    """End the process at once."""
    process.kill()
    process.join(1)
    pipe.close()


_TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)


def _plan_bytes(patterns: Sequence[Sequence[Pattern]], guard: int) -> bytes:
    """Rulesets as 16-bit numbers: the guard, then for each its length and its patterns, which begin with theirs."""
    numbers = array("H", [guard])
    for some in patterns:
        numbers.append(len(some))
        for pattern in some:
            numbers.extend([pattern.cell, pattern.verdict, len(pattern.clause)])
            numbers.extend(number for literal in pattern.clause for number in literal)
    return numbers.tobytes()


def _rulesets(plan: bytes) -> Rulesets:
    from nocert_rules.engine.inference.durable import Pattern, Rulesets

    numbers = iter(array("H", plan))
    guard = next(numbers)
    rulesets: list[list[Pattern]] = []
    for length in numbers:
        rulesets.append([])
        for _ in range(length):
            cell, verdict, literals = next(numbers), _TRUTHS[next(numbers)], next(numbers)
            clause = tuple([(next(numbers), _TRUTHS[next(numbers)]) for _ in range(literals)])
            rulesets[-1].append(Pattern(clause, cell, verdict))
    return Rulesets(rulesets, guard)


def _serve(pipe: Connection, plans: Sequence[bytes]) -> None:
    """The child: create the rulesets, say so, then answer until the pipe is closed; an empty answer is a failure."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the parent, which ends this
    rulesets = [_rulesets(plan) for plan in plans]
    with suppress(EOFError, OSError):
        pipe.send_bytes(b"ready")
        while True:
            number, *cells = array("H", pipe.recv_bytes())
            try:
                decided = rulesets[number].decide([_TRUTHS[cell] for cell in cells])
            except EngineUnavailable:
                decided = []
            pipe.send_bytes(array("H", decided).tobytes())
