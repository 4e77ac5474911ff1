"""Why a section has no question. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.gate.judge import Judgement
from bot.bank.makers.reading import SectionReading
from bot.core.passage import Passage
from bot.core.question import SkipReason
from bot.language.noise import prompt_signs
from bot.language.splitting import blocks
from bot.notes.text import fold, plain_text
from bot.phrasing.wording import is_aside

# A link, which says nothing by itself: “[官网](https://x.cn)” but not “官网”.
_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|\[\[[^\]\n]*\]\]|https?://\S+")
# A picture, which can't be asked about: “![图](a.png)” but not “[图](a.png)”.
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]|<img\b")
_LITTLE = 200
"""Characters beside a listing that are no more than its introduction."""


def why_nothing(passage: Passage, section: SectionReading, able: Sequence[Judgement]) -> SkipReason:
    """The reason, for a section that was not asked about though `able` may be."""
    text = passage.text
    bare = plain_text(text).strip()
    if not bare:
        return SkipReason.IMAGES if _IMAGE.search(text) else SkipReason.EMPTY
    if prompt_signs(text) >= 2:
        return SkipReason.PROMPT
    if any(map(is_aside, (section.heading, *section.heading_path))):
        return SkipReason.PREAMBLE
    if able:
        return SkipReason.THIN  # a question, but too few points
    if section.body.says_something:
        return SkipReason.PREAMBLE if section.is_bare or not section.names else SkipReason.UNCLEAR
    without = _IMAGE.sub("", text)
    if len(_LINK.sub("", without).strip()) < 0.5 * len(without.strip()) and _LINK.search(without):
        return SkipReason.LINKS
    return SkipReason.CODE if _is_code(text, bare) else SkipReason.THIN


def _is_code(text: str, bare: str) -> bool:
    listed = sum(len(one.content) for one in blocks(fold(text).text).all if one.kind in _LISTINGS)
    if listed and len(bare) - listed < _LITTLE:
        return True
    letters = re.sub(r"\s", "", bare)
    return bool(letters) and sum(c.isascii() for c in letters) > 0.8 * len(letters)


_LISTINGS = ("fence", "code")
