"""`nocert diff` through the command line: proved equal, changed with a replayed witness, lists, exit statuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from nocert_rules.rulebook.load.folders import default_folder
from tests.support.process import run

pytest.importorskip("z3")

PLEDGE = "rules/pledge/1-2-definition-and-lists.yaml"
EXCLUSION = (
    "        then: excluded-from-pledge\n        exception_to: pledge-can-be-offered\n      - id: ecological",
    "        then: excluded-from-pledge\n      - id: ecological",
)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of the shipped rulebook."""
    for name in ("old", "new"):
        for part in ("rules", "catalogue"):
            shutil.copytree(default_folder(part), tmp_path / name / part)
    return tmp_path / "old", tmp_path / "new"


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def compared(old: Path, new: Path, *options: str, status: int = 0) -> dict[str, Any]:
    result = run("diff", old, new, "--format", "json", *options)
    assert (result.status, result.stderr) == (status, "")
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def test_another_file_and_other_words_are_proved_equal(folders: tuple[Path, Path]) -> None:
    old, new = folders
    (new / PLEDGE).rename(new / "rules/pledge/a-new-name.yaml")
    words = "en: a pledge can be offered to the applicant}"
    change(new, "catalogue/conclusions-items.yaml", words, "en: the applicant can be offered a pledge}")
    data = compared(old, new, "--fail-on", "any")
    assert data["equal"]
    assert data["meanings"] == []


def test_a_dropped_exclusion_is_looser_and_shown_by_a_case(folders: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = folders
    change(new, PLEDGE, *EXCLUSION)
    assert "more_open" in compared(old, new, "--fail-on", "looser", status=1)["meanings"]
    assert compared(old, new, "--question", "case", "--fail-on", "any")["equal"]
    page = run("diff", old, new, "--question", "route").stdout
    assert "more open" in page
    assert "findings.public_safety: {value: true" in page
    assert "closed → open" in page


def test_the_cases_shown_are_the_same_in_every_run(folders: tuple[Path, Path]) -> None:
    old, new = folders
    change(new, PLEDGE, *EXCLUSION)
    asked = ("diff", old, new, "--question", "route")
    pages = {run(*asked, env={"PYTHONHASHSEED": seed}).stdout.rpartition(" · ")[0] for seed in ("0", "7")}
    assert len(pages) == 1


def test_a_moved_list_entry_is_told(folders: tuple[Path, Path]) -> None:
    old, new = folders
    change(new, "catalogue/lists/jinhua.yaml", "        routes: [verification]\n", "        routes: [pledge]\n")
    page = run("diff", old, new, "--on", "2019-06-03").stdout
    assert "jinhua-2019/1" in page
    assert "pledge" in page


def test_past_cases_that_change_are_counted(folders: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = folders
    change(new, PLEDGE, *EXCLUSION)
    cases = tmp_path / "cases"
    cases.mkdir()
    finding = "{value: true, by: 某局, on: 2019-06-01, reason: 涉及公共安全}"
    listing = "{route: pledge, own_level: true, drafted: true, approved: true, published_on: 2019-05-01}"
    listing = listing.replace("}", ", in_force_from: 2019-05-01, open_ended: true}")
    facts = f"""question: route
as_of: 2019-06-03
unit: {{in_city: true, kind: administrative_organ}}
item: {{kind: certificate, issued_in_city: true, listings: [{listing}]}}
findings.public_safety: {finding}
applicant: {{informed: true, willing: true, pledge_in_writing: true, bad_records: []}}
"""
    (cases / "one.yaml").write_text(facts, encoding="utf-8")
    (cases / "two.yaml").write_text(facts.replace("value: true, by", "value: false, by"), encoding="utf-8")
    page = run("diff", old, new, "--question", "route", "--cases", cases).stdout
    # the page breaks long paths wherever they meet its edge
    assert "one.yaml" in "".join(page.split())
    assert "two.yaml" not in "".join(page.split())


def test_what_is_no_rulebook_is_refused(tmp_path: Path) -> None:
    result = run("diff", tmp_path / "missing", tmp_path / "missing")
    assert result.status == 2
    assert not result.stdout
    assert "missing" in result.stderr
