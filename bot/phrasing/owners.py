"""What a heading is a part of: the nearest name above it, or the note's title. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.grammar import chinese, is_noun_phrase
from bot.phrasing.headings import (
    ABOUT,
    MAX_SUBJECT_CHARS,
    clean,
    is_name,
    is_part,
    is_personal,
    is_question,
    is_useless,
    subject,
    width,
)

_WRAP = re.compile(
    r"""
    ^(?:记一次|浅谈|浅析|再谈|聊聊|谈谈|详解|理解|深入理解|一文\S{0,3}|什么是|【[^】]*】)\s*
    |(?:的)?(?:学习笔记|学习与使用|学习|笔记|总结|小结|记录|汇总|使用指北|入门指北|指北|全解
    |参数详解|详解|原理解读|解读|科普|调研|简单教程|使用教程|教程|入门|简介|介绍|踩坑历程|之?踩坑
    |实践|摸索|要记|使用入门|八股|进阶|整理|面试整理|基础|核心原理|手册|心得|编程探索|相关|与使用
    |使用|\s*[-—]{2,}.*)\s*$
    """,
    re.VERBOSE,
)


def owner(heading_path: Sequence[str], title: str, own: str) -> str:
    """What a heading is a part of: the nearest heading above it, or the title, that is a name.

    A heading above that only names the class (“容器网络模式” above “host 模式”) is passed over. ""
    if nothing above names a thing.
    """
    for heading in reversed(heading_path[:-1]):
        name = re.sub(r"(?<=\w)(?:实操|实战)$", "", subject(heading).rpartition(" - ")[2])
        name = _TRIMMED.sub("", _WRAP.sub("", name).strip()).strip()
        if not name or is_useless(name) or is_part(name) or is_personal(name) or not is_name(name):
            continue
        if re.search(r"[与和、]|第[一二三\d]+次", name) or _is_class(heading, name):
            continue
        if own[-2:] == name[-2:] and chinese(own[-2:]):
            continue
        if name.lower() != own.lower():
            return name
    name = title_subject(title)
    return name if name.lower() != own.lower() else ""


def _is_class(heading: str, name: str) -> bool:
    return bool(_CLASS.fullmatch(heading.strip()) or _CLASS.fullmatch(name))


def topic(heading_path: Sequence[str], title: str) -> str:
    """What several sections of one place are about: as `owner`, or a title of several words."""
    found = owner(heading_path, title, "")
    if found:
        return found
    name = ABOUT.sub("", clean(_APPENDED.sub("", title.removesuffix(".md"))))
    name = _WRAP.sub("", name).strip()
    useless = is_useless(name) or is_personal(name) or is_question(name)
    fits = 2 <= width(name) <= MAX_SUBJECT_CHARS and not re.search(r"[，。、]", name)
    useless = useless or bool(_MIXED.search(name))
    return name if fits and not useless and is_noun_phrase(name) else ""


# “docker搭建Overleaf”, “某某虚拟环境安装”: what somebody did rather than a thing.
_MIXED = re.compile(
    r"[A-Za-z]\s*(?![的之中])[\u4e00-\u9fff]{2,}\s*[A-Za-z]|[\u4e00-\u9fff]{4,}[A-Za-z]"
    r"|[\u4e00-\u9fff]{3,}(?:安装|设置|部署|搭建|配置|打包|迁移|升级)$|第[一二三\d]+次"
)
# “语言特性相关”, “具体应用”, “X 存在的问题”: a class of things.
_CLASS = re.compile(
    r"[\u4e00-\u9fff]+相关|(?:具体|实际|典型|常见的?|基本|核心)?(?:应用|用法|数据类型|数据结构|类型|(?:使用|应用)?场景|语法"
    r"|事件|概念|功能|对象|参数|配置|命令|操作|技巧|术语|组件)|.*的问题|..(?:选取|选择)"
)
_TRIMMED = re.compile(
    r"(?:的)?(?:底层|八股|经验|相关|考量|实战|基本概念|背景概念|常见流程|场景|环境|算法原理)$"
)


# “X 的原理，以及一些经验” is about X.
_APPENDED = re.compile(r"[，,]\s*(?:以?及|和|与|附)[^，,]*$")


def title_subject(title: str) -> str:
    """The thing a note is about, by its title; "" if the title is no plain name."""
    name = clean(_APPENDED.sub("", title.removesuffix(".md")).rpartition(" - ")[2])
    if re.match("记一次", name) or is_question(name):
        return ""
    before = None
    while before != name:
        before = name
        name = _WRAP.sub("", ABOUT.sub("", name)).strip(" 的之-—")
    if is_personal(name):
        return ""
    name = _TRIMMED.sub("", re.sub(r"(?<=[^的])\s*(?:的)?(?:原理|机制)$", "", name))
    if (
        not is_name(name)
        or is_useless(name)
        or is_part(name)
        or re.search(r"[与和、及]|一些|之-|常用的?", name)
        or _MIXED.search(name)
    ):
        return ""
    return name
