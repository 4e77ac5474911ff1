"""Statements of notes -> the same said as candidates say it."""

from __future__ import annotations

import re
from random import Random

from bot.language.splitting import parts
from bot.language.terms import pairs

_SAID = """
因此 所以|但是 不过|例如 比如|使用 用|通过 靠|无法 没法|不能 没法|需要 得|可以 能|立即 马上
仅 只|并且 而且|此时 这时候|如果 要是|由于 因为|并不 不|之间 中间|避免 防止|保证 确保|默认 缺省
创建 建|删除 删掉|修改 改|获取 拿到|返回 给回|多个 好几个|所有 全部|每个 每一个|相同 一样
不同 不一样|首先 先|然后 接着|存储 存|保存 存|放在 存在|执行 跑|运行 跑|等待 等|完成 做完
失败 挂了|减少 降低|提高 提升|占用 占|消耗 花|传输 传|发送 发|接收 收|检查 看|判断 看|选择 挑
"""
_SWAPS = [tuple(pair.split(" ")) for line in _SAID.split("\n") for pair in line.split("|") if pair]
_OPENERS = (
    "嗯，",
    "就是说，",
    "我的理解是，",
    "我记得",
    "简单讲，",
    "其实",
    "这个嘛，",
    "一般来说，",
    "首先",
    "应该是",
    "说白了，",
    "大概是这样，",
    "",
    "",
    "",
    "",
    "",
    "",
)
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_FILLERS = ("的话", "其实", "基本上", "一般", "就", "呢")


def vary(text: str, rng: Random) -> str:
    """The statement with other words where the lists know some, shortened, its clauses moved."""
    text = text.replace("**", "").replace("`", "").strip()
    if rng.random() < 0.7:
        text = _ASIDE.sub("", text) or text
    if rng.random() < 0.6:
        text = _other_language(text, rng)
    for first, second in rng.sample(_SWAPS, len(_SWAPS)):
        if first in text and rng.random() < 0.5:
            text = text.replace(first, second)
    clauses = [part for part in parts(text) if part.strip()]
    if len(clauses) == 2 and rng.random() < 0.2:
        clauses = [clauses[1].rstrip("，。；,; ") + "，", clauses[0].rstrip("，。；,; ")]
    if rng.random() < 0.3 and clauses:
        at = rng.randrange(len(clauses))
        clauses[at] = _filled(clauses[at], rng)
    text = "".join(clauses) or text
    return rng.choice(_OPENERS) + text.rstrip("。；;，, ")


def _filled(clause: str, rng: Random) -> str:
    places = [m.end() for m in re.finditer(r"会|是|要|把|在|用|有", clause)]
    if not places:
        return clause
    at = rng.choice(places) - 1
    return clause[:at] + rng.choice(_FILLERS[1:4]) + clause[at:]


def _other_language(text: str, rng: Random) -> str:
    """Some terms in their English or Chinese names."""
    for english, chinese in rng.sample(list(pairs()), len(pairs())):
        for term in chinese:
            if len(term) > 1 and term in text and rng.random() < 0.5:
                other = rng.choice((*english, *(name for name in chinese if name != term)))
                text = text.replace(term, f" {other} " if other.isascii() else other, 1)
                break
    return (
        re.sub(r"(?<=[\u4e00-\u9fff，。]) (?=[\u4e00-\u9fff，。])", "", text)
        .replace("  ", " ")
        .strip()
    )
