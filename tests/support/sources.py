"""The project's Python files, each parsed once a process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from places import ROOT


def packaged() -> Iterator[Path]:
    """Every Python file of both packages, in order."""
    for top in ("bot", "ingest"):
        yield from sorted((ROOT / top).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """What a file says, to be looked at only."""
    return ast.parse(path.read_text("utf-8"))
