"""A section -> the few statements that a good answer makes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from bot.bank.clauses import Piece, completeness, fit, pieces, tidy
from bot.bank.found import Found, choose, repeats, within
from bot.bank.grammar import chinese, has_predicate
from bot.bank.headings import is_name, is_personal, is_useless
from bot.bank.noise import is_aside, is_gui_step, is_noise
from bot.bank.schema import ENOUGH_POINTS, MAX_POINT_CHARS, PointKind
from bot.bank.statements import Statement, plain, statements
from ingest.markdown import bold_phrases

_LEAST_WORTH = {"item": 2.0, "sentence": 3.5}
"""Of `Piece.worth`: an item may lean on its list, a sentence stands alone."""

_LABEL = re.compile(
    r"^\s*([^，。；：:？?！!\n]{1,32}?)\s*(?:[:：](?!//|\d)|——+|\s[-–—]{1,2}\s)\s*(?=\S)"
)
_SHORT_ITEM = 10
"""Characters up to which the items of a list are names rather than statements."""

ENOUGH_CHINESE = 4
"""Characters from which a section is Chinese, whatever English terms it is full of."""

_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+")
_DEFINES = re.compile(
    r"""
    ^.{1,28}?(?:是一[种个类套组]|是指|指的是|就是|称为|叫做|的全称|的缩写|本质上?是
    |是.{2,40}的.{0,12}$|\b(?:is|are)\ (?:a|an|the)\b|\bmeans\b|\brefers\ to\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(
    r"""
    \d+(?:\.\d+)?\s*(?:%|‰|ms|μs|us|s\b|秒|毫秒|分钟|小时|天|[KMGT]i?B?\b|bit|位|字节|倍|个|层|次
    |条|万|亿|x\b)|[一二两三四五六七八九十百千]+[倍万亿]
    """,
    re.VERBOSE,
)
_CONTRASTS = re.compile(
    r"""
    但是?(?!凡)|然而|不同|区别|相比|相反|而不是|而非|反之|不像|优于|比.{1,12}(?:更|要|快|慢|大|小
    |多|少|高|低|轻|好)|却|\b(?:unlike|whereas|instead\ of|rather\ than|however|but|than|while
    |only)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A statement that leaves its subject to the heading.
_IS = re.compile(r"^(?:是(?![否不]|因为|由于|指)|就是|又[称叫]|也[称叫]|称为|叫做)")
# What an item says of the item it is inside of.
_SIDE = re.compile(
    r"""
    ^(?:描述|用途|功能|作用|优点|缺点|特点|优势|劣势|场景|适用场景|原理|目的|定义|格式|默认值?
    |代价|pros?|cons?|usage|purpose)$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"""
    ^(?:它(?!们)|(?:该|此|这个|这种|这)(?:模式|机制|方法|方式|算法|协议|工具|命令|参数|函数|框架
    |技术|特性|结构|模型|组件)|it(?=\s))
    """,
    re.VERBOSE | re.IGNORECASE,
)


def points_of(markdown: str, subject: str = "", heading: str = "") -> list[Found]:
    """The points of a section in its order, at most MAX_POINTS; the same text gives the same.

    Bold phrases come first, then list items and definitions, numbers and contrasts; plain
    sentences fill up. `subject` takes the place of an “它” that a statement begins with; what
    repeats the `heading` is no point.
    """
    return choose(candidates(markdown, subject, heading))


_THING = re.compile(
    r"^([^，。：；、“”]{2,24}?)(?:（[^（）]*）)?\s*(?:是一[种个类套]|是指|指的是|\bis an?\b)"
)


def defined(found: Sequence[Found]) -> str:
    """The thing that points of a section define first and then speak of; "" if there is none."""
    for place, one in enumerate(found[:3]):
        match = _THING.match(one.text)
        if match is None or len(found) < ENOUGH_POINTS + place:
            continue
        thing = match[1].strip()
        told = sum(thing.lower() in other.text.lower() for other in found)
        if (
            told * 2 >= len(found)
            and is_name(thing)
            and not is_useless(thing)
            and not is_personal(thing)
        ):
            return thing
    return ""


def candidates(markdown: str, subject: str = "", heading: str = "") -> list[Found]:
    """Every statement of a section that reads alone, in order."""
    note_chinese = chinese(markdown) >= ENOUGH_CHINESE
    bold = [phrase for phrase in bold_phrases(markdown) if not is_aside(phrase)]
    found: list[Found] = []
    said = statements(markdown)
    for statement in said:
        found.extend(_of_statement(markdown, statement, bold, subject, note_chinese))
    for whole in _enumerations(markdown, said):
        found = [one for one in found if not within(one, whole)] + [whole]
    fresh = (one for one in found if not repeats(one.text, heading))
    return sorted(fresh, key=lambda one: one.start)


def _of_statement(
    markdown: str, statement: Statement, bold: Sequence[str], subject: str, note_chinese: bool
) -> list[Found]:
    raw = markdown[statement.start : statement.end]
    if len(_LINK.sub("", raw)) < 0.4 * len(plain(raw)) or "](" in statement.plain:
        return []  # a link and little more
    if statement.form == "row":
        return _of_row(statement, raw, note_chinese)
    label, offset = _label(raw, statement)
    body = raw[offset:]
    room = MAX_POINT_CHARS - (len(label) + 1 + (not note_chinese) if label else 0)
    if room < 12:
        return []
    taken: list[Found] = []
    limit = 2 if len(plain(body)) > 90 else 1
    for piece in _best_first(body, room, bold):
        if len(taken) == limit:
            break
        whole = piece.start == 0 and len(body.rstrip()) - piece.end <= 3
        if (
            label
            or whole
            or _SUBJECT.match(piece.text)
            or (not piece.start and _IS.match(piece.text))
        ):
            text = _named(piece.text, label, statement, subject, note_chinese)
        else:
            text = piece.text
        worth = piece.worth
        if text != piece.text and piece.start == 0 and worth > -2.5:
            worth = max(worth, completeness(text) + 1)  # short, but it has a name before it now
        if label and piece.text[0] in "（(":
            continue
        if subject and text.startswith(subject) and not piece.text.startswith(subject):
            worth = max(worth, 4.0)  # it has its subject now
        elif not label and _IS.match(text):
            worth -= 3.0
        worth -= 1.5 if is_gui_step(text) else 0.0
        if worth < _LEAST_WORTH[statement.form] or len(text) > MAX_POINT_CHARS:
            continue
        if is_noise(text, note_chinese=note_chinese):
            continue
        start = statement.start + offset + piece.start
        begin = statement.start if label and piece.start == 0 else start
        begin, end = _even(markdown, begin, statement.start + offset + piece.end)
        quote = markdown[begin:end]
        kind = _kind(text, piece.text, quote, bold, statement, label)
        one = Found(begin, text, quote, kind, worth, statement.form)
        if not any(within(one, other) for other in taken):
            taken.append(one)
    return taken


def _of_row(statement: Statement, raw: str, note_chinese: bool) -> list[Found]:
    text = fit(statement.plain)
    if text is None or (chinese(text) < 4 and note_chinese) or len(text) < 8:
        return []
    return [Found(statement.start, text, raw, PointKind.ITEM, 1.5, "row")]


def _even(markdown: str, start: int, end: int) -> tuple[int, int]:
    """The span without a `**` at its edge whose partner lies outside."""
    quote = markdown[start:end]
    if quote.count("**") % 2:
        if quote.startswith("**"):
            return start + 2, end
        if quote.endswith("**"):
            return start, end - 2
    return start, end


def _best_first(body: str, room: int, bold: Sequence[str]) -> list[Piece]:
    own = pieces(body, room)
    return sorted(
        own, key=lambda one: (-(one.worth + _bold_share(one.text, bold)), one.start, -one.end)
    )


def _bold_share(text: str, bold: Sequence[str]) -> float:
    return 2.0 if any(_stands_out(text, phrase) for phrase in bold) else 0.0


def _stands_out(text: str, phrase: str) -> bool:
    """Whether a bold phrase marks this text: it is in it, or the text is part of it."""
    if len(phrase) < 4 and not chinese(phrase):
        return False
    return phrase in text or (len(text) >= 8 and text in phrase)


def _label(raw: str, statement: Statement) -> tuple[str, int]:
    """(the label before a colon, where the rest begins); ("", 0) without one."""
    match = _LABEL.match(raw)
    if match is None or ("`" in match[1] and match[1].count("`") % 2):
        return "", 0
    label = tidy(plain(match[1].replace("**", "")))
    if not label or len(label) > 20 or match[1].count("（") != match[1].count("）"):
        return "", 0
    rest = raw[match.end() :]
    offset = match.end() + (
        2 if rest.startswith("**") and raw.count("**", 0, match.end()) % 2 else 0
    )
    if is_aside(label):
        return "", offset
    lead = statement.lead
    if statement.form == "item" and lead and _SIDE.match(label) and len(lead) <= 16:
        label = f"{lead}的{label}" if chinese(label) else f"{lead}, {label}"
    return label, offset


def _named(text: str, label: str, statement: Statement, subject: str, note_chinese: bool) -> str:
    """The text with what it needs to be understood: its label, the line above it, its subject."""
    colon = "：" if note_chinese else ": "
    if label:
        return f"{label}{colon}{text}"
    lead = statement.lead
    weak = len(text) < 12 or not has_predicate(text) or not statement.first
    if lead and weak and statement.form == "item" and not is_aside(lead) and lead not in text:
        return f"{lead}{colon}{text}"
    if subject and len(subject) <= 16 and (match := _IS.match(text)):
        blank = " " if subject[-1].isascii() else ""
        return f"{subject}{blank}{text}"
    match = _SUBJECT.match(text)
    if match and match[0][-2:] not in subject and len(match[0]) > 2:
        return text  # another thing than the section is about
    if subject and len(subject) <= 16 and match:
        blank = " " if subject[-1].isascii() and not text[match.end() :].startswith(" ") else ""
        return f"{subject}{blank}{text[match.end() :]}"
    return text


def _kind(
    text: str, own: str, quote: str, bold: Sequence[str], statement: Statement, label: str
) -> PointKind:
    if any(_stands_out(own, phrase) for phrase in bold if phrase.strip("：: ") != label):
        return PointKind.BOLD
    if _DEFINES.search(text):
        return PointKind.DEFINITION
    if statement.form == "item" or label:
        return PointKind.ITEM
    if _NUMBER.search(text):
        return PointKind.NUMBER
    if _CONTRASTS.search(text):
        return PointKind.CONTRAST
    return PointKind.SENTENCE


def _enumerations(markdown: str, said: Sequence[Statement]) -> list[Found]:
    """Short items of one list in one point: “cgroup 能限制：CPU、内存、磁盘”."""
    note_chinese = chinese(markdown) >= ENOUGH_CHINESE
    join, colon = ("、", "：") if note_chinese else (", ", ": ")
    made: list[Found] = []
    for _, group in groupby((s for s in said if s.form == "item"), key=lambda s: s.group):
        items = list(group)
        lead = items[0].lead
        if not lead or is_aside(lead) or len(items) < 2:
            continue
        if any(len(item.plain) > _SHORT_ITEM or _LABEL.match(item.plain) for item in items):
            continue
        text = f"{lead}{colon}{join.join(tidy(item.plain) for item in items)}"
        if len(text) > MAX_POINT_CHARS or is_noise(text, note_chinese=note_chinese):
            continue
        quote = markdown[items[0].start : items[-1].end]
        made.append(Found(items[0].start, text, quote, PointKind.ITEM, 2.0, "item"))
    return made
