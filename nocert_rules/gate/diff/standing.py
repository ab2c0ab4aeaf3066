"""What changed of a conclusion beside when it holds: its modality, whom it addresses, the measures it permits."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.diff.meaning import Directions, Meaning, addressed, leading_modality
from nocert_rules.gate.diff.model import Change
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook


def standing_changes(old: Rulebook, new: Rulebook, conclusion: str) -> Iterator[Change]:
    """How the standing of a conclusion that both rulebooks know changed; without cases."""
    if conclusion not in old.conclusions or conclusion not in new.conclusions:
        return
    directions = Directions(new)
    before, after = (leading_modality(book, conclusion) for book in (old, new))
    if before != after:
        meaning = directions.of_modality(conclusion, before, after)
        yield Change("modality", before or "", after or "", meaning, directions.parties(conclusion))
    yield from _addressed(old, new, conclusion, directions)
    yield from _measures(old, new, conclusion)


def _addressed(old: Rulebook, new: Rulebook, conclusion: str, directions: Directions) -> Iterator[Change]:
    before, after = (addressed(book, conclusion) for book in (old, new))
    added = tuple(party for party in after if party not in before)
    removed = tuple(party for party in before if party not in after)
    told = ", ".join(before), ", ".join(after)
    if added:
        yield Change("addressed", *told, directions.growing(conclusion), added)
    if removed:
        yield Change("no_longer_addressed", *told, Directions(old).shrinking(conclusion), removed)


def _measures(old: Rulebook, new: Rulebook, conclusion: str) -> Iterator[Change]:
    before, after = (_scale(book, conclusion) for book in (old, new))
    if before == after:
        return
    meaning: Meaning = "mixed"
    if set(before) < set(after):
        meaning = "stricter"
    elif set(after) < set(before):
        meaning = "milder"
    yield Change("measures", ", ".join(before), ", ".join(after), meaning)


def _scale(book: Rulebook, conclusion: str) -> tuple[str, ...]:
    scale = book.enumerations.get(book.conclusions[conclusion].scale)
    return tuple(choice.id for choice in scale.choices) if scale else ()


def fields_changed(old: Question, new: Question) -> tuple[str, ...]:
    """The answer fields that came, went, or show something else."""
    before, after = (_fields(question) for question in (old, new))
    return tuple(name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name))


def _fields(question: Question) -> dict[str, object]:
    return {
        field.id: (
            field.kind,
            field.conclusion,
            tuple(sorted((option.id, option.conclusion) for option in field.options)),
            field.value,
            field.shown_if,
            field.decides,
        )
        for field in question.answer
    }
