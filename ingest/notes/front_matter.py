"""The front matter of a note: YAML between `---`, TOML between `+++`, JSON between `;;;` or in
braces, and what Hexo takes for one without an opening line. Pure."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from ingest.schema import Meta
from ingest.text.characters import folded

_FENCES = {"---": "yaml", "+++": "toml", ";;;": "json"}
# A fence as Hexo takes it, which may be longer: “-----” but not “--”.
_LONG_FENCE = re.compile(r"-{3,}|;{3,}")
_NAMES = frozenset(
    {"title", "date", "tags", "tag", "categories", "category", "layout", "permalink"}
)
"""One of these makes front matter of what might be prose: no opening line stands above it, or one
that is a line across the page elsewhere."""
_MOST_LINES = 60
"""Of front matter without an opening line."""
# A line of front matter that sets something: “title: Redis” but not “http://host”.
_KEY = re.compile(r"([^\s:#'\"\[{][^\s:]{0,39}):(?:\s|$)")
# The same, and what goes on with it: “tags:”, “  - Redis” and “"title": "a",” but not “正文”.
_SETS = re.compile(r"[^\s:#'\"\[{][^\s:]{0,39}:(?:\s|$)|\s+\S|- \S|#|\s*\"[^\"]+\"\s*:|[\]}],?\s*$")
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})
_MAX_DEPTH = 3  # of lists in lists; YAML's references can make them endless


@dataclass(frozen=True)
class FrontMatter:
    """What stands above a note's body."""

    meta: Meta
    body_line: int
    """1-based line where the body begins."""
    fault: str = ""
    """Why the front matter could not be read, or not all of it."""


def read_front_matter(text: str, default_title: str) -> FrontMatter:
    """Read the front matter of a note; a note without has the default title and no more.

    A block that breaks the rules of its format is taken off all the same, with what can be read of
    it. Prose between two thematic breaks is no front matter.
    """
    lines = folded(text).split("\n")
    for first, end, kind, is_certain in _blocks(lines):
        fields, fault = _load("\n".join(lines[first:end]), kind)
        if fields is not None and (is_certain or _NAMES & {str(key).lower() for key in fields}):
            body = end + 1 if kind == "braces" else end + 2
            return FrontMatter(_meta(default_title, fields), body, fault)
    return FrontMatter(_meta(default_title, {}), 1)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """(first line, line behind the last, kind, whether its fences leave no doubt) of what may be
    front matter."""
    fence = lines[0].rstrip()
    if fence in _FENCES:
        closing = (fence, "...") if fence == "---" else (fence,)
        end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in closing), None)
        if end is not None:
            yield 1, end, _FENCES[fence], lines[end].rstrip() == fence
    elif _LONG_FENCE.fullmatch(fence):
        end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == fence), None)
        if end is not None:
            yield 1, end, _FENCES[fence[:3]], False
    elif fence == "{":
        end = next((i for i, line in enumerate(lines) if line.rstrip() == "}"), None)
        if end is not None:
            yield 0, end + 1, "braces", False
    else:
        above = lines[:_MOST_LINES]
        end = next(
            (i for i, line in enumerate(above) if _LONG_FENCE.fullmatch(line.rstrip())), None
        )
        if end and all(map(_may_stand_above, above[:end])):
            yield 0, end, _FENCES[lines[end][:3]], False


def _may_stand_above(line: str) -> bool:
    """Whether a line sets something, or goes on with what does."""
    return not line.strip() or bool(_SETS.match(line))


def _load(block: str, kind: str) -> tuple[dict[str, Any] | None, str]:
    """Fields and what was wrong with the block; None instead of fields for anything but fields."""
    if kind in ("json", "braces"):
        return _load_json(block if kind == "braces" else f"{{{block}}}")
    try:
        # The base loader leaves scalars as they are typed: `title: 007`, `date: 2024-02-30`.
        loaded: Any = yaml.load(block, yaml.BaseLoader) if kind == "yaml" else tomllib.loads(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if kind == "yaml" and not _KEY.match(block.lstrip("\n")):
            return None, ""
        fault = " ".join(str(error).split())[:160]
        return (_salvage(block) if kind == "yaml" else {}), fault
    if isinstance(loaded, dict):
        return loaded, ""
    return (None if block.strip() else {}), ""


def _load_json(block: str) -> tuple[dict[str, Any] | None, str]:
    try:
        loaded: Any = json.loads(re.sub(r",\s*}\Z", "}", block.strip()))
    except (ValueError, RecursionError) as error:
        return ({} if re.match(r'\{\s*"', block) else None), " ".join(str(error).split())[:160]
    return (loaded, "") if isinstance(loaded, dict) else (None, "")


def _salvage(block: str) -> dict[str, Any]:
    """Fields of a broken YAML block, each read alone; `title: a: b` is kept as it is typed."""
    fields: dict[str, Any] = {}
    for part in re.split(r"\n(?=\S)", block):
        key = _KEY.match(part)
        if not key:
            continue
        try:
            loaded = yaml.load(part, yaml.BaseLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            loaded = None
        if isinstance(loaded, dict):
            fields.update(loaded)
        elif "\n" not in part.strip():
            fields[key.group(1)] = part[key.end() :].strip("[]{} ")
    return fields


def _meta(default_title: str, fields: dict[str, Any]) -> Meta:
    lowered = {str(key).lower(): value for key, value in fields.items()}
    return Meta(
        title=_text(lowered.get("title")) or default_title,
        tags=_names(lowered.get("tags", lowered.get("tag"))),
        aliases=_names(lowered.get("aliases", lowered.get("alias"))),
        categories=_names(lowered.get("categories", lowered.get("category"))),
        date=_text(lowered.get("date")),
        hidden=_says(lowered.get("hidden"), _YES),
        draft=_says(lowered.get("draft"), _YES) or _says(lowered.get("published"), _NO),
    )


def _says(value: Any, words: frozenset[str]) -> bool:
    return _text(value).lower() in words


def _text(value: Any) -> str:
    """A scalar on one line; anything else is no text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _names(value: Any, depth: int = 0) -> tuple[str, ...]:
    """Tags as they come: a list, lists in a list, one name, or names with commas between."""
    found: list[str] = []
    if isinstance(value, list):
        if depth < _MAX_DEPTH:
            found = [name for item in value for name in _names(item, depth + 1)]
    elif isinstance(value, str):
        found = re.split("[,，]", value) if depth == 0 else [value]
    else:
        found = [_text(value)]
    names = (name.strip().lstrip("#") for name in found)
    return tuple(dict.fromkeys(name for name in names if name))
