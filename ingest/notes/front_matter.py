"""The front matter of a note: YAML between `---`, or TOML between `+++`. Pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from ingest.schema import Meta
from ingest.text.characters import folded

_FENCES = {"---": "yaml", "+++": "toml"}
# A line of front matter that sets something: “title: Redis” but not “http://host”.
_KEY = re.compile(r"([^\s:#'\"\[{][^\s:]{0,39}):(?:\s|$)")
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
    fence = lines[0].rstrip()
    kind = _FENCES.get(fence)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == fence), None)
    if kind is None or end is None:
        return FrontMatter(_meta(default_title, {}), 1)
    block = "\n".join(lines[1:end])
    fields, fault = _load(block, kind)
    if fields is None:
        return FrontMatter(_meta(default_title, {}), 1)
    return FrontMatter(_meta(default_title, fields), end + 2, fault)


def _load(block: str, kind: str) -> tuple[dict[str, Any] | None, str]:
    """Fields and what was wrong with the block; None instead of fields for anything but fields."""
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
