"""English questions that a note asks itself. Pure."""

from __future__ import annotations

import re

from bot.phrasing.names import is_name

_AUX = r"(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|must|may)"
_ASKS = re.compile(
    rf"^(?:(?:what|why|how|when|where|who)(?:'s|\s+{_AUX})\b"
    rf"|what\s+(?:happens\s+(?:when|if|to|in|on|during|after|at|as|with)|makes|causes|determines)\b"
    rf"|(?:what|which|whose)\s+[\w-]+(?:\s+[\w-]+)?\s+{_AUX}\b"
    rf"|how\s+(?:many|much|often|long|far|fast|large|big)\b.*\b{_AUX}\b"
    rf"|(?:is|are|do|does|can|could|should|will|did)\s+(?!you\b|we\b|i\b)\w)",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"^how\s+to\s+(?=[a-z])", re.IGNORECASE)
_HOW_IT_WORKS = re.compile(r"^how\s+(.+?)\s+(works?)$", re.IGNORECASE)
_WHEN_TO = re.compile(r"^(when|where|why|whether)\s+to\s+(?=[a-z])", re.IGNORECASE)


def own_question(text: str) -> str:
    """A heading that asks something in whole words, up to its first question mark; "" if not."""
    first = re.split(r"[?？]", text)[0].strip()
    first = re.sub(
        r"^[^:]{1,30}:\s+(?=(?:what|why|how|when|where|who|which)\b)", "", first, flags=re.I
    )
    works = _HOW_IT_WORKS.match(first)
    if works is not None and is_name(works[1]) and re.search(r"\s|\w[A-Z]", works[1]):
        return f"How {'do' if works[2].lower() == 'work' else 'does'} {works[1]} work"
    if _HOW_TO.match(first):
        return _HOW_TO.sub("How do you ", first)
    if _WHEN_TO.match(first):
        return _WHEN_TO.sub(lambda found: f"{found[1].capitalize()} should you ", first)
    clause, joint, rest = _AND_ALSO.sub("\n", first, count=1).partition("\n")
    if joint and not _ASKS.match(rest):
        first = clause
    sound = _ASKS.match(first) and not _UNSOUND.search(first)
    return first if sound else ""


_AND_ALSO = re.compile(
    r"\s*,?\s+(?:and|or)\s+(?:in general,?\s+)?(?=(?:how|why|what|when|where)\b)", re.I
)
_UNSOUND = re.compile(
    r"\b(\w+)\s+\1\b|^what\s+(?!(?:is|are|was|were|do|does|did|can|will|would|should)\b).*\b(?:do|does|is|are)$",
    re.IGNORECASE,
)
