"""What can be seen of a candidate that tells good points from bad ones, as numbers. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bot.bank.points.candidates import STOPS, PointCandidate, Reading
from bot.bank.points.naming import LABEL, SIDE_LABEL
from bot.language.grammar import chinese, has_predicate, tagged
from bot.language.length import words_said
from bot.language.noise import is_aside
from bot.language.splitting import clauses_of
from bot.language.statements import plain
from bot.phrasing.headings import is_question
from bot.phrasing.subject_names import begins_with, defines, speaks_of

_LATIN_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?", re.IGNORECASE)
_PRONOUN = re.compile(
    r"它|其(?!他|它|余|实|中|次)|这|那(?!么)|该|此(?!外)|以上|上述|本(?=[文节章篇段])|(?:it|its|they|this|these|those|that|he|she)\b",
    re.IGNORECASE,
)
_ASKS_SOMEWHERE = re.compile(r"[?？]|吗$|呢$")
_PERSONAL = re.compile(r"我(?!们)|我们|你|\b(?:I|my|me|we|you|your)\b", re.IGNORECASE)
_FLAGS = ("v", "n", "p", "d", "c", "r", "eng", "m", "a", "x")
_BRACKETS = (("（", "）"), ("(", ")"), ("“", "”"), ("[", "]"), ("《", "》"), ("{", "}"))
_SIZES = (3, 5, 8, 12, 18, 26, 34)
_WORDS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "example": r"^(?:例如|比如|如(?!果)|假设|举例|for example|e\.g|let's say)",
        "figure": r"图|表中|如下|以下|下面|上面|前面|以上|上述|前述|可以看到|不难发现"
        r"|below|above|following|figure",
        "document": r"本文|本节|本章|论文|文章|教程|参考|链接|查看|阅读|介绍"
        r"|欢迎|评论|here$|article|docs?\b|read more",
        "diary": r"今天|最近|昨天|实测|试了|感觉|TODO|待补|更新于",
        "order": r"^(?:先|再|然后|点击|打开|输入|进入|选择|下载|安装"
        r"|执行|运行|create|run|check|make sure)",
        "open_end": r"(?:时|时候|后|前|下|情况|的话|和|与|或|及|and|or|the|of|to)$",
        "announces": r"(?:为|即|是|有|包括|包含|如|例如|方式|部分|is|are|includes?|such as)$",
        "plan": r"(?:说|看|讲|聊|介绍|分析|解析)(?:一下|下|说|看|讲)|让我们|\blet's\b|\blet us\b",
        "result_start": r"^(?:就|则|才|也|都|还|又|却|而|从而|导致"
        r"|使得?|那么|因此|所以|否则|会|能|可以|并)",
        "condition": r"^(?:如果|若|当|假如|一旦|只要|除非|因为|由于"
        r"|虽然|为了|if|when|because|since)\b",
        "reason": r"因为|由于|所以|因此|为了|从而|导致|because|so that|therefore",
        "contrast": r"但是?|而不是|不同|区别|相比|however|unlike|instead|whereas|rather",
        "is_a": r"是一[种个类套]|是指|指的是|就是|称为|叫做|本质|\b(?:is"
        r"|are) (?:an?|the)\b|refers to|means",
        "purpose": r"用于|用来|作用|目的|负责|used (?:to|for)|allows?|lets?\b|enables?|helps?",
        "should": r"应该|必须|需要|建议|最好|should|must|recommended|need to",
        "formula": r"[=+*/^_\\]|\bO\(",
        "command": r"^[a-z][\w.-]* (?:-|[a-z]+ <)|\s--?\w"
        r"|\$\{|<\w+>|[|;]\s*$|^[A-Za-z0-9_/.-]+$",
        "several": r"[一二两三四五六七八几多]种|[一二两三四五六七八几多]个|分为"
        r"|包括|包含|there are|types of|several",
    }.items()
}
"""What a text has of words that often make it an example, a pointer, an order, a condition, ….
They throw nothing out: how much each counts is learned."""

_NAMES = (
    "item", "row", "together", "opens", "closes", "whole",
    "first_of_section", "first_of_paragraph", "place", "after", "statements",
    *(f"over_{size}" for size in _SIZES), "words",
    "speaks", "begins", "defines", "no_subject", "in_heading", "heading_in", "is_heading",
    "label", "aside", "side", "label_words", "lead", "led", "lead_words", "deep",
    "bold", "code", "link", "digits", "signs", "latin", "chinese",
    "asks", "ends_open", "stops", "unbalanced", "quotes", "commas",
    "predicate", *(f"begins_{flag}" for flag in _FLAGS), "ends_verb", "ends_word",
    "pronoun", "lower", "cut_connective", "personal",
    *(f"word_{name}" for name in _WORDS),
    "next_is_row", "listed", "own_share", "later_name", "more_of_it",
    "answers", "answers_words", "before_question", "questions", "first_speaking", "first_answer",
    "leads_to_formula",
    "after_code", "before_code", "after_formula", "before_formula", "legend", "symbol",
    "behind_comma", "behind_colon", "behind_semicolon",
    "before_comma", "before_colon", "before_semicolon",
    "open_condition", "lost_condition", "alike_after", "alike_before",
    "own_pronoun", "own_example", "own_result", "with_line", "before_list", "counts_list",
    "pronoun_first", "asked_first", "speaks_first", "defines_first", "whole_first",
    "depth", "quoted", "list_share", "goes_on", "cut_start",
)  # fmt: skip
NAMES = (*_NAMES, *(f"{name}_en" for name in _NAMES))
"""The second half is the first in English sections."""

FeatureRows = npt.NDArray[np.float32]


def features_of(section: Reading, found: Sequence[PointCandidate]) -> FeatureRows:
    """For each candidate a row of NAMES."""
    rows = np.zeros((len(found), len(NAMES)), np.float32)
    width = len(_NAMES)
    groups: dict[int, int] = {}
    for statement in section.said:
        groups[statement.group] = groups.get(statement.group, 0) + 1
    speaking = next(
        (at for at, one in enumerate(section.said) if speaks_of(one.plain, section.names)), -1
    )
    for at, one in enumerate(found):
        own = _seen(section, one, groups, speaking)
        rows[at, :width] = own
        if not section.in_chinese:
            rows[at, width:] = own
    return rows


def _seen(
    section: Reading, one: PointCandidate, groups: dict[int, int], speaking: int
) -> list[float]:
    text, statement = one.text, one.statement
    quote = section.markdown[one.start : one.end]
    size = words_said(text)
    count = len(section.said)
    letters = max(len(text), 1)
    label = LABEL.match(text)
    words = [(word, flag) for word, flag in tagged(text) if re.search(r"\w", word)]
    first = words[0][1] if words else ""
    last = words[-1][1] if words else ""
    names, heading = section.names, section.heading
    speaks = speaks_of(text, names)
    pairs, other = _pairs(text), _pairs(heading)
    shared = len(pairs & other)
    own_start = statement.plain[:12]
    latin = len(_LATIN_WORD.findall(text))
    return [
        float(statement.form == "item"),
        float(statement.form == "row"),
        float(one.items > 1),
        float(one.opens),
        float(one.closes),
        float(one.whole),
        float(one.place <= section.opening),
        float(statement.first),
        one.place / max(count, 1),
        math.log1p(one.place),
        math.log1p(count),
        *(float(size > limit) for limit in _SIZES),
        math.log1p(size),
        float(speaks),
        float(begins_with(text, names)),
        float(bool(names) and defines(text, names)),
        float(not names),
        shared / max(len(other), 1),
        shared / max(len(pairs), 1),
        float(shared >= 0.8 * len(pairs) and size < 12),
        float(label is not None),
        float(label is not None and is_aside(label[1])),
        float(SIDE_LABEL.match(text) is not None),
        words_said(label[1]) if label else 0.0,
        float(bool(statement.lead)),
        float(bool(statement.lead) and text.startswith(statement.lead)),
        min(words_said(statement.lead), 10.0),
        float(not statement.first and statement.form == "item"),
        float("**" in quote or "==" in quote),
        min(quote.count("`") / 2, 3.0),
        float("](" in quote or "://" in quote),
        sum(c.isdigit() for c in text) / letters,
        sum(not c.isalnum() and c not in "，。；、：（）“” ,.;:'()-" for c in text) / letters,
        latin / max(size, 1),
        chinese(text) / letters,
        float(bool(_ASKS_SOMEWHERE.search(text)) or _asks(statement.plain)),
        float(text.endswith((":", "：", "，", ","))),
        float(statement.plain.rstrip().endswith(("。", ".", "；", "!", "！"))),
        float(any(text.count(a) != text.count(b) for a, b in _BRACKETS)),
        float(any(mark in text for mark in "“\"「")),
        min(len(re.findall(r"[，,；;]", text)), 6.0),
        float(has_predicate(text)),
        *(float(first.startswith(flag)) for flag in _FLAGS),
        float(last.startswith("v")),
        float(last[:1] in ("u", "p", "c", "d")),
        float(_PRONOUN.match(text) is not None),
        float(text[:1].islower()),
        float(not text.startswith(own_start[:3]) and one.opens),
        float(bool(_PERSONAL.search(text))),
        *(float(pattern.search(text) is not None) for pattern in _WORDS.values()),
        float(one.place + 1 < count and section.said[one.place + 1].form == "row"),
        math.log1p(groups.get(statement.group, 0)) if statement.group else 0.0,
        (one.end - one.start) / max(statement.end - statement.start, 1),
        float(not one.opens and speaks),
        float(bool(statement.before)),
        *_beside(section, one, speaking),
        *_gaps(section, one),
        *_cut(section, one),
        *_further(section, one, text[label.end() :] if label else text, groups),
    ]  # fmt: skip


def _beside(section: Reading, one: PointCandidate, speaking: int) -> list[float]:
    """What stands around it: the first statement behind a question is its answer."""
    place, said = one.place, section.said
    asked = said[place - 1].plain if place and _asks(said[place - 1].plain) else ""
    shared = _pairs(asked) & _pairs(one.text)
    questions = sum(_asks(statement.plain) for statement in said)
    first = next((at for at, statement in enumerate(said) if not _asks(statement.plain)), 0)
    return [
        float(bool(asked) and one.opens),
        len(shared) / max(len(_pairs(asked)), 1),
        float(place + 1 < len(said) and _asks(said[place + 1].plain)),
        questions / max(len(said), 1),
        float(place == speaking),
        float(place == first),
    ]


def _gaps(section: Reading, one: PointCandidate) -> list[float]:
    """What stands between it and the statements around it: code, formulas, nothing."""
    said, place = section.said, one.place
    before = section.markdown[said[place - 1].end if place else 0 : one.statement.start]
    last = place + (max(one.items, 1) - 1)
    behind = said[last + 1].start if last + 1 < len(said) else len(section.markdown)
    after = section.markdown[max(one.end, one.statement.end) : behind]
    text = one.statement.plain
    below = _CODE.search(after) or _FORMULA.search(after)
    return [
        float(one.closes and bool(below) and _WORDS["announces"].search(text) is not None),
        float(bool(_CODE.search(before))),
        float(bool(_CODE.search(after))),
        float(bool(_FORMULA.search(before))),
        float(bool(_FORMULA.search(after))),
        float(text.startswith(("其中", "where ")) or one.statement.lead in ("其中", "where")),
        float(_SYMBOL.match(one.text) is not None),
    ]


_CODE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)
# A formula, or a picture that may be one: “$$x$$” but not “$HOME”.
_FORMULA = re.compile(r"\$\$|!\[|<img|\\\[")
# The letter of a formula: “x_ij 为次数” but not “Go 为静态语言”.
_SYMBOL = re.compile(
    r"(?:其中[，,]?\s*)?[A-Za-z\u0370-\u03ff](?:_\w+|\d|\([^)]*\)|')?\s*"
    r"(?=[和与、,，]|表示|代表|为|是|由|指|is\b|denotes)"
)


def _cut(section: Reading, one: PointCandidate) -> list[float]:
    """Where a part of a sentence was cut off, and whether the two sides belong together."""
    statement = one.statement
    head = section.markdown[statement.start : one.start].rstrip() if one.items == 1 else ""
    tail = section.markdown[one.end : statement.end].lstrip() if one.items == 1 else ""
    own = clauses_of(plain(section.markdown[one.start : one.end])) or [one.text]
    before, after = clauses_of(plain(head)), clauses_of(plain(tail))
    first, last = own[0], own[-1]
    condition = _WORDS["condition"]
    return [
        float(head.endswith(("，", ","))),
        float(head.endswith(("：", ":"))),
        float(head.endswith(("；", ";"))),
        float(tail.startswith(("，", ","))),
        float(tail.startswith(("：", ":"))),
        float(tail.startswith(("；", ";"))),
        float(bool(after) and condition.search(last) is not None),
        float(bool(before) and condition.search(before[-1]) is not None),
        _alike(last, after[0]) if after else 0.0,
        _alike(before[-1], first) if before else 0.0,
    ]


def _alike(left: str, right: str) -> float:
    """How much two clauses look like members of one enumeration: “权重 2 字节，梯度 2 字节”."""
    a, b = set(left.lower()), set(right.lower())
    length = min(len(left), len(right)) / max(len(left), len(right), 1)
    ends = (left[-1:] == right[-1:]) + (left[:1] == right[:1])
    return length * (len(a & b) / max(min(len(a), len(b)), 1) + ends) / 3


def _further(
    section: Reading, one: PointCandidate, behind: str, groups: Mapping[int, int]
) -> list[float]:
    """What it is within the section's order and lists; `behind` is its text without a label."""
    said, place, statement = section.said, one.place, one.statement
    follows = said[place + 1] if one.items == 1 and place + 1 < len(said) else None
    before_list = (
        follows is not None
        and follows.form == "item"
        and follows.group != statement.group
        and one.closes
        and not STOPS.search(statement.plain)
    )
    opens = place == section.opening and one.opens
    line = section.markdown[section.markdown.rfind("\n", 0, statement.start) + 1 : statement.start]
    pronoun = _PRONOUN.match(behind) is not None
    return [
        float(pronoun and behind != one.text),
        float(_WORDS["example"].search(behind) is not None and behind != one.text),
        float(_WORDS["result_start"].search(behind) is not None and behind != one.text),
        float(one.items > 1 and statement.form != "item"),
        float(before_list),
        float(before_list and _WORDS["several"].search(one.text) is not None),
        float(opens and pronoun),
        float(opens and is_question(section.heading)),
        float(opens and speaks_of(one.text, section.names)),
        float(opens and bool(section.names) and defines(one.text, section.names)),
        float(opens and one.whole),
        min(len(line) - len(line.lstrip()), 12) / 4,
        float(line.lstrip().startswith(">")),
        groups.get(statement.group, 0) / max(len(said), 1) if statement.group else 0.0,
        float(statement.form == "item" and not statement.first),
        float(not one.opens and _WORDS["result_start"].search(one.text) is not None)
        + float(not one.opens and _WORDS["reason"].match(one.text) is not None),
    ]


def _asks(text: str) -> bool:
    return text.rstrip().endswith(("?", "？")) or bool(_ASKS.match(text))


_ASKS = re.compile(
    r"(?:explain|describe|what|how|why|which|when|什么是|为什么|如何|怎么)\b", re.IGNORECASE
)


def _pairs(text: str) -> frozenset[str]:
    squeezed = re.sub(r"\W", "", text.lower())
    return frozenset(squeezed[i : i + 2] for i in range(len(squeezed) - 1))
