"""A stretch of a statement -> words that can stand alone: no connective, number or loose bracket.
Pure."""

from __future__ import annotations

import re

_LEADING = re.compile(
    r"""
    ^(?:(?:但是|但(?!凡)|而且|然而|不过|因此|因而|所以|于是|然后|并且|此外|也就是说|换句话说
    |换言之|简言之|总之|总结来说|严格来说|严格上讲|事实上|实际上|相比之下|与此同时|不仅如此|应该注意到|除此之外|值得注意的是|需要注意的是|简单来说
    |简单说|具体来说|一般来说|总的来说|多说一句|顾名思义|通俗来讲|综上所述|综上|结果是
    |值得一提的是|需要指出的是|根据以上流程可知|当然|其实|而(?![是非且不])|且(?!不))[，,：:、\s]*
    |(?:另外|同时|其中|最后|首先|其次|接着|随后|从而|进而|注意|记住|即|结论是|答案是
    |原因是|可见)(?:[，,：:、]\s*|\s+)|(?:But|And|So|However|Therefore|Thus|Hence|Also|Then|Moreover
    |Finally|First|Note\ that|but|and|so|then)[,:]?\s+|(?:第[一二三四五六](?:点|个)?[，,：:]
    |[一二三]是|其[一二三][，,]|注意(?![力到事点])|[（(]?\d{1,2}[.、)）](?!\d)|[（(][a-h][)）]|[一二三四五六七八九十]{1,2}[、.])\s*
    |第?[①-⑳]\s*|[·•‣▪👉✅❌➡📌🔹⚠️]+\s*|[-–—]+\s+)+
    """,
    re.VERBOSE,
)
# “我们可以…” is said of everybody: Chinese does without it.
_WE = re.compile(r"(?<![让给帮对向为是跟供])我们(?!的|自|这|那|国)")
_TRAILING = re.compile(
    r"(?:[\s，,；;：:、。·—–-]|(?<!\.)\.|等等+|[，,]\s*(?:即|则|例如|比如|其中))+$"
)
_PAIRS = (
    ("（", "）"),
    ("(", ")"),
    ("“", "”"),
    ("《", "》"),
    ("[", "]"),
    ("【", "】"),
    ("「", "」"),
)


def tidy(text: str) -> str:
    """Without the connective, the number or the bullet it begins with and the stop it ends with."""
    before = None
    while before != text:
        before = text
        text = _TRAILING.sub("", _LEADING.sub("", _WE.sub("", text.strip()))).strip()
        text = text.replace("，（", "（")
        text = _balanced(_without_brackets_around(text))
    return text


def _without_brackets_around(text: str) -> str:
    """“（见（一））” -> “见（一）”; “（一）和（二）” stays. So with quotation marks."""
    if text[:1] + text[-1:] in ('""', "“”") and len(re.findall('["“”]', text)) == 2:
        return text[1:-1]
    if text[:1] + text[-1:] not in ("（）", "()"):
        return text
    depths = [text[:end].count(text[0]) - text[:end].count(text[-1]) for end in range(1, len(text))]
    return text[1:-1] if min(depths) > 0 else text


def _balanced(text: str) -> str:
    """Without a bracket or quote whose partner is cut off; kept if both are there."""
    for opening, closing in _PAIRS:
        if text.count(opening) == text.count(closing):
            continue
        if text.startswith(opening):
            text = text[1:]
        elif text.endswith(closing):
            text = text[:-1]
    return text.replace('"', "") if text.count('"') % 2 else text
