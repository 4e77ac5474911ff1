"""What models write below an answer about their sources: lists and footnotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MARK = r"\[\^\d{1,2}\]"
# A list of sources at the end of an answer: “答案\n\n参考资料：\n- [1] 网络\n” but not
# “答案\n\n参考资料：\n见官网”.
_LIST = re.compile(
    r"\n(?:[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*\n+)?[ \t]*[#*_ \t]{0,6}"
    r"(?:参考(?:资料|文献|来源)?|资料来源|来源|引用(?:来源)?|出处"
    r"|references?|sources?|citations?)[*_]*[ \t]*[:：]?[*_ \t]*\n"
    r"(?:[ \t]*\n|[ \t]*(?:[-*]|\d+[.)])?[ \t]*"
    r"(?:\[\^?\d{1,2}\][^\n]*|[^\n]*\.md\b[^\n]*)(?:\n|$))+$",
    re.IGNORECASE,
)
# A line across with nothing behind it but marks: “a\n---\n[^1]” but not “a\n---\nb”.
_RULE = re.compile(rf"\n[ \t]*(?:-{{3,}}|\*{{3,}}|_{{3,}})[ \t]*\n\s*((?:{_MARK})*)\s*$")
# A footnote: “[^1]: 容器.md” but not “[^1] 容器”.
_FOOTNOTE = re.compile(rf"(?m)^[ \t]*(?:[-*][ \t]*)?{_MARK}[:：][^\n]*(?:\n|$)")
# A mark at the head of a line that explains it: “[^1]: 容器” but not “容器[^1]: a”.
_SIGN = re.compile(rf"(?m)^([ \t]*(?:[-*][ \t]*)?{_MARK})[:：][ \t]*")


def without_list(text: str) -> str:
    """The text without a list of numbered sources, or of notes' file names, at its end."""
    return _LIST.sub("\n", text)


def without_rule(text: str) -> str:
    """The text without a rule at its end, below which nothing is left but marks."""
    return _RULE.sub(r"\1\n", text)


def without_definitions(parts: Sequence[tuple[str, bool]]) -> Iterator[str]:
    """Take lines like `[^1]: …`, which explain marks, out of a text that is given in parts, each
    with whether it is code.

    If no mark stands anywhere else, these lines are the answer itself: they stay, with their marks
    in front.
    """
    marked = any(
        re.search(_MARK, _FOOTNOTE.sub("", part)) for part, is_code in parts if not is_code
    )
    for part, is_code in parts:
        if is_code:
            yield part
        else:
            yield _FOOTNOTE.sub("", part) if marked else _SIGN.sub(r"\1 ", part)
