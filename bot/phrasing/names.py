"""Headings made plain, and whether what is left is the name of a thing. Pure."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from bot.language.grammar import chinese, is_noun_phrase, starts_with_verb, tagged
from bot.notes.text import segmenter
from bot.phrasing.wording import field_words, is_empty, is_generic, may_not_begin, may_not_end

_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200b-\u200f\U0001f000-\U0001faff]+"
)
# What only tells a heading's place in the text. The words of exercises are not among them.
_PLACE = re.compile(
    r"""
    ^\s*(?:
      (?:chapter|part|section|day|week|lesson|lecture|unit|step|module|appendix|phase|stage|level|no
        |vol|volume|episode|ep|round)\b\.?\s*\#?\s*(?:\d+(?:\.\d+)*|[ivxlc]+\b|[a-h]\b)\s*[:：.、)\]—–-]*
      |第\s*[零〇一二三四五六七八九十百\d]+\s*(?:章|节|部分|讲|课|天|周|日|篇|步|卷|期|集|单元|阶段|站)\s*[:：.、,，—–-]*
      |(?:步骤|阶段|章节)\s*[一二三四五六七八九十\d]+\s*[:：.、,，—–-]*
      |q\s?\d*\s*[:：.、]\s*|[qQ]\d+\s+|问题?\s?\d*\s*[:：]\s*
      |(?!\d{3,}\.\d)[（(\[【]?\s*(?:\d+(?:[.-]\d+)*|[一二三四五六七八九十]{1,3}|[ivx]{1,5}|[a-hA-H])\s*[.、)）\]】．:：,，]+(?![\d\w]*\()\s*
      |(?!\d{3,})\d+(?:\.\d+)+\s+|(?!\d+\s*(?:[与和及或]|还是|vs|and|or)\s*\d)\d{1,3}\s+(?=[^\W\d])
      |[①-⑳❶-❿]\s*|[>\-–—*•·\#]+\s+
    )+
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What a name has beside it: “锁（lock）” but not “$(pwd)”.
_BRACKETS = re.compile(r"\s*(?:（[^（）]*）|(?<!\$)\([^()]*\)|【[^】]*】|\[[^\]]+\])")
# Signs before a name that stand in no code: “- name” but not “--name”.
_BEFORE = re.compile(r"(?:(?!--[a-z]|\.[a-z]|&[a-z])[ \-—–:：*。.；;，,、\t·&])+")
_NUMBERED = re.compile(
    r"""
    (?:^|\s)v?\d+\.\d+\.\d+|^v\d|\d{4}\s*[-/年.]\s*\d{1,2}|^\d{4}$|^\d+(?![A-Za-z\d])|[一二三四五六七八九十\d]$(?<!\w\d)
    |^(?:exercise|question|problem|example|task|case|method|approach|option|solution|figure|table|tip
      |version|demo|test|practice|homework|lab|note)s?\s*\#?\s*(?:\d+|[a-z]\b)
    |^(?:方法|方案|问题|坑|案例|例题?|练习|习题|题目?|情况|方式|版本|实验|任务|示例|demo|case|图|表)\s*[一二三四五六七八九十\d]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Signs of code, formulas, links, pictures and addresses.
_MARKS = re.compile(
    r"[\[\]{}<>$\\^|~`@#%*=_;；→…∑σΣμλθαβπ×÷±≤≥≠∞√∂]|https?:|www\.|\.\.\.|&\w+;|\w\(|//|--|——|\.(?:md|py|js"
    r"|txt|json|ya?ml|sh|pdf|png|jpe?g|html?|ipynb|conf|exe)\b"
)
_PERSONAL = re.compile(r"我(?!们)|咱|本人|笔者|个人|\b(?:I|I'm|my|me|mine|I've)\b")
# Words that point at something said elsewhere; a single letter is somebody's variable.
_LEANS_ZH = re.compile(
    r"^(?:这|该|此|其(?!他|它|中))|这[个些种里样]|上述|以上|以下|如下|下面|上面|前面|后面|其[他它]|另一|另外|还有|同样|那么"
    r"|前者|后者|[两二]者|(?<![A-Za-z])[a-z](?![A-Za-z\d+#])"
)
_MAX_ZH = 16.0
_MAX_EN_WORDS = 5
_MIN_MULTI = 3


def plain(heading: str) -> str:
    """A heading without its place in the text, emoji, emphasis and what stands in brackets."""
    text = _EMOJI.sub(" ", heading).replace("**", "").replace("`", "").strip()
    text = re.sub(r"\((s|es)\)", r"\1", text)
    before = None
    while before != text:
        before = text
        text = _PLACE.sub("", text).rstrip(" -—–:：*。.；;，,、\t·&")
        text = text[found.end() :] if (found := _BEFORE.match(text)) else text
    text = _BRACKETS.sub(" ", text) if not re.search(r"\w\(\)", text) else text
    text = re.sub(r"\s+(?=[?？，。])", "", text)
    return " ".join(text.split())


def is_marked(text: str) -> bool:
    """Whether a text holds code, a formula, an address, a date or a mere number."""
    return bool(_MARKS.search(text) or _NUMBERED.search(text))


def is_cut_off(text: str) -> bool:
    """Whether a text ends in the middle: an open bracket, a joint at its end."""
    opened = sum(text.count(sign) for sign in "(（[【“")
    closed = sum(text.count(sign) for sign in ")）]】”")
    return opened != closed or bool(
        re.search(
            r"(?:[和与或及的，,、:：/&-]|\b(?:and|or|of|the|a|an|for|to|with|in))\s*$", text, re.I
        )
    )


def is_personal(text: str) -> bool:
    """Whether a text is about its author."""
    return bool(_PERSONAL.search(text))


def leans(text: str) -> bool:
    """Whether a Chinese text points at something outside of it."""
    return bool(_LEANS_ZH.search(text))


def width(text: str) -> float:
    """How long a name reads: Latin letters are half as wide as Chinese characters."""
    return chinese(text) + 0.5 * (len(text) - chinese(text))


def is_name(text: str) -> bool:
    """Whether a plain heading can stand for a thing in a sentence, whatever its language."""
    if (
        len(text) < 2
        or re.search(r"(?i)x{2,}|foo|bar\b", text)
        or is_marked(text)
        or is_cut_off(text)
        or is_personal(text)
        or is_empty(text)
    ):
        return False
    if re.search(r"[，。！？：:!?,“”\"'‘’；]|\s[-–—]\s|[\u4e00-\u9fff]-|-[\u4e00-\u9fff]", text):
        return False
    return _is_chinese_name(text) if chinese(text) else _is_english_name(text)


def _is_english_name(text: str) -> bool:
    words = text.split()
    if len(words) > _MAX_EN_WORDS or not re.search(r"[A-Za-z]{2}", text):
        return False
    if re.search(r"-(?:zh|en|ch|cn|us|de|fr|ja)$", text):
        return False  # a file's name
    telling = [word for word in words if not is_generic(word.strip("&/"))]
    return bool(telling) and (len(words) > 1 or is_term(text))


def is_term(word: str) -> bool:
    """Whether one English word can only be meant as a name: “OCI”, “StatefulSet”, “kernel”."""
    if re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|\d", word):
        return True
    low = word.lower()
    known = field_words()
    return low in known or (low.endswith("s") and low[:-1] in known)


def _is_chinese_name(text: str) -> bool:
    if not 2 <= width(text) <= _MAX_ZH or leans(text):
        return False
    words = [(word, flag) for word, flag in tagged(text) if re.search(r"\w", word)]
    if not words or not is_noun_phrase(text) or starts_with_verb(text):
        return False
    first, last = words[0], words[-1]
    if first[1][0] in "rcpdmuyfz" or may_not_begin(first[0]) or may_not_end(last[0]):
        return False
    if any(flag[0] in "ryd" for _, flag in words[1:]):
        return False
    return any(not is_generic(word) for word, _ in words)


def stands_alone(name: str) -> bool:
    """Whether a name is understood without what it belongs to: no single everyday word."""
    if chinese(name) and name.lower() in field_words():
        return True
    latin = re.findall(r"[A-Za-z][\w.+#-]*", name)
    if not chinese(name):
        few = 0 < len(latin) <= _MAX_LATIN_IN_CHINESE
        return few and _is_capital(latin[0]) and (len(latin) > 1 or is_term(name))
    words = [word for word, _ in tagged(name) if re.search(r"\w", word)]
    return bool(latin) or (len(words) > 1 and width(name) >= _MIN_MULTI)


_MAX_LATIN_IN_CHINESE = 3


def _is_capital(word: str) -> bool:
    return bool(re.search(r"[A-Z\d]", word))


def acts(text: str) -> bool:
    """Whether a Chinese text tells what happens rather than names a thing: “报文丢失”."""
    if text.lower() in field_words():
        return False  # “支持向量机”
    words = [(word, flag) for word, flag in tagged(text) if re.search(r"\w", word)]
    return bool(words) and (
        words[0][1] == "v" or words[0][0] == "面向" or words[-1][1] in ("v", "vd", "vi", "a")
    )


@lru_cache(maxsize=8192)
def commonness(name: str) -> float:
    """How common the least common word of a Chinese name is in everyday texts, 0 for a term."""
    counts = [
        segmenter().FREQ.get(word, 0) or 0
        for word, _ in tagged(name)
        if re.search(r"\w", word) and not is_generic(word)
    ]
    return math.log1p(min(counts, default=0))
