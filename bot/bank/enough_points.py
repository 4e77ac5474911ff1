"""Whether the points of a section are enough of an answer to its question. Pure."""

from __future__ import annotations

import re

from bot.bank.asking.parts import Phrased
from bot.bank.points.point_draft import PointDraft
from bot.bank.question_draft import SectionDraft
from bot.core.question import ENOUGH_POINTS, PointKind, QuestionKind
from bot.language.noise import is_gui_step
from bot.phrasing import headings

_CLEAR = 5.0
"""From this `PointDraft.worth` on, a plain sentence is a statement of its own."""

_PLAIN = 4.0
"""The same for one of many."""

# Statements that tell what to do: “执行 docker ps” but not “容器共享内核”.
_DOES = re.compile(
    r"""
    使用|执行|设置|修改|添加|编辑|配置|创建|运行|安装|通过|将|把|先|然后|再|用[^于户]|命令|重启
    |打开|输入|下载|\b(?:run|use|set|add|install)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def tells_to_do(one: PointDraft) -> bool:
    """Whether a point is a step: something that is done."""
    marked = one.kind in (PointKind.BOLD, PointKind.ITEM, PointKind.NUMBER)
    return marked and bool(_DOES.search(one.text))


def is_action(asked: Phrased) -> bool:
    """“怎么安装 X？”, not “X 的流程是怎样的？”."""
    return asked.kind is QuestionKind.STEPS and bool(re.search(r"怎么|How", asked.text))


def is_thin(part: SectionDraft) -> bool:
    """Whether an answer could not be graded point by point, or not by these points."""
    return len(part.found) < ENOUGH_POINTS or not _answers(part)


def _answers(part: SectionDraft) -> bool:
    """Whether the points bear out a question that was made from a mere noun or action."""
    kinds = [found.kind for found in part.found]
    count = len(kinds)
    strong = sum(kind is not PointKind.SENTENCE for kind in kinds)
    if part.asked is None or headings.is_question(headings.clean(part.passage.heading)):
        return strong >= 1 or count >= 4
    if part.asked.text.startswith("怎么理解"):
        return count >= ENOUGH_POINTS
    if part.asked.kind is QuestionKind.STEPS and not is_action(part.asked):
        return count >= ENOUGH_POINTS and strong >= 1  # two steps are no procedure
    if is_action(part.asked):
        return any(map(tells_to_do, part.found))
    named = points_naming_subject(part)
    if part.asked.kind is QuestionKind.OVERVIEW:
        if strong >= 2 or (count >= ENOUGH_POINTS and (strong or named >= 2)):
            return True
        return (
            count > ENOUGH_POINTS
            and all(one.worth >= _PLAIN for one in part.found)
            and not any(is_gui_step(one.text) for one in part.found)
        )
    return strong >= 1 or (named >= 2 and _is_clear(part))


def _is_clear(part: SectionDraft) -> bool:
    return all(one.worth >= _CLEAR for one in part.found)


def points_naming_subject(part: SectionDraft, name: str = "") -> int:
    """How many points name what the section is about."""
    bare = re.sub(r"\W|（[^）]*）", "", name or part.name).lower()
    if not bare:
        return 0
    return sum(bare in re.sub(r"\W", "", one.text).lower() for one in part.found)
