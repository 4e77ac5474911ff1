"""Headings: cleaned, judged, and with the name of what they are a part of. Pure."""

from __future__ import annotations

import re

from bot.language.grammar import (
    chinese,
    is_noun_phrase,
    listed,
    starts_with_verb,
)

MAX_SUBJECT_CHARS = 30
MAX_OWNER_CHARS = 18
"""Chinese characters; two Latin ones take the room of one."""
_MAX_LATIN_WORDS = 4
_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]+")
_NUMBERING = re.compile(
    r"""
    ^\s*(?:第[一二三四五六七八九十\d]+[章节步部分讲]+[，,：:、\s]*|(?:步骤|Step|Part
    |Chapter)\s?[一二三四五六七八九十\d]+[：:.、\s]*|(?:坑|问题|案例
    |例)\s?\d+\s*[-—:：.、]*\s*(?=\S)|[（(]?(?:\d+(?:\.\d+)*
    |[一二三四五六七八九十]{1,3})(?:[.、)）．:：,，]\s*|(?<=[\d)）])\s+)(?!\d)|\d+(?:\.\d+)+\s*
    |\d{1,2}(?=[\u4e00-\u9fff])(?![个种层步条次年月日倍大级张])|[①-⑳]\s*|[>\-*•·]+\s+)+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"[（(][^（）()]*\d{4}[-/年.][^（）()]*[)）]")
_BRACKETS = re.compile(r"\s*[（(]([^（）()]*)[)）]")
_TAG = re.compile(r"^【[^】]*】\s*")
INTERROGATIVE = re.compile(
    r"""
    什么(?!也|都)|为何|如何|怎么|怎样|是否|哪些|哪个|哪种|哪几|哪里|何时|多少|多大|几种\S*[?？]
    |吗[?？]?$|谁(?=会|来|能|在)|是不是.*[?？]$|[能会要有是]不[能会要有是].*[?？]$|哪(?!怕)
    |(?<!相关)[?？]$|^(?:what|why|how|when|which|who|where|does|do|is|are|can|should|could|will)\b
    |\b(?:or|vs\.?)\b.*\?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
# How the author treats it is no part of what it is: “交换机参数解读”.
_TREATED = re.compile(r"(?:的)?(?:解读|详解|剖析|手搓|说明|如下|有|主要有|包括)$")
ABOUT = re.compile(
    r"""
    ^(?:关于|有关|说说|聊聊|谈谈|先科普|先看|首先|然后|再说|一些|几种常见的|常见的|几种
    |各种)\s*(?=\S{2})
    """,
    re.VERBOSE,
)


def clean(heading: str) -> str:
    """Without numbering, emoji, dates, a tag in 【】, and brackets that explain in Chinese."""
    text = _EMOJI.sub("", heading.replace("**", "").replace("`", "")).strip()
    text = _DATE.sub("", _TAG.sub("", text))
    before = None
    while before != text:
        before = text
        text = _NUMBERING.sub("", text).strip(" -—:：*。.；;，,、\t·&")
    text = _BRACKETS.sub(_kept_brackets, re.sub(r"(?<=\w\(\)) (?=\w+\(\))", "、", text))
    return " ".join(text.split())


def _kept_brackets(match: re.Match[str]) -> str:
    """A name in the other language stays, an explanation goes."""
    inner = match[1].strip()
    if inner and not chinese(inner) and len(inner) <= 30 and re.match(r"[A-Za-z]", inner):
        return f"（{inner}）"
    return "" if inner else match[0].strip()  # “join()”


def is_question(heading: str) -> bool:
    """Whether a cleaned heading asks something as it stands."""
    return bool(INTERROGATIVE.search(heading))


def subject(heading: str) -> str:
    """The noun a heading is about: “关于X” and “X：…” are about X; "" if there is none."""
    text = clean(heading)
    if is_question(text):
        return _asked_about(text)
    text = re.split(r"[：:](?!//)", text)[0]
    if re.search(r"-{2,}|—{2,}", text):
        text = re.split(r"-{2,}|—{2,}", text)[-1]
    text = re.sub(r"^(?:方案|方法|工具|框架|模型|算法)\s*(?=[A-Z])", "", text)
    text = _first_named(re.split(r"\s[/|｜]\s", ABOUT.sub("", text))[0].strip())
    bare = _TREATED.sub("", text)
    text = bare if width(bare) >= 3 and bare not in PARTS else text
    # “写时复制 Copy On Write”: the Chinese name is enough.
    text = re.sub(r"(?<=[\u4e00-\u9fff]{3})\s+[A-Z][A-Za-z]+(?:\s+[A-Za-z]+)+$", "", text)
    return text.strip(" ，,。.")


def _first_named(text: str) -> str:
    """“await 关键字，阻塞等待” is about the first."""
    first, comma, rest = text.partition("，")
    explains = bool(comma) and width(rest) > max(4, width(first) - 2)
    return first.strip() if explains and is_name(first) and not re.search("[和与]", first) else text


_ASKED = (
    re.compile(r"^什么是\s*(.{2,18}?)[?？]?$"),
    re.compile(
        r"^(.{2,18}?)\s*(?:是什么|到底是什么|为什么|怎么|如何|有什么|有哪些|靠什么|是怎么|是靠)"
    ),
    re.compile(r"^为什么需要\s*(.{2,18}?)[?？]?$"),
    re.compile(r"^what (?:is|are) (?:an? |the )?(.{2,30}?)\??$", re.IGNORECASE),
)


def _asked_about(question: str) -> str:
    first = re.split(r"[?？]", question)[0]
    for pattern in _ASKED:
        if (match := pattern.match(first)) and not is_question(match[1]):
            name = match[1].strip(" ，,的")
            if not re.search(r"[和与、]|之间|区别|[，,]|[上中里下]$", name) and is_name(name):
                return name
    return ""


def is_name(text: str) -> bool:
    """Whether a text can stand for a thing in a sentence."""
    text = re.sub(r"（[^（）]*）", "", text).strip()
    if len(text) < 2 or width(text) > MAX_OWNER_CHARS or re.search(r"[，。？?！!：:；;“”]", text):
        return False
    if not chinese(text) and len(text.split()) > _MAX_LATIN_WORDS:
        return False  # a title
    if re.search(
        r"不(?![可同变定等])|[我你]|是不是|总之|为了|主要|适当|[成完]后$|之[前后]$|^[更很太越]",
        text,
    ):
        return False
    return not (chinese(text) and (starts_with_verb(text) or not is_noun_phrase(text)))


def width(text: str) -> float:
    """How long a name reads: Latin letters are half as wide as Chinese characters."""
    bare = text.replace("()", "")
    return chinese(bare) + 0.5 * (len(bare) - chinese(bare))


PARTS = listed(
    """
    优缺点 优点 缺点 优势 劣势 不足 好处 坏处 特点 特性 原理 基本原理 基本概念 背景概念 背景 概述
    简介 介绍 定义 概念 用法 使用 使用方法 基本使用 步骤 流程 总体流程 具体步骤 操作步骤 参数
    参数说明 配置 安装 实现 结构 架构 组成 构成 分类 类型 种类 应用 应用场景 使用场景 适用场景
    要求 区别 对比 语法 作用 目的 意义 命令 常用命令 函数 限制 限制条件 核心原因 原因 需要的原因
    模型结构 工作流程 工作原理 实现原理 具体实现 性能 安全性 通用性 规范性
    """
)
