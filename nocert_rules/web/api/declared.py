"""What the rulebook declares, as data: questions with their facts, lists, jurisdictions, provisions."""

from __future__ import annotations

from collections.abc import Mapping

from nocert_rules.rulebook.model.catalogue import Fact, Jurisdiction, PublishedList, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

Data = dict[str, object]


def question_data(rulebook: Rulebook, question: Question) -> Data:
    """A question: who asks it, the facts it takes, the fields of its answer."""
    return {
        "id": question.id,
        "label": question.label.data(),
        "asked_by": question.asked_by.data(),
        "subjects": question.subjects_key or None,
        "documents": list(question.documents),
        "facts": [fact_data(rulebook, rulebook.facts[name]) for name in question.facts],
        "answer": [
            {
                "id": field.id,
                "kind": field.kind,
                "label": field.label.data(),
                "options": [{"id": option.id, "label": option.label.data()} for option in field.options],
            }
            for field in question.answer
        ],
    }


def fact_data(rulebook: Rulebook, fact: Fact) -> Data:
    """A fact: its type with its choices or fields, its words, and who knows it."""
    choices = rulebook.enumerations[fact.type.choices].choices if fact.type.choices else ()
    fields = rulebook.fields_of_record[fact.type.record] if fact.type.record else ()
    return {
        "id": fact.id,
        "type": fact.type.name,
        "label": fact.label.data(),
        "question": fact.question.data(),
        "finding": fact.finding,
        "supplied_by": fact.supplied_by,
        "minimum": fact.minimum,
        "choices": [{"id": choice.id, "label": choice.label.data()} for choice in choices],
        "fields": [fact_data(rulebook, field) for field in fields],
    }


def list_data(item: PublishedList) -> Data:
    """A published list without its entries."""
    return {
        "id": item.id,
        "title": item.title.data(),
        "jurisdiction": item.jurisdiction,
        "complete": item.complete,
        "drafted_by": item.drafted_by,
        "approved_by": item.approved_by,
        "published_on": item.published_on.isoformat() if item.published_on else None,
        "entries": len(item.entries),
        "grade": item.provenance.grade,
        "source": item.provenance.source,
    }


def jurisdiction_data(item: Jurisdiction) -> Data:
    """A jurisdiction and what it lies in."""
    return {"id": item.id, "name": item.name.data(), "level": item.level, "within": item.within or None}


def document_provision_data(rulebook: Rulebook, name: str, cases: Mapping[str, list[str]]) -> Data:
    """A provision with why it is encoded or not, and the rules that rest on it."""
    provision = rulebook.provisions[name]
    return {
        "provision": provision.id,
        "document": {"id": provision.document, "title": rulebook.documents[provision.document].title.data()},
        "status": provision.status,
        "reason": provision.reason.data() if provision.reason else None,
        "heading": provision.heading.data(),
        "text": provision.text,
        "rules": [_rule_data(rule) for rule in rulebook.rules_of_provision[name]],
        "cases": cases.get(name, []),
    }


def _rule_data(rule: Rule) -> Data:
    return {
        "id": rule.id,
        "modality": rule.modality,
        "bearer": list(rule.bearer),
        "against": list(rule.against),
        "conclusion": rule.conclusion,
        "gap": rule.gap.data() if rule.gap else None,
        "exception_to": list(rule.exception_to),
        "sources": [source.data() for source in rule.sources],
    }
