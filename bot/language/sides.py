"""The things that a section tells apart: what an answer can mix up. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from bot.core.passage import Passage
from bot.language.grammar import tagged
from bot.language.splitting import clauses_of
from bot.language.statements import statements
from bot.notes.text import (
    segmenter,
    stop_words,
)

# A Latin name: “Redis” but not “a”.
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+#/-]*[A-Za-z0-9+#]|[A-Z](?![A-Za-z])")
# What joins two names: “和” but not “的”.
_JOINED = re.compile(
    r"\s*(?:和|与|跟|同|及|、|/|还是|或者?|\bor\b|\band\b|\bvs\.?|\bversus\b|，|,)\s*", re.I
)
# A name with what is said of it: “容器：共用内核” but not “共用内核”.
_LABEL = re.compile(
    r"^\s*([^，。；：:？?！!]{1,24}?)\s*(?:[:：](?!//)|——+|\s[-–—]\s|是|为|指|\b(?:is|are|means)\b)"
)
_GENERAL_WORDS = """
可能 最后 重新 然后 看看 只要 每个 整个 多个 一步 一样 不同 所有 每次 其他 情况 问题 方式 方法
时候 例如 比如 两者 二者 区别 特点 优点 缺点 作用 原因 目的 结果 过程 步骤 因此 此时 首先 其次
如果 由于 默认 一般 通常 数据 内容 部分 名字 意思 单个 某个 这样一来 无法 经过 because then
first second when they this
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())
_ENDINGS_WORDS = """
层 表 库 键 页 锁 链 集 卡 组 器 机 类 端 口 量 点 线 区 树 图 包 帧 池 栈 堆 流 码
"""
_ENDINGS = frozenset(_ENDINGS_WORDS.split())
MAX_PAIRS = 12


def pairs_of(question: str, sections: Sequence[Passage]) -> list[tuple[str, str]]:
    """Names that a question or its sections set side by side, at most MAX_PAIRS pairs."""
    text = "\n".join(section.text for section in sections).lower()
    groups: list[list[str]] = [_joined(question)]
    for section in sections:
        groups.append(_joined(section.heading))
        items: dict[int, list[str]] = defaultdict(list)
        openings: list[str] = []
        for said in statements(section.text):
            name = opening(said.plain)
            if name:
                (items[said.group] if said.group and said.first else openings).append(name)
            openings += map(opening, clauses_of(said.plain))
        groups += [list(dict.fromkeys(names)) for names in items.values()]
        groups.append(_alike([*openings, *(n for names in items.values() for n in names)]))
    groups.append(_alike([section.heading for section in sections if len(section.heading) < 16]))
    asked = [name for name in names_in(question) if name.lower() in text]
    opened = {n.lower() for group in groups for n in group}
    groups.insert(1, [name for name in asked if name.lower() in opened])
    found: dict[tuple[str, str], None] = {}
    for group in groups:
        for first, second in combinations(group, 2):
            there = second.lower() in text and first.lower() in text
            if there and not _same(first, second) and (second, first) not in found:
                found.setdefault((first, second))
    return list(found)[:MAX_PAIRS]


def opening(statement: str) -> str:
    """What a statement is about: the name it begins with, or nothing."""
    label = _LABEL.match(statement)
    clause = label.group(1) if label else next(iter(clauses_of(statement)), "")
    names = names_in(clause)
    if not names:
        return ""
    start = statement.lower().find(names[0].lower())
    return names[0] if start <= 6 else ""


@lru_cache(maxsize=2048)
def names_in(text: str) -> tuple[str, ...]:
    """Names of things in a text, in order: Latin words, Chinese nouns of two characters or more."""
    stops = stop_words()
    found: list[tuple[int, str]] = [
        (m.start(), m.group()) for m in _LATIN.finditer(text) if m.group().lower() not in stops
    ]
    for run in re.finditer(r"[\u4e00-\u9fff]+", text):
        at = run.start()
        cut = list(segmenter().cut(run.group()))
        for word, after in zip(cut, [*cut[1:], ""], strict=True):
            ended = after in _ENDINGS
            if len(word) > 1 and word not in stops and (ended or _is_noun(word)):
                found.append((at, word + after if ended else word))
            at += len(word)
    return tuple(dict.fromkeys(name for _, name in sorted(found) if name.lower() not in _GENERAL))


def _is_noun(word: str) -> bool:
    flags = [flag for _, flag in tagged(word)]
    return len(flags) == 1 and (flags[0][0] in "njb" or flags[0] in ("vn", "x", "eng"))


def _joined(text: str) -> list[str]:
    """Names that stand on both sides of an “and”."""
    found: list[str] = []
    for match in _JOINED.finditer(text):
        before, after = names_in(text[: match.start()]), names_in(text[match.end() :])
        if before and after:
            left, right = before[-1], after[0]
            if (
                text[: match.start()].endswith(left)
                and right in text[match.end() :][: len(right) + 4]
            ):
                found += [left, right]
    return list(dict.fromkeys(found))


def _alike(names: Iterable[str]) -> list[str]:
    """Names that are built alike: 公钥 and 私钥, id_rsa and id_rsa.pub."""
    own = list(dict.fromkeys(name for name in names if name))
    return [
        name
        for name in own
        if any(other != name and _kin(name.lower(), other.lower()) for other in own)
    ]


def _same(first: str, second: str) -> bool:
    """Whether two names are one in another form."""
    return first.lower().rstrip("s") == second.lower().rstrip("s")


def _kin(first: str, second: str) -> bool:
    if first.isascii() != second.isascii():
        return False
    if first.isascii():
        return first[:3] == second[:3] or first[-4:] == second[-4:]
    return first[-1] == second[-1] or first[0] == second[0]
