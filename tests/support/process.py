"""Runs the command line: as a process of its own, as people do, or inside this one where a process adds nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from nocert_rules.cli import options
from nocert_rules.cli.main import main
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.yaml")))
CLI = ("-m", "nocert_rules")
LOCALES = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}
_MEASURE = Path(__file__).with_name("measure.py")
_NOT_INHERITED = ("LC_", "LANG", "PYTHON", "NO_COLOR", "_NOCERT", "NOCERT_LANG", "COLUMNS")
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

Argument = str | bytes | Path


@dataclass(frozen=True)
class Result:
    """What a run of the command line ended with.

    `seconds` of processor time, which do not depend on what else runs, and the peak `memory` in bytes are those
    of a process.
    """

    status: int
    stdout: str
    stderr: str
    seconds: float = 0
    memory: int = 0

    @property
    def problems(self) -> tuple[str, ...]:
        """The lines on standard error."""
        return tuple(self.stderr.splitlines())


def environment(language: str = "en", **more: str) -> dict[str, str]:
    """This environment without what changes the output, in a locale of `language`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return kept | {"PYTHONPATH": str(ROOT), "LANG": LOCALES.get(language, language)} | more


def run(
    *arguments: Argument,
    stdin: bytes = b"",
    language: str = "en",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    program: Sequence[Argument] = CLI,
) -> Result:
    """Run the command line (or another `program` of Python) as a process."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        done = subprocess.run(
            [sys.executable, "-I", "-S", _MEASURE, report, sys.executable, *program, *arguments],
            input=stdin,
            capture_output=True,
            env=environment(language, **(env or {})),
            cwd=cwd or ROOT,
            timeout=120,
            check=True,
        )
        status, seconds, memory = report.read_text().split()
    stdout, stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "backslashreplace")
    return Result(int(status), stdout, stderr, float(seconds), int(memory) * _RSS_UNIT)


def call(*arguments: str, stdin: bytes = b"", language: str = "en", cwd: Path | None = None) -> Result:
    """Run the command line inside this process, on one rulebook for all runs."""
    stdout, stderr = _stream(), _stream()
    with _as_a_process(stdout, stderr, stdin, language, cwd or ROOT):
        try:
            main(arguments)
            status = 0
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 0
    return Result(status, _text(stdout), _text(stderr))


def _stream(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8")


@contextmanager
def _as_a_process(
    stdout: io.TextIOWrapper, stderr: io.TextIOWrapper, stdin: bytes, language: str, cwd: Path
) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(stdout))
        stack.enter_context(redirect_stderr(stderr))
        stack.enter_context(chdir(cwd))
        stack.enter_context(mock.patch.object(sys, "stdin", _stream(stdin)))
        stack.enter_context(mock.patch.dict(os.environ, environment(language), clear=True))
        stack.enter_context(mock.patch.object(options, "cached_rulebook", _rulebook))
        yield


def _rulebook(rules: Path | None, catalogue: Path | None, _keep: Path | None) -> Rulebook:
    return _shipped() if rules is None and catalogue is None else load_rulebook(rules, catalogue)


@cache
def _shipped() -> Rulebook:
    return load_rulebook()
