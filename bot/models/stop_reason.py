"""Why a model stopped, from what each provider's client tells of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class End(StrEnum):
    """How a model's text ended."""

    WHOLE = "whole"
    LENGTH = "length"
    """It came to the limit of its tokens."""
    FILTER = "filter"
    """Its provider stopped it for what it said."""
    BROKEN = "broken"
    """It ended without a word that it was done, or with one that it wasn't."""
    FAILED = "failed"
    """Its client raised an error."""
    ENDLESS = "endless"
    """It was stopped here, after as much text as an answer may have."""
    THINKING = "thinking"
    """It was stopped here, after as many thoughts as are waited for."""


MISSING = "missing"
"""Said in place of a reason by `HostedModel` where a provider gave none."""

_KEYS = ("finish_reason", "done_reason", "stop_reason", "stopReason", "finishReason")
# Reasons for which a model had no room to go on: “max_output_tokens” but not “stop”.
_LENGTH = re.compile(r"length|max_?\w*tokens|token_?limit|context|incomplete", re.IGNORECASE)
# Reasons for which a provider held an answer back: “content_filter” but not “end_turn”.
_FILTER = re.compile(
    r"filter|safety|refus|recitation|block|prohibit|sensitive|spii|guardrail|moderat|violat|censor"
    r"|language",
    re.IGNORECASE,
)
# Reasons that tell of a fault: “connection_aborted” but not “stop”.
_BROKEN = re.compile(
    r"missing|error|abort|cancel|time_?out|overload|insufficient|network|fail|interrupt|malformed"
    r"|preempt|disconnect",
    re.IGNORECASE,
)


def reason(metadata: Mapping[str, Any]) -> str:
    """The reason that a chunk's metadata give for its being the last; empty if none."""
    for key in _KEYS:
        if isinstance(value := metadata.get(key), str) and value:
            return value
    details = metadata.get("incomplete_details")
    if isinstance(details, Mapping) and details.get("reason"):
        return str(details["reason"])
    status = metadata.get("status")
    return status if status in ("completed", "incomplete", "failed", "cancelled") else ""


def end_of(given: str) -> End:
    """What a reason means; one that nobody knows is taken for a proper end."""
    for pattern, end in ((_BROKEN, End.BROKEN), (_LENGTH, End.LENGTH), (_FILTER, End.FILTER)):
        if pattern.search(given):
            return end
    return End.WHOLE


def is_tool(given: str) -> bool:
    """Whether a reason means that the model wants a tool to be called."""
    return bool(re.search(r"tool|function", given, re.IGNORECASE))
