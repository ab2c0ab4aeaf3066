"""JSON that is written quickly is byte for byte what the standard library writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocert_rules.words.json_text import json_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@pytest.mark.slow
@given(VALUES)
def test_the_bytes_are_those_of_the_standard_library(data: object) -> None:
    assert json_text(data) == json.dumps(data, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("number", [2**63, 2**64, -(2**63) - 1, 10**40])
def test_integers_of_any_width(number: int) -> None:
    assert json.loads(json_text({"limit": number})) == {"limit": number}


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError):
        json_text({"path": Path("x")})
