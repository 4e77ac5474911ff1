"""Names of what is folded away that say no more than that: “展开”, “Click to see”. Pure."""

from __future__ import annotations

import re

# A name that says only that there is something to unfold: “点击展开” but not “展开式”.
_UNFOLD_ZH = re.compile(
    r"(?:请|点击|点我|单击|戳我|戳|这里|此处|此|展开|收起|折叠|查看|显示|看|参考|答案|解答|解析|详情|详细"
    r"|全部|更多|内容|全文|代码|源码|完整|提示|目录|示例|结果|输出|后|的|我|[\s/、，,.…·:：>▶▼()（）!！-])+"
)
# fmt: off
_UNFOLD_EN = frozenset((
    "click", "here", "to", "expand", "collapse", "show", "hide", "see", "view", "reveal", "open",
    "toggle", "unfold", "the", "an", "a", "answer", "answers", "solution", "solutions", "detail",
    "details", "more", "code", "full", "source", "hint", "hints", "spoiler", "output", "result",
    "results", "example", "examples", "toc", "table", "of", "contents", "me", "for", "this", "is",
    "your", "sample",
))
# fmt: on


def only_unfolds(summary: str) -> bool:
    """Whether a summary names nothing: “点击展开”, “Click to see the answer”."""
    bare = summary.strip()
    if not bare or _UNFOLD_ZH.fullmatch(bare):
        return True
    words = re.findall(r"[^\W\d_]+", bare.lower())
    return bool(words) and all(word in _UNFOLD_EN for word in words)
