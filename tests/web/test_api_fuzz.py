"""The API keeps to its own description, whatever is sent: no mistake of the program, no undocumented answer."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.config import (
    ChecksConfig,
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)

from tests.support.web import app_for_tests

EXAMPLES = 12  # of each operation; raise it for a long search

_PROJECT = ProjectConfig(
    generation=GenerationConfig(
        modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
        max_examples=EXAMPLES,
        deterministic=True,
        database="none",
    ),
    phases=PhasesConfig(coverage=CoveragePhaseConfig(enabled=False)),
    # facts can each be right and not be true together
    checks=ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=["2xx", "404", "422"])),
)
_CONFIG = SchemathesisConfig(projects=ProjectsConfig(default=_PROJECT), seed=1)
_SETTINGS = settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)

schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app_for_tests(), config=_CONFIG)


@schema.parametrize()
@_SETTINGS
def test_every_answer_is_documented(case: Any) -> None:
    case.call_and_validate()
