"""What is known of a section before anything is asked: its names and sentences. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.core.question import Language
from bot.language.grammar import chinese, tagged
from bot.notes.text import heading_end, sentences
from bot.phrasing.body import Body, read_body
from bot.phrasing.names import is_name, is_personal, plain, width
from bot.phrasing.spelling import mentions
from bot.phrasing.topics import topics_of, without_note_kind
from bot.phrasing.wording import (
    field_words,
    is_empty,
    is_generic,
    is_treatment,
    may_not_end,
    part_of,
    words_doing,
)

MAX_OWNER_WIDTH = 12.0
"""Chinese characters; a longer name above a section would fill the question."""

MAX_HOME_WIDTH = 8.0
"""The same for the title of a note, which says more than a name."""

# “Redis：持久化” but not “std::move”, “rsync -- 备份” but not “rsync --link-dest”.
_JOINT = re.compile(r"\s+[-–—|]\s+|—{1,}|(?<=\w)-{2,}|-{2,}(?=\s)|(?<!:)[：:](?![:/])")
_LEAD = re.compile(
    r"^(?:关于|有关|对于|(?:首先|然后|再|先)?(?:说说|聊聊|谈谈|浅谈|浅析|科普|介绍|看看)(?!性))\s*(?=\S{2})"
)
_UNDONE = re.compile(r"\b(?:TODO|WIP|FIXME|TBD)\b[:：]?")
_JOINING = ("的", " ", "之", "与", "和", "及", "使用")
_FILE = re.compile(r"[-_](?:zh|en|ch|cn|us)$|\.md$", re.IGNORECASE)
# A Chinese name with its English one behind it: “最短作业优先 shortest job first” but not
# “管程 Monitor”.
_GLOSS = re.compile(r"^(?P<zh>[\u4e00-\u9fff]{3,})\s+[A-Za-z-]+(?:\s[A-Za-z-]+)+$")
# “锁&事务” but not “&str”.
_AMPERSAND = re.compile(r"(?<=\S)&|&(?=\s)")
_SLASHED = re.compile(r"(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])")
# A heading that begins the list below it: “表中的链有” but not “所有”.
_LISTS = re.compile(
    r"(?<=[^没所只具拥占享]{2})(?:主要|共|又|具体)?(?:有|包括|包含|如下|有以下几[种个类点]|分为以下.{0,4})$"
)
# What is counted rather than named: “坑1” but not “坑位”.
_PLACED = re.compile(
    r"^(?:坑|问题|方法|方案|步骤|案例|例|情况|情景|阶段)\s*[一二三四五六七八九十\d]+$"
)
INTERROGATIVE = re.compile(
    r"[?？]$|什么(?!也|都)|为何|如何|怎么|怎样|是否|哪些|哪个|哪种|哪几|多少|能否|可否|吗$"
    r"|^(?:what|why|how|when|which|who|where)\b",
    re.IGNORECASE,
)
# A title that is a proper name rather than a file's: “Raft” but not “week-3”.
_CAPITAL = re.compile(r"[A-Z][A-Za-z]+$")
_SEVERAL = re.compile(r"[和与、及]|\s&\s|\band\b")
_ABOUT = re.compile(
    r"^(?:什么(?:是|叫做?)\s*)(?P<zh>[^，？?]{2,20})|^(?P<of>[^，？?]{2,16}?)\s*(?:是什么|是如何|是怎么|有什么|有哪些)"
    r"|^what (?:is|are) (?:an? |the )?(?P<en>[^,?]{2,30})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SectionReading:
    """A section as the makers see it."""

    heading_path: tuple[str, ...]
    title: str
    markdown: str

    @cached_property
    def body(self) -> Body:
        """Its sentences, without headings, links, code and formulas."""
        return read_body(self.markdown[heading_end(self.markdown) :])

    @cached_property
    def language(self) -> Language:
        """The language of its sentences, or of its heading where there are none to speak of."""
        text = self.body.text
        if chinese(text) >= 8 or chinese(self.heading):
            return "zh"
        return "zh" if not text.strip() and chinese(self.title) else "en"

    @cached_property
    def heading(self) -> str:
        """The innermost heading without numbering and signs; the title of text before any."""
        path = [name for name in self.heading_path if name.strip()]
        own = path[-1] if path else _FILE.sub("", self.title)
        return plain(_UNDONE.sub(" ", own))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the heading may name: all of it, or what stands on one side of a colon or dash."""
        whole = _LEAD.sub("", self.heading.rstrip("?？ "))
        if self.language == "zh":
            whole = _SLASHED.sub("、", _AMPERSAND.sub("和", _GLOSS.sub(r"\g<zh>", whole)))
            whole = _LISTS.sub("", whole)
            if all(width(one) <= MAX_EACH_WIDTH and not chinese(one) for one in _comma(whole)):
                whole = "、".join(_comma(whole))
        sides = [side.strip() for side in _JOINT.split(whole) if len(side.strip()) > 1]
        found = [whole] if len(sides) < 2 else [sides[0], sides[-1]]
        found = [_untreated(name) for name in found]
        if self.is_bare:
            return (self.owner,) if self.owner else ()
        named = (name for name in found if len(name) > 1 and not _PLACED.match(name))
        return tuple(dict.fromkeys(named))

    @cached_property
    def lists(self) -> bool:
        """Whether the heading begins a list: “表中的链有”."""
        return bool(_LISTS.search(self.heading.rstrip("：: ")))

    @cached_property
    def heading_asks(self) -> bool:
        """Whether the heading is a question, as far as its words show."""
        return bool(INTERROGATIVE.search(self.heading))

    @cached_property
    def is_label(self) -> bool:
        """Whether the heading is a bold line."""
        start = self.markdown.lstrip()[:2]
        return bool(self.heading_path) and start in ("**", "__")

    @property
    def is_bare(self) -> bool:
        """Whether the heading names nothing: what “小结” sums up stands above it."""
        return is_empty(self.heading.rstrip("?？ "))

    @cached_property
    def side(self) -> str:
        """How the heading asks for a side of what is above it: “{o}有什么缺点？”; may be empty."""
        return part_of(self.heading, self.language)

    @cached_property
    def owner(self) -> str:
        """The nearest name above the heading that is no side, class or label; may be empty."""
        own = self.heading
        for name in (*map(self._named, reversed(self.heading_path[:-1])), self._titled):
            if (
                name
                and name.lower() != own.lower()
                and not _SEVERAL.search(name)
                and width(name) <= MAX_OWNER_WIDTH
            ):
                return name
        return ""

    @cached_property
    def field(self) -> str:
        """The outermost name above the heading: what the whole note is about; may be empty."""
        for name in (*map(self._named, self.heading_path[:-1]), self._titled):
            if name and name.lower() != self.heading.lower() and not _SEVERAL.search(name):
                return name if width(name) <= MAX_OWNER_WIDTH else ""
        return ""

    @cached_property
    def home(self) -> str:
        """What the note is about by its title; may be empty."""
        name = self._titled
        known = name and name.lower() != self.heading.lower() and not _SEVERAL.search(name)
        return name if known and width(name) <= MAX_HOME_WIDTH and "的" not in name else ""

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """The names that may tell where its heading belongs, the nearest first."""
        found: dict[str, str] = {}
        topics = () if self.is_bare else self.topics
        topics = tuple(name for name in topics if not _doubles(name, self.heading))
        for name in (self.owner, self.field, self.home, *topics):
            if name and name.lower() != self.heading.lower():
                found.setdefault(name.lower(), name)
        return tuple(found.values())

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """What the note is about by its title, without the kind of note it is."""
        bare = _FILE.sub("", self.title)
        common = bare.lower() in field_words() and not bare.isupper()
        written = bool(self._title) or (bool(_CAPITAL.match(bare)) and not common)
        found = topics_of(bare, self.body.text) if written else ()
        return tuple(name for name in found if self.language == "zh" or not chinese(name))

    @cached_property
    def _titled(self) -> str:
        """The name that the title gives, without clutter; may be empty."""
        name = self._named(self._title)
        if name in self.topics or (not self.topics and without_note_kind(name) == name):
            return name
        return "" if self.is_bare else next(iter(self.topics), "")

    def _named(self, above: str) -> str:
        return owner_name(above) or self._term(above) or _glossed(above)

    @cached_property
    def _title(self) -> str:
        """The title, if it names something: a Latin one of Chinese notes may be a file's name."""
        bare = _FILE.sub("", self.title)
        known = chinese(bare) or self.language == "en" or mentions(self.body.text, bare)
        return bare if known else ""

    def _term(self, heading: str) -> str:
        """A Latin word that is a heading in Chinese notes is a term, however it is written."""
        text = plain(heading)
        one = bool(re.fullmatch(r"[A-Za-z][\w.+-]{2,15}", text, re.ASCII))
        return text if one and self.language == "zh" and not is_empty(text) else ""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences one by one, in order."""
        found = (part.strip() for line in self.body.lines for part in sentences(line))
        return tuple(part for part in found if part)


def _comma(text: str) -> list[str]:
    return [one.strip() for one in re.split("[，,]", text)]


def _doubles(owner: str, name: str) -> bool:
    """Whether the word that an owner ends with would stand twice: “排序算法的冒泡算法”."""
    return chinese(owner[-2:]) == len(owner[-2:]) and owner[-2:] in name


MAX_EACH_WIDTH = 8.0


def owner_name(heading: str) -> str:
    """The name that a heading gives to what stands below it; "" if it gives none."""
    text = _LEAD.sub("", plain(heading))
    if (asked := _ABOUT.match(text)) is not None:
        text = next(name for name in asked.groups() if name).strip()
    if text.endswith("相关"):
        return ""  # several things that have to do with it
    for side in reversed(_JOINT.split(text)):
        side = side.strip(" ?？")
        name = _without_treatment(side)
        if (
            len(name) > 1
            and not is_empty(name)
            and not is_personal(name)
            and _names(name, known=name != side)
        ):
            return name
    return ""


def _glossed(heading: str) -> str:
    """“自监督 (self-supervised)” names a term, whatever its words are."""
    found = _TERM.match(heading.strip(" *#"))
    return found["zh"].strip() if found and not is_empty(found["zh"]) else ""


# A Chinese term and its English name in brackets: “自监督（self-supervised）” but not “图（1）”.
_TERM = re.compile(r"^(?P<zh>[\u4e00-\u9fff]{2,8})\s*[（(][A-Za-z][A-Za-z\s-]{4,}[)）]$")


def _names(text: str, *, known: bool) -> bool:
    if part_of(text, "zh") or part_of(text, "en") or _does_somewhere(text):
        return False
    if not chinese(text) and (text[:1].isupper() or known) and " " not in text:
        return len(text) > 1 and not is_generic(text)
    return is_name(text) or text.lower() in field_words()


def _does_somewhere(text: str) -> bool:
    """“参数上分类” says where something is done: no name."""
    words = [word for word, _ in tagged(text)] if chinese(text) else []
    return "上" in words[1:-1]


def _untreated(name: str) -> str:
    """“命令的说明” names 命令."""
    words = [word for word, _ in tagged(name)] if chinese(name) else []
    while len(words) > 1 and (is_treatment(words[-1]) or words[-1] in ("的", " ")):
        if "".join(words[-2:]).lower() in field_words():
            break
        words.pop()
    bare = "".join(words).strip()
    return bare if width(bare) >= 2 else name


def _without_treatment(name: str) -> str:
    """“Redis 学习笔记” is about Redis, “Kubernetes Questions” about Kubernetes."""
    if chinese(name):
        words = [word for word, _ in tagged(name)]
        while len(words) > 1 and (may_not_end(words[-1]) or words[-1] in _JOINING):
            if "".join(words[-2:]).lower() in field_words():
                break  # “强化学习”
            if words[-1] == "学习" and len(words) == _TERM_WORDS and not words[0].isascii():
                break  # “集成学习”
            words.pop()
        return _of_the_thing("".join(words).strip())
    parts = name.split()
    while len(parts) > 1 and is_empty(parts[-1]):
        parts.pop()
    return " ".join(parts)


_TERM_WORDS = 2


def _of_the_thing(name: str) -> str:
    """“Nginx 配置” is about Nginx, as long as that is understood alone."""
    while name.lower() not in field_words():
        less = next((found for word in words_doing() if (found := _less(name, word))), "")
        if not re.search("[A-Za-z]{3}", less) and width(less) < _MIN_LEFT:
            break
        name = less
    return name


def _less(name: str, ending: str) -> str:
    """A name without an ending; "" where it hasn't that, or is a term of the field with it."""
    words = [word for word, _ in tagged(name)]
    term = "".join(words[-2:]).lower() in field_words()
    return (
        "" if term or not name.endswith(ending) else name.removesuffix(ending).rstrip(" 的之与和")
    )


_MIN_LEFT = 3.0


def names_something(text: str) -> bool:
    """Whether a question has a word of its own: “它是怎么工作的？” has none."""
    return any(
        (len(word) > 1 or flag[0] == "n") and flag[0] not in "rduypcm" and not is_generic(word)
        for word, flag in tagged(text)
        if re.search(r"\w", word)
    )


def within(name: str, owner: str, language: Language) -> str:
    """A name with the name of what it belongs to; the name alone where that is in it already."""
    if not owner or mentions(name, owner) or mentions(owner, name):
        return name
    if language == "en":
        return name if " in " in name or chinese(owner) else f"{name} in {owner}"
    return f"{owner} 的 {name}" if chinese(name) <= 4 else f"{owner} 中的 {name}"
