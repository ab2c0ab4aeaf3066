"""Cases as people fill them in, field by field: everything typed is kept, right or wrong.

    Form ─ form_yaml ─▶ case file ─ build_case ─▶ Case ─ form_of ─▶ Form

A Form is what a page edits and a draft keeps. Its case file is the one that the command line reads, so a page
and the command line answer the same; what is wrong in it is told beside the field it stands in.
"""

from nocert_rules.dialogue.forms.form import (
    FindingForm,
    Form,
    Given,
    Key,
    RecordsForm,
    SubjectForm,
    form_data,
    form_from,
)
from nocert_rules.dialogue.forms.items import item_facts
from nocert_rules.dialogue.forms.merge import merged
from nocert_rules.dialogue.forms.read import case_of, form_of, read_case_file
from nocert_rules.dialogue.forms.write import CaseFile, form_yaml, is_day

__all__ = [
    "CaseFile",
    "FindingForm",
    "Form",
    "Given",
    "Key",
    "RecordsForm",
    "SubjectForm",
    "case_of",
    "form_data",
    "form_from",
    "form_of",
    "form_yaml",
    "is_day",
    "item_facts",
    "merged",
    "read_case_file",
]
