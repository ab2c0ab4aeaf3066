"""The dossier as a document for Word or WPS: real headings, tables with header rows, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any as Anything

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from nocert_rules.render.dossier import WORDS, Dossier, FactGroup, FactLine, OptionView, SubjectFile
from nocert_rules.render.elements import ElementView, RuleView
from nocert_rules.render.marks import COLON, SEMICOLON, aside
from nocert_rules.render.timeline import Event
from nocert_rules.render.view import DutyView, FieldView, StatusView
from nocert_rules.render.words import pick, word
from nocert_rules.render.xml import fit_for_xml
from nocert_rules.rulebook.model.values import Source
from nocert_rules.words.messages import Language

_DAY = datetime(2000, 1, 1)
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_BODY, _HEADING, _LATIN = "仿宋", "黑体", "Times New Roman"
_MARKS = {"must": "●", "must_not": "✕", "may": "○"}
_HEADINGS = {"Title": (18, 0), "Heading 1": (14, 8), "Heading 2": (11.5, 6), "Heading 3": (10.5, 4)}
_WIDTH = Mm(166)
_FEW = 3


def docx_bytes(dossier: Dossier, language: Language) -> bytes:
    """`dossier` as a .docx on A4 with page numbers."""
    document = Document()
    _set_up(document, language, _word("dossier", language))
    _Layout(document, dossier, language).whole()
    out = io.BytesIO()
    document.save(out)
    return _same_every_time(out.getvalue())


class _Layout:
    def __init__(self, document: Anything, dossier: Dossier, language: Language) -> None:
        self.document = document
        self.dossier = dossier
        self.titled = dossier.titled
        self.language: Language = language
        self.colon, self.semicolon = COLON.text(language), SEMICOLON.text(language)

    def word(self, key: str) -> str:
        return _word(key, self.language)

    def whole(self) -> None:
        view = self.dossier.view
        self.heading(self.word("dossier"), 0)
        day = f"{self.word('as_of')} {view.as_of}"
        self.line(" · ".join(part for part in (view.question, view.place, day) if part))
        for title in view.not_in_force:
            self.line(f"{self.word('not_in_force')}{self.colon}{title}")
        self.heading(self.word("shared_part"), 1)
        self.facts(self.dossier.shared)
        self.heading(self.word("timeline"), 1)
        self.events(self.dossier.events)
        if view.caveats:
            self.heading(self.word("caveats"), 1)
            self.bullets(view.caveats)
        self.heading(self.word("receipt"), 1)
        self.table(("receipt_key", "receipt_value"), self.dossier.receipt, (1, 4))
        for file in self.dossier.subjects:
            self.subject(file)

    def line(self, text: str, style: str = "") -> Anything:
        """A paragraph; `style` is the id of its style, so that nobody has to look it up by name."""
        paragraph = self.document.add_paragraph(fit_for_xml(text))
        if style:
            paragraph._p.style = style
        return paragraph

    def heading(self, text: str, level: int) -> Anything:
        return self.line(text, f"Heading{level}" if level else "Title")

    def bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.line(text, "ListBullet")

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], bold: bool = False
    ) -> None:
        """A table whose header row is one, repeated on every page; `widths` are parts of the page's width.

        `columns` are keys of words, or the words themselves; `bold` is for a first column that names the rest.
        """
        texts = [tuple(self.word(name) if name in WORDS else name for name in columns), *(tuple(row) for row in rows)]
        table = self.document.add_table(len(texts), len(columns), "Table Grid")
        _lay_out(table, widths)
        for row, words in zip(table._tbl.tr_lst, texts, strict=True):
            head = words is texts[0]
            _mark(row.get_or_add_trPr(), "w:tblHeader" if head else "w:cantSplit")
            for number, (cell, text) in enumerate(zip(row.tc_lst, words, strict=True)):
                cell.p_lst[0].style = "Compact"
                run = Paragraph(cell.p_lst[0], table).add_run(fit_for_xml(text))
                run.bold = True if head or (bold and number == 0) else None
        self.line("", "Compact").paragraph_format.line_spacing = Pt(5)

    def facts(self, groups: Iterable[FactGroup], level: int = 2) -> None:
        """Facts by group, findings with their authors, then each list of records."""
        for group in groups:
            if group.label:
                self.heading(group.label, level)
            plain = [line for line in group.lines if not line.rows and not line.by]
            found = [line for line in group.lines if line.by]
            if plain:
                self.table(("fact", "stands") * 2, _in_pairs(plain), (30, 20, 30, 20))
            if found:
                columns = ("fact", "stands", "by", "on", "reason")
                rows = [(line.label, line.value, line.by, line.on, line.reason) for line in found]
                self.table(columns, rows, (26, 7, 21, 14, 32))
            for line in group.lines:
                if line.rows:
                    self.line(f"{line.label}{self.colon}{line.value}")
                    self.table(line.columns, line.rows, [1] * len(line.columns))

    def events(self, events: Iterable[Event]) -> None:
        rows = []
        for event in events:
            due = f"{self.word('due')} " if event.kind == "due" else ""
            text = due + event.label + aside(self.semicolon.join(event.details), self.language)
            rows.append((event.day.isoformat(), text, " · ".join(event.subjects) or self.word("all_subjects")))
        self.table(("day", "event", "subject"), rows, (14, 66, 20))

    def subject(self, file: SubjectFile) -> None:
        """The answer first, with what is defective and missing; then what it rests on."""
        heading = self.heading(file.name or file.id, 1)
        heading.paragraph_format.page_break_before = True
        self.heading(self.word("answer"), 2)
        rows = [self.field(field, file) for field in file.view.fields if not field.options]
        self.table(("field", "status", "rests_on"), rows, (25, 45, 30), bold=True)
        self.duties(f"⚠ {self.word('conflicts')}", file.view.conflicts)
        self.duties(f"⚠ {self.word('defects')}", file.defects)
        if file.view.missing:
            self.heading(f"○ {self.word('missing')}", 2)
            marked = aside(self.word("finding"), self.language)
            self.bullets(each.question + (marked if each.fact.finding else "") for each in file.view.missing)
        self.duties(f"○ {self.word('gaps')}", file.view.gaps)
        for field, options in file.options:
            self.heading(field.line.label, 2)
            told = [(option.line.label, option.line.text, self.option(option)) for option in options]
            self.table(("field", "status", "rests_on"), told, (23, 12, 65), bold=True)
        self.heading(self.word("facts_of"), 2)
        if not file.facts:
            self.line(self.word("nothing_known"))
        self.facts(file.facts, 3)
        for modality, found in file.view.duties:
            if modality:
                self.duties(f"{_MARKS[modality]} {self.word(modality)}", found)

    def field(self, field: FieldView, file: SubjectFile) -> tuple[str, str, str]:
        """A field of the answer; where it leaves a choice, whose it is, and among what."""
        line = field.line
        if not field.permitted:
            return line.label, line.text, self.titled("\n".join((*line.provisions, *line.reasons, *self.waits(line))))
        who = file.choosers.get(line.conclusion, ())
        parties = self.word("or").join(part for part in (self.word("listed").join(who[:-1]), *who[-1:]) if part)
        decides = self.word("decided_by").format(who=parties) if who else self.word("decided")
        choices = "\n".join((f"{self.word('choice')}{self.colon}{decides}", *(f"□ {each}" for each in field.permitted)))
        provisions = dict.fromkeys(source.provision for source in file.sources[line.conclusion])
        return line.label, choices, self.titled("\n".join(provisions))

    def waits(self, line: StatusView) -> tuple[str, ...]:
        """The facts that a line waits for, of many only how many: all stand in the list of what is needed."""
        return line.waits if len(line.waits) <= _FEW else (self.word("waits").format(n=len(line.waits)),)

    def option(self, option: OptionView) -> str:
        return "\n".join(text for rule in option.telling for text in self.rule(rule, option.line.status == "no"))

    def rule(self, rule: RuleView, brief: bool) -> Iterator[str]:
        """What decided a rule: in one line where it failed, else element by element with the words it rests on."""
        told = [self.element(each) for each in rule.elements]
        if brief and told:
            provisions = aside(" · ".join(dict.fromkeys(each.provision for each in rule.sources)), self.language)
            yield self.word("element_false") + self.colon + self.semicolon.join(told) + self.titled(provisions)
        else:
            for each, text in zip(rule.elements, told, strict=True):
                yield self.word(f"element_{each.truth}") + self.colon + text
            if rule.sources:
                yield " · ".join(self.quotes(rule.sources))
        for exception in rule.exceptions:
            yield f"{self.word('except')}{self.colon}{exception.status_text}"
            yield from self.rule(exception, False)

    def element(self, element: ElementView) -> str:
        """An element and what it consists of, one after the other."""
        here = self.word("here") + element.known if element.known else ""
        text = element.text + aside(
            self.semicolon.join(part for part in (here, element.finding) if part), self.language
        )
        parts = self.semicolon.join(self.element(part) for part in element.parts)
        return f"{text}{self.colon}{parts}" if parts else text

    def quotes(self, sources: Iterable[Source]) -> Iterator[str]:
        for source in sources:
            yield f"{self.titled(source.provision)} “{source.quote}”"

    def duties(self, heading: str, found: Sequence[DutyView]) -> None:
        if found:
            self.heading(heading, 2)
            rows = [(self.duty(each), "\n".join(self.quotes(each.sources))) for each in found]
            self.table(("field", "rests_on"), rows, (45, 55))

    def duty(self, duty: DutyView) -> str:
        gap = self.colon + duty.gap if duty.gap else ""
        return duty.label + gap + aside(" · ".join(duty.parties), self.language)


def _word(key: str, language: Language) -> str:
    """A heading of the file, or else a word of answers."""
    if key in WORDS:
        return pick(WORDS[key], language)
    return word(key, language)


def _set_up(document: Anything, language: Language, title: str) -> None:
    """A4, fonts for both scripts, page numbers, and properties that say nothing about when and who."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(19)
    compact = document.styles.add_style("Compact", WD_STYLE_TYPE.PARAGRAPH)
    compact.base_style = document.styles["Normal"]
    for style in document.styles:
        if style.element.rPr is not None or style.name in ("Normal", "Compact"):
            _font(style, _HEADING if style.name in _HEADINGS else _BODY)
    for name, size, after in (("Normal", 10.5, 3), ("Compact", 9, 0)):
        style = document.styles[name]
        style.font.size, style.paragraph_format.space_after = Pt(size), Pt(after)
        style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
    for name, (size, before) in _HEADINGS.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(3)
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


def _in_pairs(lines: Sequence[FactLine]) -> Iterator[tuple[str, ...]]:
    """Facts with their values, two of them in a row, down the first half and then the second."""
    half = (len(lines) + 1) // 2
    for left, right in zip_longest(lines[:half], lines[half:]):
        yield (left.label, left.value, *((right.label, right.value) if right else ("", "")))


def _lay_out(table: Anything, widths: Sequence[int]) -> None:
    """Columns as wide as they are meant to be, whoever opens the file."""
    table.autofit = False
    for column, part in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = _WIDTH * part // sum(widths)
    for row in table._tbl.tr_lst:
        for cell, column in zip(row.tc_lst, table._tbl.tblGrid.gridCol_lst, strict=True):
            cell.width = column.w


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
