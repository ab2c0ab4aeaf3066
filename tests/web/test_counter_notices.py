"""The declared notices: what the loader refuses, and when each may be given."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.render.view import decision_view
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.counter.notice import given_notices, notice_views
from nocert_rules.words.errors import InputError
from tests.support.process import ROOT
from tests.support.web import DAY

WRONG = {
    "question": ("question: route", "question: rout", "unknown question `rout`", "nearest: `route`"),
    "conclusion": ("when: pledge-again", "when: pledge-agai", "unknown conclusion `pledge-agai`", "`pledge-again`"),
    "of-another-question": ("when: pledge-again", "when: recuse", "unknown conclusion `recuse`", "expected"),
    "unless": ("unless: pledge-again", "unless: pledge-aga", "unknown conclusion `pledge-aga`", "`pledge-again`"),
    "field": ("field: routes", "field: route", "unknown field `route`", "nearest: `routes`"),
    "fact": ("fact: applicant.willing", "fact: applicant.will", "unknown fact", "`applicant.willing`"),
    "provision": ("provision: pledge/3.3", "provision: pledge/3.9", "unknown provision `pledge/3.9`", "nearest"),
    "quote": ("申请人以书面形式承诺其免提交", "申请人以口头形式承诺其免提交", "申请人以口头形式", "pledge/1.2"),
    "key": ("unless: pledge-again", "except: pledge-again", "unknown key `except`", "expected one of"),
    "twice": ("notice: pledge-barred", "notice: pledge-refused", "pledge-refused", "notices.yaml"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_notice_that_is_not_right_is_refused(name: str, tmp_path: Path) -> None:
    right, wrong, *told = WRONG[name]
    catalogue = tmp_path / "catalogue"
    shutil.copytree(ROOT / "catalogue", catalogue)
    file = catalogue / "notices.yaml"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_rulebook(ROOT / "rules", catalogue)
    messages = "\n".join(problem.render("en") for problem in raised.value.problems)
    assert all(part in messages for part in told), messages


def given(rulebook: Rulebook, *changes: str, name: str = "route-pledge.yaml") -> list[str]:
    """The notices for an example with facts added."""
    case = build_case(rulebook, Asked("route", DAY, files=(ROOT / "examples" / name,), facts=changes))
    return [notice.id for notice in given_notices(Decider(rulebook).decide(case))]


def test_each_notice_is_given_where_its_conclusions_hold(rulebook: Rulebook) -> None:
    assert given(rulebook) == ["pledge-offered"]
    assert given(rulebook, name="route-unwilling.yaml") == ["pledge-refused"]
    assert given(rulebook, name="route-barred.yaml") == ["pledge-barred"]
    assert given(rulebook, name="route-bank.yaml") == ["no-certificate"]
    assert given(rulebook, name="route-outside-the-city.yaml") == [], "refused by nobody: the reform does not apply"
    excluded = 'findings.public_safety={value: true, by: "某", on: 2019-05-01, reason: "危险品"}'
    assert given(rulebook, excluded) == [], "no pledge is offered on an item that is excluded"


def choice(rulebook: Rulebook, *unknown: str) -> tuple[str, ...]:
    """What the notice of a pledge says of the applicant's choice, where some facts are `unknown`."""
    lines = (ROOT / "examples" / "route-pledge.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    known = "".join(line for line in lines if not line.startswith(unknown)).encode()
    case = build_case(rulebook, Asked("route", DAY, files=(Path("-"),), standard_input=known))
    decision = Decider(rulebook).decide(case)
    (notice,) = notice_views(decision, decision_view(decision, "zh"), "zh")
    return notice.paragraphs[-1].lines


def test_a_choice_still_to_be_made_has_boxes_to_tick(rulebook: Rulebook) -> None:
    (line,) = choice(rulebook, "applicant.willing", "applicant.pledge_in_writing")
    assert line.startswith("申请人愿意采取申报承诺方式") and line.count("☐") == 2 and "☐ 是" in line and "☐ 否" in line
    assert choice(rulebook) == ("申请人愿意采取申报承诺方式：是",)


def until_when(rulebook: Rulebook, case: Case) -> tuple[str, ...]:
    """What the notice of a bar says of its end."""
    decision = Decider(rulebook).decide(case)
    (notice,) = notice_views(decision, decision_view(decision, "en"), "en")
    return next(part.lines for part in notice.paragraphs if "barred until" in part.heading)


def test_a_bar_without_a_known_end_is_told_as_undetermined(rulebook: Rulebook) -> None:
    file = ROOT / "examples" / "route-barred.yaml"
    case = build_case(rulebook, Asked("route", DAY, files=(file,)))
    assert until_when(rulebook, case) == ("2022-06-12",)
    text = file.read_text(encoding="utf-8").replace("on_dishonesty_list: false", "on_dishonesty_list: true")
    listed = build_case(rulebook, Asked("route", DAY, files=(Path("-"),), standard_input=text.encode()))
    assert until_when(rulebook, listed) == ("undetermined",)


def test_every_quoted_word_stands_in_its_provision(rulebook: Rulebook) -> None:
    for notice in rulebook.notices.values():
        for source in (source for paragraph in notice.paragraphs for source in paragraph.sources):
            assert source.quote in rulebook.provisions[source.provision].text
