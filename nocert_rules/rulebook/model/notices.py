"""Notices: what the applicant is told in writing, composed of the words of the text and of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from nocert_rules.rulebook.model.values import Label, Source
from nocert_rules.words.errors import Position


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a notice: under its heading exactly one of four things.

    `sources` are words of the text; `because` names a conclusion whose decisive words are quoted; `field` names a
    field of the answer and `fact` a fact of the case, which are shown as they are; a fact with choices that is not
    known has a box for each of them.
    """

    heading: Label
    sources: tuple[Source, ...] = ()
    because: str = ""
    field: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Notice:
    """A notice that can be given where each conclusion of `when` holds for `question`, and none of `unless` does."""

    id: str
    question: str
    title: Label
    when: tuple[str, ...]
    unless: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    position: Position
