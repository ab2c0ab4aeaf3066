"""The case that an address names: its draft, what can be told of it, and pages about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.responses import Response

from nocert_rules.dialogue.forms import Form, Key
from nocert_rules.dialogue.interview.session import Ask, askable
from nocert_rules.web.desk.fields import anchor
from nocert_rules.web.desk.sheet import Sheet, SubjectSheet, sheet_of
from nocert_rules.web.desk.words import WORDS
from nocert_rules.web.pages import Paged, Pages
from nocert_rules.web.services import Services, Shared
from nocert_rules.web.visitors import Visitor


@dataclass(frozen=True, eq=False)
class Opened:
    """A case somebody is working on."""

    name: str
    form: Form
    shared: Services
    paged: Pages
    visitor: str

    @property
    def address(self) -> str:
        """Where the case is seen at a glance."""
        return f"/desk/{self.name}"

    def save(self, form: Form) -> None:
        """Keep `form` as the case."""
        self.shared.drafts.save(self.visitor, self.name, form, self.form)

    def sheet(self) -> Sheet:
        """What can be told of the case now."""
        return sheet_of(self.shared, self.form, self.paged.language)

    def number(self, number: int) -> str:
        """The id of the subject `number` (from 1); 404 where there is none."""
        if not 1 <= number <= len(self.form.subjects):
            raise HTTPException(404)
        return self.form.subjects[number - 1].id

    def page(self, template: str, sheet: Sheet, status: int = 200, **context: object) -> Response:
        """A page about the case."""
        return self.paged.page(
            f"desk/{template}",
            WORDS,
            status,
            opened=self,
            sheet=sheet,
            rulebook=self.shared.rulebook,
            problems=self.problems(sheet),
            place=lambda fact, number: self.place(sheet, fact, number),
            **context,
        )

    def place(self, sheet: Sheet, fact: str, number: int | None) -> str:
        """The address of the field of `fact`, of the subject `number` where it is one of a subject's own."""
        if fact not in sheet.question.facts and fact.partition("[")[0] not in sheet.question.facts:
            return ""
        if not askable(self.shared.rulebook, fact.partition("[")[0]):
            return ""
        if fact.startswith(f"{sheet.question.each}."):
            return f"{self.address}/subjects/{number}#{anchor(fact)}" if number else ""
        return f"{self.address}/facts#{anchor(fact)}"

    def problems(self, sheet: Sheet) -> tuple[tuple[str, str], ...]:
        """Everything wrong, each with the address of its field."""
        numbers = {each.form.id: each.number for each in sheet.subjects}
        found: list[tuple[str, str]] = []
        for key, told in sheet.problems.items():
            if key is None:
                address = ""
            elif key.subject is None:
                known = key.fact in sheet.question.facts
                address = f"{self.address}/facts#{anchor(key.fact)}" if known or key.fact in HEADING else ""
            else:
                address = self.place(sheet, key.fact, numbers.get(key.subject))
            found += [(address, self._about(key) + message) for message in told]
        return tuple(found)

    def _about(self, key: Key | None) -> str:
        """The subject and the fact that a message is about, to stand before it."""
        subject = self.form.subject(key.subject) if key and key.subject else None
        fact = self.shared.rulebook.facts.get(key.fact) if key else None
        named = (subject.name or subject.id if subject else "", self.paged.text(fact.label) if fact else "")
        colon = "：" if self.paged.language == "zh" else ": "
        return "".join(f"{part}{colon}" for part in named if part)


HEADING = ("as_of", "jurisdiction")


def opened_case(draft: str, shared: Shared, paged: Paged, visitor: Visitor) -> Opened:
    """The case `draft`; 404 where it is not this visitor's, or is no case for the desk."""
    found = shared.drafts.get(visitor, draft)
    question = shared.rulebook.questions.get(found.form.question) if found else None
    if found is None or question is None or not question.each:
        raise HTTPException(404)
    return Opened(draft, found.form, shared, paged, visitor)


Case = Annotated[Opened, Depends(opened_case)]


def first_ask(sheet: Sheet) -> tuple[SubjectSheet, Ask] | None:
    """The question worth asking next in the whole case: of the first subject that has one."""
    for subject in sheet.subjects:
        if subject.answered and subject.answered.ask:
            return subject, subject.answered.ask
    return None
