"""What a question wants to hear, by its words. Pure."""

from __future__ import annotations

import re

from bot.core.question import QuestionKind

_KINDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (
        QuestionKind.DIFFERENCE,
        re.compile(r"区别|差别|差异|对比|不同|异同|\bdiffer|\bvs\b|compare", re.I),
    ),
    (QuestionKind.WHY, re.compile(r"为什么|为何|为啥|\bwhy\b|原因", re.I)),
    (
        QuestionKind.TRADE_OFF,
        re.compile(
            r"优缺点|优劣|利弊|优点|缺点|优势|取舍|怎么选|如何选|trade-?off|pros|advantage|drawback|benefit|\bor\b",
            re.I,
        ),
    ),
    (
        QuestionKind.SCENARIO,
        re.compile(
            r"什么(?:情况|时候|场景)|何时|如果|怎么办|会怎样|会怎么样|会发生"
            r"|\bwhen\b|\bwhat happens|\bif\b",
            re.I,
        ),
    ),
    (QuestionKind.LIST, re.compile(r"哪些|哪几|几种|哪个|哪种|分别|\bwhich\b|\btypes of\b", re.I)),
    (
        QuestionKind.STEPS,
        re.compile(
            r"^(?:如何|怎么|怎样)|怎么(?:做|配|写|装|用|调|找|查|答)|步骤"
            r"|\bhow (?:do|can|to|should|would)\b",
            re.I,
        ),
    ),
    (QuestionKind.MECHANISM, re.compile(r"怎么|如何|怎样|原理|\bhow\b", re.I)),
    (QuestionKind.DEFINITION, re.compile(r"什么是|是什么|\bwhat (?:is|are)\b", re.I)),
)


def kind_of(question: str) -> QuestionKind:
    """What a question wants to hear, by its words."""
    found = (kind for kind, pattern in _KINDS if pattern.search(question))
    return next(found, QuestionKind.OVERVIEW)
