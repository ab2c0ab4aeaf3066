"""What all tests share: the shipped rulebook, its deciders, and how Hypothesis looks for examples."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, settings

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.examples import examples

settings.register_profile(
    "dev", max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
os.environ["NOCERT_NO_CACHE"] = "1"  # a test that keeps rulebooks names a folder of its own


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--shuffle SEED`: the tests in another order, the same one for the same seed."""
    parser.addoption("--shuffle", metavar="SEED", help="Run the tests in the order that this seed gives.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """No test may depend on those before it."""
    seed = config.getoption("--shuffle")
    if seed is not None:
        random.Random(seed).shuffle(items)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped rules and catalogue."""
    return load_rulebook()


@pytest.fixture(scope="session")
def decider(rulebook: Rulebook) -> Decider:
    """Decides with both engines where both can be used."""
    return Decider(rulebook, "auto")


@pytest.fixture(scope="session")
def reference(rulebook: Rulebook) -> Decider:
    """Decides with the reference evaluator alone."""
    return Decider(rulebook, "reference")
