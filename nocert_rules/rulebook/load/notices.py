"""Loads the notices: names are checked, and every quote against its provision."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.reader import Fields
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.notices import Notice, Paragraph
from nocert_rules.rulebook.model.rules import Provision
from nocert_rules.rulebook.model.values import Source
from nocert_rules.words.errors import Problems

_KINDS = ("quotes", "because", "field", "fact")


def load_notices(
    sections: Sections, questions: Mapping[str, Question], provisions: Mapping[str, Provision], problems: Problems
) -> dict[str, Notice]:
    """Notices by id."""
    found: Registry[Notice] = Registry("notice", problems)
    for fields in sections.each("notices"):
        fields.only(("notice", "question", "title", "when", "unless", "paragraphs"))
        for key in ("when", "paragraphs"):
            fields.child(key)
        name = fields.text("notice")
        asked = questions.get(_known(fields, "question", "question", questions))
        conclusions = asked.asked if asked else ()
        notice = Notice(
            id=name,
            question=asked.id if asked else "",
            title=fields.label("title"),
            when=_conclusions(fields, "when", conclusions),
            unless=_conclusions(fields, "unless", conclusions),
            paragraphs=tuple(
                _paragraph(part, asked, provisions) for part in fields.each("paragraphs", "a paragraph") if asked
            ),
            position=fields.position,
        )
        found.add(name, notice, fields.position)
    return found.sorted()


def _paragraph(fields: Fields, question: Question, provisions: Mapping[str, Provision]) -> Paragraph:
    fields.only(("heading", *_KINDS))
    kinds = [kind for kind in _KINDS if fields.has(kind)]
    if not kinds:
        fields.problems.add("missing_key", fields.position, key=_KINDS[0], where="a paragraph")
    for other in kinds[1:]:
        fields.problems.add("both_keys", fields.position, first=kinds[0], second=other)
    kind = kinds[0] if kinds else ""
    quotes = tuple(_source(part, provisions) for part in fields.each("quotes", "a quote"))
    if kind == "quotes" and not quotes:
        fields.problems.add("expected_value", fields.place("quotes"), found="an empty list", expected="quotes")
    return Paragraph(
        heading=fields.label("heading"),
        sources=quotes,
        because=_known(fields, "because", "conclusion", question.asked) if kind == "because" else "",
        field=_known(fields, "field", "field", [each.id for each in question.answer]) if kind == "field" else "",
        fact=_known(fields, "fact", "fact", question.facts) if kind == "fact" else "",
    )


def _source(fields: Fields, provisions: Mapping[str, Provision]) -> Source:
    fields.only(("provision", "quote"))
    name, quote = _known(fields, "provision", "provision", provisions), fields.text("quote")
    if name in provisions and quote and quote not in provisions[name].text:
        fields.problems.add("quote_not_found", fields.place("quote"), found=quote, provision=name)
    return Source(name, quote)


def _conclusions(fields: Fields, key: str, asked: Collection[str]) -> tuple[str, ...]:
    """The conclusions under `key`, which have to be among those that the question reports."""
    names = fields.texts(key)
    for name in names if asked else ():
        if name not in asked:
            fields.problems.unknown_name("conclusion", name, fields.place(key), asked)
    return names


def _known(fields: Fields, key: str, kind: str, names: Collection[str]) -> str:
    """The name under `key`, which has to be one of `names`."""
    name = fields.text(key)
    if name and name not in names:
        fields.problems.unknown_name(kind, name, fields.place(key), names)
    return name
