"""True statements -> false ones that read alike: negated, turned, other numbers, sides swapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bot.language.opposites import NEGATIONS, PAIRS
from bot.language.terms import is_chinese

_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?")
_VERB = re.compile(
    r"(可以|能够|能|会|需要|要|是|有|支持|允许|必须|应该|包含|使用|用|保证|依赖)(?![^，。；：]*不)"
)
_DENIED = {"有": "没有", "要": "不用", "需要": "不需要", "必须": "不必", "能够": "无法"}
_ENGLISH_VERB = re.compile(r"\b(is|are|can|does|do|will|has|should)\b(?! not)")
_SIDES = re.compile(
    r"(?P<a>[A-Za-z][\w.+-]*|[\u4e00-\u9fff]{2,5})(?P<mid>(?:和|与|比|跟|、|，(?:而|但)?))"
    r"(?P<b>[A-Za-z][\w.+-]*|[\u4e00-\u9fff]{2,5})"
)
_TERM = re.compile(r"[A-Za-z][\w.+#/-]*[\w+#]|[A-Z]")

Spoiler = Callable[[str, Random], str | None]


def spoil(text: str, rng: Random) -> str | None:
    """A statement that the first one makes false; None where no rule takes hold."""
    kinds: list[Spoiler] = [opposite, opposite, number, negate, swap_terms]
    rng.shuffle(kinds)
    for kind in kinds:
        made = kind(text, rng)
        if made and made != text:
            return made
    return None


def opposite(text: str, rng: Random) -> str | None:
    """One word in the place of its opposite; both, where both are there (sides swapped)."""
    found = [
        pair
        for first, second in PAIRS
        for pair in ((first, second), (second, first))
        if _holds(text, pair[0]) and not _inside(text, pair)
    ]
    if not found:
        return None
    found.sort(key=lambda pair: -len(pair[0]))
    first, second = rng.choice(found[: max(2, len(found) // 2)])
    if second in text and first not in second and second not in first:
        return re.sub(
            f"{re.escape(first)}|{re.escape(second)}",
            lambda match: second if match.group() == first else first,
            text,
        )
    return _once(text, first, second, rng)


def number(text: str, rng: Random) -> str | None:
    """Another number in the place of one."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    value = float(match.group())
    other = rng.choice([value * 2, value * 10, value + 1, max(value - 1, 0), value / 2, value * 3])
    shown = f"{other:g}" if "." in match.group() or other != int(other) else str(int(other))
    if shown == match.group():
        shown = str(int(value) + 3)
    return text[: match.start()] + shown + text[match.end() :]


def negate(text: str, rng: Random) -> str | None:
    """A clause denied, or no longer denied."""
    denied = list(NEGATIONS.finditer(text))
    if denied and rng.random() < 0.6:
        match = rng.choice(denied)
        gap = {"没有": "有", "无法": "可以", "无需": "需要", "cannot": "can"}.get(match.group(), "")
        return text[: match.start()] + gap + text[match.end() :]
    if is_chinese(text):
        found = [m for m in _VERB.finditer(text) if len(m.group()) > 1 or _alone(text, m.start())]
        if not found:
            return None
        match = rng.choice(found)
        return (
            text[: match.start()]
            + _DENIED.get(match.group(1), "不" + match.group(1))
            + text[match.end() :]
        )
    english = list(_ENGLISH_VERB.finditer(text))
    if not english:
        return None
    match = rng.choice(english)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def swap_terms(text: str, rng: Random) -> str | None:
    """Two terms of a statement in each other's place, some clause apart."""
    terms = [match for match in _TERM.finditer(text) if len(match.group()) > 1]
    if len(terms) >= 2:
        first, second = rng.sample(terms, 2)
        if first.start() > second.start():
            first, second = second, first
        between = text[first.end() : second.start()]
        if first.group() != second.group() and len(between) > 2:
            return (
                text[: first.start()]
                + second.group()
                + between
                + first.group()
                + text[second.end() :]
            )
    match = _SIDES.search(text)
    if match and match.group("mid") == "比":
        a, mid, b = match.group("a", "mid", "b")
        return text[: match.start()] + b + mid + a + text[match.end() :]
    return None


def _holds(text: str, word: str) -> bool:
    if word.isascii():
        return bool(re.search(rf"\b{re.escape(word)}\b", text))
    return word in text


def _inside(text: str, pair: tuple[str, str]) -> bool:
    """Whether a word only stands there as a part of its opposite (支持 in 不支持)."""
    first, second = pair
    return first in second and text.count(first) == text.count(second)


def _once(text: str, first: str, second: str, rng: Random) -> str | None:
    places = [m.start() for m in re.finditer(re.escape(first), text)]
    if len(first) == 1 and not first.isascii():
        places = [at for at in places if _alone(text, at)]
    if not places:
        return None
    at = rng.choice(places)
    return text[:at] + second + text[at + len(first) :]


_WORDS_WITH = re.compile(
    r"大量|大概|大小|多少|很多|许多|大家|最后|然后|前后|后台|后端|前端|前缀|后缀|左右|上下|以上|以下|下面|上面|上述|如下|先后"
    r"|小时|重新|重要|重复|轻量|高级|低级|新建|更新|最新|读写|内容|内部|内核|内存|外部|行为|执行|运行|进行|并行|行数|列表|系列"
    r"|下载|上传|上线|下来|下去|上去|之后|之前|以后|以前|后来|后面|前面|强制|长度|正常|正在|正确|负责|负载|只要|主要|要求|需要"
    r"|不会|不能|没有|所有|还有|只有|具有|拥有|有些|有的|有时|使用|复用|作用|常用|用户|用法|应用|利用|调用|占用|"
    r"是否|但是|就是|还是|不是|或者是|可能|性能|功能|能力|机会|会话|单位|单元|简单"
)


def _alone(text: str, at: int) -> bool:
    """Whether a single character is not a part of a longer word that means something else."""
    return not any(match.start() <= at < match.end() for match in _WORDS_WITH.finditer(text))
