"""`nocert fmt`: how parts stand, where comments go, what it refuses, and what it does to files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from nocert_rules.cli.main import main
from nocert_rules.gate.fmt.canon import KINDS, REST
from nocert_rules.gate.fmt.document import FormatRefused, formatted, read_document
from nocert_rules.gate.fmt.layout import file_text
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.documents import _DOCUMENT_KEYS, _RULE_KEYS
from nocert_rules.rulebook.load.files import SECTIONS
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.words.errors import InputError, Problems

ROOT = Path(__file__).resolve().parents[3]


def laid_out(text: str, schema: str = "") -> str:
    """`text` in canonical layout, which a second run does not change."""
    problems = Problems()
    document = read_document(dedent(text), "test.yaml", problems)
    assert document, [problem.render() for problem in problems.found]
    result = formatted(document, schema)
    assert formatted(result, schema).text == result.text
    return result.text


LAYOUTS = {
    "keys in order, whatever quotes, brackets and indents there were": (
        """\
        provisions:
        - rules:
          - {then: tell, id: 'a', quote: "三日", when: {all: [{told: true}, {not: {holds: b}}]}}
          text: "第一条
            三日"
          provision: d/1
          heading:
            en: one, two
            zh: 一
          status: encoded
        """,
        """\
        provisions:
          - provision: d/1
            heading:
              zh: 一
              en: one, two
            status: encoded
            text: |-
              第一条 三日
            rules:
              - id: "a"
                quote: "三日"
                when:
                  all:
                    - told: true
                    - not: {holds: b}
                then: tell
        """,
    ),
    "a label of which a comma forbids brackets takes a line for each language": (
        "conclusions:\n  - {conclusion: a, label: {zh: 甲, en: 'a, b'}}\n  - conclusion: b\n    label:\n"
        "      zh: 乙\n      en: c, d\n",
        'conclusions:\n  - {conclusion: a, label: {zh: 甲, en: "a, b"}}\n  - conclusion: b\n    label:\n'
        "      zh: 乙\n      en: c, d\n",
    ),
    "sections in order, a blank line between them, groups of rows kept apart": (
        "conclusions:\n  - conclusion: a\n    label: {en: x, zh: 甲}\n\n\n\n"
        "  - {label: {zh: 乙, en: y}, conclusion: b}\n"
        "facts:\n\n  - fact: f\n    question: {zh: 问, en: q}\n    label: {zh: 事, en: f}\n    type: boolean\n",
        "facts:\n  - {fact: f, type: boolean, label: {zh: 事, en: f}, question: {zh: 问, en: q}}\n\n"
        "conclusions:\n  - {conclusion: a, label: {zh: 甲, en: x}}\n\n  - {conclusion: b, label: {zh: 乙, en: y}}\n",
    ),
    "one line up to column 150, a Chinese character taking two": (
        "cases:\n"
        f"  - case: a\n    item: {{matter: {'事' * 53}, certificate: {'c' * 9}}}\n"
        f"  - case: b\n    item: {{matter: {'事' * 53}, certificate: {'c' * 10}}}\n",
        "cases:\n"
        f"  - case: a\n    item: {{certificate: {'c' * 9}, matter: {'事' * 53}}}\n\n"
        f"  - case: b\n    item:\n      certificate: {'c' * 10}\n      matter: {'事' * 53}\n",
    ),
    "findings and records are rows": (
        """\
        cases:
          - facts:
              findings: {safe: {reason: 已查, value: true, on: 2019-06-03, by: 甲}}
              item: {listings: [{route: a}, {route: b}], kind: c}
              bad: {records: [], complete: false}
            case: a
        """,
        """\
        cases:
          - case: a
            facts:
              findings:
                safe: {value: true, by: 甲, on: 2019-06-03, reason: 已查}
              item:
                listings:
                  - {route: a}
                  - {route: b}
                kind: c
              bad: {complete: false, records: []}
        """,
    ),
    "quotes are kept and made alike": (
        """\
        cases:
          - facts: {a: '5', b: 5, c: 'it''s', d: 'say "x"', e: "\\u4e2d\\t", f: "a\\\\b", g: "yes", h: yes, i: ''}
        """,
        """\
        cases:
          - facts:
              a: "5"
              b: 5
              c: "it's"
              d: 'say "x"'
              e: "中\\t"
              f: 'a\\b'
              g: "yes"
              h: yes
              i: ""
        """,
    ),
    "what has several lines is a block": (
        'cases:\n  - reason: "one\\ntwo"\n    case: >\n      folded\n      text\n    provision: plain\n\n      text\n',
        "cases:\n  - case: |\n      folded text\n    provision: plain\n\n      text\n"
        "    reason: |-\n      one\n      two\n",
    ),
    "texts keep what ends them and how they are indented": (
        "provisions:\n  - text: |+2\n        deeper\n      less\n\n  - text: >-\n      a\n\n      b\n  - text: plain\n",
        "provisions:\n  - text: |2+\n        deeper\n      less\n\n  - text: |-\n      a\n      b\n  - text: plain\n",
    ),
    "keys without a place of their own come last, or where there is room for them": (
        "lists:\n  - list: a\n    own: 1\n    entries:\n      - {routes: [], limit: 3, entry: a/1}\n",
        "lists:\n  - list: a\n    entries:\n      - entry: a/1\n        limit: 3\n        routes: []\n    own: 1\n",
    ),
    "marks of the document, blanks and line ends of other systems go": (
        "---\r\ncases:   \r\n- case: a  \r\n...\r\n",
        "cases:\n  - case: a\n",
    ),
    "nothing is left of nothing": ("facts: [ ]\nrecords:\n", "facts: []\n\nrecords:\n"),
}


@pytest.mark.parametrize("before, after", LAYOUTS.values(), ids=LAYOUTS)
def test_layout(before: str, after: str) -> None:
    assert laid_out(before) == dedent(after)


COMMENTS = {
    "above and beside, when keys change places": (
        """\
        # about the file

        #second paragraph
        provisions:
          # about the provision
          - rules:  # its rules
              # about the rule
              - then: a   # what follows
                # why
                id: b
                # at the end of the rule
            # about the status
            status: encoded
            provision: d/1 # its id
          # at the end of the provisions
        # at the end of the file
        """,
        """\
        # about the file

        #second paragraph
        provisions:
          # about the provision
          - provision: d/1  # its id
            # about the status
            status: encoded
            rules:  # its rules
              # about the rule
              # why
              - id: b
                then: a  # what follows
                # at the end of the rule
          # at the end of the provisions
        # at the end of the file
        """,
    ),
    "inside brackets": (
        """\
        facts:
          - {fact: a, # one
             # two
             type: boolean
             # three
             } # four
          - {fact: b, type: boolean} # five
          - fact: c  # six
            type: {one_of: x}
        """,
        """\
        facts:
          # four
          - fact: a  # one
            # two
            type: boolean
            # three
          - {fact: b, type: boolean}  # five
          - fact: c  # six
            type: {one_of: x}
        """,
    ),
    "in empty brackets, before a value, after a dash and after the mark of a block": (
        """\
        cases:
          - # zero
            facts: {a: [ # one
              ]}
            case:
              # two
              b
          -
            # three
            case: c
            reason: |- # four
              text # no comment
              # none either
            # five
          - 'case': "# no comment"
        """,
        """\
        cases:
          # zero
          # two
          - case: b
            facts:
              a: []  # one

          # three
          - case: c
            reason: |-  # four
              text # no comment
              # none either
            # five

          - 'case': "# no comment"
        """.replace("'case'", '"case"'),
    ),
    "one that turns a lint off stays above its line": (
        """\
        provisions:
          - provision: d/1
            rules:
              - id: a
                # nocert-lint: off modality-misfit — the text says so
                modality: may
                bearer: b
        """,
        """\
        provisions:
          - provision: d/1
            rules:
              - id: a
                bearer: b
                # nocert-lint: off modality-misfit — the text says so
                modality: may
        """,
    ),
}


@pytest.mark.parametrize("before, after", COMMENTS.values(), ids=COMMENTS)
def test_comments_go_with_what_they_are_about(before: str, after: str) -> None:
    assert laid_out(before) == dedent(after)


def test_the_modeline_is_the_first_line() -> None:
    line = "# yaml-language-server: $schema=../a.json"
    assert laid_out(f"# about\n{line}\nfacts: []\n") == f"{line}\n# about\nfacts: []\n"
    assert laid_out(f"# about\n{line}\nfacts: []\n", "b.json") == (
        "# yaml-language-server: $schema=b.json\n# about\nfacts: []\n"
    )
    other = line.replace("a", "c")
    assert laid_out(f"# about\n{line}\n\n{other}\nfacts: []\n") == f"{line}\n# about\n\n{other}\nfacts: []\n"
    assert laid_out("facts: []\n", "b.json") == "# yaml-language-server: $schema=b.json\nfacts: []\n"


def test_every_kind_that_is_named_is_there() -> None:
    named = {name for kind in KINDS.values() for name in (*kind.parts.values(), kind.items)}
    assert named - {"line"} <= set(KINDS)
    assert set(KINDS) <= named | {"rulebook", "cases", "invariants", "finding"}
    assert set(KINDS["rulebook"].order) == set(SECTIONS)


def test_the_canon_has_the_keys_that_the_loader_has() -> None:
    assert set(KINDS["rule"].order) == set(_RULE_KEYS)
    assert set(KINDS["document"].order) == set(_DOCUMENT_KEYS)
    assert REST in KINDS["entry"].order


WRONG = {
    "not yaml": ("facts: [\n", "test.yaml:1:9"),
    "no mapping": ("- a\n", "test.yaml:1:1"),
    "no file of a rulebook": ("on: push\njobs: {}\n", "test.yaml:1:1: unknown key `on`"),
    "cases beside rules": ("cases: []\nfacts: []\n", "test.yaml:2:1: unknown key `facts`"),
    "key twice": ("facts: []\nfacts: []\n", "test.yaml:2:1"),
    "anchor": ("facts: &a []\n", "test.yaml:1:8"),
    "nothing": ("\n", "test.yaml: is empty"),
}


@pytest.mark.parametrize("text, told", WRONG.values(), ids=WRONG)
def test_wrong_input_is_refused_with_its_place(text: str, told: str) -> None:
    problems = Problems()
    assert read_document(text, "test.yaml", problems) is None
    assert problems.in_order()[0].render().startswith(told)


def test_json_is_a_way_to_write_yaml() -> None:
    assert laid_out('{\n\t"facts": [\n\t{"fact": "a", "minimum": 1}]\n}\n') == (
        '"facts":\n  - {"fact": "a", "minimum": 1}\n'
    )


def test_escapes_of_json_that_are_none_of_yaml_are_refused() -> None:
    document = read_document('{"facts": [], "records": "\\ud83d\\ude00"}\n', "test.yaml", Problems())
    assert document
    with pytest.raises(InputError, match=r"test\.yaml:1:\d+: is not valid yaml"):
        formatted(document)


FAULTS = {
    "content": lambda text: text.replace("true", '"true"'),
    "content, comments gone with it": lambda text: text.replace("  - case: b\n", ""),
    "comments": lambda text: text.replace("  # why", ""),
    "no yaml": lambda text: text + "}",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_written_where_a_file_would_say_something_else(
    fault: Callable[[str], str],
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    right, wrong = tmp_path / "a.yaml", tmp_path / "b.yaml"
    right.write_text("cases:\n- case: x\n", encoding="utf-8")
    wrong.write_text("cases:\n- case: a\n  facts: {x: true}  # why\n- case: b\n", encoding="utf-8")
    before = right.read_text(encoding="utf-8"), wrong.read_text(encoding="utf-8")
    monkeypatch.setattr("nocert_rules.gate.fmt.document.file_text", lambda *args: fault(file_text(*args)))
    assert run("--lang", language, str(right), str(wrong)) == FormatRefused.status
    assert (right.read_text(encoding="utf-8"), wrong.read_text(encoding="utf-8")) == before
    told = capsys.readouterr().err
    assert "nothing was written" in told if language == "en" else "没有写入" in told


def run(*arguments: str) -> int:
    """The exit status of `nocert fmt` with these arguments."""
    with pytest.raises(SystemExit) as stop:
        main(["fmt", *arguments])
    return int(stop.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two files, one of which is in order."""
    (tmp_path / "rules" / "cases").mkdir(parents=True)
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "rules" / "cases" / "a.yaml").write_text("cases:\n- case: a\n", encoding="utf-8")
    (tmp_path / "catalogue" / "b.yaml").write_text("facts: []\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_names_what_would_change_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--check", "--lang", "en") == 1
    shown = capsys.readouterr()
    assert shown.out == "would format rules/cases/a.yaml\n"
    assert shown.err == "1 to format, 1 in order\n"
    assert (folder / "rules" / "cases" / "a.yaml").read_text(encoding="utf-8") == "cases:\n- case: a\n"


def test_diff_shows_what_would_change_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--diff") == 0
    assert capsys.readouterr().out.splitlines() == [
        "--- a/rules/cases/a.yaml",
        "+++ b/rules/cases/a.yaml",
        "@@ -1,2 +1,2 @@",
        " cases:",
        "-- case: a",
        "+  - case: a",
    ]
    assert (folder / "rules" / "cases" / "a.yaml").read_text(encoding="utf-8") == "cases:\n- case: a\n"
    assert run("--diff", "--check", "catalogue") == 0


def test_files_are_written_whole_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, link = folder / "rules" / "cases" / "a.yaml", folder / "rules" / "link.yaml"
    link.symlink_to(file)
    file.chmod(0o640)
    same = (folder / "catalogue" / "b.yaml").stat()
    assert run("--lang", "zh", "rules/link.yaml", "catalogue/b.yaml") == 0
    assert capsys.readouterr().out == "已整理 rules/link.yaml\n"
    assert file.read_text(encoding="utf-8") == "cases:\n  - case: a\n"
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert (folder / "catalogue" / "b.yaml").stat().st_mtime_ns == same.st_mtime_ns
    assert sorted(path.name for path in folder.rglob("*")) == [
        "a.yaml",
        "b.yaml",
        "cases",
        "catalogue",
        "link.yaml",
        "rules",
    ]
    assert run("--check") == 0


def test_a_byte_order_mark_and_other_line_ends_are_a_change(folder: Path) -> None:
    (folder / "catalogue" / "b.yaml").write_bytes(b"\xef\xbb\xbffacts: []\r\n")
    assert run("--check", "catalogue") == 1
    assert run("catalogue") == 0
    assert (folder / "catalogue" / "b.yaml").read_bytes() == b"facts: []\n"


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("missing.yaml",), "missing.yaml: file not found"),
        (("--rules", "missing"), "missing: folder not found"),
        (("empty",), "empty: holds no yaml files"),
        (("rules", "wrong.yaml"), "wrong.yaml:1:1: unknown key `jobs`"),
    ],
)
def test_wrong_input_leaves_every_file_as_it_is(
    folder: Path, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    (folder / "wrong.yaml").write_text("jobs: 1\n", encoding="utf-8")
    assert run(*arguments, "--lang", "en") == 2
    assert capsys.readouterr().err.startswith(told)
    assert (folder / "rules" / "cases" / "a.yaml").read_text(encoding="utf-8") == "cases:\n- case: a\n"


def test_without_folders_here_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--lang", "en") == 2
    assert [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()] == ["catalogue", "rules"]


def test_what_cannot_be_written_is_told_and_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    assert run("--lang", "en") == 2
    assert capsys.readouterr().err == "rules/cases/a.yaml: cannot be written: permission denied\n"
    assert [path.name for path in (folder / "rules" / "cases").iterdir()] == ["a.yaml"]


def test_modelines_point_from_each_file_to_its_schema(folder: Path) -> None:
    (folder / "schemas").mkdir()
    for name in ("rulebook-1.json", "cases-1.json"):
        shutil.copy(ROOT / "nocert_rules" / "schemas" / name, folder / "schemas" / name)
    (folder / "rules" / "invariants.yaml").write_text("invariants: []\n", encoding="utf-8")
    assert run("--modeline", "--schemas", "schemas") == 0
    first = {path.name: path.read_text(encoding="utf-8").split("\n")[0] for path in folder.rglob("*.yaml")}
    assert first == {
        "a.yaml": "# yaml-language-server: $schema=../../schemas/cases-1.json",
        "b.yaml": "# yaml-language-server: $schema=../schemas/rulebook-1.json",
        "invariants.yaml": "invariants: []",  # there is no schema of this kind
    }
    assert run("--check") == 0
    assert run("--check", "--modeline", "--schemas", "schemas") == 0
    assert run("--modeline", "catalogue") == 0
    target = (folder / "catalogue" / "b.yaml").read_text(encoding="utf-8").split("\n")[0].partition("=")[2]
    assert (folder / "catalogue" / target).resolve() == ROOT / "nocert_rules" / "schemas" / "rulebook-1.json"


@pytest.mark.slow
def test_the_shipped_rulebook_is_the_same_afterwards(tmp_path: Path) -> None:
    for name in ("rules", "catalogue"):
        shutil.copytree(default_folder(name), tmp_path / name)
    before = load_rulebook(tmp_path / "rules", tmp_path / "catalogue").digest
    assert run("--rules", str(tmp_path / "rules"), "--catalogue", str(tmp_path / "catalogue")) == 0
    assert load_rulebook(tmp_path / "rules", tmp_path / "catalogue").digest == before
    assert run("--check", str(tmp_path)) == 0
