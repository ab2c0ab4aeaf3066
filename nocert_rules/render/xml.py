"""What XML documents can hold: for reports, and for the files of word processors."""

from __future__ import annotations

import re

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit_for_xml(text: str) -> str:
    """`text` with a mark in place of every character that no XML document may hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
