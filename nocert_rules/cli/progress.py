"""Progress on a terminal, for anything that may take more than a second."""

from __future__ import annotations

import os
import time
from typing import TextIO


class Progress:
    """One line on a terminal that says how far the work has come, gone when it is done; nothing elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.shown = 0.0
        self.on = stream.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def say(self, text: str) -> None:
        """Show `text` at once."""
        self._write(text)

    def count(self, done: int, of: int) -> None:
        """Show that so many are done, ten times a second at most."""
        self.tell(f"{done} / {of}")

    def tell(self, text: str) -> None:
        """Show `text`, unless something was shown a tenth of a second ago."""
        now = time.monotonic()
        if now - self.shown > 0.1:
            self.shown = now
            self._write(text)

    def clear(self) -> None:
        """Show nothing, so that a line of output can take the place."""
        self._write("")

    def _write(self, text: str) -> None:
        if self.on:
            self.stream.write(f"\r\x1b[K{text}")
            self.stream.flush()
