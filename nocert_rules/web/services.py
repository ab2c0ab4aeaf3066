"""What page handlers work with: the rulebook, who decides, who searches, who keeps drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.inference.supervised import Supervisor
from nocert_rules.engine.today import today
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.search import ItemIndex
from nocert_rules.web.drafts import DraftStore
from nocert_rules.web.settings import WebSettings


@dataclass(frozen=True, eq=False)
class Services:
    """Made once at the start and shared by all threads."""

    settings: WebSettings
    rulebook: Rulebook
    decider: Decider
    items: ItemIndex
    drafts: DraftStore
    secret: bytes

    def today(self, jurisdiction: str = "") -> date:
        """The day it is in `jurisdiction`, or where the documents apply."""
        return self.settings.today or today(self.rulebook, jurisdiction)


def make_services(settings: WebSettings) -> Services:
    """Load the rulebook and open the drafts; raises InputError where the rulebook is not right."""
    rulebook = load_rulebook(settings.rules, settings.catalogue)
    decider = Decider(rulebook, settings.engine, Supervisor() if settings.supervised else None)
    for question in rulebook.questions:
        decider.prepared(question)
    if decider.supervisor:
        decider.supervisor.start()
    drafts = DraftStore(settings.drafts, settings.keep_days, rulebook.questions)
    return Services(settings, rulebook, decider, ItemIndex(rulebook), drafts, drafts.secret())


def services_of(request: Request) -> Services:
    """The services of the application that `request` came to."""
    found: Services = request.app.state.services
    return found


Shared = Annotated[Services, Depends(services_of)]
