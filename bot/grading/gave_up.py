"""Answers that say they have none: “这题不会”, “I don't know, sorry”. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.language.splitting import clauses_of
from bot.language.terms import is_chinese
from bot.notes.text import (
    words,
)

# What may stand around words of giving up without saying anything.
_FILLER = (
    r"(?:我(?:对|就|是|们)?|本人|关于|对于?|这一?(?:个|题|道题|块|方面|部分|点|里)?|那个|真的?|目前|暂时|现在|以前|之前|从来|可能"
    r"|完全|确实|实在|平时|工作中?|还|也|都|就|其实|老实说|说实话|坦白说|有点|不好意思|抱歉|对不起|面试官|老师|嗯+|呃+|额+|哦|啊|哈|吧|呢"
    r"|了|的|问题|题目|题|具体|细节|一点|一下|怎么|该|要|去|回答|答|说|讲|做|它|是)"
)
_KNOW = r"(?:知道|晓得|清楚|了解|懂|明白|记得|熟(?:悉)?)"
_LACKS = (
    rf"(?:不(?:太|是很|是太|大|怎么|是特别|是)?{_KNOW}|不(?:太|大|怎么)会"
    r"|没(?:有)?(?:怎么)?(?:了解|学|听说|看|接触|准备|研究|复习|用|做|碰|想)过|没(?:有)?(?:怎么)?(?:学|准备|复习|研究|了解)"
    r"|(?:想|记|回忆)不(?:太)?(?:起来|清(?:楚)?|得)|答不(?:上来|出来|了|出)|忘(?:记|光|掉)?了?|没(?:什么)?印象|没(?:有)?(?:什么)?思路)"
)
# Words that a right answer holds as well (不会丢, 跳过该消息): alone, or spoken in one's own name.
_BARE = r"(?:不会做?|不确定|没听过|没见过|跳过|过|下一(?:题|个)|放弃|pass|skip|next|idk|dunno)"
_EMPTY_TAIL = (
    r"(?:这(?:一|道)?(?:个|题|块)?|题目?|问题|答|回答|说|吧|了|啊|呀|哈|呢|的|哦|谢谢"
    r"|please|this|one|it)*"
)
# An answer that begins by saying that it isn't known: “不知道怎么说” but not “容器不知道端口”.
_CHINESE = re.compile(
    rf"^(?P<head>{_FILLER}*)(?P<lacks>{_LACKS})(?P<tail>.*)$", re.IGNORECASE | re.DOTALL
)
# An answer that is nothing but a word or two for that: “跳过这题” but not “跳过该消息”.
_ALONE = re.compile(rf"^{_FILLER}*{_BARE}{_EMPTY_TAIL}$", re.IGNORECASE)
# The same with its subject first: “这个我不太了解” but not “它不了解下游的状态”.
_SUBJECT = re.compile(
    r"^.{1,24}?(?:我\s*)?(?:真的?|还|都|确实|完全)?"
    r"(?:不(?:太|是很|大|怎么)?(?:了解|熟悉?|清楚|懂)|不(?:太|大)会|不记得|没(?:怎么)?(?:学过|了解过|听说过|接触过|准备过?|复习过?))"
    rf"{_EMPTY_TAIL}$"
)
# Words for having learnt something: with “not” before them they are an excuse: “没学过” but not
# “没有锁”.
_STUDIED = re.compile(r"了解|学过?|听说|接触|准备|复习|熟")
# Words behind “don’t know” that show that the question itself is repeated: “什么是锁” but not
# “锁是对象”.
_ASKING = re.compile(r"什么|怎么|如何|哪|为何|为啥|是啥|区别|原理")
# The same in English: “Sorry, I don't know” but not “It doesn't know the port”.
_ENGLISH = re.compile(
    r"^(?:(?:sorry|well|um+|uh+|honestly|actually|frankly|to\s+be\s+honest|but|and|so|oh)\b[\s,]*)*"
    r"(?:i\s+(?:\w+ly\s+)?(?:do\s?n[o']?t|don’t|dont|cannot|can\s?not|can't|can’t)\s+(?:\w+ly\s+)?"
    r"(?:know|remember|recall|understand|answer)"
    r"|(?:i\s+(?:have|'ve|’ve)\s+|got\s+|i've\s+got\s+)?(?:absolutely\s+)?no\s+(?:idea|clue)"
    r"|(?:i(?:'m|’m|\s+am)\s+)?not\s+(?:really\s+|too\s+|very\s+)?(?:sure|familiar)"
    r"|(?:i(?:'ve|’ve|\s+have)?\s+)?never\s+(?:heard|learned|learnt|used|seen)|idk|dunno"
    r"|i\s+(?:have\s+)?forg[oe]t(?:ten)?|i\s+haven['’]?t\s+(?:learned|learnt|studied|seen|used))\b"
    r"(?P<tail>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_POLITE_WORDS = """
抱歉 不好意思 对不起 谢谢 面试官 老师 这个 这题 这道题 这块 方面 问题 题目 没怎么 了解 清楚 知道
记得 学过 看过 听说 一点 真的 目前 暂时 回去 复习 再看 学习 印象 跳过 下一题 吧 哈 请 sorry idea
question answer one know remember sure clue honestly really thanks next skip pass please this
about heard 下次 一定 准备 之前 工作 项目 内容 概念 部分 知识 东西 这方面 much anything
具体 细节 回答 怎么 应该 有点 不太 好像 可以 换 平时
"""
_POLITE = frozenset(words(_POLITE_WORDS))
FEW_CHINESE, FEW_ENGLISH = 2, 1
"""Words beside the giving up that still say nothing."""


def gave_up(question: str, answer: str, points: Iterable[str] = ()) -> bool:
    """Whether an answer says that it has none, and nothing of substance beside it.

    What uses a word of the `points` that the question lacks is an answer, whatever else it says.
    """
    asked = frozenset(words(question))
    clauses = clauses_of(answer)
    kept = [_rest(clause, asked, question) for clause in clauses]
    if all(rest is None for rest in kept):
        return False
    rest = "，".join(
        clause if left is None else left for clause, left in zip(clauses, kept, strict=True)
    )
    said = frozenset(words(rest, pairs=False)) - _POLITE
    wanted = {word for point in points for word in words(point, pairs=False)} - asked - _POLITE
    if said & wanted:
        return False
    few = FEW_CHINESE if is_chinese(rest) else FEW_ENGLISH
    return len({w for w in said if not any(w != o and w in o for o in said)}) <= few


def _rest(clause: str, asked: frozenset[str], question: str) -> str | None:
    """What a clause that gives up says beside that; None for any other clause."""
    english = _ENGLISH.match(clause)
    if english:
        return english["tail"]
    if _ALONE.match(clause):
        yes_or_no = "不会" in clause and "会" in question and not re.search(r"我|题|做", clause)
        return None if yes_or_no else ""
    found = _CHINESE.match(clause)
    if found:
        tail = found["tail"]
        own = frozenset(words(tail, pairs=False)) - _POLITE
        if not own:
            return ""
        # “不知道 X 是什么” gives up; “不知道密码” may be what the server does.
        if own <= asked and (found["head"] or _ASKING.search(tail) or _STUDIED.search(clause)):
            return ""
        return tail if "我" in found["head"] or _ASKING.search(tail) else None
    subject = _SUBJECT.match(clause)
    if subject and frozenset(words(clause, pairs=False)) - _POLITE <= asked:
        return ""
    return None
