"""Marks that are words of their sentence: “根据[1]，…”, “As [1] states”. Pure."""

from __future__ import annotations

import re

_MARKS = r"(?P<marks>(?:\[\^\d{1,2}\])+)"
_CLAUSE = r"(?:^|(?<=[\n。！？；，、：（“(,;:.!?]))[ \t]*(?:(?:[-*+•]|\d+[.)、])[ \t]+)?\**"
_SAYS = r"(?:提到|提及|指出|写道|说明|认为|介绍|描述|解释|强调|记载|表明|显示|给出|谈到|讲到|列出)"
# A mark behind a preposition: “根据[^1]，” but not “容器[^1]，”.
_PREPOSITION = re.compile(
    rf"((?:根据|按照|参照|依照)|{_CLAUSE}(?:依据|参考|结合|据|正?如|诚如|由|从|在))[ \t]*{_MARKS}"
    r"(?=[ \t]*(?:[，,、的可所中里给来得]|[\u4e00-\u9fff]))"
)
# A mark that says something: “[^1]指出” but not “内核[^1]。”.
_SUBJECT = re.compile(
    rf"({_CLAUSE}(?:而|但|其中|另外|此外|同时)?[，,]?)[ \t]*{_MARKS}"
    rf"(?=[ \t]*(?:所[述示说言写]|[中里]?(?:还|也|则|又|明确|进一步|分别|都)*{_SAYS}"
    r"|[中里](?:[，,的说写]|所)))"
)
# The same in English: “according to [^1], it” but not “it is [^1].”.
_ENGLISH_PREPOSITION = re.compile(
    r"(\b(?:according to|based on|as per|per|(?<!such )(?<!known )as"
    r"|(?:noted|stated|described|explained|shown|mentioned|discussed|written|given|listed|seen)"
    rf" (?:in|by))|(?:^|(?<=[.;\n]\s))(?:in|from))[ \t]+{_MARKS}(?=[ \t]*,|[ \t]+[a-z])",
    re.IGNORECASE,
)
# The same in English: “[^1] states that” but not “a kernel [^1].”.
_ENGLISH_SUBJECT = re.compile(
    rf"((?:^|(?<=[.!?\n]\s)|(?<=[.!?\n])|\b(?:while|and|but|that|whereas)[ \t])[ \t]*){_MARKS}"
    r"(?=[ \t]+(?:also[ \t]+)?(?:says?|states?|notes?|describes?|explains?|shows?|mentions?|adds?"
    r"|points? out|lists|defines?|gives?)\b)"
)


def marks_as_words(text: str) -> str:
    """Put a noun before each mark `[^1]` that its sentence can't do without.

    When the mark is then taken to the sentence's end, what is left still reads: “根据笔记，…”.
    """
    for pattern in (_PREPOSITION, _SUBJECT):
        text = pattern.sub(r"\1笔记\g<marks>", text)
    for pattern in (_ENGLISH_PREPOSITION, _ENGLISH_SUBJECT):
        text = pattern.sub(_in_english, text)
    return text


def _in_english(match: re.Match[str]) -> str:
    before, marks = match[1], match["marks"]
    noun = "notes" if marks.count("[") > 1 else "note"
    if before.strip():
        return f"{before.rstrip()} the {noun}{marks}"
    return f"{before}The {noun}{marks}"
