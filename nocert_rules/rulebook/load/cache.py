"""Keeps loaded rulebooks in the user's cache folder, so that a command need not read the YAML again.

A file there is named by a digest of all that determines what it holds: this program's loader and the rulebook's files
with their names. It is JSON, which can run nothing, behind a digest of its own: what is damaged, foreign or old is as
if it were not there, and where nothing can be kept everything works without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from nocert_rules.rulebook.load.folders import default_folder, yaml_files
from nocert_rules.rulebook.load.frozen import NotReadable, freeze, thaw
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.version import VERSION

MOST_FILES = 8
_ENDING = ".rulebook.json"
_PROGRAM = Path(__file__).resolve().parents[2]


def cache_folder() -> Path | None:
    """Where rulebooks are kept: NOCERT_CACHE, or the system's place for this; None where NOCERT_NO_CACHE is set."""
    if os.environ.get("NOCERT_NO_CACHE"):
        return None
    if chosen := os.environ.get("NOCERT_CACHE"):
        return Path(chosen)
    try:
        home = Path.home()
    except RuntimeError:  # nobody's home
        return None
    usual = {"win32": home / "AppData" / "Local", "darwin": home / "Library" / "Caches"}.get(sys.platform)
    place = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return Path(place or usual or home / ".cache") / "nocert-rules"


def cached_rulebook(rules: Path | None = None, catalogue: Path | None = None, keep: Path | None = None) -> Rulebook:
    """The Rulebook of the folders as `load_rulebook` makes it, taken from the folder `keep` where it is there.

    Raises InputError as that does; what has problems is never kept.
    """
    place = None
    if keep:
        with suppress(OSError):  # folders that cannot be read are told of when they are loaded
            folders = (rules or default_folder("rules"), catalogue or default_folder("catalogue"))
            place = keep / f"{_key(folders)}{_ENDING}"
    found = _read(place) if place else None
    if found is None:
        from nocert_rules.rulebook.load.assemble import load_rulebook  # what reads YAML, where it must be read

        found = load_rulebook(rules, catalogue)
        if place:
            with suppress(OSError):
                _write(place, freeze(found))
    return found


def _key(folders: Iterable[Path]) -> str:
    """A digest of all that the loaded rulebook depends on; the folders' names stand in its positions."""
    digest = sha256(f"{VERSION} {sys.version_info[:2]}".encode())
    program = [path for wing in ("rulebook", "words") for path in sorted((_PROGRAM / wing).rglob("*.py"))]
    read = [path for folder in folders for path in (folder, *yaml_files(folder))]
    for path in (*program, *read):
        digest.update(f"\0{path}\0".encode(errors="surrogateescape"))
        if not path.is_dir():
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(place: Path) -> Rulebook | None:
    try:
        digest, _, text = place.read_bytes().partition(b"\n")
        if digest != sha256(text).hexdigest().encode():
            return None
        return thaw(text.decode())
    except (OSError, UnicodeDecodeError, NotReadable):
        return None


def _write(place: Path, text: str) -> None:
    """Put the file there whole or not at all, and let the oldest go where there are too many."""
    content = text.encode()
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{token_hex(8)}")
    try:
        temporary.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
        temporary.replace(place)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    kept = sorted(place.parent.glob(f"*{_ENDING}"), key=lambda path: (path != place, -path.stat().st_mtime_ns))
    for path in kept[MOST_FILES:]:
        path.unlink()
