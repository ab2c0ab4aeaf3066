"""The Chromium that tests and pictures are made with."""

from __future__ import annotations

import os
import shutil

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The program that NOCERT_CHROMIUM names, or the first that is installed; None without any."""
    found = (path for name in _NAMES if (path := shutil.which(name)))
    return os.environ.get("NOCERT_CHROMIUM") or next(found, None)
