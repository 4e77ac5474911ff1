"""Questions that the notes ask themselves: headings, and pairs of question and answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.bank.makers import holds
from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.in_english import turned
from bot.bank.makers.kinds import kind_of
from bot.bank.makers.reading import SectionReading
from bot.core.question import Language
from bot.language.grammar import chinese
from bot.language.pairs import question_answer_pairs
from bot.phrasing import chinese as zh
from bot.phrasing import english as en
from bot.phrasing.body import read_body, size
from bot.phrasing.names import plain
from bot.phrasing.spelling import fixed, mentions

# A bold line that asks: “**什么是锁？**” but not “什么是锁？”.
_ASKING_LINE = re.compile(
    r"^[ \t]*(?:[-*+>][ \t]+|\d+[.)、][ \t]*)*"
    r"(?:\*\*|__)(?P<q>[^\n*_|<>]{4,160}[?？])(?:\*\*|__)[ \t]*$",
    re.MULTILINE,
)
_TRUE_OR_FALSE = re.compile(r"^true or false\s*[?:.]?\s*", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:^|[,.;] )(?:what|why|how|when|where|who|which|whose|is|are|do|does|did|can|could|should"
    r"|would|will)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:(?:explain|describe|name|list|tell|give|demonstrate|provide|compare|define)\s+[a-z0-9\"'`]"
    r"|请|说说|解释|描述|谈谈|列举|简述)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:什么是|为什么|为何|如何|怎么|怎样)|能否|可否|是否|在哪[里儿]?$|多[大少久长]$"
)


def of_heading(section: SectionReading) -> Iterator[CandidateQuestion]:
    """The heading as a question, alone and with the name of what it stands below."""
    heading = section.heading
    if asked := _question(heading, section.language):
        yield from _both(asked, section, maker="heading", span=None)
        yield from holds.within_its_subject(asked, section)
        yield from holds.choice(section)
    elif asked := holds.question_in(heading):
        yield from holds.as_asked(asked, section)
        yield from holds.within_its_subject(asked, section)
    elif heading.endswith(("?", "？")) and len(heading) > 4 and section.language == "zh":
        # “死锁的必要条件？” asks, but has no word that does.
        for one in _both(heading.rstrip("?？ ") + "是什么", section, maker="asks", span=None):
            yield replace(one, by_author=False)


def pairs(section: SectionReading) -> Iterator[CandidateQuestion]:
    """Questions inside a section with the place of their answers."""
    text = section.markdown
    cards = [one for one in question_answer_pairs(text) if one.form == "card"]
    for one in cards:
        asked = _question(one.question, section.language)
        if not asked and chinese(one.question):
            asked = f"请讲讲{one.question}"  # a name on the front of a card
        if asked and _answers(text[slice(*one.answer_span)]):
            yield from _both(asked, section, maker="card", span=one.answer_span)
    if cards:
        return
    lines = list(_ASKING_LINE.finditer(text))
    for at, found in enumerate(lines):
        end = lines[at + 1].start() if at + 1 < len(lines) else len(text)
        asked = _question(plain(found["q"]), section.language)
        if not _answers(text[found.end() : end]):
            continue
        if asked and asked.rstrip("?？") not in section.heading:
            yield from _both(asked, section, maker="line", span=(found.end(), end))


def _answers(text: str) -> bool:
    """Whether there is an answer: more than a link, a picture or one word."""
    return size(" ".join(read_body(text).lines)) >= _LEAST_ANSWER


_LEAST_ANSWER = 4.0
"""Words; a Chinese character is half of one."""


def _question(text: str, language: Language) -> str:
    """A text that asks something, as a sentence without its question mark; "" for another."""
    several = len(re.findall(r"[?？]", text)) > 1
    if language == "zh" and chinese(text):
        bare = text.rstrip("?？ ")
        opens = bare if _OPENS.search(bare) or _TELLS.match(bare) else ""
        return bare if several else zh.own_question(text) or opens
    asked = "" if several else en.own_question(text)
    tells = text.endswith("?") or _TELLS.match(text) or _TRUE_OR_FALSE.match(text)
    return asked or (text if tells else "")


def _both(
    asked: str, section: SectionReading, *, maker: str, span: tuple[int, int] | None
) -> Iterator[CandidateQuestion]:
    """A question as it stands, and with the name of what it stands below."""
    language: Language = "zh" if chinese(asked) else "en"
    text = _sentence(_as_question(asked), language)
    text = _POINTS.sub("", text) if language == "zh" else turned(text)
    one = CandidateQuestion(
        text=fixed(text) if language == "zh" else text,
        kind=kind_of(text),
        maker=maker,
        language=language,
        span=span,
        subject=text.strip(" .。?？"),
        by_author=True,
    )
    yield one
    for owner in section.owners:
        if not mentions(text, owner):
            yield replace(one, text=placed(one.text, owner, language), owner=owner)


def _as_question(asked: str) -> str:
    """“True or False? Locks are fair” asks whether that is true."""
    stated = _TRUE_OR_FALSE.sub("", asked).strip(" ?？.")
    if stated == asked.strip(" ?？."):
        return asked
    small = stated[:1].lower() + stated[1:] if stated[1:2].islower() else stated
    return f"Is it true that {small}?"


def _sentence(asked: str, language: Language) -> str:
    """A question or a request with the stop that it needs."""
    several = len(re.findall(r"[?？]", asked)) > 1
    bare = asked.strip(" ?？" if several else " .。?？")
    in_chinese = language == "zh"
    tells = bool(_TELLS.match(bare)) and bool(chinese(bare[:2])) == in_chinese
    asks = not tells and (in_chinese or bool(_ASKS.search(bare)) or asked.endswith("?"))
    stops = ("？", "。") if in_chinese else ("?", ".")
    return (bare if in_chinese else bare[:1].upper() + bare[1:]) + stops[not asks]


# What points at something above: “如何选择这些算法？” but not “这里为什么要加锁？”.
_POINTS = re.compile(r"这(?:[些种个类]|几[个种类])(?=[\u4e00-\u9fff]{2})")


def placed(question: str, owner: str, language: Language) -> str:
    """A question with the name of what it is asked within."""
    if language == "zh":
        acts = _ACT.match(question)
        if acts:
            return fixed(f"{acts['how']}{acts['does']}{owner}？")
        return fixed(f"在{owner}中，{question}")
    if re.match(r"what (?:is|are) ", question, re.IGNORECASE) and len(question.split()) < _SHORT:
        return f"{question.rstrip('?')} in {owner}?"
    small = question[:1].lower() + question[1:]
    return f"In {owner}, {small if re.match(r'[A-Z][a-z]|A ', question) else question}"


# A question of a deed that is done to what stands above: “如何防御？” but not “如何攻击？”.
_ACT = re.compile(
    r"^(?P<how>如何|怎么|怎样)(?P<does>防[御范止]|避免|预防|解决|处理|检测|优化|实现|使用|创建|选择|排查)？$"
)
_SHORT = 7
"""Words of an English question that a place may stand behind."""
