"""`nocert prove`: the files it reads, what it prints, and its exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("z3")

from nocert_rules.cli.main import main
from nocert_rules.gate.prove import load_invariants, prove
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError

HEAD = """invariants:
  - invariant: mine
    provision: pledge/4.2
    quote: 应当主动告知申请人
    text: {zh: 试验, en: a trial}
    question: route
"""


def written(folder: Path, body: str) -> Path:
    """A folder whose only invariant has `body`."""
    place = folder / "pledge"
    place.mkdir(parents=True)
    (place / "invariants.yaml").write_text(HEAD + body, encoding="utf-8")
    return folder


def outcome(folder: Path, rulebook: Rulebook, body: str, timeout: float = 10.0) -> str:
    (invariant,) = load_invariants(written(folder, body), rulebook)
    (result,) = prove(rulebook, [invariant], timeout=timeout)
    return result.outcome


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    always: {holds: tell-applicant}\n", "refuted"),
        ("    never: {holds: tell-applicant}\n", "refuted"),
        ("    if: {unit.in_city: false}\n    never: {holds: tell-applicant}\n", "proved"),
        ("    if: {holds: tell-applicant}\n    then: {holds: on-pledge-list}\n", "proved"),
        ("    if: {holds: on-pledge-list}\n    then: {holds: tell-applicant}\n", "refuted"),
        ("    exactly_one: [{holds: reform-applies}, {holds: ordinary-law}]\n", "refuted"),
        (
            "    if: {unit.in_city: false}\n    exactly_one: [{holds: reform-applies}, {holds: ordinary-law}]\n",
            "proved",
        ),
        ("    answered: [reform-applies]\n", "refuted"),
        ("    unknown: [unit.in_city]\n    never: {holds: reform-applies}\n", "proved"),
        ("    varies: [applicant.informed]\n    changes_only: []\n", "refuted"),
        ("    varies: [item.matter]\n    changes_only: []\n", "proved"),
        ("    varies: [as_of]\n    changes_only: [reform-applies]\n", "refuted"),
        (
            "    varies: [applicant.informed]\n    if: {applicant.informed: true}\n    never_adds: [route-pledge]\n",
            "refuted",
        ),
        (
            "    varies: [applicant.willing]\n    if: {applicant.willing: false}\n    never_adds: [route-pledge]\n",
            "proved",
        ),
        ("    modality: {tell-applicant: must, demand-certificate: must_not}\n", "proved"),
        ("    modality: {tell-applicant: may}\n", "refuted"),
        ("    monotone: true\n", "proved"),
        ("    declared_facts_only: true\n", "proved"),
        (
            "    if: {all: [{unit.in_city: true}, {unit.in_city: false}]}\n    then: {holds: reform-applies}\n",
            "vacuous",
        ),
    ],
)
def test_each_kind_says_what_it_says(tmp_path: Path, rulebook: Rulebook, body: str, expected: str) -> None:
    assert outcome(tmp_path, rulebook, body) == expected


def test_without_time_nothing_is_claimed(tmp_path: Path, rulebook: Rulebook) -> None:
    assert outcome(tmp_path, rulebook, "    monotone: true\n", timeout=0.001) == "unknown"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("    then: {holds: tell-aplicant}\n", "tell-aplicant"),
        ("    then: {holds: verification-overdue}\n", "verification-overdue"),
        ("    if: {subject.kind: unit}\n    then: {holds: tell-applicant}\n", "subject.kind"),
        ("    if: {unit.in_city: 1}\n    then: {holds: tell-applicant}\n", "unit.in_city"),
        ("    unknown: [unit.in_town]\n    never: {holds: tell-applicant}\n", "unit.in_town"),
        ("    varies: [applicant.willing]\n    never: {holds: tell-applicant}\n", "never_adds"),
        ("    changes_only: [tell-applicant]\n", "varies"),
        ("    modality: {tell-applicant: should}\n", "should"),
        ("    modality: {verification-overdue: must}\n", "verification-overdue"),
        ("    monotone: false\n", "expected `true`"),
        ("    never: always\n    always: always\n", "never"),
        ("    if: always\n", "one of"),
        ("    ever: always\n", "ever"),
    ],
)
def test_mistakes_in_the_file_are_told_with_their_place(
    tmp_path: Path, rulebook: Rulebook, body: str, complaint: str
) -> None:
    with pytest.raises(InputError) as error:
        load_invariants(written(tmp_path, body), rulebook)
    assert complaint in str(error.value)
    assert "invariants.yaml:" in str(error.value)


def test_a_quote_must_stand_in_its_provision(tmp_path: Path, rulebook: Rulebook) -> None:
    folder = written(tmp_path, "    never: {holds: tell-applicant}\n")
    path = folder / "pledge" / "invariants.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("主动告知", "通知"), encoding="utf-8")
    with pytest.raises(InputError, match=r"pledge/4\.2"):
        load_invariants(folder, rulebook)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["prove", "--lang", "en", *arguments])
    shown = capsys.readouterr()
    return int(str(end.value.code or 0)), shown.out, shown.err


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules, but that public safety is no exception any more."""
    folder = tmp_path_factory.mktemp("faulty") / "rules"
    shutil.copytree(default_folder("rules"), folder)
    (path,) = (folder / "pledge").glob("1-2-*.yaml")
    text = path.read_text(encoding="utf-8")
    at = text.index("exception_to: pledge-can-be-offered", text.index("id: public-safety-is-excluded"))
    path.write_text(text[:at] + text[at:].replace("exception_to: pledge-can-be-offered", "", 1), encoding="utf-8")
    load_rulebook(folder)
    return folder


def test_a_proof_names_its_bounds_and_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--invariant", "public-safety-is-never-pledged", "--bound", "2")
    assert status == 0
    assert "at most 2 records a list; days 2015-01-01…2035-12-31" in out
    assert "proved" in out
    assert " s  public-safety-is-never-pledged  pledge/1.2" in out


def test_a_refutation_shows_clauses_and_a_case_that_runs(
    capsys: pytest.CaptureFixture[str], faulty: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "broken"
    arguments = ("--rules", str(faulty), "--invariant", "public-safety-is-never-pledged", "--cases", str(cases))
    status, out, _ = run(capsys, *arguments)
    assert status == 1
    assert "除直接涉及公共安全" in out
    assert "pledge-can-be-offered" in out
    assert "replayed through reference" in out
    (path,) = cases.iterdir()
    assert str(path) in out
    with pytest.raises(SystemExit) as end:
        main(["route", str(path), "--rules", str(faulty), "--format", "json"])
    assert end.value.code in (0, 1)
    data = json.loads(capsys.readouterr().out)
    available = next(found for found in data["conclusions"] if found["id"] == "pledge-available")
    assert available["status"] == "yes"


@pytest.mark.slow
def test_the_data_are_the_same_each_time(capsys: pytest.CaptureFixture[str], faulty: Path) -> None:
    chosen = [
        part for name in ("public-safety-is-never-pledged", "route-never-reverses") for part in ("--invariant", name)
    ]
    found = []
    for _ in range(2):
        status, out, _ = run(capsys, "--rules", str(faulty), "--question", "route", *chosen, "--format", "json")
        assert status == 1
        data = json.loads(out)
        for part in (data, *data["statements"]):
            del part["seconds"]
        found.append(data)
    assert found[0] == found[1]
    assert found[0]["schema"] == "nocert.proof/1"
    assert found[0]["counts"]["refuted"] >= 1
    (broken,) = [one for one in found[0]["statements"] if one["id"] == "public-safety-is-never-pledged"]
    assert broken["outcome"] == "refuted"
    assert broken["concerned"] == ["route-pledge", "pledge-available"]
    assert broken["cases"][0]["conclusions"]["pledge-available"] == "yes"
    assert broken["rules"][0]["sources"][0]["quote"]


@pytest.mark.parametrize("arguments", [("--question", "rout"), ("--invariant", "public-safety"), ("--bound", "-1")])
def test_wrong_use_has_status_2(capsys: pytest.CaptureFixture[str], arguments: tuple[str, str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err


def test_a_rulebook_without_statements_proves_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(default_folder("rules"), folder, ignore=shutil.ignore_patterns("invariants.yaml"))
    status, out, _ = run(capsys, "--rules", str(folder))
    assert status == 0
    assert "no statements" in out


def test_without_the_solver_the_error_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['z3'] = None; from nocert_rules.cli.main import main; main(['prove', '--lang', 'en'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.splitlines() == ["nocert: proofs need the solver: pip install 'nocert-rules[prove]'"]
