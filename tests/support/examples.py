"""How many examples Hypothesis tries: fewer where versions are looked at rather than the program."""

from __future__ import annotations

import os

FEW = os.environ.get("NOCERT_EXAMPLES") == "few"


def examples(number: int) -> int:
    """`number`, or a tenth of it where NOCERT_EXAMPLES is `few`."""
    return max(5, number // 10) if FEW else number
