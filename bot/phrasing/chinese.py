"""Chinese headings as questions. Pure."""

from __future__ import annotations

import re

from bot.language.grammar import chinese, starts_with_verb, tagged
from bot.phrasing.body import Body
from bot.phrasing.names import (
    acts,
    is_cut_off,
    is_name,
    is_personal,
    leans,
    stands_alone,
    width,
)
from bot.phrasing.spelling import fixed, mentions
from bot.phrasing.wording import acts_on, field_words, is_generic, part_of

MAX_WIDTH = 30.0
"""Chinese characters; a longer question is cut off on a narrow page."""

_OPEN = "能讲讲"

_INTERROGATIVE = re.compile(
    r"什么(?!也|都)|为何|如何|怎么|怎样|是否|哪些|哪个|哪种|哪几|哪里|何时|多少|多大|吗$|是不是|能不能|会不会|要不要|有没有"
)
_OPENS = re.compile(
    r"^(?:在?什么(?:是|时候|情况|叫|样)|为什么|为何|如何|怎么|怎样|哪些|何时|是否|有哪些|有什么)"
)
_CLOSES = re.compile(
    r"(?:是什么|有哪些|有什么(?:区别|不同|作用|用|特点|好处|优缺点|优势|问题|关系|影响)|为什么|怎么办|(?:怎么|如何|怎样|是如何|是怎么)[\u4e00-\u9fff]{1,6}(?:的)?"
    r"|(?:为什么|为何|如何|怎么|怎样)(?:要|会|不)?[\u4e00-\u9fffA-Za-z\d ]{2,12}"
    r"|分为哪[几些].{1,4}|会怎[么样]样?|吗)$"
)
_AFTERWARDS = re.compile(
    r"(?:思考|总结|分析|探讨|问题|方法|过程|原因|教程|指南|记录|笔记|办法|步骤|流程|方案|说明|建议|技巧)$"
)
_DEFINED = re.compile(r"^(?:什么(?:是|叫做?)\s*(.+)|(.+?)\s*是什么)$")
_PARTICLE = re.compile(r"[呢啊呀嘛吧]+$")
_CONTRAST = re.compile(
    r"^(?:使用)?(.+?)\s*(?:之间)?的?\s*(?:主要|本质)?(?P<what>区别和联系|联系和区别|区别与联系|联系与区别|区别|差别|差异|异同|不同|不同点|对比|比较|关系|联系)$"
)
_SIDES = re.compile(r"\s*(?:与|和|跟|以及|及|、|[vV][sS]\.?|/)\s*")
_DIFFERENCE = {"关系": "{x}是什么关系？", "联系": "{x}有什么联系？", "异同": "{x}有哪些异同？"}
_MECHANISM = re.compile(r"(?:算法|机制|协议)$")
_SHAPE = re.compile(r"(?:流程|过程|结构|架构|顺序|生命周期)$")
_SEVERAL = re.compile(r"(?:方法|方式|类型|种类|场景|指标|条件|途径|策略|手段)$")
_LATIN_ACTION = re.compile(
    r"^([A-Za-z][\w.+ -]{1,20}?)\s*(?:的)?(安装|部署|配置|搭建|使用|升级|卸载)$"
)


def is_open(question: str) -> bool:
    """Whether a question asks no more than to be told of a thing."""
    return question.startswith(_OPEN)


def own_question(text: str) -> str:
    """A heading that asks something, without what follows its first question; "" for another."""
    asks = text.endswith(("?", "？"))
    first = re.split(r"[?？]", text)[0].strip()
    before, colon, after = _COLON.sub("\n", first, count=1).partition("\n")
    if colon:
        first = after if _asks(after, asks) else before if _asks(before, False) else ""
    first = _PARTICLE.sub("", first.strip())
    if not first or not _asks(first, asks):
        return ""
    clause, comma, rest = first.partition("，")
    if comma and re.match(r"(?:如何|怎么|怎样)", clause) and not _INTERROGATIVE.search(rest):
        return ""  # what follows gives the answer away
    return first


_COLON = re.compile(r"\s*(?:[：:]|——+|--+)\s*")


def _asks(text: str, marked: bool) -> bool:
    if not _INTERROGATIVE.search(text):
        return False
    if marked:
        return True
    return bool(_OPENS.search(text) or _CLOSES.search(text)) and not _AFTERWARDS.search(text)


def ask_as_it_stands(text: str, owner: str) -> str | None:
    """A question of the notes' author, with the name of what it is about where it needs one."""
    if is_personal(text) or is_cut_off(text) or width(text) > MAX_WIDTH:
        return None
    if "它" in text and owner and not mentions(text, owner):
        text = re.sub(r"它(?!们)", owner, text, count=1)
    if (
        leans(text)
        or "它" in text
        or (_BARE_HOW.match(text) and not _is_bare_how(text))
        or re.search(r"[这该此](?!外|前)", text)
    ):
        return None
    if (defined := _DEFINED.match(text)) is not None:
        name = (defined[1] or defined[2]).strip()
        return fixed(f"{text}？") if is_name_or_names(name) else None
    if (side := part_of(text, "zh")) != "":
        return fixed(side.replace("{o}", owner)) if owner else None
    if _content(text) >= _ENOUGH_CONTENT:
        return fixed(f"{text}？")
    if owner and not mentions(text, owner) and _is_bare_how(text):
        return fixed(f"{text}{owner}？")
    if owner and not mentions(text, owner) and _content(text) >= 2:
        return fixed(f"说到{owner}，{text}？")
    return fixed(f"{text}？") if owner and mentions(text, owner) and _content(text) >= 2 else None


_ENOUGH_CONTENT = 4.0
"""Chinese characters of a question that name something; a Latin name is enough."""


def _content(text: str) -> float:
    told = [pair for pair in tagged(text) if re.search(r"\w", pair[0]) and not is_generic(pair[0])]
    if any(re.search(r"[A-Za-z]{2}", word) for word, _ in told):
        return _ENOUGH_CONTENT
    things = any(flag[0] in "nljixb" or flag == "vn" for word, flag in told if len(word) > 1)
    known = any(term in text for term in field_words() if len(term) > 1 and chinese(term))
    return float(sum(chinese(word) for word, _ in told)) if things or known else 0.0


_BARE_HOW = re.compile(r"^(?:如何|怎么|怎样)([\u4e00-\u9fff]{2})$")


def _is_bare_how(text: str) -> bool:
    """“如何防御”: it wants an object."""
    found = _BARE_HOW.match(text)
    return (
        found is not None
        and [flag[:1] for _, flag in tagged(found[1])] == ["v"]
        and bool(_OBJECT.match(found[1]))
    )


_OBJECT = re.compile(
    "防御|防止|避免|解决|优化|实现|配置|安装|部署|使用|检测|处理|排查|选择|创建|调试|测试|监控|学习|评估"
)


def is_name_or_names(text: str) -> bool:
    """A name, or several that are joined: “用户态和内核态”."""
    pieces = [piece for piece in _SIDES.split(text) if piece]
    return is_name(text) or (
        len(pieces) > 1 and all(len(piece) > 1 and is_name(piece) for piece in pieces)
    )


def ask(text: str, owner: str, body: Body, *, is_title: bool) -> str | None:
    """What one asks about a section below a plain heading; None if that names nothing."""
    if (side := part_of(text, "zh")) != "":
        named = owner and stands_alone(owner) and not mentions(text, owner)
        return fixed(side.replace("{o}", owner)) if named else None
    if (contrast := _CONTRAST.match(text)) is not None:
        return _difference(contrast[1], contrast["what"])
    if width(text) > MAX_WIDTH - 8 or is_cut_off(text):
        return None
    if (action := _LATIN_ACTION.match(text)) is not None and is_name(action[1]):
        return fixed(f"{action[1]} 怎么{action[2]}？")
    if (split := _OF.match(text)) is not None:
        return _side(split[1].strip(), split[2])
    if starts_with_verb(text):
        return _action(text)
    if not is_name(text):
        told = leans(text) or is_personal(text) or not _defines(text, body, in_so_many_words=True)
        return None if told else fixed(f"{text}是什么？")
    return _noun(text, owner, body, is_title=is_title)


def _difference(pair: str, what: str) -> str | None:
    pair = re.sub(r"\s*[vV][sS]\.?\s*", "和", pair).strip(" ，,")
    sides = [side for side in re.split(r"\s*(?:与|和|跟|以及|及|、)\s*", pair) if side]
    if len(sides) < 2 or not all(_is_side(side) for side in sides):
        return None
    template = _DIFFERENCE.get(
        what, "{x}有什么区别和联系？" if "联系" in what else "{x}有什么区别？"
    )
    return fixed(template.format(x=pair))


def _is_side(text: str) -> bool:
    return is_name(text) or bool(re.fullmatch(r"[A-Za-z][\w.+#-]{0,20}", text))


def versus(text: str) -> str | None:
    """“漏桶 VS 令牌桶” -> what is different between them."""
    found = re.fullmatch(r"(.{1,20}?)\s*[vV][sS]\.?\s*(.{1,20})", text)
    return _difference(f"{found[1]}和{found[2]}", "区别") if found else None


_OF = re.compile(
    r"^(.{2,}?)(?:\s*的\s*([^的]{2,10})|(?<=..)((?:基本|工作|实现)?原理|定义|优缺点|优点|缺点|特点|简介|概念))$"
)


def _side(own: str, side: str | None) -> str | None:
    """“KL 散度的性质” -> KL 散度有哪些性质？"""
    if not side or not is_name_or_names(own) or "的" in own or acts(own) or not stands_alone(own):
        return None
    bare = re.sub(r"^(?:主要|基本|核心|常见)(?=..)", "", side)
    if template := part_of(side, "zh") or part_of(bare, "zh"):
        return fixed(template.replace("{o}", own))
    if not is_name(side) or acts(side) or re.search("[和与及]", side):
        return None
    if _SEVERAL.search(side):
        return fixed(f"{own}的{side}有哪些？")
    if _SHAPE.search(side) or side.endswith(("历史", "进程", "历程", "演变", "权衡")):
        return fixed(f"{own}的{side}是怎样的？")
    return fixed(f"{own}的{side}是什么？") if tagged(side)[-1][1][0] == "n" else None


def _action(text: str) -> str | None:
    """“安装 Docker” -> 怎么安装 Docker？"""
    words = [(word, flag) for word, flag in tagged(text) if re.search(r"\w", word)]
    verb, target = words[0][0], text[len(words[0][0]) :].strip()
    named = bool(re.search(r"[A-Za-z]{2}", target)) or (chinese(target) >= 3 and is_name(target))
    clean = all(flag[0] not in "rypd" for _, flag in words) and not re.match("[到为成在]", target)
    if (
        not named
        or not clean
        or not acts_on(verb, target)
        or part_of(target.rpartition("的")[2], "zh")
    ):
        return None
    if (
        re.search(r"[，。！：:,、/]|操作$", text)
        or is_personal(text)
        or width(text) > MAX_WIDTH / 2
    ):
        return None
    return fixed(f"怎么{text}？")


def _noun(name: str, owner: str, body: Body, *, is_title: bool) -> str | None:
    joined = bool(re.search("[和与及、]", name))
    defined = not joined and _defines(name, body)
    if not stands_alone(name):
        if not owner or mentions(name, owner) or mentions(owner, name) or not stands_alone(owner):
            return None
        plain_owner = not re.search("[的中和与及]", owner) and chinese(name) == len(name)
        return fixed(f"{owner}的{name}是什么？") if defined and plain_owner else None
    if defined:
        return fixed(f"{name}是什么？")
    if (
        joined
        or is_title
        or acts(name)
        or width(name) > _MAX_LOOSE
        or not mentions(body.text, name)
    ):
        return None  # asking for all of a note is no question
    if len(name) == chinese(name) and (len(tagged(name)) == 1 or len(name) < _MIN_LOOSE):
        return None  # one word, and the section doesn't say what it is
    if _SHAPE.search(name):
        return fixed(f"{name}是怎样的？")
    if _SEVERAL.search(name) and body.items > 1 and chinese(name) == len(name):
        return fixed(f"{name}有哪些？")
    if _MECHANISM.search(name):
        return fixed(f"{name}是怎么工作的？")
    return fixed(f"{_OPEN}{name}吗？")


_MIN_LOOSE = 4
_MAX_LOOSE = 12.0
"""Longer names than this are sentences as often as not."""


def _defines(name: str, body: Body, *, in_so_many_words: bool = False) -> bool:
    """Whether a section says what the thing is: “X 是…”, “X：…”; or no less than “X 是一种…”."""
    called = r"\s*".join(re.escape(part) for part in name.split())
    says = _IS_A if in_so_many_words else _IS
    said = rf"(?:^|[，。；：\n“（\s]){called}\s*(?:[（(][^）)]*[）)])?\s*[”\"]?\s*，?(?:{says})"
    return bool(re.search(said, body.text, re.IGNORECASE))


_IS = "[：:]|—|就?是(?!否)|即|指|又称|也称|称为|主要?用[于来]"
_IS_A = "就?是一[种个类项套]|是指|指的?是"
