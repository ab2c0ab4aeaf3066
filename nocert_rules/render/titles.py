"""What people call provisions and entries of lists: titles, not their names in a file."""

from __future__ import annotations

import re
from re import Match

from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import Language

_NAME = re.compile(r"[\w-]+/[\w-]+(?:\.[\w-]+)*(?:\(\w+\))*", re.ASCII)


def provision_title(rulebook: Rulebook, name: str, language: Language) -> str:
    """What people call the provision `name`: the short title of its document, and its number."""
    document, _, number = name.partition("/")
    return f"{rulebook.documents[document].short.text(language)} {number}"


def titled(rulebook: Rulebook, said: str, language: Language) -> str:
    """`said`, with titles for the names of provisions in it; for those of entries, with the titles of their lists."""

    def title(found: Match[str]) -> str:
        name = found[0]
        if name in rulebook.entries:
            return rulebook.lists[rulebook.entries[name].list_id].title.text(language)
        return provision_title(rulebook, name, language) if name in rulebook.provisions else name

    return _NAME.sub(title, said)
