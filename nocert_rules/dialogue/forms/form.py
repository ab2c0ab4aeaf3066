"""What somebody has filled in so far, as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple


class Key(NamedTuple):
    """Where a value stands: the subject (None for what all share) and the fact."""

    subject: str | None
    fact: str


@dataclass(frozen=True)
class FindingForm:
    """A finding as typed: the value, who established it, on which day, and why."""

    value: str = ""
    by: str = ""
    on: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RecordsForm:
    """A list of records as typed, each from field (`step`, not `exemption_step.step`) to text."""

    records: tuple[Mapping[str, str], ...] = ()
    complete: bool = True


Given = str | FindingForm | RecordsForm


@dataclass(frozen=True)
class SubjectForm:
    """A subject of a case with its own facts, by their full names."""

    id: str
    name: str = ""
    facts: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A question as it is being filled in. `skipped` are the questions nobody could answer, `order` those answered.

    `started` has, by fact, the lists in which records are typed and which are no answer yet. `about` is the field or
    option of the answer that is asked for first, `ask_all` asks also for what is known elsewhere only.
    """

    question: str
    as_of: str = ""
    jurisdiction: str = ""
    facts: Mapping[str, Given] = field(default_factory=dict)
    subjects: tuple[SubjectForm, ...] = ()
    skipped: tuple[Key, ...] = ()
    order: tuple[Key, ...] = ()
    started: Mapping[str, RecordsForm] = field(default_factory=dict)
    about: str = ""
    ask_all: bool = False

    def subject(self, name: str) -> SubjectForm | None:
        """The subject with the id `name`."""
        return next((subject for subject in self.subjects if subject.id == name), None)

    def given(self, key: Key) -> Given | None:
        """What stands at `key`, if anything."""
        if key.subject is None:
            return self.facts.get(key.fact)
        subject = self.subject(key.subject)
        return subject.facts.get(key.fact) if subject else None

    def with_given(self, key: Key, given: Given | None) -> Form:
        """This form with `given` at `key`; None takes away what stands there."""
        if key.subject is None:
            return replace(self, facts=_with(self.facts, key.fact, given))
        subjects = tuple(
            replace(subject, facts=_with(subject.facts, key.fact, given)) if subject.id == key.subject else subject
            for subject in self.subjects
        )
        return replace(self, subjects=subjects)

    def with_subject(self, subject: SubjectForm) -> Form:
        """This form with a further subject; raises ValueError where its id is taken."""
        if self.subject(subject.id):
            raise ValueError(f"there is a subject `{subject.id}` already")
        return replace(self, subjects=(*self.subjects, subject))

    def without_subject(self, name: str) -> Form:
        """This form without the subject with the id `name` and all that was answered about it."""
        return replace(
            self,
            subjects=tuple(subject for subject in self.subjects if subject.id != name),
            skipped=tuple(key for key in self.skipped if key.subject != name),
            order=tuple(key for key in self.order if key.subject != name),
        )

    def renamed(self, old: str, new: str, name: str) -> Form:
        """This form with the subject `old` under the id `new` and the name `name`; ValueError where `new` is taken."""
        if old != new and self.subject(new):
            raise ValueError(f"there is a subject `{new}` already")

        def moved(keys: tuple[Key, ...]) -> tuple[Key, ...]:
            return tuple(Key(new, key.fact) if key.subject == old else key for key in keys)

        subjects = tuple(replace(each, id=new, name=name) if each.id == old else each for each in self.subjects)
        return replace(self, subjects=subjects, skipped=moved(self.skipped), order=moved(self.order))

    def with_started(self, fact: str, records: RecordsForm) -> Form:
        """This form with what is typed so far of the list `fact`, which is no answer yet."""
        return replace(self, started={**self.started, fact: records})

    def answered(self, key: Key, given: Given) -> Form:
        """This form with an answer of an interview, which is then the last one."""
        return replace(
            self._with_settled(key, given),
            order=(*(each for each in self.order if each != key), key),
            skipped=tuple(each for each in self.skipped if each != key),
        )

    def not_known(self, key: Key) -> Form:
        """This form with a question of an interview that nobody can answer."""
        return replace(
            self._with_settled(key, None),
            order=(*(each for each in self.order if each != key), key),
            skipped=(*(each for each in self.skipped if each != key), key),
        )

    def asked_again(self, key: Key) -> Form:
        """This form without the answer at `key`."""
        return replace(
            self._with_settled(key, None),
            order=tuple(each for each in self.order if each != key),
            skipped=tuple(each for each in self.skipped if each != key),
        )

    def _with_settled(self, key: Key, given: Given | None) -> Form:
        """This form with `given` at `key`, where nothing is only started any longer."""
        started = {fact: each for fact, each in self.started.items() if key != Key(None, fact)}
        return replace(self.with_given(key, given), started=started)


def _with(facts: Mapping[str, Given], name: str, given: Given | None) -> Mapping[str, Given]:
    rest = {fact: each for fact, each in facts.items() if fact != name or given is not None}
    return rest if given is None else {**rest, name: given}


def form_data(form: Form) -> dict[str, Any]:
    """`form` as JSON data."""
    return {
        "question": form.question,
        "as_of": form.as_of,
        "jurisdiction": form.jurisdiction,
        "facts": _facts_data(form.facts),
        "subjects": [
            {"id": subject.id, "name": subject.name, "facts": _facts_data(subject.facts)} for subject in form.subjects
        ],
        "skipped": [list(key) for key in form.skipped],
        "order": [list(key) for key in form.order],
        "started": _facts_data(form.started),
        "about": form.about,
        "ask_all": form.ask_all,
    }


def _facts_data(facts: Mapping[str, Given]) -> dict[str, Any]:
    return {name: _given_data(given) for name, given in facts.items()}


def _given_data(given: Given) -> Any:
    match given:
        case FindingForm(value, by, on, reason):
            return {"value": value, "by": by, "on": on, "reason": reason}
        case RecordsForm(records, complete):
            return {"records": [dict(record) for record in records], "complete": complete}
    return given


def form_from(data: Mapping[str, Any]) -> Form:
    """The Form that `form_data` made `data` of."""
    subjects = tuple(SubjectForm(item["id"], item["name"], _facts_from(item["facts"])) for item in data["subjects"])
    return Form(
        data["question"],
        data["as_of"],
        data["jurisdiction"],
        _facts_from(data["facts"]),
        subjects,
        tuple(Key(*item) for item in data["skipped"]),
        tuple(Key(*item) for item in data["order"]),
        {name: RecordsForm(tuple(item["records"]), item["complete"]) for name, item in data.get("started", {}).items()},
        data.get("about", ""),
        data.get("ask_all", False),
    )


def _facts_from(data: Mapping[str, Any]) -> dict[str, Given]:
    return {name: _given_from(item) for name, item in data.items()}


def _given_from(data: Any) -> Given:
    if isinstance(data, str):
        return data
    if "records" in data:
        return RecordsForm(tuple(data["records"]), data["complete"])
    return FindingForm(data["value"], data["by"], data["on"], data["reason"])
