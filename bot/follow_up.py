"""What an interviewer would ask next, from neighbouring sections that the notes answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.passage import Passage
from bot.terms import is_chinese

MAX_QUESTIONS = 3

_INTERROGATIVE = re.compile(
    r"[?？]\s*$|什么|为什么|为何|如何|怎么|怎样|是否|哪些|哪个|哪种|吗$"
    r"|^(?:what|why|how|when|which|who|where|does|do|is|are|can|should)\b",
    re.IGNORECASE,
)
# Headings that name a part of something; alone they are no subject.
_PART = re.compile(
    r"^(?:\d+[.、)]?\s*)?(?:优点|缺点|优缺点|优势|劣势|不足|好处|坏处|原理|背景|概述|简介|介绍|定义|概念|特点|特性|用法|使用|步骤|流程"
    r"|参数|说明|配置|安装|例子|示例|代码|总结|小结|注意|注意事项|常见问题|方法|实现|结构|组成|分类|类型|场景|应用|要求|区别|对比"
    r"|pros|cons|summary|overview|usage|example|examples|background|introduction)$",
    re.IGNORECASE,
)
_USELESS = re.compile(
    r"^(?:ref|refs|reference|references|参考|参考资料|参考链接|参考文献|附录|todo|目录|其他|其它|前言|结语|后记|link|links|toc)\W*$",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"安装|部署|配置|搭建|设置|步骤|流程|创建|启动|使用|开启|申请|查看|修改|备份|调试"
)
_CONTRAST = re.compile(r"区别|对比|差异|比较|\bvs\b", re.IGNORECASE)
_NUMBERING = re.compile(
    r"^\s*(?:(?:[（(]?(?:\d+(?:\.\d+)*|[一二三四五六七八九十]+)[.、)）．:：,，]\s*|\d+(?:\.\d+)*\s+)(?!\d))+"
)


def phrase(heading_path: Sequence[str], title: str) -> str | None:
    """A heading as a question, in the heading's language; None if it names nothing to ask about."""
    path = [name for name in heading_path if name]
    heading = _bare(path[-1]) if path else ""
    if heading == _bare(title) and len(path) == 1 and not is_question(heading):
        return None  # the note's own title: asking for all of it is no question
    if not heading or _USELESS.match(heading) or len(heading) > 60 or len(heading) < 2:
        return None
    chinese = is_chinese(heading) or is_chinese(title)
    if is_question(heading):
        return _questioned(heading, chinese)
    if _PART.match(heading):
        owners = [_bare(name) for name in [title, *path[:-1]] if not _PART.match(_bare(name))]
        owner = owners[-1] if owners else ""
        if not owner or _INTERROGATIVE.search(owner):
            return None
        return (
            _spaced(owner, "的", heading, "是什么？")
            if chinese
            else f"What are the {heading.lower()} of {owner}?"
        )
    if not chinese:
        return f"What is {heading}, and why does it matter?"
    if _CONTRAST.search(heading):
        return f"{heading}在哪里？" if heading.endswith("区别") else f"{heading}：差别在哪里？"
    if _STEPS.search(heading):
        return _spaced(heading, "要怎么做？")
    return _spaced("能讲讲", heading, "吗？")


def _spaced(*parts: str) -> str:
    """Parts in one, with a blank where Chinese and Latin meet, as the notes are written."""
    made = parts[0]
    for part in parts[1:]:
        meet = made[-1:] + part[:1]
        latin = [character.isascii() and character.isalnum() for character in meet]
        made += (" " if sum(latin) == 1 else "") + part
    return made


def is_question(heading: str) -> bool:
    """Whether a heading asks something as it stands."""
    return bool(_INTERROGATIVE.search(_bare(heading)))


def _bare(heading: str) -> str:
    return _NUMBERING.sub("", heading).strip(" -—:：*`。.；;，,")


def _questioned(heading: str, chinese: bool) -> str:
    bare = heading.rstrip("?？ ")
    return bare + ("？" if chinese else "?")


def propose(
    cited: Sequence[Passage],
    ranked: Sequence[Passage],
    outline: Sequence[Passage],
    answered: Callable[[str, Passage], bool],
    asked: Sequence[str] = (),
) -> tuple[str, ...]:
    """One to three questions near the answer, from sections it did not use.

    Candidates in order: sections beside the first cited one in its note, what retrieval found
    besides, the rest of the note. `answered(question, section)` says whether the notes, asked so,
    lead to that section; questions in `asked` are not asked again.
    """
    used = {passage.section for passage in cited}
    near = _neighbours(cited[0], outline) if cited else []
    same_note = [p for p in ranked if cited and p.file == cited[0].file]
    candidates = [*near[:4], *same_note, *ranked[: MAX_QUESTIONS * 2], *near[4:8]]
    seen = {_key(question) for question in asked}
    found: list[str] = []
    for passage in candidates:
        if len(found) == MAX_QUESTIONS:
            break
        question = None if passage.section in used else phrase(passage.heading_path, passage.title)
        if question is None or _key(question) in seen:
            continue
        used.add(passage.section)
        seen.add(_key(question))
        if answered(question, passage):
            found.append(question)
    return tuple(found)


def _neighbours(cited: Passage, outline: Sequence[Passage]) -> list[Passage]:
    """Sections of the cited note, nearest first, those under the same heading before others."""
    same = [p for p in outline if p.file == cited.file and p.section != cited.section]
    parent = cited.heading_path[:-1]

    def distance(passage: Passage) -> tuple[bool, int]:
        return passage.heading_path[:-1] != parent, abs(passage.lines[0] - cited.lines[0])

    return sorted(same, key=distance)


def _key(question: str) -> str:
    return re.sub(r"\W", "", question).lower()
