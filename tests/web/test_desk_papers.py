"""The dossier: the same on the page and in the document, and what stands in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from nocert_rules.dialogue.forms import Form, SubjectForm, case_of, form_data, form_from, read_case_file
from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.render.docx import docx_bytes
from nocert_rules.render.dossier import Dossier, dossier
from nocert_rules.render.elements import ElementView
from nocert_rules.render.view import decision_view
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.web.desk.sheet import sheet_of
from nocert_rules.words.messages import Language
from tests.support.process import ROOT
from tests.support.web import app_for_tests, client_for, token_on

EXAMPLES = sorted((ROOT / "examples").glob("case-*.yaml"))
THREE = ROOT / "examples" / "case-three-subjects.yaml"
TODAY = date(2019, 6, 3)


def decided(rulebook: Rulebook, decider: Decider, name: str) -> Decision:
    form = read_case_file((ROOT / "examples" / name).read_bytes(), name, rulebook, "", TODAY)
    return decider.decide(case_of(form, rulebook, TODAY))


def texts_of(file: Dossier) -> Iterator[str]:
    """Everything that a dossier has to say, however it is laid out."""
    yield file.view.question
    for group in (*file.shared, *(group for each in file.subjects for group in each.facts)):
        yield group.label
        for line in group.lines:
            yield from (line.label, line.by, line.on, line.reason)
            yield from (line.value, *line.columns, *(text for row in line.rows for text in row))
    for event in file.events:
        yield from (event.day.isoformat(), event.label, *event.details, *event.subjects)
    for subject in file.subjects:
        yield subject.name or subject.id
        for field in subject.view.fields:
            yield field.line.label
            yield from field.permitted
        for _, options in subject.options:
            for option in options:
                yield from (option.line.label, option.line.text)
                sources = [source for rule in option.telling for source in rule.sources]
                met = option.line.status != "no"
                yield from (source.quote if met else file.titled(source.provision) for source in sources)
                yield from (text for rule in option.telling for each in rule.elements for text in texts_under(each))
        held = [each for modality, duties in subject.view.duties if modality for each in duties]
        for duty in (*subject.defects, *subject.view.conflicts, *subject.view.gaps, *held):
            yield from (duty.label, duty.gap, *duty.parties)
        yield from (missing.question for missing in subject.view.missing)
    yield from file.view.caveats
    yield from (text for pair in file.receipt for text in pair)


def texts_under(element: ElementView) -> Iterator[str]:
    yield element.text
    for part in element.parts:
        yield from texts_under(part)


def document_text(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_document_says_all_that_the_dossier_does(
    rulebook: Rulebook, decider: Decider, path: Any, language: Language
) -> None:
    file = dossier(decided(rulebook, decider, path.name), language)
    written = document_text(Document(io.BytesIO(docx_bytes(file, language))))
    for text in texts_of(file):
        assert text in written, text


def test_the_page_says_all_that_the_dossier_does(rulebook: Rulebook, decider: Decider) -> None:
    from tests.web.test_desk import Desk, words

    with client_for(app_for_tests()) as client:
        desk = Desk(client)
        desk.open(THREE.read_bytes())
        page = words(desk.see("/dossier"))
        for text in texts_of(dossier(decided(rulebook, decider, THREE.name), "en")):
            assert " ".join(text.split()) in page, text


def test_the_document_is_made_for_officials(rulebook: Rulebook, decider: Decider) -> None:
    file = dossier(decided(rulebook, decider, THREE.name), "zh")
    data = docx_bytes(file, "zh")
    assert data == docx_bytes(file, "zh"), "the same bytes every time"
    document: Any = Document(io.BytesIO(data))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[0] == "全案事实" and [each.name for each in file.subjects] == headings[-3:]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "PAGE" in section.footer._element.xml
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.core_properties.author == "" and document.core_properties.created.year == 2000


def test_a_dossier_put_together_from_subjects_is_the_one_of_the_whole(rulebook: Rulebook, decider: Decider) -> None:
    services = app_for_tests().state.services
    for path in EXAMPLES:
        form = read_case_file(path.read_bytes(), path.name, rulebook, "", TODAY)
        decision = decided(rulebook, decider, path.name)
        for language in ("zh", "en"):
            whole = dossier(decision, language)
            assert sheet_of(services, form, language).dossier(language) == whole
            assert whole.view == decision_view(decision, language)
            assert sheet_of(services, form_from(form_data(form)), language).dossier(language) == whole


def test_no_dossier_without_a_subject_or_with_something_wrong() -> None:
    with client_for(app_for_tests()) as client:
        token = token_on(client.get("/desk").text)
        case = str(client.post("/desk/new", data={"token": token, "question": "case", "as_of": "2019-12-10"}).url)
        assert "add a subject first" in client.get(f"{case}/dossier").text
        answer = client.get(f"{case}/dossier.docx", follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"].endswith("/dossier")


def test_elements_on_paper_are_those_that_decided(rulebook: Rulebook, decider: Decider) -> None:
    file = dossier(decided(rulebook, decider, THREE.name), "en").subjects[0]
    options = {option.line.id: option for _, found in file.options for option in found}
    late = [
        element.text for rule in options["5(5)"].telling for each in rule.elements for element in (each, *each.parts)
    ]
    assert "not answered within the prescribed time" in late and "a verification was requested: yes" in late
    refused = [element for rule in options["5(1)"].telling for element in rule.elements]
    assert {element.truth for element in refused} == {"false"} and len(refused[0].parts) == 2


def test_what_a_conclusion_consists_of_is_written_out_once(rulebook: Rulebook, decider: Decider) -> None:
    form = Form("case", "2019-12-10", "jinhua", {}, (SubjectForm("a"),))
    (file,) = dossier(decider.decide(case_of(form, rulebook, TODAY)), "en").subjects
    elements = [
        each for _, found in file.options for option in found for rule in option.telling for each in rule.elements
    ]
    about = [each for each in elements if each.text.startswith("a unit under article 2 or its staff")]
    whole, *others = about
    assert len(whole.parts) > 1 and all(each.parts for each in whole.parts), "several rules under one provision"
    assert others and all(each.text.endswith("(see above)") and not each.parts for each in others)
