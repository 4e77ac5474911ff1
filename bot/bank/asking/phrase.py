"""A heading and its section -> what an interviewer would ask. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.bank.asking.claims import is_warning, said, why_said
from bot.bank.asking.english import english, in_context
from bot.bank.asking.parts import (
    APART,
    CONTRAST,
    DEFINES,
    PAIR,
    WORKS,
    Phrased,
    of_part,
    owner_and_part,
)
from bot.core.question import ENOUGH_POINTS, Language, QuestionKind
from bot.language.grammar import chinese, is_order, listed, tagged
from bot.phrasing import headings, owners
from bot.phrasing.body import Body
from bot.phrasing.heading import worded
from bot.phrasing.names import is_name
from bot.phrasing.spelling import fixed, mentions

_MECHANISM_NAME = re.compile(
    r"""
    (?:模式|机制|算法|协议|锁|缓存|架构|编码|原理|策略|框架|模型|搜索|调度|并行
    |批处理)(?:（[^）]*）)?$
    """,
    re.VERBOSE,
)
_KIND_WORDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (QuestionKind.DIFFERENCE, CONTRAST),
    (QuestionKind.WHY, re.compile(r"为什么|为何|\bwhy\b|原因", re.IGNORECASE)),
    (
        QuestionKind.TRADE_OFF,
        re.compile(
            r"优缺点|优劣|利弊|代价|取舍|怎么选|如何选|trade-?off|pros|\bor\b", re.IGNORECASE
        ),
    ),
    (QuestionKind.LIST, re.compile(r"哪些|哪几|几种|哪个|哪种|which", re.IGNORECASE)),
    (
        QuestionKind.STEPS,
        re.compile(
            r"^(?:如何|怎么|怎样)|怎么(?:做|配|写|装|用|调|找|查|答|办)|how (?:do|can|to|should)\b",
            re.IGNORECASE,
        ),
    ),
    (QuestionKind.MECHANISM, re.compile(r"怎么|如何|怎样|靠什么|原理|how\b", re.IGNORECASE)),
    (QuestionKind.DEFINITION, re.compile(r"什么是|是什么|what (?:is|are)\b", re.IGNORECASE)),
)


def language_of(text: str, heading: str) -> Language:
    """The language of a section by its text, or by its heading where that is all there is."""
    return "zh" if chinese(text) >= 8 or chinese(heading) else "en"


def phrase(heading_path: Sequence[str], title: str, text: str, items: int = 0) -> Phrased | None:
    """The question for a section; None if its heading names nothing a stranger understands.

    `text` is the section's plain text, `items` how many list items it has.
    """
    if not heading_path:
        return None
    asked = _phrased(heading_path, title, text, items)
    return _in_better_words(asked, heading_path, title, text, items) if asked else None


def _in_better_words(
    asked: Phrased, heading_path: Sequence[str], title: str, text: str, items: int
) -> Phrased:
    """The same question as `phrasing` words it, where that says no less.

    Sections have to be asked about here that `phrasing` has no words for, and more is asked: all
    of a heading's questions, how a thing works, and within what it does.
    """
    path = [name for name in heading_path if name.strip()]
    body = Body(tuple(line for line in text.split("\n") if line.strip()), items)
    language = language_of(text, headings.clean(heading_path[-1]) + title)
    better = worded(path, title, body, language) if path else None
    if better is None or better.open:
        return asked
    bare = asked.text.rstrip("？?")
    if better.text.startswith(bare) or bare.startswith(better.text.rstrip("？?")):
        return asked
    kind, unsure = _kind(better.text), QuestionKind.OVERVIEW
    if kind is QuestionKind.DIFFERENCE:
        asked = replace(asked, kind=kind)
    owner = better.owner
    if owner and mentions(better.text, owner) and not mentions(asked.text, owner):
        return replace(asked, text=better.text)  # of a thing that was not named
    own = headings.subject(path[-1])
    if headings.is_part(own) or (asked.kind is not unsure and kind not in (asked.kind, unsure)):
        return asked
    within = owners.owner(path, title, own)
    of_heading = within != owners.title_subject(title)
    if within and mentions(asked.text, within) and not mentions(better.text, within):
        # A title may be a file's name.
        return asked if of_heading or is_name(within) else replace(asked, text=better.text)
    return replace(asked, text=better.text)


def _kind(question: str) -> QuestionKind:
    found = (kind for kind, pattern in _KIND_WORDS if pattern.search(question))
    return next(found, QuestionKind.OVERVIEW)


def _phrased(heading_path: Sequence[str], title: str, text: str, items: int) -> Phrased | None:
    heading = headings.clean(heading_path[-1])
    language = language_of(text, heading + title)
    if headings.is_question(heading):
        return _as_it_stands(heading, heading_path, title, language)
    if len(heading_path) == 1 and heading == headings.clean(title) and not chinese(heading):
        return None
    return (_chinese if language == "zh" else english)(heading, heading_path, title, text, items)


def asks_for(thing: str, language: Language) -> Phrased:
    """The question what a thing is, whose definition a section begins with."""
    text = fixed(f"{thing} 是什么？") if language == "zh" else f"What is {thing}?"
    return Phrased(text, QuestionKind.DEFINITION, thing)


def _as_it_stands(
    heading: str, path: Sequence[str], title: str, language: Language
) -> Phrased | None:
    text = heading
    for colon in ("：", ":"):
        before, found, after = text.partition(colon)
        # “第二步：如何回滚一次发布？”
        if found and headings.is_question(after):
            if re.search(r"问题|疑问|困惑", before):
                return None  # what comes after it tells the trouble, not the answer
            text = headings.clean(after)
        elif found and headings.is_question(before):
            text = before
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?:呢|啊|呀)?[?？。]*$", "", text).rstrip("?？ ")
    first, comma, rest = text.partition("，")
    if comma and headings.is_question(first) and not headings.is_question(rest):
        text = first  # what follows gives the answer away
    kind = _kind(text)
    about = headings.subject(heading)
    if language == "en" and not chinese(text):
        named = in_context(text, path, title)
        return Phrased(f"{named}?", kind, about)
    if not headings.is_question(text) and headings.is_name(text):  # “X 的特性？”
        side = owner_and_part(text)
        if side and (asked := of_part(side[1], side[0], "")):
            return asked
        several = re.search(r"[两三四五六七八九几]\s?[个种类大]", text)
        return Phrased(fixed(f"{text}{'分别' if several else ''}是什么？"), kind, about)
    if not about and headings.width(text) < _SHORT_QUESTION and len(path) > 1:
        owner = owners.owner((*path[:-1], text), "", text)
        if owner and not mentions(text, owner):
            return Phrased(fixed(f"说到{owner}，{text}？"), kind, about)
    told = bool(about) and about not in _GENERIC and not headings.is_part(about)
    if not told and _lacks_subject(text):
        owner = owners.owner(path, title, text)
        if not owner:
            return None
        if not mentions(text, owner):
            return Phrased(fixed(f"说到{owner}，{text}？"), kind, about)
    return Phrased(fixed(f"{text}？"), kind, about)


_SHORT_QUESTION = 8
"""Characters below which a question leaves its field to the headings above it."""

_GENERIC = listed(
    """
    什么 为何 为什么 如何 怎么 怎么样 怎么办 怎样 是否 哪些 哪个 哪种 哪几种 哪里 在哪 多少 多大
    需要 可以 应该 能够 更好 选择 一个 这个 那个 一种 速度 问题 方法 办法 原因 区别 差别 差异 不同
    作用 好处 坏处 优点 缺点 数据 参数 结果 动作 下一个 手动 触发 默认 合适 处理 解决 判断 计算 大小
    是 的 了 和 与 在 用 会 要 有 能 快 慢 吗 呢 做 写 使用 设置 配置 注意 时候 情况 地方 东西
    下一步 发生 这么 那么 占用 提高 降低 优化 实现 工作
    """
)


def _lacks_subject(text: str) -> bool:
    """Whether a Chinese question names nothing of its own field."""
    if re.search(r"^(?:它|这|该)|(?<![其因])此", text):
        return True
    rest = "".join(word for word, _ in tagged(text) if word not in _GENERIC)
    return len(re.sub(r"\W", "", rest)) < 2


def _chinese(
    heading: str, path: Sequence[str], title: str, text: str, items: int
) -> Phrased | None:
    name = headings.subject(path[-1])
    if is_warning(name):
        owner = owners.owner(path, title, name)
        return (
            Phrased(fixed(f"使用{owner}时要注意什么？"), QuestionKind.LIST, "") if owner else None
        )
    part = headings.is_part(name)
    if headings.is_useless(name) or (headings.is_personal(name) and not part):
        return None
    if CONTRAST.fullmatch(name) and len(path) > 1 and CONTRAST.search(path[-2]):
        return phrase(path[:-1], title, text, items)  # “区别” below “Token 和 JWT 的区别”
    if part:
        if len(path) > 1 and headings.is_question(headings.clean(path[-2])):
            return phrase(path[:-1], title, text, items)  # “核心原因” below “为什么…？”
        owner = owners.owner(path, title, name)
        return of_part(name, owner, text) if owner else None
    if (split := owner_and_part(name)) is not None:
        own, side = split
        context = owners.owner(path, title, own) if headings.needs_owner(own) else ""
        if not PAIR.search(own) or CONTRAST.search(side):
            return of_part(side, _in(context, own), text)
    if (action := _EMBEDDED.match(name)) and headings.is_name(action[1]):
        return Phrased(fixed(f"{action[1].strip()} 怎么{action[2]}？"), QuestionKind.STEPS, "")
    if (reason := why_said(heading, name, text)) is not None:
        return reason
    asked = _by_shape(name, path, title, text, items)
    return asked or said(heading, name, owners.owner(path, title, name))


def _by_shape(name: str, path: Sequence[str], title: str, text: str, items: int) -> Phrased | None:
    """The question for a difference, an action or a plain noun."""
    sides = re.split(r"[和与及、]", name)
    if all(headings.is_part(side) or headings.is_useless(side) for side in sides):
        return None
    if CONTRAST.search(name):
        return _difference(name, path, title)
    long = headings.width(re.sub(r"（[^）]*）", "", name)) > headings.MAX_SUBJECT_CHARS
    if long or re.search(r"[，。！；]", name) or is_order(name):
        return None
    if headings.names_action(name):
        return _action(name, path, title)
    if not headings.is_name(name):
        return None
    owner = owners.owner(path, title, name)
    if not headings.needs_owner(name) and not (_is_product(owner) and name.islower()):
        owner = ""
    if headings.needs_owner(name) and not owner and chinese(name) == len(name) and len(name) <= 4:
        return None
    asked = _noun(name, _in(owner, name), text, items)
    if (
        asked.kind is QuestionKind.OVERVIEW
        and PAIR.search(name)
        and not _tells_of_each(sides, text)
    ):
        return None
    return asked


def _tells_of_each(sides: Sequence[str], text: str) -> bool:
    """Whether a text goes on to speak of each thing that its heading names."""
    counts = [text.lower().count(side.strip().lower()) for side in sides if len(side.strip()) > 1]
    return len(counts) == len(sides) and min(counts) > 0 and sum(counts) > len(sides)


_EMBEDDED = re.compile(
    r"""
    ^([A-Za-z][\w.+ -]*?|[\u4e00-\u9fff]{2,4}(?:云|机|器|端))\s*((?:启用|开启|配置|设置|添加|安装
    |申请|挂载|登录|连接|部署|限制)(?!文件|说明|流程|方式|项|环境|命令|参数).{2,16})$
    """,
    re.VERBOSE,
)


def _difference(name: str, path: Sequence[str], title: str) -> Phrased | None:
    if match := APART.match(name):
        return Phrased(fixed(f"{match[1]} 和 {match[2]} 有什么区别？"), QuestionKind.DIFFERENCE, "")
    bare = re.sub(r"\s*(?:之间)?的?(?:区别|差别|差异|对比|比较|不同)$", "", name)
    bare = re.sub(r"\s*\bvs\.?\s*", " 和 ", bare, flags=re.IGNORECASE).strip()
    if re.match(r"[和与]", bare):
        owner = owners.owner(path, title, name)
        bare = f"{owner}{bare}" if owner else ""
    bare = re.sub(r"[，,]\s*(?!\w*[，,])", "、", bare)
    if not bare or not PAIR.search(bare) or len(bare) > headings.MAX_SUBJECT_CHARS:
        return None
    return Phrased(fixed(f"{bare}有什么区别？"), QuestionKind.DIFFERENCE, "")


def _action(name: str, path: Sequence[str], title: str) -> Phrased | None:
    name = re.sub(r"(?:的)?(?:操作|步骤|方法|流程)$", "", name)
    owner = owners.owner(path, title, name)
    if len(name) > 8 and (re.search("[A-Za-z]", name) or not _is_product(owner)):
        owner = ""  # it is understood alone
    if owner and not _shares_word(name, owner):
        return Phrased(fixed(f"在{owner}里，怎么{name}？"), QuestionKind.STEPS, "")
    if not owner and (len(name) <= 4 or (headings.width(name) < 8 and chinese(name) == len(name))):
        return None  # with an owner, it is the thing that is dealt with
    return Phrased(fixed(f"怎么{name}？"), QuestionKind.STEPS, "")


def _is_product(owner: str) -> bool:
    """“pandas”: what a name of common words is understood by."""
    return bool(re.fullmatch(r"[A-Za-z][\w.+-]{1,14}", owner, re.ASCII))


def _shares_word(name: str, owner: str) -> bool:
    pairs = (owner[at : at + 2] for at in range(len(owner) - 1))
    return any(len(word) > 1 and word in name for word, _ in tagged(owner)) or any(
        chinese(pair) == 2 and pair in name for pair in pairs
    )


_DONE = re.compile(r"(?:安装|部署|配置|设置|使用|挂载|搭建|管理|登录|开启|启用|申请|初始化)$")


def _noun(name: str, full: str, text: str, items: int) -> Phrased:
    if re.search(r"(?:顺序|结构|流程|过程|关系|原则|优先级|走向)$", name):
        return Phrased(fixed(f"{full}是怎样的？"), QuestionKind.MECHANISM, name)
    if re.search(r"(?:流程|步骤)$", name):
        return Phrased(fixed(f"{full}是怎样的？"), QuestionKind.STEPS, name)
    if re.search(
        r"(?:无故\S{2,4}|失败|报错|异常|过宽|丢失|冲突|超时|卡死)的?(?:问题|错误)?$", name
    ) and name[-2:] in ("问题", "错误", "失败", "报错", "异常"):
        return Phrased(fixed(f"遇到{full}，怎么解决？"), QuestionKind.STEPS, "")
    if len(name) > 4 and (done := _DONE.search(name)):
        action = done[0]
        rest = full[: -len(action)].strip(" 的")
        return Phrased(fixed(f"{rest}怎么{action}？"), QuestionKind.STEPS, rest)
    if (
        re.search(r"(?:方法|方式|类型|种类|组件|指标|场景|原因|工具|的问题|常见问题)$", name)
        and items >= 2
    ):
        return Phrased(fixed(f"{full}有哪些？"), QuestionKind.LIST, name)
    if re.search(r"[两三四五六七八九几]\s?[个种类大](?!模型$)", name):
        return Phrased(fixed(f"{full}分别是什么？"), QuestionKind.LIST, "")
    if re.search(r"(?:参数|字段|选项|关键字)$", name):
        ending = "有哪些，各起什么作用？" if items >= 2 else "有什么用？"
        return Phrased(
            fixed(f"{full}{ending}"),
            QuestionKind.LIST if items >= 2 else QuestionKind.DEFINITION,
            name,
        )
    if PAIR.search(name) and re.search(r"区别|差异|不同之处|相比", text):
        return Phrased(fixed(f"{full}有什么区别？"), QuestionKind.DIFFERENCE, "")
    if _MECHANISM_NAME.search(name) and WORKS.search(text):
        return Phrased(fixed(f"{full}是怎么工作的？"), QuestionKind.MECHANISM, name)
    if DEFINES.search(text[:120]):
        return Phrased(fixed(f"{full}是什么？"), QuestionKind.DEFINITION, name)
    if re.search(r"(?:指令|命令)$", name) and items >= ENOUGH_POINTS and "参数" in text:
        return Phrased(fixed(f"{full}有哪些参数，各起什么作用？"), QuestionKind.LIST, name)
    if re.search(r"(?:指令|命令)$", name):
        return Phrased(fixed(f"{full}有什么用？"), QuestionKind.DEFINITION, name)
    return Phrased(fixed(f"请讲讲{full}。"), QuestionKind.OVERVIEW, name)


def _in(owner: str, name: str) -> str:
    if not owner or mentions(name, owner) or _shares_word(name, owner):
        return name
    if re.match(r"[\u4e00-\u9fff]{2}的", name):
        return f"{owner} {name}"  # “解决的问题”
    return f"{owner}中的 {name}" if name[:1].isascii() else f"{owner}中的{name}"
