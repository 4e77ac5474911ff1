"""Headings that state something, or tell what went wrong, and what is asked of them. Pure."""

from __future__ import annotations

import re

from bot.bank.asking.parts import Phrased
from bot.core.question import QuestionKind
from bot.language.grammar import by_means
from bot.phrasing import headings
from bot.phrasing.spelling import fixed

_SHORT_ACTION = 8
"""Characters up to which an action is understood only by what it is done to."""

_PERSUADES = re.compile(
    r"应该|必须|不要|不能|一定要|重中之重|重要|是.{2,}的(?:感知|核心|关键|上下文)?$"
)


def why_said(heading: str, name: str, text: str) -> Phrased | None:
    """“为什么说“…”？” of a heading that persuades, if its section gives reasons."""
    if not headings.is_claim(heading) or not _PERSUADES.search(heading):
        return None
    reasons = re.search(r"因为|因此|所以|由于|导致|否则|避免|防止|才能|决定", text)
    return Phrased(f"为什么说“{heading}”？", QuestionKind.WHY, name) if reasons else None


def is_warning(heading: str) -> bool:
    """Whether a heading announces what to beware of."""
    return bool(re.match(r"(?:避坑指南|(?:常见的?)?坑点?|注意(?:事项|点))$", heading))


def is_trouble(heading: str) -> bool:
    """Whether a heading tells what went wrong: “页面打不开，超时”."""
    return bool(_TROUBLE.search(heading)) and not re.match(r"为了|不要|避免|防止|是不是", heading)


def said(heading: str, name: str, owner: str) -> Phrased | None:
    """The question for a heading that states something, or tells what went wrong."""
    heading = re.sub(r"我们(?!的)|^(?:总之|所以|其实|关于)[，,]?", "", heading)
    if headings.width(heading) > headings.MAX_SUBJECT_CHARS or re.search(r"[我你“”]", heading):
        return None
    if how := by_means(heading):
        place = f"在{owner}里，" if owner and headings.width(heading) <= _SHORT_ACTION else ""
        return Phrased(fixed(f"{place}怎么{how}？"), QuestionKind.STEPS, "")
    if match := _COUNTED.match(heading):
        return Phrased(fixed(f"{match[1]}哪{match[2]}？"), QuestionKind.LIST, "")
    if re.match(r"(?:不要|避免|尽量|切勿|别)(?!忘).{3,}", heading) and "，" not in heading:
        return Phrased(
            fixed(f"为什么要{heading}？".replace("要不要", "不要")), QuestionKind.WHY, ""
        )
    if is_trouble(heading):
        return Phrased(fixed(f"遇到“{heading}”，怎么解决？"), QuestionKind.STEPS, "")
    if headings.is_claim(heading) and not re.match(r"是不是|在", heading):
        return Phrased(f"怎么理解“{heading}”？", QuestionKind.OVERVIEW, name)
    return None


# “在 X 里可以设置三类连接”: which ones?
_COUNTED = re.compile(
    r"^(.*(?:有|分为|包括|支持|设置|选择|采用))([两三四五六七八九][种类个大](?!.*[的，])\S{2,8})$"
)
_TROUBLE = re.compile(
    r"""
    (?:不下去|不了|不上|不到|不起来|失败|报错|溢出|卡死|超时|无反应|丢失|无法.{2,8}|没有?反应
    |重启问题)$
    """,
    re.VERBOSE,
)
