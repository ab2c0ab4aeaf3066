"""Forms keep what people type, and their case files are those of the command line."""

from __future__ import annotations

from datetime import date

import pytest

from nocert_rules.dialogue.forms import (
    FindingForm,
    Form,
    Key,
    RecordsForm,
    case_of,
    form_data,
    form_from,
    form_of,
    form_yaml,
    item_facts,
    read_case_file,
)
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.process import ROOT

TODAY = date(2019, 6, 3)
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_case_file_survives_the_form(rulebook: Rulebook, path: object) -> None:
    data = (ROOT / "examples" / str(path)).read_bytes()
    form = read_case_file(data, "case.yaml", rulebook, "", TODAY)
    again = form_from(form_data(form))
    assert again == form
    case = build_case(rulebook, Asked(form.question, TODAY, files=(ROOT / "examples" / str(path),)))
    assert case_of(again, rulebook, TODAY).digest() == case.digest()
    assert form_of(case, rulebook) == form


def test_what_is_wrong_stays_and_is_told_at_its_line(rulebook: Rulebook) -> None:
    form = Form("verification", "2019-02-30", "jinhua", {"verification.limit": "five", "verification.requested": "ja"})
    file = form_yaml(form, rulebook)
    with pytest.raises(InputError) as raised:
        case_of(form, rulebook, TODAY)
    told = {file.lines[problem.position.line].fact for problem in raised.value.problems}
    assert told == {"as_of", "verification.limit", "verification.requested"}
    assert "five" in file.text and "2019-02-30" in file.text


def test_text_that_yaml_would_take_for_something_else_stays_text(rulebook: Rulebook) -> None:
    finding = FindingForm("true", 'A "quoted": {name}', "2019-05-01", "no\n- such")
    form = Form("route", "2019-06-03", "", {"item.certificate": "2019-01-01", "findings.public_safety": finding})
    case = case_of(form, rulebook, TODAY)
    situation = case.situations[0]
    assert situation.values["item.certificate"] == "2019-01-01"
    found = situation.origins["findings.public_safety"].finding
    assert found is not None and (found.by, found.reason) == (finding.by, finding.reason)


def test_records_of_unknown_completeness(rulebook: Rulebook) -> None:
    records = RecordsForm(({"number": "2"},), complete=False)
    assert "complete: false" in form_yaml(Form("route", facts={"applicant.bad_records": records}), rulebook).text


def test_answering_going_back_and_not_knowing() -> None:
    one, other = Key(None, "a"), Key(None, "b")
    form = Form("route").answered(one, "true").not_known(other)
    assert form.order == (one, other) and form.skipped == (other,)
    assert form.answered(other, "1").skipped == ()
    assert form.asked_again(other) == Form("route").answered(one, "true")


def test_every_item_is_named_so_that_it_is_found(rulebook: Rulebook) -> None:
    question = rulebook.questions["route"]
    for entry in rulebook.entries.values():
        place = rulebook.lists[entry.list_id].jurisdiction
        facts = item_facts(rulebook, question, place, entry)
        case = case_of(Form("route", "2019-06-03", place, facts), rulebook, TODAY)
        assert entry.id in {found.id for found in case.entries}
