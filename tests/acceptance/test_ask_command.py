"""`nocert ask` when something goes wrong: files that cannot be written, input that ends, marks in the wrong place."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from nocert_rules.cli.main import main
from tests.support.process import call


def test_what_cannot_be_saved_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    for place, expected in ((tmp_path, "a folder"), (tmp_path / "none" / "case.yaml", "cannot be written")):
        done = call("ask", "verification", "--on", "2019-06-12", "--save", str(place), "--lang", "en", stdin=b"1\n")
        assert (done.status, done.stdout) == (2, "")
        assert expected in done.stderr


def test_an_answer_is_given_though_it_cannot_be_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    saved = str(tmp_path / "case.yaml")
    done = call("ask", "verification", "--on", "2019-06-12", "--save", saved, "--lang", "en", stdin=b"1\ns\nq\n")
    assert done.status == 1
    assert "verification.requested_on" in done.stdout and "overdue" in done.stdout
    assert done.stderr.count("case.yaml: cannot be written") == 2


def test_saving_nowhere_is_told() -> None:
    done = call("ask", "verification", "--on", "2019-06-12", "--lang", "en", stdin=b"s\n")
    assert "no file was named with --save" in done.stderr


@pytest.mark.parametrize("typed", ["q", "<", "?", "-", ""])
def test_a_mark_is_nobody_s_name(typed: str) -> None:
    lines = f"1\n{typed}\nq\n".encode()
    done = call("ask", "pledge", "--on", "2019-06-12", "--lang", "en", stdin=lines)
    assert done.stderr == "a finding needs who, when and why\n"
    assert "overdue" not in done.stdout and "answer" in done.stdout


def test_without_any_input_the_answer_is_given(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SystemExit) as ended:
        main(["ask", "verification", "--on", "2019-06-12", "--lang", "en"])
    assert ended.value.code == 1
    assert "overdue" in capsys.readouterr().out


def test_an_earlier_answer_is_changed() -> None:
    lines = "1\n2019-06-03\n=\n2\n2019-06-10\n5\n2\n"
    done = call("ask", "verification", "--on", "2019-06-12", "--lang", "en", stdin=lines.encode())
    assert "2  day of the request: 2019-06-03" in done.stdout
    assert "last day for the answer (that day included)  2019-06-17" in done.stdout
    assert done.stderr == ""


def test_an_answer_is_taken_back_for_nobody_knows() -> None:
    lines = "1\n2019-06-03\n=\n9\n=\n\n=\n2\n-\n"
    done = call("ask", "verification", "--on", "2019-06-12", "--lang", "en", stdin=lines.encode())
    assert done.stdout.count("2  day of the request: 2019-06-03") == 3
    assert "still needed\n  ? verification.requested_on" in done.stdout


def test_on_a_terminal_the_last_answer_can_still_be_changed(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("1\n2019-06-03\n5\n1\n2019-06-05\n<\n2019-06-12\n\n"))
    with pytest.raises(SystemExit):
        main(["ask", "verification", "--on", "2019-06-12", "--lang", "en"])
    told = capsys.readouterr().out
    assert told.count("Enter ends, < goes back, = changes an answer:") == 2
    before, _, after = told.partition("Enter ends")
    assert re.search(r"^  overdue +no —", before, re.MULTILINE)
    assert re.search(r"^  overdue +yes —", after, re.MULTILINE)


ITEM = ("--item", "夫妻关系证明", "--jurisdiction", "jinhua", "--on", "2020-01-15", "--lang", "en")


def test_what_only_lists_know_is_asked_where_it_is_wished() -> None:
    lines = b"1\n1\n1\n[]\n"
    done = call("ask", "route", *ITEM, stdin=lines)
    assert "[item.listings;" not in done.stdout
    assert (
        "left open here\n  ○ item.listings\n    the item's entries on published lists (known to: published list)"
        in (done.stdout)
    )
    assert done.status == 0
    assert "[item.listings;" in call("ask", "route", *ITEM, "--ask-all", stdin=lines).stdout


def test_may_it_be_pledged() -> None:
    done = call("ask", "route", *ITEM, "--about", "pledge", stdin=b"1\n1\n1\n[]\n1\n")
    assert re.search(r"^answer\n  pledge +open — pledge/1.2$", done.stdout, re.MULTILINE)
    assert done.status == 0
    told = (
        "--fact",
        "item.issued_in_city=true",
        "--fact",
        "applicant.informed=true",
        "--fact",
        "applicant.willing=false",
    )
    closed = call("route", *ITEM, *told, "--about", "pledge")
    assert re.search(r"^answer\n  pledge +closed — ", closed.stdout, re.MULTILINE)
    assert (closed.status, call("route", *ITEM, *told).status) == (0, 1), "the rest stays open"
    for command in (("ask", "route"), ("route",)):
        wrong = call(*command, *ITEM, "--about", "pledg")
        assert wrong.status == 2
        assert "--about: unknown answer field or option `pledg`" in wrong.stderr and "nearest: `pledge`" in wrong.stderr


BASE = Path(__file__).resolve().parents[1] / "lint" / "fixtures" / "base"
OTHER = ("--rules", str(BASE / "rules"), "--catalogue", str(BASE / "catalogue"), "--lang", "en")


def test_questions_of_another_rulebook_have_commands_too() -> None:
    told = call("keeping", *OTHER, "--fact", "keeper.in_town=true")
    assert told.status == 1 and "how a dog may be kept" in told.stdout
    assert "how a dog may be kept (如何养犬)" in call("keeping", *OTHER, "--help").stdout
    assert call("facts", "keeping", *OTHER).status == 0
    assert "Does the keeper live in Linyuan?" in call("ask", "keeping", *OTHER).stdout


@pytest.mark.parametrize("command", [("route",), ("ask", "route"), ("facts", "route")])
def test_a_question_that_a_rulebook_has_not_is_told(command: tuple[str, ...]) -> None:
    told = call(*command, *OTHER)
    assert told.status == 2
    assert "unknown question `route`" in told.stderr
