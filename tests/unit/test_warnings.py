"""Warnings of our own modules end a test, those of other packages are only shown."""

from __future__ import annotations

import warnings

import pytest


@pytest.mark.parametrize("module", ["nocert_rules", "nocert_rules.engine.calendar", "tests.support.process", __name__])
def test_ours_are_errors(module: str) -> None:
    with pytest.raises(DeprecationWarning, match="old"):
        warnings.warn_explicit("old", DeprecationWarning, "some.py", 1, module)


@pytest.mark.parametrize("module", ["yaml.scanner", "starlette.testclient", "testsuite", "pytest_nocert_rules.tests"])
def test_those_of_dependencies_are_not(module: str) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.warn_explicit("old", DeprecationWarning, "some.py", 1, module)
    assert [str(each.message) for each in seen] == ["old"]


def test_what_we_cause_by_a_call_is_ours() -> None:
    def of_a_dependency() -> None:
        warnings.warn("use the new one", DeprecationWarning, stacklevel=2)

    with pytest.raises(DeprecationWarning, match="the new one"):
        of_a_dependency()
