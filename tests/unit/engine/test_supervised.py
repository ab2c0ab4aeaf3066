"""The second engine in a process of its own: what it says, and what happens when it dies, hangs or fails."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import pytest

pytest.importorskip("durable_rules_engine")

from fastapi.testclient import TestClient

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.decision.document import decision_json
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.inference import supervised
from nocert_rules.engine.inference.supervised import Supervisor
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.web import app_for_tests

QUESTIONS = ("route", "verification", "pledge", "case")
DAY = date(2019, 6, 3)
BOTH, ALONE = ("reference", "durable"), ("reference",)


@pytest.fixture
def decider(rulebook: Rulebook) -> Decider:
    found = started(rulebook, Supervisor())
    assert found.supervisor and found.supervisor.pid
    return found


def started(rulebook: Rulebook, supervisor: Supervisor) -> Decider:
    """A Decider whose child is ready to be asked about any question."""
    found = Decider(rulebook, "both", supervisor)
    for question in QUESTIONS:
        found.prepared(question)
    supervisor.start()
    return found


def case_of(rulebook: Rulebook, question: str = "pledge") -> Case:
    facts = ("pledge.handled=true",) if question == "pledge" else ()
    return build_case(rulebook, Asked(question=question, today=DAY, facts=facts))


def pid_of(decider: Decider) -> int:
    assert decider.supervisor
    pid = decider.supervisor.pid
    assert pid
    return pid


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def both_again(decider: Decider, case: Case) -> None:
    until(lambda: decider.decide(case).engines == BOTH)


@pytest.mark.parametrize("question", ["route", "pledge", "verification"])
def test_it_says_what_it_says_in_this_process(rulebook: Rulebook, decider: Decider, question: str) -> None:
    case = case_of(rulebook, question)
    here, there = Decider(rulebook, "both").decide(case), decider.decide(case)
    assert there.engines == BOTH
    assert decision_json(there) == decision_json(here)


def test_when_it_has_died_the_answer_says_who_gave_it_and_it_comes_back(rulebook: Rulebook, decider: Decider) -> None:
    case = case_of(rulebook)
    before, pid = decider.decide(case), pid_of(decider)
    os.kill(pid, signal.SIGTERM)
    until(lambda: decider.decide(case).engines == ALONE)
    alone = decider.decide(case)
    assert [part.inference for part in alone.parts] == [part.inference for part in before.parts]
    both_again(decider, case)
    assert pid_of(decider) != pid


def test_when_it_hangs_the_answer_waits_no_longer_than_the_limit(rulebook: Rulebook) -> None:
    decider, case = started(rulebook, Supervisor(seconds=0.2)), case_of(rulebook)
    os.kill(pid_of(decider), signal.SIGSTOP)
    began = time.monotonic()
    assert decider.decide(case).engines == ALONE
    assert time.monotonic() - began >= 0.2
    both_again(decider, case)


def test_what_is_put_later_is_there_too(rulebook: Rulebook) -> None:
    decider = Decider(rulebook, "both", Supervisor())
    for question in QUESTIONS[:2]:
        both_again(decider, case_of(rulebook, question))
    both_again(decider, case_of(rulebook, QUESTIONS[0]))


def test_one_that_always_dies_is_started_ever_less_often(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    starts: list[float] = []

    class Dead(supervised._Child):
        def __init__(self, owner: object, plans: Sequence[bytes]) -> None:
            starts.append(now[0])
            super().__init__(owner, [b"\x01"])  # no plan: the child ends at once

    now = [1000.0]
    monkeypatch.setattr(supervised, "monotonic", lambda: now[0])
    monkeypatch.setattr(supervised, "_Child", Dead)
    supervisor = Supervisor()
    decider, case = Decider(rulebook, "both", supervisor), case_of(rulebook)
    decider.prepared("pledge")
    while len(starts) < 5:
        supervisor.start()  # waits until the child has ended
        now[0] += 0.05
        assert decider.decide(case).engines == ALONE
    waits = [later - earlier for earlier, later in pairwise(starts)]
    assert all(second > first * 1.5 for first, second in pairwise(waits)), waits


@pytest.mark.slow
def test_no_request_fails_while_the_process_is_killed_again_and_again() -> None:
    app = app_for_tests(supervised=True)
    supervisor = app.state.services.decider.supervisor
    body = {"pledge": {"handled": True}}
    killed: set[int] = set()
    with TestClient(app) as client, ThreadPoolExecutor(4) as pool:

        def ask(_: int) -> tuple[int, tuple[str, ...]]:
            response = client.post("/api/v1/questions/pledge", json=body)
            return response.status_code, tuple(response.json()["receipt"]["engines"])

        found: list[tuple[int, tuple[str, ...]]] = []
        end = time.monotonic() + 60
        while len(killed) < 3:
            assert time.monotonic() < end, "it did not come back"
            running = [pool.submit(ask, number) for number in range(20)]
            pid = supervisor.pid
            if pid and pid not in killed and found and found[-1][1] == BOTH:
                os.kill(pid, signal.SIGTERM)
                killed.add(pid)
            found += [each.result() for each in running]
        until(lambda: ask(0)[1] == BOTH)
    assert {status for status, _ in found} == {200}
    assert {engines for _, engines in found} == {BOTH, ALONE}
