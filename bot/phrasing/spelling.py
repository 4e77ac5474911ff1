"""How names are written in a sentence, and found in one. Pure."""

from __future__ import annotations

import re

_MEET = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%)])(?=[\u4e00-\u9fff])")


def fixed(text: str) -> str:
    """A blank where Chinese and Latin meet."""
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", " ".join(text.split()))
    return _MEET.sub(" ", text).replace("。。", "。")


def mentions(text: str, owner: str) -> bool:
    """Whether a text names an owner, signs and blanks aside."""
    return re.sub(r"\W", "", owner).lower() in re.sub(r"\W", "", text).lower()
