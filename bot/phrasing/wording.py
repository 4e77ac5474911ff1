"""The words of `words.tsv`: what headings are made of, by kind and language."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Literal

from bot.core.question import Language
from bot.language.terms import pairs

LANGUAGES: tuple[Language, ...] = ("zh", "en")
WordingKind = Literal["aside", "empty", "generic", "first", "last", "treated", "doing", "note"]

# A Chinese character: “序” but not “toc”.
_CJK = re.compile(r"[\u4e00-\u9fff]")
_JOINTS = re.compile(r"\s*(?:[、,，/|&＆+·•]|\band\b|\bor\b|[与和及或])\s*", re.IGNORECASE)
_LEADS_TO = re.compile(r"\s(?:on|for|about|to|of|in)\s|[:：]", re.IGNORECASE)


def is_aside(heading: str) -> bool:
    """Whether neither a heading nor what stands below it is about the notes' subject.

    “Sources and further reading” is made of two such names; “Further reading on locks” begins with
    one.
    """
    asides = _words("aside")
    key = _key(heading)
    begins = _LEADS_TO.split(key, maxsplit=1)[0].strip()
    several = " " in begins or begins in ("references", "resources", "links", "参考", "参考资料")
    return _all_among(key, asides) or (begins != key and several and begins in asides)


def is_empty(heading: str) -> bool:
    """Whether a heading names nothing by itself: “Overview”, “小结”, “Examples and exercises”."""
    return _all_among(_key(heading), _words("empty") | _words("aside") | frozenset(parts()))


def is_generic(word: str) -> bool:
    """Whether a word is no subject: a question needs others beside it."""
    return word.lower() in _words("generic")


def may_not_begin(word: str) -> bool:
    """Whether no Chinese name of a thing begins with this word: “相关”."""
    return word in _words("first")


def may_not_end(word: str) -> bool:
    """Whether no Chinese name of a thing ends with this word: “如下”."""
    return word in _words("last")


def part_of(heading: str, language: Language) -> str:
    """The template that asks for this side of a thing `{o}`; "" if the heading names no side."""
    key = _key(heading)
    template = parts().get(key, "")
    if not template:
        pieces = [piece for piece in _JOINTS.split(key) if piece]
        known = {parts().get(piece, "") for piece in pieces}
        if len(pieces) < 2 or "" in known:
            return ""
        if language == "zh":
            template = "{o}的{h}是什么？"
        else:
            template = known.pop() if len(known) == 1 else ""
    fits = template.endswith("？") == (language == "zh")
    return template.replace("{h}", key) if fits else ""


def parts() -> dict[str, str]:
    """Names of sides of a thing, each with the template that asks for it."""
    return _table()[1]


@lru_cache(maxsize=1)
def field_words() -> frozenset[str]:
    """Terms of the field, lower case, those of both languages."""
    return frozenset(term.lower() for both in pairs() for terms in both for term in terms)


def _all_among(key: str, words: frozenset[str]) -> bool:
    pieces = [piece for piece in _JOINTS.split(key) if piece]
    return key in words or (bool(pieces) and all(piece in words for piece in pieces))


def _key(heading: str) -> str:
    text = re.sub(r"\((s|es)\)", r"\1", heading.lower())
    text = re.sub(r"[（(\[【].*?[)）\]】]", "", text)
    text = re.sub(r"^(?:the|a|an|my|our|some|its)\s+", "", text.strip())
    return " ".join(text.strip(" -—:：*`。.；;，,!！?？#").split())


def _words(kind: WordingKind) -> frozenset[str]:
    return _table()[0][kind]


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    text = resources.files(__package__).joinpath("words.tsv").read_text("utf-8")
    kinds: dict[str, frozenset[str]] = {}
    templates: dict[str, str] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, _, template, words = line.split("\t")
        if kind == "part":
            templates |= dict.fromkeys(words.split("|"), template)
        else:
            kinds[kind] = kinds.get(kind, frozenset()) | frozenset(words.split("|"))
    return kinds, templates


def is_treatment(word: str) -> bool:
    """Whether a word behind a name tells how its author treats it: “说明”."""
    return word in _words("treated")


@lru_cache(maxsize=1)
def words_doing() -> tuple[str, ...]:
    """What behind a name tells what is done with the thing, longest first: “Nginx 配置”."""
    return tuple(sorted(_words("doing"), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def words_of_notes() -> tuple[str, ...]:
    """What a title says that a note is, longest first: “备忘”, “cheat sheet”."""
    return tuple(sorted(_words("note"), key=lambda word: (-len(word), word)))


def words_beside(language: Language) -> tuple[str, ...]:
    """Headings of what is not about the notes' subject, in order."""
    return tuple(
        sorted(word for word in _words("aside") if bool(_CJK.search(word)) == (language == "zh"))
    )


def words_empty(language: Language) -> tuple[str, ...]:
    """Headings that name nothing by themselves, in order."""
    return tuple(
        sorted(word for word in _words("empty") if bool(_CJK.search(word)) == (language == "zh"))
    )
