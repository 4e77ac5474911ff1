"""Fences of code in markdown that is read line by line. Pure.

Whole notes are parsed; this is for text that is still being written, or that is cut by lines.
"""

from __future__ import annotations

import re

# The line that opens or closes a fence, which may stand in a list or a quote: “- ```py” but not
# “```a``` is code”, where backticks follow that close it.
_FENCE = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+|>\s?)*(`{3,}(?=[^`]*$)|~{3,})")


def fence_sign(line: str) -> str:
    """The backticks or tildes that a line opens or closes a fence with, or nothing."""
    found = _FENCE.match(line)
    return found[1] if found else ""


class CodeFence:
    """Knows whether the lines that it is given one after the other stand in a fence."""

    def __init__(self) -> None:
        self._sign = ""

    @property
    def is_open(self) -> bool:
        """Whether the next line would stand in a fence."""
        return bool(self._sign)

    def takes(self, line: str) -> bool:
        """Take the next line; whether it opens a fence, stands in one or closes one."""
        sign = fence_sign(line)
        if not self._sign:
            self._sign = sign
            return bool(sign)
        # A fence is closed by its own sign, as often or oftener, with nothing behind.
        if sign.startswith(self._sign) and not line.strip(f"> \t\r\n{sign[0]}"):
            self._sign = ""
        return True
