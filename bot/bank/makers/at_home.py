"""Questions about a name that only the note's subject gives a sense: “Raft 的成员变更”. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind
from bot.language.grammar import chinese, is_order, starts_with_verb, tagged
from bot.phrasing.names import commonness, is_cut_off, is_name, width
from bot.phrasing.spelling import fixed, mentions
from bot.phrasing.subject_names import speaks_of
from bot.phrasing.wording import field_words, is_empty, is_generic

# A heading that tells how many of something there are: “三种探针” but not “三次握手”.
_COUNTED = re.compile(
    r"^(?P<n>几|[两三四五六七八九十]|\d)\s*(?P<unit>[个种大类条级]+)(?P<what>[^\s，、的]{1,8}(?<!对比)(?<!区别))$"
)
_AND = re.compile(r"\s*(?:与|和|跟|、|还是|\s[vV][sS]\.?\s|\sand\s|\sor\s)\s*")
# What goes on by itself or is done: “写入流程” but not “写入”.
_NO_DEED = re.compile(
    r"(?:流程|过程|机制|模型|模式|原理|算法|策略|问题|状态|类型|配置|代码|错误|失败|规则|限制|条件|实现|丢失|泄[漏露]|冲突|回拨|注入|缓存|共享|死信"
    r"|攻击|超时|异常|崩溃|溢出|不足|过[大小高多]|依赖|测试|影响|区别|对比|概述|定义|声明|实验|使用|避坑|调研|介绍|服务|搜索|推断|惩罚|表示|救命|误.+|[上下内外前后时中里性])$"
)
# One English word for what is done: “Caching” but not “String”.
_GERUND = re.compile(r"^(?!(?:String|Thing|Ring|King|Spring|Bing|Ping)$)[A-Z][a-z]{2,}ing$")
_MAX_SIDE_WIDTH = 8.0
_EVERYDAY = 8.0
"""Of words less common the tagger can't tell whether they are done: “跳表”."""
_SHORT = 6.0
"""Chinese characters of a name that asks for its home."""


def of_home(section: SectionReading) -> Iterator[CandidateQuestion]:
    """What to ask of a short name within what the note is about."""
    for name in section.names:
        if is_cut_off(name) or re.search(r"[，。！？?!:：…]", name):
            continue
        made = _in_chinese if section.language == "zh" else _in_english
        yield from made(section, name)


def home_of(section: SectionReading, name: str, *, known: bool) -> str:
    """The nearest name above; the technology that the title begins with where that is `known`."""
    homes = [home for home in section.owners if _gives_sense(home, name) and "的" not in home]
    if not homes:
        return ""
    short = (home for home in homes[1:] if homes[0].startswith(f"{home} "))
    return next(short, homes[0]) if known else homes[0]


def _gives_sense(home: str, name: str) -> bool:
    """Whether no word would stand twice: “MVCC 的 MVCC”, “锁的行锁”."""
    if mentions(name, home) or mentions(home, name):
        return False
    return not (chinese(home[-1]) and home[-1] in name)


def _in_chinese(section: SectionReading, name: str) -> Iterator[CandidateQuestion]:
    if found := _COUNTED.match(name):
        home = home_of(section, name, known=False)
        what = f"{found['unit']}{found['what']}"
        text = f"{home}有哪几{what}？" if found["n"] == "几" else f"{home}的{name}分别是什么？"
        if home and (is_name(found["what"]) or found["what"].lower() in field_words()):
            yield _asked(section, text, QuestionKind.LIST, name, home, "counted-in")
        return
    home = home_of(section, name, known=True)
    sides = [side.strip() for side in _AND.split(name)]
    if home and len(sides) == 2 and _are_alike(*sides) and _tells_of(section, sides):
        text = f"{home}{joint(home)}{sides[0]}和{sides[1]}有什么区别？"
        yield _asked(section, text, QuestionKind.DIFFERENCE, name, home, "apart-in")
    elif (
        home
        and len(sides) == 1
        and width(name) <= _SHORT
        and _is_deed(name)
        and _is_thing(home, section)
    ):
        text = f"{home}的{name}是怎么做的？"
        yield _asked(section, text, QuestionKind.MECHANISM, name, home, "done-in")


def _is_thing(home: str, section: SectionReading) -> bool:
    """Whether a deed may be asked of a home: a technology of the title, or a term."""
    titled = home in section.topics and chinese(home) != len(home)
    return titled or home.lower() in field_words()


def joint(home: str) -> str:
    """“Redis 的”, but “文件系统中”: what is in a class of things doesn't belong to it."""
    return "中" if chinese(home[-1]) else "的"


def _tells_of(section: SectionReading, sides: list[str]) -> bool:
    return all(speaks_of(section.body.text, (side,)) for side in sides)


def _are_alike(one: str, other: str) -> bool:
    """Whether two sides are of a kind: “text 和 keyword”, “推模式和拉模式”, “502 与 504”."""
    if max(width(one), width(other)) > _MAX_SIDE_WIDTH or not (one and other):
        return False
    if one.lower() in other.lower().split() or (chinese(one) and (one in other or other in one)):
        return False
    if re.fullmatch(r"\d{3}", one) or re.fullmatch(r"\d{3}", other):
        return one.isdigit() and other.isdigit()
    if not chinese(one + other):
        words = max(len(one.split()), len(other.split()))
        written = one[0].isupper() == other[0].isupper() and (one + other)[0].isalpha()
        return words <= 2 and min(len(one), len(other)) > 1 and written and "+" not in one + other
    ends = chinese(one[-1]) and one[-1] == other[-1]
    named = len(one) > 1 and one[-1] not in "名量率数性度"
    return bool(ends) and named and not starts_with_verb(one) and not starts_with_verb(other)


def _is_deed(name: str) -> bool:
    """Whether a Chinese name ends with what is done, the thing before it: “成员变更”."""
    words = [word for word, _ in tagged(name) if word.strip()]
    flags = [flag for word, flag in tagged(name) if word.strip()]
    if not words or not chinese(name[-1]) or _NO_DEED.search(name) or len(words[-1]) < 2:
        return False
    if any(flag[0] in "rduypcmf" for flag in flags):
        return False
    if len(words) == 1:
        common = commonness(name) >= _EVERYDAY and not is_generic(name) and not is_empty(name)
        return common and flags[0] in ("v", "vn")
    if starts_with_verb(name) or name.lower() in field_words():
        return False
    done = flags[-1] in ("v", "vn") or is_order(words[-1])
    return done and len(words) == 2 and flags[0][0] in "naeljxb"


def _in_english(section: SectionReading, name: str) -> Iterator[CandidateQuestion]:
    home = home_of(section, name, known=True)
    if _GERUND.match(name) and home[:1].isupper() and not chinese(home):
        text = f"How does {name.lower()} work in {home}?"
        yield _asked(section, text, QuestionKind.MECHANISM, name.lower(), home, "done-in")


def _asked(
    section: SectionReading, text: str, kind: QuestionKind, name: str, home: str, maker: str
) -> CandidateQuestion:
    return CandidateQuestion(
        text=fixed(text) if section.language == "zh" else text,
        kind=kind,
        maker=maker,
        language=section.language,
        subject=f"{home} 的 {name}" if section.language == "zh" else f"{name} in {home}",
        owner=home,
    )
