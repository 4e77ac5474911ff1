"""What is said of an answer without any model: kind words, a hint, a question to drill. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.bank.schema import Language, Point
from bot.interview.score import Verdict
from bot.interview.screen import Fault
from bot.interview.sides import names_in
from bot.interview.verdict import Judged

_FAULTS: dict[Language, dict[Fault, str]] = {
    "zh": {
        Fault.EMPTY: "这里还没有回答，写一两句你记得的就行。",
        Fault.UNKNOWN: "没关系，不知道就是今天最值得看的一节。",
        Fault.GIBBERISH: "这段没看懂，换几句完整的话再说一次吧。",
        Fault.REPEATED: "这是题目本身，试着用自己的话回答它。",
        Fault.ORDERS: "分数只看回答说到了哪些要点，写给评分的话不算。",
    },
    "en": {
        Fault.EMPTY: "There is no answer here yet. A sentence or two of what you remember will do.",
        Fault.UNKNOWN: "That's fine: it is the section most worth reading today.",
        Fault.GIBBERISH: "That could not be made out. Say it again in a few whole sentences.",
        Fault.REPEATED: "That is the question itself. Try to answer it in your own words.",
        Fault.ORDERS: "Only what an answer says counts; words to the grader don't.",
    },
}
_HINT = {"zh": "可以从这里想起：{names}。", "en": "You could start from: {names}."}
_MISSED = {
    "zh": "还有一点没说到：{about}，能补充一下吗？",
    "en": "One thing is still open: {about}. What can you say about it?",
}
_PARTIAL = {
    "zh": "{about}这一点只说了一部分，能说得更具体些吗？",
    "en": "You said a part about {about}. Can you be more precise?",
}
_OPPOSED = {
    "zh": "你说“{said}”，再想想：{about}真的是这样吗？",
    "en": "You said “{said}”. Think again: is that so for {about}?",
}
_LABEL = re.compile(r"^([^，。；：:]{2,24}?)\s*[：:]")
_VAGUE = frozenset(
    [
        "关键",
        "优点",
        "缺点",
        "好处",
        "坏处",
        "原因",
        "区别",
        "特点",
        "作用",
        "结果",
        "前提",
        "代价",
        "本质",
        "重点",
    ]
)
"""Said of anything: they name no subject."""

MAX_NAMES = 3
MAX_SAID = 40


def language_of(question: str) -> Language:
    """The language a remark is made in."""
    return "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en"


def kind_words(fault: Fault, question: str) -> str:
    """A sentence for an answer that is none."""
    return _FAULTS[language_of(question)][fault]


def hint(question: str, points: Sequence[Point]) -> str:
    """Where to start: names from the weightiest points that the question doesn't give away."""
    language = language_of(question)
    names: dict[str, None] = {}
    for point in sorted(points, key=lambda point: -point.weight):
        for name in names_in(point.text):
            if name.lower() not in question.lower():
                names.setdefault(name)
                break
    chosen = list(names)[:MAX_NAMES]
    joined = ("、" if language == "zh" else ", ").join(chosen)
    return _HINT[language].format(names=joined) if chosen else ""


def drill(question: str, judged: Sequence[Judged]) -> str:
    """A question aimed at what went worst: a contradicted point, then a missed, then a partial one.

    It names the subject without giving the answer away. Empty where every point is hit.
    """
    language = language_of(question)
    for verdict, forms in (
        (Verdict.CONTRADICTED, _OPPOSED),
        (Verdict.MISSED, _MISSED),
        (Verdict.PARTIAL, _PARTIAL),
    ):
        open_points = [one for one in judged if one.verdict is verdict]
        if open_points:
            one = max(open_points, key=lambda one: one.point.weight)
            return forms[language].format(about=about(one.point.text), said=short(one.evidence))
    return ""


def about(text: str) -> str:
    """What a point is about: its label, or the names it begins with."""
    label = _LABEL.match(text)
    if label:
        return label.group(1)
    names = [name for name in names_in(text) if len(name) > 1 and name not in _VAGUE][:2]
    if not names:
        return text[:12]
    if " ".join(names) in text:  # docker run
        return " ".join(names)
    return "和".join(names) if language_of(text) == "zh" else " and ".join(names)


def short(said: str) -> str:
    return said if len(said) <= MAX_SAID else said[: MAX_SAID - 1] + "…"
