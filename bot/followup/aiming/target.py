"""What a follow-up is aimed at, and what it may not tell. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

SIDE = re.compile(
    r"^(?:.{0,8}的)?(?:优缺点|优[点势]|缺点|劣势|不足|好处|坏处|特[点性]|原理|功能|作用|用途|目的|定义"
    r"|概念|场景|原因|区别|结果|前提|代价|本质|重点|关键|要求|限制|注意(?:事项|点)?|结论|例子|例如|比如"
    r"|问题|解决(?:方[法案])?|方[法式案]|过程|步骤|流程|说明|描述|做法|风险|适用场景|使用场景|核心思想)$"
)
"""A word for one side of anything: it names no subject of its own."""


@dataclass(frozen=True)
class Draft:
    """A question about a statement that could be asked."""

    topic: str
    """What it is about, a name; empty if nothing can be named."""
    ask: str = ""
    """The whole question; empty if only the topic is known."""


def outside(name: str, text: str) -> bool:
    """Whether a text doesn't hold a name, signs and blanks aside."""
    return squeezed(name) not in squeezed(text)


def squeezed(text: str) -> str:
    """Letters, digits and characters alone, small."""
    return re.sub(r"[\W_]", "", text).lower()
