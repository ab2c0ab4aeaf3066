"""The JSON Schemas of rule, catalogue and case files say what the loader accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import nocert_rules
from nocert_rules.gate.golden import load_cases
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.conditions import COMPARISONS, JOINERS, UNITS
from nocert_rules.rulebook.load.documents import MODALITIES, STATUSES, text_digest
from nocert_rules.rulebook.load.files import SECTIONS
from nocert_rules.rulebook.load.folders import default_folder, yaml_files
from nocert_rules.rulebook.load.lists import GRADES
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, parse
from nocert_rules.words.errors import InputError, Problems

SCHEMAS = Path(nocert_rules.__file__).parent / "schemas"
NAMES = ("rulebook-1", "cases-1", "invariants-1")
SHIPPED = [path for name in ("rules", "catalogue") for path in yaml_files(default_folder(name))]
GOLDEN = sorted(path for path in default_folder("rules").rglob("*.yaml") if "cases" in path.parts)

# A whole rulebook in two files that uses every section and every form of condition and term.
TEXT = "第一条 应当告知，三日内，可以不告知。"
TERM = "is: {from: {fact: asked_on}, plus: {working_days: {fact: limit}}}"
RULES = f"""\
document:
  id: tiny
  title: {{zh: 小, en: tiny}}
  short: {{zh: 小, en: tiny}}
  draft: true
  territory: here
  in_force_from: parameters.first_day
  trial_years: 1
  sha256: {text_digest(TEXT)}
  source: {{zh: 无, en: none}}
  contents: ["1"]
provisions:
  - provision: tiny/1
    heading: {{zh: 一, en: one}}
    status: encoded
    text: {TEXT}
    values:
      - id: told.until
        label: {{zh: 期限, en: limit}}
        quote: 三日内
        {TERM}
      - id: last.visit
        label: {{zh: 最后, en: last}}
        quote: 三日内
        is: {{latest: {{of: visits, where: {{visit.kind: good}}, is: {{fact: visit.on}}}}}}
    definitions:
      - {{id: good-visit, quote: 告知, of: visits, is: {{visit.kind: good}}}}
    rules:
      - id: tell
        quote: 应当告知
        also:
          - {{provision: tiny/1, quote: 三日内}}
        modality: must
        bearer: [clerk]
        when:
          all:
            - told: false
            - any: [{{place: {{in: [北, 南]}}}}, {{limit: {{at_least: 2}}}}]
            - not: {{as_of: {{after: {{fact: told.until}}}}}}
            - in_force_on: asked_on
            - any_of: {{records: visits, where: {{meets: good-visit}}}}
            - count_of: {{records: visits, where: {{visit.on: {{not_before: 2019-01-01}}}}, at_least: 1, at_most: 3}}
        then: to-tell
      - id: silent
        quote: 可以不告知
        when: {{last.visit: {{before: {{from: 2019-01-01, plus: {{days: 3}}}}}}}}
        leaves_open: open-point
        gap: {{zh: 没有写明, en: not said}}
      - id: except
        quote: 可以不告知
        outside_force: true
        when: {{holds: open-point}}
        exception_to: tell
      - {{id: late, quote: 三日内, when: {{subject.late: true}}, then: is-late}}
"""
ASKED = "label: {zh: 日, en: day}, question: {zh: 日, en: day}"
CATALOGUE = f"""\
enumerations:
  - enumeration: supplier
    label: {{zh: 谁, en: who}}
    values:
      - {{value: clerk, label: {{zh: 职员, en: clerk}}}}
      - {{value: jurisdiction, label: {{zh: 辖区, en: jurisdiction}}}}
  - {{enumeration: party, label: {{zh: 谁, en: who}}, values: [{{value: clerk, label: {{zh: 职员, en: clerk}}}}]}}
  - {{enumeration: kind, label: {{zh: 种类, en: kind}}, values: [{{value: good, label: {{zh: 好, en: good}}}}]}}
  - {{enumeration: nothing, label: {{zh: 无, en: nothing}}, values: []}}
facts:
  - {{fact: parameters.first_day, type: date, supplied_by: jurisdiction, {ASKED}}}
  - {{fact: told, type: boolean, finding: true, supplied_by: clerk, {ASKED}}}
  - {{fact: place, type: text, supplied_by: clerk, {ASKED}}}
  - {{fact: limit, type: integer, minimum: 0, supplied_by: clerk, {ASKED}}}
  - {{fact: asked_on, type: date, supplied_by: clerk, {ASKED}}}
  - {{fact: visits, type: {{records: visit}}, supplied_by: clerk, {ASKED}}}
  - {{fact: subject.late, type: boolean, finding: true, supplied_by: clerk, {ASKED}}}
records:
  - record: visit
    fields:
      - {{fact: visit.kind, type: {{one_of: kind}}, label: {{zh: 种类, en: kind}}}}
      - {{fact: visit.on, type: date, label: {{zh: 日, en: day}}}}
contradictions:
  - {{contradiction: early, when: {{asked_on: {{after: {{fact: as_of}}}}}}, label: {{zh: 早, en: early}}}}
conclusions:
  - conclusion: to-tell
    label: {{zh: 告知, en: tell}}
    words: {{yes: {{zh: 是, en: aye}}}}
    scale: kind
    opposes: open-point
  - {{conclusion: open-point, tension: false, label: {{zh: 未定, en: open}}}}
  - {{conclusion: is-late, label: {{zh: 迟, en: late}}}}
questions:
  - question: tell
    label: {{zh: 问, en: asks}}
    asked_by: {{zh: 人, en: people}}
    documents: tiny
    facts: [parameters.first_day, told, place, limit, asked_on, visits]
    answer:
      - {{field: telling, label: {{zh: 告知, en: tell}}, status: to-tell, decides: true, quiet: true}}
      - {{field: until, label: {{zh: 期限, en: limit}}, value: told.until, shown_if: to-tell}}
      - {{field: measures, label: {{zh: 方式, en: measures}}, permits: to-tell}}
      - field: routes
        label: {{zh: 方式, en: routes}}
        options: [{{option: a, label: {{zh: 甲, en: a}}, status: to-tell}}]
    conclusions: [to-tell]
    lookup:
      listings: visits
      item: {{certificate: place}}
      fields: {{days: limit}}
      within_territory: told
      assumed: {{route: good, findings: {{told: true}}}}
  - question: people
    label: {{zh: 问, en: asks}}
    asked_by: {{zh: 人, en: people}}
    each: subject
    facts: [parameters.first_day, subject.late]
    conclusions: [is-late]
notices:
  - notice: told
    question: tell
    title: {{zh: 告知书, en: notice}}
    when: [to-tell]
    unless: []
    paragraphs:
      - {{heading: {{zh: 原文, en: text}}, quotes: [{{provision: tiny/1, quote: 应当告知}}]}}
      - {{heading: {{zh: 为什么, en: why}}, because: to-tell}}
      - {{heading: {{zh: 期限, en: limit}}, field: until}}
      - {{heading: {{zh: 地点, en: place}}, fact: place}}
jurisdictions:
  - jurisdiction: here
    name: {{zh: 此地, en: here}}
    level: city
    parameters:
      - {{parameter: parameters.first_day, value: 2019-01-01, from: 2019-01-01, source: {{zh: 无, en: none}}}}
  - jurisdiction: there
    name: {{zh: 彼地, en: there}}
    level: city
    within: here
    parameters: [{{parameter: parameters.first_day, unknown: {{zh: 无, en: none}}}}]
lists:
  - list: a
    title: {{zh: 清单, en: list}}
    jurisdiction: here
    complete: true
    published_on: 2019-01-01
    provenance: {{source: nowhere, grade: A, inferred: [title]}}
    entries:
      - {{entry: a/1, certificate: 北, matter: 办事, days: 3, routes: []}}
requirements:
  - {{requirement: r/1, jurisdiction: here, certificate: 北, provenance: {{source: nowhere, grade: D}}}}
"""

# What may be written otherwise than above: (what stands there, what may stand there instead).
RIGHT = {
    "one-name-for-a-list": ("bearer: [clerk]", "bearer: clerk"),
    "no-names": ("bearer: [clerk]", "bearer: []"),
    "list-for-one-name": ("exception_to: tell", "exception_to: [tell]"),
    "always": ("{holds: open-point}", "always"),
    "empty-group": ("any: [{place: {in: [北, 南]}}, {limit: {at_least: 2}}]", "all: []"),
    "is-written-out": ("told: false", "told: {is: false}"),
    "all_of": ("any_of: {", "all_of: {"),
    "one-bound": (", at_least: 1, at_most: 3}", ", at_most: 3}"),
    "day-for-a-day": ("{before: {from: 2019-01-01, plus: {days: 3}}}", "{not_after: 2019-01-01}"),
    "months": ("plus: {days: 3}", "plus: {months: 3}"),
    "quoted-day": ("{not_before: 2019-01-01}", '{not_before: "2019-01-01"}'),
    "no-trial": ("  trial_years: 1\n", ""),
    "no-modality": ("        modality: must\n", ""),
    "no-minimum": ("minimum: 0, ", ""),
    "no-enumeration-values": (", values: []}", "}"),
    "question-of-a-field": ("type: {one_of: kind},", "type: {one_of: kind}, question: {zh: 种类, en: kind},"),
    "no-entries": (CATALOGUE[CATALOGUE.index("    entries:") : CATALOGUE.index("requirements:")], ""),
    "no-listings": ("      listings: visits\n", ""),
    "no-lookup-of-items": ("      item: {certificate: place}\n", ""),
    "no-assumptions": ("      assumed: {route: good, findings: {told: true}}\n", ""),
}

# What is wrong: (what stands there, what is written instead).
WRONG = {
    "section": ("contradictions:\n", "contradiction:\n"),
    "section-of-one": ("contradictions:\n  - ", "contradictions:\n    "),
    "document-list": ("document:\n  id: tiny", "document: [tiny]\nxdocument:\n  id: tiny"),
    "document-key": ("  draft: true", "  drafted: true"),
    "draft-text": ("draft: true", "draft: maybe"),
    "draft-quoted": ("draft: true", 'draft: "true"'),
    "trial-text": ("trial_years: 1", "trial_years: one"),
    "contents-numbers": ('contents: ["1"]', "contents: [1]"),
    "no-source": ("  source: {zh: 无, en: none}\n", ""),
    "label-of-one-language": ("title: {zh: 小, en: tiny}", "title: {zh: 小}"),
    "label-text": ("title: {zh: 小, en: tiny}", "title: tiny"),
    "label-further-language": ("title: {zh: 小, en: tiny}", "title: {zh: 小, en: tiny, de: winzig}"),
    "label-empty": ("title: {zh: 小, en: tiny}", 'title: {zh: 小, en: ""}'),
    "label-null": ("title: {zh: 小, en: tiny}", "title: {zh: 小, en: }"),
    "provision-without-document": ("provision: tiny/1\n", "provision: tiny\n"),
    "provision-key": ("    heading:", "    headings:"),
    "status": ("status: encoded", "status: coded"),
    "no-reason": ("status: encoded", "status: finding"),
    "rules-without-encoding": ("status: encoded", "status: finding\n    reason: {zh: 无, en: none}"),
    "rule-without-id": ("id: silent", "name: silent"),
    "rule-without-quote": ("        quote: 应当告知\n", ""),
    "rule-without-when": ("when: {holds: open-point}", "where: {holds: open-point}"),
    "rule-without-effect": ("        exception_to: tell\n", ""),
    "rule-with-empty-effect": ("exception_to: tell", "exception_to: []"),
    "rule-of-no-modality": ("modality: must", "modality: should"),
    "gap-alone": ("        leaves_open: open-point\n", "        then: open-point\n"),
    "opening-without-gap": ("        gap: {zh: 没有写明, en: not said}\n", ""),
    "also-text": ("- {provision: tiny/1, quote: 三日内}", "- tiny/1"),
    "also-without-quote": ("- {provision: tiny/1, quote: 三日内}", "- {provision: tiny/1}"),
    "condition-text": ("when: {holds: open-point}", "when: never"),
    "condition-list": ("when: {holds: open-point}", "when: [{holds: open-point}]"),
    "condition-empty": ("when: {holds: open-point}", "when: {}"),
    "two-conditions": ("when: {holds: open-point}", "when: {holds: open-point, told: true}"),
    "all-of-one": ("not: {as_of: {after: {fact: told.until}}}", "all: {told: true}"),
    "not-a-list": ("not: {as_of: {after: {fact: told.until}}}", "not: [{told: true}]"),
    "holds-a-list": ("{holds: open-point}", "{holds: [open-point]}"),
    "holds-in-records": ("{meets: good-visit}", "{holds: open-point}"),
    "meets-outside-records": ("{holds: open-point}", "{meets: good-visit}"),
    "force-of-a-day": ("in_force_on: asked_on", "in_force_on: {fact: asked_on}"),
    "outside-text": ("outside_force: true", "outside_force: mostly"),
    "operator": ("{at_least: 2}", "{more_than: 2}"),
    "two-operators": ("{at_least: 2}", "{at_least: 2, at_most: 4}"),
    "value-list": ("told: false", "told: [false]"),
    "value-null": ("told: false", "told: ~"),
    "in-of-one": ("{in: [北, 南]}", "{in: 北}"),
    "in-a-term": ("{in: [北, 南]}", "{in: [{fact: place}]}"),
    "number-text": ("{at_least: 2}", "{at_least: two}"),
    "number-day": ("{at_least: 2}", "{at_least: {from: 2019-01-01, plus: {days: 1}}}"),
    "number-float": ("{at_least: 2}", "{at_least: 2.5}"),
    "day-that-is-none": ("{not_before: 2019-01-01}", "{not_before: 2019-02-30}"),
    "day-otherwise": ("{not_before: 2019-01-01}", "{not_before: 1.1.2019}"),
    "term-key": ("{after: {fact: told.until}}", "{after: {facts: told.until}}"),
    "term-further-key": ("{after: {fact: told.until}}", "{after: {fact: told.until, plus: {days: 1}}}"),
    "period-without-start": ("{from: 2019-01-01, plus: {days: 3}}", "{plus: {days: 3}}"),
    "period-without-length": ("{from: 2019-01-01, plus: {days: 3}}", "{from: 2019-01-01}"),
    "unit": ("plus: {days: 3}", "plus: {weeks: 3}"),
    "two-units": ("plus: {days: 3}", "plus: {days: 3, months: 1}"),
    "length-alone": ("plus: {days: 3}", "plus: 3"),
    "records-without-where": ("any_of: {records: visits, where: {meets: good-visit}}", "any_of: {records: visits}"),
    "records-key": ("any_of: {records: visits,", "any_of: {of: visits,"),
    "bound-of-any": ("any_of: {records: visits,", "any_of: {at_least: 1, records: visits,"),
    "count-without-bound": (", at_least: 1, at_most: 3}", "}"),
    "count-text": ("at_most: 3}", "at_most: three}"),
    "latest-without-day": (", is: {fact: visit.on}}", "}"),
    "latest-and-earliest": ("is: {latest:", "is: {earliest: {}, latest:"),
    "value-without-label": ("        label: {zh: 期限, en: limit}\n", ""),
    "value-without-term": (f"        {TERM}\n", ""),
    "value-number": (TERM, "is: 3"),
    "definition-key": ("quote: 告知, of: visits", "quote: 告知, records: visits"),
    "enumeration-of-texts": ("values: [{value: good, label: {zh: 好, en: good}}]", "values: [good]"),
    "fact-without-question": (ASKED, "label: {zh: 日, en: day}"),
    "fact-without-supplier": ("type: text, supplied_by: clerk,", "type: text,"),
    "fact-type": ("type: text,", "type: string,"),
    "fact-type-key": ("type: {one_of: kind}", "type: {one_off: kind}"),
    "fact-type-two": ("type: {one_of: kind}", "type: {one_of: kind, records: visit}"),
    "finding-text": ("finding: true", "finding: sometimes"),
    "minimum-text": ("minimum: 0", "minimum: none"),
    "record-key": ("record: visit\n", "records: visit\n"),
    "contradiction-without-label": (", label: {zh: 早, en: early}}", "}"),
    "words-key": ("words: {yes:", "words: {yea:"),
    "tension-text": ("tension: false", "tension: none"),
    "opposes-mapping": ("opposes: open-point", "opposes: {open: point}"),
    "quiet-text": ("quiet: true", "quiet: rather"),
    "facts-of-one": ("facts: [parameters.first_day, told, place, limit, asked_on, visits]", "facts: told"),
    "conclusions-of-one": ("conclusions: [to-tell]", "conclusions: to-tell"),
    "answer-without-kind": (", permits: to-tell}", "}"),
    "answer-key": ("shown_if: to-tell", "if: to-tell"),
    "options-of-texts": ("options: [{option: a, label: {zh: 甲, en: a}, status: to-tell}]", "options: [to-tell]"),
    "option-without-status": (", status: to-tell}]", "}]"),
    "lookup-key": ("within_territory: told", "within: told"),
    "lookup-part": ("item: {certificate: place}", "item: {certificat: place}"),
    "lookup-list": ("item: {certificate: place}", "item: [place]"),
    "assumed-text": ("findings: {told: true}", "findings: {told: sure}"),
    "assumed-without-route": ("assumed: {route: good,", "assumed: {"),
    "notice-key": ("    unless: []", "    except: []"),
    "notice-without-when": ("    when: [to-tell]\n", ""),
    "notice-without-paragraphs": ("paragraphs:\n", "paragraph:\n"),
    "paragraph-without-heading": ("heading: {zh: 为什么, en: why}, because", "because"),
    "paragraph-of-nothing": (", because: to-tell}", "}"),
    "paragraph-of-two": (", field: until}", ", field: until, fact: place}"),
    "paragraph-of-no-quotes": ("quotes: [{provision: tiny/1, quote: 应当告知}]", "quotes: []"),
    "jurisdiction-without-level": ("    level: city\n", ""),
    "parameter-without-source": (", source: {zh: 无, en: none}}", "}"),
    "parameter-without-anything": (", unknown: {zh: 无, en: none}}", "}"),
    "parameter-mapping": ("value: 2019-01-01", "value: {day: 2019-01-01}"),
    "parameter-day": ("from: 2019-01-01, source", "from: 2019, source"),
    "list-without-completeness": ("    complete: true\n", ""),
    "list-without-provenance": ("    provenance: {source: nowhere, grade: A, inferred: [title]}\n", ""),
    "provenance-grade": ("grade: A", "grade: E"),
    "provenance-note": ("grade: D}", "grade: D, note: none}"),
    "entry-without-certificate": ("certificate: 北, matter: 办事, days: 3", "days: 3"),
    "entry-further-mapping": ("days: 3", "days: {n: 3}"),
    "routes-mapping": ("routes: []", "routes: {}"),
    "requirement-routes": ("certificate: 北, provenance", "certificate: 北, routes: [good], provenance"),
}

# What the loader ought to refuse as the schema does.
UNREFUSED = {
    "conclusion-and-opening": ("leaves_open: open-point", "then: to-tell\n        leaves_open: open-point"),
    "answer-of-two-kinds": ("permits: to-tell", "permits: to-tell, value: told.until"),
    "days-that-decide": ("shown_if: to-tell", "shown_if: to-tell, decides: true"),
    "options-that-decide": ("field: routes\n", "field: routes\n        decides: true\n"),
    "force-in-records": ("{meets: good-visit}", "{in_force_on: asked_on}"),
    "force-of-a-contradiction": ("when: {asked_on: {after: {fact: as_of}}}", "when: {in_force_on: asked_on}"),
    "contradictory-conclusion": ("when: {asked_on: {after: {fact: as_of}}}", "when: {holds: to-tell}"),
    "value-and-unknown": ("value: 2019-01-01, ", "value: 2019-01-01, unknown: {zh: 无, en: none}, "),
}

CASES = """\
cases:
  - case: one-of-many
    provision: tiny/1
    reason: 第一条写明应当告知
    question: tell
    as_of: 2019-06-03
    jurisdiction: here
    item: {certificate: 北, matter: 办事}
    facts:
      place: 北
      limit: 3
      told: {value: true, by: 职员, on: 2019-06-01, reason: 已告知}
      visits: {complete: false, records: [{kind: good, on: 2019-06-01}, {}]}
    expect:
      conclusions: {to-tell: no}
      rules: {tell: fails, silent: undetermined, except: defeated}
      answer: {telling: no, until: 2019-06-06, routes: {a: undetermined}, measures: [good]}
      missing: {open-point: ["visits[2].kind", visits], to-tell: limit}
  - case: another
    provision: tiny/1
    reason: 第一条写明三日内
    question: people
    as_of: 2019-06-03
    subjects:
      - {id: a, name: 甲, late: {value: false, by: 乙, on: 2019-06-01, reason: 没有}}
      - {id: b, late: {value: true, by: 乙, on: 2019-06-01, reason: 迟}}
    expect:
      subjects: {a: {conclusions: {is-late: no}, missing: {is-late: []}}, b: {rules: {late: holds}}}
"""
RIGHT_CASES = {
    "list-of-records": ("{complete: false, records: [{kind: good, on: 2019-06-01}, {}]}", "[{kind: good}]"),
    "answer-of-a-status": ("measures: [good]", "measures: undetermined"),
    "quoted-status": ("{to-tell: no}", '{to-tell: "no"}'),
    "part-of-the-item": ("certificate: 北, matter: 办事", "certificate: 北"),
}
WRONG_CASES = {
    "further-key": ("cases:\n", "case: 1\ncases:\n"),
    "no-key": ("cases:\n", "case:\n"),
    "case-text": ("cases:\n", "cases:\n  - one\n"),
    "no-id": ("case: one-of-many\n    ", ""),
    "id-with-blanks": ("case: one-of-many", "case: one of many"),
    "id-in-capitals": ("case: one-of-many", "case: One"),
    "reason-label": ("reason: 第一条写明应当告知", "reason: {zh: 应当, en: must}"),
    "no-reason": ("    reason: 第一条写明应当告知\n", ""),
    "no-expectation": ("    expect:", "    expected:"),
    "no-day": ("    as_of: 2019-06-03\n", ""),
    "day-that-is-none": ("2019-06-03", "2019-06-31"),
    "provision": ("provision: tiny/1", "provision: tiny"),
    "item-text": ("item: {certificate: 北, matter: 办事}", "item: 北"),
    "item-without-certificate": ("certificate: 北, ", ""),
    "facts-list": ("    facts:\n", "    facts: []\n    further:\n"),
    "fact-null": ("place: 北", "place: "),
    "fact-float": ("limit: 3", "limit: 3.5"),
    "finding-without-name": ("by: 职员, ", ""),
    "finding-key": ("by: 职员, ", "by: 职员, at: 北, "),
    "finding-without-reason": (", reason: 已告知", ", reason: "),
    "record-text": ("records: [{kind: good, on: 2019-06-01}, {}]", "records: [good]"),
    "record-nested": ("{kind: good, on", "{kind: {is: good}, on"),
    "records-key": ("{complete: false,", "{completed: false,"),
    "complete-text": ("complete: false", "complete: partly"),
    "subject-without-id": ("{id: a, name: 甲,", "{name: 甲,"),
    "subject-text": ("- {id: b, late: {value: true, by: 乙, on: 2019-06-01, reason: 迟}}", "- b"),
    "nothing-expected": (CASES[CASES.index("    expect:") : CASES.index("  - case: another")], "    expect: {}\n"),
    "nothing-expected-of-one": ("b: {rules: {late: holds}}", "b: {}"),
    "status": ("{to-tell: no}", "{to-tell: open}"),
    "status-boolean": ("{to-tell: no}", "{to-tell: false}"),
    "rule-status": ("silent: undetermined", "silent: unknown"),
    "missing-list": ("missing: {is-late: []}", "missing: [is-late]"),
    "missing-mapping": ("to-tell: limit}", "to-tell: {fact: limit}}"),
    "answer-number": ("telling: no", "telling: 1"),
    "no-measures": ("measures: [good]", "measures: []"),
    "conclusions-beside-subjects": ("      subjects: {a:", "      conclusions: {is-late: no}\n      subjects: {a:"),
    "subjects-of-subjects": ("missing: {is-late: []}}", "missing: {is-late: []}, subjects: {}}"),
}
# What expects nothing and is accepted all the same.
UNREFUSED_CASES = {
    "no-cases": (CASES, "cases: []"),
    "no-subjects": (CASES[CASES.index("      subjects: {a") :], "      subjects: {}\n"),
}


@cache
def schema_of(name: str) -> dict[str, Any]:
    """A shipped schema."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(schema, dict)
    return schema


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a shipped schema."""
    return Draft202012Validator(schema_of(name), format_checker=FormatChecker(formats=["date"]))


def data_of(node: Node) -> Any:
    """`node` as an editor sees it, which types plain scalars as YAML 1.2 does."""
    match node:
        case MapNode(_, entries):
            return {key.text: data_of(value) for key, value in entries}
        case ListNode(_, items):
            return [data_of(item) for item in items]
        case ScalarNode(_, text, quoted):
            return text if quoted else plain_scalar(text)


def plain_scalar(text: str) -> object:
    """The value of an unquoted scalar in the core schema of YAML 1.2."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def data_in(text: str) -> Any:
    """The data of a YAML text that can be parsed."""
    problems = Problems()
    node = parse(text, "test", problems, "data")
    assert node is not None, problems.found
    return data_of(node)


def errors(name: str, data: Any) -> list[str]:
    """What the schema finds wrong with `data`."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(data)]


def edited(parts: tuple[str, ...], edit: tuple[str, str]) -> tuple[str, ...]:
    """`parts` with the one edit made in the first part that has its words."""
    old, new = edit
    assert any(old in part for part in parts), old
    number = next(number for number, part in enumerate(parts) if old in part)
    return (*parts[:number], parts[number].replace(old, new, 1), *parts[number + 1 :])


def load_tiny(folder: Path, parts: tuple[str, ...]) -> None:
    """Load the tiny rulebook from files; raises InputError where it is refused."""
    for name, text in zip(("rules", "catalogue"), parts, strict=True):
        (folder / name / "tiny").mkdir(parents=True)
        (folder / name / "tiny" / "all.yaml").write_text(text, encoding="utf-8")
    load_rulebook(folder / "rules", folder / "catalogue")


def load_tiny_cases(folder: Path, text: str) -> None:
    """Load golden cases of the tiny rulebook; raises InputError where they are refused."""
    load_tiny(folder, (RULES, CATALOGUE))
    (folder / "rules" / "tiny" / "cases").mkdir()
    (folder / "rules" / "tiny" / "cases" / "all.yaml").write_text(text, encoding="utf-8")
    load_cases(folder / "rules", load_rulebook(folder / "rules", folder / "catalogue"))


def schemas_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a schema."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from schemas_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from schemas_in(part)


def definition(name: str) -> dict[str, Any]:
    found = schema_of("rulebook-1")["$defs"][name]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid_and_explains_itself(name: str) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    title, _, version = name.partition("-")
    assert schema["$id"] == f"nocert:{title}/{version}"
    for part in schemas_in(schema):
        for key, value in part.items():
            if key in ("properties", "$defs") and "title" not in value and "additionalProperties" in part:
                assert all(item.get("title") and item.get("description") for item in value.values()), part


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere_and_every_definition_is_used(name: str) -> None:
    schema = schema_of(name)
    used = {part["$ref"].removeprefix("#/$defs/") for part in schemas_in(schema) if "$ref" in part}
    assert used == set(schema["$defs"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "/".join(path.parts[-3:]))
def test_shipped_files_are_right(path: Path) -> None:
    assert not errors("rulebook-1", data_in(path.read_text(encoding="utf-8")))


def test_golden_cases_are_right() -> None:
    for path in GOLDEN:
        assert not errors("cases-1", data_in(path.read_text(encoding="utf-8"))), path


def test_schema_names_what_the_code_names() -> None:
    schema = schema_of("rulebook-1")
    operators = definition("comparison")["oneOf"][1]["properties"]
    assert set(schema["properties"]) == set(SECTIONS)
    assert set(operators) == {name for names in COMPARISONS.values() for name in names}
    assert set(definition("later_day")["properties"]["plus"]["properties"]) == set(UNITS)
    for name in ("condition", "fact_condition", "record_condition"):
        assert set(definition(name)["oneOf"][1]["properties"]) == set(JOINERS)
    assert definition("rule")["properties"]["modality"]["enum"] == list(MODALITIES)
    assert definition("provision")["properties"]["status"]["enum"] == list(STATUSES)
    assert definition("provenance")["properties"]["grade"]["enum"] == list(GRADES)


def test_each_operator_takes_the_terms_of_its_types() -> None:
    terms = {"integer": "count_term", "date": "day_term"}
    for name, schema in definition("comparison")["oneOf"][1]["properties"].items():
        types = {kind for kind, names in COMPARISONS.items() if name in names}
        wanted = terms[types.pop()] if len(types) == 1 else "term"
        assert name == "in" or schema["$ref"] == f"#/$defs/{wanted}"


@pytest.mark.parametrize("edit", [("", ""), *RIGHT.values()], ids=["tiny", *RIGHT])
def test_right_files_are_accepted_by_schema_and_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    parts = edited((RULES, CATALOGUE), edit)
    assert not [error for part in parts for error in errors("rulebook-1", data_in(part))]
    load_tiny(tmp_path, parts)


@pytest.mark.parametrize("edit", WRONG.values(), ids=WRONG)
def test_wrong_files_are_refused_by_schema_and_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    parts = edited((RULES, CATALOGUE), edit)
    assert [error for part in parts for error in errors("rulebook-1", data_in(part))]
    with pytest.raises(InputError):
        load_tiny(tmp_path, parts)


@pytest.mark.parametrize("edit", UNREFUSED.values(), ids=UNREFUSED)
def test_wrong_files_are_refused_by_the_schema(edit: tuple[str, str]) -> None:
    assert [error for part in edited((RULES, CATALOGUE), edit) for error in errors("rulebook-1", data_in(part))]


@pytest.mark.parametrize("edit", UNREFUSED.values(), ids=UNREFUSED)
def test_wrong_files_are_refused_by_the_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_tiny(tmp_path, edited((RULES, CATALOGUE), edit))


@pytest.mark.parametrize("edit", [("", ""), *RIGHT_CASES.values()], ids=["cases", *RIGHT_CASES])
def test_right_cases_are_accepted_by_schema_and_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    (text,) = edited((CASES,), edit)
    assert not errors("cases-1", data_in(text))
    load_tiny_cases(tmp_path, text)


@pytest.mark.parametrize("edit", WRONG_CASES.values(), ids=WRONG_CASES)
def test_wrong_cases_are_refused_by_schema_and_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    (text,) = edited((CASES,), edit)
    assert errors("cases-1", data_in(text))
    with pytest.raises(InputError):
        load_tiny_cases(tmp_path, text)


@pytest.mark.parametrize("edit", UNREFUSED_CASES.values(), ids=UNREFUSED_CASES)
def test_wrong_cases_are_refused_by_the_schema(edit: tuple[str, str]) -> None:
    assert errors("cases-1", data_in(edited((CASES,), edit)[0]))


@pytest.mark.parametrize("edit", UNREFUSED_CASES.values(), ids=UNREFUSED_CASES)
def test_wrong_cases_are_refused_by_the_loader(edit: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_tiny_cases(tmp_path, edited((CASES,), edit)[0])
