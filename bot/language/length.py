"""How long a text is, in words of Chinese and English alike. Pure."""

from __future__ import annotations

import re

# A Chinese character or a word of anything else: “don't” but not “，”.
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff，。；：、！？（）“”「」]+")
# A Chinese character: “查” but not “B+”.
_CJK = re.compile(r"[\u3400-\u9fff]")


def words_said(text: str) -> float:
    """How many words a text has; a Chinese character counts half, as most words have two."""
    units = _UNIT.findall(text)
    chinese = sum(1 for unit in units if _CJK.match(unit))
    return len(units) - chinese / 2
