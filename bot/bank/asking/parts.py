"""Headings that name a part of something, such as “优点” or “iptables 结构”. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.question import QuestionKind
from bot.language.grammar import does, listed
from bot.phrasing import headings
from bot.phrasing.spelling import fixed
from bot.phrasing.subject_names import defines, names_of

PAIR = re.compile(r"[和与]|\bvs\.?\b|(?<!-)\band\b(?!-)|、", re.IGNORECASE)
CONTRAST = re.compile(
    r"区别|差别|差异|对比|不同|\bvs\.?\b|difference|compare|versus", re.IGNORECASE
)
# “A 和 B 都是 X，但有几点不同”: a heading over the differences one by one.
APART = re.compile(
    r"([^，和与]{1,16}?)\s*[和与]\s*([^，和与]{1,16}?)\s*(?:都?是|都|虽然?|之间|，).*"
    r"(?:区别|差别|差异|不同)(?:点|之处)?$"
)
_ZH_PARTS: tuple[tuple[str, QuestionKind, str], ...] = (
    (r"优缺点", QuestionKind.TRADE_OFF, "{o}有哪些优缺点？"),
    (r"优点|优势|好处", QuestionKind.TRADE_OFF, "{o}有什么优点？"),
    (r"缺点|劣势|不足|坏处", QuestionKind.TRADE_OFF, "{o}有什么缺点？"),
    (r"特点|特性", QuestionKind.LIST, "{o}有什么特点？"),
    (r"(?:基本|工作|实现)?原理", QuestionKind.MECHANISM, "{o}的原理是什么？"),
    (r"概述|简介|介绍|定义|(?:基本|背景)?概念", QuestionKind.DEFINITION, "{o}是什么？"),
    (r"用法|(?:基本)?使用(?:方法)?", QuestionKind.STEPS, "{o}怎么用？"),
    (r"(?:具体|操作)?步骤|(?:总体|工作)?流程", QuestionKind.STEPS, "{o}的流程是怎样的？"),
    (r"参数(?:说明)?", QuestionKind.LIST, "{o}有哪些参数，各起什么作用？"),
    (r"配置", QuestionKind.STEPS, "{o}怎么配置？"),
    (r"安装", QuestionKind.STEPS, "{o}怎么安装？"),
    (r"(?:具体)?实现", QuestionKind.MECHANISM, "{o}是怎么实现的？"),
    (r"(?:模型)?结构|架构|组成|构成", QuestionKind.MECHANISM, "{o}由哪几部分组成？"),
    (r"分类|类型|种类", QuestionKind.LIST, "{o}分为哪几类？"),
    (r"(?:应用|使用|适用)(?:场景)?", QuestionKind.SCENARIO, "{o}适合用在什么场景？"),
    (r"要求|限制(?:条件)?", QuestionKind.LIST, "{o}有什么限制或要求？"),
    (r"作用|目的|意义", QuestionKind.DEFINITION, "{o}有什么作用？"),
    (r"(?:核心|需要的)?原因", QuestionKind.WHY, "为什么需要{o}？"),
    (r"(?:常用)?命令", QuestionKind.LIST, "{o}有哪些常用命令？"),
    (r"安全性", QuestionKind.OVERVIEW, "{o}的安全性怎么保证？"),
)
DEFINES = re.compile(
    r"是一[种个类套组]|是指|指的是|就是|称为|叫做|\b(?:is|are) (?:an?|the)\b|\bmeans\b"
)
WORKS = re.compile(
    r"""
    通过|机制|流程|首先|然后|接着|每次|当.{1,20}时|会被|原理|步骤|过程|计算|\b(?:when|then|first
    |by|each|after)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# “iptables 结构”, “LoRA 的优点”: a part behind its owner.
_TAIL = re.compile(
    r"^(.{2,20}?)\s*(的?)\s*(?:主要|核心|常见|基本(?=命令))?("
    + "|".join(sorted(headings.PARTS, key=lambda part: (-len(part), part)))
    + r")$"
)
# These stand behind any name; others make a word of their own with it (“惩罚参数”, “分层结构”).
_LOOSE = listed(
    """
    优缺点 优点 缺点 优势 劣势 特点 特性 流程 总体流程 原理 工作原理 实现原理 基本原理 步骤 区别
    使用 安装 使用场景 应用场景 简介 介绍 定义 概念
    """
)


# What an action may have, too: “拆分服务的好处”.
_OF_DOING = listed("优缺点 优点 缺点 优势 劣势 好处 坏处 作用 目的 意义 步骤 流程")


@dataclass(frozen=True)
class Phrased:
    """A question's text and kind."""

    text: str
    kind: QuestionKind
    subject: str
    """What it is about, to stand for an “它” in its points; may be empty."""


def of_part(part: str, owner: str, text: str) -> Phrased | None:
    if len(owner) > 6:
        owner = re.sub(r"的?问题$", "", owner)
    if owner.endswith("问题"):
        return None
    for pattern, kind, template in _ZH_PARTS:
        if re.fullmatch(pattern, part):
            if (
                kind is QuestionKind.DEFINITION
                and "是什么" in template
                and not defines(text, names_of(owner))
            ):
                return Phrased(fixed(f"请讲讲{owner}。"), QuestionKind.OVERVIEW, owner)
            text = template.format(o=owner)
            if "的" in owner:  # “大模型的记忆原理”, not “大模型的记忆的原理”
                text = text.replace(f"{owner}的", owner)
            return Phrased(fixed(text), kind, owner)
    if CONTRAST.search(part) and PAIR.search(owner):
        return Phrased(fixed(f"{owner}有什么区别？"), QuestionKind.DIFFERENCE, "")
    if CONTRAST.search(part):
        return None
    if part in ("通用性", "规范性", "性能"):
        return None
    return Phrased(fixed(f"请讲讲{owner}的{part}。"), QuestionKind.OVERVIEW, owner)


def owner_and_part(name: str) -> tuple[str, str] | None:
    """“iptables 结构” -> iptables, 结构."""
    match = _TAIL.match(name)
    if match is None or match[1].strip()[-1] in "上中里下":
        return None
    done = match[2] and match[3] in _OF_DOING and does(match[1])
    if not headings.is_name(match[1].strip()) and not done:
        return None
    own, linked, part = match[1].strip(), match[2], match[3]
    if part in ("命令", "函数", "语法", "常用命令") and not linked:
        return None
    if part not in _LOOSE and not linked and not own[-1].isascii():
        return None
    return own, part
