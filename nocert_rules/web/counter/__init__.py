"""The counter: an item is looked up, an interview asks what matters, and the answer stands on one page.

    search ─ item ─▶ draft ─ one question at a time ─▶ answer ─▶ notice, case file

Questions without subjects run through it, with an item or without.
"""

from fastapi import APIRouter

from nocert_rules.web.counter import draft, start

router = APIRouter(include_in_schema=False)
router.include_router(start.router)
router.include_router(draft.router)

__all__ = ["router"]
