"""How the pages are served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nocert_rules.engine.inference.engines import EngineChoice
from nocert_rules.words.messages import Language

IN_MEMORY = ":memory:"


@dataclass(frozen=True)
class WebSettings:
    """Where the rulebook and the drafts are, what is answered to whom, and the limits of a request.

    `hosts` are the names by which browsers may call: anything else is refused, so that no other site can reach a
    program on this computer by renaming itself. With `addresses`, bare addresses are such names too. `today` fixes
    the day, for tests and pictures. `supervised`: the second engine runs in a process of its own. `threads` is how
    many requests one process works on at the same time.
    """

    rules: Path | None = None
    catalogue: Path | None = None
    drafts: str = IN_MEMORY
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    addresses: bool = False
    language: Language = "zh"
    engine: EngineChoice = "auto"
    supervised: bool = False
    today: date | None = None
    max_body: int = 2_000_000
    max_seconds: float = 20.0
    keep_days: int = 30
    threads: int = 4
