"""The dossier as a document for Word or WPS: real headings, tables with header rows, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any as Anything

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from nocert_rules.messages import Language
from nocert_rules.render.dossier import WORDS, Dossier, FactGroup, OptionView, SubjectFile
from nocert_rules.render.elements import ElementView, RuleView
from nocert_rules.render.timeline import Event
from nocert_rules.render.view import DutyView, StatusView, aside
from nocert_rules.render.words import word

_DAY = datetime(2000, 1, 1)
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_BODY, _HEADING, _LATIN = "仿宋", "黑体", "Times New Roman"
_MARKS = {"must": "●", "must_not": "✕", "may": "○"}
_HEADINGS = {"Title": 20, "Heading 1": 15, "Heading 2": 13, "Heading 3": 11.5}
_DEEPEST = 2
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def docx_bytes(dossier: Dossier, language: Language) -> bytes:
    """`dossier` as a .docx on A4 with page numbers."""
    document = Document()
    _set_up(document, language, _word("dossier", language))
    _Layout(document, language).whole(dossier)
    out = io.BytesIO()
    document.save(out)
    return _same_every_time(out.getvalue())


class _Layout:
    def __init__(self, document: Anything, language: Language) -> None:
        self.document = document
        self.language: Language = language
        self.colon = "：" if language == "zh" else ": "

    def word(self, key: str) -> str:
        return _word(key, self.language)

    def whole(self, dossier: Dossier) -> None:
        view = dossier.view
        self.heading(self.word("dossier"), 0)
        day = f"{self.word('as_of')} {view.as_of}"
        self.line(" · ".join(part for part in (view.question, view.place, day) if part))
        for title in view.not_in_force:
            self.line(f"{self.word('not_in_force')}{self.colon}{title}")
        self.heading(self.word("shared_part"), 1)
        self.facts(dossier.shared)
        self.heading(self.word("timeline"), 1)
        self.events(dossier.events)
        for file in dossier.subjects:
            self.subject(file)
        if view.caveats:
            self.heading(self.word("caveats"), 1)
            self.bullets(view.caveats)
        self.heading(self.word("receipt"), 1)
        self.table((self.word("receipt_key"), self.word("receipt_value")), dossier.receipt)

    def line(self, text: str, style: str = "") -> Anything:
        """A paragraph; `style` is the id of its style, so that nobody has to look it up by name."""
        paragraph = self.document.add_paragraph(_fit(text))
        if style:
            paragraph._p.style = style
        return paragraph

    def heading(self, text: str, level: int) -> Anything:
        return self.line(text, f"Heading{level}" if level else "Title")

    def bullets(self, texts: Iterable[str], deep: int = 0) -> None:
        for text in texts:
            self.line(text, f"ListBullet{deep + 1}" if deep else "ListBullet")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table whose header row is one, repeated on every page."""
        texts = [tuple(columns), *(tuple(row) for row in rows)]
        table = self.document.add_table(len(texts), len(columns), "Table Grid")
        for row, words in zip(table._tbl.tr_lst, texts, strict=True):
            head = words is texts[0]
            _mark(row.get_or_add_trPr(), "w:tblHeader" if head else "w:cantSplit")
            for cell, text in zip(row.tc_lst, words, strict=True):
                run = Paragraph(cell.p_lst[0], table).add_run(_fit(text))
                run.bold = True if head else None
        self.document.add_paragraph()

    def facts(self, groups: Iterable[FactGroup], level: int = 2) -> None:
        """Facts by group, findings with their authors, then each list of records."""
        for group in groups:
            if group.label:
                self.heading(group.label, level)
            plain = [line for line in group.lines if not line.columns and not line.by]
            found = [line for line in group.lines if line.by]
            if plain:
                self.table((self.word("fact"), self.word("stands")), [(line.label, line.value) for line in plain])
            if found:
                columns = ("fact", "stands", "by", "on", "reason")
                rows = [(line.label, line.value, line.by, line.on, line.reason) for line in found]
                self.table([self.word(name) for name in columns], rows)
            for line in group.lines:
                if line.columns:
                    self.line(f"{line.label}{self.colon}{line.value}")
                    if line.rows:
                        self.table(line.columns, line.rows)

    def events(self, events: Iterable[Event]) -> None:
        columns = (self.word("day"), self.word("event"), self.word("subject"))
        rows = []
        for event in events:
            due = f"{self.word('due')} " if event.kind == "due" else ""
            text = "\n".join((due + event.label, *event.details))
            rows.append((event.day.isoformat(), text, " · ".join(event.subjects) or self.word("all_subjects")))
        self.table(columns, rows)

    def subject(self, file: SubjectFile) -> None:
        heading = self.heading(file.name or file.id, 1)
        heading.paragraph_format.page_break_before = True
        self.heading(self.word("facts_of"), 2)
        self.facts(file.facts, 3)
        self.heading(self.word("answer"), 2)
        for conflict in file.view.conflicts:
            self.line(f"⚠ {self.word('conflicts')}{self.colon}{conflict.label}")
        columns = (self.word("field"), self.word("status"), self.word("rests_on"))
        lines = [field.line for field in file.view.fields if not field.options]
        self.table(columns, [(line.label, line.text, _reasons(line)) for line in lines])
        for field, options in file.options:
            self.heading(field.line.label, 2)
            for option in options:
                self.option(option)
        self.duties(self.word("defects"), "⚠", file.defects)
        for modality, found in file.view.duties:
            if modality:
                self.duties(self.word(modality), _MARKS[modality], found)
        self.duties(self.word("gaps"), "○", file.view.gaps)
        if file.view.missing:
            self.heading(self.word("missing"), 2)
            self.bullets(missing.question for missing in file.view.missing)

    def option(self, option: OptionView) -> None:
        self.heading(f"{option.line.label} – {option.line.text}", 3)
        for rule in option.telling:
            self.rule(rule)

    def rule(self, rule: RuleView) -> None:
        for source in rule.sources:
            self.line(f"{source.provision} “{source.quote}”", "Quote")
        for element in rule.elements:
            self.element(element, 0)
        for exception in rule.exceptions:
            self.line(f"{self.word('except')}{self.colon}{exception.status_text}")
            self.rule(exception)

    def element(self, element: ElementView, deep: int) -> None:
        status = self.word(f"element_{element.truth}")
        here = (
            aside(self.word("here") + element.known, self.language) if element.known and element.truth != "true" else ""
        )
        self.bullets([f"{status}{self.colon}{element.text}{here}"], deep)
        for part in element.parts:
            self.element(part, min(deep + 1, _DEEPEST))

    def duties(self, heading: str, mark: str, found: Iterable[DutyView]) -> None:
        for number, duty in enumerate(found):
            if number == 0:
                self.heading(heading, 2)
            parties = f" ({' · '.join(duty.parties)})" if duty.parties else ""
            self.line(f"{mark} {duty.label}{self.colon + duty.gap if duty.gap else ''}{parties}")
            for source in duty.sources:
                self.line(f"{source.provision} “{source.quote}”", "Quote")


def _word(key: str, language: Language) -> str:
    """A heading of the file, or else a word of answers."""
    if key in WORDS:
        return WORDS[key][0 if language == "zh" else 1]
    return word(key, language)


def _fit(text: str) -> str:
    """`text` without the characters that no document may hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _reasons(line: StatusView) -> str:
    return "\n".join((*line.provisions, *line.reasons, *line.waits))


def _set_up(document: Anything, language: Language, title: str) -> None:
    """A4, fonts for both scripts, page numbers, and properties that say nothing about when and who."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(28)
    for style in document.styles:
        if style.element.rPr is not None or style.name == "Normal":
            _font(style, _HEADING if style.name in _HEADINGS else _BODY)
    document.styles["Normal"].font.size = Pt(11)
    for name, size in _HEADINGS.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, RGBColor(0, 0, 0)
    _language(document, language)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(footer.add_run())
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title, properties.language = title, "zh-CN" if language == "zh" else "en"
    properties.created = properties.modified = _DAY
    properties.revision = 1


def _language(document: Anything, language: Language) -> None:
    """In which language the words are checked and broken."""
    found = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    found.set(qn("w:val"), "zh-CN" if language == "zh" else "en-GB")
    found.set(qn("w:eastAsia"), "zh-CN")


def _font(style: Anything, chinese: str) -> None:
    style.element.get_or_add_rPr()
    style.font.name = _LATIN
    fonts = style.element.rPr.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)


def _page_number(run: Anything) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _mark(properties: Anything, name: str) -> None:
    properties.append(OxmlElement(name))


def _same_every_time(data: bytes) -> bytes:
    """The parts of the file in a fixed order and without the time at which they were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()
