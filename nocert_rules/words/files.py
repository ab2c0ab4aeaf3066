"""Writes files whole or not at all: what stood there before stays until all of the new file is on the disk."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from nocert_rules.words.errors import InputError, Position, Problem, shown


def write_file(path: Path, data: str | bytes, mode: int | None = None) -> None:
    """Put `data` (text as UTF-8) in the place of the file at `path`, or make it.

    It gets the permissions `mode`; without one, those of the file that stood there, or the usual ones.

    Raises InputError, and leaves everything as it was, where the system does not let it be written.
    """
    import secrets  # both here, for they are slow to import and most commands write nothing
    import shutil

    content = data.encode() if isinstance(data, str) else data
    temporary = None
    try:
        target = path.resolve()  # a link stays a link
        if target.exists() and not target.is_file():  # a device or a pipe cannot be replaced
            target.write_bytes(content)
            return
        temporary = target.with_name(f".nocert-{secrets.token_hex(8)}")
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode or 0o666)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # some systems tell only now that the disk is full
        if target.exists() and mode is None:
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise InputError((unwritable(str(path), error),)) from error


def unwritable(name: str, error: OSError) -> Problem:
    """That the file or stream `name` cannot be written, with the system's reason."""
    reason = shown(os.strerror(error.errno) if error.errno else str(error)).lower()
    return Problem("unwritable", Position(name), (("reason", reason),))
