"""Bad input ends with status 2, at once, with every problem in one line each and no answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import bad_cases, bad_texts, bad_use
from tests.support.bad_cases import Bad
from tests.support.process import CLI, call, environment, run

ALL: Sequence[Bad] = (
    *bad_cases.NAMES,
    *bad_cases.VALUES,
    *bad_cases.TOGETHER,
    *bad_texts.TEXTS,
    *bad_use.FILES,
    *bad_use.FACTS,
    *bad_use.ITEMS,
    *bad_use.WORDS,
)
SECONDS = 3 if "CI" in os.environ else 1
SECONDS_FOR_MUCH = 3
BYTES = 200_000_000
MAX_PROBLEMS = 100
# what a Chinese message may say in Latin letters outside backticks: its place, and names of formats
_LATIN = re.compile(r"[A-Za-z]{2,}")
_FORMATS = {"YAML", "UTF", "Unicode"}


def written(bad: Bad, folder: Path) -> Path:
    """`folder` with the files of `bad`."""
    if "/proc/self/mem" in bad.arguments and not Path("/proc/self/mem").exists():
        pytest.skip("this system has no file that cannot be read")
    for name, content in bad.files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


def agrees(expected: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the lines are those expected, where `…` stands for anything."""
    patterns = [".*".join(re.escape(part) for part in line.split("…")) for line in expected]
    return len(patterns) == len(found) and all(map(re.fullmatch, patterns, found))


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: ascii(bad.name)[1:40])
def test_bad_input_is_refused_at_once(bad: Bad, tmp_path: Path) -> None:
    arguments = [argument.encode("utf-8", "surrogateescape") for argument in bad.arguments]
    result = run(*arguments, stdin=bad.stdin, cwd=written(bad, tmp_path))
    assert agrees(bad.english, result.problems), result.stderr
    assert (result.status, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert result.seconds < SECONDS
    assert result.memory < BYTES


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: ascii(bad.name)[1:40])
def test_bad_input_is_refused_in_chinese(bad: Bad, tmp_path: Path) -> None:
    result = call(*bad.arguments, stdin=bad.stdin, language="zh", cwd=written(bad, tmp_path))
    assert agrees(bad.chinese, result.problems), result.stderr
    assert (result.status, result.stdout) == (2, "")
    for line in result.problems:
        words = re.sub(r"`[^`]*`", "", line.partition(": ")[2])
        assert set(_LATIN.findall(re.sub(r"\S+:\d+:\d+|\([^)]*\)", "", words))) <= _FORMATS, line


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"\xef\xbb\xbfapplicant.willing: true\n")
    assert call("route", "case.yaml", cwd=tmp_path).status == 1


def test_json_as_machines_write_it_is_fine(tmp_path: Path) -> None:
    text = '{\n\t"question": "route",\n\t"item.certificate": "\\u8bc1\\ud842\\udfb7\\/a",\n\t"as_of": "2019-06-03"\n}\n'
    (tmp_path / "case.json").write_text(text, encoding="utf-8")
    result = call("route", "case.json", "--format", "json", cwd=tmp_path)
    assert result.status == 1
    assert (
        result.stdout
        == call("route", "--fact", "item.certificate=证𠮷/a", "--on", "2019-06-03", "--format", "json").stdout
    )


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"applicant.wiling{number}: true\n" for number in range(60_000)),
        "applicant.bad_records:\n" + "- 1\n" * 100_000,
        "".join(f"a{number}: &a 1\n" for number in range(60_000)),
    ],
    ids=["names", "records", "anchors"],
)
def test_endless_problems_end(text: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    result = run("route", "case.yaml", cwd=tmp_path)
    assert result.status == 2
    assert len(result.problems) == MAX_PROBLEMS + 1
    assert (
        result.problems[-1] == f"case.yaml: more than {MAX_PROBLEMS} problems; expected fewer, the rest are not shown"
    )
    assert result.seconds < SECONDS_FOR_MUCH
    assert result.memory < BYTES


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    secret = tmp_path / "case.yaml"
    secret.write_text("applicant.willing: true\n", encoding="utf-8")
    secret.chmod(0)
    done = subprocess.run(
        [*_without_privilege(secret), sys.executable, *CLI, "route", "case.yaml"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stderr == "case.yaml: cannot be read: permission denied\n"
    assert done.returncode == 2


def _without_privilege(secret: Path) -> tuple[str, ...]:
    """What to put before a command so that it may not read `secret` either: root may, unless that is taken away."""
    try:
        secret.read_bytes()
    except PermissionError:
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
