"""Keeps loaded rulebooks in the user's cache folder, so that a command need not read the YAML again.

A file there is named by the digest of all that determines what it holds: this program's loader, the calendar that
notices are held against, and the rulebook's files with their names. It is JSON, which can run nothing, behind a
digest of that name and itself: what is damaged, foreign or old is as if it were not there, and where nothing can be
kept everything works without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from nocert_rules.rulebook.load.folders import default_folder, yaml_files
from nocert_rules.rulebook.load.frozen import NotReadable, freeze, thaw
from nocert_rules.rulebook.model.calendar import LIBRARY_FOLDER
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.version import VERSION
from nocert_rules.words.errors import InputError
from nocert_rules.words.files import write_file

MOST_FILES = 8
ENDING = ".rulebook"
_PROGRAM = Path(__file__).resolve().parents[2]
_OTHERS_MAY_WRITE = 0o022
_NAMES = "surrogatepass"  # names of files need not be text


def cache_folder() -> Path | None:
    """Where rulebooks are kept: in XDG_CACHE_HOME or the system's place for this; None under NOCERT_NO_CACHE."""
    if os.environ.get("NOCERT_NO_CACHE"):
        return None
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if chosen.is_absolute():
        return chosen / "nocert-rules"
    try:
        home = Path.home()
    except RuntimeError:  # nobody's home
        return None
    usual = {"win32": Path("AppData", "Local"), "darwin": Path("Library", "Caches")}.get(sys.platform, ".cache")
    return home / usual / "nocert-rules"


def cached_rulebook(rules: Path | None = None, catalogue: Path | None = None, keep: Path | None = None) -> Rulebook:
    """The Rulebook of the folders as `load_rulebook` makes it, taken from the folder `keep` where it is there.

    Raises InputError as that does; what has problems is never kept.
    """
    folders = (rules or default_folder("rules"), catalogue or default_folder("catalogue"))
    key = _key(folders) if keep else None
    found = _read(keep, key) if keep and key else None
    if found is None:
        from nocert_rules.rulebook.load.assemble import load_rulebook  # what reads YAML, where it must be read

        found = load_rulebook(rules, catalogue)
        if keep and key and key == _key(folders):  # the files that were read are those that the key is of
            with suppress(OSError, InputError):
                _write(keep, key, freeze(found))
    return found


def _key(folders: Iterable[Path]) -> str | None:
    """A digest of all that the loaded rulebook depends on; the folders' names stand in its positions.

    None where something cannot be read: it is told of when it is loaded.
    """
    digest = sha256(f"{VERSION} {sys.version_info[:2]}".encode())
    try:
        loader = (_PROGRAM / "rulebook", _PROGRAM / "words", LIBRARY_FOLDER)
        program = [path for folder in loader for path in sorted(folder.rglob("*.py"))]
        read = [path for folder in folders for path in (folder, *yaml_files(folder))]
        for path in (*program, *read):
            digest.update(f"\0{path}\0".encode(errors=_NAMES))
            if not path.is_dir():
                digest.update(sha256(path.read_bytes()).digest())
    except OSError:
        return None
    return digest.hexdigest()


def _read(folder: Path, key: str) -> Rulebook | None:
    """What is kept under `key`; as soon as it is read it counts as new."""
    place = folder / f"{key}{ENDING}"
    try:
        if not (_private(folder) and _private(place)):
            return None
        digest, _, text = place.read_bytes().partition(b"\n")
        if digest != _digest(key, text):
            return None
        found = thaw(text.decode(errors=_NAMES))
    except (OSError, UnicodeDecodeError, NotReadable):
        return None
    with suppress(OSError):
        os.utime(place)
    return found


def _private(path: Path) -> bool:
    """Whether what stands there is this user's, and nobody else may write it."""
    if sys.platform == "win32":  # where the folder of a user is closed to others
        return True
    found = path.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS_MAY_WRITE


def _digest(key: str, text: bytes) -> bytes:
    return sha256(key.encode() + b"\n" + text).hexdigest().encode()


def _write(folder: Path, key: str, frozen: str) -> None:
    """Keep it, and let the oldest go where there are too many."""
    text = frozen.encode(errors=_NAMES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _private(folder):
        return
    write_file(folder / f"{key}{ENDING}", _digest(key, text) + b"\n" + text, mode=0o600)
    by_age = sorted(folder.iterdir(), key=lambda path: -path.stat().st_mtime_ns)
    for path in by_age[MOST_FILES:]:
        path.unlink(missing_ok=True)
