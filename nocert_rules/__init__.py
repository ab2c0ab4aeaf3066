"""nocert-rules: answers from the published text of a regulation, with the words each answer rests on.

It stands in wings, each of which uses only those before it: `words`, `rulebook`, `engine`, `dialogue`, `render` and
`gate`; `cli` and `web` are the doors for people, `library` is that for programs. An answer passes four stages:
`rulebook.load` makes a Rulebook of YAML files, `engine.facts` checks what is known of a case, `engine.atoms` decides
single conditions, `engine.inference` what follows from them, and `engine.decision` what that answers.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from nocert_rules.version import VERSION as __version__

if TYPE_CHECKING:
    from nocert_rules.engine.decision.answer import decision_status
    from nocert_rules.engine.decision.decide import Decider, Decision
    from nocert_rules.engine.decision.document import decision_data, decision_json
    from nocert_rules.engine.facts.build import Asked, build_case
    from nocert_rules.engine.facts.lookup import Selector
    from nocert_rules.library import Field, Missing, OpenRulebook, Outcome, Subject, load
    from nocert_rules.render.decision import decision_text
    from nocert_rules.rulebook.load.assemble import load_rulebook
    from nocert_rules.rulebook.model.rulebook import Rulebook
    from nocert_rules.words.errors import EngineDisagreement, EngineUnavailable, InputError, NocertError

__all__ = [
    "Asked",
    "Decider",
    "Decision",
    "EngineDisagreement",
    "EngineUnavailable",
    "Field",
    "InputError",
    "Missing",
    "NocertError",
    "OpenRulebook",
    "Outcome",
    "Rulebook",
    "Selector",
    "Subject",
    "__version__",
    "build_case",
    "decision_data",
    "decision_json",
    "decision_status",
    "decision_text",
    "load",
    "load_rulebook",
]

# read when they are first named: the command line, which is in this package too, needs few of them
_PLACES = {
    "engine.decision.answer": ("decision_status",),
    "engine.decision.decide": ("Decider", "Decision"),
    "engine.decision.document": ("decision_data", "decision_json"),
    "engine.facts.build": ("Asked", "build_case"),
    "engine.facts.lookup": ("Selector",),
    "library": ("Field", "Missing", "OpenRulebook", "Outcome", "Subject", "load"),
    "render.decision": ("decision_text",),
    "rulebook.load.assemble": ("load_rulebook",),
    "rulebook.model.rulebook": ("Rulebook",),
    "words.errors": ("EngineDisagreement", "EngineUnavailable", "InputError", "NocertError"),
}
_MODULE_OF = {name: f"nocert_rules.{module}" for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_MODULE_OF[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
