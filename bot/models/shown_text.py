"""What is remembered of a text that was shown piece by piece. Pure."""

from __future__ import annotations

from bot.core.code_fence import CodeFence

KEPT = 48
"""Characters before a mark that tell whether it is one."""


class ShownText:
    """What is known of the text that was shown: enough to tell where the next mark stands."""

    def __init__(self) -> None:
        self.anything = False
        self.before = ""
        self._line = ""  # its beginning
        self._ticks = 0
        self._fence = CodeFence()

    @property
    def in_code(self) -> bool:
        """Whether the next character is in a code block or in inline code."""
        return self._fence.is_open or self._ticks % 2 == 1

    def add(self, text: str) -> None:
        """Text that was shown."""
        self.anything = self.anything or bool(text.strip())
        self.before = (self.before + text)[-KEPT:]
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if len(self._line) < KEPT:
                self._line = (self._line + line)[:KEPT]
            self._ticks += line.count("`")
            if number < len(lines) - 1:
                self._fence.takes(self._line)
                self._line, self._ticks = "", 0
