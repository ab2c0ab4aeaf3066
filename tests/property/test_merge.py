"""Forms that two changed at once: each change stays, whoever saves last."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nocert_rules.dialogue.forms import Form, Key, SubjectForm, merged

FACTS = ("one", "two", "three", "four")
SUBJECTS = ("a", "b", "c")
VALUES = st.sampled_from(("true", "false", "7"))
GIVEN = st.dictionaries(st.sampled_from(FACTS), VALUES)
KEYS = st.lists(st.builds(Key, st.sampled_from((None, *SUBJECTS)), st.sampled_from(FACTS)), unique=True).map(tuple)
ANY = st.lists(st.sampled_from(SUBJECTS), unique=True).flatmap(
    lambda ids: st.tuples(*(st.builds(SubjectForm, st.just(name), st.sampled_from(("", "x")), GIVEN) for name in ids))
)
FORMS = st.builds(Form, st.just("case"), VALUES, VALUES, GIVEN, ANY, KEYS, KEYS)


@given(FORMS, FORMS)
def test_who_changed_nothing_changes_nothing(base: Form, other: Form) -> None:
    assert merged(base, base, other) == other
    assert merged(base, other, base) == other


@given(FORMS, st.permutations(FACTS), VALUES, VALUES)
def test_changes_of_different_fields_all_stay(base: Form, facts: list[str], one: str, two: str) -> None:
    mine = base.with_given(Key(None, facts[0]), one)
    theirs = base.with_given(Key(None, facts[1]), two)
    for first, second in ((mine, theirs), (theirs, mine)):
        found = merged(base, first, second)
        assert found.given(Key(None, facts[0])) == one and found.given(Key(None, facts[1])) == two
        rest = [fact for fact in base.facts if fact not in facts[:2]]
        assert {fact: found.facts[fact] for fact in rest} == {fact: base.facts[fact] for fact in rest}


@given(FORMS, VALUES)
def test_what_one_took_away_is_gone_and_the_rest_of_the_other_stays(base: Form, value: str) -> None:
    mine = replace(base, facts={}, subjects=())
    theirs = base.with_given(Key(None, "new"), value).with_subject(SubjectForm("new", "", {"one": value}))
    found = merged(base, mine, theirs)
    assert found.facts == {"new": value}
    assert [subject.id for subject in found.subjects] == ["new"]


@given(FORMS, FORMS, FORMS)
def test_no_subject_stands_twice(base: Form, mine: Form, theirs: Form) -> None:
    ids = [subject.id for subject in merged(base, mine, theirs).subjects]
    assert len(ids) == len(set(ids))
