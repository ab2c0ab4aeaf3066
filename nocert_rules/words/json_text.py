"""JSON that people may read: two blanks of indentation, every character as it is, a newline at the end."""

from __future__ import annotations

import json

import orjson

_OPTIONS = (
    orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)


def json_text(data: object) -> str:
    """`data` as JSON text, byte for byte as the standard library indents it (but for floats below 0.0001: `1e-7`)."""
    try:
        return orjson.dumps(data, option=_OPTIONS).decode()
    except orjson.JSONEncodeError:  # integers of more than 64 bits, keys that are no text, half a surrogate pair
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
