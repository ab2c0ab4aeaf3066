"""The case desk: questions about several subjects, from the first fact to the printed file.

Draft ─ Form ─ sheet (what is wrong, the answer for each subject) ─ pages · dossier · .docx · case file
"""

from fastapi import APIRouter

from nocert_rules.web.desk import cases, papers, sections

router = APIRouter(include_in_schema=False)
for part in (cases, sections, papers):
    router.include_router(part.router)

__all__ = ["router"]
