"""The papers of a case: the dossier as a page and as .docx, the case file."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from nocert_rules.dialogue.forms import form_yaml
from nocert_rules.web.desk.opened import Case
from nocert_rules.web.pages import see

router = APIRouter(prefix="/desk")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/{draft}/dossier")
def dossier_page(case: Case) -> Response:
    """The file of the case as a page that prints."""
    sheet = case.sheet()
    return case.page("dossier.html", sheet, dossier=sheet.dossier(case.paged.language))


@router.get("/{draft}/dossier.docx")
def dossier_docx(case: Case) -> Response:
    """The same file for Word or WPS."""
    from nocert_rules.render.docx import docx_bytes

    found = case.sheet().dossier(case.paged.language)
    if found is None:
        return see(f"{case.address}/dossier")
    return _download(docx_bytes(found, case.paged.language), "dossier.docx", DOCX)


@router.get("/{draft}/case.yaml")
def case_file(case: Case) -> Response:
    """The case as the file that the command line reads."""
    text = form_yaml(case.form, case.shared.rulebook).text
    return _download(text.encode(), f"{case.form.question}.yaml", "application/yaml; charset=utf-8")


def _download(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
