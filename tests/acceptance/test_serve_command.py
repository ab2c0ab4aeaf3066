"""The command `serve`: starts, says where, ends, and says clearly why it cannot start."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.process import ROOT, call, environment, run

STARTED = "http://127.0.0.1:"


@contextmanager
def serving(*arguments: str | Path, language: str = "en") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server with the address it tells; it is interrupted in the end, as by Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nocert_rules", "serve", "--port", "0", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(language),
        cwd=ROOT,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    """The status and the rest of what a server says when it is ended."""
    process.send_signal(by)
    rest, errors = process.communicate(timeout=60)
    return process.returncode, rest, errors


def page(address: str, **headers: str) -> str:
    """The text at an address."""
    with urlopen(Request(address, headers=headers), timeout=60) as answer:  # what the command told
        text: str = answer.read().decode()
        return text


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_says_where_and_ends_without_a_word(tmp_path: Path, workers: str, by: signal.Signals) -> None:
    drafts = tmp_path / "state" / "drafts.sqlite3"
    with serving("--drafts", drafts, "--workers", workers, "--on", "2019-06-03") as (process, address):
        assert address.startswith(STARTED) and address.endswith("/")
        assert '<html lang="zh-Hans">' in page(address, **{"accept-language": "zh-CN"})
        assert '"status": "ok"' in page(f"{address}api/v1/health")
        assert ended(process, by) == (0, "", "")
    assert drafts.exists()


def test_it_keeps_nothing_where_nothing_is_to_be_kept(tmp_path: Path) -> None:
    with serving("--drafts", ":memory:", "--workers", "2") as (process, address):
        assert "nocert" in page(address)
        assert ended(process, signal.SIGTERM)[0] == 0
    assert not Path(":memory:").exists()


def test_it_answers_to_its_own_names_alone() -> None:
    with serving("--drafts", ":memory:", "--name", "counter.example") as (process, address):
        assert "nocert" in page(address, Host="counter.example:80")
        with pytest.raises(HTTPError) as refused:
            page(address, Host="evil.example")
        assert refused.value.code == 400
        refused.value.close()
        ended(process)


def test_the_language_is_that_of_the_command() -> None:
    with serving("--drafts", ":memory:", "--lang", "zh") as (process, address):
        assert '<html lang="zh-Hans">' in page(address)
        ended(process)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "is taken; expected a free one"), ("zh", "已被占用；应为空闲端口")]
)
def test_a_port_that_is_taken_is_told(language: str, told: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = call("serve", "--port", str(other.getsockname()[1]), "--drafts", ":memory:", language=language)
    assert (result.status, result.stdout) == (4, "")
    assert told in result.stderr and len(result.problems) == 1


@pytest.mark.parametrize("host", ["no such host", "198.51.100.7", "x" * 300])
def test_a_host_that_is_not_this_computer_is_told(host: str) -> None:
    result = call("serve", "--host", host, "--port", "0", "--drafts", ":memory:")
    assert result.status == 4
    assert "is no address of this computer; expected one, such as `127.0.0.1`" in result.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_drafts_that_cannot_be_kept_are_told(tmp_path: Path, workers: str) -> None:
    (tmp_path / "notes.txt").write_text("not a store of drafts\n" * 99)
    result = run("serve", "--port", "0", "--drafts", tmp_path / "notes.txt", "--workers", workers)
    assert (result.status, result.stdout) == (4, "")
    assert f"drafts cannot be kept in `{tmp_path / 'notes.txt'}`" in result.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_wrong_rulebook_is_told(tmp_path: Path, workers: str) -> None:
    (tmp_path / "wrong.yaml").write_text("rule: x\n")
    result = run("serve", "--port", "0", "--rules", tmp_path, "--workers", workers, "--drafts", ":memory:")
    assert (result.status, result.stdout) == (2, "")
    assert all("wrong.yaml:1:" in line or "expected" in line for line in result.problems) and result.problems


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--port", "65536"), "65536"),
        (("--workers", "0"), "0"),
        (("--on", "2019-02-30"), "--on: found `2019-02-30`; expected a day as `2019-06-03`"),
        (("--prot", "1"), "unknown option `--prot`"),
    ],
)
def test_wrong_options_are_told(options: tuple[str, ...], told: str) -> None:
    result = call("serve", *options)
    assert result.status == 2 and told in result.stderr


@pytest.mark.parametrize(("language", "told"), [("en", "pages need the extra `web`"), ("zh", "网页服务需要附加组件")])
def test_what_is_not_installed_is_told(language: str, told: str) -> None:
    code = (
        "import importlib.util as u; find = u.find_spec; "
        "u.find_spec = lambda name, *rest: None if name == 'uvicorn' else find(name, *rest); "
        "from nocert_rules.cli.main import main; main(['serve'])"
    )
    result = run(language=language, program=("-c", code))
    assert result.status == 4
    assert told in result.stderr and "pip install 'nocert-rules[web]'" in result.stderr


def test_the_help_says_how_to_open_and_to_end_it() -> None:
    text = call("serve", "--help").stdout
    assert "Ctrl-C" in text and "--port" in text and "nocert serve" in text
