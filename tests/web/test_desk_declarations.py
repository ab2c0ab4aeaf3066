"""What the desk shows by declaration: groups of facts, defects; and forms whose subjects change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nocert_rules.dialogue.forms import FindingForm, Form, Key, SubjectForm, case_of, form_of
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.render.docx import docx_bytes
from nocert_rules.render.dossier import dossier, facts_for_people, grouped
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.process import ROOT


def catalogue_with(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the catalogue in which `old` is `new`."""
    for path in (ROOT / "catalogue").rglob("*.yaml"):
        copy = folder / path.relative_to(ROOT / "catalogue")
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        if path.name == file:
            assert old in text
            text = text.replace(old, new, 1)
        copy.write_text(text, "utf-8")
    return folder


def test_facts_stand_under_the_longest_group_that_fits(rulebook: Rulebook) -> None:
    question = rulebook.questions["case"]
    groups = dict(grouped(question, facts_for_people(rulebook, question, own=True)))
    assert list(groups) == ["", "subject.conduct", "subject.findings", "subject.procedure", "subject.exemption"]
    assert "subject.kind" in groups[""] and groups["subject.procedure"] == ("subject.procedure.steps",)
    shared = facts_for_people(rulebook, question, own=False)
    assert not any(rulebook.facts[name].supplied_by == "jurisdiction" for name in shared)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("questions.yaml", "group: subject.conduct,", "group: subject.conducts,", "unknown group `subject.conducts`"),
        ("questions.yaml", "[counter, applicant,", "[counters, applicant,", "unknown supplier `counters`"),
        ("questions.yaml", "ask_order:", "ask_order: [item.wished]\n    x:", "unknown fact `item.wished`"),
        ("questions.yaml", "group: incident,", "group: subject.conduct,", "group `subject.conduct` is already defined"),
        ("questions.yaml", "{group: incident, label:", "{group: incident, labels:", "lacks `label`"),
        ("conclusions-cases.yaml", "defect: true", "defect: perhaps", "expected `true` or `false`"),
    ],
)
def test_wrong_declarations_are_told(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError) as raised:
        load_rulebook(None, catalogue_with(tmp_path, file, old, new))
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "odd", ["\x7f", "\x85", "\u2028", "\ufeff", "\uffff", "\x0b", "\x00", "a\nb", "\t", '"', "\\", "𠮷"]
)
def test_odd_characters_come_back_from_the_case_file(rulebook: Rulebook, odd: str) -> None:
    finding = FindingForm("true", f"甲{odd}乙", "2019-11-08", odd + "x")
    subject = SubjectForm("a", f"n{odd}n", {"subject.findings.delayed": finding})
    form = Form("case", "2019-12-10", "jinhua", {}, (subject,))
    case = case_of(form, rulebook, date(2019, 12, 10))
    assert form_of(case, rulebook) == form
    assert docx_bytes(dossier(Decider(rulebook, "reference").decide(case), "zh"), "zh").startswith(b"PK")


FORM = Form(
    "case",
    subjects=(SubjectForm("a", "甲", {"subject.kind": "unit"}), SubjectForm("b")),
    skipped=(Key("a", "subject.kind"), Key("b", "subject.kind")),
    order=(Key(None, "incident.occurred_on"), Key("a", "subject.category")),
)


def test_subjects_come_and_go_with_their_answers() -> None:
    assert FORM.with_subject(SubjectForm("c")).subjects[-1] == SubjectForm("c")
    left = FORM.without_subject("a")
    assert [each.id for each in left.subjects] == ["b"]
    assert left.skipped == (Key("b", "subject.kind"),) and left.order == (Key(None, "incident.occurred_on"),)
    renamed = FORM.renamed("a", "z", "乙")
    assert renamed.subjects[0] == SubjectForm("z", "乙", {"subject.kind": "unit"})
    assert renamed.skipped[0] == Key("z", "subject.kind") and renamed.order[1] == Key("z", "subject.category")
    assert FORM.renamed("a", "a", "丙").subjects[0].name == "丙"


def test_two_subjects_cannot_have_one_id() -> None:
    with pytest.raises(ValueError, match="`a`"):
        FORM.with_subject(SubjectForm("a"))
    with pytest.raises(ValueError, match="`b`"):
        FORM.renamed("a", "b", "")
