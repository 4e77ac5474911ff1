"""English headings as questions. Pure."""

from __future__ import annotations

import re

from bot.phrasing.body import Body
from bot.phrasing.names import is_cut_off, is_marked, is_name, is_personal, is_term
from bot.phrasing.wording import is_generic, part_of

MAX_CHARS = 80

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
_LEANING = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|his|her|here|above|below|following|such)\b",
    re.IGNORECASE,
)
# Said to a candidate, or to be filled in.
_FAMILIAR = re.compile(
    r"\byour\b|\b(?:are you|you are|you're|you using)\b|\btell\b|\btrue or false\b"
    r"|\byou (?:prefer|familiar|think|know|ever|explain|describe)\b|\boutput of\b|\bnext code\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"^(?:the\s+)?(?:differences?|comparison|comparing)\s+(?:between|of)?\s*(.+?)\s+(?:and|vs\.?|versus|&|with)\s+(.+)$"
    r"|^(.+?)\s+(?:vs\.?|versus)\s+(.+)$",
    re.IGNORECASE,
)
_OF = re.compile(r"^(?:the\s+)?(.+?)\s+of\s+(?:the\s+|an?\s+)?(.+)$", re.IGNORECASE)


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


def ask_as_it_stands(text: str, owner: str) -> str | None:
    """A question of the notes' author, with the name of what it is about where it needs one."""
    side = part_of(text, "en")
    if side:
        return _capital(side.replace("{o}", owner)) if owner else None
    if (
        is_personal(text)
        or is_cut_off(text)
        or _FAMILIAR.search(text)
        or re.search(r"_{2,}|\.\s", text)
    ):
        return None
    if (lean := _LEANING.search(text)) is not None:
        before = _content(text[: lean.start()])
        singular = bool(owner) and not owner.lower().endswith("s")
        if not before and lean[0].lower() == "it" and singular:
            text = text[: lean.start()] + owner + text[lean.end() :]
        elif not (
            before
            and re.match(r"(?:it|its|they|their|them)$", lean[0], re.IGNORECASE)
            and _CLAUSES.search(text[: lean.start()])
        ):
            return None
    content = _content(text)
    if not content or (len(content) == 1 and not is_term(content[0])) or len(text) > MAX_CHARS:
        return None
    return _capital(text) + "?"


_CLAUSES = re.compile(r",|\band\b|\bif\b|\bwhen\b|\bbut\b", re.IGNORECASE)


def _content(text: str) -> list[str]:
    return [
        word
        for word in re.findall(r"[A-Za-z][\w.+#/-]*", text)
        if not is_generic(word.rstrip(".,"))
    ]


def ask(text: str, owner: str, body: Body) -> str | None:
    """What one asks about a section below a plain heading; None if that names nothing."""
    side = part_of(text, "en")
    if side:
        return side.replace("{o}", _as_written(owner, body)) if owner else None
    if len(text) > MAX_CHARS or is_marked(text) or is_personal(text) or is_cut_off(text):
        return None
    if (contrast := _CONTRAST.match(text)) is not None:
        one, other = (side for side in contrast.groups() if side)
        named = _is_side(one) and _is_side(other)
        return f"What is the difference between {one} and {other}?" if named else None
    if (of := _OF.match(text)) is not None and part_of(of[1], "en") and is_name(of[2]):
        return part_of(of[1], "en").replace("{o}", of[2])
    if (told := _ABOUT.match(text)) is not None and is_name(told[1]):
        return f"What is {_as_written(told[1], body)}?"
    return _defined(text, body) if is_name(text) else None


_ABOUT = re.compile(
    r"^(?:an?\s+)?(?:introduction|intro|overview|guide)\s+(?:to|of)\s+(?:the\s+|an?\s+)?(.+[^s])$",
    re.IGNORECASE,
)


def _as_written(name: str, body: Body) -> str:
    """A heading's name without its capitals where the section writes it so."""
    small = name.lower()
    proper = re.search(r"\w[A-Z]", name)
    return name if proper or not re.search(rf"(?<!\w){re.escape(small)}", body.text) else small


def _is_side(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= 4
        and bool(_content(text))
        and not re.search(r"[,:;]|\b(?:and|vs)\b", text)
    )


def _defined(name: str, body: Body) -> str | None:
    """“What is X?”, as the section says what X is, with the article and number it has there."""
    called = re.escape(name).replace(r"\ ", r"\s+")
    found = re.search(
        rf"(?:^|[.:;\n(]\s*)(?:(an?|the)\s+)?{called}(?:\s*\([^)]*\))?"
        r"\s+(is|are|refers? to|means)\s+(?!not\b|also\b|in\b|on\b|used here)",
        body.text,
        re.IGNORECASE,
    )
    if found is None:
        return None
    many = found[2].lower() in ("are", "refer to")
    article = f"{found[1].lower()} " if found[1] and not many else ""
    return f"What {'are' if many else 'is'} {article}{_as_written(name, body)}?"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
