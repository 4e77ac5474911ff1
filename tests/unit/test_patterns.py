"""A comment above a regular expression shows what it finds and what it leaves, and is right."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from places import ROOT
from sources import packaged

# The name of a pattern, and the comment above it.
_COMMENTED = re.compile(r"(?m)((?:^#.*\n)+)^(\w+)(?:: [^=\n]+)? = ")
_EXAMPLES = re.compile(r"“([^”]*)”,? but not “([^”]*)”")


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from patterns_in(one)


def tells_apart(patterns: list[re.Pattern[str]], found: str, left: str) -> bool:
    """Whether some way to use the patterns finds one text and leaves the other."""
    return any(
        any(getattr(one, way)(found) for one in patterns)
        and not any(getattr(one, way)(left) for one in patterns)
        for way in ("search", "match", "fullmatch")
    )


def test_examples_are_told_apart_by_search_or_match() -> None:
    assert tells_apart([re.compile("a")], "ba", "b")
    assert tells_apart([re.compile("a")], "ab", "ba")
    assert not tells_apart([re.compile("a")], "b", "c")
    assert not tells_apart([re.compile("a")], "a", "a")


def examples() -> Iterator[tuple[str, list[re.Pattern[str]], str, str]]:
    """(place, patterns, what they find, what they leave) for each example of both packages."""
    for path in packaged():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for comment, name in _COMMENTED.findall(path.read_text("utf-8")):
            for pair in _EXAMPLES.findall(re.sub(r"\n# ?", " ", comment)):
                patterns = list(patterns_in(getattr(importlib.import_module(module), name)))
                found, left = (one.replace("\\n", "\n").replace("\\\\", "\\") for one in pair)
                yield f"{module}.{name}", patterns, found, left


def test_a_pattern_finds_the_example_above_it_and_leaves_the_other() -> None:
    shown = [one for one in examples() if one[1]]
    assert len(shown) > 200
    assert [(place, *pair) for place, own, *pair in shown if not tells_apart(own, *pair)] == []
