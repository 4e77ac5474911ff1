"""Questions that a Chinese heading holds without a question mark: “日志写在哪”, “选哪个”. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from bot.bank.makers.candidate import CandidateQuestion
from bot.bank.makers.kinds import kind_of
from bot.bank.makers.reading import SectionReading
from bot.core.question import QuestionKind
from bot.language.grammar import chinese, names_first, tagged
from bot.phrasing.names import commonness, is_name, leans, width
from bot.phrasing.spelling import fixed, mentions

# What asks wherever it stands: “显存都花在哪” but not “任何人”.
_ASKS = re.compile(
    r"(?<![没任])什么(?![都也])|(?<!任)哪(?!怕|吒)|谁(?!都|也)|(?<!不)怎么(?!都|也)|为何|如何"
    r"|(?<!至)多[少大久长](?!的)|吗$|(?P<x>[\u4e00-\u9fff])不(?P=x)|还是"
)
_NEVER = re.compile(r"无论|不管|不论|[，。；：:]|多种多样|吗啡")
# What is found out: “先看是真不够还是碎片” is asked how, not as it stands.
_FOUND_OUT = re.compile(
    r"^先?(?P<does>查看|看看|看清|分清|区分|判断|确认|弄清|搞清|看)(?=是|有|谁|哪)"
)
_CHOICE = re.compile(r"^(?P<a>[^，。]{2,16}?)\s*还是\s*(?P<b>[^，。]{2,16})$")
_PICK = re.compile(r"^(?P<what>[^，。的]{2,14}?)\s*(?:选型|的选择|怎么选|如何选择?|选哪[个种])$")
# What is chosen from, behind the question: “选哪种阵列”.
_WHICH = re.compile(r"^(?:该|应该)?(?P<q>选哪[个种款])(?P<what>[\u4e00-\u9fffA-Za-z ]{2,10})$")
_NEEDED = re.compile(r"^为什么(?:需要|要用|要有|会有|用)(?:它|这个)?$")
_WITHOUT_SUBJECT = re.compile(
    r"^(?:为什么|为何|什么时候|何时|怎么|如何|怎样|解决|做了?|干|选哪|能不能|要不要|该不该|会不会|用(?!户|法|途|量|例)|有什么|有哪些|要(?!求|点|素))"
)
# What follows a subject badly: “为什么 X 会…” names its own.
_OWN_SUBJECT = re.compile(r"^(?:为什么|为何|怎么|如何|怎样|什么时候|何时)\s*[A-Za-z]")
_MAX_WIDTH = 22.0
_MAX_WITH_SUBJECT = 12.0
_SHORT = 4


def question_in(heading: str) -> str:
    """The question that a heading holds, without its mark; "" for one that holds none."""
    text = heading.rstrip("?？ ")
    if not chinese(text) or width(text) > _MAX_WIDTH or _NEVER.search(text):
        return ""
    if found := _WHICH.match(text):
        return f"{found['what'].strip()}该{found['q']}"
    if either := _between(text):
        return either
    if (
        (found := _PICK.match(text))
        and text.endswith(("选型", "的选择"))
        and is_name(found["what"])
    ):
        return f"{found['what']}该怎么选"
    if not _ASKS.search(text):
        return ""
    if found := _FOUND_OUT.match(text):
        return f"怎么{text.removeprefix('先')}"
    return text


def _between(text: str) -> str:
    found = _CHOICE.match(text)
    a, b = (found["a"].strip(), found["b"].strip()) if found else ("", "")
    sound = a and not _ASKS.search(a) and all(one[0].isupper() or is_name(one) for one in (a, b))
    return f"{a} 和 {b} 该怎么选" if sound else ""


def choice(section: SectionReading) -> Iterator[CandidateQuestion]:
    """“Redis 还是 Memcached？” in the words of a question."""
    if section.language == "zh" and (either := _between(section.heading.rstrip("?？ "))):
        yield _made(either, section, "holds", "")


def as_asked(asked: str, section: SectionReading) -> Iterator[CandidateQuestion]:
    """The question as the heading puts it, if it names what it is about."""
    whole = not _WITHOUT_SUBJECT.match(asked) or bool(_FOUND_OUT.match(asked.removeprefix("怎么")))
    if whole and not leans(asked) and len(asked) > _SHORT:
        yield _made(asked, section, "holds", "")


def within_its_subject(asked: str, section: SectionReading) -> Iterator[CandidateQuestion]:
    """The question with what it is asked about before it: “GIL 什么时候释放？”."""
    owner = section.owner or section.home
    if section.language != "zh" or not chinese(asked) or not owner or mentions(asked, owner):
        return
    bare = asked.rstrip("?？ ")
    if mentions(owner, asked) or width(bare) > _MAX_WITH_SUBJECT:
        return
    if _NEEDED.match(bare):
        yield _made(f"为什么需要{owner}", section, "holds-need", owner)
    elif _WITHOUT_SUBJECT.match(bare):
        if bare in ("怎么选", "选哪个", "选哪种", "怎么选择", "如何选择"):
            yield _made(f"{owner}该怎么选", section, "holds-of", owner)
        elif len(bare) < _SHORT:
            return  # “为什么？”, “怎么用？”
        elif not _OWN_SUBJECT.match(bare) and not _names_its_doer(bare):
            yield _made(f"{owner}{bare}", section, "holds-of", owner)
        else:
            yield _made(f"{owner}中{bare}", section, "holds-in", owner)
    elif names_first(bare) and "还是" not in bare and _is_everyday(bare):
        yield _made(f"{owner}的{bare}", section, "holds-its", owner)


def _is_everyday(asked: str) -> bool:
    """Whether the thing before the question is known only within another: “描述怎么写”."""
    nouns = itertools.takewhile(lambda pair: pair[1][0] == "n" and chinese(pair[0]), tagged(asked))
    named = "".join(word for word, _ in nouns)
    return 1 < len(named) < _SHORT and commonness(named) >= _COMMON


_COMMON = 2.0


def _names_its_doer(asked: str) -> bool:
    """“为什么容量是 2 的幂” names what it asks about: the next word is a thing."""
    rest = re.sub(r"^(?:为什么|为何|什么时候|何时|怎么|如何|怎样)\s*", "", asked)
    words = [pair for pair in tagged(rest) if pair[0].strip()]
    return rest != asked and bool(words) and words[0][1][0] in "n"


def _made(asked: str, section: SectionReading, maker: str, owner: str) -> CandidateQuestion:
    text = fixed(f"{asked}？")
    kind = QuestionKind.TRADE_OFF if "怎么选" in asked or "还是" in asked else kind_of(text)
    return CandidateQuestion(
        text=text,
        kind=kind,
        maker=maker,
        language="zh",
        subject=asked,
        owner=owner,
        by_author=maker == "holds",
    )
