"""JSON that people may read: two blanks of indentation, every character as it is, a newline at the end."""

from __future__ import annotations

import json


def json_text(data: object) -> str:
    """`data` as JSON text, byte for byte as the standard library indents it (but for floats below 0.0001: `1e-7`)."""
    import orjson  # here, for it is slow to import and most commands write none

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    options |= orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
    try:
        return orjson.dumps(data, option=options).decode()
    except orjson.JSONEncodeError:  # integers of more than 64 bits, keys that are no text, half a surrogate pair
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
