"""The punctuation of each language."""

from __future__ import annotations

from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.messages import Language

COLON = Label("：", ": ")
COMMA = Label("，", ", ")
SEMICOLON = Label("；", "; ")
# between the items of a list
LISTED = Label("、", ", ")
AND = Label("；且 ", "; and ")
OR = Label("；或 ", "; or ")


def bracketed(text: str, language: Language) -> str:
    """`text` in the brackets of the language."""
    return f"（{text}）" if language == "zh" else f"({text})"


def aside(text: str, language: Language) -> str:
    """`text` in the brackets of the language after what it explains, nothing for nothing."""
    if not text:
        return ""
    return f"（{text}）" if language == "zh" else f" ({text})"
