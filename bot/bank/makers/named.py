"""Questions about the thing that a heading names: what it is, what it is for, how it works, which
there are, what speaks for and against it, when it is used. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.clauses import is_clause
from bot.bank.makers.cues import Cues
from bot.bank.makers.in_english import action_of, worded
from bot.bank.makers.kinds import kind_of
from bot.bank.makers.reading import SectionReading, within
from bot.core.question import QuestionKind
from bot.language.grammar import chinese, is_order, listed, starts_with_verb, tagged
from bot.phrasing.names import commonness, is_cut_off, is_name
from bot.phrasing.spelling import fixed, mentions
from bot.phrasing.wording import field_words, part_of

# Names of how something goes or is built: “握手过程” but not “握手”.
_SHAPE = re.compile(r"(?:流程|过程|结构|架构|顺序|生命周期|关系|历史|思路|原则)$")
# How something goes, though its name begins with what is done: “写入流程” but not “写入”.
_GOING = re.compile(r"^[\u4e00-\u9fff]{2}(?:流程|过程)$")
# Names of a class of things: “置换算法” but not “置换”.
_CLASS = re.compile(
    r"(?:方法|方式|类型|种类|场景|指标|条件|途径|策略|手段|函数|命令|参数|协议|算法|问题|技术|工具|特性|模式"
    r"|操作|规则|组件|状态|属性|字段|选项|类别|形式)$"
    r"|[两二三四五六七八九几\d]\s?[个种类大]|常见|常用|\b(?:common|types?|kinds?)\b|[a-z]{3}s$",
    re.IGNORECASE,
)
# Names of a class whose members are told rather than what it is: “置换方式” but not “置换算法”.
_PLURAL = re.compile(
    r"(?<![A-Za-z ])(?:方式|方法|类型|种类|场景|途径|手段|策略|特性|规则|类别|形式|操作)$"
)
# An English name that is a relation rather than a thing: “Role of a key” but not “Key role”.
_PHRASE = re.compile(r"\s(?:of|in|for|to|with|using|between|on|from)\s")
_OF_A_PHRASE = frozenset(("definition", "members", "shape", "open"))
_FEW = 3
_MANY = frozenset(("kinds", "parts"))
_JOINT = re.compile(r"[和与、]|\band\b")
# A thing and its side: “索引的优点”, “Benefits of an index”, “LRU 原理”.
_OF = (
    re.compile(r"^(?P<o>.{2,}?)\s*的\s*(?P<s>[^的]{2,10})$"),
    re.compile(r"^(?P<s>[A-Za-z -]{4,30}?)\s+of\s+(?:the\s+|an?\s+)?(?P<o>.+)$", re.IGNORECASE),
    re.compile(
        r"^(?P<o>.{2,}?[^的\s])\s*(?P<s>(?:基本|工作|实现|核心)?原理|定义|优缺点|优点|缺点|特点|简介|概念"
        r"|用法|应用|作用|分类|性质|流程|实现|结构|架构|使用)$"
    ),
)
# What is said to belong to the thing above: “模式中包括的类” but not “类的分类”.
_INCLUDED = re.compile(r"^.{0,4}(?:包括|包含|涉及)的?(?P<what>[\u4e00-\u9fff]{1,4})?$")
_WEIGHED = re.compile(r"^(?:主要|基本|核心|常见)(?=..)")
_MAX_SUBJECT = 40
"""Characters of a name; a longer one is a sentence."""


def of_name(section: SectionReading, cues: Cues) -> Iterator[CandidateQuestion]:
    """Questions about what the heading names, alone and within what it stands below."""
    if section.side or (section.owner and _INCLUDED.match(section.heading)):
        return
    for name in section.names:
        if len(name) > _MAX_SUBJECT or is_cut_off(name) or is_clause(name):
            continue
        going = bool(_GOING.search(name))
        if not going and (starts_with_verb(name) or is_order(name) or _deed(name)):
            yield from _of_action(name, section, cues)
            if len(tagged(name)) > 2 or _deed(name) or not chinese(tagged(name)[-1][0]):
                continue
            # “控制平面” may be a thing.
        yield from _of_done(name, section, cues)
        alone = _is_known(name) or not (section.owner or section.home)
        yield from _of_number(name, section)
        if section.language == "zh" and (asked := _how_it_goes(name)):
            yield CandidateQuestion(
                text=fixed(asked),
                kind=QuestionKind.MECHANISM,
                maker="goes",
                language="zh",
                subject=name,
            )
        own = section.heading if section.is_bare else name
        subjects = ({name: ""} if alone else {}) | {
            within(own, owner, section.language): owner
            for owner in section.owners
            if owner and within(own, owner, section.language) != name
        }
        if not subjects and name in field_words():
            subjects = {name: ""}
        signs = _signs(name, section, cues)
        for subject, owner in subjects.items():
            for template in _templates():
                if "phrase" in signs and template.maker not in _OF_A_PHRASE:
                    continue
                if template.fits(signs) and template.text(section.language):
                    yield _made(section, subject, owner, template)
        if section.language == "en" and (action := action_of(name)):
            yield CandidateQuestion(
                text=f"How do you {action}?",
                kind=QuestionKind.STEPS,
                maker="do",
                language="en",
                subject=name,
            )


def of_side(section: SectionReading) -> Iterator[CandidateQuestion]:
    """A heading that is only a side takes its subject from the nearest name above it; one that
    names both (“X 的缺点”, “Advantages of X”) has it."""
    if section.side and section.owner:
        yield _side(section, section.side, section.owner, "side")
    if section.owner and (parts := _INCLUDED.match(section.heading)):
        what = parts["what"] or ""
        yield _side(section, f"{{o}}包括哪些{what}？", section.owner, "includes")
    for name in section.names:
        if starts_with_verb(name) or _deed(name):
            continue
        found = next((match for pattern in _OF if (match := pattern.match(name))), None)
        if found is None:
            continue
        own, said = found["o"].strip(), found["s"].strip()
        bare = _WEIGHED.sub("", said)
        template = part_of(said, section.language) or part_of(bare, section.language)
        if template:
            yield _side(section, template, own, "side-of")
        elif section.language == "zh" and chinese(said):
            shape = "是怎样的" if _SHAPE.search(said) else "是什么"
            yield CandidateQuestion(
                text=fixed(f"{name}{'有哪些' if _CLASS.search(said) else shape}？"),
                kind=QuestionKind.DEFINITION,
                maker="of",
                language="zh",
                subject=name,
            )


def _how_it_goes(name: str) -> str:
    """“线粒体产生能量” → 线粒体是怎么产生能量的？ "" for what is no clause of who does what."""
    pairs = [pair for pair in tagged(name) if pair[0].strip()]
    flags = [flag for _, flag in pairs]
    if len(pairs) < 3 or flags.count("v") != 1 or _CLASS.search(name) or _SHAPE.search(name):
        return ""
    at = flags.index("v")
    whole = all(flag[0] in "nxe" for flag in (*flags[:at], *flags[at + 1 :]))
    if not 0 < at < len(pairs) - 1 or not whole:
        return ""
    doer = name[: name.index(pairs[at][0])].strip()
    return f"{doer}是怎么{name[len(doer) :].strip()}的？"


def _side(section: SectionReading, template: str, own: str, maker: str) -> CandidateQuestion:
    text = template.replace("{o}", own)
    return CandidateQuestion(
        text=fixed(text) if section.language == "zh" else text,
        kind=kind_of(text),
        maker=maker,
        language=section.language,
        subject=own,
        owner=own,
    )


def _of_action(name: str, section: SectionReading, cues: Cues) -> Iterator[CandidateQuestion]:
    """What to ask of a heading that says what to do."""
    if _of_what_kind(name):
        return
    owner = section.owner if section.owner and not mentions(name, section.owner) else ""
    for place in dict.fromkeys(("", owner)):
        before = f"在{place}中，" if place else ""
        asked = [(QuestionKind.STEPS, "do", f"{before}怎么{name}？")]
        if cues.counts["reasons"] or cues.counts["purposes"]:
            asked.append((QuestionKind.WHY, "why-do", f"{before}为什么要{name}？"))
        for kind, maker, text in asked:
            yield CandidateQuestion(
                text=fixed(text), kind=kind, maker=maker, language="zh", subject=name, owner=place
            )


def _of_what_kind(name: str) -> bool:
    """“压缩手段” is a class of things, though it may be read as what to do."""
    words = [word for word, _ in tagged(name) if word.strip()]
    return len(words) == _TWO and bool(_CLASS.search(words[1])) and words[1] in _KINDS_OF_A_DEED


_TWO = 2
_KINDS_OF_A_DEED = listed("方法 方式 手段 策略 指标 条件 途径 算法 场景 类型 种类 工具 技术 规则")


def _is_known(name: str) -> bool:
    """Whether a Chinese name is more than everyday words, which mean something in a place only."""
    if not chinese(name) or re.search("[A-Za-z]", name):
        return True
    if name in field_words() and len(name) > _EVERYDAY_LENGTH:
        return True
    return commonness(name) < _EVERYDAY


_EVERYDAY_LENGTH = 2
"""Characters of a term that may be an everyday word, too: “选举” but not “事务隔离”."""
_EVERYDAY = 8.0
"""Of names as common as this without their place, four in five were judged shameful."""


def _of_done(name: str, section: SectionReading, cues: Cues) -> Iterator[CandidateQuestion]:
    """“参数初始化” and “注册事件” tell what is done, though they read like things."""
    if _done(name):
        last = tagged(name)[-1][0]
        yield from _of_action(f"{last}{name.removesuffix(last).rstrip()}", section, cues)


def _done(name: str) -> bool:
    """Whether a name ends with what is done to the thing before it: “持久模式开启”."""
    words = [word for word, _ in tagged(name)] if chinese(name) else []
    if len(words) < 2 or name.lower() in field_words() or not is_order(words[-1]):
        return False
    if _JOINT.search(name):
        return False
    thing = name.removesuffix(words[-1]).rstrip()
    return is_name(thing) and "的" not in thing and _ends_in_a_thing(thing)


def _ends_in_a_thing(text: str) -> bool:
    """“持久模式” but not “静态”, which only says of what kind the binding is."""
    word, flag = tagged(text)[-1]
    if word in _HOW_IT_IS_DONE or (len(word) > _TWO and word[-1] in "级式性"):
        return False
    return word.isascii() or flag[0] in "njq" or flag in ("l", "i", "vn", "eng")


_HOW_IT_IS_DONE = listed(
    """
    静态 动态 在线 离线 线上 线下 同步 异步 自动 手动 全量 增量 批量 实时 远程 本地 并行 串行 并发
    弹性 横向 纵向 水平 垂直 主动 被动 显式 隐式 强制 全局 局部 近似 随机 定时 错误 异常
    """
)


def _deed(name: str) -> bool:
    """Whether a name begins with what is done: “注册事件” but not “计算图”."""
    words = [word for word, _ in tagged(name) if word.strip()] if chinese(name) else []
    if len(words) < 2 or words[0] not in _DEEDS or _CLASS.search(name) or words[1] == "的":
        return False
    return not any("".join(words[:size]).lower() in field_words() for size in (2, 3))


_DEEDS = listed(
    """
    计算 注册 建立 模拟 引入 查找 遍历 插入 翻转 验证 监控 保存 发送 接收 调用 封装 下载 上传 估计
    证明 自定义 防御 排查 读取 写入 打印 释放 捕获 绑定 拦截 还原 回滚 缩减 缓解 识别 评估
    """
)


# A heading that counts what stands below it: “事件触发三阶段” but not “三次握手”.
_COUNTED = re.compile(
    r"^(?P<of>.{2,}?)(?:中?的)?(?P<n>[两三四五六七八九十])"
    r"(?:[个种大类](?P<what>[\u4e00-\u9fff]{2,5})|(?P<these>阶段|步骤|要素|原则|特性|特征|条件|状态|类型|范式|级别))$"
)


def _of_number(name: str, section: SectionReading) -> Iterator[CandidateQuestion]:
    """“事件触发三阶段” → 事件触发有哪三个阶段？"""
    found = _COUNTED.match(name) if section.language == "zh" else None
    if found and not starts_with_verb(found["of"]) and "要" not in found["of"]:
        number, each = found["n"], found["what"] or found["these"]
        yield CandidateQuestion(
            text=fixed(f"{found['of'].strip()}有哪{number}个{each}？"),
            kind=QuestionKind.LIST,
            maker="counted",
            language="zh",
            subject=name,
        )


@dataclass(frozen=True)
class _Template:
    kind: QuestionKind
    maker: str
    needs: frozenset[str]
    without: frozenset[str]
    zh: str
    en: str

    def fits(self, signs: frozenset[str]) -> bool:
        return self.needs <= signs and not self.without & signs

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


def _signs(name: str, section: SectionReading, cues: Cues) -> frozenset[str]:
    """What the section and the name give signs of."""
    told = {sign for sign, count in cues.counts.items() if count}
    said = {
        "items": section.body.items >= 2,
        "class": bool(_CLASS.search(name)),
        "lists": section.lists,
        "shape": bool(_SHAPE.search(name)),
        "several": chinese(section.body.text) > 0 and bool(_JOINT.search(name)),
        "plural": bool(_PLURAL.search(name)) and (section.body.items >= _FEW or bool(told & _MANY)),
        "done": _done(name),
        "phrase": "的" in name if chinese(name) else bool(_PHRASE.search(name)),
        "sort": bool("的" in name or _CLASS.search(name) or _SHAPE.search(name)),
        "trouble": cues.trouble(name),
        "fault": cues.trouble(name) or cues.fault(name),
    }
    return frozenset(told | {sign for sign, there in said.items() if there})


def _made(
    section: SectionReading, subject: str, owner: str, template: _Template
) -> CandidateQuestion:
    said = template.text(section.language)
    zh = section.language == "zh"
    return CandidateQuestion(
        text=fixed(said.replace("{x}", subject)) if zh else worded(said, subject, section),
        kind=template.kind,
        maker=template.maker,
        language=section.language,
        subject=subject,
        owner=owner,
    )


@lru_cache(maxsize=1)
def _templates() -> tuple[_Template, ...]:
    text = resources.files(__package__).joinpath("templates.tsv").read_text("utf-8")
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, maker, signs, zh, en = line.split("\t")
            told = [] if signs == "-" else signs.split()
            found.append(
                _Template(
                    QuestionKind(kind),
                    maker,
                    frozenset(sign for sign in told if not sign.startswith("!")),
                    frozenset(sign[1:] for sign in told if sign.startswith("!")),
                    "" if zh == "-" else zh,
                    "" if en == "-" else en,
                )
            )
    return tuple(found)
