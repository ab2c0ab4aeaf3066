"""It would be otherwise if: what is found for known cases, in which order, and what is never changed."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path

import pytest

from nocert_rules.dialogue.explanation import Flip, flips, otherwise
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records
from nocert_rules.words.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2019, 6, 3)


def found(decider: Decider, name: str, conclusion: str, number: int = 0, limit: int = 3) -> tuple[Flip, ...]:
    """The flips of a conclusion of an example."""
    question = name.partition("-")[0]
    asked = Asked(question, DAY, files=(ROOT / "examples" / f"{name}.yaml",))
    decision = decider.decide(build_case(decider.rulebook, asked))
    return flips(decider, decision, decision.parts[number], conclusion, limit)


def told(flip: Flip) -> dict[str, object]:
    """What a flip changes to what."""
    return {change.name: change.values()[1] for change in flip.changes}


def test_being_willing_and_signing_come_first(reference: Decider) -> None:
    (first,) = found(reference, "route-unwilling", "route-pledge")
    assert told(first) == {"applicant.willing": True, "applicant.pledge_in_writing": True}
    assert (first.to, first.on, first.changeable) == ("yes", None, True)


def test_a_bar_ends_on_a_day(reference: Decider) -> None:
    first, second = found(reference, "route-barred", "pledge-again")
    assert (first.changes, first.on, first.to, first.changeable) == ((), date(2022, 6, 13), "no", True)
    assert told(second) == {"applicant.bad_records[1].origin": "other"}
    assert not second.changeable


def test_a_day_and_what_is_still_to_be_done_then(reference: Decider) -> None:
    first = found(reference, "route-barred", "route-pledge")[0]
    assert (first.on, told(first)) == (date(2022, 6, 13), {"applicant.pledge_in_writing": True})
    assert first.changeable
    assert first.case.as_of == first.on


def test_a_day_in_the_past_can_no_longer_happen(reference: Decider) -> None:
    flip = next(f for f in found(reference, "verification-overdue", "verification-overdue") if len(f.changes) == 2)
    earlier = [f for f in found(reference, "verification-overdue", "verification-overdue", limit=9) if not f.changeable]
    assert flip in earlier
    answered = {"verification.answered": True, "verification.answered_on": date(2019, 6, 11)}
    assert answered in [told(f) for f in earlier]


def test_what_did_not_happen_has_no_day_either(reference: Decider) -> None:
    (flip,) = found(reference, "verification-national-day", "answer-verification")
    assert told(flip) == {"verification.requested": False, "verification.requested_on": None}
    assert "verification.requested_on" not in flip.case.situations[0].values


def test_the_prescribed_time_is_law(reference: Decider) -> None:
    for flip in found(reference, "verification-overdue", "verification-overdue", limit=50):
        assert "verification.limit" not in told(flip)


def test_a_step_that_can_still_be_taken_is_added(reference: Decider) -> None:
    first = found(reference, "case-three-subjects", "defect-decision-without-proposal")[0]
    assert told(first) == {"subject.procedure.steps[4]": {"procedure_step.step": "proposed"}}
    assert first.changeable
    (change,) = first.changes
    assert (change.subject, change.record, change.field) == ("bureau", 4, "")
    steps = first.case.situations[0].values["subject.procedure.steps"]
    assert isinstance(steps, Records)
    assert len(steps.items) == 4
    assert first.case.situations[1] == build_case(reference.rulebook, asked_case()).situations[1]


def asked_case() -> Asked:
    return Asked("case", DAY, files=(ROOT / "examples" / "case-three-subjects.yaml",))


def test_findings_come_after_facts(reference: Decider) -> None:
    order = [set(told(flip)) for flip in found(reference, "case-three-subjects", "ground-1")]
    assert order == [{"subject.conduct.refused"}, {"subject.findings.delayed"}]


def test_what_lists_supply_stays(reference: Decider) -> None:
    assert found(reference, "route-bank", "route-verification", limit=50) == ()


def test_a_search_that_is_cut_says_so(reference: Decider, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = reference.decide(build_case(reference.rulebook, asked_case()))
    whole = otherwise(reference, decision, decision.parts[0], "ground-1")
    assert whole.complete
    monkeypatch.setattr(importlib.import_module("nocert_rules.dialogue.explanation.flips"), "MAX_SETS", 2)
    cut = otherwise(reference, decision, decision.parts[0], "ground-1")
    assert not cut.complete


def test_a_limit_is_kept(reference: Decider) -> None:
    all_of_them = found(reference, "case-three-subjects", "in-scope", limit=50)
    assert len(all_of_them) > 1
    assert found(reference, "case-three-subjects", "in-scope", limit=1) == all_of_them[:1]


def test_every_part_of_the_law_is_marked(rulebook: Rulebook) -> None:
    for fact in rulebook.facts.values():
        if fact.supplied_by in ("jurisdiction", "published_list"):
            assert fact.changeable == "never", fact.id
        if fact.finding and fact.changeable:
            assert fact.changeable == "once", fact.id


def test_how_changeable_a_fact_is_has_three_words(tmp_path: Path) -> None:
    text = (ROOT / "catalogue" / "facts.yaml").read_text(encoding="utf-8")
    assert "changeable: once" in text
    for path in (ROOT / "catalogue").rglob("*.yaml"):
        copy = tmp_path / path.relative_to(ROOT / "catalogue")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(text.replace("changeable: once", "changeable: twice", 1), encoding="utf-8")
    with pytest.raises(InputError, match="`twice`; expected one of `never`, `once`, `freely`"):
        load_rulebook(ROOT / "rules", tmp_path)
