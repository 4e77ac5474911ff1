"""What a note is about, as its title says: the thing without the kind of note. Pure."""

from __future__ import annotations

import re

from bot.language.grammar import chinese, starts_with_verb, tagged
from bot.phrasing.names import is_cut_off, is_name, plain, width
from bot.phrasing.subject_names import speaks_of
from bot.phrasing.wording import field_words, is_empty, is_generic, part_of, words_of_notes

MAX_TOPIC_WIDTH = 8.0
"""Chinese characters; a longer topic would fill the question."""

_SIDES = re.compile(r"\s*[：:](?![:/])\s*|\s+[-–—|]\s+|—+")
_PARTS = re.compile(r"\s*[与和及、，&]\s*|\s+/\s+|,\s+|\s+(?:and|vs\.?)\s+")
# What a title says of the thing before it: “显卡怎么选” but not “显卡”.
_SAID = re.compile(
    r"(?:怎么|如何|怎样|为什么|是什么|有哪些|那[些点]事|[里中时上]?的|[里中时上][一二三几]|[里中时]$).*$"
    r"|\s+(?:for|in|with|of|on|from|by)\s.*$"
)
_DATED = re.compile(r"\s*\d{4}(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|年)?\s*")
# The letter of a shelf: “B-词向量” but not “B+ 树”.
_LETTER = re.compile(r"^[A-Z]-(?=[\u4e00-\u9fff])")
# A technology before what of it the note is about: “Redis 高可用” but not “高可用”.
_LEAD = re.compile(
    r"^(?P<it>[A-Za-z][A-Za-z\d.+#/-]*(?:\s[A-Za-z\d.+#-]+)*)(?<!-)\s*(?P<of>[\u4e00-\u9fff].*)$"
)
# A technology behind the class of things that it belongs to: “目标检测 YOLO” but not “YOLO 检测”.
_TAIL = re.compile(r"^[\u4e00-\u9fff]{4,}\s+(?P<it>[A-Z][\w.+#-]+)$")
# A proper name among English words: “Slow Linux box” but not “Slow box”.
_PROPER = re.compile(r"(?<=\s)[A-Z][\w.+#-]*(?:\s[A-Z][\w.+#-]*)*|^\w*[a-z\d][A-Z]\w*|^[A-Z]{2,}\b")
# How many of something a title tells: “三大日志” but not “日志”.
_COUNTS = re.compile(r"^[一二三四五六七八九十几两\d]+[个种大类点]?")


def topics_of(title: str, text: str) -> tuple[str, ...]:
    """What a title names; of several things the one that a section speaks of."""
    whole = _LETTER.sub("", _DATED.sub(" ", plain(title)).strip())
    sides = [_PARTS.split(side) for side in _SIDES.split(whole) if side.strip()]
    several = [
        names for side in sides if len(side) > 1 for part in side if (names := _named(part, text))
    ]
    single = [names for side in sides if len(side) == 1 if (names := _named(side[0], text))]
    told = [names for names in several if speaks_of(text, names)]
    if single:
        spoken = [names for names in single if speaks_of(text, names)]
        found = [*(spoken or single)[-1], *(told[0] if told else ())]
    else:
        chosen = next(iter(told or several), ())
        of_first = several[0][-1] if several and not chinese(several[0][-1]) else ""
        belongs = of_first and all(chinese(name) == len(name) for name in chosen)
        found = [of_first, *chosen] if belongs else [*chosen]
    return tuple(dict.fromkeys(found))[:MAX_TOPICS]


MAX_TOPICS = 2


def without_note_kind(name: str) -> str:
    """“pandas 数据清洗备忘” without what kind of note it is."""
    before = ""
    while before != name:
        before = name
        for word in words_of_notes():
            if name.lower().endswith(word) and _may_lose(name, word, name[: -len(word)]):
                name = name[: -len(word)].rstrip(" 的之-_:：")
            if name.lower().startswith(word) and _may_lose(name, word, name[len(word) :]):
                name = name[len(word) :].lstrip(" 的之-_:：")
    return name


def _may_lose(name: str, word: str, rest: str) -> bool:
    if name.lower() in field_words() or width(rest.strip()) < 1:
        return False
    edge = rest[-1:] if name.lower().endswith(word) else rest[:1]
    return bool(chinese(word)) or not edge.isalnum()


def _named(part: str, text: str) -> tuple[str, ...]:
    """The names that a part of a title gives, the fullest first; () if it gives none."""
    named = without_note_kind(part.strip(" ?？"))
    bare = without_note_kind(_SAID.sub("", named).strip())
    if not bare or _COUNTS.match(bare) or is_cut_off(bare):
        return ()
    if not chinese(bare):
        return tuple(name for name in (_english(bare, text),) if name)
    if tail := _TAIL.match(bare):
        return (tail["it"],)
    lead = _LEAD.match(bare)
    it = lead["it"] if lead and _is_technology(lead["it"]) else ""
    of_it = (
        bool(lead)
        and bare == named
        and width(bare) <= MAX_TOPIC_WIDTH
        and _is_thing(lead["of"] if lead else "")
    )
    names = (bare if (of_it or (not lead and _is_thing(bare))) else "", it)
    return tuple(name for name in names if name and width(name) <= MAX_TOPIC_WIDTH)


def _is_thing(name: str) -> bool:
    known = name.lower() in field_words()
    says = any(flag == "v" and len(word) == 1 for word, flag in tagged(name)[1:])  # “磁盘写满”
    return known or (
        is_name(name)
        and not says
        and not starts_with_verb(name)
        and not part_of(name, "zh")
        and "的" not in name
        and not is_empty(name)
    )


def _is_technology(name: str) -> bool:
    """Whether Latin letters are a name: “Go” but not “go”, “my” or “note_1”."""
    everyday = (is_generic(name) and not name[:1].isupper()) or name.lower() in words_of_notes()
    return len(name) > 1 and "_" not in name and not everyday and not is_empty(name)


def _english(name: str, text: str) -> str:
    """An English title's proper name, or the name that it is; "" for a longer sentence."""
    name = name.strip()
    if " " not in name:
        return name if _is_technology(name) and not re.search(r"-\d|^\d", name) else ""
    if proper := _PROPER.search(name):
        titled = all(word[:1].isupper() for word in name.split())
        return name if titled and is_name(name) else proper.group(0)
    first = name.split()[0]
    if first[:1].isupper() and re.search(rf"[a-z,] {re.escape(first)}(?!\w)", text):
        return first
    small = name[:1].lower() + name[1:]
    known = first.islower() or speaks_as(text, first.lower())
    return small if known and is_name(small) and len(name.split()) <= _FEW_WORDS else ""


def speaks_as(text: str, word: str) -> bool:
    """Whether a text has a word in just these letters."""
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


_FEW_WORDS = 3
