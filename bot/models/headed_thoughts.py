"""Thoughts that a model writes under a heading, before an answer under another one. Pure."""

from __future__ import annotations

import re

_NAMES = (
    r"(?:Thoughts?|Thinking(?: Process)?|Reasoning|Here is my thought process"
    r"|思考(?:过程|中)?|推理(?:过程)?|分析过程|内心独白)"
)
_ANSWERS = (
    r"(?:Final Answer|Answer|(?:Final )?Response|Here is my response"
    r"|最终(?:答案|回答)|正式回答|回答|答案)"
)
_STARTS = (
    *("analysis", "commentary", "Thought", "Thinking", "Reasoning"),
    *("Here is my thought process", "思考", "推理", "分析过程", "内心独白"),
)
# Thoughts with a heading and a colon: “思考：” but not “思考一下”.
_WITH_COLON = re.compile(
    rf"\s*(?:(?:analysis|commentary)(?=[A-Z\u4e00-\u9fff])|[*#\s]{{0,4}}{_NAMES}\s*\**\s*[:：])"
)
# Thoughts with a heading of markdown: “## 思考\n” but not “## 容器\n”.
_TITLE = re.compile(rf"\s*(?:#{{1,6}} +\**|\*\*){_NAMES}\**[ \t]*\n")
# Thoughts as a quote with a heading: “Thinking...\n> a” but not “Docker...\n> a”.
_OVER_QUOTE = re.compile(rf"\s*[*_]*{_NAMES}\s*(?:\.\.\.|…+)[*_]*\s*\n\s*>")

# The heading of what isn't thought any more: “\n答案：” but not “\n容器：”.
_ANSWER = re.compile(
    rf"assistant\s*final\s*|\n[*#\s]{{0,4}}{_ANSWERS}\s*\**\s*[:：]\s*\**\s*"
    rf"|\n(?:[ \t]*-{{3,}}[ \t]*\n\s*)?(?:#{{1,6}} +\**|\*\*){_ANSWERS}\**[ \t]*\n\s*"
)
# Where a quotation of thoughts ends and the answer begins: “\n> first this\n\nThe answer” but not
# “\n> first this\n> then that”.
_BEHIND_QUOTE = re.compile(r"\n>[^\n]*\n\s*(?=[^>\s])")


def headed_thoughts(text: str, *, last: bool) -> tuple[bool, re.Pattern[str] | None]:
    """Return whether it can be told by now how a text begins, and the pattern that ends the
    thoughts it begins with.

    The pattern is None if the text doesn't begin with thoughts under a heading. `last` says that no
    more text will come.
    """
    start = text.lstrip().lstrip("*#_ ")
    if not last and (not start or any(head.startswith(start) for head in _STARTS)):
        return False, None
    if not last and len(start) < 40 and start.startswith(_STARTS):
        return False, None  # what tells, or the first word of the thoughts, is still to come
    if _OVER_QUOTE.match(text):
        return True, _BEHIND_QUOTE
    return True, _ANSWER if _WITH_COLON.match(text) or _TITLE.match(text) else None
