"""`term :: definition` of flash cards, and `key:: value` of Dataview. Pure."""

from __future__ import annotations

import re
from typing import Literal

from ingest.markdown.inline_state import SYNTAX, InlineState, push

# Fields that say something of the note as a file, and nothing of its subject.
# fmt: off
_OF_THE_FILE = frozenset((
    "status", "state", "due", "created", "updated", "modified", "deadline", "scheduled", "start",
    "completion", "completed", "priority", "rating", "tag", "tags", "type", "class", "kind", "up",
    "down", "parent", "child", "children", "related", "prev", "previous", "next", "same",
    "source", "sources", "url", "link", "links", "author", "authors", "date", "day", "alias",
    "aliases", "topic", "topics", "project", "area", "cssclass", "publish", "id", "uid", "isbn",
    "cover", "progress", "reviewed", "状态", "创建", "创建时间", "创建日期", "更新", "更新时间",
    "截止", "优先级", "评分", "标签", "类型", "上级", "下级", "相关", "来源", "链接", "作者",
    "日期", "别名", "主题", "项目", "进度",
))
# fmt: on
# A field in brackets: “[due:: 2024-05-01]” but not “[a](b)”.
FIELD = re.compile(r"\[([^\[\]:\n]{1,40}?)[ \t]*::[ \t]*([^\[\]\n]*)\]")
# What code has on its right side, and no definition: “Int -> Int” but not “a lock”.
_TYPE = re.compile(r"->|=>|\A\s*[A-Z][\w.<>\[\]]*\s*\Z")
# A Chinese character: “锁” but not “lock”.
_CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
# The key of a field, behind the sign of a task or not: “[ ] 周期” but not “：周期”.
_KEY = re.compile(r"(?:\[[ xX]\][ \t]+)?[*_]*([^\W_][\w \t/-]{0,39})")


def is_of_the_file(key: str) -> bool:
    """Whether a field's name is one that programs read: `status`, `created`."""
    return " ".join(key.split()).lower() in _OF_THE_FILE


def double_colon(state: InlineState, silent: bool) -> bool:
    """`::` or `:::` between two sides of a line."""
    src, pos = state.src, state.pos
    if not src.startswith("::", pos) or (pos and src[pos - 1] == ":"):
        return False
    end = pos + 2 + src.startswith(":", pos + 2)
    line, stop = state.line_around(pos)
    if src.startswith(":", end) or stop - line > _MAX_LINE or stop > state.posMax:
        return False
    left, right = src[line:pos], src[end:stop]
    form = _form(left, right)
    if form == "field" and is_of_the_file(left.strip("*_ \t")) and state.pending.endswith(left):
        if not silent:
            state.pending = state.pending[: len(state.pending) - len(left)]
            token = state.push(SYNTAX, "", 0)
            token.meta["span"] = (line, stop)
        state.pos = stop
        return True
    if not form:
        return False
    start = line + len(left.rstrip())
    end += len(right) - len(right.lstrip())
    is_chinese = bool(_CJK.match(src[end]) or _CJK.match(src[start - 1]))
    if not silent:
        state.pending = state.pending.rstrip(" \t")
        state.pos = start
        push(state, False, end, "：" if is_chinese else ": ")
        if state.tokens[-1].type == SYNTAX:
            state.tokens[-1].meta["card"] = form == "card"
    state.pos = end
    return True


_MAX_LINE = 2000
"""Characters of a line that is looked through; a card is shorter."""


def _form(left: str, right: str) -> Literal["card", "field", ""]:
    """What the sides of a `::` are to each other."""
    if not left.strip() or not right.strip() or "::" in left or "::" in right or "`" in left[-1:]:
        return ""
    if left[-1].isspace() and right[0].isspace():
        return "" if _TYPE.search(right) else "card"
    if right[0].isspace():
        key = _KEY.fullmatch(left.rstrip("*_"))
        if key and len(key[1]) <= 24 and not left.rstrip().endswith(("?", "？")):
            return "field"
        return "card"
    if left[-1] in "?？" or _CJK.match(left[-1]) or _CJK.match(right[0]):
        return "card"
    return ""
