"""Chinese questions that a note asks itself. Pure."""

from __future__ import annotations

import re

_INTERROGATIVE = re.compile(
    r"什么(?!也|都)|为何|如何|怎么|怎样|是否|哪些|哪个|哪种|哪几|哪里|何时|多少|多大|吗$|是不是|能不能|会不会|要不要|有没有"
)
_OPENS = re.compile(
    r"^(?:在?什么(?:是|时候|情况|叫|样)|为什么|为何|如何|怎么|怎样|哪些|何时|是否|有哪些|有什么)"
)
_CLOSES = re.compile(
    r"(?:是什么|有哪些|有什么(?:区别|不同|作用|用|特点|好处|优缺点|优势|问题|关系|影响)|为什么|怎么办|(?:怎么|如何|怎样|是如何|是怎么)[\u4e00-\u9fff]{1,6}(?:的)?"
    r"|(?:为什么|为何|如何|怎么|怎样)(?:要|会|不)?[\u4e00-\u9fffA-Za-z\d ]{2,12}"
    r"|分为哪[几些].{1,4}|会怎[么样]样?|吗)$"
)
_AFTERWARDS = re.compile(
    r"(?:思考|总结|分析|探讨|问题|方法|过程|原因|教程|指南|记录|笔记|办法|步骤|流程|方案|说明|建议|技巧)$"
)
_PARTICLE = re.compile(r"[呢啊呀嘛吧]+$")


def own_question(text: str) -> str:
    """A heading that asks something, without what follows its first question; "" for another."""
    asks = text.endswith(("?", "？"))
    first = re.split(r"[?？]", text)[0].strip()
    before, colon, after = _COLON.sub("\n", first, count=1).partition("\n")
    if colon:
        first = after if _asks(after, asks) else before if _asks(before, False) else ""
    first = _PARTICLE.sub("", first.strip())
    if not first or not _asks(first, asks):
        return ""
    clause, comma, rest = first.partition("，")
    if comma and re.match(r"(?:如何|怎么|怎样)", clause) and not _INTERROGATIVE.search(rest):
        return ""  # what follows gives the answer away
    return first


_COLON = re.compile(r"\s*(?:[：:](?!//)|——+|--+)\s*")


def _asks(text: str, marked: bool) -> bool:
    if not _INTERROGATIVE.search(text):
        return False
    if marked:
        return True
    return bool(_OPENS.search(text) or _CLOSES.search(text)) and not _AFTERWARDS.search(text)
