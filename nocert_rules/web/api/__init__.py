"""The same questions as JSON, generated from the declarations of the rulebook.

    body ─ json_nodes ─▶ nodes ─ build_case ─▶ Case ─ decide ─▶ decision-1.json

`shapes` says what a case can look like, `answers` what is answered, `description` puts both into OpenAPI 3.1, and
`page` shows it to people, with examples that work.
"""

from fastapi import APIRouter

from nocert_rules.web.api import page, routes
from nocert_rules.web.api.routes import methods_at

__all__ = ["methods_at", "router"]

router = APIRouter(include_in_schema=False)
router.include_router(page.router)
router.include_router(routes.router)
