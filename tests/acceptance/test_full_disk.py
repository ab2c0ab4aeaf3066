"""What is told when there is no room, nobody who reads, or nothing to write to; and that no half of a file stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nocert_rules.words.errors import InputError
from nocert_rules.words.files import write_file
from tests.support.process import CLI, ROOT, environment

FULL = Path("/dev/full")


def shell(command: str, language: str = "en") -> tuple[int, str]:
    """The status and standard error of `nocert` with redirections, as typed into a shell."""
    program = " ".join((sys.executable, *CLI))
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command.replace('nocert', program, 1)}"],
        capture_output=True,
        env=environment(language),
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("command", ["provisions", "--version", "items 驾驶 --format json", "route"])
def test_a_full_disk_is_told_in_one_line(command: str) -> None:
    status, told = shell(f"nocert {command} >/dev/full")
    assert status == 2
    assert "standard output: cannot be written: no space left on device\n" in told
    assert "internal" not in told and "Exception" not in told


def test_a_full_disk_in_chinese_and_with_nobody_to_tell() -> None:
    assert shell("nocert provisions >/dev/full", "zh") == (2, "标准输出: 无法写入：磁盘空间不足\n")
    assert shell("nocert provisions >/dev/full 2>/dev/full") == (2, "")
    assert shell("nocert nothing 2>/dev/full") == (2, "")


def test_closed_output_is_told_and_nothing_is_done() -> None:
    expected = "standard output: is closed, so that no answer can be shown; expected an open one, or `>/dev/null`\n"
    assert shell("nocert provisions >&-") == (2, expected)
    assert shell("nocert provisions >&- 2>&-") == (2, "")


def test_a_broken_pipe_ends_quietly() -> None:
    assert shell("nocert provisions | head -1 >/dev/null") == (0, "")


def test_files_are_whole_or_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept.yaml"
    kept.write_text("before", encoding="utf-8")
    kept.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(kept)
    write_file(link, "after")
    assert (kept.read_text(encoding="utf-8"), kept.stat().st_mode & 0o777, link.is_symlink()) == ("after", 0o640, True)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for path in (kept, tmp_path / "new.yaml"):
        with pytest.raises(InputError, match=r"yaml: cannot be written: no space left on device$"):
            write_file(path, "half")
    assert kept.read_text(encoding="utf-8") == "after"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.yaml", "link.yaml"]


def test_a_device_is_written_and_not_replaced() -> None:
    write_file(Path("/dev/null"), "gone")
    with pytest.raises(InputError, match="no space left"):
        write_file(FULL, "gone")
    assert FULL.is_char_device()
