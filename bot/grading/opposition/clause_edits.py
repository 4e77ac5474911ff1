"""A clause -> what it would say with its sides swapped, a word turned, a number changed. Pure.

If the notes speak for what a clause doesn't say rather than for what it says, it is wrong: a small
model that can't tell true from false can tell which of two like sentences is nearer to a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.language.opposites import NEGATIONS, PAIRS

MAX_EDITS = 12
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?![A-Za-z0-9_]*[A-Za-z_])|(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?=\s*-?[A-Za-z%])"
)
_AUXILIARY = re.compile(r"可以|能够|能|会|需要|要|是|有|支持|允许|必须|保证")
_ENGLISH = re.compile(
    r"\b(?P<verb>is|are|was|were|can|could|will|would|does|do|has|have|should|must|may)\b"
    r"|^(?:(?:the|a|an|and|but|so|all|each|every)\s+)*[A-Za-z]\w+(?=\s+\w+\s+\w)",
    re.IGNORECASE,
)
"""Where an English clause can be denied: at its auxiliary, else behind what it is about."""

_KEPT = re.compile(
    r"大量|大概|大小|多少|很多|许多|大家|最后|然后|前后|后台|后端|前端|前缀|后缀|左右|上下|以上|以下|下面|上面|上述|如下|先后|今后"
    r"|小时|重新|重要|重复|轻量|高级|低级|新建|更新|最新|读写|内容|内部|内核|内存|外部|行为|执行|运行|进行|并行|行数|列表|系列|一起|一样"
    r"|下载|上传|上线|下来|下去|上去|后来|后面|前面|强制|长度|正常|正在|正确|负责|负载|只要|主要|要求|需要|不同|不断|不过|不仅|不但|不管|不论"
    r"|所有|还有|只有|具有|拥有|有些|有的|有时|使用|复用|作用|常用|用户|用法|应用|利用|调用|占用|是否|但是|就是|还是|或者是|可能|性能|功能|能力"
    r"|机会|会话|单位|单元|简单|提前|目前|之前|之后|以前|以后|先进|首先|优先|好像|只好|正好|刚好|重写|写法|外面|里面|下次|上次|同步|异步"
)


_CONDITION = re.compile(r"[了后时]?(?:的话)?[就则]")
"""After a word that says when something holds: “失败就重试” says nothing against “成功就返回”."""


@dataclass(frozen=True)
class ClauseEdit:
    """A changed clause and what was changed."""

    text: str
    kind: str
    """`sides`, `opposite`, `negation` or `number`."""
    old: str = ""
    new: str = ""
    """The words that were changed, and what stands in their place; empty for a negation."""


def edits(
    clause: str, sides: Sequence[tuple[str, str]], numbers: Iterable[str] = ()
) -> list[ClauseEdit]:
    """The clause changed in one respect each, at most MAX_EDITS.

    `sides` are pairs of things that the notes tell apart, `numbers` those that the notes name.
    """
    found: dict[str, ClauseEdit] = {}
    for first, second in sides:
        text = swapped(clause, first, second)
        found.setdefault(text, ClauseEdit(text, "sides", *_as_said(clause, first, second)))
    for edit in [*_turned(clause), *_denied(clause), *_counted(clause, numbers)]:
        found.setdefault(edit.text, edit)
    found.pop(clause, None)
    return list(found.values())[:MAX_EDITS]


def _as_said(clause: str, first: str, second: str) -> tuple[str, str]:
    """(the name that the clause has first, the other)."""
    low = clause.lower()
    at, other = low.find(first.lower()), low.find(second.lower())
    return (second, first) if at < 0 or 0 <= other < at else (first, second)


def swapped(clause: str, first: str, second: str) -> str:
    """The clause with each of two names in the other's place."""
    names = sorted((first, second), key=len, reverse=True)
    # A Latin name doesn't end inside a longer one: no id_rsa in id_rsa.pub.
    pattern = "|".join(
        rf"(?<![A-Za-z0-9_.-]){re.escape(n)}(?![A-Za-z0-9_-]|\.[A-Za-z])"
        if n.isascii()
        else re.escape(n)
        for n in names
    )
    return re.sub(
        pattern,
        lambda match: second if match.group().lower() == first.lower() else first,
        clause,
        flags=re.IGNORECASE,
    )


def _turned(clause: str) -> list[ClauseEdit]:
    made: list[ClauseEdit] = []
    for first, second in PAIRS:
        for word, other in ((first, second), (second, first)):
            at = _place(clause, word)
            if at < 0 or (word in other and other in clause):
                continue
            if _CONDITION.match(clause, at + len(word)):
                continue
            there = _place(clause, other)
            if there >= 0 and word not in other and other not in word:
                both = f"{re.escape(word)}|{re.escape(other)}"
                text = re.sub(both, partial(_other, word, other), clause)
            else:
                text = clause[:at] + other + clause[at + len(word) :]
            made.append(ClauseEdit(text, "opposite", word, other))
    return made


def _other(first: str, second: str, match: re.Match[str]) -> str:
    return second if match.group() == first else first


def _denied(clause: str) -> list[ClauseEdit]:
    made: list[ClauseEdit] = []
    for match in NEGATIONS.finditer(clause):
        kept = {"没有": "有", "无法": "可以", "无需": "需要", "无须": "需要", "cannot": "can"}
        word = kept.get(match.group().lower(), "")
        made.append(ClauseEdit(clause[: match.start()] + word + clause[match.end() :], "negation"))
    english = _ENGLISH.search(clause)
    if not made and clause.isascii() and english:
        verb = f" {english[0]} not" if english["verb"] else f" {english[0]} do not"
        text = clause[: english.start()] + verb.lstrip() + clause[english.end() :]
        made.append(ClauseEdit(text, "negation"))
    if not made:
        for match in _AUXILIARY.finditer(clause):
            if len(match.group()) == 1 and _is_inside(clause, match.start()):
                continue
            word = match.group()
            denied = "没有" if word == "有" else "不用" if word == "要" else "不" + word
            text = clause[: match.start()] + denied + clause[match.end() :]
            made.append(ClauseEdit(text, "negation"))
            break
    return made


def _counted(clause: str, numbers: Iterable[str]) -> list[ClauseEdit]:
    made: list[ClauseEdit] = []
    for match in _NUMBER.finditer(clause):
        for other in numbers:
            if other != match.group():
                text = clause[: match.start()] + other + clause[match.end() :]
                made.append(ClauseEdit(text, "number", match.group(), other))
    return made


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, each once."""
    return list(dict.fromkeys(_NUMBER.findall(text)))


def _place(clause: str, word: str) -> int:
    if word.isascii():
        match = re.search(rf"\b{re.escape(word)}\b", clause, re.IGNORECASE)
        return match.start() if match else -1
    at = clause.find(word)
    while at >= 0 and len(word) == 1 and _is_inside(clause, at):
        at = clause.find(word, at + 1)
    return at


def _is_inside(clause: str, at: int) -> bool:
    """Whether a character is a part of a longer word that means something else."""
    return any(match.start() <= at < match.end() for match in _KEPT.finditer(clause))
