"""A Chinese statement -> the question that asks for what it says of its subject. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.followup.aiming.said_zh import said
from bot.followup.aiming.subject_zh import COPULAS, DEGREES, MODALS, is_label, is_subject, parted
from bot.followup.aiming.target import SIDE, Draft, outside
from bot.language.grammar import starts_with_verb

_LABEL = re.compile(
    r"^([^，。；：:？?]{1,30}?)\s*(?:[：:](?!//)\s*|\s*(?:-{1,2}>|→|=>|——+)\s*)(?=\S)"
)
_MAPPED = re.compile(r"^[^，。；：:]{1,30}?\s*(?:-{1,2}>|→|=>)")
_EQUALS = re.compile(r"^([^\W\d_][\w\u4e00-\u9fff \-]{1,18}?)\s*==?\s*(?=[\u4e00-\u9fffA-Za-z])")
_ROW = re.compile(r"^([^，。；：]{1,24}?)——([^，。；：—]{1,16})[：:]\s*(?=\S)")
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)|(?<=.)[（(].*$")
_ASKED = re.compile(r"什么|哪|怎|多少|几|谁|何|是否|能不能|吗$")
_CONTRAST = re.compile(r"区别|不同|差|对比|相比|怎么选|还是")
_CALLED = re.compile(r"[“”\"「」]")
_LISTED = re.compile(r"^[^，。；：、]{1,10}(?:、[^，。；：、]{1,10}){2,}$")
_PLACE = re.compile(r".{2,}(?:[中里上下内]|时|方面|阶段|期间|过程中|情况下|场景下?)$")
_ORDINAL = re.compile(
    r"^(?:(?:方[式法案]|步骤|情况|阶段|选项|做法)\s*[一二三四五六七八九十\d]+"
    r"|第[一二三四五六七八九十\d]+[种个步类点条项]?(?:方[式法案])?|[一二三四五六七八九十]|\d{1,2})$"
)
_HAS = re.compile(
    r"^(.{2,16}?)有[一几]?[个种些]?.{0,6}?"
    r"(特性|特点|好处|问题|优点|缺点|作用|用途|性质|限制|条件)$"
)
_HAD = re.compile(r"(?:优[点势]|缺点|劣势|不足|好处|坏处|特[点性]|风险|限制|问题|用途|作用)$")
_ORDER = re.compile(
    r"^(?:(首先|第一步|第一|先)|(最后一步|最后|最终)|(然后|接着|接下来|随后|其次|之后))[，,：:\s]*"
)
_STEPS = {1: "第一步要做什么？", 2: "最后一步要做什么？", 3: "接下来的一步是什么？"}


def drafts(text: str, question: str) -> Iterator[Draft]:
    """Questions that aim at what a statement says, best first; one without `ask` names a topic."""
    bare = " ".join(_ASIDE.sub("", text).split()) or text
    if row := _ROW.match(bare):
        yield from _row(row[1].strip(), row[2].strip(), bare[row.end() :], question)
        return
    if order := _ORDER.match(bare):
        bare = bare[order.end() :]
    label = _LABEL.match(bare)
    # A label of one character is none, unless its longer name stood behind it in brackets.
    if label and (len(label[1]) > 1 or bare[:2] != text[:2]) and not _CALLED.search(label[1]):
        if _MAPPED.match(bare):
            yield Draft(label[1].strip(), f"{label[1].strip()}对应什么？")
        name, rest = label[1].strip(" -"), bare[label.end() :].strip()
        if name.endswith("是") and len(name) > 2:
            topic = re.sub(r"的?是$", "", name)
            yield Draft(topic, f"{name}什么？")
            name = topic
        yield from _labelled(name, rest, question)
    elif (found := _EQUALS.match(bare)) and " " not in found[1]:
        yield Draft(found[1], f"{found[1]}相当于什么？")
    else:
        yield from said(bare)
    if order:
        yield Draft("", _STEPS[order.lastindex or 3])


def _row(name: str, column: str, rest: str, question: str) -> Iterator[Draft]:
    """A row of a table, which reads “name——column：cell；column：cell”."""
    if _ASKED.search(column):
        yield Draft(name, f"{name}{column}？")
    elif not re.search(r"；[^；：]{1,16}：", rest):
        yield Draft(name, f"{name}的{column}是什么？")
    elif _CONTRAST.search(question):
        yield Draft(name, f"在{name}这一点上，几者有什么不同？")
    yield Draft(name)


def _labelled(name: str, rest: str, question: str) -> Iterator[Draft]:
    verb = parted(name)[2]
    if _ORDINAL.match(name):
        yield Draft(name, f"{name}是怎样的？")
    elif SIDE.match(name):
        yield from _side(name, rest, question)
    elif found := _HAS.match(name):
        yield Draft(found[1], f"{found[1]}有什么{found[2]}？")
    elif len(name) > 5 and verb in MODALS | COPULAS | DEGREES and not name.endswith(verb):
        yield from said(name)  # a statement, and what goes with it
    elif not is_label(name):
        yield from said(rest)
    elif starts_with_verb(name):
        if outside(name, question):
            yield Draft(name)
    else:
        yield from _named(name, rest, question)


def _side(name: str, rest: str, question: str) -> Iterator[Draft]:
    """“优点：……” of the thing that the question is about."""
    if not outside(name, question) or _CONTRAST.search(question):
        yield Draft(f"{name}里的一条", f"{name}里还有一条，是什么？")
    elif _HAD.search(name) and "的" not in name:
        yield Draft(name, f"它有什么{name}？")
    yield from (draft for draft in said(rest) if draft.ask and draft.topic)
    yield Draft(name, f"{name}是什么？")


def _named(name: str, rest: str, question: str) -> Iterator[Draft]:
    """What is said of a thing behind its name and a colon."""
    known = not outside(name, question)
    inner = _LABEL.match(rest)
    if inner and SIDE.match(inner[1]):
        had = _HAD.search(inner[1])
        yield Draft(name, f"{name}有什么{inner[1]}？" if had else f"{name}的{inner[1]}是什么？")
        rest = rest[inner.end() :].strip()
    elif inner and len(inner[1]) < 3 and not inner[1].isascii():
        rest = rest[inner.end() :].strip()
    if _LISTED.match(rest) and is_subject(name) and not parted(name)[0]:
        yield Draft(name, f"{name}包括哪些？")
    if _PLACE.match(name) and len(rest) > 6:
        yield from (draft for draft in said(rest, before=name) if draft.ask)
    for draft in said(rest, owner=name):
        if draft.ask and (draft.topic == name or name in draft.ask):
            yield Draft(draft.topic or name, draft.ask)
        elif draft.ask and (known or not draft.topic):
            yield Draft(draft.topic or name, f"关于{name}，{draft.ask}")
    if inner and re.fullmatch(r"[A-Za-z0-9_.]+", inner[1]):
        yield Draft(inner[1], f"{name}里的{inner[1]}是什么？")
    yield Draft(name)
    if known and inner and outside(inner[1], question) and is_subject(inner[1]):
        yield Draft(inner[1], f"{name}的{inner[1]}是什么？")
