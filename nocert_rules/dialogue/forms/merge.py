"""Two people, two windows or two requests change the same form: both changes stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from nocert_rules.dialogue.forms.form import Form, SubjectForm

T = TypeVar("T")
_Key = TypeVar("_Key")


def merged(base: Form, mine: Form, theirs: Form) -> Form:
    """`theirs` with what `mine` changed of `base`. Where both changed the same field, mine stays."""
    return replace(
        theirs,
        as_of=_one(base.as_of, mine.as_of, theirs.as_of),
        jurisdiction=_one(base.jurisdiction, mine.jurisdiction, theirs.jurisdiction),
        facts=_fields(base.facts, mine.facts, theirs.facts),
        subjects=_subjects(base, mine, theirs),
        skipped=_several(base.skipped, mine.skipped, theirs.skipped),
        order=_several(base.order, mine.order, theirs.order),
        started=_fields(base.started, mine.started, theirs.started),
    )


def _one(base: T, mine: T, theirs: T) -> T:
    return theirs if mine == base else mine


def _fields(base: Mapping[_Key, T], mine: Mapping[_Key, T], theirs: Mapping[_Key, T]) -> dict[_Key, T]:
    """Fields by name: those that mine changed or added as they are there, without those it took away."""
    changed = {name: each for name, each in mine.items() if name not in base or base[name] != each}
    kept = {name: each for name, each in theirs.items() if name in mine or name not in base}
    return {**kept, **changed}


def _several(base: Sequence[T], mine: Sequence[T], theirs: Sequence[T]) -> tuple[T, ...]:
    """Things in an order: theirs without what mine took away, then what mine added."""
    if tuple(theirs) == tuple(base):
        return tuple(mine)
    kept = [each for each in theirs if each in mine or each not in base]
    return (*kept, *(each for each in mine if each not in base and each not in kept))


def _subjects(base: Form, mine: Form, theirs: Form) -> tuple[SubjectForm, ...]:
    ids = [tuple(subject.id for subject in form.subjects) for form in (base, mine, theirs)]
    found: dict[str, SubjectForm] = {}
    for name in _several(*ids):
        was, own, other = (form.subject(name) for form in (base, mine, theirs))
        if own and other and was:
            facts = _fields(was.facts, own.facts, other.facts)
            found[name] = SubjectForm(name, _one(was.name, own.name, other.name), facts)
        elif own and other and own != other:  # two new ones that happen to have the same id
            taken = {*found, *ids[1], *ids[2]}
            free = next(each for number in count(2) if (each := f"{name}-{number}") not in taken)
            found |= {name: other, free: replace(own, id=free)}
        elif present := own or other:
            found[name] = present
    return tuple(found.values())
