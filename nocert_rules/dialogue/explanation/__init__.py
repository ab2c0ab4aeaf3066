"""Why a conclusion is what it is, and what would change it."""

from nocert_rules.dialogue.explanation.apply import Change
from nocert_rules.dialogue.explanation.because import Because, Reason, RecordReason, RuleReason, because
from nocert_rules.dialogue.explanation.document import explanations_data
from nocert_rules.dialogue.explanation.flips import Flip, Otherwise, flips, otherwise

__all__ = [
    "Because",
    "Change",
    "Flip",
    "Otherwise",
    "Reason",
    "RecordReason",
    "RuleReason",
    "because",
    "explanations_data",
    "flips",
    "otherwise",
]
