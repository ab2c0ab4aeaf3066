"""The rulebook as pages: documents as they read, what stands under each provision, and how it all hangs together.

    shelf ─▶ views ─▶ texts · entries · picture · search        golden cases; what is shown; the pages

These pages depend on the rulebook and the language alone; what takes time to make is made once.
"""

from __future__ import annotations

from fastapi import APIRouter

from nocert_rules.web.book import entries, picture, search, texts

router = APIRouter(include_in_schema=False)
# the addresses of documents match anything, so they come last
for part in (search, picture, entries, texts):
    router.include_router(part.router)

__all__ = ["router"]
