"""Commands in a code block that the author explained one by one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.language.grammar import chinese

_LEAST = 2
"""A lone explained command is a demonstration rather than a list to be learnt."""

_SHARE = 0.6
"""Of the block's lines that have to be explained commands: the rest is a program."""

_LEAST_CHINESE = 4
_COMMAND_CHARS = 36
_REMARK_CHARS = 40
# A line of code with its comment: “ls -l  # 列出” but not “# 列出”.
_INLINE = re.compile(r"^\s*(?:[$>]\s*)?(\S.*?)\s+(?:#+|//+)\s*(\S.*?)\s*$")
# A line that is a comment: “# 列出” but not “ls # 列出”.
_ALONE = re.compile(r"^\s*(?:#+|//+)\s*(\S.*?)\s*$")
# A parameter that the author explained: “batch_size：一批的大小” but not “大小：一批”.
_NAMED = re.compile(r"^\s*(?:[-*]\s+)?([A-Za-z][\w.-]{1,24})\s*[：:]\s*(\S.*?)\s*$")
"""“batch_size：…”: a parameter that the author explained."""

# A line of a program: “import os” but not “列出文件”.
_PROGRAM = re.compile(
    r"""
    ^(?:import|from|class|def|if|elif|else|for|while|return|print|try|except|with|public|private
    |const|let|var|async|await|function|echo)\b|^[})\]]|[{(\[,:]$|^\w+\s+=\s|\bpassword\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A comment that only makes sense where it stands: “注意空格” but not “列出文件”.
_PASSING = re.compile(
    r"^(?:注意|记得|基本|同时|也|还|此处|先|然后|再|最后|例如|如|假设)|我|本例|一样$|同上"
)


@dataclass(frozen=True)
class Explained:
    """A command and what it does, with the lines that say so."""

    first: int
    last: int
    """Lines of the block, from 0, inclusive."""
    command: str
    does: str


def explained(block: str) -> list[Explained]:
    """The commands of a block that is a list of them; none if it is a program or output."""
    found = list(_pairs(block.split("\n")))
    filled = sum(bool(line.strip()) for line in block.split("\n"))
    told = sum(one.last - one.first + 1 for one in found)
    kept = [one for one in found if _is_list_worthy(one)]
    return kept if len(kept) >= _LEAST and told >= _SHARE * filled else []


def _pairs(lines: list[str]) -> Iterator[Explained]:
    remark = ""
    for at, line in enumerate(lines):
        if match := _ALONE.match(line):
            remark = match[1]
        elif (match := _NAMED.match(line) or _INLINE.match(line)) and chinese(match[2]):
            yield Explained(at, at, match[1], match[2])
            remark = ""
        elif remark and line.strip():
            yield Explained(at - 1, at, re.sub(r"^[$>]\s*", "", line.strip()), remark)
            remark = ""
        else:
            remark = ""


def _is_list_worthy(one: Explained) -> bool:
    if chinese(one.command) or len(one.command) > _COMMAND_CHARS or _PROGRAM.search(one.command):
        return False
    short = chinese(one.does) >= _LEAST_CHINESE and len(one.does) <= _REMARK_CHARS
    return short and not _PASSING.search(one.does)
