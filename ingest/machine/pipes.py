"""The end of a command whose reader may have gone, as `head` goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

GONE = 141
"""What a shell gives for a program that SIGPIPE (13) has ended."""


def ended(main: Callable[[], int]) -> int:
    """Run a command to its end, and give its exit code; GONE, and not a word, once nobody reads."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # As it ends, Python writes what it still has, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GONE
    return code
