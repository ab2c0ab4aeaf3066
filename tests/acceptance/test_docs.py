"""What README, guides and reference say is what the program does."""

from __future__ import annotations

import doctest
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from docs import generate
from docs.changes import Edit, changed, edits_in
from docs.refresh import ROOT, Shown, agrees, language_of, outputs_of, pages, renewed, run, shown_in

PAGES = pages()
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
HABITS = [ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
MARKDOWN = [*PAGES, *HABITS, *sorted((ROOT / "docs" / "reference").glob("*.md"))]
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_QUOTED = re.compile(
    r"^```yaml\n# (?P<file>(?:rules|catalogue|examples)/\S+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_code(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", [page for page in PAGES if any(shown_in(page))], ids=name_of)
def test_every_command_prints_what_the_page_shows(page: Path) -> None:
    wrong = [str(shown) for shown, printed in outputs_of(page) if not agrees(shown.lines, printed)]
    assert not wrong, "run `python -m docs.refresh`, then read what changed"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_every_example_is_answered(example: Path, language: str) -> None:
    question = example.name.partition("-")[0]
    printed, status = run(f"nocert {question} {name_of(example)}", language)
    assert status in (0, 1), printed
    assert f"question: {question}\n" in example.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".md", ".zh.md"])
@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_every_example_is_told_of(example: Path, suffix: str) -> None:
    mine = [page for page in PAGES if (suffix == ".zh.md") == (language_of(page) == "zh")]
    assert any(name_of(example) in page.read_text(encoding="utf-8") for page in mine)


def test_the_reference_is_what_the_program_says() -> None:
    stale = [name_of(path) for path, text in generate.pages().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `python -m docs.generate`"


@pytest.mark.parametrize("page", MARKDOWN, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    targets = [match["target"] for match in _LINK.finditer(without_code(page))]
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    broken = [target for target in local if not _resolves(page, target)]
    assert not broken


def _resolves(page: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    found = (page.parent / file).resolve() if file else page
    if not found.exists():
        return False
    return not anchor or anchor in _anchors(found)


def _anchors(page: Path) -> set[str]:
    headings = [line.lstrip("#").strip() for line in without_code(page).splitlines() if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_quoted_files_are_quoted_as_they_are(page: Path) -> None:
    for match in _QUOTED.finditer(page.read_text(encoding="utf-8")):
        source = (ROOT / match["file"]).read_text(encoding="utf-8")
        parts = [part for part in re.split(r"^ *# …\n", match["text"], flags=re.MULTILINE) if part.strip()]
        wrong = [part for part in parts if not _holds(source, part)]
        assert not wrong, f"{name_of(page)} does not quote {match['file']}"


def _holds(source: str, part: str) -> bool:
    """Whether the lines of `part` stand in `source`, at any depth."""
    return any(textwrap.indent(textwrap.dedent(part), " " * depth) in f"{source}\n" for depth in range(0, 21, 2))


def test_python_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    exec(compile(code, "json.md", "exec"), {})
    assert "'status': 'yes'" in capsys.readouterr().out


LIBRARY = [ROOT / "docs" / "library.md", ROOT / "docs" / "library.zh.md"]


def blocks_of(page: Path, language: str) -> str:
    """The code of `page` in a language, one block after another."""
    text = page.read_text(encoding="utf-8")
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("page", LIBRARY, ids=name_of)
def test_the_library_answers_as_its_page_shows(page: Path) -> None:
    shown = doctest.DocTestParser().get_doctest(blocks_of(page, "pycon"), {}, page.name, str(page), 0)
    told: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(shown, out=told.append)
    assert result.attempted and not result.failed, "".join(told)


@pytest.mark.parametrize("page", LIBRARY, ids=name_of)
def test_each_process_answers_as_the_page_of_the_library_shows(page: Path) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(blocks_of(page, "python"), page.name, "exec"), names)
    names["begin"]()
    assert '"question": "route"' in names["answered"]({"item.certificate": "夫妻关系证明"})


def test_twins_of_the_library_show_the_same_code() -> None:
    english, chinese = (blocks_of(page, "python") for page in LIBRARY)
    assert english == chinese


@pytest.mark.parametrize("page", [page for page in PAGES if language_of(page) == "zh"], ids=name_of)
def test_twins_show_the_same_commands(page: Path) -> None:
    twin = page.with_name(page.name.replace(".zh.md", ".md"))
    assert [shown.command for shown in shown_in(page)] == [shown.command for shown in shown_in(twin)]


# the tools themselves

PRINTED = ["title", "", "answer", "  one", "  two", "", "must", "  three", "  four", "", "receipt", "  abc"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (PRINTED, True),
        (["title", "", "…"], True),
        (["…", "must", "  three", "…"], True),
        (["…", "must", "  three", "  four", "", "…"], True),
        (["…", "  abc"], True),
        (["title", "", "…", "receipt", "  abc"], True),
        (["title"], False),
        (["…", "must", "  four", "…"], False),
        (["…", "must", "…", "answer", "…"], False),
        (["…", "receipt"], False),
        (["title", "", "answer", "…", "  two", "…", "  one", "…"], False),
    ],
)
def test_left_out_lines_are_allowed_in_order(shown: list[str], expected: bool) -> None:
    assert agrees(tuple(shown), PRINTED) is expected


@pytest.mark.parametrize(
    ("shown", "fresh"),
    [
        (["title", "", "answer", "  old", "", "…"], ["title", "", "answer", "  one", "  two", "", "…"]),
        (["…", "must", "  old", "", "…"], ["…", "must", "  three", "  four", "", "…"]),
        (["…", "must", "  old", "…"], ["…", "must", "  three", "…"]),
        (["…", "receipt", "  old"], ["…", "receipt", "  abc"]),
        (["anything"], PRINTED),
        (["…", "vanished", "…"], None),
    ],
)
def test_outputs_are_renewed_as_they_were_shortened(shown: list[str], fresh: list[str] | None) -> None:
    assert renewed(tuple(shown), PRINTED) == fresh


def test_seconds_may_differ() -> None:
    assert agrees(("lint   0.9 s  57 checks", "…"), ["lint  11.2 s  57 checks", "more"])
    assert not agrees(("lint   0.9 s  57 checks",), ["lint   0.9 s  56 checks"])


def test_a_diff_is_made_of_parts_of_files() -> None:
    block = ["--- rules/a.yaml", " one", "-two", "+2", "@@", "+zero", " three", "--- b.yaml", "-four"]
    assert list(edits_in(block)) == [
        Edit("rules/a.yaml", "one\ntwo\n", "one\n2\n"),
        Edit("rules/a.yaml", "three\n", "zero\nthree\n"),
        Edit("b.yaml", "four\n", ""),
    ]


def test_changes_are_made_to_a_copy_beside_one_without_them() -> None:
    name = "rules/pledge/document.yaml"
    before = (ROOT / name).read_text(encoding="utf-8")
    with changed(ROOT, [Edit(name, "  id: pledge\n", "  id: promise\n")]) as folder:
        assert (folder / name).read_text(encoding="utf-8") == before.replace("id: pledge", "id: promise")
        assert (folder.parent / "before" / name).read_text(encoding="utf-8") == before
    assert (ROOT / name).read_text(encoding="utf-8") == before
    with pytest.raises(ValueError, match="holds 0 times"), changed(ROOT, [Edit(name, "nothing\n", "")]):
        pass


def test_changes_last_to_the_next_heading_of_their_rank(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    diff, command = "```diff\n--- {0}\n+{0}\n```\n", "```console\n$ nocert lint\n```\n"
    first = f"{command}# A\n{diff.format('a')}{command}## B\n{diff.format('b')}{command}"
    page.write_text(f"{first}## C\n{command}# D\n{command}", encoding="utf-8")
    assert [[edit.file for edit in shown.edits] for shown in shown_in(page)] == [[], ["a"], ["a", "b"], ["a"], []]


def test_a_page_may_only_run_this_program(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ ls\n```\n", encoding="utf-8")
    assert list(shown_in(page)) == [Shown(page, 2, "$ ls", ())]
    with pytest.raises(ValueError, match="only `nocert`"):
        list(outputs_of(page))
