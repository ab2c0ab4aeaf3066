"""The fields of a form as a page shows them, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from nocert_rules.dialogue.forms import FindingForm, Form, Given, Key, RecordsForm, is_day
from nocert_rules.render.dossier import facts_for_people, grouped
from nocert_rules.render.timeline import record_fields
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.desk.sheet import Sheet, SubjectSheet
from nocert_rules.words.messages import Language

MAX_ROWS = 200
REMOVE = "remove_row"


@dataclass(frozen=True)
class Input:
    """One value to fill in. `kind` is the type of its fact; `choices` pairs values with their words."""

    name: str
    id: str
    kind: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def readable(self) -> bool:
        """Whether a picker for the type can show the value; what it cannot show is shown as text."""
        if not self.value:
            return True
        if self.kind == "date":
            return is_day(self.value)
        return self.kind not in ("boolean", "one_of") or any(self.value == value for value, _ in self.choices)


@dataclass(frozen=True)
class Field:
    """A fact to fill in. `finding` are its author, day and reason; `rows` those of a list of records.

    `listed` says of a list whether it is all of it (`all`), not (`some`), or not known at all (empty). `standing` is
    needed or further where the fact would settle something, else empty; `idle` is
    what is not filled in and cannot change anything as things stand.
    """

    fact: str
    id: str
    label: str
    question: str
    value: Input | None
    finding: tuple[Input, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Input, ...], ...]
    listed: str
    problems: tuple[str, ...]
    standing: str
    idle: bool

    @property
    def filled(self) -> bool:
        """Whether anything stands in it."""
        inputs = (*((self.value,) if self.value else ()), *self.finding)
        return any(each.value for each in inputs) or bool(self.listed)


def anchor(fact: str) -> str:
    """The id of the field of a fact, or of the list that a missing value lies in (`list[2].field`)."""
    return "f-" + fact.partition("[")[0].replace(".", "-")


class Fields:
    """Makes the fields of one part of a case."""

    def __init__(self, rulebook: Rulebook, language: Language, sheet: Sheet, subject: SubjectSheet | None) -> None:
        self.rulebook = rulebook
        self.language: Language = language
        self.sheet = sheet
        self.subject = subject
        self.standing = _standing(sheet, subject)
        about = (subject,) if subject else sheet.subjects
        self.decided = bool(about) and all(each.answered and each.answered.in_force for each in about)

    def groups(self) -> tuple[tuple[str, tuple[Field, ...]], ...]:
        """The fields by group, each under its label, empty for those of no group."""
        question = self.sheet.question
        names = facts_for_people(self.rulebook, question, own=self.subject is not None)
        return tuple(
            (question.groups[group].text(self.language) if group else "", tuple(self.field(name) for name in members))
            for group, members in grouped(question, names)
        )

    def field(self, name: str) -> Field:
        """The field of one fact."""
        fact = self.rulebook.facts[name]
        key = Key(self.subject.form.id if self.subject else None, name)
        given = self.sheet.form.given(key)
        records = given if isinstance(given, RecordsForm) else None
        listed = fact.type.name == "records"
        return Field(
            fact=name,
            id=anchor(name),
            label=fact.label.text(self.language),
            question=fact.question.text(self.language),
            value=None if listed else self._value(fact, given),
            finding=tuple(_finding(name, given)) if fact.finding else (),
            columns=tuple(each.label.text(self.language) for each in record_fields(self.rulebook, name))
            if listed
            else (),
            rows=tuple(self._rows(name, records)) if listed else (),
            listed=("all" if records.complete else "some") if records else "",
            problems=self.sheet.problems.get(key, ()),
            standing=self.standing.get(name, ""),
            idle=self.decided and given is None and name not in self.standing,
        )

    def _value(self, fact: Fact, given: Given | None) -> Input:
        text = given.value if isinstance(given, FindingForm) else given if isinstance(given, str) else ""
        return self._input(fact, fact.id, text)

    def _input(self, fact: Fact, name: str, text: str) -> Input:
        return Input(
            name, "f-" + name.replace(".", "-").replace("|", "-"), fact.type.name, fact.label.text(self.language), text,
            self._choices(fact),
        )  # fmt: skip

    def _choices(self, fact: Fact) -> tuple[tuple[str, str], ...]:
        if fact.type.name == "boolean":
            return (("true", word("yes", self.language)), ("false", word("no", self.language)))
        if not fact.type.choices:
            return ()
        choices = self.rulebook.enumerations[fact.type.choices].choices
        return tuple((choice.id, choice.label.text(self.language)) for choice in choices)

    def _rows(self, name: str, records: RecordsForm | None) -> Iterator[tuple[Input, ...]]:
        """The records, and an empty row for a further one."""
        fields = record_fields(self.rulebook, name)
        for number, record in enumerate((*(records.records if records else ()), {})):
            row: Mapping[str, str] = record
            yield tuple(
                self._input(field, f"{name}|{number}|{key}", row.get(key, ""))
                for field in fields
                for key in (field.id.rpartition(".")[2],)
            )


def _finding(name: str, given: Given | None) -> Iterator[Input]:
    finding = given if isinstance(given, FindingForm) else FindingForm()
    for key, kind in (("by", "text"), ("on", "date"), ("reason", "text")):
        yield Input(f"{name}|{key}", f"{anchor(name)}-{key}", kind, key, getattr(finding, key))


def _standing(sheet: Sheet, subject: SubjectSheet | None) -> Mapping[str, str]:
    """Which facts are needed for the answer, and which would settle something else, of one subject or of any."""
    found: dict[str, str] = {}
    for each in (subject,) if subject else sheet.subjects:
        if each.answered:
            view = each.answered.file.view
            further = [item.name for item in view.further]
            found |= {name.partition("[")[0]: found.get(name, "further") for name in further}
            found |= {item.name.partition("[")[0]: "needed" for item in view.missing}
    return found


def with_posted(form: Form, rulebook: Rulebook, names: Iterable[str], subject: str | None, posted: FormData) -> Form:
    """`form` with what was typed into the fields of `names`; fields that did not come back stay as they were."""
    for name in names:
        fact = rulebook.facts[name]
        if fact.type.name == "records":
            came, given = f"{name}|listed" in posted, _posted_records(rulebook, name, posted)
        elif fact.finding:
            came, given = name in posted, _posted_finding(name, posted)
        else:
            came, given = name in posted, text_of(posted, name) or None
        if came:
            form = form.with_given(Key(subject, name), given)
    return form


def text_of(posted: FormData, name: str) -> str:
    """What was typed under `name`, without blanks around it."""
    found = posted.get(name, "")
    return found.replace("\r\n", "\n").strip() if isinstance(found, str) else ""


def _posted_finding(name: str, posted: FormData) -> Given | None:
    finding = FindingForm(text_of(posted, name), *(text_of(posted, f"{name}|{key}") for key in ("by", "on", "reason")))
    return finding if finding != FindingForm() else None


def _posted_records(rulebook: Rulebook, name: str, posted: FormData) -> Given | None:
    """The rows with something in them; a list with rows of which nobody says that it is all may not be all."""
    keys = [field.id.rpartition(".")[2] for field in record_fields(rulebook, name)]
    removed = text_of(posted, REMOVE)
    rows = []
    for number in sorted(_row_numbers(name, posted)):
        row = {key: text for key in keys if (text := text_of(posted, f"{name}|{number}|{key}"))}
        if row and removed != f"{name}|{number}":
            rows.append(row)
    listed = text_of(posted, f"{name}|listed")
    if not rows and not listed:
        return None
    return RecordsForm(tuple(rows[:MAX_ROWS]), complete=listed == "all")


def _row_numbers(name: str, posted: FormData) -> set[int]:
    found = set()
    for key in posted:
        parts = key.split("|")
        if len(parts) == 3 and parts[0] == name and parts[1].isdecimal() and len(parts[1]) < 5:
            found.add(int(parts[1]))
    return found
